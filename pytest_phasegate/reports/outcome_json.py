"""The format ``phasegate-json``: the outcome itself, for programs; the only format that is read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.location import Location
from pytest_phasegate.model.described import DocumentFacts, Threshold, UnitFacts
from pytest_phasegate.model.findings import kind_of
from pytest_phasegate.model.shares import total_share
from pytest_phasegate.model.verdict import Answer, Finding, Outcome, Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = "phasegate-outcome"
VERSION = 1
"""Version 1: the first. A later version is read by this release only if nothing that was there changed its meaning."""

MOST_BYTES = 256 * 1024 * 1024
"""The most bytes of an outcome that is read; 100,000 checks take some 50 MB."""

_UNIT = tuple(UnitFacts.__dataclass_fields__)
_THRESHOLD = tuple(Threshold.__dataclass_fields__)


class OutcomeError(PhasegateError):
    """A file holds no outcome, or one that this release cannot read."""


def render(outcome: Outcome) -> str:
    """Write the outcome, one document or result a line; the same outcome gives the same bytes.

    The format is described by ``outcome.schema.json`` beside this module.
    """
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "evidence": dict(outcome.facts),
        "summary": _summary(outcome),
        "thresholds": [_plain(threshold, _THRESHOLD) for threshold in outcome.thresholds],
        "documents": [_document(outcome, path) for path in outcome.planned],
        "results": [_result(result) for result in outcome.results],
    }
    return "{\n" + ",\n".join(f'"{name}": {_lines(value)}' for name, value in plain.items()) + "\n}\n"


def _lines(value: object) -> str:
    """A value as JSON on one line, the items of a list on one each."""
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=True)
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=True) for each in value) + "\n]"


def read(text: str, name: str) -> Outcome:
    """Read what ``render`` wrote.

    Args:
        text: the file's text.
        name: the file's name, for messages.

    Raises:
        OutcomeError: the text is no outcome, or one of a later version.
    """
    try:
        plain = json.loads(text)
        if not isinstance(plain, dict) or plain.get("format") != FORMAT:
            raise OutcomeError(f'it holds no outcome: there is no "format": "{FORMAT}"', Location(name))
        if plain["version"] != VERSION:
            message = f"it is of version {plain['version']!r}, and this release reads version {VERSION}"
            raise OutcomeError(message, Location(name))
        return _outcome(plain)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        why = str(error).splitlines()[0][:200] if str(error) else "it is nested too deeply"
        raise OutcomeError(f"it is no outcome that phasegate wrote: {why}", Location(name)) from error


def load(path: Path, name: str) -> Outcome:
    """Read a file that holds an outcome.

    Args:
        path: where the file is.
        name: how messages call it.

    Raises:
        OutcomeError: it cannot be read, or holds no outcome.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise OutcomeError(f"it has more than {MOST_BYTES:,} bytes", Location(name))
        return read(data.decode("utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        raise OutcomeError(str(getattr(error, "strerror", None) or error), Location(name)) from error


def _summary(outcome: Outcome) -> dict[str, object]:
    share = total_share(outcome)
    return {
        **{answer.value: count for answer, count in outcome.counts().items()},
        "planned": sum(outcome.planned.values()),
        "judged": len(outcome.results),
        "left_out": outcome.left_out,
        "is_partial": outcome.is_partial,
        "lines": share.lines,
        "lines_proven": share.proven,
        "percent_proven": None if outcome.is_partial or share.percent is None else round(share.percent, 6),
    }


def _plain(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(value, name) for name in names}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in values.items()}


def _document(outcome: Outcome, path: str) -> dict[str, object]:
    facts = outcome.documents.get(path)
    return {
        "path": path,
        "dialect": facts.dialect if facts else "",
        "planned": outcome.planned[path],
        "units_count": outcome.units.get(path, 0),
        "lines": [list(pair) for pair in facts.lines] if facts else [],
        "units": [_plain(unit, _UNIT) for unit in facts.units] if facts else [],
    }


def _result(result: Result) -> dict[str, object]:
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
        "findings": [_finding(finding) for finding in verdict.findings],
        "looked_at": verdict.looked_at,
        "notes": list(verdict.notes),
        "commit": verdict.commit,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "number": kind_of(finding.code).number,
        "code": finding.code,
        "line": finding.line,
        "claim": finding.claim,
        "found": finding.found,
        "remedy": finding.remedy,
        "unknown": finding.unknown,
        "security": finding.security,
    }


def _outcome(plain: Mapping[str, Any]) -> Outcome:
    documents = plain["documents"]
    return Outcome(
        results=tuple(_read_result(result) for result in plain["results"]),
        planned={str(document["path"]): int(document["planned"]) for document in documents},
        units={str(document["path"]): int(document["units_count"]) for document in documents},
        facts={str(name): str(value) for name, value in plain["evidence"].items()},
        documents={str(document["path"]): _read_document(document) for document in documents},
        thresholds=tuple(_read_threshold(each) for each in plain["thresholds"]),
    )


def _read_threshold(plain: Mapping[str, Any]) -> Threshold:
    return Threshold(
        scope=str(plain["scope"]),
        name=str(plain["name"]),
        minimum=float(plain["minimum"]),
        percent=None if plain["percent"] is None else float(plain["percent"]),
        is_met=bool(plain["is_met"]),
    )


def _read_document(plain: Mapping[str, Any]) -> DocumentFacts:
    return DocumentFacts(
        path=str(plain["path"]),
        dialect=str(plain["dialect"]),
        lines=tuple((int(line), int(checks)) for line, checks in plain["lines"]),
        units=tuple(_read_unit(unit) for unit in plain["units"]),
    )


def _read_unit(plain: Mapping[str, Any]) -> UnitFacts:
    begun, done, proven = (None if plain[name] is None else int(plain[name]) for name in ("begun", "done", "proven"))
    return UnitFacts(
        place=str(plain["place"]),
        parent=None if plain["parent"] is None else str(plain["parent"]),
        level=str(plain["level"]),
        id=str(plain["id"]),
        title=str(plain["title"]),
        status=str(plain["status"]),
        line=int(plain["line"]),
        end=int(plain["end"]),
        phases=tuple(map(str, plain["phases"])),
        begun=begun,
        done=done,
        proven=proven,
    )


def _read_result(plain: Mapping[str, Any]) -> Result:
    return Result(
        id=str(plain["id"]),
        document=str(plain["document"]),
        unit=str(plain["unit"]),
        gate=str(plain["gate"]),
        location=Location(str(plain["document"]), int(plain["line"])),
        lines=tuple(int(line) for line in plain["lines"]),
        verdict=Verdict(
            answer=Answer(plain["answer"]),
            reason=str(plain["reason"]),
            findings=tuple(_read_finding(finding) for finding in plain["findings"]),
            looked_at=int(plain["looked_at"]),
            notes=tuple(map(str, plain["notes"])),
            commit=None if plain["commit"] is None else str(plain["commit"]),
        ),
    )


def _read_finding(plain: Mapping[str, Any]) -> Finding:
    words = {name: str(plain[name]) for name in ("code", "claim", "found", "remedy")}
    return Finding(**words, line=int(plain["line"]), unknown=bool(plain["unknown"]), security=bool(plain["security"]))
