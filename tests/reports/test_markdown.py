from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.markdown import MARKER, MAX_CHARACTERS, render
from tests.reports.outcomes import finding, large, outcome_of, result, sample

HELD, FAILED = Answer.HELD, Answer.FAILED


def test_it_begins_with_the_marker_and_one_sentence() -> None:
    lines = render(sample()).split("\n")
    assert lines[:2] == [MARKER, "### 2 of 5 claims are false and 1 is unknown; 33% of the plan is proven"]


def test_a_partial_run_says_so_in_its_headline_and_shows_no_percentage() -> None:
    text = render(sample(left_out=3))
    assert "### Partial run: 2 of 5 claims are false and 1 is unknown; 3 of 10 checks were left out" in text
    assert "| `docs/tasks.md` | - |" in text
    assert "| **all** | **-** |" in text


def test_a_false_claim_is_told_with_claim_finding_and_remedy() -> None:
    assert (
        "- `docs/tasks.md:7` unit batch\\-1\\:\\:1\\.1, `PG201 file-missing`\n"
        "  - claimed: task 1\\.1 creates src/a\\.py\n"
        "  - found: there is no file src/a\\.py\n"
        "  - to mend: create it\n"
    ) in render(sample())


def test_a_danger_comes_first() -> None:
    text = render(sample())
    assert text.index("PG205 file-outside") < text.index("PG201 file-missing")


BASE = outcome_of(
    result("batch-1", "files", FAILED, 1, finding(line=1)),
    result("batch-2", "files", FAILED, 2, finding(line=2)),
    result("batch-3", "files", HELD, 3),
    result("batch-4", "files", HELD, 4),
)
HEAD = outcome_of(
    result("batch-1", "files", HELD, 1),
    result("batch-2", "files", FAILED, 2, finding(line=2)),
    result("batch-3", "files", FAILED, 3, finding(line=3)),
    result("batch-5", "files", HELD, 5),
)


def test_what_changed_against_the_base_is_counted_and_listed() -> None:
    text = render(HEAD, BASE)
    assert "| 2 newly proven, 1 newly false, 1 still false, 1 removed |" in text
    assert re.findall(r"<summary>([^<]*)</summary>", text) == [
        "Newly proven (2)",
        "Still false (1)",
        "Removed (1)",
        "Evidence (8)",
    ]
    assert text.index("- **new** `docs/tasks.md:3`") < text.index("- `docs/tasks.md:2`")


def test_a_partial_base_is_told() -> None:
    base = replace(BASE, planned={"docs/tasks.md": 9})
    assert "The base report is of a partial run: what it left out counts as new." in render(HEAD, base)


def test_thresholds_are_told() -> None:
    assert "- **not met**: 50% of all documents must be proven, 40.00%" in render(sample())
    assert "- **not met**: 50% of all documents must be proven, not measured" in render(sample(left_out=1))


@pytest.mark.parametrize("limit", [2_000, 10_000, MAX_CHARACTERS])
def test_it_is_never_longer_than_allowed_and_says_what_was_left_out(limit: int) -> None:
    text = render(large(3_000), large(3_000), limit)
    assert len(text) <= limit
    assert text.count("<details>") == text.count("</details>")
    last = text.rstrip().split("\n")[-1]
    assert last.startswith("Left out for length: ")
    assert last.endswith("The report of format `phasegate-json` has all.")


def test_the_table_stays_before_the_failures_go_and_those_before_the_details() -> None:
    text = render(large(3_000), None, 4_000)
    assert "| `work/area-3/tasks.md` |" in text
    assert "- `work/area-1/tasks.md:" in text
    assert re.search(r"Left out for length: [\d,]+ of [\d,]+ false claims; 8 of 8 evidence lines\.", text)


def test_all_documents_are_in_the_sum_even_where_rows_are_left_out() -> None:
    text = render(large(2_000, documents=500), None, 3_000)
    assert "| **all** | **" in text
    assert re.search(r"\d+ of 500 documents", text)
