from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Phase, Policy, UnitMatch
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


HERE = Location("phasegate.yaml", 1)


def policy(path: str) -> Policy:
    return Policy(phases=(Phase(id="work", match=UnitMatch(), inputs=(path,), location=HERE),))


def test_an_input_that_is_there_holds(built: Repository) -> None:
    text = "## Batch 1: A - IN PROGRESS\n"
    assert_holds(built.verdicts(text, policy("{document_dir}/plan.md"))["batch-1::inputs"])
    assert_holds(built.verdicts(text, policy("src/model.py"))["batch-1::inputs"])


def test_an_input_that_is_missing_fails_once_the_batch_is_begun(built: Repository) -> None:
    rules = policy("{document_dir}/design.md")
    assert_fails(
        built.verdicts("## Batch 1: A - IN PROGRESS\n", rules)["batch-1::inputs"],
        "input-missing",
        "task-tracking/T1/design.md, which the phase works from, is not in the working tree",
    )
    assert built.verdicts("## Batch 1: A - PENDING\n", rules)["batch-1::inputs"].answer is Answer.PENDING


def test_an_input_that_is_empty_or_unknown_to_git_fails(project: Repository) -> None:
    path = project.write("task-tracking/T1/design.md", "")
    rules = policy("{document_dir}/design.md")
    text = "## Batch 1: A - COMPLETE\n"
    empty = project.verdicts(text, rules)["batch-1::inputs"].findings[0].found
    assert empty == "task-tracking/T1/design.md, which the phase works from, is empty"
    path.write_text(" \n\n")
    blank = project.verdicts(text, rules)["batch-1::inputs"].findings[0].found
    assert blank == "task-tracking/T1/design.md, which the phase works from, holds nothing that can be seen"
    path.write_text("design\n")
    untracked = project.verdicts(text, rules)["batch-1::inputs"].findings[0].found
    assert untracked == "task-tracking/T1/design.md, which the phase works from, is not known to git"


def test_without_a_repository_an_input_that_lies_there_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "design.md").write_text("design\n")
    verdict = Repository(tmp_path, document="tasks.md").verdicts("## Batch 1: A - COMPLETE\n", policy("design.md"))[
        "batch-1::inputs"
    ]
    assert verdict.answer is Answer.UNKNOWN


def test_an_input_of_two_phases_is_missing_once(built: Repository) -> None:
    phases = tuple(Phase(id=name, match=UnitMatch(), inputs=("nowhere.md",), location=HERE) for name in ("one", "two"))
    verdict = built.verdicts("## Batch 1: A - COMPLETE\n", Policy(phases=phases))["batch-1::inputs"]
    assert len(verdict.findings) == 1
