"""``phasegate assign``: marks a unit in progress, as the work of a role, and prints the complete brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.commands.brief import Given, brief
from pytest_phasegate.commands.names import find_unit
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, Answer, add_dry_run, answer, record, refusal, tell
from pytest_phasegate.commands.saving import read_document
from pytest_phasegate.commands.work import Work
from pytest_phasegate.documents.edit.commit_id_edits import is_asked_for
from pytest_phasegate.documents.edit.editor import open_document
from pytest_phasegate.documents.edit.whole_edits import Commit, begin, can_cite, complete
from pytest_phasegate.engine import plan
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.text.decode import decode

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.commands.command import Asked, Told
    from pytest_phasegate.commands.names import Place
    from pytest_phasegate.documents.edit.splices import Written
    from pytest_phasegate.model.policy import Policy

__all__ = ["Answer", "add_options", "run"]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Mark a unit in progress, as the work of a role, in its document, and print the complete brief. Refused where "
        "it must wait for something, or where its role has another one in progress."
    )
    parser.add_argument("unit", metavar="UNIT", help="the unit: a node id, or the end of one (batch-2, 2.1)")
    parser.add_argument("--to", metavar="ROLE", default="", help="who does the work (default: whom the document names)")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Assign the unit."""
    with open_projects(asked) as opened:
        place = find_unit(opened, asked.options.unit)
        if why := _why_not(
            place, Work(place.document.workflow, opened.project_of(place.path).policy), asked.options.to
        ):
            return tell(refusal(place, why))
        try:
            recorded = record(asked, opened, place.path, lambda text: begin(text, place.unit.key, asked.options.to))
        except REFUSALS as error:
            return tell(refusal(place, error))
    text = "" if asked.options.dry_run else read_brief(asked, place)
    return tell(answer(asked, place, recorded, text))


def read_brief(asked: Asked, place: Place, reasons: tuple[str, ...] = ()) -> str:
    """The brief of a unit as its document reads now."""
    with open_projects(asked) as opened:
        now = find_unit(opened, place.id)
        policy = opened.project_of(now.path).policy
        dialect, path = asked.registry.tables.dialects[now.document.workflow.dialect], now.document.workflow.path
        document = open_document(dialect, path, decode(path, read_document(opened.root, now.path)))
        given = Given(
            work=Work(now.document.workflow, policy),
            paths=opened.evidence.files.list_paths(),
            gates=_gates_then(asked, document, now, policy),
            reasons=reasons,
            role=getattr(asked.options, "to", ""),
            cites=can_cite(document) and is_asked_for(document, document.unit(now.unit.key)),
        )
        return brief(now, given)


def _gates_then(asked: Asked, document: Written, place: Place, policy: Policy) -> tuple[str, ...]:
    """The kinds of gates that look at a unit and its parts once it is recorded as done, its commit too."""
    try:
        done = complete(document, place.unit.key, Commit("f" * 40))
    except REFUSALS:
        checks = place.document.checks
    else:
        checks = plan(done.workflow, policy, asked.registry.tables.gates)
    keys = {each.key for each in place.unit.walk()}
    return tuple(dict.fromkeys(check.gate for check in checks if check.unit.key in keys))


def _why_not(place: Place, work: Work, role: str) -> str:
    """Why a unit cannot be begun; "" where it can."""
    unit = place.unit
    if unit.level is Level.DOCUMENT:
        return f"{place.path} is a document; name one of its units"
    if unit.status.is_settled:
        return f"{unit.name} is {unit.status.word} already"
    if unit.status is Status.IN_PROGRESS:
        return ""  # the brief is printed again
    waits = [blocker.why for blocker in work.blockers(unit)]
    whose = role_key(role) or work.role(unit)
    busy = [other for other in work.in_progress if other.level is unit.level and work.role(other) == whose]
    if busy and unit.level is Level.BATCH and not waits:
        waits.append(f"{whose or 'nobody in particular'} has {busy[0].name} in progress: one batch at a time")
    return f"{unit.name} cannot begin yet: {'; '.join(waits)}" if waits else ""
