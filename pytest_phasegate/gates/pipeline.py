"""A workflow document goes through every phase of its pipeline, in order, and the pipeline is the one asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.requests import pipeline_for
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import FieldClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Pipeline
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

DIALECT = "phases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a document owes to its pipeline."""

    request: bool = setting(
        True, "the document states its Request, and it belongs to its pipeline, by the patterns of the policy"
    )
    may_skip: tuple[str, ...] = setting((), "phases of the pipeline that a document may skip or defer", refers="phases")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """A document of phases, where the policy has pipelines: the field that names its pipeline, or its title."""
    if asked.unit.level is not Level.DOCUMENT or asked.workflow.dialect != DIALECT or not asked.policy.pipelines:
        return ()
    named = _field(asked, "pipeline")
    return (named or asked.unit.heading,)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the document's phases against those of its pipeline."""
    named, pipelines = _field(check, "pipeline"), check.policy.pipelines
    only = next(iter(pipelines.values())) if len(pipelines) == 1 else None
    pipeline = pipelines.get(named.text.strip(" `*")) if named else only
    if pipeline is None:
        return verdict_of([_no_pipeline(check, named)], looked_at=1, reason="")
    asks = check.settings.request and pipeline.requests
    findings = [*(_wrong_request(check, pipeline) if asks else ()), *_wrong_phases(check, pipeline)]
    reason = f"the document has the {count_of(len(pipeline.phases), 'phase')} of {pipeline.name}, in order"
    return verdict_of(findings, looked_at=len(pipeline.phases), reason=reason)


def _no_pipeline(check: Check[Settings], named: FieldClaim | None) -> Finding:
    known = ", ".join(check.policy.pipelines)
    if named is None:
        return finding("pipeline-unknown/unnamed", check.location.line, known=known)
    return finding("pipeline-unknown", check.location.line, name=named.text.strip()[:60], known=known)


def _phases(check: Check[Settings]) -> list[Unit]:
    return [unit for unit in check.workflow.root.units if unit.level is Level.PHASE]


def _units_of_phases(check: Check[Settings], pipeline: Pipeline) -> dict[str, list[Unit]]:
    """The units of the document that each phase of a pipeline covers, by the phase's id."""
    phases = {phase.id: phase.match for phase in check.policy.phases}
    return {
        name: [unit for unit in _phases(check) if phases[name].fits(check.workflow.path, unit, None, DIALECT)]
        for name in pipeline.phases
        if name in phases
    }


def _field(check: Asked | Check[Settings], key: str) -> FieldClaim | None:
    return next((claim for claim in check.workflow.root.fields if claim.key == key), None)


def _wrong_request(check: Check[Settings], pipeline: Pipeline) -> Iterator[Finding]:
    """Why the document's request does not ask for its pipeline, which is for some requests, if so."""
    request = _field(check, "request")
    if request is None or is_unfilled(request.text):
        line, text = (request.line, request.text.strip()[:60]) if request else (check.location.line, "")
        yield finding("pipeline-no-request", line, pipeline=pipeline, instead=f" but {text}" if text else "")
        return
    choice = pipeline_for(request.text, check.policy.pipelines.values())
    if choice.pipeline is pipeline or pipeline.name in choice.rivals:
        return
    if choice.pipeline is None:
        yield finding("pipeline-request/none", request.line, pipeline=pipeline, request=request)
    else:
        yield finding("pipeline-request", request.line, pipeline=pipeline, request=request, choice=choice)


def _wrong_phases(check: Check[Settings], pipeline: Pipeline) -> Iterator[Finding]:
    """The phases that are missing, doubled, out of place, unknown, or set aside though they may not be."""
    covered = _units_of_phases(check, pipeline)
    last: Unit | None = None
    for phase, units in covered.items():
        if not units:
            yield finding("phase-missing", check.location.line, pipeline=pipeline, phase=phase)
            continue
        if len(units) > 1:
            ids = ", ".join(unit.id for unit in units)
            yield finding("phase-doubled", units[1].line, unit=units[1], number=len(units), phase=phase, ids=ids)
        yield from _wrong_phase(check, pipeline, phase, units[0], last)
        last = units[0]
    known = {unit.key for units in covered.values() for unit in units}
    phases = ", ".join(pipeline.phases)
    for unit in _phases(check):
        if unit.key not in known:
            yield finding("phase-unknown", unit.line, unit=unit, pipeline=pipeline, phases=phases)


def _wrong_phase(
    check: Check[Settings], pipeline: Pipeline, phase: str, unit: Unit, last: Unit | None
) -> Iterator[Finding]:
    """Why a phase does not stand where, or as, its pipeline has it."""
    if last is not None and unit.line < last.line:
        yield finding("phase-misplaced", unit.line, unit=unit, phase=phase, last=last, pipeline=pipeline)
    if unit.status.is_dropped and phase not in check.settings.may_skip:
        yield finding("phase-skipped", unit.line, unit=unit, pipeline=pipeline, phase=phase)
