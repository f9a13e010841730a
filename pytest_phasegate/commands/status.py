"""``phasegate status``: how far the documents are, what is in progress, and what of it is so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import Asked, Line, Told
from pytest_phasegate.commands.judging import Fault, judge_all, total, unticked
from pytest_phasegate.commands.layout import rows
from pytest_phasegate.commands.names import every_unit, find_document
from pytest_phasegate.commands.opening import add_at, open_projects
from pytest_phasegate.commands.work import Share, Work
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.reports.tallies import show_time
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects

MOST_ROWS = 5
"""The most units or checks of a kind that are listed for people; JSON has all."""


@dataclass(frozen=True, slots=True)
class Busy:
    """A unit in progress; ``since`` is the time of the commit that said so (seconds since 1970, UTC).

    It is null where no commit has said it yet, or git does not know: ``why`` then says which.
    """

    id: str
    title: str
    role: str
    line: int
    since: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Unticked:
    """A unit that is not called done though its evidence is there; ``seen`` says what was found."""

    id: str
    title: str
    line: int
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a document is.

    ``levels``, ``phases`` (of the policy) and ``roles`` say how many units are done. ``checks`` counts the verdicts of
    the gates that only read, by their words; ``not_run`` are those of gates that run commands, which are not judged
    here.
    """

    document: str
    dialect: str
    levels: tuple[Share, ...]
    phases: tuple[Share, ...]
    roles: tuple[Share, ...]
    checks: dict[str, int]
    not_run: int
    in_progress: tuple[Busy, ...]
    false: tuple[Fault, ...]
    unknown: tuple[Fault, ...]
    unticked: tuple[Unticked, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How far the documents are: ``revision`` is what was looked at, ``policy`` the policy files, or "none"."""

    revision: str
    policy: str
    documents: tuple[Standing, ...]
    checks: dict[str, int]
    not_run: int


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Tell how far the documents are, what is in progress, and what of it is so. Gates that run commands are not "
        "judged here; phasegate verify judges all."
    )
    parser.add_argument("document", nargs="?", metavar="DOC", help="tell of this document alone")
    add_at(parser)


def run(asked: Asked) -> Told:
    """Judge what only reads, and count."""
    with open_projects(asked) as opened:
        name = asked.options.document
        paths = [find_document(opened, name)] if name else list(opened.documents)
        ids = {(place.path, place.unit.key): place.id for place in every_unit(opened)}
        documents = tuple(_standing(asked, opened, path, ids) for path in paths)
        facts = opened.facts
    checks, not_run = total(each.checks for each in documents), sum(each.not_run for each in documents)
    answer = Answer(facts["revision"], facts["policy"], documents, checks, not_run)
    return Told(answer, [*_lines(answer)], notes=[facts["blind"]] if "blind" in facts else [])


def _standing(asked: Asked, opened: Projects, path: str, ids: Mapping[tuple[str, str], str]) -> Standing:
    workflow = opened.documents[path].workflow
    work = Work(workflow, opened.project_of(path).policy)
    judged = judge_all(asked, opened, path)
    open_ = unticked(asked, opened, path)
    return Standing(
        path,
        workflow.dialect,
        work.shares(),
        work.phase_shares(),
        work.role_shares(),
        judged.counts(),
        judged.not_run,
        tuple(_busy(opened, path, work, ids[path, unit.key], unit) for unit in _in_progress(work)),
        judged.faults("false"),
        judged.faults("unknown"),
        tuple(Unticked(ids[path, unit.key], unit.title, unit.line, seen) for unit, seen in open_),
    )


def _in_progress(work: Work) -> Iterator[Unit]:
    """The units in progress: those of work, and the tasks in them; what holds them is in progress because they are."""
    for unit in work.workflow.units():
        if unit.status is Status.IN_PROGRESS and (not unit.units or unit.level is Level.BATCH):
            yield unit


def _busy(opened: Projects, path: str, work: Work, id_: str, unit: Unit) -> Busy:
    git = opened.project_of(path).evidence.git
    history = git.document_history(work.workflow.path, work.workflow.dialect)
    edit = history.begun(unit.key)
    since = edit.commit.author_time if edit and edit.commit and history.is_certain(edit) else None
    unknown = history.unknown.why if history.unknown else "not committed yet"
    return Busy(id_, unit.title, work.role(unit), unit.line, since, "" if since else unknown)


def _lines(answer: Answer) -> Iterator[Line]:
    """A block for each document; of several, one line for each that is done and of which all holds."""
    is_single = len(answer.documents) == 1
    for each in answer.documents:
        if not is_single and _is_settled(each):
            done = ", ".join(share.words for share in each.levels)
            yield from rows([(each.document, f"{done}; {_counts(each.checks, each.not_run)}")], styles=("good",))
        else:
            yield from _block(each)
    if not is_single:
        words = _counts(answer.checks, answer.not_run)
        yield from rows([(f"{count_of(len(answer.documents), 'document')} together:", words)])


def _is_settled(each: Standing) -> bool:
    """Whether there is nothing to tell of a document but that it is done, as far as gates that only read can tell."""
    is_done = all(share.done == share.total for share in each.levels)
    return bool(each.levels) and is_done and not (each.in_progress or each.false or each.unknown or each.unticked)


def _block(each: Standing) -> Iterator[Line]:
    yield Line(f"{each.document} ({each.dialect or 'cannot be read'})", "head")
    yield from _progress(each)
    yield from _group("in progress", [(_last(unit.id), _doing(unit)) for unit in each.in_progress])
    yield from _group("false", _faults(each.false), "bad")
    yield from _group("unknown", _faults(each.unknown), "warn")
    yield from _group("done in git, not in the document", list(_unticked(each.unticked)), "warn")
    yield Line("")


def _unticked(units: Sequence[Unticked]) -> Iterator[tuple[str, str]]:
    """The units that are not below another one of them."""
    ids = {unit.id for unit in units}
    for unit in units:
        if unit.id.rpartition("::")[0] not in ids:
            below = sum(each.startswith(f"{unit.id}::") for each in ids)
            more = f" (and {count_of(below, 'unit')} in it)" if below else ""
            yield _last(unit.id), f"{unit.title}: {'; '.join(unit.seen)}{more}"


def _progress(each: Standing) -> Iterator[Line]:
    shares = {"done": each.levels, "by phase": each.phases, "by role": each.roles}
    cells = [(name, ", ".join(share.words for share in shares[name])) for name in shares if shares[name]]
    yield from rows([*cells, ("checks", _counts(each.checks, each.not_run))], 2)


def _counts(checks: Mapping[str, int], not_run: int) -> str:
    words = ", ".join(f"{count:,} {word}" for word, count in checks.items()) or "none"
    return f"{words}; {not_run:,} not run (phasegate verify)" if not_run else words


def _group(title: str, cells: Sequence[tuple[str, ...]], style: str = "") -> Iterator[Line]:
    if cells:
        yield Line(f"  {title}", style)
        yield from rows(cells[:MOST_ROWS], 4)
    if len(cells) > MOST_ROWS:
        yield Line(f"    and {len(cells) - MOST_ROWS} more", "dim")


def _doing(unit: Busy) -> str:
    when = f"since {show_time(unit.since)[:10]}" if unit.since else unit.why
    return ", ".join(filter(None, (unit.title, unit.role, when)))


def _faults(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    return [("::".join(fault.check.split("::")[1:]), f"line {fault.line}: {fault.reason}") for fault in faults]


def _last(id_: str) -> str:
    return id_.rpartition("::")[2]
