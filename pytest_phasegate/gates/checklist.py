"""Every box of a unit that claims to be done is ticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Whose boxes must be ticked."""

    levels: tuple[str, ...] = setting((), "the levels whose boxes are held; none: all", values="levels")


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for boxes that are neither ticked nor dropped."""
    boxes = check.unit.boxes
    findings = [finding("box-open", box.line, unit=check.unit, box=box) for box in boxes if not box.mark.is_settled]
    ticked = "box is" if len(boxes) == 1 else f"{len(boxes)} boxes are"
    return verdict_of(findings, looked_at=len(boxes), reason=f"the {ticked} ticked")
