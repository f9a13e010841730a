"""``phasegate explain``: a verdict in full: the claim, where it was looked for, what was found, and what mends it."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_phasegate.commands.by_hand import by_hand
from pytest_phasegate.commands.command import Asked, Line, Told, UsageError
from pytest_phasegate.commands.judging import runs_commands, word_of
from pytest_phasegate.commands.layout import field, paragraph, rows
from pytest_phasegate.commands.names import Place, find_unit, no_such
from pytest_phasegate.commands.opening import add_at, open_projects
from pytest_phasegate.model.findings import kind_of
from pytest_phasegate.reports.failure import found_head, output_lines
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.model.check import Check, Gate
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.projects.opened import Projects

NOT_RUN = "not run"
_STYLES = {"held": "good", "false": "bad", "unknown": "warn", "waived": "warn"}
_LABEL = 11  # columns


@dataclass(frozen=True, slots=True)
class Said:
    """A claim that the gate looks at: its line (from 1), and how it is written there."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A claim that does not hold: what is claimed, what was found instead with the nearest that is like it, what mends.

    ``number`` and ``code`` are those of the page on findings; ``output`` is what a program printed.
    """

    number: str
    code: str
    means: str
    line: int
    claimed: str
    found: str
    output: str
    to_mend: str
    unknown: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A check in full.

    ``verdict`` is held, false, unknown, pending, nothing to check, waived, or not run (it runs a command, and was not
    asked for). ``asks`` is what the gate asks for, ``where`` what was looked at, ``settings`` those that hold for the
    unit, and ``by_hand`` the commands with which a person sees the same.
    """

    check: str
    verdict: str
    reason: str
    asks: str
    unit: str
    title: str
    status: str
    claims: tuple[Said, ...]
    where: str
    looked_at: int
    commit: str | None
    findings: tuple[Seen, ...]
    notes: tuple[str, ...]
    phases: tuple[str, ...]
    settings: dict[str, Any]
    by_hand: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The check that was named, or those of the unit that was."""

    checks: tuple[Explained, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "Explain a verdict: what is claimed, where it was looked for, what was found, what mends it."
    parser.add_argument(
        "check",
        metavar="CHECK",
        help="a check's node id or the end of it (2.1::files); of a unit (2.1), all its checks",
    )
    parser.add_argument("--run", action="store_true", help="judge gates that run commands of the policy too")
    add_at(parser)


def run(asked: Asked) -> Told:
    """Judge the checks that are named, and tell all that is known."""
    with open_projects(asked) as opened:
        place, checks = _named(opened, asked.options.check)
        explained = tuple(_explain(asked, opened, place, check) for check in checks)
    lines: list[Line] = []
    if len(explained) > 1:
        lines += [Line(f"{place.id} ({place.unit.title})", "head")]
        lines += rows(((each.verdict, each.check.rpartition("::")[2], each.reason) for each in explained), 2)
        lines += [Line(""), Line("phasegate explain CHECK tells one of them in full.", "dim")]
    else:
        lines += _lines(explained[0])
    return Told(Answer(explained), lines)


def _named(opened: Projects, name: str) -> tuple[Place, Sequence[Check[Any]]]:
    """The unit that is named, and its checks; with the kind of a gate behind it, the one check.

    Raises:
        UsageError: there is no such check.
    """
    try:
        place, gate = find_unit(opened, name), ""
    except UsageError:
        around, _, gate = name.rpartition("::")
        if not around:
            raise
        place = find_unit(opened, around)
    checks = [check for check in place.document.checks if check.unit.key == place.unit.key]
    if not checks:
        raise UsageError(f"no gate looks at {place.id}: it claims nothing, and no policy asks anything of it")
    wanted = [check for check in checks if gate in ("", check.gate)]
    if not wanted:
        raise no_such(f"check of {place.id} by the gate", gate, (check.gate for check in checks))
    return place, wanted


def _explain(asked: Asked, opened: Projects, place: Place, check: Check[Any]) -> Explained:
    gates, project = asked.registry.tables.gates, opened.project_of(place.path)
    result = None
    if asked.options.run or not runs_commands(check, gates):
        asked.progress(f"judging {check.id}")
        result = opened.judge(place.path, check)
    verdict = result.verdict if result else None
    revision, commit = project.evidence.git.revision(), verdict.commit if verdict else None
    looked_in = f"commit {commit[:10]}" if commit else project.evidence.files.tree().name
    judged_at = (revision.commit or "HEAD")[:10] if project.evidence.git.is_committed else "HEAD"
    return Explained(
        check=f"{place.id}::{check.gate}",
        verdict=word_of(check, result) if result else NOT_RUN,
        reason=verdict.reason if verdict else "it runs a command of the policy; --run judges it",
        asks=_asks(check, gates),
        unit=check.unit.name,
        title=check.unit.title,
        status=check.unit.status.word,
        claims=tuple(Said(max(claim.line, 1), claim.text.strip()) for claim in check.claims),
        where=f"{looked_in}; judged: {revision.name}",
        looked_at=verdict.looked_at if verdict else 0,
        commit=commit,
        findings=tuple(map(_seen, verdict.findings)) if verdict else (),
        notes=verdict.notes if verdict else (),
        phases=tuple(phase.id for phase in check.phases),
        settings=_settings(check),
        by_hand=by_hand(check, place.path, commit, judged_at),
    )


def _asks(check: Check[Any], gates: Mapping[str, Gate]) -> str:
    if check.gate not in gates:
        return ""
    return inspect.cleandoc(import_module(gates[check.gate].module).__doc__ or "").partition("\n")[0]


def _settings(check: Check[Any]) -> dict[str, Any]:
    from pytest_phasegate.policy.settings import key_of

    if check.settings is None:
        return {}
    return {key_of(each): getattr(check.settings, each.name) for each in fields(check.settings)}


def _seen(finding: Finding) -> Seen:
    kind, head = kind_of(finding), found_head(finding)
    output = finding.found[len(head) :].strip("\n")
    return Seen(
        kind.number,
        finding.code,
        kind.explanation,
        max(finding.line, 1),
        finding.claim,
        head,
        output,
        finding.remedy,
        finding.unknown,
    )


def _lines(each: Explained) -> Iterator[Line]:
    yield from paragraph(f"{each.check}: {each.verdict}", hang=2, style=_STYLES.get(each.verdict, "head"))
    yield Line("")
    yield from field("gate asks", each.asks, _LABEL)
    yield from field("unit", f"{each.unit} {each.title} is {each.status}", _LABEL)
    for number, claim in enumerate(each.claims):
        yield from field("claimed" if not number else "", f"line {claim.line}: {claim.text}", _LABEL)
    things = f"; {count_of(each.looked_at, 'thing')} held against it" if each.looked_at else ""
    yield from field("looked in", f"{each.where}{things}", _LABEL)
    yield from field("verdict", each.reason, _LABEL)
    for note in each.notes:
        yield from field("note", note, _LABEL)
    for seen in each.findings:
        yield Line("")
        yield from _finding(seen)
    yield Line("")
    set_here = ", ".join(f"{name}: {json.dumps(value)}" for name, value in each.settings.items())
    yield from field("settings", set_here, _LABEL)
    yield from field("phases", ", ".join(each.phases), _LABEL)
    for number, command in enumerate(each.by_hand):
        yield Line(f"{'' if number else 'by hand':{_LABEL}}$ {command}")


def _finding(seen: Seen) -> Iterator[Line]:
    style = "warn" if seen.unknown else "bad"
    yield from field("finding", f"{seen.number} {seen.code}: {seen.means}", _LABEL)
    yield from field("claimed", f"line {seen.line}: {seen.claimed}", _LABEL)
    yield from field("found", seen.found, _LABEL, style=style)
    yield from (Line(f"{' ' * _LABEL}| {line}") for line in output_lines(seen.output))
    yield from field("to mend", seen.to_mend, _LABEL, style="good")
