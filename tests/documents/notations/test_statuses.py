from __future__ import annotations

import time

import pytest

from pytest_phasegate.documents.notations.status_words import mend_signs
from pytest_phasegate.documents.notations.statuses import (
    field_status,
    heading_status,
    is_loose_status,
    is_of_paper,
    is_status_only,
    sign_status,
    status_of_all,
    unread_tick,
)
from pytest_phasegate.model.claims import Status

HEADINGS = {
    "Create the store ✅ COMPLETE": Status.COMPLETE,
    "Create the store - COMPLETE": Status.COMPLETE,
    "Create the store -- COMPLETE": Status.COMPLETE,
    "Create the store — COMPLETE": Status.COMPLETE,
    "Create the store - ✅ COMPLETE": Status.COMPLETE,
    "Create the store [COMPLETE]": Status.COMPLETE,
    "Create the store (COMPLETE)": Status.COMPLETE,
    "Create the store COMPLETE": Status.COMPLETE,
    "Create the store COMPLETE ✅": Status.COMPLETE,
    "Create the store - COMPLETED": Status.COMPLETE,
    "Create the store -- STATUS: COMPLETE": Status.COMPLETE,
    "Create the store -- BATCH STATUS: COMPLETE": Status.COMPLETE,
    "Create the store ✅ COMPLETE (done in Batch 1)": Status.COMPLETE,
    "Create the store ✅ COMPLETE (already implemented in Task 4.2)": Status.COMPLETE,
    "Create the store ✅ COMPLETE - Assigned to backend-developer": Status.COMPLETE,
    "Create the store ✅ COMPLETE - Verified & Committed: e49adbb": Status.COMPLETE,
    "Create the store -- COMPLETE (Commit: d0e302f)": Status.COMPLETE,
    "Create the store (5 hours) - ✅ COMPLETE": Status.COMPLETE,
    "Create the store - ✅ VERIFIED (Already Exists)": Status.COMPLETE,
    "Create the store -- VERIFIED EXISTING": Status.COMPLETE,
    "Create the store ✅ `4830299`": Status.COMPLETE,
    "Create the store ✅ (4830299)": Status.COMPLETE,
    "Create the store ✅": Status.COMPLETE,
    "Create the store [HIGH] - done": Status.COMPLETE,
    "Create the store (COMPLETE) ✅": Status.COMPLETE,
    "[COMPLETE] Create the store": Status.COMPLETE,
    "Create the store ✅ IMPLEMENTED": Status.IMPLEMENTED,
    "Create the store 🔄 IMPLEMENTED": Status.IMPLEMENTED,
    "Create the store 🔄 IN PROGRESS - IMPLEMENTED": Status.IMPLEMENTED,
    "Create the store (IMPLEMENTED)": Status.IMPLEMENTED,
    "Create the store 🔄 IN PROGRESS": Status.IN_PROGRESS,
    "Create the store [IN PROGRESS]": Status.IN_PROGRESS,
    "Create the store 🔄 IN PROGRESS - Assigned to backend-developer": Status.IN_PROGRESS,
    "Create the store 🔄": Status.IN_PROGRESS,
    "Create the store ⚠️ PARTIAL - two of three suites pass": Status.IN_PROGRESS,
    "Create the store - INCOMPLETE": Status.IN_PROGRESS,
    "Create the store - NOT COMPLETE": Status.IN_PROGRESS,
    "Create the store - not completed": Status.IN_PROGRESS,
    "Create the store ⏸️ PENDING": Status.PENDING,
    "Create the store - PENDING": Status.PENDING,
    "Create the store [PENDING]": Status.PENDING,
    "Create the store ✅ Ready for Implementation": Status.PENDING,
    "Create the store ✅ READY FOR DEVELOPMENT": Status.PENDING,
    "Create the store - Ready for Done": Status.PENDING,
    "Create the store ❌ BLOCKED": Status.BLOCKED,
    "Create the store - BLOCKED by Task 5.1": Status.BLOCKED,
    "Create the store ❌ FAILED": Status.FAILED,
    "Create the store - SKIPPED (fallback in use)": Status.SKIPPED,
    "Create the store - SKIPPED (not implemented)": Status.SKIPPED,
    "Create the store ⏸️ SKIPPED": Status.SKIPPED,
    "Create the store ⏸️ DEFERRED": Status.DEFERRED,
    "Create the store -- DEFERRED until autumn": Status.DEFERRED,
    "Create the store - Completed by backend-developer": Status.COMPLETE,
    "Create the store - Completed by @ada on 2025-01-02": Status.COMPLETE,
    "Create the store - Done by Ada": Status.COMPLETE,
    "Create the store - Done 2025-01-02": Status.COMPLETE,
    "Create the store - done on 2 Jan 2025": Status.COMPLETE,
    "Create the store (done 2025-01-02)": Status.COMPLETE,
    "Create the store - Implemented by `dev-2`, not yet seen": Status.IMPLEMENTED,
    "Create the store - _COMPLETE_": Status.COMPLETE,
    "Create the store _COMPLETE_": Status.COMPLETE,
    "Create the store __DONE__": Status.COMPLETE,
    "Create the store - **_PENDING_**": Status.PENDING,
    "Create the store ✅ (2025-12-10)": Status.COMPLETE,
    "Create the store ✅ 2025-12-10": Status.COMPLETE,
    "Create the store ✅ (four tasks, two days)": Status.COMPLETE,
    "Create the store ✅ 🎉": Status.COMPLETE,
    "Create the store ✅ 100%": Status.COMPLETE,
    "Create the store ✅ APPROVED": Status.COMPLETE,
    "Create the store ✅ Approved": Status.COMPLETE,
    "Create the store ✅ **Shipped**": Status.COMPLETE,
    "Create the store - APPROVED": Status.COMPLETE,
    "Create the store [SHIPPED]": Status.COMPLETE,
    "Create the store ✅ 已完成": Status.COMPLETE,
    "Create the store - 完成": Status.COMPLETE,
    "Create the store ✅ 完了": Status.COMPLETE,
    "Create the store 🔄 进行中": Status.IN_PROGRESS,
    "Create the store - 100% complete": Status.COMPLETE,
    "Create the store - Fully Complete": Status.COMPLETE,
    "Create the store - 80% done": Status.IN_PROGRESS,
    "Create the store - 0% complete": Status.PENDING,
    "Create the store - In Review": Status.IMPLEMENTED,
    "Create the store 🔄 IN REVIEW": Status.IMPLEMENTED,
    "Create the store (ready for review)": Status.IMPLEMENTED,
    "Create the store - Ready for code review": Status.IMPLEMENTED,
    "Create the store - awaiting verification": Status.IMPLEMENTED,
    "Create the store [x]": Status.COMPLETE,
    "Create the store [X] ": Status.COMPLETE,
    "Create the store [~]": Status.IN_PROGRESS,
    "Create the store [ ]": Status.PENDING,
    "Create the store ☑": Status.COMPLETE,
    "Create the store ✓": Status.COMPLETE,
    "Create the store ✓ Done": Status.COMPLETE,
}

