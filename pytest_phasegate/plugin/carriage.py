"""How a result travels from a worker process to the first one: on the test report, as JSON values."""

from __future__ import annotations

from typing import Any

from pytest_phasegate.location import Location
from pytest_phasegate.model.verdict import Result, from_plain, to_plain

REPORTED = "phasegate"
"""The attribute of a test report that carries the result, as JSON values, from a worker process to the first one."""


def result_to_plain(result: Result) -> dict[str, Any]:
    """The result as JSON values."""
    return {
        "id": result.id,
        "document": result.document,
        "unit": result.unit,
        "gate": result.gate,
        "line": result.location.line,
        "verdict": to_plain(result.verdict),
    }


def result_from_plain(plain: dict[str, Any]) -> Result:
    """The result that ``result_to_plain`` was given."""
    return Result(
        id=plain["id"],
        document=plain["document"],
        unit=plain["unit"],
        gate=plain["gate"],
        location=Location(plain["document"], plain["line"]),
        verdict=from_plain(plain["verdict"]),
    )
