"""The format ``phasegate-json``: the outcome itself, for programs; the only format that is read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.location import Location
from pytest_phasegate.model.described import DocumentFacts, Threshold, UnitFacts
from pytest_phasegate.model.shares import total_share
from pytest_phasegate.model.verdict import Outcome
from pytest_phasegate.reports.result_json import from_plain, result_from_plain, result_to_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = "phasegate-outcome"
VERSION = 1
"""Increased when the meaning of an existing key changes."""

MOST_BYTES = 256 * 1024 * 1024
"""The most bytes of an outcome that is read; 100,000 checks take some 50 MB."""


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
        "thresholds": [to_plain(threshold) for threshold in outcome.thresholds],
        "documents": [_document(outcome, path) for path in outcome.planned],
        "results": [result_to_plain(result) for result in outcome.results],
    }
    return "{\n" + ",\n".join(f'"{name}": {_lines(value)}' for name, value in plain.items()) + "\n}\n"


def _lines(value: object) -> str:
    """A value as JSON on one line; a list with each item on a line of its own."""
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=True)
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=True) for each in value) + "\n]"


def read(text: str, name: str) -> Outcome:
    """Read the text that ``render`` wrote; ``name`` is the file's, for messages.

    Raises OutcomeError where it is no outcome, or one of a later version.
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
    """Read a file that holds an outcome; messages call it ``name``.

    Raises OutcomeError where it cannot be read, or holds no outcome.
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


def _document(outcome: Outcome, path: str) -> dict[str, object]:
    facts = outcome.documents.get(path)
    return {
        "path": path,
        "dialect": facts.dialect if facts else "",
        "planned": outcome.planned[path],
        "units_count": outcome.units.get(path, 0),
        "lines": [list(pair) for pair in facts.lines] if facts else [],
        "units": [to_plain(unit) for unit in facts.units] if facts else [],
    }


def _outcome(plain: Mapping[str, Any]) -> Outcome:
    documents = plain["documents"]
    return Outcome(
        results=tuple(result_from_plain(result) for result in plain["results"]),
        planned={str(document["path"]): int(document["planned"]) for document in documents},
        units={str(document["path"]): int(document["units_count"]) for document in documents},
        facts={str(name): str(value) for name, value in plain["evidence"].items()},
        documents={str(document["path"]): _read_document(document) for document in documents},
        thresholds=tuple(from_plain(Threshold, each) for each in plain["thresholds"]),
    )


def _read_document(plain: Mapping[str, Any]) -> DocumentFacts:
    return DocumentFacts(
        path=str(plain["path"]),
        dialect=str(plain["dialect"]),
        lines=tuple((int(line), int(checks)) for line, checks in plain["lines"]),
        units=tuple(from_plain(UnitFacts, unit) for unit in plain["units"]),
    )
