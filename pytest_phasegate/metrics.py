"""Figures of phase pipelines, from git and the documents: how long, how often, how many, per document and over all.

Every definition and formula stands in ``docs/metrics.md``. Nothing here decides whether a claim holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
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

SECONDS, RATIO, COUNT = "seconds", "ratio", "count"
DEPLOYMENT_KEY = "deployment"
MOST_BYTES = 1024 * 1024
_SUCCESS = frozenset({"success", "succeeded", "successful", "passed", "ok", "true"})
_FAILURE = frozenset({"failure", "failed", "error", "rolled back", "rolled_back", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure.

    ``unit`` is ``seconds``, ``ratio`` (0 to 1) or ``count``. ``document`` is a path, None over all documents;
    ``phase`` the phase's id, None for whole documents. ``samples`` is how many things the value was drawn from.
    ``value`` is None where it cannot be told: ``missing`` then says why in words.
    """

    name: str
    unit: str
    value: float | None
    document: str | None = None
    phase: str | None = None
    samples: int = 1
    missing: str = ""


def measure(workflows: Iterable[Workflow], policy: Policy, evidence: Evidence) -> tuple[Metric, ...]:
    """Every metric of some workflow documents: those of each document, then those over all of them.

    Args:
        workflows: what the documents say; those without phases are left out.
        policy: names the phases, and the coverage data.
        evidence: the door to what really is.
    """
    documents = [workflow for workflow in workflows if any(unit.level is Level.PHASE for unit in workflow.root.units)]
    found = [metric for workflow in documents for metric in document_metrics(workflow, policy, evidence)]
    return (*found, *overall(found))


def document_metrics(workflow: Workflow, policy: Policy, evidence: Evidence) -> tuple[Metric, ...]:
    """The metrics of one document, its phases first, in their order."""
    history = evidence.git.document_history(workflow.path, workflow.dialect)
    units = [unit for unit in workflow.root.units if unit.level is Level.PHASE]
    of_phases = [
        metric
        for place, unit in enumerate(units)
        for metric in _of_phase(
            workflow, unit, units[place - 1] if place else None, phase_id(workflow, unit, policy), history
        )
    ]
    is_done = all(unit.status.is_settled for unit in units)
    seconds, missing = _lead_time(units, history) if is_done else (None, "the document is not done")
    decisions = sum(len(unit.decisions) for unit in workflow.root.walk())
    covered, uncovered = _coverage(policy, evidence) if is_done else (None, "the document is not done")
    deployed, undeployed = _deployment(workflow, evidence)

    def whole(name: str, unit: str, value: float | None, missing: str = "") -> Metric:
        return Metric(
            name=name, unit=unit, value=value, document=workflow.path, missing="" if value is not None else missing
        )

    return (
        *of_phases,
        whole("lead_time", SECONDS, seconds, missing),
        whole("decisions", COUNT, float(decisions)),
        whole("coverage", RATIO, covered, uncovered),
        whole("deployment_success", RATIO, deployed, undeployed),
    )


def phase_id(workflow: Workflow, unit: Unit, policy: Policy) -> str:
    """The id of the policy's phase that a unit belongs to: of the first that names it, else "phase 2"."""
    for phase in policy.phases:
        if phase.match.unit is not None and phase.match.fits(workflow.path, unit, None, workflow.dialect):
            return phase.id
    return unit.name


def _of_phase(
    workflow: Workflow, unit: Unit, before: Unit | None, phase: str, history: DocumentHistory
) -> Iterator[Metric]:
    """How long a phase took, whether it was completed, and in how many attempts; of one that was begun."""
    if not unit.status.is_begun:
        return
    seconds, missing = _phase_time(unit, before, history)
    done = float(unit.status.is_claimed)
    attempts = float(max(1, len(unit.attempts)))
    values = (
        ("phase_time", SECONDS, seconds, missing),
        ("phase_completion", RATIO, done, ""),
        ("attempts", COUNT, attempts, ""),
    )
    for name, measure_unit, value, why in values:
        yield Metric(name=name, unit=measure_unit, value=value, document=workflow.path, phase=phase, missing=why)


