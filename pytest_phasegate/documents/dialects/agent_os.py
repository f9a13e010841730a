"""The dialect of agent-os: groups of numbered tasks with boxes, the group's first task above its others."""

from __future__ import annotations

from dataclasses import replace

from pytest_phasegate.documents.dialect import Dialect
from pytest_phasegate.documents.keys import list_key, lookup, made, shared
from pytest_phasegate.documents.list_rows import NUMBERED, PHASE

DIALECT = Dialect(
    name="agent-os",
    # In "specs" others write lists of the same form; those with ids such as T001 are spec-kit's, which is asked before.
    places=("agent-os/specs/*/tasks.md", ".agent-os/specs/*/tasks.md", "specs/*/tasks.md", ".specify/specs/*/tasks.md"),
    units=(replace(PHASE, words=("task group",)), NUMBERED),
    wants='no line is a task ("- [ ] 1.1 Write the store")',
    signs=("phase task",),
    signs_in_place=("task",),
    looks_for='a heading "#### Task Group 1: ..." with lines "- [ ] 1.1 ..." below it',
    keys=lookup({}, list_key, shared),
    details=made,
)
