"""``phasegate reset``: archives a finished document with its outcome, and lays a fresh one from the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import DONE, REFUSED, Told, UsageError
from pytest_phasegate.commands.judging import judge_all
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.names import find_document
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, add_dry_run
from pytest_phasegate.commands.saving import RefusedError, change_document, create_file, read_document
from pytest_phasegate.commands.work import Work
from pytest_phasegate.documents.edit.editor import open_document
from pytest_phasegate.model.verdict import Outcome
from pytest_phasegate.reports import outcome_json
from pytest_phasegate.text.decode import decode

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects


@dataclass(frozen=True, slots=True)
class Answer:
    """A document that was reset: where the finished one and its outcome are kept, and what the fresh one is made from.

    ``why`` says why nothing was done.
    """

    document: str
    done: bool
    archived: str = ""
    outcome: str = ""
    template: str = ""
    why: str = ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Archive a finished document, with the outcome of its gates beside it, and lay a fresh one from the template. "
        "The template is the one that the policy names for the gate fields, or --template."
    )
    parser.add_argument("document", metavar="DOC", help="the document: its path, or the end of it")
    parser.add_argument("--template", metavar="FILE", default="", help="the template, from the project's folder")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Archive the document, then put the template in its place."""
    with open_projects(asked) as opened:
        path = find_document(opened, asked.options.document)
        try:
            answer = _reset(asked, opened, path)
        except REFUSALS as error:
            answer = Answer(path, done=False, why=str(error))
    if answer.why:
        return Told(answer, list(paragraph(f"Nothing was changed: {answer.why}", hang=2, style="bad")), REFUSED)
    said = "would be archived" if asked.options.dry_run else "is archived"
    lines = [
        *paragraph(f"{path} {said} as {answer.archived}, with its outcome in {answer.outcome}.", hang=2),
        *paragraph(
            f"The fresh document is made from {answer.template}; phasegate next {path} tells how it begins.", hang=2
        ),
    ]
    return Told(answer, lines, DONE)


def _reset(asked: Asked, opened: Projects, path: str) -> Answer:
    document = opened.documents[path]
    if not document.is_readable:
        raise RefusedError(f"{path} cannot be read; phasegate status tells why")
    left = next((unit for unit in document.workflow.units() if not _is_over(unit)), None)
    if left is not None:
        raise RefusedError(f"{left.name} is {left.status.word} (line {left.line}); only a finished document is reset")
    template = asked.options.template or _template(opened, path)
    fresh = read_document(opened.root, template)
    begun = open_document(asked.registry.tables.dialects[document.workflow.dialect], template, decode(template, fresh))
    if unit := next((unit for unit in begun.workflow.units() if unit.has_begun), None):
        raise RefusedError(f"{template} is no template: {unit.name} is begun there (line {unit.line})")
    kept = _place(path)
    outcome = kept.rpartition(".")[0] + ".json"
    if not asked.options.dry_run:
        old = read_document(opened.root, path)
        create_file(opened.root, kept, old)
        create_file(opened.root, outcome, _outcome(asked, opened, path).encode())
        change_document(opened.root, path, lambda data: fresh if data == old else _refuse(path))
    return Answer(path, done=not asked.options.dry_run, archived=kept, outcome=outcome, template=template)


def _refuse(path: str) -> bytes:
    raise RefusedError(f"{path} was changed meanwhile; try again")


def _is_over(unit: Unit) -> bool:
    return unit.has_ended if unit.units else unit.status.is_settled


def _template(opened: Projects, path: str) -> str:
    """The template that the policy names."""
    project, document = opened.project_of(path), opened.documents[path]
    work = Work(document.workflow, project.policy)
    every = (work.settings(unit, "fields") for unit in document.workflow.root.walk())
    named = next((settings.template for settings in every if settings is not None and settings.template), "")
    if not named:
        why = (
            "no template is named: write it in the policy (gates: {fields: {template: FILE}}), or give --template FILE"
        )
        raise UsageError(why)
    return f"{project.folder}{document.workflow.fill_in(named)}"


def _place(path: str) -> str:
    """Where a finished document is kept: in a folder for it, under the day."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    day = datetime.now(timezone.utc).astimezone().date().isoformat()
    return "/".join(filter(None, (folder, "archive", f"{stem}-{day}.{ending}")))


def _outcome(asked: Asked, opened: Projects, path: str) -> str:
    """The verdicts on the document as it is archived, of the gates that only read."""
    results = tuple(result for _, result in judge_all(asked, opened, path).results)
    return outcome_json.render(
        Outcome(
            results=results,
            planned={path: len(results)},
            units={path: opened.documents[path].units},
            facts=opened.facts,
            documents={path: opened.describe()[path]},
        )
    )
