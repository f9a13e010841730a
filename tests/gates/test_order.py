from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Phase, Policy, UnitMatch
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

HERE = Location("phasegate.yaml", 1)
STRICT = Policy(
    gates={
        "order": GateRule(kind="order", settings={"sequential": True, "one_in_progress_per_role": True}, location=HERE)
    }
)

UNFINISHED = with_gates(order={"unfinished": True, "known": True})


def batches(*statuses: str, needs: str = "Batch 1", commits: tuple[str, ...] = ()) -> str:
    """One batch for each status, two lines apart; each but the first needs what ``needs`` says."""
    parts = []
    for number, status in enumerate(statuses, 1):
        depends = f"**Assigned To**: backend | **Dependencies**: {needs if number > 1 else 'None'}\n"
        commit = f"**Commit**: {commits[number - 1]}\n" if commits else "\n"
        parts.append(f"## Batch {number}: B - {status}\n{depends}{commit}")
    return "".join(parts)


HONEST = {
    "done after what it needs": (batches("COMPLETE", "COMPLETE"), Policy()),
    "begun after what it needs": (batches("COMPLETE", "IN PROGRESS"), UNFINISHED),
    "what it needs was skipped": (batches("SKIPPED", "COMPLETE"), Policy()),
    "committed after what it needs": (
        batches("COMPLETE", "COMPLETE", commits=("{first}", "{second}")),
        Policy(),
    ),
    "in the same commit as what it needs": (batches("COMPLETE", "COMPLETE", commits=("{first}", "{first}")), Policy()),
    "what it needs was mended later": (
        batches("COMPLETE", "COMPLETE", commits=("{first}, {other}", "{second}")),
        Policy(),
    ),
    "one after the other": (batches("COMPLETE", "IN PROGRESS", "PENDING"), STRICT),
}


@pytest.mark.parametrize(("text", "policy"), HONEST.values(), ids=HONEST)
def test_honest_order_holds(built: Repository, text: str, policy: Policy) -> None:
    assert_holds(built.verdicts(text, policy)["batch-2::order"])


LIES = {
    "done before what it needs": (
        batches("PENDING", "COMPLETE"),
        Policy(),
        "dependency-open",
        "batch 1 is pending (task-tracking/T1/tasks.md:1)",
        5,
    ),
    "begun before what it needs": (
        batches("IN PROGRESS", "IN PROGRESS"),
        UNFINISHED,
        "dependency-open",
        "batch 1 is in progress (task-tracking/T1/tasks.md:1)",
        5,
    ),
    "an unknown dependency": (
        batches("COMPLETE", "PENDING", needs="Batch 7"),
        UNFINISHED,
        "dependency-unknown",
        "the document has no batch 7",
        5,
    ),
    "itself": (
        batches("COMPLETE", "PENDING", needs="Batch 2"),
        UNFINISHED,
        "dependency-self",
        "batch 2 needs itself",
        5,
    ),
    "a circle": (
        batches("PENDING", "PENDING").replace("None", "Batch 2"),
        UNFINISHED,
        "dependency-cycle",
        "batch 1, batch 2 need each other in a circle, so none can be begun",
        5,
    ),
    "batch 2 done before batch 1": (
        batches("PENDING", "COMPLETE", needs="None"),
        STRICT,
        "dependency-open",
        "batch 1 is pending (task-tracking/T1/tasks.md:1)",
        4,
    ),
    "two in progress": (
        batches("IN PROGRESS", "IN PROGRESS", needs="None"),
        STRICT,
        "two-in-progress",
        "batch 1 of backend is in progress too (task-tracking/T1/tasks.md:1)",
        4,
    ),
}


