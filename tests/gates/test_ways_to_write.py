"""A lie is caught in whatever way it is written, and its honest twin holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

DONE = "## Batch 1: Model - COMPLETE\n\n**Commit**: {first}\n\n"
ROW = "| Task | File | Action |\n|---|---|---|\n| 1.1 | @@ |\n"

# name: the document, what stands in it for a lie and for its honest twin, the check, the code
LIES = {
    "d8 two actions": (DONE + "**File**: @@ (CREATE/MODIFY)\n", "src/none.py", "src/old.py", "files", "file-missing"),
    "d8 a row says what is done": (
        DONE + ROW,
        "src/old.py | CREATE",
        "src/model.py | CREATE",
        "1.1::files",
        "file-not-created",
    ),
    "d8 a row of two actions": (
        DONE + ROW,
        "src/none.py | CREATE/MODIFY",
        "src/old.py | CREATE/MODIFY",
        "1.1::files",
        "file-missing",
    ),
    "d8 a field of two actions": (
        DONE + "**File**: @@\n**Action**: CREATE or MODIFY\n",
        "src/none.py",
        "src/old.py",
        "files",
        "file-missing",
    ),
    "c4 an accent of its own": (
        "## Batch 1: Model - TERMINE\u0301\n\n**File**: @@\n",
        "src/none.py",
        "src/model.py",
        "files",
        "file-missing",
    ),
    "c4 a word alone": (
        "## Batch 1: Model\n\nErledigt\n\n**File**: @@\n",
        "src/none.py",
        "src/model.py",
        "files",
        "file-missing",
    ),
}


def code_of(verdict: Verdict) -> str:
    assert verdict.answer is Answer.FAILED, verdict
    return verdict.findings[0].code


@pytest.mark.parametrize(("text", "lie", "honest", "check", "code"), LIES.values(), ids=LIES)
def test_a_lie_fails_and_its_honest_twin_holds(
    built: Repository, text: str, lie: str, honest: str, check: str, code: str
) -> None:
    assert code_of(built.verdicts(text.replace("@@", lie))[f"batch-1::{check}"]) == code
    verdicts = built.verdicts(text.replace("@@", honest))
    assert {name: each for name, each in verdicts.items() if each.answer is Answer.FAILED} == {}
    assert verdicts[f"batch-1::{check}"].answer is Answer.HELD


def test_d4_a_batch_of_another_phase_hides_no_open_work(built: Repository) -> None:
    other = "## Phase 2: View\n\n### Batch 1: Setup - COMPLETE\n\n- [ ] begun\n"
    first = "## Phase 1: Model\n\n### Batch 1: Setup - COMPLETE\n\n**Commit**: {first}\n\n**File**: src/model.py\n\n"
    verdicts = built.verdicts(first + other)
    assert verdicts["batch-1::files"].answer is Answer.HELD
    assert code_of(verdicts["batch-1~2::checklist"]) == "box-open"


HEADINGS = [
    "**Batch 1: Model - COMPLETE**",
    "**Batch 1**: Model - COMPLETE",
    "Batch 1: Model - COMPLETE",
    "##Batch 1: Model - COMPLETE",
    "## [Batch 1](#b1): Model - COMPLETE",
    "## Batch\u00a01: Model - COMPLETE",
    "<h2>Batch 1: Model - COMPLETE</h2>",
    "Batch 1: Model - COMPLETE\n---",
    "## Batch 1: Model (erledigt)",
    "## Batch 1: Model（已完成）",
    "## Batch 1: Model :white_check_mark:",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_c1_a_lie_below_a_heading_in_other_words_fails(built: Repository, heading: str) -> None:
    lie = built.verdicts(f"# Plan\n\n{heading}\n\n**File**: src/none.py\n")
    assert code_of(lie["batch-1::files"]) == "file-missing"
    honest = built.verdicts(f"# Plan\n\n{heading}\n\n**Commit**: {{first}}\n\n**File**: src/model.py\n")
    assert {name: each.answer for name, each in honest.items() if not name.startswith("document")} == dict.fromkeys(
        honest, Answer.HELD
    )


BOXES = ["-[{}] seen", "2.[{}] seen", "1.1 [{}] seen", "a. [{}] seen", "(2) [{}] seen", "→ [{}] seen", "- seen [{}]",
         "- **Step 2** [{}] seen", "- \\[{}] seen"]  # fmt: skip


@pytest.mark.parametrize("form", BOXES)
def test_c7_an_open_box_in_another_form_fails_and_a_ticked_one_holds(built: Repository, form: str) -> None:
    text = DONE + "- [x] read\n" + form + "\n"
    assert code_of(built.verdicts(text.replace("{}", " "))["batch-1::checklist"]) == "box-open"
    honest = built.verdicts(text.replace("{}", "x"))
    assert {each.answer for each in honest.values()} == {Answer.HELD}


@pytest.mark.parametrize("form", ["- □ seen", "- ( ) seen"])
def test_c7_what_may_be_a_box_is_told(built: Repository, form: str) -> None:
    verdict = built.verdicts(DONE + f"- [x] read\n{form}\n")["batch-1::record"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.endswith("looks like a checkbox and is read as none; write - [ ] or - [x]")


TOLD = ["- ✅ Batch 2: View", "- **Batch 2: View** - COMPLETE", "- [x] Batch 2: View", "**Batch 2**: COMPLETE"]


@pytest.mark.parametrize("form", TOLD)
def test_c6_a_batch_that_only_a_list_names_is_told(built: Repository, form: str) -> None:
    assert built.verdicts(f"{DONE}{form}\n")["batch-1::record"].answer is Answer.UNKNOWN
    named = built.verdicts(f"{DONE}{form.replace('2', '1').replace('View', 'Model')}\n")
    assert {each.answer for each in named.values()} == {Answer.HELD}


@pytest.mark.parametrize("state", ["🟢", "💯", "quite all right", "LANDED"])
def test_c4_a_state_in_a_table_that_is_none_is_told(built: Repository, state: str) -> None:
    table = "\n| Batch | Status |\n|---|---|\n| Batch 1 | @@ |\n"
    assert built.verdicts(DONE + table.replace("@@", state))["batch-1::record"].answer is Answer.UNKNOWN
    assert built.verdicts(DONE + table.replace("@@", "✅"))["batch-1::commit"].answer is Answer.HELD


TABLES = {
    "numbers": "| # | Task | Status |\n|---|---|---|\n| 1 | Read | DONE |\n| 2 | Write | @@ |\n",
    "letters": "| ID | Task | Status |\n|---|---|---|\n| T1 | Read | ✅ |\n| T2 | Write | @@ |\n",
    "names": "| Task | Status |\n|---|---|\n| Task 1 | DONE |\n| Task 2 | @@ |\n",
    "words": "| Step | Status |\n|---|---|\n| Read | DONE |\n| Write | @@ |\n",
    "a summary": "## Summary\n\n| Task | Status |\n|---|---|\n| 1.1 | DONE |\n| 1.2 | @@ |\n",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_c10_an_open_row_of_work_fails_its_done_batch_and_done_rows_hold(built: Repository, table: str) -> None:
    lie = built.verdicts(DONE + table.replace("@@", "PENDING"))
    assert {code_of(each) for each in lie.values() if each.answer is not Answer.HELD} <= {"task-not-done", "box-open"}
    assert any(each.answer is Answer.FAILED for each in lie.values())
    honest = built.verdicts(DONE + table.replace("@@", "DONE"))
    assert {each.answer for each in honest.values()} == {Answer.HELD}


def test_c10_a_number_begins_anew_in_each_batch(built: Repository) -> None:
    first, second = TABLES["numbers"].replace("@@", "DONE"), TABLES["numbers"].replace("@@", "PENDING")
    text = f"{DONE}{first}\n## Batch 2: View - COMPLETE\n\n**Commit**: {{second}}\n\n"
    assert {each.answer for each in built.verdicts(text + first).values()} == {Answer.HELD}
    assert code_of(built.verdicts(text + second)["batch-2::record"]) == "task-not-done"


UNKNOWN = [
    "- LANDED",
    "| LANDED",
    ": LANDED",
    "🟢",
    "👍",
    "\n\nLANDED",
    "\n\n**LANDED**",
    "\n\n🟢",
    "\n\nStatus: LANDED",
]
KNOWN = ["- DONE", "| DONE", "— fertig", "(erledigt)", "✅", "\n\n✅", "\n\nDONE", "\n\nStatus: DONE"]
NO_STATE = ["| a word", ": THE VAT", "🚀", "\n\nOverview", "\n\nNOTE", "\n\nLANDED on main", "\n\nState of it: LANDED"]


@pytest.mark.parametrize("state", UNKNOWN)
def test_c4_a_word_in_the_place_of_a_state_that_is_none_is_told(built: Repository, state: str) -> None:
    verdicts = built.verdicts(f"{DONE}## Batch 2: View {state}\n")
    assert verdicts["batch-2::record"].answer is Answer.UNKNOWN


@pytest.mark.parametrize("state", KNOWN)
def test_c4_a_state_in_such_a_place_is_held_to_git(built: Repository, state: str) -> None:
    lie = built.verdicts(f"{DONE}## Batch 2: View {state}\n\n**File**: src/none.py\n")
    assert code_of(lie["batch-2::files"]) == "file-missing"
    honest = built.verdicts(f"{DONE}## Batch 2: View {state}\n\n**Commit**: {{second}}\n\n**File**: src/view.py\n")
    assert {each.answer for each in honest.values()} == {Answer.HELD}


@pytest.mark.parametrize("words", NO_STATE)
def test_c4_other_words_there_are_quiet(built: Repository, words: str) -> None:
    verdicts = built.verdicts(f"{DONE}## Batch 2: View {words}\n")
    assert {each.answer for each in verdicts.values()} <= {Answer.HELD, Answer.PENDING}
