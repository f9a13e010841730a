from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Level, Status
from tests.documents.test_batches import claims_of
from tests.reading import phases
from tests.text.test_scanner import PIECES

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow


def read(text: str) -> Workflow:
    return phases.read("workflow.md", text)


def only_phase(text: str, heading: str = "## Phase 1: Plan\n\n") -> Unit:
    (unit,) = read(heading + text).units()
    return unit


@pytest.mark.parametrize(
    ("heading", "unit_id", "title", "status"),
    [
        ("## Phase 1: Plan", "1", "Plan", Status.PENDING),
        ("## Phase 1: Plan - COMPLETE", "1", "Plan", Status.COMPLETE),
        ("## Phase 2 — Plan ✅ COMPLETE", "2", "Plan", Status.COMPLETE),
        ("### 🔎 Phase 3: Plan (IN PROGRESS)", "3", "Plan", Status.IN_PROGRESS),
        ("## Phase 4 COMPLETE", "4", "", Status.COMPLETE),
        ("## Phase 4 - COMPLETE", "4", "", Status.COMPLETE),
        ("## Phase 5", "5", "", Status.PENDING),
        ("## PHASE 6B: Plan - FAILED", "6B", "Plan", Status.FAILED),
        ("## **Phase 7**: Plan", "7", "Plan", Status.PENDING),
        ("## ✅ Phase 1: Plan", "1", "Plan", Status.COMPLETE),
        ("## [x] Phase 1: Plan", "1", "Plan", Status.COMPLETE),
        ("## COMPLETE: Phase 1: Plan", "1", "Plan", Status.COMPLETE),
        ("## Phase #1: Plan ✅ APPROVED", "1", "Plan", Status.COMPLETE),
        ("## Phase 1: Plan - Completed by senior-developer", "1", "Plan", Status.COMPLETE),
        ("## Phase 1: Add ✅ icon to plan", "1", "Add ✅ icon to plan", Status.PENDING),
    ],
)
def test_a_heading_introduces_a_phase(heading: str, unit_id: str, title: str, status: Status) -> None:
    unit = only_phase("", heading)
    assert (unit.level, unit.id, unit.title, unit.status) == (Level.PHASE, unit_id, title, status)


def test_a_tick_with_unknown_words_is_a_problem() -> None:
    unit = only_phase("", "## Phase 1: Plan ✅ LANDED")
    assert [problem.message for problem in unit.problems] == [
        "the tick stands with 'LANDED', which is no status; write COMPLETE or the like"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "**Status**: ✅ All phases complete",
        "**Overall Status**: COMPLETE",
        "**Final Status**: 100% complete",
        "**Progress**: 100%",
        "**Owner**: Lena, **Status**: COMPLETE",
        "## ✅ ALL PHASES COMPLETE",
    ],
)
def test_the_document_claims_that_all_is_done(line: str) -> None:
    root = read(f"# Flow\n\n{line}\n\n## Phase 1: Plan - COMPLETE\n\n## Phase 2: Build - PENDING\n").root
    assert root.status is Status.COMPLETE
    assert [unit.status for unit in root.units] == [Status.COMPLETE, Status.PENDING]


@pytest.mark.parametrize("line", ["**Status**: Approved", "**Status**: ready for review", "## All phases complete"])
def test_a_flow_that_is_approved_is_not_done(line: str) -> None:
    assert read(f"# Flow\n\n{line}\n\n## Phase 1: Plan - PENDING\n").root.statuses == ()


@pytest.mark.parametrize(
    "heading",
    [
        "## Phase Overview",
        "## Phase 1 of the moon",
        "## Phases 1-3",
        "## Phase 1.2: a step",
        "> ## Phase 1: x",
        "Phase 1: x",
    ],
)
def test_a_heading_that_only_speaks_of_phases_introduces_none(heading: str) -> None:
    with pytest.raises(DocumentError, match=r"^workflow.md: no heading of the document introduces a phase"):
        read(f"# Notes\n\n{heading}\n")


