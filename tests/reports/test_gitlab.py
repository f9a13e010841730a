from __future__ import annotations

import json

from pytest_phasegate.reports.gitlab import render
from tests.reports.outcomes import hostile, outcome_of, result, sample


def test_each_finding_is_an_issue_at_its_line() -> None:
    issues = json.loads(render(sample()))
    assert [(each["check_name"], each["severity"], each["location"]) for each in issues] == [
        ("PG205 file-outside", "critical", {"path": "docs/tasks.md", "lines": {"begin": 9}}),
        ("PG201 file-missing", "major", {"path": "docs/tasks.md", "lines": {"begin": 7}}),
        ("PG112 commit-unknown", "minor", {"path": "other/tasks.md", "lines": {"begin": 21}}),
    ]
    assert issues[1]["description"] == (
        "there is no file src/a.py (claimed: task 1.1 creates src/a.py; to mend: create it)"
    )


def test_fingerprints_are_unique() -> None:
    issues = json.loads(render(hostile()))
    assert len({each["fingerprint"] for each in issues}) == len(issues) > 5


def test_a_partial_run_is_an_issue_of_its_own() -> None:
    last = json.loads(render(sample(left_out=3)))[-1]
    assert (last["check_name"], last["severity"]) == ("partial-run", "info")
    assert last["description"].startswith("Partial run: ")


def test_nothing_wrong_is_an_empty_list() -> None:
    assert json.loads(render(outcome_of(result()))) == []
