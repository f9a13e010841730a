from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.testing import judge_text
from tests.gates.desk import (
    BEGUN,
    CHECKED,
    EXPORT,
    NOTED,
    READ,
    REVIEWED,
    RITA,
    SHARED,
    WRITTEN,
    Desk,
    begin,
    finished,
    policy_of,
    understood,
)
from tests.gates.project import assert_fails, assert_holds, lines_of
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.gates.project import Project

HISTORY = policy_of()


def filled(built: Project, *changes: dict[str, str]) -> Desk:
    desk = Desk(built.repository)
    for change in (BEGUN, *changes):
        for old, new in change.items():
            assert old in desk.text, old
            desk.text = desk.text.replace(old, new, 1)
    return desk


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
    built: Project, change: dict[str, str], unit: str, claim: str, line: int
) -> None:
    verdict = filled(built, READ, NOTED, change).judge()[f"{unit}::order"]
    assert_fails(
        verdict,
        "checkpoint-open",
        'checkpoint 1.3, "Share what was understood", is pending (docs/active-workflows/export.md:28) '
        "and holds back all behind it",
    )
    assert verdict.findings[0].claim == claim
    assert lines_of(verdict) == [line]


def test_what_stands_behind_passed_checkpoints_holds(built: Project) -> None:
    verdicts = filled(built, READ, NOTED, SHARED, WRITTEN).judge()
    assert_holds(verdicts["phase-2::step-2.1::order"])
    assert "phase-1::step-1.1::order" not in verdicts


def test_what_is_in_progress_behind_an_open_checkpoint_is_not_ticked(built: Project) -> None:
    verdict = filled(built, READ, NOTED, {"1. [ ] Write it": "1. [~] Write it"}).judge()["phase-2::step-2.1::order"]
    assert verdict.answer is Answer.HELD


def test_a_checkpoint_that_was_dropped_holds_nothing_back(built: Project) -> None:
    dropped = {"3. [ ] CHECKPOINT: Share what was understood": "3. [x] ~~CHECKPOINT: Share what was understood~~"}
    assert_holds(filled(built, READ, NOTED, dropped, WRITTEN).judge()["phase-2::step-2.1::order"])


def test_in_one_phase_what_stands_behind_its_checkpoint_waits(built: Project) -> None:
    text = "### 1. Only\n1. [x] A\n2. [ ] CHECKPOINT: B\n3. [x] C\n4. [ ] CHECKPOINT: D\n5. [ ] E\n"
    verdicts = judge_text(text, built.repository.path, dialect="checkpoints")
    assert verdicts["tasks.md::phase-1::step-1.3::order"].findings[0].code == "checkpoint-open"
    assert verdicts["tasks.md::phase-1::step-1.5::order"].answer is Answer.PENDING


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return begin(tmp_path / "project")


def test_an_honest_history_holds(desk: Desk) -> None:
    verdicts = finished(desk).judge(HISTORY)
    orders = [verdict for check, verdict in verdicts.items() if check.endswith("order")]
    assert len(orders) == 14
    for verdict in orders:
        assert_holds(verdict)


def test_work_committed_with_its_tick_holds(desk: Desk) -> None:
    understood(desk)
    desk.commit("feat: export", WRITTEN, files={"src/export.py": EXPORT})
    assert_holds(desk.judge(HISTORY)["phase-2::step-2.1::order"])


def test_a_tick_before_the_work_was_committed_fails(desk: Desk) -> None:
    understood(desk)
    id_ = desk.commit("docs: written", WRITTEN)
    desk.commit("feat: export", files={"src/export.py": EXPORT})
    verdict = desk.judge(HISTORY)["phase-2::step-2.1::order"]
    assert_fails(verdict, "tick-before-work", "src/export.py was not there yet; it was committed later")
    assert verdict.findings[0].claim == f'step 2.1 was ticked in {id_} "docs: written"'
    assert lines_of(verdict) == [31]


def test_a_tick_that_is_not_committed_yet_comes_after_all_work(desk: Desk) -> None:
    understood(desk)
    desk.commit("feat: export", files={"src/export.py": EXPORT})
    desk.write(WRITTEN)
    assert_holds(desk.judge(HISTORY)["phase-2::step-2.1::order"])


def test_ticked_anew_after_the_work_it_holds(desk: Desk) -> None:
    understood(desk)
    desk.commit("docs: written", WRITTEN)
    desk.commit("docs: not yet", {"1. [x] Write it": "1. [ ] Write it"})
    desk.commit("feat: export", files={"src/export.py": EXPORT})
    desk.commit("docs: written now", {"1. [ ] Write it": "1. [x] Write it"})
    assert_holds(desk.judge(HISTORY)["phase-2::step-2.1::order"])


