"""Metrics as a table, as JSON and as CSV, and the figures on claims."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.commands.metrics import duration
from tests.commands.samples import BATCHES, PHASES, PLACES, add
from tests.repository import changed

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

FLOW, TASKS = PLACES["phases"], PLACES["batches"]


def two_workflows(repository: Repository) -> None:
    repository.commit(
        "docs: plan", files={FLOW: PHASES.replace("COMPLETE", "PENDING").replace("IN PROGRESS", "PENDING")}
    )
    repository.commit("docs: requirements", files=["docs/okta/requirements.md"])
    repository.commit("docs: requirements are done", files={FLOW: PHASES})
    repository.commit("docs: second", files={"workflows/two.md": changed(PHASES, {"IN PROGRESS": "COMPLETE"})})


def test_each_document_has_its_table_and_all_have_one(repository: Repository, phasegate: Program) -> None:
    two_workflows(repository)
    assert phasegate("metrics").lines[:21] == [
        "workflows/okta.md",
        "  phase    time                     completion  attempts",
        "  phase 1  2 min                    100%        1",
        "  phase 2  - (phase 2 is not done)  0%          1",
        "  lead time           - (the document is not done)",
        "  decisions           0",
        "  coverage            - (the document is not done)",
        "  deployment success  - (no deployment is recorded)",
        "",
        "workflows/two.md",
        "  phase    time  completion  attempts",
        "  phase 1  0 s   100%        1",
        "  phase 2  0 s   100%        1",
        "  lead time           - (the document is not done)",
        "  decisions           0",
        "  coverage            - (the document is not done)",
        "  deployment success  - (no deployment is recorded)",
        "",
        "all documents (median of times, mean of all else)",
        "  phase    time   completion  attempts",
        "  phase 1  1 min  100%        1",
    ]
    assert "all documents" not in phasegate("metrics", FLOW).out


def test_json_and_csv_hold_every_metric(repository: Repository, phasegate: Program) -> None:
    two_workflows(repository)
    metrics = phasegate.json("metrics")["metrics"]
    rows = list(csv.DictReader(phasegate("metrics", "--csv").lines))
    assert [(row["name"], row["document"], row["phase"]) for row in rows] == [
        (each["name"], each["document"] or "", each["phase"] or "") for each in metrics
    ]
    overall = next(each for each in metrics if each["name"] == "phase_time" and each["document"] is None)
    assert (overall["value"], overall["unit"], overall["samples"]) == (60.0, "seconds", 2)


def test_a_name_is_no_formula_of_a_spreadsheet(repository: Repository, phasegate: Program) -> None:
    repository.commit("docs", files={"=cmd.md": PHASES, "phasegate.yaml": "version: 1\ndocuments: ['*.md']\n"})
    assert ",'=cmd.md," in phasegate("metrics", "--csv").out


def test_false_claims_are_counted_by_person_and_agent(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    text = changed(repository.text, {"Routes - PENDING": "Routes - COMPLETE", "routes - PENDING": "routes - COMPLETE"})
    repository.write(TASKS, text.replace("- [ ]", "- [x]"))
    repository.commit("docs: routes\n\nCo-authored-by: Robo <robo@example.org>", by="Ana")
    figures = phasegate.json("metrics")["claims"]
    assert figures["claimants"] == [
        {"name": "Ada", "claims": 3, "false": 0},
        {"name": "Ana", "claims": 2, "false": 2},
        {"name": "Robo", "claims": 2, "false": 2},
    ]
    assert figures["ticks"] == {"ticked": 6, "in_bulk": 0}
    lines = phasegate("metrics").lines
    assert lines[:3] == [
        "No document has phases: there are no times to measure.",
        "claims",
        "  false, by person    Ada 0 of 3, Ana 2 of 2, Robo 2 of 2",
    ]


def test_evidence_that_came_after_its_claim_was_late(repository: Repository, phasegate: Program) -> None:
    repository.commit("docs: done", files={TASKS: BATCHES.replace("**Commit**: `{store}`\n", "")})
    repository.commit("feat: store", name="store", files=["src/records.py", "src/store.py"])
    repository.commit("docs: id", files={TASKS: BATCHES})
    assert phasegate.json("metrics")["claims"]["late"] == 60.0
    assert "  evidence came late  by 1 min (median)" in phasegate("metrics").lines


WAIVERS = """\
waivers:
  - {{check: "{tasks}::batch-1::1.2::files", reason: moved, owner: Ana, expires: 2020-01-01}}
  - {{check: "{tasks}::batch-1::1.1::files", reason: moved, owner: Ana, expires: 2999-01-01}}
"""


def test_waivers_are_listed_with_where_they_stand(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy=WAIVERS.format(tasks=TASKS))
    waivers = phasegate.json("metrics")["claims"]["waivers"]
    assert [(each["expires"], each["owner"], each["state"]) for each in waivers] == [
        ("2020-01-01", "Ana", "expired"),
        ("2999-01-01", "Ana", "open"),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (3_600, "1 h"), (3_660, "1 h 1 min"), (90_061, "1 d 1 h")]
)
def test_times_are_told_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
