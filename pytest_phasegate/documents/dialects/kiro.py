"""The dialect of Kiro: numbered tasks with boxes, details below them, and the requirements that each one serves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import OTHER, Dialect
from pytest_phasegate.documents.keys import list_key, lookup, made, shared
from pytest_phasegate.documents.list_rows import NUMBERED, PHASE
from pytest_phasegate.model.claims import FieldClaim
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed

_SERVES = pattern(
    r"_[^_:：\n]{2,30}[:：][ ]{0,2}(?P<ids>\d{1,3}(?:\.\d{1,3}){0,2}(?:, ?\d{1,3}(?:\.\d{1,3}){0,2}){0,60})_"
)


def _detail(at: At, key: str, value: str) -> Iterator[Placed]:
    """A detail of a task; "_Requirements: 1.1_" has its key in the language of the project."""
    if match := _SERVES.fullmatch(value.strip()):
        yield FieldClaim(line=at.line, text=match["ids"], key="requirements"), at.owner
    else:
        yield from made(at, key, value)


DIALECT = Dialect(
    name="kiro",
    places=(".kiro/specs/*/tasks.md",),
    units=(
        PHASE,
        replace(NUMBERED, optional="*", tags=pattern(r"\((?:P)\)[ ]?|\[PBT\][ ]?")),
    ),
    wants='no line is a task ("- [ ] 1. Write the store")',
    signs=("task key:requirements",),
    signs_in_place=("task",),
    looks_for='a line "- [ ] 1. ..." with a detail "- _Requirements: 1.1_" below it',
    keys=lookup({"requirements": OTHER, "validates": OTHER}, list_key, shared),
    details=_detail,
)
