from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from pytest_phasegate.reports.outcome_json import OutcomeError, read, render
from tests.reports.outcomes import hostile, hostile_path, outcome_of, sample

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome

SCHEMA = json.loads(files("pytest_phasegate.reports").joinpath("outcome.schema.json").read_text(encoding="utf-8"))
OUTCOMES = {
    "a sample": sample(),
    "a partial run": sample(left_out=3),
    "nothing": outcome_of(),
    "hostile texts": hostile(),
    "a hostile path": hostile_path(),
}


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_what_is_written_is_read_back_the_same(outcome: Outcome) -> None:
    assert read(render(outcome), "a.json") == outcome
    assert render(read(render(outcome), "a.json")) == render(outcome)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_what_is_written_is_as_the_schema_says(outcome: Outcome) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(render(outcome)))


def test_the_summary_counts_and_a_partial_run_has_no_percentage() -> None:
    whole, partial = (json.loads(render(each))["summary"] for each in (sample(), sample(left_out=3)))
    assert whole["percent_proven"] == 33.333333
    assert (whole["held"], whole["failed"], whole["waived"], whole["is_partial"]) == (2, 2, 1, False)
    assert (partial["percent_proven"], partial["is_partial"], partial["left_out"]) == (None, True, 3)


def test_findings_carry_their_numbers() -> None:
    findings = [each for result in json.loads(render(sample()))["results"] for each in result["findings"]]
    assert {(each["number"], each["code"]) for each in findings} == {
        ("PG101", "commit-missing"),
        ("PG112", "commit-unknown"),
        ("PG201", "file-missing"),
        ("PG205", "file-outside"),
    }


def changed(**changes: Any) -> str:
    return json.dumps({**json.loads(render(sample())), **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", 'a.json: it holds no outcome: there is no "format": "phasegate-outcome"'),
        ('{"totals": {}}', 'a.json: it holds no outcome: there is no "format": "phasegate-outcome"'),
        (changed(version=2), "a.json: it is of version 2, and this release reads version 1"),
        ("not json", "a.json: it is no outcome that phasegate wrote: Expecting value: line 1 column 1 (char 0)"),
        (changed(results=[{}]), "a.json: it is no outcome that phasegate wrote: 'id'"),
        (changed(results=3), "a.json: it is no outcome that phasegate wrote: 'int' object is not iterable"),
    ],
)
def test_what_is_no_outcome_is_told(text: str, message: str) -> None:
    with pytest.raises(OutcomeError) as error:
        read(text, "a.json")
    assert str(error.value) == message


def test_what_is_nested_without_end_is_no_outcome() -> None:
    with pytest.raises(OutcomeError, match="it is no outcome that phasegate wrote"):
        read('{"format": ' + "[" * 200_000, "a.json")
