"""A task is verified and validated as its closers say: its files compile, and what the policy names passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.build import command_failure
from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.closing import Closing, read_closing
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


PYTHON = (".py", ".pyi", ".pyw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the Validate and Verify closers of tasks are held to what they say."""

    compile: bool = setting(True, "a task that is verified names only Python files that compile; none is run")
    verify: str = setting(
        "", "the command that must pass where a task is verified; none: no command", refers="commands"
    )
    validate: str = setting(
        "", "the command that must pass where a task is validated; none: no command", refers="commands"
    )
    owed: bool = setting(False, "a task that is verified, and nothing can verify it, is unknown instead of left out")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a closer that something can be held against."""
    unit, settings = asked.unit, asked.settings
    closing = read_closing(unit.id, unit.title) if unit.level is Level.CLOSER else None
    if closing is Closing.VALIDATE and settings.validate:
        return unit.status_claims
    if closing is Closing.VERIFY and (settings.verify or settings.owed or (settings.compile and any(_sources(asked)))):
        return unit.status_claims
    return ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Compile what the task names, then run the command of the policy."""
    unit, settings = check.unit, check.settings
    verifies = read_closing(unit.id, unit.title) is Closing.VERIFY
    compiled: list[str] = []
    findings = list(_compile(check, evidence, compiled)) if verifies and settings.compile else []
    said = [count_of(len(compiled), "file compiles", "files compile")] if compiled else []
    name = settings.verify if verifies else settings.validate
    runs = bool(name) and not findings
    if runs:
        command = check.policy.commands[name]
        result = evidence.runs.run(command)
        said.append(f"{name} passed")
        findings += [] if result.passed else [command_failure(check, command, result)]
    if not (compiled or runs or findings):
        findings.append(finding("verify-nothing", check.location.line, unit=unit, task=_task(check)))
    notes = [f"compiled: {', '.join(compiled[:20])}"] if compiled else []
    return verdict_of(findings, looked_at=len(compiled) + runs, reason=" and ".join(said), notes=notes)


def _sources(check: Asked | Check[Settings]) -> Iterator[str]:
    """The Python files that the closer's task names, and those of the units below it."""
    claims = [claim for unit in _task(check).walk() for claim in unit.files]
    kept = (claim for claim in claims if claim.action is not Action.DELETE and not claim.is_glob)
    names = dict.fromkeys(claim.new_path or claim.path for claim in kept)
    return (name for name in names if name.lower().endswith(PYTHON))


def _compile(check: Check[Settings], evidence: Evidence, compiled: list[str]) -> Iterator[Finding]:
    """What does not compile; what does is added to ``compiled``. A file that is gone is another gate's matter."""
    unit, line, task = check.unit, check.location.line, _task(check)
    for name in _sources(check):
        place = locate(evidence.files.tree(), name, check.workflow.path)
        if place.fit is Fit.OUTSIDE:
            yield finding("verify-outside", line, unit=unit, task=task, file=name)
            continue
        source = evidence.files.source(place.path) if place.fit in (Fit.EXACT, Fit.SUFFIX) else None
        if source is None:
            continue
        if source.unknown:
            yield finding("verify-unknown", line, unit=unit, task=task, path=place.path).because(source.unknown)
        elif source.error:
            yield finding("verify-not-compiled", line, unit=unit, task=task, path=place.path, error=source.error)
        else:
            compiled.append(place.path)


def _task(check: Asked | Check[Settings]) -> Unit:
    return check.workflow.parent(check.unit) or check.workflow.root
