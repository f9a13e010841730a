"""Counts of units that a document states, held against the units that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import CountClaim
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def wrong_counts(check: Check[Any], count: CountClaim) -> Iterator[Finding]:
    """A count against the units of its level below the unit that states it; where there are none, they are prose."""
    units = [unit for unit in check.unit.walk() if unit.level is count.level and unit is not check.unit]
    if wrong := _miscounted(check, count, units) if units else "":
        yield finding("count-wrong", count.line, unit=check.unit, counted=_counted(count), wrong=wrong)


def _miscounted(check: Check[Any], count: CountClaim, units: list[Unit]) -> str:
    """How many units there are, and are done, in words, where a count says otherwise; else ""."""
    outer = [unit for unit in units if getattr(check.workflow.parent(unit), "level", None) is not count.level]
    totals, dones = _possible_counts(units)  # sub-batches count as batches, or not
    outer_totals, outer_dones = _possible_counts(outer)
    there = _several(count.level, len(units))
    wrong = []
    if count.total is not None and count.total not in totals | outer_totals:
        wrong.append(f"there {are(len(units))} {there}")
    if count.done is not None and count.done not in dones | outer_dones:
        done = sum(unit.status.is_claimed for unit in units)
        wrong.append(f"{done} of {'them' if wrong else there} {are(done or len(units))} done")
    return ", and ".join(wrong)


def _possible_counts(units: list[Unit]) -> tuple[set[int], set[int]]:
    """What an honest author may write as the total (dropped units left out or not), and as the done (or added)."""
    dropped = sum(unit.status.is_dropped for unit in units)
    complete = sum(unit.status is Status.COMPLETE for unit in units)
    claimed = sum(unit.status.is_claimed for unit in units)
    return {len(units), len(units) - dropped}, {complete, claimed, complete + dropped, claimed + dropped}


def _counted(count: CountClaim) -> str:
    if count.total is None:
        return f"{_several(count.level, count.done or 0)} done"
    total = _several(count.level, count.total)
    return total if count.done is None else f"{count.done} of {total} done"


def _several(level: Level, number: int) -> str:
    """So many units of a level: "1 batch", "2 batches"."""
    many = {Level.BATCH: "batches", Level.CRITERION: "criteria"}
    return count_of(number, level.word, many.get(level, ""))
