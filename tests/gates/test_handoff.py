"""Two tables: hand-offs that hold, and those that git tells otherwise of."""

# ruff: noqa: E501 - messages are written as users see them, on one line

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.testing import judge_text
from tests.gates.project import assert_fails, assert_holds, lines_of
from tests.gates.story import Story, policy

if TYPE_CHECKING:
    from collections.abc import Callable

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


def honest(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST + OPEN)
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", FIRST + SECOND)


@pytest.fixture
def story(repository: Repository) -> Story:
    return Story(repository)


def test_an_honest_pipeline_holds(story: Story) -> None:
    honest(story)
    verdicts = story.judge(STRICT)
    assert_holds(verdicts["phase-1::handoff"])
    assert_holds(verdicts["phase-2::handoff"])
    approve = story.ids["approve"][:10]
    assert verdicts["phase-1::handoff"].reason == f'the hand-off of phase 1 was approved in {approve} "approve by Lena"'
    assert verdicts["phase-1::handoff"].commit == story.ids["approve"]


def test_without_a_policy_a_document_is_held_to_its_own_words(story: Story) -> None:
    honest(story)
    verdicts = story.judge()
    assert_holds(verdicts["phase-1::handoff"])
    assert_holds(verdicts["phase-2::handoff"])


def reworded(story: Story) -> None:
    honest(story)
    story.record("typo", "Ana", (FIRST + SECOND).replace("Phase 1: A", "Phase 1: All"))


def handed_on_together(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST + OPEN.replace("PENDING", "IN PROGRESS"))
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", FIRST + SECOND)


def approved_again(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST + OPEN)
    story.commit("change", "Ana", docs___a__md="a, changed\n")
    again = FIRST.replace("2026-06-03", "2026-06-04")
    story.record("again", "Lena", again + OPEN)
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", again + SECOND)


def changed_later(story: Story) -> None:
    honest(story)
    story.commit("maintenance", "Ana", docs___a__md="a, years later\n")


def skipped_between(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    skipped = "\n## Phase 2: B - SKIPPED\n"
    story.record("approve", "Lena", FIRST.replace(", to architect", "") + skipped)
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", FIRST.replace(", to architect", "") + skipped + SECOND.replace("Phase 2", "Phase 3"))


def maintained_before(story: Story) -> None:
    """The next phase changes a file that was there long before the document."""
    story.commit("old", "Zoe", docs___b__md="old\n")
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST + OPEN)
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", FIRST + SECOND.replace("**Commits**: {next}\n", ""))


