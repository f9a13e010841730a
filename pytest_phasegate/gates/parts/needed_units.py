"""What holds a unit back: units it needs that are not done, gates that are not met, and commits made too late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import commit_claims
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import Claim, StageGateClaim
    from pytest_phasegate.model.facts import Evidence, Resolution
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

MOST_NAMES = 5


def not_before(check: Check[Any], claim: Claim, needed: Unit, evidence: Evidence) -> Iterator[Finding]:
    """A needed unit that is not done, or whose commit comes after the one of the unit that needs it."""
    unit, line = check.unit, claim.line
    if unit.status.is_begun and not needed.status.is_settled:
        where = check.at(needed.status_claims[0].line)
        yield finding("dependency-open", line, unit=unit, needed=needed, where=where)
    elif unit.status.is_begun and (gate := _unmet_gate(needed, must_be_marked=check.settings.gates_marked)):
        yield finding(
            "stage-gate-open" if gate.status else "stage-gate-open/unmarked",
            line,
            unit=unit,
            needed=needed,
            gate=gate,
            where=check.at(gate.line),
        )
    elif check.settings.commits and unit.status.is_claimed and needed.status.is_claimed:
        yield from _committed_later(check, claim, needed, evidence)


def _unmet_gate(unit: Unit, *, must_be_marked: bool) -> StageGateClaim | None:
    """The first gate of a unit that is marked as open, or, where it must be marked, that has no mark."""
    for gate in unit.stage_gates:
        if must_be_marked if gate.status is None else not gate.status.is_claimed:
            return gate
    return None


def _committed_later(check: Check[Any], claim: Claim, needed: Unit, evidence: Evidence) -> Iterator[Finding]:
    """Why no commit of a needed unit comes before the unit's last, if so; only cited ids are looked at.

    Fixes of the needed unit may well come later: what the other one needed was there with the first commit.
    """
    unit, line = check.unit, claim.line
    every = [evidence.git.resolve(cited.id) for cited in commit_claims(check.workflow, needed)]
    own = commit_claims(check.workflow, unit)
    if not every or not own:
        return
    last = evidence.git.resolve(own[-1].until or own[-1].id)
    first = _earliest(every, last, evidence)
    for each in (first, last):
        if each.unknown:
            yield finding("commit-unknown/needed", line, unit=unit, needed=needed, cited=each.cited).because(
                each.unknown
            )
            return
    if _order(first, last, evidence) is Order.AFTER:
        yield finding("dependency-committed-later", line, unit=unit, needed=needed, first=first, last=last)


def _earliest(every: list[Resolution], last: Resolution, evidence: Evidence) -> Resolution:
    """Of the commits of a needed unit one that does not come after the other's; else one that cannot be placed."""
    before = (each for each in every if _order(each, last, evidence) not in (Order.AFTER, None))
    return next(before, None) or next((each for each in every if each.unknown), every[0])


def _order(first: Resolution, second: Resolution, evidence: Evidence) -> Order | None:
    """How two cited commits stand to each other; None where one of them is not of the judged history."""
    if not (first.commit and second.commit and first.reachable and second.reachable):
        return None
    return evidence.git.order(first.commit.id, second.commit.id)


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
            names=some_of(names, MOST_NAMES),
        )


def _innermost_open(unit: Unit) -> list[Unit]:
    """The innermost units below one that are neither done nor dropped."""
    inner = [each for each in unit.walk() if each is not unit and not each.status.is_settled]
    return [each for each in inner if all(part.status.is_settled for part in each.units)]
