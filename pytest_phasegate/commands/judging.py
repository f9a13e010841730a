"""The verdicts that commands tell of: those of all gates that only read, of some documents or units."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.verdict import Answer, Verdict
from pytest_phasegate.reports.failure import render_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.model.check import Check, Gate
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects

Word = Literal["held", "false", "unknown", "pending", "nothing to check", "waived"]
WORDS: tuple[Word, ...] = get_args(Word)


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
        return total({word_of(check, result): 1} for check, result in self.results)

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
    summed = Counter[str]()
    for each in counts:
        summed.update(each)
    return {word: summed[word] for word in WORDS if summed[word]}


EVIDENCE = ("commit", "files", "deliverable", "symbols")
"""The gates by which git and the files can show that work is done which nobody called done."""


def unticked(asked: Asked, opened: Projects, path: str) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    """The units of a document that are not called done, and all of whose evidence is there; each with what is seen.

    Each is judged as if it claimed to be done, by the gates that look at evidence: one of them must hold, and none may
    see anything else, in the unit and in all below it.
    """
    project = opened.project_of(path)
    checks: dict[str, list[Check[Any]]] = {}
    for check in opened.documents[path].checks:
        if check.gate in EVIDENCE and not check.unit.status.is_settled and check.unit.level is not Level.DOCUMENT:
            checks.setdefault(check.unit.key, []).append(check)
    seen: dict[str, tuple[str, ...]] = {}
    for key, each in checks.items():
        asked.progress(f"{path}: {each[0].unit.name}")
        verdicts = [_as_done(check, asked.registry.tables.gates[check.gate], project.evidence) for check in each]
        told = [verdict for verdict in verdicts if verdict.answer is not Answer.PENDING]
        if told and all(verdict.answer is Answer.HELD for verdict in told):
            seen[key] = tuple(verdict.reason for verdict in told)
    for each in checks.values():
        if all(part.key in seen for part in each[0].unit.walk() if part.key in checks):
            yield each[0].unit, seen[each[0].unit.key]


def _as_done(check: Check[Any], gate: Gate, evidence: Evidence) -> Verdict:
    """What a gate says of a unit as if it claimed to be done."""
    done = replace(check, unit=check.unit._replace(status=Status.COMPLETE))
    try:
        return gate.judge(done, evidence)
    except EvidenceError as error:
        return Verdict(answer=Answer.UNKNOWN, reason=str(error))
