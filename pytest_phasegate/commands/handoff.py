"""``phasegate handoff``: the line that hands a unit on, with who approved it, and the question for the next role."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.commands.names import find_unit
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, Answer, add_dry_run, answer, record, refusal, tell
from pytest_phasegate.commands.work import Work
from pytest_phasegate.documents.edit.editor import edit
from pytest_phasegate.documents.edit.handoff_edits import SetHandoff
from pytest_phasegate.model.claims import Level

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.commands.command import Asked, Told
    from pytest_phasegate.documents.edit.splices import Written
    from pytest_phasegate.model.workflow import Unit

__all__ = ["Answer", "add_options", "run"]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Ask whether what a unit delivers goes to the next role; with --by, write who approved it into the document. "
        "Only a person approves: a program may print the question, and must not answer it."
    )
    parser.add_argument("unit", metavar="UNIT", help="the unit: a node id, or the end of one (phase-2)")
    parser.add_argument("--by", metavar="NAME", default="", help="who approved it")
    parser.add_argument("--to", metavar="ROLE", default="", help="who goes on (default: the role of the next unit)")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Ask, and write the approval where there is one."""
    options = asked.options
    with open_projects(asked) as opened:
        place = find_unit(opened, options.unit)
        work = Work(place.document.workflow, opened.project_of(place.path).policy)
        if not place.unit.status.is_claimed or place.unit.level is Level.DOCUMENT:
            return tell(
                refusal(place, f"{place.unit.name} is {place.unit.status.word}, so there is nothing to hand on")
            )
        following = _following(work, place.unit)
        role = options.to or (work.role(following) if following else "")
        text = question(place.unit, work.role(place.unit), role, following)
        if not options.by:
            return tell(Answer(place.id, place.path, done=bool(place.unit.handoffs), text=text))
        today = datetime.now(timezone.utc).astimezone().date().isoformat()
        change = SetHandoff(unit=place.unit.key, by=options.by, to=role, day=today)

        def make(document: Written) -> Written:
            return edit(document, [change])

        try:
            recorded = record(asked, opened, place.path, make)
        except REFUSALS as error:
            return tell(refusal(place, error))
    return tell(answer(asked, place, recorded, text))


def _following(work: Work, unit: Unit) -> Unit | None:
    siblings = work.workflow.siblings(unit)
    later = [each for each in siblings if each.line > unit.line and not each.status.is_dropped]
    return later[0] if later else None


def question(unit: Unit, role: str, to: str, following: Unit | None) -> str:
    """What is asked at a hand-off, in the words of the workflow of pipelines."""
    delivered = ", ".join(claim.path for claim in unit.deliverables) or unit.title
    said = f"✅ {_spelled(role) or unit.name.capitalize()} delivered: {delivered}."
    if following is None:
        return f"{said}\nNothing follows {unit.name}."
    return f"{said}\nReady to assign {_spelled(to) or 'somebody'} for {following.title}?"


def _spelled(role: str) -> str:
    """A role as people write it: "solution-architect" is "Solution Architect"."""
    return role.replace("-", " ").title()
