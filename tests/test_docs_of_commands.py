"""Every example on the page of commands prints what stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.cli import main
from pytest_phasegate.commands.command import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "project"
    subprocess.run([sys.executable, str(ROOT / "example_repo" / "history.py"), str(path)], check=True)
    return path


def examples() -> Iterator[tuple[str, str]]:
    """The command lines of the page, each with what it prints."""
    for block in re.findall(r"^````console\n(.*?)^````$", PAGE, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ phasegate ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = part.partition("\n")
            yield line, printed.strip("\n")


EXAMPLES = tuple(examples())


@pytest.mark.parametrize(("line", "printed"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_an_example_prints_what_stands_on_the_page(
    example: Path, line: str, printed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(example)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    capsys.readouterr()
    main(shlex.split(line))
    out, err = capsys.readouterr()
    assert f"{out}{err}".strip("\n") == printed


def test_the_page_tells_of_every_command() -> None:
    rows = re.findall(r"^\| (.*?) \|", PAGE, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert told >= COMMANDS.keys()
