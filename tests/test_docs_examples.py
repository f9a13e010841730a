"""The modules that the pages for authors of dialects and gates show are run as they stand there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.claims import Status
from tests.extensions import ACME, install_acme
from tests.reading import batches

if TYPE_CHECKING:
    import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"


def module_of(page: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The only block of Python on a page, as a module."""
    (source,) = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    name = page.replace("-", "_").removesuffix(".md")
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)  # dataclasses look their module up
    exec(compile(source, str(DOCS / page), "exec", dont_inherit=True), module.__dict__)
    return module


def test_the_page_on_gates_shows_the_package_as_it_stands() -> None:
    page = (DOCS / "writing-a-gate.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^`([\w./]+)`:\n\n```\w+\n(.*?)```$", page, re.DOTALL | re.MULTILINE))
    assert list(shown) == [
        "pyproject.toml",
        "acme_phasegate/__init__.py",
        "acme_phasegate/changelog.py",
        "tests/test_changelog.py",
        "acme_phasegate/verdicts.py",
    ]
    assert {path: ACME.joinpath(path).read_text(encoding="utf-8") for path in shown} == shown


def test_the_tests_of_that_package_pass_where_it_is_installed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = install_acme(pytester.mkdir("site"))
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
    pytester.makepyfile(test_changelog=ACME.joinpath("tests/test_changelog.py").read_text(encoding="utf-8"))
    pytester.runpytest_subprocess("-v").stdout.fnmatch_lines(
        ["*test_a_task_that_is_done_is_told?told? PASSED*", "*ACME101-change-untold? PASSED*", "*= 2 passed *"]
    )


def test_the_batch_document_of_the_page_is_read_as_the_page_says() -> None:
    page = (DOCS / "batches.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)
    units = list(batches.read("tasks.md", text).root.walk())
    assert [(unit.name, unit.status) for unit in units[1:]] == [
        ("batch 1", Status.COMPLETE),
        ("task 1.1", Status.COMPLETE),
        ("batch 2", Status.IN_PROGRESS),
    ]
    assert [problem for unit in units for problem in unit.problems] == []
