"""``phasegate fail``: records an attempt that failed, and prints the assignment of the retry, or asks for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.commands.assign import read_brief
from pytest_phasegate.commands.complete import Completion, judge_as
from pytest_phasegate.commands.names import find_unit
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, Answer, add_dry_run, answer, record, refusal, tell
from pytest_phasegate.commands.saving import read_document
from pytest_phasegate.commands.work import Work
from pytest_phasegate.documents.edit.attempt_edits import attempts_of
from pytest_phasegate.documents.edit.editor import open_document
from pytest_phasegate.documents.edit.whole_edits import fail
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.text.decode import decode

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.commands.command import Asked, Told
    from pytest_phasegate.commands.names import Place
    from pytest_phasegate.projects.opened import Projects

__all__ = ["Answer", "add_options", "run"]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Record that an attempt of a unit failed: its number and its reason. Then print the assignment of the retry, "
        "with what the gates say of the work; or, where the policy allows no more attempts, ask for a person."
    )
    parser.add_argument("unit", metavar="UNIT", help="the unit: a node id, or the end of one (batch-2, 2.1)")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why it failed")
    parser.add_argument("--changed", metavar="TEXT", default="", help="what had been changed for this attempt")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Record the attempt."""
    options = asked.options
    with open_projects(asked) as opened:
        place = find_unit(opened, options.unit)
        if place.unit.level is Level.DOCUMENT or place.unit.status is Status.PENDING or not options.reason.strip():
            return tell(refusal(place, _why_not(place)))
        reasons = _reasons(asked, opened, place)
        try:
            recorded = record(
                asked, opened, place.path, lambda text: fail(text, place.unit.key, options.reason, options.changed)
            )
        except REFUSALS as error:
            return tell(refusal(place, error))
    text = "" if options.dry_run else _next_step(asked, place, reasons)
    return tell(answer(asked, place, recorded, text))


def _why_not(place: Place) -> str:
    if place.unit.level is Level.DOCUMENT:
        return f"{place.path} is a document; name one of its units"
    if place.unit.status is Status.PENDING:
        return f"{place.unit.name} was not begun, so no attempt of it can have failed; phasegate assign begins it"
    return "the reason is empty; say why it failed"


def _reasons(asked: Asked, opened: Projects, place: Place) -> tuple[str, ...]:
    """What the gates would say of the unit if it claimed to be done; nothing where that cannot be written."""
    dialect = asked.registry.tables.dialects[place.document.workflow.dialect]
    try:
        text = decode(place.path, read_document(opened.root, place.path))
        done = Completion(asked, opened, place).make(open_document(dialect, place.path, text))
    except REFUSALS:
        return ()
    faults = judge_as(asked, place, done.text.encode())
    return tuple(f"{fault.check.rpartition('::')[2]}: {fault.reason}" for fault in faults)


def _next_step(asked: Asked, place: Place, reasons: tuple[str, ...]) -> str:
    """The retry with its reasons, or the request for a person."""
    reason = asked.options.reason.strip()
    with open_projects(asked) as opened:
        now = find_unit(opened, place.id)
        settings = Work(now.document.workflow, opened.project_of(now.path).policy).settings(now.unit, "attempts")
        tried, most = len(attempts_of(now.unit)), getattr(settings, "most", 0)
        must_ask = 0 < most <= tried
    name = f"{now.unit.level.word.capitalize()} {now.unit.id}"
    said = f"{name} failed. Reason: {reason}"
    if must_ask:
        which = f"attempt {tried} of {most} that the policy allows"
        return "\n".join([said, "", *_request(name, which, (reason, *reasons))])
    retry = f"Retrying {now.unit.level.word} with adjusted parameters..."
    return "\n".join([said, retry, "", read_brief(asked, place, (reason, *reasons))])


def _request(name: str, which: str, reasons: tuple[str, ...]) -> list[str]:
    return [
        "ESCALATE_TO_USER",
        "",
        f"{name} failed in {which}. A person has to decide how it goes on, and to write that down, such as",
        "",
        "**Escalation**: WHAT IS DONE NOW, decided by NAME",
        "",
        *(f"- {reason}" for reason in reasons),
    ]
