"""The findings of a run, the worst first: every list of findings is made from these."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_phasegate.model.findings import Kind, kind_of
from pytest_phasegate.model.verdict import Answer, Finding
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pytest_phasegate.model.verdict import Outcome, Result

FALSE = (Answer.FAILED, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding of a check; ``number_in_check`` counts those of one check with the same code, from 0."""

    result: Result
    finding: Finding
    number_in_check: int = 0

    @property
    def kind(self) -> Kind:
        """What kind of finding it is."""
        return kind_of(self.finding)

    @property
    def path(self) -> str:
        """The document."""
        return self.result.location.path

    @property
    def line(self) -> int:
        """The line, from 1; a finding on the document as a whole is shown at its first line."""
        return max(self.finding.line, 1)

    @property
    def fingerprint(self) -> str:
        """An id of 64 hex digits that stays the same when lines move and words change."""
        key = f"{self.result.id}\0{self.finding.code}\0{self.number_in_check}"
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def list_problems(outcome: Outcome, answers: Collection[Answer] = FALSE) -> tuple[Problem, ...]:
    """List the findings of all checks with these answers, the worst first.

    Security findings come first, then false claims, then what cannot be verified, then what is waived, each in the
    order of documents and lines. Findings that cannot be verified for a shared cause are one problem, the first of
    them.
    """
    problems = [
        problem for result in outcome.results if result.verdict.answer in answers for problem in _problems(result)
    ]
    return tuple(_merge_causes(sorted(problems, key=_rank)))


def _merge_causes(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The problems, with each shared cause only once: hundreds of them would hide what is false."""
    shared = Counter((problem.finding.cause, problem.finding.remedy) for problem in problems)
    seen = set()
    for problem in problems:
        finding = problem.finding
        cause = (finding.cause, finding.remedy)
        if not finding.cause or shared[cause] == 1:
            yield problem
        elif cause not in seen:
            seen.add(cause)
            claim = f"{finding.claim}, and {count_of(shared[cause] - 1, 'more claim')}"
            yield replace(problem, finding=replace(finding, claim=claim, found=finding.cause))


def _rank(problem: Problem) -> tuple[bool, int, str, int]:
    answer = problem.result.verdict.answer
    order = (Answer.FAILED, Answer.UNKNOWN, Answer.WAIVED, Answer.PENDING, Answer.HELD)
    worse = order.index(answer) + (answer is Answer.FAILED and problem.finding.unknown)
    return not problem.finding.security, worse, problem.path, problem.line


def _problems(result: Result) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for finding in result.verdict.findings or (_without_finding(result),):
        number = seen.get(finding.code, 0)
        seen[finding.code] = number + 1
        yield Problem(result=result, finding=finding, number_in_check=number)


def _without_finding(result: Result) -> Finding:
    """A finding made from the reason of a verdict that has no findings."""
    is_unknown = result.verdict.answer is Answer.UNKNOWN
    return Finding(
        code="evidence-unavailable" if is_unknown else "nothing-looked-at",
        line=result.location.line,
        claim=f"{result.unit}: {result.gate}",
        found=result.verdict.reason,
        remedy="run it again where the evidence can be had" if is_unknown else "name what the gate is to look at",
        unknown=is_unknown,
    )
