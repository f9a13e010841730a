"""What comes next: the units that may begin, why, and what keeps the others waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.samples import BATCHES, PHASES, PLACES, STAGES, add
from tests.repository import changed

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

TASKS = PLACES["batches"]
ALL = ("batches", "phases", "stages", "checkpoints")


def test_all_documents_are_told_with_what_may_begin_and_what_waits(repository: Repository, phasegate: Program) -> None:
    add(repository, *ALL)
    assert phasegate("next").lines == [
        "ai_docs/tasks/tasks_list.md",
        "  may begin",
        "    1.1.2  Add test for the store: it needs nothing",
        "  waiting",
        "    1.1.A  closer 1.1.A comes after atomic task 1.1.2, which is pending",
        "    2.1.1  task 2.1 needs task 1.1, which is in progress; stage 2 needs stage 1,",
        "           which is in progress",
        "",
        "docs/active-workflows/rain.md",
        "  may begin",
        "    step-1.2  Write down what was found: it needs nothing",
        "      [ ] The data it needs",
        "      related files:",
        "  waiting",
        "    checkpoint-1.3  checkpoint 1.3 comes after step 1.2, which is pending",
        "    step-2.1        checkpoint 1.3 is open: Share the findings",
        "",
        "task-tracking/T1/tasks.md",
        "  may begin",
        "    batch-2  Routes (backend-developer, 1 task): batch 1 is complete",
        "      [ ] Each route has a test",
        "  waiting",
        "    batch-3  batch 3 needs batch 2, which is pending",
        "    batch-4  batch 4 needs batch 2, which is pending",
        "",
        "workflows/okta.md",
        "  in progress",
        "    phase-2  Planning (solution-architect)",
        "  may begin",
        "    phase-3  Implementation (senior-developer): it needs nothing",
        "",
    ]


SUMMARY = """\
✅ Batch 1 Complete: Store

**Deliverables Created**:
- src/records.py - Write the records
- src/store.py - Write the store
- Git commit: {store}

**Quality Verification**: All gates passed ✅

## 📍 Next: Batch 2

```
/phase-6-backend-execution T1
```

**Context Summary**:
- Completed: Batch 1 (2 tasks)
- Next: Batch 2 (1 task): Routes
- Progress: 1/3 backend batches

**What to Expect**:
- **Agent**: team-leader MODE 2 + backend-developer
- **Deliverable**: Batch 2 implementation
- **Duration**: 1-3 hours
"""

BACKEND_DONE = {
    "Routes - PENDING": "Routes - COMPLETE",
    "routes - PENDING": "routes - COMPLETE",
    "- [ ]": "- [x]",
    "Search - PENDING": "Search - COMPLETE",
    "search - PENDING": "search - COMPLETE",
    "1/4": "3/4",
}
OTHER_ROLE = """\
## 📍 Next: Frontend batches

```
/phase-6-frontend-execution T1
```

**Context Summary**:
- Backend complete: 3 batches, 4 tasks
- Frontend pending: 1 batch, 2 tasks

**What to Expect**:
- **Agent**: team-leader MODE 2 + frontend-developer
- **Deliverable**: Frontend batch implementations
- **Duration**: 1-3 hours per batch
"""
FRONTEND_DONE = {"Pages - PENDING": "Pages - COMPLETE", "pages - PENDING": "pages - COMPLETE"}
ALL_DONE = BACKEND_DONE | FRONTEND_DONE | {"Style the pages - PENDING": "Style the pages - COMPLETE", "3/4": "4/4"}
COMPLETE = """\
## 📍 Next: Completion

```
/phase-7-completion T1
```

**Context Summary**:
- All batches complete: 4 batches, 6 tasks
- All commits verified: {store}

