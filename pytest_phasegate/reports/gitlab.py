"""The format ``gitlab``: a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.failure import found_head
from pytest_phasegate.reports.problems import list_problems
from pytest_phasegate.reports.tallies import summarize

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.reports.problems import Problem


def render(outcome: Outcome) -> str:
    """Write an issue for each finding, the worst first, and one more that says so if the run is partial."""
    issues = [_issue(problem) for problem in list_problems(outcome)]
    if outcome.is_partial:
        path = next(iter(outcome.planned), ".")
        issues.append(
            {
                "description": summarize(outcome).headline,
                "check_name": "partial-run",
                "fingerprint": "phasegate-partial-run",
                "severity": "info",
                "location": {"path": path, "lines": {"begin": 1}},
            }
        )
    return json.dumps(issues, indent=1) + "\n"


def _issue(problem: Problem) -> dict[str, object]:
    finding = problem.finding
    severity = "critical" if finding.security else "minor" if finding.unknown else "major"
    text = f"{one_line(found_head(finding))} (claimed: {one_line(finding.claim)}; to mend: {one_line(finding.remedy)})"
    return {
        "description": text,
        "check_name": f"{problem.kind.number} {problem.kind.code}",
        "fingerprint": problem.fingerprint,
        "severity": severity,
        "location": {"path": problem.path, "lines": {"begin": problem.line}},
    }
