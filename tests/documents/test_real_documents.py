"""Real documents, where somebody has them: they are read without a false alarm."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_phasegate.all_dialects import recognized
from pytest_phasegate.documents.notations.boxes import find_box
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Level, Status
from tests.reading import batches, checkpoints, stages

CORPUS = Path(os.environ.get("PHASEGATE_CORPUS", Path(__file__).parents[2].parent / "shared")) / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")


def texts(pattern: str) -> list[str]:
    return [path.read_text("utf-8", "replace") for path in sorted(CORPUS.glob(pattern))]


def _dialect_of(text: str) -> str | None:
    with suppress(DocumentError):
        workflow = recognized("a.md", text)
        return workflow.dialect if workflow else None
    return None


def test_batches_are_read_without_a_false_alarm() -> None:
    workflows = [batches.read("tasks.md", text) for text in texts("batches/*.md") if batches.recognizes(text)]
    assert sum(1 for workflow in workflows for _ in workflow.units()) > 300
    assert [problem for workflow in workflows for unit in workflow.root.walk() for problem in unit.problems] == []


def test_lists_of_other_kinds_are_not_taken_for_trees() -> None:
    every = texts("**/*.md")
    assert len(every) > 100
    assert sum(_dialect_of(text) == "stages" for text in every) <= 1  # a chat in which such a tree is quoted
    for text in every:
        with suppress(DocumentError):  # most have no stage and no phase
            assert list(stages.read("tasks_list.md", text).units())


def test_checkpoints_are_read_box_by_box() -> None:
    for text in texts("cursor/*.md"):
        units = list(checkpoints.read("plan.md", text).root.walk())
        by_box = [claim for unit in units for claim in unit.statuses if claim.source == "box"]
        bare = [line.strip().lstrip("-*0123456789. ") for line in text.split("\n")]
        boxes = sum(len(unit.boxes) for unit in units)
        assert boxes + len(by_box) == sum(find_box(line) is not None for line in bare)
        assert not [problem for unit in units for problem in unit.problems if not problem.is_seen]
        assert all(
            unit.level is not Level.PHASE or unit.status is not Status.COMPLETE or unit.statuses for unit in units
        )
