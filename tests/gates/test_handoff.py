"""Two tables: hand-offs that hold, and those that git tells otherwise of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import policy
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

STRICT = policy(
    handoff={
        "required": True,
        "approvers": ("manager",),
        "recorded_by": "approver",
        "independent": True,
        "inputs": True,
        "unchanged": True,
    }
)
PENDING = "## Phase 1: A\n\n**Role**: analyst\n\n## Phase 2: B\n\n**Role**: architect\n"
FIRST = """\
## Phase 1: A - COMPLETE

**Role**: analyst
**Commits**: {work}
**Deliverables**: docs/a.md
**Hand-off**: approved by Lena on 2026-06-03, to architect
"""
SECOND = """
## Phase 2: B - COMPLETE

**Role**: architect
**Consumes**: docs/a.md
**Commits**: {next}
**Deliverables**: docs/b.md
"""
OPEN = "\n## Phase 2: B - PENDING\n\n**Role**: architect\n"


SKIPPED = "\n## Phase 2: B - SKIPPED\n"
THIRD = SECOND.replace("Phase 2", "Phase 3")
OPEN_ENDED = FIRST.replace(", to architect", "")
AGAIN = FIRST.replace("2026-06-03", "2026-06-04")
IN_OTHER_WORDS = FIRST.replace(", to architect", ", for planning")
NOT_APPROVED = FIRST.replace("**Hand-off**: approved by Lena on 2026-06-03, to architect\n", "")
NO_COMMIT = FIRST.replace("**Commits**: {work}\n", "")
BEGUN = OPEN.replace("PENDING", "IN PROGRESS")

Step = tuple[str, str, str | dict[str, str]]

# a commit's name, its author, and the document as it is then or the files that are written
PLAN: Step = ("plan", "Lena", PENDING)
WORK: Step = ("work", "Ana", {"docs/a.md": "a\n"})
APPROVE: Step = ("approve", "Lena", FIRST + OPEN)
CHANGE: Step = ("change", "Ana", {"docs/a.md": "a, changed\n"})
NEXT: Step = ("next", "Sol", {"docs/b.md": "b\n"})
DONE: Step = ("done", "Lena", FIRST + SECOND)
UNCITED: Step = ("done", "Lena", FIRST + SECOND.replace("**Commits**: {next}\n", ""))
ALL = (PLAN, WORK, APPROVE, NEXT, DONE)


def commit(phases: Repository, *steps: Step) -> None:
    for name, author, what in steps:
        phases.commit(name, by=author, files={phases.document: what} if isinstance(what, str) else what)


def test_an_honest_pipeline_holds(phases: Repository) -> None:
    commit(phases, *ALL)
    verdicts = phases.verdicts(policy=STRICT)
    assert_holds(verdicts["phase-1::handoff"])
    assert_holds(verdicts["phase-2::handoff"])
    reason = 'the hand-off of phase 1 was approved in {approve} "approve"'
    assert verdicts["phase-1::handoff"].reason == phases.fill(reason)
    assert verdicts["phase-1::handoff"].commit == phases.ids["approve"]


def test_without_a_policy_a_document_is_held_to_its_own_words(phases: Repository) -> None:
    commit(phases, *ALL)
    verdicts = phases.verdicts()
    assert_holds(verdicts["phase-1::handoff"])
    assert_holds(verdicts["phase-2::handoff"])


HONEST: dict[str, tuple[str, tuple[Step, ...]]] = {
    "words of the phase were mended afterwards": (
        "phase-1",
        (*ALL, ("typo", "Ana", (FIRST + SECOND).replace("Phase 1: A", "Phase 1: All"))),
    ),
    "approval and beginning were written down together": (
        "phase-2",
        (PLAN, WORK, ("approve", "Lena", FIRST + BEGUN), NEXT, DONE),
    ),
    "changed, and approved again": (
        "phase-2",
        (PLAN, WORK, APPROVE, CHANGE, ("again", "Lena", AGAIN + OPEN), NEXT, ("done", "Lena", AGAIN + SECOND)),
    ),
    "changed long after the next phase was done": (
        "phase-2",
        (*ALL, ("maintenance", "Ana", {"docs/a.md": "a, years later\n"})),
    ),
    "a phase between was skipped": (
        "phase-3",
        (
            *(PLAN, WORK, ("approve", "Lena", OPEN_ENDED + SKIPPED), NEXT),
            ("done", "Lena", OPEN_ENDED + SKIPPED + THIRD),
        ),
    ),
    "its deliverable was there before the document, no commit cited": (
        "phase-2",
        (("old", "Zoe", {"docs/b.md": "old\n"}), PLAN, WORK, APPROVE, NEXT, UNCITED),
    ),
    "handed on in words that are no role": (
        "phase-1",
        (PLAN, WORK, ("approve", "Lena", IN_OTHER_WORDS + OPEN), NEXT, ("done", "Lena", IN_OTHER_WORDS + SECOND)),
    ),
}


@pytest.mark.parametrize(("unit", "steps"), HONEST.values(), ids=HONEST)
def test_an_honest_history_holds(phases: Repository, unit: str, steps: tuple[Step, ...]) -> None:
    commit(phases, *steps)
    assert_holds(phases.verdicts(policy=STRICT)[f"{unit}::handoff"])


LIES: dict[str, tuple[tuple[Step, ...], str, str, str, int]] = {
    "never approved": (
        (PLAN, WORK, NEXT, ("done", "Lena", NOT_APPROVED + SECOND)),
        "phase-2",
        "handoff-missing",
        "phase 1 was not handed on: no approval is written down (workflows/frost.md:1)",
        7,
    ),
    "approved after the next phase's work": (
        (PLAN, WORK, NEXT, ("approve", "Lena", FIRST + SECOND)),
        "phase-2",
        "begun-before-handoff",
        '{next} "next" of phase 2 was not made after phase 1 was handed on in {approve} "approve"',
        8,
    ),
    "its deliverable was written before the approval, no commit cited": (
        (PLAN, WORK, NEXT, APPROVE, UNCITED),
        "phase-2",
        "begun-before-handoff",
        '{next} "next" of phase 2 was not made after phase 1 was handed on in {approve} "approve"',
        8,
    ),
    "begun on paper before the approval": (
        (
            PLAN,
            WORK,
            ("begin", "Lena", FIRST.replace("approved by Lena on 2026-06-03, to architect", "pending") + BEGUN),
            ("approve", "Lena", FIRST + BEGUN),
        ),
        "phase-2",
        "begun-before-handoff",
        'phase 2 was called begun in {begin} "begin", before phase 1 was handed on in {approve} "approve"',
        8,
    ),
    "approved by somebody who may not": (
        (PLAN, WORK, ("approve", "Dev", FIRST.replace("by Lena", "by Dev") + OPEN)),
        "phase-1",
        "handoff-approver",
        "Dev may not approve; manager may",
        6,
    ),
    "approved in somebody's name": (
        (PLAN, WORK, ("approve", "Dev", FIRST + OPEN)),
        "phase-1",
        "handoff-recorded",
        'the approval was written down in {approve} "approve" of Dev',
        6,
    ),
    "approved their own work": (
        (PLAN, ("work", "Lena", {"docs/a.md": "a\n"}), APPROVE),
        "phase-1",
        "handoff-own-work",
        'the approval, in {approve} "approve" of Lena, is by an author of the work itself',
        6,
    ),
    "approved their own deliverable, no commit cited": (
        (PLAN, ("work", "Lena", {"docs/a.md": "a\n"}), ("approve", "Lena", NO_COMMIT + OPEN)),
        "phase-1",
        "handoff-own-work",
        'the approval, in {approve} "approve" of Lena, is by an author of the work itself',
        5,
    ),
    "handed to a role that does not take over": (
        (PLAN, WORK, ("approve", "Lena", FIRST.replace("to architect", "to developer") + OPEN)),
        "phase-1",
        "handoff-to",
        "phase 2, which comes next, is the work of architect",
        6,
    ),
    "approved before the deliverable was there": (
        (PLAN, ("approve", "Lena", NO_COMMIT + OPEN), WORK),
        "phase-1",
        "handoff-before-deliverable",
        'docs/a.md was not there when the hand-off was approved in {approve} "approve"',
        5,
    ),
    "handed on unfinished": (
        (PLAN, WORK, ("approve", "Lena", FIRST.replace("COMPLETE", "IN PROGRESS") + OPEN)),
        "phase-1",
        "handoff-unfinished",
        "phase 1 is in progress, and handed on all the same",
        6,
    ),
    "changed after the approval": (
        (PLAN, WORK, APPROVE, CHANGE, NEXT, DONE),
        "phase-2",
        "deliverable-changed",
        'docs/a.md was changed in {change} "change" after the approval',
        8,
    ),
    "consumes what nobody made": (
        (*ALL, ("lie", "Lena", FIRST + SECOND.replace("**Consumes**: docs/a.md", "**Consumes**: docs/z.md"))),
        "phase-2",
        "input-not-produced",
        "no phase before phase 2 delivers docs/z.md",
        11,
    ),
}


@pytest.mark.parametrize(("steps", "unit", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(
    phases: Repository, steps: tuple[Step, ...], unit: str, code: str, found: str, line: int
) -> None:
    commit(phases, *steps)
    verdict = phases.verdicts(policy=STRICT)[f"{unit}::handoff"]
    assert_fails(verdict, code, phases.fill(found))
    assert lines_of(verdict)[0] == line


def test_an_approval_that_is_not_committed_is_unknown(phases: Repository) -> None:
    commit(phases, PLAN, WORK)
    phases.write(phases.document, FIRST + OPEN)
    verdict = phases.verdicts(policy=STRICT)["phase-1::handoff"]
    assert verdict.answer is Answer.UNKNOWN
    assert (verdict.findings[0].code, verdict.findings[0].found) == ("handoff-unknown", "the approval is not committed")


def test_the_next_phase_cannot_rest_on_an_approval_that_is_not_committed(phases: Repository) -> None:
    commit(phases, PLAN, WORK, NEXT)
    phases.write(phases.document, FIRST + SECOND)
    assert phases.verdicts(policy=STRICT)["phase-2::handoff"].answer is Answer.UNKNOWN


def test_a_shallow_clone_cannot_tell(phases: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    commit(phases, *ALL)
    clone = phases.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=1")
    verdict = clone.verdicts(policy=STRICT)["phase-1::handoff"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].remedy == "git fetch --unshallow"


def test_without_a_repository_nothing_can_be_told(phases: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    commit(phases, *ALL)
    folder = tmp_path_factory.mktemp("plain")
    (folder / "workflows").mkdir()
    (folder / "workflows" / "frost.md").write_text(phases.text, encoding="utf-8")
    assert replace(phases, path=folder).verdicts(policy=STRICT)["phase-1::handoff"].answer is Answer.UNKNOWN


def test_a_phase_that_needs_others_begins_after_all_of_them(phases: Repository) -> None:
    commit(phases, PLAN, WORK)
    third = THIRD.replace("{next}", "{work}").replace("docs/b.md", "docs/a.md")
    phases.record("approve", FIRST + OPEN + third, by="Lena")
    needing = tuple(
        replace(phase, needs=("requirements",) if phase.id == "implementation" else ()) for phase in STRICT.phases
    )
    verdict = phases.verdicts(policy=replace(STRICT, phases=needing))["phase-3::handoff"]
    assert [finding.code for finding in verdict.findings] == ["begun-before-handoff"]


def test_a_role_that_nobody_holds_by_name_may_be_held_by_anybody(phases: Repository) -> None:
    commit(phases, *ALL)
    unnamed = {name: replace(role, people=()) for name, role in STRICT.roles.items()}
    assert_holds(phases.verdicts(policy=replace(STRICT, roles=unnamed))["phase-1::handoff"])


@pytest.mark.parametrize(("role", "answer"), [("manager", Answer.HELD), ("analyst", Answer.FAILED)])
def test_a_role_may_be_named_in_place_of_a_person(phases: Repository, role: str, answer: Answer) -> None:
    commit(phases, PLAN, WORK)
    phases.record("approve", FIRST.replace("by Lena", f"by {role}") + OPEN, by="Lena")
    assert phases.verdicts(policy=STRICT)["phase-1::handoff"].answer is answer


def test_where_the_phase_that_is_needed_was_skipped_the_one_before_it_counts(phases: Repository) -> None:
    commit(phases, PLAN, WORK, NEXT)
    phases.record("done", NOT_APPROVED + SKIPPED + THIRD, by="Lena")
    needs = {"implementation": ("planning",)}
    needing = tuple(replace(phase, needs=needs.get(phase.id, ())) for phase in STRICT.phases)
    verdict = phases.verdicts(policy=replace(STRICT, phases=needing))["phase-3::handoff"]
    assert [finding.code for finding in verdict.findings] == ["handoff-missing"]
