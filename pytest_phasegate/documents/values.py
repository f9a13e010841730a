"""Values of fields that need no more than their own words: names, counts, dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.counts import read_count
from pytest_phasegate.documents.claims.references import read_dependencies
from pytest_phasegate.documents.parts.batch_keys import COUNT_KEYS, DONE_KEYS
from pytest_phasegate.model.claims import CountClaim, DependencyClaim, FieldClaim, Problem

if TYPE_CHECKING:
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.documents.place import Units
    from pytest_phasegate.model.claims import Claim

_NOBODY = {"", "-", "—", "none", "n/a", "tbd", "unassigned", "both", "any", "all", "everyone"}


def read_name(value: str) -> str | None:
    """The name in the value of an assignee field, without a remark behind it; None for nobody."""
    name = value.partition(" (")[0].strip(" `*@")
    return None if name.casefold() in _NOBODY else name


def count_claim(line: int, key: str, value: str) -> CountClaim | None:
    """The claim of a field that counts units: "Total Tasks: 14", "Batches Complete: 2/3"; None where it counts none."""
    level = COUNT_KEYS.get(key) or DONE_KEYS.get(key)
    count = read_count(value) if level else None
    if level is None or count is None:
        return None
    if key in DONE_KEYS and count.done is None:
        return CountClaim(line=line, text=value, level=level, total=None, done=count.total)
    return CountClaim(line=line, text=value, level=level, total=count.total, done=count.done)


def dependency_claim(line: int, key: str, value: str, units: Units, near: Draft) -> Claim:
    """The claim of a dependency field of the unit ``near``; a bare id with letters in it ("S3") must be a unit's."""
    found = read_dependencies(value)
    needed = [
        unit for unit in found.units if unit.level or not any(map(str.isalpha, unit.id)) or units.find(unit, near)
    ]
    if needed or (found.is_none and value):
        return DependencyClaim(line=line, text=value, units=tuple(needed))
    if found.unreadable:
        message = f"the dependency {found.unreadable!r} names no unit that can be looked up"
        return Problem(line=line, text=value, message=message)
    return FieldClaim(line=line, text=value, key=key)
