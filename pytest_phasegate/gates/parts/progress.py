"""How far a unit has come, with all that stands in it: what several gates ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Mark, Status

if TYPE_CHECKING:
    from pytest_phasegate.model.claims import BoxClaim
    from pytest_phasegate.model.workflow import Unit


def is_settled(box: BoxClaim) -> bool:
    """Whether nothing more is owed for a box: it is ticked or struck out."""
    return box.mark in (Mark.TICKED, Mark.DROPPED)


def is_begun(unit: Unit) -> bool:
    """Whether something in a unit, or below it, is done or in progress."""
    return any(
        each.status.is_begun or any(box.mark in (Mark.TICKED, Mark.IN_PROGRESS) for box in each.boxes)
        for each in unit.walk()
    )


def is_finished(unit: Unit) -> bool:
    """Whether all in a unit that has a box or a state is done or dropped, and there is something."""
    units = tuple(unit.walk())
    boxes = [is_settled(box) for each in units for box in each.boxes]
    if not any(each.statuses for each in units):
        return bool(boxes) and all(boxes)
    return all(boxes) and all(each.status.is_settled for each in units if each.statuses or not each.units)


def is_passed(unit: Unit) -> bool:
    """Whether a unit is done or was set aside."""
    return unit.status.is_settled


def state_word(status: Status) -> str:
    """A state as a message says it."""
    return status.word
