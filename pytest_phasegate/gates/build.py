"""A command of the policy passes for a unit that claims to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import newest_commit, standing_commits
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import CommandResult
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which command must pass, and for which units."""

    command: str = setting("", "the name of a command of the policy; none: no build", refers="commands")
    levels: tuple[str, ...] = setting(("batch",), "the levels whose done units must build", values="levels")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a unit at a level that must build, if there is a command."""
    unit, settings = asked.unit, asked.settings
    return unit.status_claims if settings.command and unit.level.value in settings.levels else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Run the command in the judged tree, or in a fresh checkout of the unit's commit."""
    command = check.policy.commands[check.settings.command]
    commit = None
    if command.at == "commit":
        newest = newest_commit(standing_commits(check, evidence), evidence)
        if newest is None:
            no_commit = finding("build-no-commit", check.location.line, unit=check.unit, command=command)
            return verdict_of([no_commit], looked_at=1)
        commit = newest.id
    result = evidence.runs.run(command, commit)
    reason = f"{command.name} passed"  # without the time it took: the same input makes the same reports
    findings = [] if result.passed else [command_failure(check, command, result, commit)]
    notes = [f"{command.name} left programs running, which were ended"] if result.left_running else []
    return verdict_of(findings, looked_at=1, reason=reason, notes=notes, commit=commit)


def command_failure(check: Check[Any], command: Command, result: CommandResult, commit: str | None = None) -> Finding:
    """The finding on a command that did not pass for the check's unit.

    Args:
        check: the check that ran the command.
        command: what the policy says of it.
        result: how it ended.
        commit: the full id of the commit on whose checkout it ran; None: in the working tree.
    """
    return finding(
        _row_of(result),
        check.location.line,
        unit=check.unit,
        command=command,
        result=result,
        changed=some_of(result.changed),
        output=f"\n{result.output.rstrip()}" if result.output.strip() else "",
        repeat=command.how_to_repeat(commit),
    )


def _row_of(result: CommandResult) -> str:
    if result.not_run:
        return "build-not-run"
    if result.timed_out:
        return "build-timeout"
    if result.flooded:
        return "build-flooded"
    if result.signal:
        return "build-failed/signal"
    return "build-failed" if result.exit_code else "build-changed-files"
