"""``phasegate init``: writes a project's first policy, and turns what fails today into dated waivers."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.commands.command import REFUSED, Asked, Line, Told, UsageError
from pytest_phasegate.commands.first_policy import Debt, FirstPolicy, render_waivers
from pytest_phasegate.commands.layout import field, paragraph
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.project_commands import find_commands
from pytest_phasegate.commands.pytest_child import run_gates
from pytest_phasegate.commands.work import Work
from pytest_phasegate.errors import DocumentError, EvidenceError
from pytest_phasegate.model.verdict import Answer as Word
from pytest_phasegate.policy.find import NAMES, PYPROJECT
from pytest_phasegate.policy.presets import read_preset
from pytest_phasegate.projects.no_document import why_none_found
from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.writer import write_files
from pytest_phasegate.text.decode import decode
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.projects.opened import Projects

_Fit = tuple[str, str]
"""A dialect, and one of its places."""

DAYS = 90
"""How long a waiver of the baseline lasts."""

MOST_REASON = 200
_LABEL = 12  # columns


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written: the ``policy`` file ("" for none), its presets, documents, commands, and how much is waived.

    ``not_waived`` are checks of the baseline that no waiver can excuse: what is unknown, and what other policies judge.
    """

    policy: str
    presets: tuple[str, ...]
    documents: dict[str, tuple[str, ...]]
    commands: dict[str, tuple[str, ...]]
    waived: tuple[str, ...]
    not_waived: tuple[str, ...]
    next_step: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Find the formats and commands of the project, and write a policy with comments and the right presets. It asks "
        "before it changes what exists."
    )
    parser.add_argument("--baseline", action="store_true", help="waive what fails today, each check until a date")
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"how long (default: {DAYS} days)")
    parser.add_argument("--owner", metavar="NAME", help="who answers for the waivers (default: git's user.name)")
    parser.add_argument("--yes", action="store_true", help="do not ask: change what exists")


def run(asked: Asked) -> Told:
    """Write the policy, then the waivers where they are asked for."""
    options = asked.options
    with open_projects(asked, need_documents=False) as opened:
        root, source = opened.root, opened.policy.source
        first = _first_policy(asked, opened)
        if source is None and not first.documents:
            raise UsageError("\n".join(why_none_found(opened, (), asked.registry.tables.dialects)))
    path = source or NAMES[0]
    is_kept = source is not None and options.baseline
    question = f"Add waivers to {path}?" if is_kept else f"{path} exists. Write it anew?"
    if source is not None and (refusal := _refusal(asked, question)):
        return refusal
    if source is not None and not is_kept and source.endswith(PYPROJECT):
        raise UsageError(f"the policy stands in {source}: take [tool.phasegate] out there first")
    if not is_kept:
        write_files({root / path: first.render().encode()}, root)
    return _baseline(asked, root, path, first) if options.baseline else _told(path, first, (), ())


def _refusal(asked: Asked, question: str) -> Told | None:
    """None where the person agrees, else what to tell; without a terminal nobody is asked."""
    if asked.options.yes:
        return None
    if not sys.stdin.isatty():
        why = f"{question} Nobody is here to be asked: --yes agrees."
    elif input(f"{question} [y/N] ").strip().casefold() in ("y", "yes"):
        return None
    else:
        why = "Nothing is changed."
    return Told(Answer("", (), {}, {}, (), (), "phasegate init --yes"), [Line(why, "warn")], REFUSED)


def _first_policy(asked: Asked, opened: Projects) -> FirstPolicy:
    """What is found: documents in the places of each dialect, their roles, and the project's commands."""
    dialects = asked.registry.tables.dialects
    places = [(name, glob) for name in dialects for glob in dialects[name].places]
    fitting = {path: [each for each in places if matches(each[1], path)] for path in opened.evidence.files.list_paths()}
    found = {path: _read(asked, opened, path) for path, fits in fitting.items() if fits}
    globs = {name: tuple(_used(name, fitting, found)) for name in dialects}
    documents = {name: used for name, used in globs.items() if used}
    others = tuple(_others(documents, fitting, found))
    roles = dict.fromkeys(role for each in found.values() if each for role in Work(each, opened.policy).roles)
    first = FirstPolicy(documents, others, (), find_commands(opened.evidence.files.tree()))
    known = {role for name in first.presets for role in _preset_roles(name)}
    return first._replace(roles=tuple(role for role in roles if role not in known))


