from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.runs.environment import clean_environment, search_path

if TYPE_CHECKING:
    import pytest

HERE = str(Path(sys.executable).parent)


def test_secrets_and_what_bends_python_are_not_passed_on() -> None:
    source = {
        "GITHUB_TOKEN": "s",
        "PYTHONPATH": "src",
        "PYTEST_XDIST_WORKER": "gw0",
        "GIT_DIR": ".git",
        "HOME": "/home/a",
    }
    assert clean_environment(source={**source, "PATH": HERE}) == {
        "HOME": "/home/a",
        "PATH": HERE,
        "PHASEGATE_RUNNING": "1",
    }


def test_locale_and_named_variables_are_passed_on() -> None:
    source = {"LC_ALL": "C.UTF-8", "LANG": "de", "TOKEN": "s", "TOKENS": "t", "PATH": HERE}
    environment = clean_environment(["TOKEN", "NOT_SET"], source)
    assert environment == {"LC_ALL": "C.UTF-8", "LANG": "de", "TOKEN": "s", "PATH": HERE, "PHASEGATE_RUNNING": "1"}


def test_by_default_the_variables_come_from_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_TIME", "C")
    monkeypatch.setenv("SECRET", "s")
    environment = clean_environment()
    assert environment["LC_TIME"] == "C"
    assert "SECRET" not in environment


def test_the_search_path_loses_the_folders_of_the_project() -> None:
    path = os.pathsep.join([".", HERE, "", "node_modules/.bin"])
    assert clean_environment(source={"PATH": path})["PATH"] == HERE
    assert search_path({"PATH": path}) == [HERE]


def test_without_a_search_path_the_usual_folders_are_used() -> None:
    assert search_path({}) == [folder for folder in os.defpath.split(os.pathsep) if folder not in ("", ".")]