@pytest.mark.parametrize(("text", "policy", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(
    built: Repository, text: str, policy: Policy, code: str, found: str, line: int
) -> None:
    verdict = built.verdicts(text, policy)["batch-2::order"]
    assert verdict.answer is Answer.FAILED
    assert (code, found, line) in [(each.code, each.found, each.line) for each in verdict.findings]


NOT_DONE = {
    "in progress, what it needs too": batches("IN PROGRESS", "IN PROGRESS"),
    "in progress, what it needs is pending": batches("PENDING", "IN PROGRESS"),
    "in progress, what it needs is not there": batches("COMPLETE", "IN PROGRESS", needs="Batch 7"),
    "pending, what it needs is not there": batches("COMPLETE", "PENDING", needs="Batch 7"),
    "blocked": batches("PENDING", "BLOCKED"),
    "in progress, and needs itself": batches("COMPLETE", "IN PROGRESS", needs="Batch 2"),
    "two in progress that need each other": batches("IN PROGRESS", "IN PROGRESS").replace("None", "Batch 2"),
}


@pytest.mark.parametrize("text", NOT_DONE.values(), ids=NOT_DONE)
def test_d2_a_unit_that_is_not_done_claims_no_order_without_a_policy(built: Repository, text: str) -> None:
    verdict = built.verdicts(text)["batch-2::order"]
    assert (verdict.answer, verdict.findings) == (Answer.PENDING, ())
    assert verdict.reason.startswith("batch 2 is ")
    if "Batch 7" not in text and "BLOCKED" not in text:
        assert built.verdicts(text, UNFINISHED)["batch-2::order"].answer is Answer.FAILED


@pytest.mark.parametrize("needs", ["Batch 7", "Batch 1"], ids=["not there", "open"])
def test_d2_a_document_that_claims_nothing_has_no_order_to_hold(built: Repository, needs: str) -> None:
    text = f"# Plan\n\n**Dependencies**: {needs}\n\n## Batch 1: A - PENDING\n\n## Batch 2: B - IN PROGRESS\n"
    verdict = built.verdicts(text)["order"]
    assert (verdict.answer, verdict.findings) == (Answer.PENDING, ())


KNOWN = with_gates(order={"known": True})


@pytest.mark.parametrize("needs", ["Batch 7", "Batch 1, Batch 7", "Batches 7-8"])
def test_d7_a_needed_unit_that_is_not_there_is_noted_without_a_policy(built: Repository, needs: str) -> None:
    text = batches("COMPLETE", "COMPLETE", needs=needs)
    verdict = built.verdicts(text)["batch-2::order"]
    assert (verdict.answer, verdict.findings) == (Answer.HELD if "1," in needs else Answer.PENDING, ())
    at = "task-tracking/T1/tasks.md:5"
    assert verdict.notes[0] == f"not proven: batch 2 needs batch 7, which this document does not have ({at})"
    assert len(verdict.notes) == 1 + needs.count("8")
    verdict = built.verdicts(text, KNOWN)["batch-2::order"]
    assert_fails(verdict, "dependency-unknown", "the document has no batch 7")
    assert set(lines_of(verdict)) == {5}


def test_d7_beside_one_that_is_not_there_an_open_one_fails(built: Repository) -> None:
    text = batches("PENDING", "COMPLETE", needs="Batch 7 and Batch 1")
    verdict = built.verdicts(text)["batch-2::order"]
    assert_fails(verdict, "dependency-open", "batch 1 is pending (task-tracking/T1/tasks.md:1)")
    assert len(verdict.notes) == 1


OTHER = "task-tracking/TASK_7/tasks.md"


@pytest.mark.parametrize(("state", "answer"), [("COMPLETE", Answer.HELD), ("PENDING", Answer.FAILED)])
@pytest.mark.parametrize("needs", ["Batch 3 of TASK_7", "TASK_7 Batch 3 complete"])
def test_d7_a_unit_of_another_document_is_looked_up_there(
    project: Repository, needs: str, state: str, answer: Answer
) -> None:
    project.write(OTHER, f"## Batch 2: A - PENDING\n\n## Batch 3: B - {state}\n\n**File**: src/model.py\n")
    for policy in (Policy(), KNOWN):
        verdict = project.verdicts(batches("PENDING", "COMPLETE", needs=needs), policy)["batch-2::order"]
        assert (verdict.answer, verdict.notes) == (answer, ())
        if answer is Answer.FAILED:
            assert_fails(verdict, "dependency-open", f"batch 3 is pending ({OTHER}:3)")


@pytest.mark.parametrize("needs", ["Batch 3 of TASK_7", "Batch 9 of TASK_7"])
def test_d7_a_unit_of_another_document_that_is_not_found_is_noted_under_any_policy(
    project: Repository, needs: str
) -> None:
    if "9" in needs:
        project.write(OTHER, "## Batch 3: B - COMPLETE\n\n**File**: src/model.py\n")
    for policy in (Policy(), KNOWN):
        verdict = project.verdicts(batches("PENDING", "COMPLETE", needs=needs), policy)["batch-2::order"]
        said = (
            f"not proven: batch 2 needs {needs.lower().replace('task', 'TASK')}, and no such document beside this one"
        )
        assert (verdict.answer, verdict.findings) == (Answer.PENDING, ())
        assert verdict.notes == (f"{said} has it (task-tracking/T1/tasks.md:5)",)


def test_d7_the_name_of_this_document_is_no_other(built: Repository) -> None:
    text = batches("PENDING", "COMPLETE", needs="Batch 1 of TASK_1")
    document = replace(built, document="task-tracking/TASK_1/tasks.md")
    found = "batch 1 is pending (task-tracking/TASK_1/tasks.md:1)"
    assert_fails(document.verdicts(text)["batch-2::order"], "dependency-open", found)


def test_d7_what_was_misspelt_is_noted_with_the_nearest(built: Repository) -> None:
    text = "## Batch 1: A\n\n### Task 1.1: B\n\n### Task 1.2: C - COMPLETE\n\n**Dependencies**: Task 1.11\n"
    verdict = built.verdicts(text)["batch-1::1.2::order"]
    assert verdict.answer is Answer.PENDING
    assert verdict.reason.startswith("task 1.2 needs nothing that the document has: there is nothing to check")
    begin = "not proven: task 1.2 needs task 1.11, which this document does not have; the nearest is task 1.1 ("
    assert verdict.notes[0].startswith(begin)


def test_a_dependency_that_was_committed_later_fails(built: Repository) -> None:
    text = batches("COMPLETE", "COMPLETE", commits=("{second}", "{first}"))
    verdict = built.verdicts(text)["batch-2::order"]
    assert_fails(
        verdict,
        "dependency-committed-later",
        f'batch 1 was committed in {built.ids["second"][:10]} "feat(core): batch 2 - the view", after batch 2 '
        f'in {built.ids["first"][:10]} "feat(core): batch 1 - the model"',
    )
    assert lines_of(verdict) == [5]


def tasks_of_a_batch(*statuses: str) -> str:
    """A batch of one task for each status, of which the last needs all."""
    tasks = "".join(f"### Task 1.{number}: T - {status}\n\n" for number, status in enumerate(statuses, 1))
    return f"## Batch 1: A - IN PROGRESS\n\n{tasks}**Dependencies**: All tasks in Batch 1\n"


def test_a_task_that_needs_all_of_its_batch_needs_the_others(built: Repository) -> None:
    assert_holds(built.verdicts(tasks_of_a_batch("COMPLETE", "SKIPPED", "COMPLETE"))["batch-1::1.3::order"])
    verdict = built.verdicts(tasks_of_a_batch("COMPLETE", "PENDING", "COMPLETE"))["batch-1::1.3::order"]
    assert_fails(verdict, "dependency-open", "task 1.2 is pending (task-tracking/T1/tasks.md:5)")
    assert lines_of(verdict) == [9]


def test_a_task_that_needs_its_own_batch_can_never_begin(built: Repository) -> None:
    text = "## Batch 1: A - IN PROGRESS\n\n### Task 1.1: T - COMPLETE\n\n**Dependencies**: Batch 1\n"
    found = "task 1.1 is a part of batch 1, so neither can be done first"
    assert_fails(built.verdicts(text)["batch-1::1.1::order"], "dependency-around", found)


def test_a_pending_batch_whose_dependencies_are_sound_is_pending(built: Repository) -> None:
    verdict = built.verdicts(batches("PENDING", "PENDING"))["batch-2::order"]
    assert (verdict.answer, verdict.reason) == (Answer.PENDING, "batch 2 is pending")


def test_a_skipped_batch_does_not_hide_the_open_one_before_it(built: Repository) -> None:
    verdict = built.verdicts(batches("PENDING", "SKIPPED", "COMPLETE", needs="None"), STRICT)["batch-3::order"]
    assert_fails(verdict, "dependency-open", "batch 1 is pending (task-tracking/T1/tasks.md:1)")


def test_a_misspelt_dependency_names_the_nearest(built: Repository) -> None:
    text = "## Batch 1: A\n\n### Task 1.1: B\n\n**Dependencies**: Task 1.11\n\n### Task 1.2: C\n"
    found = built.verdicts(text, UNFINISHED)["batch-1::1.1::order"].findings[0].found
    assert found == "the document has no task 1.11; the nearest is task 1.1"


PHASES = Policy(
    phases=(
        Phase(id="plan", match=UnitMatch(assignee="architect"), location=HERE),
        Phase(id="work", match=UnitMatch(assignee="backend"), needs=("plan",), location=HERE),
    )
)


@pytest.mark.parametrize(("status", "answer"), [("COMPLETE", Answer.HELD), ("PENDING", Answer.FAILED)])
def test_a_phase_begins_when_the_one_it_needs_is_done(built: Repository, status: str, answer: Answer) -> None:
    text = (
        f"## Batch 1: A - {status}\n**Assigned To**: architect\n\n"
        "## Batch 2: B - IN PROGRESS\n**Assigned To**: backend\n"
    )
    verdict = built.verdicts(text, PHASES)["batch-2::order"]
    assert verdict.answer is answer
    if answer is Answer.FAILED:
        assert_fails(verdict, "phase-begun-early", "batch 1 of phase plan is pending, which must be done first")


NEEDS_NOTHING_THERE = batches("COMPLETE", "COMPLETE", needs="Batch 7")


def test_d7_where_nothing_that_is_needed_is_there_no_order_is_said_to_have_been_kept(built: Repository) -> None:
    """A phase that needs no other orders the batch; what it needs of the document is not there."""
    policy = replace(UNFINISHED, gates={}, phases=PHASES.phases)
    verdict = built.verdicts(NEEDS_NOTHING_THERE, policy)["batch-2::order"]
    assert (verdict.answer, verdict.reason) == (Answer.HELD, "batch 2 was not begun out of order")
    beside = built.verdicts(batches("COMPLETE", "COMPLETE"), policy)["batch-2::order"]
    assert (beside.answer, beside.reason) == (Answer.HELD, "what batch 2 needs was done before it")
