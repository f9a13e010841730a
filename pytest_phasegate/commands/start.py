"""``phasegate start``: picks the pipeline of a request, makes its document, and assigns the first phase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_phasegate.commands.assign import read_brief
from pytest_phasegate.commands.command import DONE, REFUSED, Told
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.names import find_unit, no_such
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import REFUSALS, add_dry_run, markdown
from pytest_phasegate.commands.saving import create_file
from pytest_phasegate.documents.edit.editor import open_document
from pytest_phasegate.documents.edit.whole_edits import begin
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.requests import pipeline_for

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.model.policy import Phase, Pipeline, Policy

_DIALECT = "phases"
_PLACE = "workflows/*.md"
_LONGEST_TITLE, _LONGEST_SLUG = 60, 40
_ASKS = pattern(
    r"(?:(?:please|we|i|need|want|build|implement|create|add|define|make|write|do)[ ]+)+(?:(?:a|an|the|some)[ ]+)?",
    re.IGNORECASE,
)
_GOES_ON = pattern(r"[ ](?:that|which|so that|because)[ ]|[.;:,](?:[ ]|$)")
_NO_WORD = pattern(r"[^a-z0-9]+")
_BLANKS = pattern(r"[\s\x00-\x1f]+")
_DOCS = "docs/x/y.md"


@dataclass(frozen=True, slots=True)
class Answer:
    """A workflow that was started: its document, its ``pipeline`` and ``why`` that one, and those that fit less well.

    ``done`` is whether the document was made; where it was not, ``why`` says so. ``text`` is what is to be read, or
    with ``--dry-run`` the document.
    """

    done: bool
    document: str
    pipeline: str
    why: str
    others: tuple[str, ...]
    text: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Pick the pipeline that a request belongs to, by the patterns of the policy, make its workflow document, and "
        "print the assignment of the first phase."
    )
    parser.add_argument("request", metavar="REQUEST", help="what is asked for, in the words of whoever asks")
    parser.add_argument("--pipeline", metavar="NAME", default="", help="use this pipeline, whatever the patterns say")
    parser.add_argument("--ticket", metavar="ID", default="", help="the ticket of the request")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Start the workflow."""
    request = _BLANKS.sub(" ", asked.options.request).strip()
    with open_projects(asked, need_documents=False) as opened:
        policy = opened.policy
        chosen = _choose(asked, policy, request)
        if isinstance(chosen, str):
            return Told(Answer(False, "", "", chosen, (), ""), list(paragraph(chosen, hang=2, style="bad")), REFUSED)
        pipeline, why, others = chosen
        title = title_of(request)
        path = _place(policy, title)
        document = open_document(asked.registry.tables.dialects[_DIALECT], path, _text(policy, pipeline, asked, title))
        text = begin(document, next(document.workflow.units()).key).text
        if not asked.options.dry_run:
            try:
                create_file(opened.root, path, text.encode())
            except REFUSALS as error:
                told = Answer(False, path, pipeline.name, str(error), others, "")
                return Told(told, list(paragraph(str(error), hang=2, style="bad")), REFUSED)
    if asked.options.dry_run:
        return Told(Answer(False, path, pipeline.name, why, others, text), text.split("\n"), DONE)
    said = "\n".join([*_launched(pipeline, title), "", _first(asked, path)])
    lines = [*paragraph(f"{path}: {why}", hang=2, style="dim"), *markdown(said)]
    return Told(Answer(True, path, pipeline.name, why, others, said), lines)


def _first(asked: Asked, path: str) -> str:
    """The brief of the first phase."""
    with open_projects(asked) as opened:
        place = find_unit(opened, f"{path}::{next(opened.documents[path].workflow.units()).key}")
    return read_brief(asked, place)


