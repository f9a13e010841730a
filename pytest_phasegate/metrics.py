"""Metrics of phase pipelines, from git and the documents: how long, how often, how many, per document and over all.

``docs/metrics.md`` defines each of them. Nothing here decides whether a claim holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.measures import CaseResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import LineCoverage
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.workflow import Unit, Workflow

Figure = tuple["float | None", str]
"""A value, or None and why it is missing."""

SECONDS, RATIO, COUNT = "seconds", "ratio", "count"
DEPLOYMENT_KEY = "deployment"
MOST_BYTES = 1024 * 1024
_SUCCESS = frozenset({"success", "succeeded", "successful", "passed", "ok", "true"})
_FAILURE = frozenset({"failure", "failed", "error", "rolled back", "rolled_back", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure.

    ``unit`` is ``seconds``, ``ratio`` (0 to 1) or ``count``. ``document`` is a path, None over all documents;
    ``phase`` the phase's id, None for whole documents. ``samples`` is how many documents the value summarizes.
    ``value`` is None where it is not known: ``missing`` then says why.
    """

    name: str
    unit: str
    value: float | None
    document: str | None = None
    phase: str | None = None
    samples: int = 1
    missing: str = ""


def measure(workflows: Iterable[Workflow], policy: Policy, evidence: Evidence) -> tuple[Metric, ...]:
    """Every metric of some workflow documents: those of each document that has phases, then those over all of them.

    ``policy`` names the phases, and the coverage data.
    """
    found = [
        metric
        for workflow in workflows
        if any(unit.level is Level.PHASE for unit in workflow.root.units)
        for metric in document_metrics(workflow, policy, evidence)
    ]
    return (*found, *overall(found))


def document_metrics(workflow: Workflow, policy: Policy, evidence: Evidence) -> Iterator[Metric]:
    """The metrics of one document, its phases first, in their order; of a phase that was not begun there are none."""
    history = evidence.git.document_history(workflow.path, workflow.dialect)
    phases = [unit for unit in workflow.root.units if unit.level is Level.PHASE]
    for before, unit in zip([None, *phases], phases, strict=False):
        if unit.status.is_begun:
            phase = phase_id(workflow, unit, policy)
            attempts = max(1, len(unit.attempts))
            yield _metric(workflow, "phase_time", SECONDS, _phase_time(unit, before, history), phase)
            yield _metric(workflow, "phase_completion", RATIO, (float(unit.status.is_claimed), ""), phase)
            yield _metric(workflow, "attempts", COUNT, (float(attempts), ""), phase)
    is_done = all(unit.status.is_settled for unit in phases)
    not_done = (None, "the document is not done")
    decisions = sum(len(unit.decisions) for unit in workflow.root.walk())
    yield _metric(workflow, "lead_time", SECONDS, _lead_time(phases, history) if is_done else not_done)
    yield _metric(workflow, "decisions", COUNT, (float(decisions), ""))
    yield _metric(workflow, "coverage", RATIO, _coverage(policy, evidence) if is_done else not_done)
    yield _metric(workflow, "deployment_success", RATIO, _deployment(workflow, evidence))


def _metric(workflow: Workflow, name: str, unit: str, figure: Figure, phase: str | None = None) -> Metric:
    value, missing = figure
    return Metric(name=name, unit=unit, value=value, document=workflow.path, phase=phase, missing=missing)


def phase_id(workflow: Workflow, unit: Unit, policy: Policy) -> str:
    """The id of the first phase of the policy that names a unit, else the unit's own name ("phase 2")."""
    for phase in policy.phases:
        if phase.match.unit is not None and phase.match.fits(workflow.path, unit, None, workflow.dialect):
            return phase.id
    return unit.name


def _phase_time(unit: Unit, before: Unit | None, history: DocumentHistory) -> Figure:
    """From the hand-off of the phase before (of the first phase: from the request) until the phase was called done."""
    if not unit.status.is_claimed:
        return None, f"{unit.name} is not done"
    end = _time(history, history.claimed(unit.key))
    handed = history.handed_on(before.key) if before is not None and before.handoffs else None
    begun = history.edits[-1] if before is None and history.edits else handed or history.begun(unit.key)
    start = _time(history, begun)
    if start is None or end is None:
        return None, _why(history) or f"git does not know when {unit.name} was begun and done"
    return max(0.0, end - start), ""