@pytest.mark.parametrize(
    ("text", "is_phases"),
    [
        ("## Phase 1: Plan - PENDING\n\n**Deliverables**:\n- a.md\n", True),
        ("## Phase 1: Plan\n\n**Status**: PENDING\n**Deliverables**:\n- a.md\n", True),
        ("**Status**: 0/1 complete\n\n## Phase 1: Plan\n\n**Deliverables**:\n- a.md\n", True),
        ("## Phase 1: Plan\n\n**Deliverables**: a.md\n**Commit**: 1a2b3c4\n", True),
        ("## Phase 1: Plan\n\n**Deliverables**: a.md\n- [x] Read\n", True),
        ("## Phase 1: Plan\n\n**Hand-off:** approved by Lena\n", True),
        ("## Phase 1: Plan\n\n**Attempt 1**: failed - no limit\n", True),
        ("## ✅ Phase 1: Plan\n\n**Deliverables**:\n- a.md\n", True),
        ("## [x] Phase 1: Plan\n\n**Deliverables**:\n- a.md\n", True),
        ("## Phase 1: Plan\n\n**Deliverables**:\n- a.md\n", False),
        ("## Phase 1: Plan\n\n**Status**: see the board\n**Escalation**: call Bob\n", False),
        ("## Phase 1: Plan\n\n**Hand-off**: to the testers\n", False),
        ("## Phase 1: Plan ✅\n\n1. [ ] A step\n", False),
        ("## Phase 1: Plan\n\n1. [ ] A step\n", False),
        ("## Batch 1: Plan\n\n**Deliverables**: a.md\n", False),
        ("**Hand-off**: approved by Lena\n", False),
        ("## \nPhase 1: Plan - PENDING\n\n**Deliverables**: a.md\n", False),
    ],
)
def test_a_document_is_recognized_by_its_fields_and_by_saying_how_a_phase_stands(text: str, is_phases: bool) -> None:
    assert phases.recognizes(text) is is_phases


@pytest.mark.parametrize(
    ("value", "approver", "to", "day"),
    [
        ("approved by Lena Lead on 2026-06-03, to solution-architect", "Lena Lead", "solution-architect", "2026-06-03"),
        (
            "✅ Approved by: **Lena Lead** (2026-06-03) → Solution Architect",
            "Lena Lead",
            "Solution Architect",
            "2026-06-03",
        ),
        ("handed to test-engineer, approved by Lena", "Lena", "test-engineer", None),
        ("approved by lena@example.org", "lena@example.org", None, None),
        ("approved by Lena Lead <lena@example.org>", "Lena Lead <lena@example.org>", None, None),
        (
            "Business Analyst delivered. Ready to assign Solution Architect; approved by Lena Lead",
            "Lena Lead",
            "Solution Architect",
            None,
        ),
        ("approved by Jean-Luc P. O'Neil 2026-06-03", "Jean-Luc P. O'Neil", None, "2026-06-03"),
    ],
)
def test_a_handoff_says_who_when_and_to_whom(value: str, approver: str, to: str | None, day: str | None) -> None:
    (claim,) = only_phase(f"**Hand-off**: {value}").handoffs
    assert (claim.approver, claim.to, claim.day, claim.line) == (approver, to, day, 3)


@pytest.mark.parametrize("value", ["", "pending", "TBD", "[pending]", "waiting for Lena", "to be approved", "—"])
def test_an_open_handoff_is_no_claim(value: str) -> None:
    unit = only_phase(f"**Hand-off**: {value}")
    assert (unit.handoffs, unit.problems) == ((), ())


def test_a_handoff_that_names_nobody_is_a_problem() -> None:
    (problem,) = only_phase("**Hand-off**: looks good").problems
    assert problem.message == (
        'the hand-off does not say who approved it; write "approved by NAME on DATE, to ROLE", or "pending"'
    )


def test_an_approval_has_a_field_of_its_own() -> None:
    (claim,) = only_phase("**Approved By**: Lena Lead (2026-06-04)").handoffs
    assert (claim.approver, claim.day) == ("Lena Lead", "2026-06-04")
    assert only_phase("**Approved By**: pending").handoffs == ()


def test_a_handoff_may_stand_under_a_heading() -> None:
    unit = only_phase("### Hand-off\n\nThe plan is short.\n\nApproved by Lena Lead.\n")
    assert [claim.approver for claim in unit.handoffs] == ["Lena Lead"]
    assert unit.problems == ()