**What to Expect**:
- **Agent**: team-leader MODE 3
- **Deliverable**: Final verification report
- **Duration**: 15-30 minutes
"""


@pytest.mark.parametrize(
    ("changes", "role", "summary"),
    [
        ({}, "", SUMMARY),
        ({}, "backend-developer", SUMMARY),
        ({}, "backend", SUMMARY),
        ({}, "Backend Developer", SUMMARY),
        (BACKEND_DONE, "backend", OTHER_ROLE),
        (ALL_DONE, "", COMPLETE),
    ],
)
def test_the_summary_has_the_three_forms_of_the_workflow_of_batches(
    repository: Repository, phasegate: Program, changes: dict[str, str], role: str, summary: str
) -> None:
    add(repository, "batches")
    repository.commit("feat: routes", files=["src/routes.py"], edits=changes)
    options = ("--role", role) if role else ()
    ran = phasegate("next", "--summary", *options)
    assert f"{ran.out}".rstrip("\n").endswith(repository.fill(summary).rstrip("\n"))


def test_a_false_claim_is_no_verified_quality(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/records.py (CREATE)": "src/record.py (CREATE)"})
    assert "**Quality Verification**: 1 gate not passed ❌ (files: " in phasegate("next", "T1").out


def test_a_role_that_has_nothing_left_is_told_whose_turn_it_is(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit(BACKEND_DONE)
    assert phasegate("next", "--role", "backend").lines[:2] == [TASKS, "  backend-developer has nothing left."]
    plan = phasegate.json("next", "--role", "backend")["documents"][0]
    assert (plan["state"], plan["ready"], plan["waiting"]) == ("other role", [], [])


def test_json_names_units_by_their_ids(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    plan = phasegate.json("next")["documents"][0]
    assert [each["id"] for each in plan["ready"]] == [f"{TASKS}::batch-2"]
    assert [(each["unit"]["id"], each["waits_for"][0]["id"]) for each in plan["waiting"]] == [
        (f"{TASKS}::batch-3", f"{TASKS}::batch-2"),
        (f"{TASKS}::batch-4", f"{TASKS}::batch-2"),
    ]


BUSY = ["backend-developer has batch 2 in progress"]


@pytest.mark.parametrize(
    ("gate", "edits", "waiting"),
    [
        ("{one_in_progress_per_role: true}", {"Routes - PENDING": "Routes - IN PROGRESS"}, BUSY),
        ("{one_in_progress_per_role: false}", {"Routes - PENDING": "Routes - IN PROGRESS"}, []),
        ("{sequential: true}", {}, ["batch 3 comes after batch 2, which is pending"]),
        ("false", {}, []),
    ],
)
def test_what_the_policy_asks_of_the_order_holds_a_unit_back(
    repository: Repository, phasegate: Program, gate: str, edits: dict[str, str], waiting: list[str]
) -> None:
    add(repository, "batches", policy=f"gates: {{order: {gate}}}\n")
    repository.edit({"**Dependencies**: Batch 2": "", **edits})
    (plan,) = phasegate.json("next", "--role", "backend")["documents"]
    assert [each["why"] for unit in plan["waiting"] for each in unit["waits_for"]] == waiting


def test_a_phase_waits_for_the_hand_off_that_the_preset_asks_for(repository: Repository, phasegate: Program) -> None:
    add(repository, "phases", policy="extends: [phases]\n")
    document = PLACES["phases"]
    text = PHASES.replace("Planning - IN PROGRESS", "Planning - COMPLETE")
    repository.write(document, text)
    (waiting,) = phasegate.json("next")["documents"][0]["waiting"]
    assert waiting["waits_for"] == [{"id": f"{document}::phase-2", "why": "phase 2 is not handed on"}]
    approval = "**Hand-off**: approved by Lena Lead on 2026-06-04, to senior-developer\n"
    handed = changed(text, {"**Role**: solution-architect\n": f"**Role**: solution-architect\n{approval}"})
    repository.write(document, handed)
    assert [each["name"] for each in phasegate.json("next")["documents"][0]["ready"]] == ["phase 3"]


def test_a_stage_waits_for_the_gate_of_the_one_before_it(repository: Repository, phasegate: Program) -> None:
    add(repository, "stages", policy="extends: [stages]\n")
    done = changed(STAGES, {"- [ ] 1.1.2": "- [x] 1.1.2", "- [ ] 1.1.A": "- [x] 1.1.A"})
    repository.write(PLACES["stages"], done)
    (waiting,) = phasegate.json("next")["documents"][0]["waiting"]
    assert waiting["waits_for"][0]["why"] == "stage 2 needs stage 1, whose gate is not met: the store works"
    repository.write(PLACES["stages"], changed(done, {"the store works": "the store works - MET"}))
    (ready,) = phasegate.json("next")["documents"][0]["ready"]
    assert (ready["name"], ready["why"]) == ("atomic task 2.1.1", "stage 1 is complete, task 1.1 is complete")


def test_units_that_need_each_other_are_told_as_a_circle(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"**Dependencies**: Batch 1": "**Dependencies**: Batch 3"})
    waiting = phasegate.json("next")["documents"][0]["waiting"]
    assert waiting[0]["waits_for"] == [{"id": None, "why": "batch 2 and batch 3 need each other"}]
    assert phasegate("next").lines[1] == "  Nothing can begin."


def test_documents_that_are_complete_are_counted(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", "stages")
    repository.write(TASKS, changed(BATCHES, ALL_DONE))
    assert phasegate("next").lines[-1] == "1 more document complete."
    repository.write(PLACES["stages"], STAGES.replace("[ ]", "[x]"))
    assert phasegate("next").lines == ["All 2 documents are complete; phasegate verify judges them."]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--role", "frontend-dev-team"), "there is no role 'frontend-dev-team'; did you mean frontend-developer?"),
        (("T2",), "there is no document 'T2'; there is task-tracking/T1/tasks.md"),
    ],
)
def test_next_of_what_is_not_there(
    repository: Repository, phasegate: Program, arguments: tuple[str, ...], message: str
) -> None:
    add(repository, "batches")
    assert (ran := phasegate("next", *arguments)).code == 2
    assert ran.err == f"phasegate: {message}\n"


def test_what_a_document_says_never_reaches_the_terminal_raw(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"Batch 2: Routes": "Batch 2: Rou\x1b[2Jtes"})
    assert "Rou\\x1b[2Jtes" in phasegate("next", "T1").out
    assert "\x1b" not in (phasegate("next", "T1").out + phasegate("next", "--json").out)
