"""The kinds of findings: the stable number of each, what it means, and the words in which it is told.

They stand in ``findings.txt``, from which the pages of the docs, the rules of SARIF and the messages are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_phasegate.model.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

FOREIGN = "PG999"
"""The number of all findings that stand in no table."""

_PARTS = ("claim", "found", "remedy", "is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of finding.

    ``explanation`` is a sentence without its full stop; ``rows`` are the words in which it is told, by the name of the
    row, each a mapping of part to template; the row that has no name is called "".
    """

    code: str
    number: str
    explanation: str
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)


def read_kinds(text: str, prefix: str = "PG") -> dict[str, Kind]:
    """Read a table of findings, in the form that ``findings.txt`` describes.

    Args:
        text: the table.
        prefix: what is put before its numbers.

    Raises:
        ValueError: a line is neither a code, nor a row, nor a part.
    """
    kinds: dict[str, Kind] = {}
    row: dict[str, str] = {}
    rows: dict[str, Mapping[str, str]] = {}
    for line in text.splitlines():
        words, indent = line.split(), len(line) - len(line.lstrip())
        if not words or line.startswith("#"):
            continue
        if indent == 0:
            number, code, explanation = line.split(maxsplit=2)
            row, rows = {}, {}
            rows[""] = row
            kinds[code] = Kind(code=code, number=f"{prefix}{number}", explanation=explanation, rows=rows)
        elif indent == 2 and len(words) == 1:
            rows[words[0]] = row = dict(rows[""])
        elif indent == 4 and words[0] in _PARTS:
            row[words[0]] = line.split(maxsplit=1)[1]
        else:
            raise ValueError(f"neither a code, nor a row, nor one of {', '.join(_PARTS)}: {line!r}")
    return kinds


@cache
def all_kinds() -> Mapping[str, Kind]:
    """Every kind of finding that this package makes, by its code, in the order of numbers."""
    return MappingProxyType(read_kinds(files(__package__).joinpath("findings.txt").read_text(encoding="utf-8")))


def kind_of(finding: Finding) -> Kind:
    """The kind of a finding: of our table, else what its own says; of those that no table has all have one number."""
    number, _, explanation = (finding.rule or f"{FOREIGN} a finding of a gate that is not built in").partition(" ")
    return all_kinds().get(finding.code) or Kind(code=finding.code, number=number, explanation=explanation)


def finding(name: str, line: int, /, **values: object) -> Finding:
    """A finding in the words of the table.

    Args:
        name: its code, and behind a slash the row where the code has several: ``commit-missing/ambiguous``.
        line: the line of the claim, from 1.
        values: what the ``{names}`` of the row stand for; they are put in as they are and never read as templates.

    Raises:
        KeyError: the table has no such row, or the row names a value that is not given.
    """
    return finding_of(all_kinds(), name, line, **values)


def finding_of(kinds: Mapping[str, Kind], name: str, line: int, /, **values: object) -> Finding:
    """A finding in the words of the table of another package, as ``finding`` makes one of ours.

    Args:
        kinds: the table, as ``read_kinds`` gives it.
        name: as for ``finding``.
        line: as for ``finding``.
        values: as for ``finding``.
    """
    code, _, row = name.partition("/")
    kind = kinds[code]
    words = kind.rows[row]
    claim, found, remedy, marks = (words.get(part, "").format_map(values) for part in _PARTS)
    return Finding(
        code=code,
        line=line,
        claim=claim,
        found=found,
        remedy=remedy,
        unknown="unknown" in marks,
        security="security" in marks,
        rule="" if kinds is all_kinds() else f"{kind.number} {kind.explanation}",
    )