def _choose(asked: Asked, policy: Policy, request: str) -> tuple[Pipeline, str, tuple[str, ...]] | str:
    """The pipeline, why it is that one, and those that fit less well; or in words why none is chosen."""
    every, named = policy.pipelines, asked.options.pipeline
    if named:
        if named not in every:
            raise no_such("pipeline", named, every)
        return every[named], f"{named} was asked for", ()
    fitting = {name: found.pattern for name, each in every.items() if (found := pipeline_for(request, [each])).pipeline}
    choice = pipeline_for(request, every.values())
    if choice.pipeline is None:
        what = f"{' and '.join(choice.rivals)} fit equally" if choice.rivals else "no pattern of a pipeline fits"
        known = ", ".join(every) or "none, for the policy has no pipelines (extends: [phases])"
        return f"Nothing was started: {what}; name one of them with --pipeline ({known})"
    others = tuple(f"{name} ({found})" for name, found in fitting.items() if name != choice.pipeline.name)
    behind = f"; less well fit {', '.join(others)}" if others else ""
    return choice.pipeline, f"{choice.pipeline.name} fits by {choice.pattern}{behind}", others


def title_of(request: str) -> str:
    """A short name for what is asked: "Add sign-in to the pages, since ..." is "Sign-in to the pages"."""
    ask = _ASKS.match(request)
    words = request[ask.end() :] if ask else request
    short = _GOES_ON.split(words or request, maxsplit=1)[0][:_LONGEST_TITLE].strip(" .")
    return short[:1].upper() + short[1:]


def _slug(title: str) -> str:
    return _NO_WORD.sub("-", title.lower()).strip("-")[:_LONGEST_SLUG].strip("-") or "workflow"


def _place(policy: Policy, title: str) -> str:
    """Where the document lies: where the policy says that documents of phases are."""
    globs = [rule.path for rule in policy.documents if rule.dialect == _DIALECT and not rule.path.startswith("!")]
    glob = next((each for each in globs if "*" in each and "{" not in each), _PLACE)
    return glob.replace("**/", "").replace("*", _slug(title))


def _text(policy: Policy, pipeline: Pipeline, asked: Asked, title: str) -> str:
    """The workflow document with all its phases, none of them begun."""
    request, ticket = _BLANKS.sub(" ", asked.options.request).strip(), asked.options.ticket
    lines = [f"# Workflow: {title}", "", f"**Request**: {request}"]
    lines += [f"**Ticket**: {ticket}"] if ticket else []
    lines += [f"**Pipeline**: {pipeline.name}", f"**Status**: 0/{len(pipeline.phases)} complete"]
    phases = {phase.id: phase for phase in policy.phases}
    before = ""
    for number, name in enumerate(pipeline.phases, 1):
        role = _role(phases.get(name))
        delivered = _deliverable(policy, role, f"docs/{_slug(title)}/{name}.md")
        lines += ["", f"## Phase {number}: {name.replace('-', ' ').capitalize()} - PENDING", ""]
        lines += [f"**Role**: {role}"] if role else []
        lines += [f"**Consumes**: `{before}`"] if before else []
        lines += [f"**Deliverables**: {f'`{delivered}`' if delivered else '[pending]'}", "**Commits**: [pending]"]
        lines += ["**Hand-off**: pending"]
        before = delivered
    return "\n".join([*lines, ""])


def _role(phase: Phase | None) -> str:
    """The role that the policy gives a phase to."""
    for rules in (phase.gates, phase.preset_gates) if phase else ():
        settings: Any = rules["assignment"].settings if "assignment" in rules else {}
        if role := settings.get("role"):
            return str(role)
    return ""


def _deliverable(policy: Policy, role: str, path: str) -> str:
    """The document that a role delivers that only writes; what others deliver is for them to say."""
    globs = next((each.may_change for name, each in policy.roles.items() if role_key(name) == role_key(role)), ())
    return path if role and any(matches(glob, _DOCS) for glob in globs if not glob.startswith("!")) else ""


def _launched(pipeline: Pipeline, title: str) -> list[str]:
    """What is said when a pipeline begins, in the words of the workflow of pipelines."""
    first = pipeline.phases[0].replace("-", " ")
    name = pipeline.name.replace("-", " ").title()
    return [
        f"🏭 {name} Factory detected: {title}",
        f"Launching {len(pipeline.phases)}-phase workflow...",
        "",
        f"Phase 1: {first.capitalize()} for {title[:1].lower()}{title[1:]}...",
    ]
