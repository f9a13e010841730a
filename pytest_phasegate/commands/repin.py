"""``phasegate repin``: puts the ids that took their place for those that a squash or a rebase took away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import DONE, REFUSED, Line, Told
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.names import find_document
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, add_dry_run, record
from pytest_phasegate.documents.edit.commit_id_edits import SetCommit
from pytest_phasegate.documents.edit.editor import edit
from pytest_phasegate.gates.parts.unit_commits import unit_commits

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.projects.opened import Projects


@dataclass(frozen=True, slots=True)
class Pin:
    """An id that is not there any more: ``now`` is the commit that took its place, "" where none is certain."""

    unit: str
    line: int
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A document: its ids that were replaced, those that could not be, and the change."""

    document: str
    pins: tuple[Pin, ...]
    left: tuple[Pin, ...]
    diff: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents that cite ids which are not there any more; ``written`` is whether they were changed."""

    documents: tuple[Pinned, ...]
    written: bool


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Replace ids that a squash or a rebase took away with those that took their place, where that is certain: the "
        "same patch, a message that names the lost id, the same subject, author and time. The rest is listed."
    )
    parser.add_argument("document", nargs="?", metavar="DOC", help="this document alone")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Find what became of each id that is cited, and write it."""
    options = asked.options
    with open_projects(asked) as opened:
        paths = [find_document(opened, options.document)] if options.document else list(opened.documents)
        found = [each for path in paths if (each := _repin(asked, opened, path)) is not None]
    lines = [line for each in found for line in _lines(each, is_shown=options.dry_run)]
    code = REFUSED if any(each.left for each in found) else DONE
    return Told(
        Answer(tuple(found), written=not options.dry_run),
        lines or [Line("Every commit that is cited is there.", "good")],
        code,
    )


def _repin(asked: Asked, opened: Projects, path: str) -> Pinned | None:
    pins, left = [], []
    changes = []
    for unit, cited, key in _lost(opened, path):
        successor, was = cited.successor, cited.written
        if successor is not None and successor.is_proven:
            pins.append(Pin(unit, cited.claim.line, was, successor.commit.id, f"{successor.detail}"))
            changes.append(SetCommit(unit=key, id=successor.commit.id, digits=len(was), old=was.lower()))
        else:
            why = f"perhaps {successor.detail}" if successor else "nothing in history took its place"
            left.append(Pin(unit, cited.claim.line, was, "", why))
    if not (pins or left):
        return None
    try:
        diff = record(asked, opened, path, lambda text: edit(text, changes)).diff if changes else ""
    except REFUSALS as error:
        left += [Pin(pin.unit, pin.line, pin.was, "", str(error)) for pin in pins]
        pins, diff = [], ""
    return Pinned(path, tuple(pins), tuple(left), diff)


def _lost(opened: Projects, path: str) -> Iterator[tuple[str, Cited, str]]:
    """The ids of a document that stand for no work as they are written; each with its unit's id and key."""
    project, seen = opened.project_of(path), set()
    for check in opened.documents[path].checks:
        if check.gate != "commit" or not check.unit.commits:
            continue
        for cited in unit_commits(check, project.evidence):
            mark = (check.unit.key, cited.written)
            is_own = cited.claim in check.unit.commits and mark not in seen
            if is_own and (cited.successor is not None or not (cited.commits or cited.unknown)):
                seen.add(mark)
                yield f"{project.folder}{check.id.rpartition('::')[0]}", cited, check.unit.key


def _lines(pinned: Pinned, *, is_shown: bool) -> Iterator[Line]:
    yield Line(pinned.document, "head")
    for pin in pinned.pins:
        yield from paragraph(f"line {pin.line}: {pin.was} is now {pin.now[: len(pin.was)]}: {pin.why}", 2, hang=4)
    for pin in pinned.left:
        yield from paragraph(f"line {pin.line}: {pin.was} is left: {pin.why}", 2, hang=4, style="bad")
    yield from map(Line, pinned.diff.split("\n") if is_shown and pinned.diff else ())
