"""The value of a dependency field: which units there are decides what in it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.references import read_dependencies
from pytest_phasegate.model.claims import DependencyClaim, FieldClaim, Problem

if TYPE_CHECKING:
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.documents.place import Units
    from pytest_phasegate.model.claims import Claim, Reference


def dependency_claim(line: int, key: str, value: str, units: Units, near: Draft) -> Claim:
    """The claim of a dependency field of the unit ``near``; a bare id with letters in it ("S3") must be a unit's."""
    found = read_dependencies(value)
    needed = [unit for unit in found.units if _is_unit(unit, units, near)]
    if needed or (found.is_none and value):
        return DependencyClaim(line=line, text=value, units=tuple(needed))
    if found.unreadable:
        message = f"the dependency {found.unreadable!r} names no unit that can be looked up"
        return Problem(line=line, text=value, message=message)
    return FieldClaim(line=line, text=value, key=key)


def _is_unit(named: Reference, units: Units, near: Draft) -> bool:
    return bool(named.level or not any(map(str.isalpha, named.id)) or units.find(named, near))
