"""The keys of a batch document's fields, and the values that need no more than their own line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.references import read_dependencies
from pytest_phasegate.model.claims import DependencyClaim, FieldClaim, Level, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.scanner import Token
    from pytest_phasegate.model.claims import Claim

STATUS_KEYS = {"status", "batch status", "task status", "current status", "state"}
ASSIGNEE_KEYS = {
    "developer",
    "assigned to",
    "assigned",
    "assignee",
    "agent",
    "owner",
    "assigned developer",
    "assigned agent",
    "assigned implementer",
    "implementer",
    "developer needed",
}
DEPENDENCY_KEYS = {"dependencies", "dependency", "depends on", "depends", "blocked by", "prerequisites"}
COUNT_KEYS = {
    "tasks": Level.TASK,
    "total tasks": Level.TASK,
    "tasks in batch": Level.TASK,
    "task count": Level.TASK,
    "batches": Level.BATCH,
    "total batches": Level.BATCH,
    "batch count": Level.BATCH,
}
_NOBODY = {"", "-", "—", "none", "n/a", "tbd", "unassigned", "both", "any", "all", "everyone"}


def dependency_claim(line: int, key: str, value: str, items: Sequence[Token]) -> Claim:
    """The claim of a dependency field: its value, or the items of the list under it."""
    value = value or ", ".join(item.text for item in items)
    found = read_dependencies(value)
    if found.units or (found.is_none and value):
        return DependencyClaim(line=line, text=value, units=found.units)
    if found.unreadable:
        message = f"the dependency {found.unreadable!r} names no unit that can be looked up"
        return Problem(line=line, text=value, message=message)
    return FieldClaim(line=line, text=value, key=key)


def read_name(value: str) -> str | None:
    """The name in the value of an assignee field, without a remark behind it; None for nobody."""
    name = value.partition(" (")[0].strip(" `*@")
    return None if name.casefold() in _NOBODY else name
