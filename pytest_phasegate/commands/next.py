"""``phasegate next``: the units that may begin, why, and what keeps the others waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from pytest_phasegate.commands.command import Asked, Line, Told
from pytest_phasegate.commands.layout import paragraph, rows
from pytest_phasegate.commands.names import every_unit, find_document, no_such
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.summary import standing_of, summary_of
from pytest_phasegate.commands.work import Work, is_open, owed
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects

MOST_ROWS = 10
"""The most units of a kind that are listed for people; JSON has all."""


@dataclass(frozen=True, slots=True)
class Named:
    """A unit: its ``id`` as in node ids, its ``name`` ("batch 2"), who does it, and the line that introduces it.

    ``why`` says of one that may begin why that is so; ``owes`` are the open boxes and empty
    fields of it and of all in it.
    """

    id: str
    name: str
    title: str
    role: str
    status: str
    line: int
    tasks: int
    owes: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """What a unit waits for: the ``id`` of another unit, null where it is none of the document; ``why`` in words."""

    id: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that cannot begin yet."""

    unit: Named
    waits_for: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes next in a document.

    ``state``: ``open`` where the role has something to do, ``other role`` where only others have, ``waiting`` where all
    that is left waits for something, ``complete`` where nothing is left. ``ready`` are the units that may begin.
    ``summary`` is the state in Markdown.
    """

    document: str
    state: Literal["open", "other role", "waiting", "complete"]
    role: str
    in_progress: tuple[Named, ...]
    ready: tuple[Named, ...]
    waiting: tuple[Waiting, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes next, document by document."""

    documents: tuple[Plan, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "Tell which unit may begin, why, and what keeps the others waiting."
    parser.add_argument("document", nargs="?", metavar="DOC", help="look at this document alone")
    parser.add_argument("--role", metavar="ROLE", default="", help="what comes next for this role")
    parser.add_argument("--summary", action="store_true", help="print the summary in Markdown alone")


def run(asked: Asked) -> Told:
    """Find what comes next."""
    options = asked.options
    with open_projects(asked) as opened:
        paths = [find_document(opened, options.document)] if options.document else list(opened.documents)
        works = {path: Work(opened.documents[path].workflow, opened.project_of(path).policy) for path in paths}
        role = _role_of(works, options.role)
        works = {path: work for path, work in works.items() if not role or role in work.roles}
        ids = {(place.path, place.unit.key): place.id for place in every_unit(opened)}
        is_single = len(works) == 1
        plans = [
            _plan(asked, opened, _Looked(path, work, ids, role), summarize=is_single or options.summary)
            for path, work in works.items()
        ]
    return Told(Answer(tuple(plans)), _said(plans, summary_only=options.summary))


def _said(plans: Sequence[Plan], *, summary_only: bool) -> list[Line]:
    """The lines on all documents; of several those that are complete are only counted."""
    shown = [plan for plan in plans if plan.state != "complete" or len(plans) == 1]
    if not shown:
        return [Line(f"All {count_of(len(plans), 'document')} are complete; phasegate verify judges them.", "good")]
    lines = [line for plan in shown for line in (_summary(plan) if summary_only else _lines(plan))]
    if len(shown) < len(plans) and not summary_only:
        lines.append(Line(f"{count_of(len(plans) - len(shown), 'more document')} complete.", "dim"))
    return lines


def _role_of(works: Mapping[str, Work], name: str) -> str:
    """The role that is meant: "backend" is enough for backend-developer where no other role begins like that."""
    roles = list(dict.fromkeys(role for work in works.values() for role in work.roles))
    wanted = role_key(name)
    found = [role for role in roles if role == wanted] or [role for role in roles if role.startswith(f"{wanted}-")]
    if name and len(found) != 1:
        raise no_such("role", name, roles)
    return found[0] if name else ""


class _Looked(NamedTuple):
    """A document that is looked at, for a role ("": any); ``ids`` are those of all units by documents and keys."""

    path: str
    work: Work
    ids: Mapping[tuple[str, str], str]
    role: str

    def named(self, unit: Unit, why: str = "") -> Named:
        """A unit as it is told."""
        id_, role = self.ids[self.path, unit.key], self.work.role(unit)
        owes = tuple(text for each in unit.walk() for text in owed(each))
        return Named(id_, unit.name, unit.title, role, unit.status.word, unit.line, len(unit.units), owes, why)


def _plan(asked: Asked, opened: Projects, looked: _Looked, *, summarize: bool) -> Plan:
    work = looked.work
    standing = standing_of(work, looked.role)
    own = work.of_role(looked.role)
    blockers = {unit.key: work.blockers(unit) for unit in own if is_open(unit)}
    ready = [unit for unit in own if is_open(unit) and not blockers[unit.key]]
    in_progress = [unit for unit in own if unit in work.in_progress]
    waiting = [
        Waiting(
            looked.named(unit),
            tuple(Why(each.unit and looked.ids[looked.path, each.unit.key], each.why) for each in blockers[unit.key]),
        )
        for unit in own
        if blockers.get(unit.key)
    ]
    state: Literal["open", "other role", "waiting", "complete"] = "open"
    if not (ready or in_progress):
        state = "waiting" if waiting else "other role" if standing.others else "complete"
    summary = summary_of(asked, opened, looked.path, work, standing) if summarize else ()
    return Plan(
        looked.path,
        state,
        standing.role,
        tuple(map(looked.named, in_progress)),
        tuple(looked.named(unit, work.grounds(unit)) for unit in ready),
        tuple(waiting),
        "\n".join(summary),
    )


def _lines(plan: Plan) -> Iterator[Line]:
    yield Line(plan.document, "head")
    words = {
        "complete": "All is done.",
        "other role": f"{plan.role} has nothing left.",
        "waiting": "Nothing can begin.",
    }
    if plan.state in words:
        yield Line(f"  {words[plan.state]}", "good" if plan.state == "complete" else "warn")
    yield from _table("in progress", (_cells(unit) for unit in plan.in_progress))
    yield from _owes(plan.in_progress)
    yield from _table("may begin", (_cells(unit) for unit in plan.ready), "good")
    yield from () if plan.in_progress else _owes(plan.ready)
    yield from _table("waiting", ((*_cells(each.unit)[:1], _reasons(each)) for each in plan.waiting))
    yield Line("")
    if plan.summary:
        yield from _summary(plan)


def _table(title: str, cells: Iterable[tuple[str, ...]], style: str = "") -> Iterator[Line]:
    table = list(cells)
    if table:
        yield Line(f"  {title}", style)
        yield from rows(table[:MOST_ROWS], 4)
        if len(table) > MOST_ROWS:
            yield Line(f"    and {len(table) - MOST_ROWS} more", "dim")


def _owes(units: tuple[Named, ...]) -> Iterator[Line]:
    """What the first of some units still has to tick or to fill in."""
    for text in units[0].owes[:MOST_ROWS] if units else ():
        yield from paragraph(text, 6, hang=4, style="dim")


def _cells(unit: Named) -> tuple[str, ...]:
    about = ", ".join(filter(None, (unit.role, count_of(unit.tasks, "task") if unit.tasks else "")))
    words = f"{unit.title}{f' ({about})' if about else ''}"
    return (unit.id.rpartition("::")[2], f"{words}: {unit.why}" if unit.why else words)


def _reasons(waiting: Waiting) -> str:
    return "; ".join(each.why for each in waiting.waits_for)


def _summary(plan: Plan) -> Iterator[Line]:
    for line in plan.summary.splitlines():
        yield from paragraph(line, hang=2) if line else (Line(""),)
    yield Line("")
