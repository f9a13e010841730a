"""The modules that the pages for authors of dialects and gates show are run as they stand there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.model.check import Gate
from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.testing import judge_text
from tests.reading import batches

if TYPE_CHECKING:
    from tests.repository import Repository

DOCS = Path(__file__).resolve().parent.parent / "docs"


def module_of(page: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The only block of Python on a page, as a module."""
    (source,) = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    name = page.replace("-", "_").removesuffix(".md")
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)  # dataclasses look their module up
    exec(compile(source, str(DOCS / page), "exec", dont_inherit=True), module.__dict__)
    return module


@pytest.mark.parametrize(
    ("changelog", "answer", "reason"),
    [
        ("- 1.1 the store\n", Answer.HELD, "1.1 is told in CHANGELOG.md"),
        ("- 1.11 the store\n", Answer.FAILED, "CHANGELOG.md in the working tree does not name 1.1"),
    ],
)
def test_the_gate_of_the_page_judges(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, changelog: str, answer: Answer, reason: str
) -> None:
    module_of("writing-a-gate.md", monkeypatch)
    gate = Gate(kind="changelog", module="writing_a_gate", reads=frozenset({"task"}))
    repository.write("CHANGELOG.md", changelog)
    repository.commit("docs: tell of it")
    text = "## Batch 1: A\n\n### Task 1.1: Store - COMPLETE\n\n### Task 1.2: Report - PENDING\n"
    verdicts = judge_text(text, repository.path, gates={**GATES, gate.kind: gate}, path="tasks.md")
    verdict = verdicts["tasks.md::batch-1::1.1::changelog"]
    assert (verdict.answer, verdict.reason) == (answer, reason)
    assert verdicts["tasks.md::batch-1::1.2::changelog"].answer is Answer.PENDING
    assert "tasks.md::batch-1::changelog" not in verdicts


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
