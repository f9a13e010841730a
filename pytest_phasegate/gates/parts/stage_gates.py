"""A stage gate holds back what comes behind its stage, and is not met while something in the stage is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.verdict import Finding
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import StageGateClaim
    from pytest_phasegate.model.workflow import Unit

_MOST_NAMES = 5


def open_gate(check: Check[Any], needed: Unit, *, must_be_marked: bool) -> str:
    """Why the gate behind a unit is not met, or "" where it is, or where nothing is said and nothing must be."""
    for gate in needed.stage_gates:
        if gate.status is not None and not gate.status.is_claimed:
            return f"{_where(check, needed, gate)}, is not met"
        if gate.status is None and must_be_marked:
            return f"{_where(check, needed, gate)}, is not marked as met"
    return ""


def met_gates(unit: Unit) -> tuple[StageGateClaim, ...]:
    """The gates of a unit that are marked as met, once none of them is marked as open.

    A gate may consist of several boxes, of which the first are ticked while the work goes on.
    """
    if not unit.stage_gates:
        return ()
    marked = tuple(gate for gate in unit.stage_gates if gate.status is not None)
    return marked if all(gate.status and gate.status.is_claimed for gate in marked) else ()


def gate_met_early(check: Check[Any]) -> Iterator[Finding]:
    """A gate that is marked as met while units of its stage are open, in a tree whose units say how they stand."""
    unit, gates = check.unit, met_gates(check.unit)
    if not gates or unit.status.is_dropped or not any(each.statuses for each in check.workflow.units()):
        return
    if open_ := _open_below(unit):
        yield Finding(
            code="stage-gate-early",
            line=gates[0].line,
            claim=f"{_where(check, unit, gates[0])}, is met",
            found=f"{count_of(len(open_), 'unit')} of {unit.name} {are(len(open_))} not done: {_names(check, open_)}",
            remedy="finish what is open, or take the mark from the gate until it is",
        )


def _open_below(unit: Unit) -> list[Unit]:
    """The innermost units below one that are neither done nor dropped."""
    inner = (each for each in unit.walk() if each is not unit and not each.status.is_settled)
    return [each for each in inner if all(part.status.is_settled for part in each.units)]


def _names(check: Check[Any], units: Sequence[Unit]) -> str:
    said = [f"{unit.name} is {unit.status.word} ({check.at(unit.status_claims[0].line)})" for unit in units]
    return some_of(said, _MOST_NAMES)


def _where(check: Check[Any], unit: Unit, gate: StageGateClaim) -> str:
    return f'the gate of {unit.name}, "{gate.text.strip()[:60]}" ({check.at(gate.line)})'
