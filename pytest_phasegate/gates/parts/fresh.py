"""Results that runs leave behind: made by a command of the policy, and not older than what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.facts import Presence

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import LaterChange

CLOCK_GRAIN = 2.0  # seconds: some file systems keep no finer times


@dataclass(frozen=True, slots=True)
class Age:
    """How results stand to their inputs: ``stale`` and ``unknown`` say in words what is wrong, if anything."""

    stale: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """How the making of results went: ``failure`` says in words why none could be made; ``began_at`` when it began."""

    failure: str = ""
    began_at: float | None = None


def make_results(check: Check[Any], name: str, evidence: Evidence) -> Made:
    """Run the command that makes the results, if one is named.

    A command may end with an error and have made its results: a test runner does when a test fails.
    """
    if not name:
        return Made()
    command = check.policy.commands[name]
    result = evidence.run(command)
    if result.not_run:
        return Made(f"{name} could not be run: {result.not_run}")
    if result.timed_out:
        return Made(f"{name} was ended after {command.timeout:g} s")
    if result.exit_code is None:
        return Made(f"{name} did not end by itself")
    return Made(began_at=result.began_at)


def find_results(patterns: tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    """The files that some paths or globs name."""
    return tuple(dict.fromkeys(path for pattern in patterns for path in evidence.artifacts(pattern)))


def inputs_of(check: Check[Any], inputs: tuple[str, ...], results: tuple[str, ...]) -> tuple[str, ...]:
    """The globs of the files that results rest on: those named, else all but the results and the task documents."""
    if inputs:
        return inputs
    documents = (check.workflow.path, *(rule.path for rule in check.policy.documents))
    return ("**", *(f"!{path}" for path in (*documents, *results)))


def age_of(
    inputs: tuple[str, ...],
    evidence: Evidence,
    made: Made,
    *,
    made_at: float | None,
    revision: str | None = None,
) -> Age:
    """Hold the moment, or the commit, of results against the last change of their inputs.

    Args:
        inputs: globs of the files that the results rest on; ``!`` takes files out.
        evidence: the door to what really is.
        made: the command of this run that was to make them; results that it wrote are of the files as they are.
        made_at: when the results were made, in seconds since 1970-01-01 UTC, where that can be told.
        revision: the commit on which they were made, where they say so; it outweighs the moment.
    """
    if made.began_at is not None and made_at is not None and made_at >= made.began_at - CLOCK_GRAIN:
        return Age()
    if revision:
        return _age_by_commit(inputs, evidence, revision)
    if made_at is None:
        return Age(unknown="when they were made cannot be told")
    return _age(evidence.changed_since(inputs, made_at))


def _age_by_commit(inputs: tuple[str, ...], evidence: Evidence, revision: str) -> Age:
    resolution = evidence.resolve(revision)
    if resolution.presence is Presence.UNKNOWN or (resolution.reachable is None and resolution.commit):
        return Age(unknown=f"they were made on commit {revision[:10]}, of which git cannot tell: {resolution.found}")
    if resolution.commit is None:
        return Age(stale=f"they say they were made on commit {revision[:10]}, which does not exist")
    return _age(evidence.changed_since(inputs, resolution.commit.id))


def _age(later: LaterChange | None) -> Age:
    if later is None:
        return Age()
    return Age(stale=f"{later.path} is newer: {later.how}") if later.path else Age(unknown=later.how)
