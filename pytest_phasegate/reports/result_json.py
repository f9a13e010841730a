"""Results as JSON values: in files of outcomes, and on the way from a worker of pytest-xdist to the controller."""

from __future__ import annotations

from dataclasses import MISSING
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_phasegate.location import Location
from pytest_phasegate.model.findings import kind_of
from pytest_phasegate.model.verdict import Answer, Finding, Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


def result_to_plain(result: Result) -> dict[str, Any]:
    """A result as JSON values."""
    verdict = result.verdict
    return {
        "id": result.id,
        "document": result.document,
        "unit": result.unit,
        "gate": result.gate,
        "line": result.location.line,
        "lines": list(result.lines),
        "answer": verdict.answer.value,
        "reason": verdict.reason,
        "findings": [_finding_to_plain(each) for each in verdict.findings],
        "looked_at": verdict.looked_at,
        "notes": list(verdict.notes),
        "commit": verdict.commit,
    }


def _finding_to_plain(finding: Finding) -> dict[str, Any]:
    plain = {"number": kind_of(finding).number, **to_plain(finding)}
    return {name: value for name, value in plain.items() if name != "rule" or value}


def result_from_plain(plain: Mapping[str, Any]) -> Result:
    """The result that ``result_to_plain`` was given; raises KeyError, TypeError or ValueError for other values."""
    return Result(
        id=str(plain["id"]),
        document=str(plain["document"]),
        unit=str(plain["unit"]),
        gate=str(plain["gate"]),
        location=Location(str(plain["document"]), int(plain["line"])),
        lines=tuple(map(int, plain["lines"])),
        verdict=Verdict(
            answer=Answer(plain["answer"]),
            reason=str(plain["reason"]),
            findings=tuple(from_plain(Finding, finding) for finding in plain["findings"]),
            looked_at=int(plain["looked_at"]),
            notes=tuple(map(str, plain["notes"])),
            commit=None if plain["commit"] is None else str(plain["commit"]),
        ),
    )


def to_plain(record: Any) -> dict[str, Any]:
    """A dataclass whose fields are JSON values, or tuples of them, as a mapping."""
    values = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """The dataclass that ``to_plain`` was given; each value is made what its field's annotation says.

    A field with a default may be missing: an older release did not write it. Raises KeyError, TypeError or ValueError
    for other values.
    """
    values = {}
    for name, field in kind.__dataclass_fields__.items():  # type: ignore[attr-defined] # not every type has them
        if name in plain or field.default is MISSING:
            read, is_none = _READERS[field.type.removesuffix(_OR_NONE)], plain[name] is None
            values[name] = None if is_none and field.type.endswith(_OR_NONE) else read(plain[name])
    return kind(**values)


_OR_NONE = " | None"
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "tuple[str, ...]": lambda values: tuple(map(str, values)),
}