def handed_on_in_other_words(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    first = FIRST.replace(", to architect", ", for planning")
    story.record("approve", "Lena", first + OPEN)
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", first + SECOND)


HONEST: dict[str, tuple[Callable[[Story], None], str]] = {
    "words of the phase were mended afterwards": (reworded, "phase-1"),
    "approval and beginning were written down together": (handed_on_together, "phase-2"),
    "changed, and approved again": (approved_again, "phase-2"),
    "changed long after the next phase was done": (changed_later, "phase-2"),
    "a phase between was skipped": (skipped_between, "phase-3"),
    "its deliverable was there before the document, no commit cited": (maintained_before, "phase-2"),
    "handed on in words that are no role": (handed_on_in_other_words, "phase-1"),
}


@pytest.mark.parametrize(("tell", "unit"), HONEST.values(), ids=HONEST)
def test_an_honest_story_holds(story: Story, tell: Callable[[Story], None], unit: str) -> None:
    tell(story)
    assert_holds(story.judge(STRICT)[f"{unit}::handoff"])


def never_approved(story: Story) -> None:
    first = FIRST.replace("**Hand-off**: approved by Lena on 2026-06-03, to architect\n", "")
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", first + SECOND)


def approved_afterwards(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("approve", "Lena", FIRST + SECOND)


def begun_on_paper_before(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    begun = OPEN.replace("PENDING", "IN PROGRESS")
    story.record("begin", "Lena", FIRST.replace("approved by Lena on 2026-06-03, to architect", "pending") + begun)
    story.record("approve", "Lena", FIRST + begun)


def approved_by_anybody(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Dev", FIRST.replace("by Lena", "by Dev") + OPEN)


def approved_in_her_name(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Dev", FIRST + OPEN)


def approved_own_work(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Lena", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST + OPEN)


def approved_own_deliverable(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Lena", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST.replace("**Commits**: {work}\n", "") + OPEN)


def handed_to_another(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST.replace("to architect", "to developer") + OPEN)


def approved_before_it_was_there(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.record("approve", "Lena", FIRST.replace("**Commits**: {work}\n", "") + OPEN)
    story.commit("work", "Ana", docs___a__md="a\n")


def handed_on_unfinished(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST.replace("COMPLETE", "IN PROGRESS") + OPEN)


def changed_after_approval(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST + OPEN)
    story.commit("change", "Ana", docs___a__md="a, changed\n")
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("done", "Lena", FIRST + SECOND)


def written_before_the_approval(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.commit("next", "Sol", docs___b__md="b\n")
    story.record("approve", "Lena", FIRST + OPEN)
    story.record("done", "Lena", FIRST + SECOND.replace("**Commits**: {next}\n", ""))


def consumes_what_nobody_made(story: Story) -> None:
    honest(story)
    story.record("lie", "Lena", FIRST + SECOND.replace("**Consumes**: docs/a.md", "**Consumes**: docs/z.md"))


LIES: dict[str, tuple[Callable[[Story], None], str, str, str, int]] = {
    "never approved": (
        never_approved,
        "phase-2",
        "handoff-missing",
        "phase 1 was not handed on: no approval is written down (workflows/frost.md:1)",
        7,
    ),
    "approved after the next phase's work": (
        approved_afterwards,
        "phase-2",
        "begun-before-handoff",
        '{next} "next by Sol" of phase 2 was not made after phase 1 was handed on in {approve} "approve by Lena"',
        8,
    ),
    "its deliverable was written before the approval, no commit cited": (
        written_before_the_approval,
        "phase-2",
        "begun-before-handoff",
        '{next} "next by Sol" of phase 2 was not made after phase 1 was handed on in {approve} "approve by Lena"',
        8,
    ),
    "begun on paper before the approval": (
        begun_on_paper_before,
        "phase-2",
        "begun-before-handoff",
        'phase 2 was called begun in {begin} "begin by Lena", before phase 1 was handed on in {approve} "approve by Lena"',
        8,
    ),
    "approved by somebody who may not": (
        approved_by_anybody,
        "phase-1",
        "handoff-approver",
        "Dev may not approve; manager may",
        6,
    ),
    "approved in somebody's name": (
        approved_in_her_name,
        "phase-1",
        "handoff-recorded",
        'the approval was written down in {approve} "approve by Dev" of Dev',
        6,
    ),
    "approved their own work": (
        approved_own_work,
        "phase-1",
        "handoff-own-work",
        'the approval, in {approve} "approve by Lena" of Lena, is by an author of the work itself',
        6,
    ),
    "approved their own deliverable, no commit cited": (
        approved_own_deliverable,
        "phase-1",
        "handoff-own-work",
        'the approval, in {approve} "approve by Lena" of Lena, is by an author of the work itself',
        5,
    ),
    "handed to a role that does not take over": (
        handed_to_another,
        "phase-1",
        "handoff-to",
        "phase 2, which comes next, is the work of architect",
        6,
    ),
    "approved before the deliverable was there": (
        approved_before_it_was_there,
        "phase-1",
        "handoff-before-deliverable",
        'docs/a.md was not there when the hand-off was approved in {approve} "approve by Lena"',
        5,
    ),
    "handed on unfinished": (
        handed_on_unfinished,
        "phase-1",
        "handoff-unfinished",
        "phase 1 is in progress, and handed on all the same",
        6,
    ),
    "changed after the approval": (
        changed_after_approval,
        "phase-2",
        "deliverable-changed",
        'docs/a.md was changed in {change} "change by Ana" after the approval',
        8,
    ),
    "consumes what nobody made": (
        consumes_what_nobody_made,
        "phase-2",
        "input-not-produced",
        "no phase before phase 2 delivers docs/z.md",
        11,
    ),
}


@pytest.mark.parametrize(("tell", "unit", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(
    story: Story, tell: Callable[[Story], None], unit: str, code: str, found: str, line: int
) -> None:
    tell(story)
    verdict = story.judge(STRICT)[f"{unit}::handoff"]
    for name, commit in story.ids.items():
        found = found.replace(f"{{{name}}}", commit[:10])
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == line


def test_an_approval_that_is_not_committed_is_unknown(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.write(FIRST + OPEN)
    verdict = story.judge(STRICT)["phase-1::handoff"]
    assert verdict.answer is Answer.UNKNOWN
    assert (verdict.findings[0].code, verdict.findings[0].found) == ("handoff-unknown", "the approval is not committed")


def test_the_next_phase_cannot_rest_on_an_approval_that_is_not_committed(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.commit("next", "Sol", docs___b__md="b\n")
    story.write(FIRST + SECOND)
    assert story.judge(STRICT)["phase-2::handoff"].answer is Answer.UNKNOWN


def test_a_shallow_clone_cannot_tell(story: Story, tmp_path_factory: pytest.TempPathFactory) -> None:
    honest(story)
    clone = story.repository.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=1")
    blind = Story(clone, ids=story.ids, text=story.text)
    verdict = blind.judge(STRICT)["phase-1::handoff"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].remedy == "git fetch --unshallow"


def test_without_a_repository_nothing_can_be_told(story: Story, tmp_path_factory: pytest.TempPathFactory) -> None:
    honest(story)
    folder = tmp_path_factory.mktemp("plain")
    (folder / "workflows").mkdir()
    (folder / "workflows" / "frost.md").write_text(story.text, encoding="utf-8")
    verdicts = judge_text(story.text, folder, policy=STRICT, path="workflows/frost.md")
    assert verdicts["workflows/frost.md::phase-1::handoff"].answer is Answer.UNKNOWN


def test_a_phase_that_needs_others_begins_after_all_of_them(story: Story) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    third = SECOND.replace("Phase 2", "Phase 3").replace("{next}", "{work}").replace("docs/b.md", "docs/a.md")
    story.record("approve", "Lena", FIRST + OPEN + third)
    phases = tuple(
        replace(phase, needs=("requirements",) if phase.id == "implementation" else ()) for phase in STRICT.phases
    )
    verdict = story.judge(replace(STRICT, phases=phases))["phase-3::handoff"]
    assert [finding.code for finding in verdict.findings] == ["begun-before-handoff"]


def test_a_role_that_nobody_holds_by_name_may_be_held_by_anybody(story: Story) -> None:
    honest(story)
    unnamed = {name: replace(role, people=()) for name, role in STRICT.roles.items()}
    assert_holds(story.judge(replace(STRICT, roles=unnamed))["phase-1::handoff"])


@pytest.mark.parametrize(("role", "answer"), [("manager", Answer.HELD), ("analyst", Answer.FAILED)])
def test_a_role_may_be_named_in_place_of_a_person(story: Story, role: str, answer: Answer) -> None:
    story.record("plan", "Lena", PENDING)
    story.commit("work", "Ana", docs___a__md="a\n")
    story.record("approve", "Lena", FIRST.replace("by Lena", f"by {role}") + OPEN)
    assert story.judge(STRICT)["phase-1::handoff"].answer is answer


def test_where_the_phase_that_is_needed_was_skipped_the_one_before_it_counts(story: Story) -> None:
    never_approved(story)
    skipped = "\n## Phase 2: B - SKIPPED\n"
    first = FIRST.replace("**Hand-off**: approved by Lena on 2026-06-03, to architect\n", "")
    story.record("done", "Lena", first + skipped + SECOND.replace("Phase 2", "Phase 3"))
    needs = {"implementation": ("planning",)}
    phases = tuple(replace(phase, needs=needs.get(phase.id, ())) for phase in STRICT.phases)
    verdict = story.judge(replace(STRICT, phases=phases))["phase-3::handoff"]
    assert [finding.code for finding in verdict.findings] == ["handoff-missing"]