def phases_out_of_order(desk: Desk) -> None:
    desk.commit("feat: export", WRITTEN, files={"src/export.py": EXPORT})
    desk.commit("docs: read", READ)


def test_a_later_phase_ticked_in_an_earlier_commit_fails(desk: Desk) -> None:
    phases_out_of_order(desk)
    early, late = desk.ids[-2][:10], desk.ids[-1][:10]
    verdict = desk.judge(HISTORY)["phase-2::step-2.1::order"]
    finding = next(each for each in verdict.findings if each.code == "phase-ticked-early")
    assert finding.found == f'step 2.1 was ticked first, in {early} "feat: export", and step 1.1 in {late} "docs: read"'
    assert finding.claim == "step 2.1 comes behind step 1.1"
    assert finding.line == 31


def test_without_the_setting_history_is_not_looked_at(desk: Desk) -> None:
    phases_out_of_order(desk)
    assert [each.code for each in desk.judge()["phase-2::step-2.1::order"].findings] == ["checkpoint-open"]


def test_phases_ticked_in_one_commit_are_in_order(desk: Desk) -> None:
    desk.commit("docs: both", {**READ, **NOTED, **SHARED, **WRITTEN}, files={"src/export.py": EXPORT})
    assert_holds(desk.judge(HISTORY)["phase-2::step-2.1::order"])


def test_work_taken_up_again_in_a_former_phase_is_no_lie(desk: Desk) -> None:
    finished(desk)
    desk.commit("docs: read again", {"1. [x] Read what": "1. [ ] Read what"})
    desk.commit("docs: read again", {"1. [ ] Read what": "1. [x] Read what"})
    assert_holds(desk.judge(HISTORY)["phase-2::step-2.1::order"])


def test_what_a_shallow_clone_hides_is_unknown(desk: Desk, tmp_path: Path) -> None:
    understood(desk)
    desk.commit("docs: written", WRITTEN, files={"src/export.py": EXPORT})
    source = f"file://{desk.repository.path.as_posix()}"
    desk.repository.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "shallow"))
    shallow = Desk(Repository(tmp_path / "shallow"), text=desk.text)
    verdict = shallow.judge(HISTORY)["phase-2::step-2.1::order"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found == (
        "the commit that ticked it cannot be found: the clone is shallow: older commits are not in it"
    )


BATCHES = "## Batch 1: A - {0}\n\n**Commit**: {1}\n\n## Batch 2: B - {2}\n\n**Commit**: {3}\n"


def batch_desk(path: Path, work: Callable[[Desk], None]) -> Desk:
    desk = Desk(Repository.create(path), text=BATCHES.format("PENDING", "[pending]", "PENDING", "[pending]"))
    desk.path = "tasks.md"
    desk.commit("docs: plan", {})
    work(desk)
    return desk


def judge_batch(desk: Desk) -> dict[str, list[str]]:
    verdicts = judge_text(desk.text, desk.repository.path, HISTORY, path="tasks.md")
    return {
        check.split("::")[1]: [each.found for each in verdict.findings]
        for check, verdict in verdicts.items()
        if check.endswith("order")
    }


def honest_batch(desk: Desk) -> None:
    id_ = desk.commit("feat: batch 1", files={"a": "1\n"})
    desk.commit("docs: batch 1", {"A - PENDING": "A - COMPLETE", "[pending]": id_})


def early_batch(desk: Desk) -> None:
    desk.commit("docs: batch 1", {"A - PENDING": "A - COMPLETE"})
    id_ = desk.commit("feat: batch 1", files={"a": "1\n"})
    desk.commit("docs: id", {"[pending]": id_})


def test_a_batch_recorded_after_its_commit_holds(tmp_path: Path) -> None:
    assert judge_batch(batch_desk(tmp_path / "project", honest_batch))["batch-1"] == []


def test_a_batch_said_to_be_done_before_its_commit_fails(tmp_path: Path) -> None:
    desk = batch_desk(tmp_path / "project", early_batch)
    late = desk.ids[-2][:10]
    assert judge_batch(desk)["batch-1"] == [f'its work was committed later, in {late} "feat: batch 1"']


def test_the_gate_looks_at_what_reviewers_tick_as_well(desk: Desk) -> None:
    understood(desk)
    desk.commit("docs: review early", REVIEWED, by=RITA)
    desk.commit("docs: checked", CHECKED)
    assert desk.judge(HISTORY)["phase-3::step-3.1::order"].findings == ()


def test_a_state_of_the_whole_document_is_nobody_s_tick(tmp_path: Path) -> None:
    desk = batch_desk(tmp_path / "project", honest_batch)
    desk.commit("docs: head", {"## Batch 1": "**Status**: COMPLETE\n**Dependencies**: Batch 1\n\n## Batch 1"})
    assert judge_batch(desk)["batch-1"] == []
