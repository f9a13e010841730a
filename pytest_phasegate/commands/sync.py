"""``phasegate sync``: ticks what the evidence proves and nobody ticked; ``--untick`` opens what it disproves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.commands.command import DONE, REFUSED, Line, Told
from pytest_phasegate.commands.complete import faults_as
from pytest_phasegate.commands.judging import EVIDENCE, judge_all, unticked
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.names import every_unit, find_document
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, add_dry_run, record
from pytest_phasegate.documents.edit.whole_edits import stand
from pytest_phasegate.model.claims import Level, Mark, Status

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.commands.recording import Recorded
    from pytest_phasegate.documents.edit.splices import Written
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose state is another now: ``status`` is what is written, ``why`` what the evidence shows."""

    unit: str
    line: int
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Synced:
    """A document: the units that were ticked or opened, those that could not be (``left``), and the change."""

    document: str
    moved: tuple[Moved, ...]
    left: tuple[Moved, ...]
    diff: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents that do not say what the evidence shows; ``written`` is whether they do now."""

    documents: tuple[Synced, ...]
    written: bool


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Tick the units that the evidence proves and nobody ticked. A unit that holds open boxes is left, for evidence "
        "says nothing of those, and so is one of which anything would be false or unknown."
    )
    parser.add_argument("document", nargs="?", metavar="DOC", help="this document alone")
    parser.add_argument("--untick", action="store_true", help="also open the units that the evidence disproves")
    parser.add_argument("--check", action="store_true", help="write nothing, and exit with 1 if anything would change")
    add_dry_run(parser)


class _Wanted(NamedTuple):
    """A unit that is to have another state, and why."""

    unit: Unit
    status: Status
    why: str


def run(asked: Asked) -> Told:
    """Hold the documents against the evidence, and write what it shows."""
    options = asked.options
    options.dry_run |= options.check
    with open_projects(asked) as opened:
        paths = [find_document(opened, options.document)] if options.document else list(opened.documents)
        found = [each for path in paths if (each := _sync(asked, opened, path)) is not None]
    lines = [line for each in found for line in _lines(each, is_shown=options.dry_run)]
    answer = Answer(tuple(found), written=not options.dry_run)
    code = REFUSED if options.check and any(each.moved for each in found) else DONE
    return Told(answer, lines or [Line("Every document says what the evidence shows.", "good")], code)


def _sync(asked: Asked, opened: Projects, path: str) -> Synced | None:
    """What becomes of a document; None where nothing is to be done."""
    wanted = [*_proven(asked, opened, path), *(_disproven(asked, opened, path) if asked.options.untick else ())]
    ids = {place.unit.key: place.id for place in every_unit(opened) if place.path == path}
    if not wanted:
        return None
    left: list[_Wanted] = []
    for each in tuple(wanted):
        if why := _why_left(each):
            wanted.remove(each)
            left.append(each._replace(why=why))
    recorded = _record(asked, opened, path, wanted, left) if wanted else None
    return Synced(
        path,
        tuple(_moved(each, ids) for each in wanted),
        tuple(_moved(each, ids) for each in left),
        recorded.diff if recorded else "",
    )


def _moved(each: _Wanted, ids: dict[str, str]) -> Moved:
    return Moved(ids[each.unit.key], each.unit.line, each.status.word, each.why)


def _proven(asked: Asked, opened: Projects, path: str) -> Iterator[_Wanted]:
    for unit, reasons in unticked(asked, opened, path):
        yield _Wanted(unit, Status.COMPLETE, "; ".join(reasons))


def _disproven(asked: Asked, opened: Projects, path: str) -> Iterator[_Wanted]:
    """The units that claim to be done and of which evidence is false; what holds them is in progress then."""
    workflow = opened.documents[path].workflow
    around: dict[str, _Wanted] = {}
    judged = judge_all(asked, opened, path, lambda check: check.gate in EVIDENCE and check.unit.status.is_claimed)
    false = {fault.check: fault.reason for fault in judged.faults("false")}
    for check, result in judged.results:
        unit = check.unit
        if result.id in false and unit.level is not Level.DOCUMENT:
            around.setdefault(unit.key, _Wanted(unit, Status.PENDING, false[result.id]))
            for above in workflow.above(unit):
                if above.status.is_claimed and above.level is not Level.DOCUMENT:
                    why = f"{unit.name} is not done"
                    around.setdefault(above.key, _Wanted(above, Status.IN_PROGRESS, why))
    yield from around.values()


def _why_left(wanted: _Wanted) -> str:
    """Why the evidence cannot tell that a unit is done, although it shows its work; "" where it can."""
    if wanted.status is not Status.COMPLETE:
        return ""
    open_boxes = [box for each in wanted.unit.walk() for box in each.boxes if not box.mark.is_settled]
    boxes = [box for box in open_boxes if box.mark is not Mark.DROPPED]
    return f"its work is there ({wanted.why}), but {boxes[0].quote!r} is open (line {boxes[0].line})" if boxes else ""


def _record(asked: Asked, opened: Projects, path: str, wanted: list[_Wanted], left: list[_Wanted]) -> Recorded | None:
    """Write what is wanted; what cannot be written, or would not hold, goes to those that are left."""
    while wanted:
        try:
            recorded = record(
                asked,
                opened,
                path,
                lambda text: _changed(text, wanted),
                lambda data: faults_as(asked, path, data, _ticked(wanted)),
            )
        except REFUSALS as error:
            left += [each._replace(why=str(error)) for each in wanted]
            wanted.clear()
            return None
        if not recorded.faults:
            return recorded
        reasons = {fault.check.rpartition("::")[0].rpartition("::")[2]: fault.reason for fault in recorded.faults}
        bad = [each for each in wanted if each.unit.key in reasons] or list(wanted)
        for each in bad:
            wanted.remove(each)
            left.append(each._replace(why=reasons.get(each.unit.key, recorded.faults[0].reason)))
    return None


def _changed(document: Written, wanted: Sequence[_Wanted]) -> Written:
    return stand(document, {each.unit.key: each.status for each in wanted})


def _ticked(wanted: Sequence[_Wanted]) -> Callable[[Unit], bool]:
    keys = frozenset(each.unit.key for each in wanted if each.status is Status.COMPLETE)
    return lambda unit: unit.key in keys


def _lines(synced: Synced, *, is_shown: bool) -> Iterator[Line]:
    yield Line(synced.document, "head")
    for each in synced.moved:
        yield from paragraph(f"{each.unit.partition('::')[2]}: {each.status} ({each.why})", 2, hang=4)
    for each in synced.left:
        yield from paragraph(f"{each.unit.partition('::')[2]} is left: {each.why}", 2, hang=4, style="dim")
    yield from map(Line, synced.diff.split("\n") if is_shown and synced.diff else ())