SILENT = [
    "Create the store",
    "Complete the store",
    "Store - Complete the second half",
    "Store - COMPLETE rewrite of the cache",
    "Show a PENDING badge in the list",
    "Show (FAILED) rows in red",
    "Count (done) rows",
    "Store (done when all rows are in)",
    "Store (complete)x rows",
    "Create the store [HIGH]",
    "Create the store (NEW FILE)",
    "Create the in-progress view",
    "Auto-complete for names",
    "Incomplete forms are kept",
    "Create the store ⚠️",
    "✅ and ❌ in the legend",
    "Add ✅ icon to list",
    "Mark orders as done",
    "Mark orders as done by the shop",
    "Labels - done by hand",
    "Checkbox - Completed by default",
    "Orders - completed in the last week first",
    "Table of all orders (done 3 of 4 times)",
    "List plans (approved)",
    "List plans - approved first",
    "Reach full coverage (100%)",
    "Show 100% complete bars",
    "Read a_b and _private names",
    "Parse a[x]",
    "Read lists with [x]",
    "Explain ✅ (tick) and ❌ (cross)",
    "Show ✅ (tick)",
    "Return an empty list []",
    "Footnotes [1]",
    "Follow [P]",
    "订单完成率",
    "",
]

FIELDS = {
    "COMPLETE": Status.COMPLETE,
    "✅ COMPLETE": Status.COMPLETE,
    "**COMPLETE** ✅": Status.COMPLETE,
    "`done`": Status.COMPLETE,
    "✅ COMPLETE (no changes needed)": Status.COMPLETE,
    "✅ COMPLETE (partial - 3/5 suites pass)": Status.COMPLETE,
    "COMPLETE - verified by the lead": Status.COMPLETE,
    "Completed": Status.COMPLETE,
    "✅": Status.COMPLETE,
    "ALL BATCHES COMPLETE": Status.COMPLETE,
    "All 3 tasks implemented, tests pass": Status.IMPLEMENTED,
    "🔄 IMPLEMENTED": Status.IMPLEMENTED,
    "🔄 IN PROGRESS - IMPLEMENTED": Status.IMPLEMENTED,
    "IN PROGRESS": Status.IN_PROGRESS,
    "in_progress": Status.IN_PROGRESS,
    "Incomplete": Status.IN_PROGRESS,
    "not yet implemented": Status.IN_PROGRESS,
    "⬜ Pending": Status.PENDING,
    "Ready for Batch 2 assignment": Status.PENDING,
    "Not started": Status.PENDING,
    "âœ… COMPLETE": Status.COMPLETE,
    "‚úÖ": Status.COMPLETE,
    "⏭️ SKIPPED (fallback)": Status.SKIPPED,
    "DEFERRED (blocked by Task 5.1)": Status.DEFERRED,
    "BLOCKED": Status.BLOCKED,
    "In Review": Status.IMPLEMENTED,
    "🔄 Under code review": Status.IMPLEMENTED,
    "Ready for review": Status.IMPLEMENTED,
    "Approved": Status.COMPLETE,
    "✅ **Approved**": Status.COMPLETE,
    "100% complete": Status.COMPLETE,
    "✅ 100%": Status.COMPLETE,
    "100% Done (4 tasks)": Status.COMPLETE,
    "60% complete": Status.IN_PROGRESS,
    "~95% Complete": Status.IN_PROGRESS,
    "60%": Status.IN_PROGRESS,
    "0%": Status.PENDING,
    "Fully implemented": Status.IMPLEMENTED,
    "[COMPLETE]": Status.COMPLETE,
    "[x]": Status.COMPLETE,
    "[X] done": Status.COMPLETE,
    "[ ]": Status.PENDING,
    "[IN PROGRESS] since Monday": Status.IN_PROGRESS,
    "(Done)": Status.COMPLETE,
    "_COMPLETE_": Status.COMPLETE,
    "__Done__": Status.COMPLETE,
    "*Pending*": Status.PENDING,
    "Completed by backend-developer": Status.COMPLETE,
    "Done 2025-01-02": Status.COMPLETE,
    "done on 02.01.2025": Status.COMPLETE,
    "COMPLETE (pending review)": Status.COMPLETE,
    "COMPLETE 4830299": Status.COMPLETE,
    "done in commit `4830299`": Status.COMPLETE,
    "⏳ 4830299": Status.PENDING,
    "已完成": Status.COMPLETE,
    "✅ 完了": Status.COMPLETE,
    "进行中": Status.IN_PROGRESS,
    "☑": Status.COMPLETE,
    "✅ All phases complete": Status.COMPLETE,
    "All stages are done": Status.COMPLETE,
    "Draft": Status.PENDING,
    "Paused": Status.DEFERRED,
    "N/A": Status.SKIPPED,
}

