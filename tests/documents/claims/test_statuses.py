from __future__ import annotations

import time

import pytest

from pytest_phasegate.documents.claims.statuses import field_status, heading_status, is_status_only, mend_signs
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
}

NO_STATUS = [
    "'complete' if message_complete exists, 'streaming' otherwise",
    "complete_at is set",
    "all good",
    "Requirements Complete - Awaiting approval",
    "PASSING",
    "⚠️",
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


@pytest.mark.parametrize("value", ["'complete' if x", "complete when green", "7 of 8", ""])
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
