"""The dialect of OpenSpec: numbered groups of numbered tasks, each a line with a box."""

from __future__ import annotations

from dataclasses import replace

from pytest_phasegate.documents.dialect import Dialect, UnitLine
from pytest_phasegate.documents.keys import list_key, lookup, shared
from pytest_phasegate.documents.list_rows import NUMBERED
from pytest_phasegate.model.claims import Level
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern

DIALECT = Dialect(
    name="openspec",
    places=("openspec/changes/*/tasks.md", "openspec/changes/archive/*/tasks.md"),
    units=(
        UnitLine(
            level=Level.PHASE,
            kinds=(Kind.HEADING,),
            begins=r"(?:Phase[ ])?(?P<id>\d{1,4})(?=[.:][ ])",
            needs_box=True,
            may_repeat=True,
        ),
        replace(NUMBERED, tags=pattern(r"\[(?:P|domain: ?[a-z-]{1,20})\][ ]?")),
    ),
    wants='no line is a task ("- [ ] 1.1 Create the store")',
    signs=("phase task dotted",),
    signs_in_place=("task",),
    looks_for='a heading "## 1. ..." with lines "- [ ] 1.1 ..." below it',
    keys=lookup({}, list_key, shared),
)
