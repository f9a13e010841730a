from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phasegate.all_dialects import DIALECTS, PLAIN, SEARCHED, read_document, recognized
from pytest_phasegate.errors import DocumentError

BATCHES = "## Batch 1: Types ✅ COMPLETE\n"


def test_a_dialect_is_told_by_the_text() -> None:
    assert read_document("tasks.md", BATCHES).dialect == "batches"


def test_a_dialect_can_be_named() -> None:
    assert read_document("tasks.md", "## Task 1: Types\n", "batches").dialect == "batches"


@pytest.mark.parametrize("text", ["", "# Notes\n", "## Task 1: Types\n"])
def test_a_text_of_no_dialect_is_an_error(text: str) -> None:
    with pytest.raises(DocumentError, match=r"^docs/tasks.md: the document is written in no known dialect \(batches"):
        read_document("docs/tasks.md", text)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("### 1. Plan\n1. [ ] Read\n2. [ ] CHECKPOINT: Share\n", "checkpoints"),
        ("## Phase 1: Plan\n\n**Deliverables**: docs/plan.md\n", "phases"),
    ],
)
def test_a_document_in_which_nothing_is_begun_is_read_where_it_is_named(text: str, dialect: str) -> None:
    assert not any(recognized("a.md", text, (name,)) for name in SEARCHED)
    assert read_document("plan.md", text).dialect == dialect


def test_an_unknown_dialect_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(DocumentError, match=r"^tasks.md: there is no dialect 'batch'; known are auto, batches"):
        read_document("tasks.md", BATCHES, "batch")


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_has_its_conventional_places(name: str) -> None:
    assert DIALECTS[name].places or name == PLAIN
    assert not [place for place in DIALECTS[name].places if place.startswith("/") or "\\" in place]


def test_it_is_told_by_what_each_dialect_is_known() -> None:
    assert all(DIALECTS[name].looks_for for name in SEARCHED)


ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {
    "tests/samples/batches/everything.md": "batches",
    "tests/samples/phases/everything.md": "phases",
    "tests/samples/stages/everything.md": "stages",
    "example_repo/task-tracking/TASK_1/tasks.md": "batches",
    "example_repo/task-tracking/TASK_2/tasks.md": "batches",
    "example_repo/workflows/frost-warning.md": "phases",
}


@pytest.mark.parametrize(("path", "dialect"), DOCUMENTS.items(), ids=list(DOCUMENTS))
def test_every_document_is_recognized_by_its_own_dialect_alone(path: str, dialect: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert [name for name in SEARCHED if recognized("a.md", text, (name,))] == [dialect]
