"""Lines that are added to a unit: a field below its heading or its item, as the fields beside it are written."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.splices import Splice, Splices, Written
from pytest_phasegate.text.fields import bold_fields
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit

_ITEM = pattern(r"(?P<indent>[ \t]*)(?P<bullet>[-*+•]|\d{1,9}[.)])(?P<blank>[ \t]{1,4})")
_FENCE = "---"
_MARKS = pattern(r"[ \t>]*(?:[-*+•][ \t]{1,4})?")


def is_field(line: str) -> bool:
    """Whether a line is a field in bold type, of a list or alone."""
    return bool(bold_fields(_MARKS.sub("", line, count=1).strip()))


def new_field(document: Written, unit: Unit, key: str, value: str, like: str = "") -> Iterator[Splices]:
    """The ways to add a field to a unit: behind the fields below its heading, else right below that.

    Args:
        document: the document.
        unit: whose field it is.
        key: as it is to be written.
        value: what stands behind it.
        like: a line of another unit that is such a field, up to its value; it is written the same way.
    """
    line = document.line(unit.line)
    text = f"{like}{value}" if like else f"**{key}**: {value}"
    if item := _ITEM.match(line):
        indent = item["indent"] + " " * (len(item["bullet"]) + len(item["blank"]))
        yield (_below(unit.line, text if like else f"{indent}- {text}"),)
    elif line.rstrip() == _FENCE:
        yield from ((_below(number, f"\n{text}"),) for number in _behind_front_matter(document, unit.line))
    else:
        yield from _below_heading(document, unit, text, is_whole=bool(like))


def _below_heading(document: Written, unit: Unit, text: str, *, is_whole: bool) -> Iterator[Splices]:
    """A field behind those that stand first below a heading, with their bullet; else right below it."""
    fields = _fields_below(document, unit)
    if fields:
        marks = _MARKS.match(document.line(fields[-1]))
        text = text if is_whole or marks is None else f"{marks[0]}{text}"
        yield (_below(fields[-1], text),)
    is_parted = unit.line < len(document.lines) and not document.line(unit.line + 1).strip()
    yield (_below(unit.line, f"\n{text}" if is_parted else text),)
    yield (_below(unit.line, f"\n{text}\n"),)


def _behind_front_matter(document: Written, first: int) -> Iterator[int]:
    """The lines below which a field of a file may stand whose front matter is the unit: its title, else the fence."""
    lines = document.lines
    fence = next((number for number in range(first + 1, len(lines) + 1) if lines[number - 1].rstrip() == _FENCE), 0)
    if fence:
        titles = (number for number in range(fence + 1, len(lines) + 1) if lines[number - 1].startswith("#"))
        yield from islice(titles, 2)
        yield fence


def _below(line: int, text: str) -> Splice:
    return Splice(line, 0, 0, text, is_below=True)


def _fields_below(document: Written, unit: Unit) -> list[int]:
    """The lines of the fields that stand first below a unit's heading, one right below the other."""
    last = min([child.line for child in unit.units], default=unit.end + 1) - 1
    number = unit.line + 1
    while number <= last and not document.line(number).strip():
        number += 1
    found: list[int] = []
    while number <= last and is_field(document.line(number)):
        found.append(number)
        number += 1
    return found
