"""The state of units that say nothing themselves: from the units above them and below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.drafts import furthest, of_all
from pytest_phasegate.model.claims import Level, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.claims import StatusClaim
    from pytest_phasegate.model.workflow import Unit

_NOBODY: Mapping[str, StatusClaim] = {}


def settle(root: Unit, told: Mapping[str, StatusClaim] = _NOBODY) -> Unit:
    """Give every unit of a tree its state.

    A unit is in the state that it says it is in. A silent one shares the state of a unit above it that claims to be
    done; where none does, it is as done as what is below it: done when all of it is, begun when some of it is.

    Args:
        root: the document as a unit.
        told: by the ids of units, what is said of their state somewhere else.
    """
    return _settle(root, Status.PENDING, told)


def _settle(unit: Unit, above: Status, told: Mapping[str, StatusClaim]) -> Unit:
    statuses = unit.statuses
    if unit.id in told and unit.level is not Level.DOCUMENT:
        statuses = (*statuses, told[unit.id])
    own = furthest([claim.status for claim in statuses])
    said = own or above
    below = said if said.is_claimed else Status.PENDING
    units = tuple(_settle(child, below, told) for child in unit.units)
    status = own or (above if above.is_claimed else of_all(units))
    if unit.level is Level.DOCUMENT:
        status = unit.status
    unchanged = status is unit.status and statuses is unit.statuses
    if unchanged and all(new is old for new, old in zip(units, unit.units, strict=True)):
        return unit
    return unit._replace(status=status, statuses=statuses, units=units)
