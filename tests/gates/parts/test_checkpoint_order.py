from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.checkpoints import (
    BEGUN,
    CHECKED,
    EXPORT,
    NOTED,
    READ,
    REVIEWED,
    RITA,
    SHARED,
    WRITTEN,
    begin,
    filled,
    finished,
    policy_of,
    understood,
)
from tests.gates.verdicts import assert_fails, assert_holds, lines_of
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


HISTORY = policy_of()


BEHIND: dict[str, tuple[dict[str, str], str, str, int]] = {
    "a step of the next phase": (
        WRITTEN,
        "phase-2::step-2.1",
        "step 2.1 is complete",
        31,
    ),
    "a box in an open step": (
        {"- [ ] Code": "- [x] Code"},
        "phase-2::step-2.1",
        '"Code" of step 2.1 is ticked',
        32,
    ),
    "a later checkpoint": (
        {"[ ] CHECKPOINT: Review": "[x] CHECKPOINT: Review"},
        "phase-2::checkpoint-2.2",
        "checkpoint 2.2 is complete",
        38,
    ),
    "a step of the last phase": (
        {"1. [ ] Get sign-off": "1. [x] Get sign-off"},
        "phase-4::step-4.1",
        "step 4.1 is complete",
        52,
    ),
}


@pytest.mark.parametrize(("change", "unit", "claim", "line"), BEHIND.values(), ids=BEHIND)
def test_what_is_ticked_behind_an_open_checkpoint_fails(
    checkpoints: Repository, change: dict[str, str], unit: str, claim: str, line: int
) -> None:
    verdict = checkpoints.verdicts(filled(BEGUN, READ, NOTED, change))[f"{unit}::order"]
    assert_fails(
        verdict,
        "checkpoint-open",
        'checkpoint 1.3, "Share what was understood", is pending (docs/active-workflows/export.md:28) '
        "and holds back all behind it",
    )
    assert verdict.findings[0].claim == claim
    assert lines_of(verdict) == [line]


def test_what_stands_behind_passed_checkpoints_holds(checkpoints: Repository) -> None:
    verdicts = checkpoints.verdicts(filled(BEGUN, READ, NOTED, SHARED, WRITTEN))
    assert_holds(verdicts["phase-2::step-2.1::order"])
    assert "phase-1::step-1.1::order" not in verdicts


def test_what_is_in_progress_behind_an_open_checkpoint_is_not_ticked(checkpoints: Repository) -> None:
    verdict = checkpoints.verdicts(filled(BEGUN, READ, NOTED, {"1. [ ] Write it": "1. [~] Write it"}))[
        "phase-2::step-2.1::order"
    ]
    assert verdict.answer is Answer.HELD


def test_a_checkpoint_that_was_dropped_holds_nothing_back(checkpoints: Repository) -> None:
    dropped = {"3. [ ] CHECKPOINT: Share what was understood": "3. [x] ~~CHECKPOINT: Share what was understood~~"}
    assert_holds(checkpoints.verdicts(filled(BEGUN, READ, NOTED, dropped, WRITTEN))["phase-2::step-2.1::order"])


def test_in_one_phase_what_stands_behind_its_checkpoint_waits(checkpoints: Repository) -> None:
    text = "### 1. Only\n1. [x] A\n2. [ ] CHECKPOINT: B\n3. [x] C\n4. [ ] CHECKPOINT: D\n5. [ ] E\n"
    verdicts = checkpoints.verdicts(text)
    assert verdicts["phase-1::step-1.3::order"].findings[0].code == "checkpoint-open"
    assert verdicts["phase-1::step-1.5::order"].answer is Answer.PENDING


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return begin(tmp_path / "project")


def test_an_honest_history_holds(project: Repository) -> None:
    verdicts = finished(project).verdicts(policy=HISTORY)
    orders = [verdict for check, verdict in verdicts.items() if check.endswith("order")]
    assert len(orders) == 14
    for verdict in orders:
        assert_holds(verdict)


