"""Results that runs leave behind: made by a command of the policy, and not older than what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.unknown import UnknownError

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import LaterChange, LineCoverage, SuiteRun


MOST_WORDS = 200  # characters of a program's last line that a message repeats


@dataclass(frozen=True, slots=True)
class Age:
    """How results stand to their inputs: ``stale`` and ``unknown`` say in words what is wrong, if anything.

    ``remedy`` is what mends it, where that is not to make them anew; ``note`` what a reader should know of results that
    are in order.
    """

    stale: str = ""
    unknown: str = ""
    remedy: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """How the making of results went: ``failure`` says in words why none could be made.

    ``command`` is the name of the command that was to make them, empty for none; ``written`` are the files that it was
    seen to write, None where that could not be seen. ``error`` says how it ended, and its last words, where not well.
    """

    failure: str = ""
    command: str = ""
    error: str = ""
    written: tuple[str, ...] | None = None


def make_results(check: Check[Any], name: str, evidence: Evidence) -> Made:
    """Run the command that makes the results, if one is named.

    A command may end with an error and have made its results: a test runner does when a test fails.
    """
    if not name:
        return Made()
    command = check.policy.commands[name]
    result = evidence.runs.run(command)
    if result.not_run:
        return Made(f"{name} could not be run: {result.not_run}")
    if result.timed_out:
        return Made(f"{name} was ended after {command.timeout:g} s")
    if result.exit_code is None:
        return Made(f"{name} did not end by itself")
    last = result.output.rstrip().rpartition("\n")[2].strip()[:MOST_WORDS]
    error = f"{name} ended with exit code {result.exit_code}{f': {last}' if last else ''}" if result.exit_code else ""
    return Made(command=name, written=result.written, error=error)


def find_results(patterns: tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    """The files that some paths or globs name."""
    return tuple(dict.fromkeys(path for pattern in patterns for path in evidence.results.artifacts(pattern)))


def inputs_of(check: Check[Any], inputs: tuple[str, ...], results: tuple[str, ...]) -> tuple[str, ...]:
    """The globs of the files that results rest on: those named, else all but the results and the task documents."""
    if inputs:
        return inputs
    documents = (check.workflow.path, *(rule.path for rule in check.policy.documents))
    return ("**", *(f"!{path}" for path in (*documents, *results)))


def age_of(
    results: SuiteRun | LineCoverage,
    inputs: tuple[str, ...],
    evidence: Evidence,
    made: Made,
    revision: str | None = None,
) -> Age:
    """Hold results against the run that was to make them, else against the last change of their inputs.

    What a file says of itself proves nothing, for who writes the file can write that. With a command, only what it was
    seen to write counts. Without one, results that are committed are of the tree that their commit has; others are
    held against what was written after them.

    Args:
        results: which.
        inputs: globs of the files that the results rest on; ``!`` takes files out.
        evidence: what tells how the results were written, and what changed since.
        made: the command of this run that was to make them.
        revision: the commit on which they were made, where they say so.
    """
    written = evidence.results.written(results.path, results.said_at)
    if written.future:
        return Age(stale=written.future)
    if made.command:
        return _age_by_run(results.path, made)
    note = f"{results.path} is tracked by git: it is the word of whoever committed it" if written.commit else ""
    if revision:
        return replace(_age_by_commit(inputs, evidence, revision), note=note)
    if written.unknown or (written.commit is None and written.at is None):
        return Age(unknown=written.unknown or "when they were made cannot be told")
    return replace(_age(evidence.results.changed_since(inputs, written.commit or written.at or 0.0)), note=note)


def _age_by_run(path: str, made: Made) -> Age:
    name = made.command
    if made.written is None:
        return Age(unknown=f"what {name} wrote could not be seen")
    if path in made.written:
        return Age()
    if made.error:  # most likely it never began to make results: a missing module, a wrong folder
        return Age(stale=f"{name} did not write this file; {made.error}", remedy=f"mend what ended {name}")
    remedy = f"let {name} write it whenever it runs, and keep it out of git; or let the policy name other files"
    return Age(stale=f"{name} ran, and did not write this file", remedy=remedy)


def _age_by_commit(inputs: tuple[str, ...], evidence: Evidence, revision: str) -> Age:
    resolution = evidence.git.resolve(revision)
    if resolution.unknown:
        raise UnknownError(
            resolution.unknown, f"what commit {revision[:10]} is, on which the results were made, cannot be told"
        )
    if resolution.commit is None:
        return Age(stale=f"they say they were made on commit {revision[:10]}, which does not exist")
    return _age(evidence.results.changed_since(inputs, resolution.commit.id))


def _age(later: LaterChange | None) -> Age:
    if later is None:
        return Age()
    return Age(stale=f"{later.path} is newer: {later.how}") if later.path else Age(unknown=later.how)
