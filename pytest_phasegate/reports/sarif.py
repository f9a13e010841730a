"""The format ``sarif``: SARIF 2.1.0, for code scanning and editors (OASIS standard, 27 March 2020)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pytest_phasegate.model.findings import FOREIGN, all_kinds
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.escape import for_terminal, one_line
from pytest_phasegate.reports.problems import FALSE, list_problems

if TYPE_CHECKING:
    from pytest_phasegate.model.findings import Kind
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.reports.problems import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 5_000
"""GitHub shows no more results of a run."""

MAX_OUTPUT = 4_000
"""The most characters of what was found, a program's output included."""


def render(outcome: Outcome) -> str:
    """Write the log: a rule for each kind of finding that occurs, a result for each finding, the worst first.

    Waived findings are results too, suppressed ones with their justification.
    """
    problems = list_problems(outcome, (*FALSE, Answer.WAIVED))
    shown = problems[:MAX_RESULTS]
    order = list(all_kinds())
    kinds = {problem.kind.code: problem.kind for problem in reversed(shown)}
    codes = sorted(kinds, key=lambda code: (order.index(code) if code in all_kinds() else len(order), code))
    run = {
        "tool": {"driver": _driver(outcome, [kinds[code] for code in codes])},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the project."}}},
        "results": [_result(problem, codes.index(problem.finding.code)) for problem in shown],
        "invocations": [_invocation(outcome)],
        "properties": {
            "isPartial": outcome.is_partial,
            "checksLeftOut": outcome.left_out,
            "resultsLeftOut": len(problems) - len(shown),
            "evidence": dict(outcome.facts),
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver(outcome: Outcome, kinds: list[Kind]) -> dict[str, Any]:
    version = outcome.facts.get("version", "")
    rules = [_rule(kind) for kind in kinds]
    return {"name": "pytest-phasegate", **({"semanticVersion": version} if version else {}), "rules": rules}


def _rule(kind: Kind) -> dict[str, Any]:
    text = f"{kind.explanation}."
    return {
        "id": _rule_id(kind),
        "name": "".join(word.capitalize() for word in kind.code.split("-")),
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": f"{text} The message says what is claimed, what was found, and what would mend it."},
        "defaultConfiguration": {"level": "error"},
    }


def _rule_id(kind: Kind) -> str:
    return f"{kind.number}/{kind.code}" if kind.number == FOREIGN else kind.number


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    finding = problem.finding
    found = for_terminal(finding.found[:MAX_OUTPUT])
    text = f"{found}\nClaimed: {one_line(finding.claim)}\nTo mend: {one_line(finding.remedy)}"
    result: dict[str, Any] = {
        "ruleId": _rule_id(problem.kind),
        "ruleIndex": rule,
        "level": "warning" if finding.unknown else "error",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(problem.path), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": problem.line},
                },
                "logicalLocations": [{"fullyQualifiedName": one_line(problem.result.id)}],
            }
        ],
        "partialFingerprints": {"phasegate/v1": problem.fingerprint},
    }
    if problem.result.verdict.answer is Answer.WAIVED:
        reason = one_line(problem.result.verdict.reason)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _invocation(outcome: Outcome) -> dict[str, Any]:
    time = outcome.facts.get("time", "")
    return {"executionSuccessful": True, **({"endTimeUtc": time} if time else {})}


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
