"""A document as it is edited: its text, what is read of it, and pieces of lines that take the place of others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pytest_phasegate.documents.reader import read
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.model.workflow import Unit, Workflow

_Claim = TypeVar("_Claim")
_CLOSING_BLANKS = pattern(r"[ \t\r]*\Z")


class Splice(NamedTuple):
    """Characters of a line, from the index ``start`` to before ``end``, and what takes their place.

    ``line`` counts from 1. With ``is_below`` the new text makes lines of its own below the line, which stays as it is.
    """

    line: int
    start: int
    end: int
    new: str
    is_below: bool = False


Splices = tuple[Splice, ...]


@dataclass(frozen=True, eq=False)
class Written:
    """A document: its dialect, its path in the project, its text (without a byte order mark), and what that says."""

    dialect: Dialect
    path: str
    text: str
    workflow: Workflow

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they are written; lines end at a line feed alone, what stands before it belongs to them."""
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """A line, by its number from 1."""
        return self.lines[number - 1]

    def units(self) -> Iterator[Unit]:
        """All units with the document itself, in order."""
        return self.workflow.root.walk()

    def unit(self, key: str) -> Unit:
        """The unit of a key; the document's own is "document"."""
        return next(unit for unit in self.units() if unit.key == key)

    def alike(self, unit: Unit) -> list[Unit]:
        """The other units of the same level, those of the same parent first."""
        near = {each.key for each in self.workflow.siblings(unit)}
        others = [each for each in self.workflow.units() if each.level is unit.level and each.key != unit.key]
        return sorted(others, key=lambda each: each.key not in near)

    def neighbour(self, unit: Unit, claims: Callable[[Unit], tuple[_Claim, ...]]) -> tuple[Unit, _Claim] | None:
        """The first other unit of the level that claims something of a kind, with its first such claim."""
        return next(((each, found[0]) for each in self.alike(unit) if (found := claims(each))), None)

    def meant(self, root: Unit) -> Written:
        """The same document as if it said something else."""
        return replace(self, workflow=replace(self.workflow, root=root))

    def reread(self, text: str) -> Written:
        """The same document with another text. Raises DocumentError where that cannot be read."""
        return Written(self.dialect, self.path, text, read(self.dialect, self.path, text))

    @cached_property
    def line_end(self) -> str:
        """What stands before the line feeds of new lines: as at most lines."""
        returns = sum(line.endswith("\r") for line in self.lines[:-1])
        return "\r" if returns * 2 > len(self.lines) - 1 else ""


def spliced(document: Written, splices: Iterable[Splice]) -> str:
    """The text with the pieces in their places; they may not overlap."""
    lines, end = list(document.lines), document.line_end
    for splice in sorted(splices, key=lambda each: (each.line, each.start), reverse=True):
        index = splice.line - 1
        if not splice.is_below:
            line = lines[index]
            lines[index] = line[: splice.start] + splice.new + line[splice.end :]
        elif index == len(lines) - 1:  # no line feed ends the file
            lines[index:] = (lines[index].removesuffix(end) + end, *splice.new.replace("\n", f"{end}\n").split("\n"))
        else:
            lines[splice.line : splice.line] = [f"{line}{end}" for line in splice.new.split("\n")]
    return "\n".join(lines)


def overlap(splices: Iterable[Splice]) -> bool:
    """Whether two pieces are for one place, so that each must be written for itself."""
    ordered = sorted(splices, key=lambda each: (each.line, each.is_below, each.start))
    return any(
        one.line == other.line and one.is_below is other.is_below and (one.is_below or one.end > other.start)
        for one, other in pairwise(ordered)
    )


class Moved:
    """Where the lines of a document are behind some splices, and which of them were edited."""

    def __init__(self, splices: Sequence[Splice]) -> None:
        self.below = sorted((each.line, each.new.count("\n") + 1) for each in splices if each.is_below)
        self.edited = frozenset(each.line for each in splices if not each.is_below)
        self.added = frozenset(self._added())

    def line(self, number: int) -> int:
        """The new number of a line."""
        return number + sum(count for line, count in self.below if line < number)

    def _added(self) -> Iterator[int]:
        """The new numbers of the lines that were not there."""
        for line, count in dict(self.below).items():
            first = self.line(line) + 1
            yield from range(first, first + count)


def end_of(line: str) -> int:
    """The index behind the last character of a line that is no blank: trailing spaces may be a hard line break."""
    match = _CLOSING_BLANKS.search(line)
    return match.start() if match else len(line)


def behind(line: int, text: str, new: str) -> Splice:
    """A splice that adds something to the end of a line, before its trailing blanks."""
    return Splice(line, end_of(text), end_of(text), new)