def _used(name: str, fitting: Mapping[str, Sequence[_Fit]], found: Mapping[str, Workflow | None]) -> Iterator[str]:
    """The places of a dialect where a document of it lies."""
    used: dict[str, None] = {}
    for path, workflow in found.items():
        if workflow is not None and workflow.dialect == name:
            used |= dict.fromkeys(glob for dialect, glob in fitting[path] if dialect == name)
    yield from used


def _others(
    documents: Mapping[str, Sequence[str]], fitting: Mapping[str, Sequence[_Fit]], found: Mapping[str, Workflow | None]
) -> Iterator[str]:
    """The files in the places that are used which are written in none of the dialects there."""
    used = {(name, glob) for name, globs in documents.items() for glob in globs}
    for path, workflow in found.items():
        fits = used.intersection(fitting[path])
        if fits and (workflow is None or workflow.dialect not in {name for name, _ in fits}):
            yield path


def _read(asked: Asked, opened: Projects, path: str) -> Workflow | None:
    """What a file says, if it is a task document."""
    asked.progress(f"reading {path}")
    with suppress(DocumentError, EvidenceError):
        text = decode(path, opened.evidence.files.read_document(path) or b"")
        return read_document(path, text, dialects=asked.registry.tables.dialects)
    return None


def _preset_roles(name: str) -> Iterator[str]:
    value = read_preset(name).value
    roles = value.get("roles") if isinstance(value, dict) else None
    yield from roles.value if roles is not None and isinstance(roles.value, dict) else ()


def _baseline(asked: Asked, root: Path, path: str, first: FirstPolicy) -> Told:
    """Judge all, and waive what fails."""
    asked.progress("judging all checks once")
    outcome, _ = run_gates(root, [], [])
    with open_projects(asked) as opened:
        inner = {name for name in opened.documents if opened.project_of(name).folder}
        has_waivers, owner = bool(opened.policy.waivers), asked.options.owner or _user(opened)
        today = opened.evidence.today()
        text = (opened.evidence.files.tree().read(path, 2**24) or b"").decode("utf-8-sig")
    debts = [*_debts(outcome, inner)]
    waived = tuple(debt.check for debt in debts)
    bad = (each.id for each in outcome.results if each.verdict.answer in (Word.FAILED, Word.UNKNOWN))
    not_waived = tuple(id_ for id_ in bad if id_ not in waived)
    expires = today + timedelta(days=asked.options.days)
    if debts and (has_waivers or not path.endswith((".yaml", ".yml"))):
        lines = render_waivers(debts, owner, expires, with_key=False).splitlines()
        words = f"{path} holds waivers already, or is no YAML: add under waivers:"
        return Told(_told(path, first, (), not_waived).answer, [Line(words, "warn"), *map(Line, lines)], REFUSED)
    if debts:
        whole = f"{text.rstrip()}\n{render_waivers(debts, owner, expires)}"
        write_files({root / path: whole.encode()}, root)
    return _told(path, first, waived, not_waived)


def _debts(outcome: Outcome, inner: set[str]) -> Iterator[Debt]:
    for each in outcome.results:
        if each.verdict.answer is Word.FAILED and each.document not in inner:
            yield Debt(each.id, f"failed when the gates came: {one_line(each.verdict.reason, MOST_REASON)}")


def _user(opened: Projects) -> str:
    repository = opened.evidence.git.repository
    with suppress(EvidenceError):
        if repository is not None and (name := repository.git.ask("config", "user.name").decode().strip()):
            return name
    return "nobody yet"


def _told(path: str, first: FirstPolicy, waived: tuple[str, ...], not_waived: tuple[str, ...]) -> Told:
    step = "git add it, and run: phasegate verify" if not waived else "phasegate verify, then mend what is waived"
    answer = Answer(
        path,
        tuple(first.presets),
        {name: tuple(globs) for name, globs in first.documents.items()},
        {command.name: command.run for command in first.commands},
        waived,
        not_waived,
        step,
    )
    documents = "; ".join(f"{', '.join(globs)} ({name})" for name, globs in answer.documents.items())
    commands = "; ".join(f"{each.name}: {' '.join(each.run)} ({each.source})" for each in first.commands)
    lines = [*field("written", path, _LABEL, style="good"), *field("documents", documents, _LABEL)]
    lines += field("presets", ", ".join(first.presets) or "none", _LABEL)
    lines += field("commands", commands or "none was found", _LABEL)
    if waived or not_waived:
        words = f"{count_of(len(waived), 'check')}" + (f"; not {', '.join(not_waived[:5])}" if not_waived else "")
        lines += field("waived", words, _LABEL, style="warn")
    return Told(answer, [*lines, Line(""), *paragraph(f"Next: {step}")])
