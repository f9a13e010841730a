"""The dialect of gsd: a summary for each plan, with the files it made and changed, and the commits of its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import OTHER, Dialect, Key, Section, UnitLine
from pytest_phasegate.documents.keys import lookup
from pytest_phasegate.documents.notations.commits import read_ids
from pytest_phasegate.documents.notations.files import read_file_field
from pytest_phasegate.model.claims import Level, Status, StatusClaim
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed

_COMMIT = pattern(r"(?:`|\bcommit[ ])([0-9a-f]{7,40})\b")


def _done(at: At, key: str, value: str) -> Iterator[Placed]:
    """A plan is done when its summary is there: what only a summary says."""
    yield StatusClaim(line=at.line, text=f"{key}: {value}", status=Status.COMPLETE, source="field"), at.owner


def _files(at: At, key: str, value: str) -> Iterator[Placed]:
    """The files that a plan made or changed; ".claude/..." may lie outside of the repository."""
    yield from _done(at, key, value)
    name = "files created" if key.endswith("created") else "files modified"
    if not value.startswith(("~", "/", ".claude/")):
        yield from at.own(read_file_field(at.line, name, value))


def _commits(at: At, key: str, value: str) -> Iterator[Placed]:
    """The commit of each task: "1. **Task 1: Write** - `2c98784` (feat)"."""
    for token in at.tokens:
        if token.kind in TEXT_KINDS and "ask " in token.text and (match := _COMMIT.search(token.text)):
            for claim in read_ids(token.line, "", match[1]):
                yield claim, at.owner


DIALECT = Dialect(
    name="gsd",
    places=(".planning/phases/*/*-SUMMARY.md", ".planning/quick/*/*-SUMMARY.md"),
    units=(UnitLine(level=Level.TASK, kinds=(Kind.FRONT_MATTER,), front_id=("phase", "plan")),),
    wants='the front matter has no "phase" and "plan"',
    signs_in_place=("task status-by-field",),
    looks_for='front matter with "phase:", "plan:" and "key-files:"',
    front_keys=lookup(
        {
            "key_files.created": Key(_files),
            "key_files.modified": Key(_files),
            "requirements_completed": OTHER,
            "completed": Key(_done),
        }
    ),
    other_key=Key(lambda at, key, value: ()),
    sections={"task commits": Section(_commits, instead=True)},
    is_prose=True,
)
