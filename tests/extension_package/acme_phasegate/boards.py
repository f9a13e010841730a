"""The dialect ``boards``: sprints of cards, each card with its state in brackets behind its title."""

from __future__ import annotations

from pytest_phasegate.documents.dialect import Dialect, UnitLine
from pytest_phasegate.documents.keys import FILES, lookup
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.text.lines import Kind

BOARDS = Dialect(
    name="boards",
    places=("boards/*.md",),
    units=(
        UnitLine(level=Level.STAGE, kinds=(Kind.HEADING,), words=("sprint",)),
        UnitLine(level=Level.TASK, kinds=(Kind.ITEM,), begins=r"(?P<id>[A-Z]{2,5}-\d{1,6})\b", under=(Level.STAGE,)),
    ),
    wants='no heading of the document introduces a sprint ("## Sprint 12: title")',
    signs=("stage task",),
    looks_for='a heading "## Sprint 12: ..." with cards "- EXP-41 ... [shipped]" below it',
    keys=lookup({"touches": FILES}),
    states={"shipped": Status.COMPLETE, "doing": Status.IN_PROGRESS},
)