NO_STATUS = [
    "'complete' if message_complete exists, 'streaming' otherwise",
    "complete_at is set",
    "all good",
    "Requirements Complete - Awaiting approval",
    "PASSING",
    "⚠️",
    "<COMPLETE>",
    "<status>",
    "<PENDING|COMPLETE>",
    "{COMPLETE}",
    "{{status}}",
    "[COMPLETE | PENDING]",
    "[PENDING/COMPLETE]",
    "[STATUS]",
    "[COMPLETE](docs/done.md)",
    "[x](docs/done.md)",
    "[?]",
    "Approved the plan",
    "done by hand",
    "",
]


@pytest.mark.parametrize(("title", "status"), HEADINGS.items())
def test_a_heading_states_its_last_status_word(title: str, status: Status) -> None:
    found = heading_status(title)
    assert found is not None
    assert found.status is status


@pytest.mark.parametrize("title", SILENT)
def test_a_title_that_only_uses_the_word_states_nothing(title: str) -> None:
    assert heading_status(title) is None


@pytest.mark.parametrize(("value", "status"), FIELDS.items())
def test_a_field_states_its_last_status_word(value: str, status: Status) -> None:
    assert field_status(value) is status


@pytest.mark.parametrize("value", NO_STATUS)
def test_a_field_without_a_status_word_states_nothing(value: str) -> None:
    assert field_status(value) is None