def test_work_committed_with_its_tick_holds(project: Repository) -> None:
    understood(project)
    project.commit("feat: export", edits=WRITTEN, files={"src/export.py": EXPORT})
    assert_holds(project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"])


def test_a_tick_before_the_work_was_committed_fails(project: Repository) -> None:
    understood(project)
    id_ = project.commit("docs: written", edits=WRITTEN)[:10]
    project.commit("feat: export", files={"src/export.py": EXPORT})
    verdict = project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"]
    assert_fails(verdict, "tick-before-work", "src/export.py was not there yet; it was committed later")
    assert verdict.findings[0].claim == f'step 2.1 was ticked in {id_} "docs: written"'
    assert lines_of(verdict) == [31]


def test_a_tick_that_is_not_committed_yet_comes_after_all_work(project: Repository) -> None:
    understood(project)
    project.commit("feat: export", files={"src/export.py": EXPORT})
    project.edit(WRITTEN)
    assert_holds(project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"])


def test_ticked_anew_after_the_work_it_holds(project: Repository) -> None:
    understood(project)
    project.commit("docs: written", edits=WRITTEN)
    project.commit("docs: not yet", edits={"1. [x] Write it": "1. [ ] Write it"})
    project.commit("feat: export", files={"src/export.py": EXPORT})
    project.commit("docs: written now", edits={"1. [ ] Write it": "1. [x] Write it"})
    assert_holds(project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"])


def phases_out_of_order(project: Repository) -> None:
    project.commit("feat: export", edits=WRITTEN, files={"src/export.py": EXPORT})
    project.commit("docs: read", edits=READ)


def test_a_later_phase_ticked_in_an_earlier_commit_fails(project: Repository) -> None:
    phases_out_of_order(project)
    early, late = project.ids["feat: export"][:10], project.ids["docs: read"][:10]
    verdict = project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"]
    finding = next(each for each in verdict.findings if each.code == "phase-ticked-early")
    assert finding.found == f'step 2.1 was ticked first, in {early} "feat: export", and step 1.1 in {late} "docs: read"'
    assert finding.claim == "step 2.1 comes behind step 1.1"
    assert finding.line == 31


def test_without_the_setting_history_is_not_looked_at(project: Repository) -> None:
    phases_out_of_order(project)
    assert [each.code for each in project.verdicts()["phase-2::step-2.1::order"].findings] == ["checkpoint-open"]


def test_phases_ticked_in_one_commit_are_in_order(project: Repository) -> None:
    project.commit("docs: both", edits={**READ, **NOTED, **SHARED, **WRITTEN}, files={"src/export.py": EXPORT})
    assert_holds(project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"])


def test_work_taken_up_again_in_a_former_phase_is_no_lie(project: Repository) -> None:
    finished(project)
    project.commit("docs: read again", edits={"1. [x] Read what": "1. [ ] Read what"})
    project.commit("docs: read again", edits={"1. [ ] Read what": "1. [x] Read what"})
    assert_holds(project.verdicts(policy=HISTORY)["phase-2::step-2.1::order"])


def test_what_a_shallow_clone_hides_is_unknown(project: Repository, tmp_path: Path) -> None:
    understood(project)
    project.commit("docs: written", edits=WRITTEN, files={"src/export.py": EXPORT})
    shallow = project.clone(tmp_path / "shallow", "--depth=1")
    verdict = shallow.verdicts(policy=HISTORY)["phase-2::step-2.1::order"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found == (
        "the commit that ticked it cannot be found: the clone is shallow: older commits are not in it"
    )


BATCHES = "## Batch 1: A - {0}\n\n**Commit**: {1}\n\n## Batch 2: B - {2}\n\n**Commit**: {3}\n"


def batch(path: Path, work: Callable[[Repository], None]) -> Repository:
    project = Repository.create(path, document="tasks.md")
    project.record("docs: plan", BATCHES.format("PENDING", "[pending]", "PENDING", "[pending]"))
    work(project)
    return project


def judge_batch(project: Repository) -> dict[str, list[str]]:
    return {
        check.split("::")[0]: [each.found for each in verdict.findings]
        for check, verdict in project.verdicts(policy=HISTORY).items()
        if check.endswith("order")
    }


def honest_batch(project: Repository) -> None:
    id_ = project.commit("feat: batch 1", files={"a": "1\n"})[:10]
    project.commit("docs: batch 1", edits={"A - PENDING": "A - COMPLETE", "[pending]": id_})


def early_batch(project: Repository) -> None:
    project.commit("docs: batch 1", edits={"A - PENDING": "A - COMPLETE"})
    id_ = project.commit("feat: batch 1", files={"a": "1\n"})[:10]
    project.commit("docs: id", edits={"[pending]": id_})


def test_a_batch_recorded_after_its_commit_holds(tmp_path: Path) -> None:
    assert judge_batch(batch(tmp_path / "project", honest_batch))["batch-1"] == []


def test_a_batch_said_to_be_done_before_its_commit_fails(tmp_path: Path) -> None:
    project = batch(tmp_path / "project", early_batch)
    late = project.ids["feat: batch 1"][:10]
    assert judge_batch(project)["batch-1"] == [f'its work was committed later, in {late} "feat: batch 1"']


def test_the_gate_looks_at_what_reviewers_tick_as_well(project: Repository) -> None:
    understood(project)
    project.commit("docs: review early", edits=REVIEWED, by=RITA)
    project.commit("docs: checked", edits=CHECKED)
    assert project.verdicts(policy=HISTORY)["phase-3::step-3.1::order"].findings == ()


def test_a_state_of_the_whole_document_is_nobody_s_tick(tmp_path: Path) -> None:
    project = batch(tmp_path / "project", honest_batch)
    project.commit("docs: head", edits={"## Batch 1": "**Status**: COMPLETE\n**Dependencies**: Batch 1\n\n## Batch 1"})
    assert judge_batch(project)["batch-1"] == []