@pytest.mark.parametrize(
    ("text", "number", "result", "reason", "changed"),
    [
        ("**Attempts**:\n1. failed - no threshold", 1, Status.FAILED, "no threshold", ""),
        ("**Attempts**:\n- Attempt 2: passed; changed: thresholds", 2, Status.COMPLETE, "", "thresholds"),
        ("**Attempts**:\n- #3: FAILED — reason: no key — changed: none", 3, Status.FAILED, "no key", ""),
        ("**Attempt 1**: failed because of rain", 1, Status.FAILED, "", ""),
        ("**Attempt 1**: failed because it rained", 1, Status.FAILED, "it rained", ""),
        ("**Attempt 2**: it went well", 2, None, "", ""),
        ("### Attempts\n\n- retry 2 - complete | what was changed: a new key", 2, Status.COMPLETE, "", "a new key"),
        ("### Attempts\n\n- failed - no number", None, Status.FAILED, "no number", ""),
        ("**Attempts**: 1: failed - rain", 1, Status.FAILED, "rain", ""),
        (
            "| Attempt | Result | Reason | Changed |\n|--|--|--|--|\n| 2 | ❌ failed | rain | a roof |",
            2,
            Status.FAILED,
            "rain",
            "a roof",
        ),
        ("### Attempts\n\n| # | Outcome | Error |\n|--|--|--|\n| 1 | success | - |", 1, Status.COMPLETE, "", ""),
    ],
)
def test_an_attempt_has_number_result_reason_and_change(
    text: str, number: int | None, result: Status | None, reason: str, changed: str
) -> None:
    if "of rain" in text:
        reason = "of rain"
    (claim,) = only_phase(text).attempts
    assert (claim.number, claim.result, claim.reason, claim.changed) == (number, result, reason, changed)


def test_a_mere_count_of_attempts_is_a_field() -> None:
    unit = only_phase("**Attempts**: 2")
    assert unit.attempts == ()
    assert [(field.key, field.text) for field in unit.fields] == [("attempts", "2")]


@pytest.mark.parametrize(
    ("text", "by", "is_escalation"),
    [
        ("**Decision**: rain is left out, decided by Lena Lead", "Lena Lead", False),
        ("### Decisions\n\n- 2026-06-02: Lena Lead: rain is left out", "Lena Lead", False),
        ("### Decisions\n\n- Lena Lead decided that rain is left out", "Lena Lead", False),
        ("**Decision**: rain is left out", None, False),
        ("**Escalation**: no key; decided by Lena Lead: wait", "Lena Lead", True),
        ("**Escalated**: no key: we asked", None, True),
    ],
)
def test_a_decision_names_who_decided(text: str, by: str | None, is_escalation: bool) -> None:
    (claim,) = only_phase(text).decisions
    assert (claim.by, claim.is_escalation) == (by, is_escalation)


def test_no_decision_and_no_escalation_are_no_claims() -> None:
    assert only_phase("**Decisions**: none\n**Escalation**: none.\n").decisions == ()


def test_what_a_phase_works_from_and_hands_on_are_paths() -> None:
    unit = only_phase(
        "**Consumes**: a.md, b.md\n**Deliverables**: docs/plan.md (CREATE); docs/*.svg\n**Document**: t/tasks.md\n"
    )
    assert [claim.path for claim in unit.inputs] == ["a.md", "b.md"]
    assert [(claim.path, claim.is_glob) for claim in unit.deliverables] == [
        ("docs/plan.md", False),
        ("docs/*.svg", True),
    ]
    assert [claim.path for claim in unit.links] == ["t/tasks.md"]


DELIVERED = {
    "**Deliverables**:\n- Report: `docs/a.md`": ["docs/a.md"],
    "**Deliverables**:\n- **Report**: `docs/a.md`\n- **Plan**: docs/b.md (NEW)": ["docs/a.md", "docs/b.md"],
    "**Deliverables**:\n- The report (`docs/a.md`)": ["docs/a.md"],
    "**Deliverables**:\n- [x] Report in `docs/a.md`": ["docs/a.md"],
    "**Deliverables**:\n- The report `docs/a.md` on the frost": ["docs/a.md"],
    "**Deliverables**: the report, in [docs/a.md](../docs/a.md)": ["docs/a.md"],
    "**Deliverables**:\n`docs/a.md`\ndocs/b.md": ["docs/a.md", "docs/b.md"],
    "**Deliverables**:\n- docs/a.md, which says\n  what is wanted\n- docs/b.md": ["docs/a.md", "docs/b.md"],
    "- **Deliverables**:\n  - docs/a.md\n- see docs/x.md": ["docs/a.md"],
    "### Deliverables (2)\n\nThe report is `docs/a.md`.\n\n- docs/b.md": ["docs/a.md", "docs/b.md"],
    "### Deliverables\n\n**Format**: Markdown\n\n- docs/a.md": ["docs/a.md"],
    "### Deliverables\n\n| Deliverable | Path |\n|--|--|\n| Report | `docs/a.md` |": ["docs/a.md"],
    "### Deliverables\n\n| Deliverable | Location |\n|--|--|\n| `docs/a.md` | docs/b.md |": ["docs/a.md", "docs/b.md"],
    "### Deliverables\n\n| What | Where |\n|--|--|\n| Report | docs/a.md |": ["docs/a.md"],
    "**Deliverables**:\n\n| File |\n|--|\n| docs/a.md |\n\nSo be it.\n\n- docs/x.md": ["docs/a.md"],
    "**Output**:\n- **Plan**: a good one\n- docs/a.md": ["docs/a.md"],
}
NOT_DELIVERED = [
    "**Deliverables**:\n- A review of `src/a.py`",
    "**Deliverables**:\n- Tests for the `src/a.py`",
    "**Deliverables**:\n- The plan to replace `src/a.py`",
    "**Deliverables**:\n- A report\n\nThe work was done in `src/a.py`.\n\n- docs/x.md",
    "**Deliverables**: a report\n- docs/x.md",
    "**Deliverables**:\n- **Role**: a.b\n",
    "### Notes\n\n| File |\n|--|\n| docs/x.md |",
]


