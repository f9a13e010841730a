"""A command of the policy passes for a unit that claims to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import standing_commits
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import CommandResult
    from pytest_phasegate.model.policy import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which command must pass, and for which units."""

    command: str = field(
        default="", metadata={"doc": "the name of a command of the policy; none: no build", "refers": "commands"}
    )
    levels: tuple[str, ...] = field(
        default=("batch",), metadata={"doc": "the levels whose done units must build", "values": "levels"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a unit at a level that must build, if there is a command."""
    settings = asked.settings
    if not settings.command or asked.unit.level.value not in settings.levels:
        return ()
    return asked.unit.status_claims


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Run the command in the judged tree, or in a fresh checkout of the unit's commit."""
    command = check.policy.commands[check.settings.command]
    commit = None
    if command.at == "commit":
        commits = standing_commits(check, evidence)
        if not commits:
            return verdict_of([_no_commit(check, command)], looked_at=1, reason="")
        commit = reduce(partial(_later, evidence), commits).id
    result = evidence.runs.run(command, commit)
    reason = f"{command.name} passed"  # without the time it took: the same input makes the same reports
    findings = [] if result.passed else [command_failure(check, command, result, commit)]
    notes = [f"{command.name} left programs running, which were ended"] if result.left_running else []
    return verdict_of(findings, looked_at=1, reason=reason, notes=notes, commit=commit)


def _later(evidence: Evidence, first: Commit, second: Commit) -> Commit:
    """The one of two commits that comes after the other in history; of two side by side the one of the later date."""
    order = evidence.git.order(first.id, second.id)
    if order in (Order.BEFORE, Order.AFTER):
        return second if order is Order.BEFORE else first
    return max(first, second, key=lambda each: each.commit_time)


def _no_commit(check: Check[Settings], command: Command) -> Finding:
    return Finding(
        code="build-no-commit",
        line=check.location.line,
        claim=f"{check.unit.name} is {check.unit.status.value}",
        found=f"{command.name} is to be run at the commit of {check.unit.name}, and no commit is known",
        remedy=f"cite the commit of {check.unit.name}, or set at: worktree ({command.location})",
        unknown=True,
    )


def command_failure(check: Check[Any], command: Command, result: CommandResult, commit: str | None = None) -> Finding:
    """The finding on a command that did not pass for the check's unit.

    Args:
        check: the check that ran the command.
        command: what the policy says of it.
        result: how it ended.
        commit: the full id of the commit on whose checkout it ran; None: in the working tree.
    """
    if result.not_run:
        end, code = f"could not be run: {result.not_run}", "build-not-run"
    elif result.timed_out:
        end, code = f"was ended after {command.timeout:g} s", "build-timeout"
    elif result.flooded:
        end, code = "was ended because it printed without end", "build-flooded"
    elif result.signal:
        end, code = f"was ended by {result.signal}", "build-failed"
    elif result.exit_code:
        end, code = f"ended with exit code {result.exit_code}", "build-failed"
    else:
        end, code = f"changed files that git tracks: {some_of(result.changed)}", "build-changed-files"
    output = f"\n{result.output.rstrip()}" if result.output.strip() else ""
    return Finding(
        code=code,
        line=check.location.line,
        claim=f"{check.unit.name} is {check.unit.status.value}, so {command.name} passes ({command.location})",
        found=f"{command.name} {end}{output}",
        remedy=f"repeat it with: {command.how_to_repeat(commit)}",
        unknown=bool(result.not_run),
    )
