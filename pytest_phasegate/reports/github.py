"""The format ``github``: annotations at the documents' lines, and a job's summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.reports import markdown
from pytest_phasegate.reports.escape import for_github, for_github_property, one_line
from pytest_phasegate.reports.failure import found_head
from pytest_phasegate.reports.problems import list_problems
from pytest_phasegate.reports.tallies import summarize
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.reports.problems import Problem

MAX_ANNOTATIONS = 10
"""GitHub shows ten annotations of a level for each step, and drops later ones silently."""

MAX_SUMMARY = 1 << 20
"""The most bytes of a job's summary; a larger one is not shown."""


def render(outcome: Outcome) -> str:
    """Write the workflow commands for standard output: the ten worst findings, then one that counts the rest."""
    problems = list_problems(outcome)
    lines = [_annotation(problem) for problem in problems[:MAX_ANNOTATIONS]]
    rest = len(problems) - MAX_ANNOTATIONS
    if rest > 0 or outcome.is_partial:
        more = f"{count_of(rest, 'more finding')}; " if rest > 0 else ""
        lines.append(f"::notice title=phasegate::{more}{for_github(summarize(outcome).headline)}")
    return "".join(f"{line}\n" for line in lines)


def render_summary(outcome: Outcome, base: Outcome | None = None) -> str:
    """Write the job's summary, at most 1 MiB of it whatever its characters."""
    limit = MAX_SUMMARY
    while True:
        text = markdown.render(outcome, base, limit)
        size = len(text.encode("utf-8", "backslashreplace"))
        if size < MAX_SUMMARY:
            return text
        limit = limit * MAX_SUMMARY // (size + MAX_SUMMARY // 64)


def _annotation(problem: Problem) -> str:
    finding = problem.finding
    level = "warning" if finding.unknown else "error"
    title = f"{problem.kind.number} {problem.kind.code}: {problem.result.unit}"
    where = f"file={for_github_property(problem.path)},line={problem.line},title={for_github_property(one_line(title))}"
    message = (
        f"{one_line(found_head(finding))}\nclaimed: {one_line(finding.claim)}\nto mend: {one_line(finding.remedy)}"
    )
    return f"::{level} {where}::{for_github(message)}"
