"""The dialect of superpowers: plans of tasks with the files that each one makes and changes, and steps with boxes."""

from __future__ import annotations

from pytest_phasegate.documents.dialect import Dialect, Key, UnitLine
from pytest_phasegate.documents.keys import FILES, lookup
from pytest_phasegate.model.claims import Level
from pytest_phasegate.text.lines import TEXT_KINDS, Kind

DIALECT = Dialect(
    name="superpowers",
    places=("docs/superpowers/plans/*.md", "docs/plans/????-??-??-*.md"),
    units=(
        UnitLine(level=Level.TASK, kinds=(Kind.HEADING,), words=("task",), ids=r"\d{1,3}(?:\.\d{1,3})?[A-Za-z]?"),
        UnitLine(
            level=Level.STEP,
            kinds=TEXT_KINDS,
            begins=r"\*{0,2}(?:Step[ ](?P<id>\d{1,3}[a-z]?)[:.]?)?\*{0,2}[ ]{0,3}(?=\S)",
            box=True,
            under=(Level.TASK,),
            is_within=True,
            may_repeat=True,
        ),
    ),
    wants='no heading introduces a task ("### Task 1: Store")',
    signs_in_place=("task step", "task files"),
    looks_for='a heading "### Task 1: ..." with "**Files:**" and lines "- [ ] **Step 1: ...**" below it',
    keys=lookup({"files": FILES}),
    other_key=Key(lambda at, key, value: ()),
    is_prose=True,
)