def test_a_status_begins_where_its_separator_stands() -> None:
    title = "Create the store 🔄 IN PROGRESS - IMPLEMENTED"
    found = heading_status(title)
    assert found is not None
    assert title[: found.start] == "Create the store "


@pytest.mark.parametrize("value", ["COMPLETE", "✅ COMPLETE (see above)", "done - at last", "Pending."])
def test_a_bare_status_is_a_status_only(value: str) -> None:
    assert is_status_only(value)


@pytest.mark.parametrize("value", ["Approved", "✅ Shipped", "100%", "N/A", "`Draft`."])
def test_a_word_may_be_a_status_only_where_one_stands(value: str) -> None:
    assert is_loose_status(value)
    assert not is_status_only(value)


@pytest.mark.parametrize("value", ["COMPLETE", "Approved by Ada", "60%", ""])
def test_other_words_are_none_of_these(value: str) -> None:
    assert not is_loose_status(value)


@pytest.mark.parametrize("value", ["'complete' if x", "complete when green", "7 of 8", "N/A", ""])
def test_prose_is_no_status_only(value: str) -> None:
    assert not is_status_only(value)


@pytest.mark.parametrize("sign", ["", "✅ ", "🔄 **"])
@pytest.mark.parametrize(
    "word",
    [
        *("complete", "Completed", "DONE", "verified", "implemented", "In Progress", "pending", "not started"),
        *("BLOCKED", "failed", "skipped", "Deferred"),
    ],
)
def test_a_plain_status_says_what_it_says_in_a_sentence(sign: str, word: str) -> None:
    status = field_status(f"{sign}{word}")
    assert status is not None
    assert status is field_status(f"{sign}{word}: at last") is field_status(f'"{sign}{word}.')


def test_garbled_signs_are_mended_and_ascii_is_left_alone() -> None:
    assert mend_signs("âœ… COMPLETE") == "✅ COMPLETE"
    assert mend_signs("COMPLETE") == "COMPLETE"


def test_a_title_of_separators_alone_takes_no_time_and_its_end_counts() -> None:
    title = "Create the store " + "- " * 400_000
    began = time.process_time()
    assert heading_status(title) is None
    found = heading_status(f"{title}- COMPLETE")
    assert found is not None
    assert found.status is Status.COMPLETE
    assert found.start > len(title) - 2_000
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Create the store ✅ LANDED", "LANDED"),
        ("A ✅ LANDED", "LANDED"),
        ("Create the store ✅ Landed", "Landed"),
        ("Create the store ✅ Landed in main", "Landed in main"),
        ("Create the store ✅ 搞定", "搞定"),
        ("Create the store - ✅ good enough", "good enough"),
        ("Create the store ✔️ **Signed**", "Signed"),
    ],
)
def test_a_tick_with_words_that_are_no_status_is_told(title: str, words: str) -> None:
    assert heading_status(title) is None
    assert unread_tick(title) == words


@pytest.mark.parametrize(
    "title",
    [
        "Add ✅ icon to list",
        "Add ✅ Icons",
        "Show the ✅ Badge",
        "Show ✅/❌ in the table",
        "✅ and ❌ in the legend",
        "`✅` Marks",
        "Status ✅ badge",
        "Create the store ✅",
        "Create the store ❌ Odd",
        "Create the store",
        "",
    ],
)
def test_a_tick_in_a_title_is_no_claim(title: str) -> None:
    assert unread_tick(title) == ""


@pytest.mark.parametrize("value", ["Approved", "✅ APPROVED", "In Review", "Draft", "ready for review"])
def test_some_states_are_those_of_a_paper_as_well_as_of_work(value: str) -> None:
    assert is_of_paper(value)


@pytest.mark.parametrize("value", ["COMPLETE", "Approved the plan", "100%", ""])
def test_other_states_are_of_work(value: str) -> None:
    assert not is_of_paper(value)


def test_a_heading_of_all_units_needs_a_tick_or_capitals() -> None:
    assert status_of_all("ALL TASKS IMPLEMENTED") == ("tasks", Status.IMPLEMENTED)
    assert status_of_all("🎉 All 3 phases are now complete ✅") == ("phases", Status.COMPLETE)
    assert status_of_all("All tasks are implemented") is None
    assert status_of_all("✅ All tasks are important") is None


def test_the_last_sign_of_a_text_says_how_it_stands() -> None:
    assert sign_status("✅ 🔄 ") is Status.IN_PROGRESS
    assert sign_status("⚠️ ") is None
    assert sign_status("🎉 ") is None
    assert sign_status("") is None
