from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from pytest_phasegate.reports.sarif import MAX_RESULTS, render
from tests.reports.outcomes import HOSTILE_PATH, finding, hostile, hostile_path, large, outcome_of, result, sample

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome

MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}


def closed(required: str, **properties: Any) -> dict[str, Any]:
    """An object of SARIF: no other properties than these and a property bag."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": {**properties, "properties": {"type": "object"}},
    }


LEVEL = {"enum": ["none", "note", "warning", "error"]}
URI = {"type": "string", "format": "uri-reference", "pattern": r"^[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$"}
RULE = closed(
    "id",
    id={"type": "string"},
    name={"type": "string"},
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=closed("", level=LEVEL),
)
LOCATION = closed(
    "",
    physicalLocation=closed(
        "artifactLocation",
        artifactLocation=closed("", uri=URI, uriBaseId={"type": "string"}),
        region=closed("", startLine={"type": "integer", "minimum": 1}),
    ),
    logicalLocations={"type": "array", "items": closed("", fullyQualifiedName={"type": "string"})},
)
SUPPRESSION = closed(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification={"type": "string"},
)
RESULT = closed(
    "message",
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    suppressions={"type": "array", "items": SUPPRESSION, "uniqueItems": True},
)
RUN = closed(
    "tool results",
    tool=closed(
        "driver",
        driver=closed(
            "name",
            name={"type": "string"},
            semanticVersion={"type": "string"},
            rules={"type": "array", "items": RULE, "uniqueItems": True},
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds={"type": "object", "additionalProperties": closed("", uri=URI, description=MESSAGE)},
    results={"type": "array", "items": RESULT},
    invocations={
        "type": "array",
        "items": closed(
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            endTimeUtc={"type": "string", "format": "date-time"},
        ),
    },
)
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
}
"""The part of the standard's schema (sarif-schema-2.1.0.json) that covers what we write, written anew."""


@pytest.mark.parametrize("outcome", [sample(), sample(left_out=2), outcome_of(), hostile(), hostile_path()])
def test_it_is_valid(outcome: Outcome) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(render(outcome)))


def run_of(outcome: Outcome) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render(outcome))["runs"][0]
    return run


def test_results_refer_to_their_rules_and_lines() -> None:
    run = run_of(sample())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["PG101", "PG112", "PG201", "PG205"]
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("PG205", "error")
    place = first["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("docs/tasks.md", 9)
    assert first["message"]["text"] == "../x leads out\nClaimed: task 1.2 names ../x\nTo mend: create it"


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    waived = [each for each in run_of(sample())["results"] if "suppressions" in each]
    assert [each["ruleId"] for each in waived] == ["PG101"]
    assert waived[0]["suppressions"][0]["justification"].startswith("lost in a move (waived by Ada)")


def test_a_partial_run_is_marked() -> None:
    properties = run_of(sample(left_out=2))["properties"]
    assert (properties["isPartial"], properties["checksLeftOut"]) == (True, 2)


def test_fingerprints_differ_within_a_run_and_stay_when_lines_move() -> None:
    def prints(line: int) -> list[str]:
        each = result("batch-1", "files", answer, line, finding(line=line), finding(line=line + 1))
        return [one["partialFingerprints"]["phasegate/v1"] for one in run_of(outcome_of(each))["results"]]

    answer = sample().results[2].verdict.answer
    assert len(set(prints(3))) == 2
    assert prints(3) == prints(30)


def test_rules_of_gates_that_are_not_built_in_have_ids_of_their_own() -> None:
    answer = sample().results[2].verdict.answer
    own = result("batch-1", "invoice", answer, 3, finding("invoice-unpaid"), finding("invoice-lost"))
    assert [each["ruleId"] for each in run_of(outcome_of(own))["results"]] == [
        "PG999/invoice-unpaid",
        "PG999/invoice-lost",
    ]


def test_a_path_is_percent_encoded() -> None:
    uri = run_of(hostile_path())["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert " " not in uri
    assert '"' not in uri
    from urllib.parse import unquote

    assert unquote(uri) == HOSTILE_PATH


def test_no_more_results_than_are_shown() -> None:
    outcome = outcome_of(
        *(
            result(f"batch-{number}", "files", sample().results[2].verdict.answer, 3, finding())
            for number in range(MAX_RESULTS + 7)
        )
    )
    run = run_of(outcome)
    assert (len(run["results"]), run["properties"]["resultsLeftOut"]) == (MAX_RESULTS, 7)


def test_a_large_outcome_has_one_rule_for_a_kind() -> None:
    assert [rule["id"] for rule in run_of(large(200))["tool"]["driver"]["rules"]] == ["PG201"]