def _phase_time(unit: Unit, before: Unit | None, history: DocumentHistory) -> tuple[float | None, str]:
    """From the hand-off of the phase before (of the first phase: from the request) until the phase was called done."""
    if not unit.status.is_claimed:
        return None, f"{unit.name} is not done"
    end = _time(history, history.claimed(unit.key))
    handed = history.handed_on(before.key) if before is not None and before.handoffs else None
    begun = history.edits[-1] if before is None and history.edits else handed or history.begun(unit.key)
    start = _time(history, begun)
    if start is None or end is None:
        return None, _why(history) or f"git does not tell when {unit.name} was begun and done"
    return max(0.0, end - start), ""


def _lead_time(units: Sequence[Unit], history: DocumentHistory) -> tuple[float | None, str]:
    """From the commit that brought the document until the last phase was called done."""
    start = _time(history, history.edits[-1] if history.edits else None)
    ends = [_time(history, history.claimed(unit.key)) for unit in units if unit.status.is_claimed]
    if start is None or not ends or None in ends:
        return None, _why(history) or "git does not tell when the document was begun and done"
    return max(0.0, max(end for end in ends if end is not None) - start), ""


def _why(history: DocumentHistory) -> str:
    return history.unknown.why if history.unknown else ""


def _time(history: DocumentHistory, edit: Edit | None) -> float | None:
    """When an edit was made, in seconds since 1970-01-01 UTC: by its author, so that a rebase changes nothing."""
    if edit is None or edit.commit is None or not history.is_certain(edit):
        return None
    return float(edit.commit.author_time)


def _coverage(policy: Policy, evidence: Evidence) -> tuple[float | None, str]:
    """The share of all measured lines that were executed, in the data that a coverage gate of the policy names."""
    rules = [each["coverage"] for each in policy.rule_layers(policy.phases) if "coverage" in each]
    names = [name for rule in rules for name in rule.settings.get("data", ())]
    path = next((path for name in names for path in evidence.results.artifacts(name)), None)
    if path is None:
        return None, "there is no coverage data" if names else "the policy names no coverage data"
    measured: LineCoverage = evidence.results.line_coverage(path)
    every = sum(len(lines.statements) for lines in measured.files.values())
    executed = sum(len(lines.statements & lines.executed) for lines in measured.files.values())
    return (executed / every, "") if every else (None, measured.problem or "the coverage data tells of no line")


def _deployment(workflow: Workflow, evidence: Evidence) -> tuple[float | None, str]:
    """1 or 0, as the result file says that a field "Deployment" names; JSON with a status, or JUnit XML."""
    fields = (field for unit in workflow.root.walk() for field in unit.fields if field.key == DEPLOYMENT_KEY)
    named = [field.text.strip(" `") for field in fields]
    paths = evidence.results.artifacts(named[-1]) if named else ()
    if not paths:
        return None, "the file of the deployment's result is not there" if named else "no deployment is recorded"
    if paths[0].endswith(".json"):
        return _status_in_json(paths[0], evidence)
    run = evidence.results.suite_run(paths[0])
    passed = run.count(CaseResult.PASSED) > 0 and not run.count(CaseResult.FAILED)
    return (float(passed), "") if run.cases else (None, run.problem or "the result file tells of no test")


def _status_in_json(path: str, evidence: Evidence) -> tuple[float | None, str]:
    try:
        result = json.loads(evidence.files.tree().read(path, MOST_BYTES) or b"")
    except (ValueError, RecursionError):
        return None, f"{path} is no JSON"
    status = str(result.get("status", "")).casefold() if isinstance(result, dict) else ""
    if status in _SUCCESS or status in _FAILURE:
        return float(status in _SUCCESS), ""
    return None, f"{path} holds no status"


def overall(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """The metrics of single documents drawn together: the median of times, the mean of all else.

    What cannot be told of a document is left out; ``samples`` says how many documents are in.
    """
    groups: dict[tuple[str, str | None], list[Metric]] = {}
    for metric in metrics:
        if metric.document is not None:
            groups.setdefault((metric.name, metric.phase), []).append(metric)
    return tuple(_drawn(group) for group in groups.values())


def _drawn(group: Sequence[Metric]) -> Metric:
    first = group[0]
    values = [metric.value for metric in group if metric.value is not None]
    draw: Callable[[list[float]], float] = median if first.unit == SECONDS else fmean
    return Metric(
        name=first.name,
        unit=first.unit,
        value=draw(values) if values else None,
        phase=first.phase,
        samples=len(values),
        missing="" if values else first.missing,
    )
