"""Every box of a unit that claims to be done is ticked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level, Mark
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import BoxClaim, Claim
    from pytest_phasegate.model.facts import Evidence

KIND = "checklist"
RUNS_COMMANDS = False
ALWAYS_JUDGED = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Whose boxes must be ticked."""

    levels: tuple[str, ...] = field(
        default=(), metadata={"doc": "the levels whose boxes are held; none: all", "values": "levels"}
    )


def concerns(check: Check[Settings]) -> bool:
    """Whether there are boxes."""
    return "boxes" in check.workflow.claimed


def applies(check: Check[Settings]) -> tuple[Claim, ...]:
    """The boxes of the unit; those outside every unit belong to no one who claims to be done."""
    unit, levels = check.unit, check.settings.levels
    if unit.level is Level.DOCUMENT or (levels and unit.level.value not in levels):
        return ()
    return unit.boxes


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for boxes that are neither ticked nor dropped."""
    boxes = check.unit.boxes
    findings = [_open(check, box) for box in boxes if box.mark not in (Mark.TICKED, Mark.DROPPED)]
    ticked = "box is" if len(boxes) == 1 else f"{len(boxes)} boxes are"
    return verdict_of(findings, looked_at=len(boxes), reason=f"the {ticked} ticked")


def _open(check: Check[Settings], box: BoxClaim) -> Finding:
    state = "in progress" if box.mark is Mark.IN_PROGRESS else "open"
    return Finding(
        code="box-open",
        line=box.line,
        claim=f"{check.unit.name} is {check.unit.status.value}",
        found=f'its box "{box.text.strip()[:80]}" is {state}',
        remedy=f"do it and tick it, or set {check.unit.name} back to in progress",
    )
