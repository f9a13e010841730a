"""The verdicts that commands tell of: those of all gates that only read, of some documents or units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.failure import render_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.model.check import Check, Gate
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.projects.opened import Projects

Word = Literal["held", "false", "unknown", "pending", "nothing to check", "waived"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A check that does not hold: its id, the line of what is claimed (from 1), and why."""

    check: str
    line: int
    reason: str


class Judged(NamedTuple):
    """The verdicts on some checks, and how many more were not judged because they run commands."""

    results: tuple[tuple[Check[Any], Result], ...]
    not_run: int

    def counts(self) -> dict[str, int]:
        """How many verdicts there are of each kind, by the word for it."""
        counts = dict.fromkeys(("held", "false", "unknown", "pending", "nothing to check", "waived"), 0)
        for check, result in self.results:
            counts[word_of(check, result)] += 1
        return {word: count for word, count in counts.items() if count}

    def faults(self, word: Word) -> tuple[Fault, ...]:
        """The checks whose verdict has this word."""
        return tuple(fault_of(result) for check, result in self.results if word_of(check, result) == word)


def fault_of(result: Result) -> Fault:
    """A check that does not hold, as it is told."""
    findings = result.verdict.findings
    line = findings[0].line if findings else result.location.line
    return Fault(result.id, max(line, 1), render_reason(result))


def word_of(check: Check[Any], result: Result) -> Word:
    """The word for a verdict; a unit that claims to be done and names nothing has nothing to check."""
    answer = result.verdict.answer
    if answer is Answer.PENDING:
        return "nothing to check" if check.unit.status.is_claimed else "pending"
    return "false" if answer is Answer.FAILED else answer.value


def judge_all(
    asked: Asked, opened: Projects, path: str, wanted: Callable[[Check[Any]], bool] = lambda check: True
) -> Judged:
    """Judge the checks of a document that only read; what runs commands is counted and left for ``verify``.

    Args:
        asked: what the command is asked.
        opened: the project.
        path: the document's.
        wanted: which of its checks are.
    """
    checks = [check for check in opened.documents[path].checks if wanted(check)]
    reading = [check for check in checks if not runs_commands(check, asked.registry.tables.gates)]
    results = []
    for number, check in enumerate(reading):
        asked.progress(f"{path}: check {number + 1} of {len(reading)}")
        results.append((check, opened.judge(path, check)))
    return Judged(tuple(results), len(checks) - len(reading))


def runs_commands(check: Check[Any], gates: Mapping[str, Gate]) -> bool:
    """Whether judging a check starts a command of the policy."""
    return check.gate in gates and gates[check.gate].runs_commands


def total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sum of several counts, in the order of words."""
    summed: dict[str, int] = {}
    for each in counts:
        for word, number in each.items():
            summed[word] = summed.get(word, 0) + number
    return summed