@pytest.mark.parametrize(("text", "paths"), DELIVERED.items())
def test_what_is_delivered_is_named_in_many_ways(text: str, paths: list[str]) -> None:
    unit = only_phase(text)
    assert [claim.path for claim in unit.deliverables] == paths
    assert unit.problems == ()


@pytest.mark.parametrize("text", NOT_DELIVERED)
def test_what_words_are_about_is_not_delivered(text: str) -> None:
    assert only_phase(text).deliverables == ()


def test_the_label_of_a_deliverable_is_no_field() -> None:
    unit = only_phase("**Deliverables**:\n- **Report**: docs/a.md\n- **Plan**: a good one\n**Scope**: small\n")
    assert [(field.key, field.text) for field in unit.fields] == [
        ("deliverable", "**Plan**: a good one"),
        ("scope", "small"),
    ]


@pytest.mark.parametrize("text", ["### Tasks\n\n- [x] Write docs/a.md\n", "**Tasks**:\n- Write it\n"])
def test_a_list_of_tasks_links_no_document(text: str) -> None:
    unit = only_phase(text)
    assert (unit.links, unit.problems) == ((), ())
    assert [claim.path for claim in only_phase(f"{text}\n**Tasks**: t/tasks.md\n").links] == ["t/tasks.md"]


def test_files_stand_in_lists_tables_and_on_lines() -> None:
    unit = only_phase(
        "**Files**:\n- **Store**:\n  - src/a.py\n\nFile: src/b.py\n\n"
        "### Files Created\n\n| File |\n|--|\n| src/c.py |\n"
    )
    assert [(claim.path, claim.action.value) for claim in unit.files] == [
        ("src/a.py", "name"),
        ("src/b.py", "name"),
        ("src/c.py", "create"),
    ]
    assert unit.deliverables == ()


def test_files_and_commits_are_read_as_in_other_dialects() -> None:
    unit = only_phase(
        "**Files**:\n- CREATE: `a.py`\n\n**Commits**:\n- `4830299` first\n- 5830299\n\n**Commit**: pending\n"
    )
    assert [(claim.path, claim.action.value) for claim in unit.files] == [("a.py", "create")]
    assert [claim.id for claim in unit.commits] == ["4830299", "5830299"]
    assert len(unit.no_commits) == 1


def test_prose_deliverables_and_inputs_are_fields() -> None:
    unit = only_phase("**Deliverables**: a test report\n**Inputs**: what Lena said\n**Deliverables**: none\n")
    assert [(field.key, field.text) for field in unit.fields] == [
        ("deliverable", "a test report"),
        ("inputs", "what Lena said"),
    ]


def test_nobody_is_no_role() -> None:
    assert only_phase("**Role**: TBD").assignee is None
    assert only_phase("**Role**: Test Engineer (Tove)").assignee == "Test Engineer"


def test_the_document_has_its_request_and_its_count() -> None:
    root = read("**Request**: build it\n**Status**: 1/2 complete\n\n## Phase 1: A\n").root
    assert [(field.key, field.text) for field in root.fields] == [("request", "build it")]
    assert [(count.level, count.done, count.total) for count in root.counts] == [(Level.PHASE, 1, 2)]


@given(
    st.lists(
        st.sampled_from(
            [
                *PIECES,
                "## Phase 1: A",
                "**Hand-off**: approved by A",
                "**Attempts**:",
                "**Deliverables**:",
                "| # | Result |",
            ]
        )
    )
)
def test_any_text_is_read_or_refused_and_no_claim_leaves_the_document(pieces: list[str]) -> None:
    text = "## Phase 1: A\n" + "\n".join(pieces)
    with suppress(DocumentError):  # a block that is never closed
        phases.recognizes(text)
    workflow = read(text)
    lines = text.count("\n") + 1
    for unit in workflow.root.walk():
        assert all(1 <= claim.line <= lines for claim in claims_of(unit))
