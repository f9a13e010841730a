"""Every box of a unit that claims to be done is ticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Mark
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import UNPROVEN, Answer, Verdict, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

_FEWEST_UNUSED = 2
"""How many boxes a document has whose habit it can be to use none: one box alone is open because it was left open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Whose boxes must be ticked."""

    levels: tuple[str, ...] = setting((), "the levels whose boxes are held; none: all", values="levels")
    unused: Literal["pending", "fail"] = setting(
        "pending",
        "what becomes of a done unit's boxes in a document none of whose boxes was ever ticked, dropped or in progress",
    )


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for boxes that are neither ticked nor dropped.

    Of the documents of strangers many bring lists of acceptance boxes along and never use one: three in ten of all
    failures there told of nothing else. Such lists say nothing of the work, so they are neither proven nor false.
    """
    boxes = check.unit.boxes
    if check.settings.unused == "pending" and len(check.workflow.unused_boxes) >= _FEWEST_UNUSED:
        return _unused(check)
    if len(lists := _lists_beside(check)) > 1:
        return _told_once(check, lists)
    ticked = "box is" if len(boxes) == 1 else f"{len(boxes)} boxes are"
    return verdict_of(_findings(check), looked_at=len(boxes), reason=f"the {ticked} ticked")


def _unused(check: Check[Settings]) -> Verdict:
    """The verdict on a list that its document does not use: a note says so once, with the first one of the document."""
    boxes = f"{len(check.workflow.unused_boxes)} boxes"
    reason = f"the boxes of {check.unit.name} prove nothing: the document uses none of its {boxes}"
    is_first = check.unit.boxes[0] is check.workflow.first_done_box
    notes = (f"{UNPROVEN}none of the {boxes} of this document was ever ticked",) if is_first else ()
    return Verdict(answer=Answer.PENDING, reason=reason, notes=notes)


def _lists_beside(check: Check[Settings]) -> tuple[Unit, ...]:
    """The done units of the same batch, this one among them, if none of their boxes is ticked.

    Where a policy treats units unlike each other, or demands the boxes, each answers for itself.
    """
    parent = check.workflow.parent(check.unit)
    if parent is None or check.settings.unused == "fail" or _has_special_units(check):
        return ()
    levels = check.settings.levels
    lists = check.workflow.unticked_lists.get(parent.key, ())
    return tuple(unit for unit in lists if unit.level.value in levels) if levels else lists


def _has_special_units(check: Check[Settings]) -> bool:
    """Whether a phase covers units of the document, or a waiver names a list of it."""
    workflow, policy = check.workflow, check.policy
    phases = (phase.match.fits_document(workflow.path, workflow.dialect) for phase in policy.phases)
    waived = (waiver.check.split("::") for waiver in policy.waivers)
    return any(phases) or any((each[0], each[-1]) == (workflow.path, check.gate) for each in waived)


def _told_once(check: Check[Settings], lists: tuple[Unit, ...]) -> Verdict:
    """The verdict where nobody ticked a box in any task of a batch: the first task fails for all of them."""
    first, parent = lists[0], check.workflow.parent(check.unit)
    count = sum(len(unit.boxes) for unit in lists)
    names = some_of([unit.name for unit in lists], 3)
    if check.unit is not first:
        reason = f"no box of {names} is ticked, which is told at {first.name} ({check.at(first.boxes[0].line)})"
        return Verdict(answer=Answer.PENDING, reason=reason)
    line = first.boxes[0].line
    wrong = finding("boxes-unticked/lists", line, unit=parent, names=names, count=count)
    return verdict_of([wrong], looked_at=count)


def _findings(check: Check[Settings]) -> Iterator[Finding]:
    """Each box that is open; where the whole list of a unit was left alone, that once."""
    unit, boxes = check.unit, check.unit.boxes
    if len(boxes) > 1 and all(box.mark is Mark.OPEN for box in boxes):
        yield finding("boxes-unticked", boxes[0].line, unit=unit, count=len(boxes), first=boxes[0].quote)
        return
    for box in boxes:
        if not box.mark.is_settled:
            yield finding("box-open", box.line, unit=unit, box=box)
