"""The dialect of plain checklists: lines with boxes, with an id or without, in files that somebody names."""

from __future__ import annotations

from dataclasses import replace

from pytest_phasegate.documents.dialect import Dialect
from pytest_phasegate.documents.keys import list_key, lookup, made, shared
from pytest_phasegate.documents.list_rows import NUMBERED, PHASE, commits_at_end, without_commits

_ID = r"(?P<id>(?:[A-Z]{1,6}-?)?\d{1,4}(?:\.\d{1,4}){0,3}[a-z]?)"

DIALECT = Dialect(
    name="checklists",
    places=(),
    units=(
        PHASE,
        replace(
            NUMBERED,
            begins=rf"(?:\*{{0,2}}{_ID}(?=[.):]?\*{{0,2}}[.):]?(?:[ ]|$))\*{{0,2}}[.):]?)?\*{{0,2}}[ ]{{0,4}}(?=\S)",
            cut=without_commits,
            says=(commits_at_end, made),
        ),
    ),
    wants='no line has a box ("- [ ] Write the store")',
    signs=("task",),
    looks_for='a line "- [ ] ..."',
    keys=lookup({}, list_key, shared),
)