def _lead_time(units: Sequence[Unit], history: DocumentHistory) -> Figure:
    """From the commit that brought the document until the last phase was called done."""
    start = _time(history, history.edits[-1] if history.edits else None)
    ends = [_time(history, history.claimed(unit.key)) for unit in units if unit.status.is_claimed]
    if start is None or not ends or None in ends:
        return None, _why(history) or "git does not know when the document was begun and done"
    return max(0.0, max(end for end in ends if end is not None) - start), ""


def _why(history: DocumentHistory) -> str:
    return history.unknown.why if history.unknown else ""


def _time(history: DocumentHistory, edit: Edit | None) -> float | None:
    """When an edit was made, in seconds since 1970-01-01 UTC: by its author, so that a rebase changes nothing."""
    if edit is None or edit.commit is None or not history.is_certain(edit):
        return None
    return float(edit.commit.author_time)


def _coverage(policy: Policy, evidence: Evidence) -> Figure:
    """The share of all measured lines that were executed, in the data that a coverage gate of the policy names."""
    rules = [each["coverage"] for each in policy.rule_layers(policy.phases) if "coverage" in each]
    names = [name for rule in rules for name in rule.settings.get("data", ())]
    path = next((path for name in names for path in evidence.results.artifacts(name)), None)
    if path is None:
        return None, "there is no coverage data" if names else "the policy names no coverage data"
    measured: LineCoverage = evidence.results.line_coverage(path)
    every = sum(len(lines.statements) for lines in measured.files.values())
    executed = sum(len(lines.statements & lines.executed) for lines in measured.files.values())
    return (executed / every, "") if every else (None, measured.problem or "the coverage data covers no line")


def _deployment(workflow: Workflow, evidence: Evidence) -> Figure:
    """1 or 0, as the result file says that a field "Deployment" names; JSON with a status, or JUnit XML."""
    fields = (field for unit in workflow.root.walk() for field in unit.fields if field.key == DEPLOYMENT_KEY)
    named = [field.text.strip(" `") for field in fields]
    paths = evidence.results.artifacts(named[-1]) if named else ()
    if not paths:
        return None, "the file with the deployment's result is not there" if named else "no deployment is recorded"
    if paths[0].endswith(".json"):
        return _status_in_json(paths[0], evidence)
    run = evidence.results.suite_run(paths[0])
    passed = run.count(CaseResult.PASSED) > 0 and not run.count(CaseResult.FAILED)
    return (float(passed), "") if run.cases else (None, run.problem or "the result file holds no test")


def _status_in_json(path: str, evidence: Evidence) -> Figure:
    try:
        result = json.loads(evidence.files.tree().read(path, MOST_BYTES) or b"")
    except (ValueError, RecursionError):
        return None, f"{path} is not JSON"
    status = str(result.get("status", "")).casefold() if isinstance(result, dict) else ""
    if status in _SUCCESS or status in _FAILURE:
        return float(status in _SUCCESS), ""
    return None, f"{path} holds no status"


def overall(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """The metrics of single documents summarized: the median of times, the mean of all else.

    Documents that a metric is missing for are left out; ``samples`` says how many documents are in.
    """
    groups: dict[tuple[str, str | None], list[Metric]] = {}
    for metric in metrics:
        if metric.document is not None:
            groups.setdefault((metric.name, metric.phase), []).append(metric)
    return tuple(_summarized(group) for group in groups.values())


def _summarized(group: Sequence[Metric]) -> Metric:
    first = group[0]
    values = [metric.value for metric in group if metric.value is not None]
    mean: Callable[[list[float]], float] = median if first.unit == SECONDS else fmean
    value, missing = (mean(values), "") if values else (None, first.missing)
    return replace(first, document=None, value=value, samples=len(values), missing=missing)
