"""A stage gate holds back what comes behind its stage, and is not met while something in the stage is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import StageGateClaim
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

_MOST_NAMES = 5


def unmet_gate(unit: Unit, *, must_be_marked: bool) -> StageGateClaim | None:
    """The first gate of a unit that is marked as open, or, where it must be marked, that has no mark."""
    for gate in unit.stage_gates:
        if must_be_marked if gate.status is None else not gate.status.is_claimed:
            return gate
    return None


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
    open_ = _innermost_open(unit) if gates and not unit.status.is_dropped else []
    if open_ and any(each.statuses for each in check.workflow.units()):
        names = [f"{each.name} is {each.status.word} ({check.at(each.status_claims[0].line)})" for each in open_]
        yield finding(
            "stage-gate-early",
            gates[0].line,
            unit=unit,
            gate=gates[0],
            where=check.at(gates[0].line),
            number=count_of(len(open_), "unit"),
            are=are(len(open_)),
            names=some_of(names, _MOST_NAMES),
        )


def _innermost_open(unit: Unit) -> list[Unit]:
    """The innermost units below one that are neither done nor dropped."""
    inner = [each for each in unit.walk() if each is not unit and not each.status.is_settled]
    return [each for each in inner if all(part.status.is_settled for part in each.units)]
