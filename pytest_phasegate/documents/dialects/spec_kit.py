"""The dialect of spec-kit: phases of tasks with ids such as T001, each a line with a box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import Dialect, UnitLine
from pytest_phasegate.documents.keys import list_key, lookup, names_files, shared
from pytest_phasegate.model.claims import DependencyClaim, Level, Reference
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed

_ID = r"T\d{3,5}[A-Za-z]?"
_NEEDS = pattern(r"\((?:depends on|after|requires|needs)[ ]([^()\n]{1,200})\)", re.IGNORECASE)
_NEEDED = pattern(rf"({_ID})(?:[ ]?(?:-|–|to)[ ]?({_ID}))?")
_LONGEST_RANGE = 200


def _dependencies(at: At, key: str, value: str) -> Iterator[Placed]:
    """The tasks that a task names as those it needs: "(depends on T012, T014-T016)"."""
    for match in _NEEDS.finditer(value):
        ids = [id_ for needed in _NEEDED.finditer(match[1]) for id_ in _range(*needed.groups(needed[1]))]
        if ids:
            units = tuple(Reference(id_, Level.TASK) for id_ in dict.fromkeys(ids))
            yield DependencyClaim(line=at.line, text=match[0], units=units), at.owner


def _range(first: str, last: str) -> list[str]:
    """The ids of a range, in the digits of its first one; both ends of one that does not count up."""
    low, high = first[1:], last[1:]
    if not (low.isdecimal() and high.isdecimal() and 0 < int(high) - int(low) <= _LONGEST_RANGE):
        return [first] if first == last else [first, last]
    return [f"T{number:0{len(low)}}" for number in range(int(low), int(high) + 1)]


DIALECT = Dialect(
    name="spec-kit",
    places=("specs/*/tasks.md", ".specify/specs/*/tasks.md"),
    units=(
        UnitLine(
            level=Level.PHASE,
            kinds=(Kind.HEADING,),
            words=("phase",),
            ids=r"\d{1,3}(?:\.\d{1,3})?[A-Za-z]?",
            needs_box=True,
            may_repeat=True,
        ),
        UnitLine(
            level=Level.TASK,
            kinds=TEXT_KINDS,
            # Nobody numbers the tasks below a task anew: their ids are those of the document.
            begins=rf"(?:SKIP:[ ])?[*`\[]{{0,3}}(?P<id>{_ID})[*`\]:.]{{0,4}}(?:[ ]{{1,4}}|$)",
            box=True,
            tags=pattern(r"\[(?:P|US\d{1,4}|[A-Z][A-Za-z]{0,19}\d{0,4})\][ ]{0,4}|\(P\)[ ]{0,4}"),
            says=(names_files, _dependencies),
        ),
    ),
    wants='no line is a task ("- [ ] T001 Create the store in src/store.py")',
    signs=("task letters:T",),
    looks_for='a line "- [ ] T001 ..."',
    keys=lookup({}, list_key, shared),
)
