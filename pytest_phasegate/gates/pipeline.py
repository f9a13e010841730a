"""A workflow document goes through every phase of its pipeline, in order, and the pipeline is the one asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Claim, Level
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.requests import pipeline_for
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import FieldClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Phase, Pipeline
    from pytest_phasegate.model.workflow import Unit

DIALECT = "phases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a document owes to its pipeline."""

    request: bool = field(
        default=True,
        metadata={
            "doc": "the document states its Request, and it belongs to its pipeline, by the patterns of the policy"
        },
    )
    may_skip: tuple[str, ...] = field(
        default=(), metadata={"doc": "phases of the pipeline that a document may skip or defer", "refers": "phases"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """A document of phases, where the policy has pipelines: the field that names its pipeline, or its title."""
    if asked.unit.level is not Level.DOCUMENT or asked.workflow.dialect != DIALECT or not asked.policy.pipelines:
        return ()
    named = _field(asked, "pipeline")
    return (named or Claim(line=asked.unit.line, text=asked.unit.title),)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the document's phases against those of its pipeline."""
    named, pipelines = _field(check, "pipeline"), check.policy.pipelines
    pipeline = pipelines.get(named.text.strip(" `*")) if named else _only(check)
    if pipeline is None:
        return verdict_of([_no_pipeline(check, named)], looked_at=1, reason="")
    findings = [*_request(check, pipeline), *_phases(check, pipeline)]
    reason = f"the document has the {count_of(len(pipeline.phases), 'phase')} of {pipeline.name}, in order"
    return verdict_of(findings, looked_at=len(pipeline.phases), reason=reason)


def phase_units(check: Check[Settings], pipeline: Pipeline) -> dict[str, tuple[Unit, ...]]:
    """The units of the document that each phase of a pipeline covers, by the phase's id."""
    phases = {phase.id: phase for phase in check.policy.phases}
    return {name: _units(check, phases[name]) for name in pipeline.phases if name in phases}


def _units(check: Check[Settings], phase: Phase) -> tuple[Unit, ...]:
    units = (unit for unit in check.workflow.root.units if unit.level is Level.PHASE)
    return tuple(unit for unit in units if phase.match.fits(check.workflow.path, unit, None, DIALECT))


def _field(check: Asked | Check[Settings], key: str) -> FieldClaim | None:
    return next((claim for claim in check.workflow.root.fields if claim.key == key), None)


def _only(check: Check[Settings]) -> Pipeline | None:
    pipelines = tuple(check.policy.pipelines.values())
    return pipelines[0] if len(pipelines) == 1 else None


def _no_pipeline(check: Check[Settings], named: FieldClaim | None) -> Finding:
    known = ", ".join(check.policy.pipelines)
    if named is None:
        found, claim = "the document does not say which pipeline it goes through", "the document is a workflow"
    else:
        found = f"the policy knows no pipeline {named.text.strip()[:60]}"
        claim = f"the document goes through {named.text.strip()[:60]}"
    remedy = f'write "**Pipeline**: NAME" with one of {known}'
    return Finding(code="pipeline-unknown", line=check.location.line, claim=claim, found=found, remedy=remedy)


def _request(check: Check[Settings], pipeline: Pipeline) -> Iterator[Finding]:
    """Why the document's request does not ask for its pipeline, if so; only where the pipeline is for some requests."""
    request = _field(check, "request")
    if not check.settings.request or not pipeline.requests:
        return
    if request is None or is_unfilled(request.text):
        yield _no_request(check, pipeline, request)
        return
    choice = pipeline_for(request.text, check.policy.pipelines.values())
    if choice.pipeline is pipeline or pipeline.name in choice.rivals:
        return
    if choice.pipeline:
        found = f'the request belongs to {choice.pipeline.name}, by its pattern "{choice.pattern}"'
    else:
        found = f"no pattern of {pipeline.name} fits the request"
    yield Finding(
        code="pipeline-request",
        line=request.line,
        claim=f'the document goes through {pipeline.name} for "{request.text.strip()[:80]}"',
        found=found,
        remedy=f"name the pipeline that the request asks for, or add a pattern ({pipeline.location})",
    )


def _no_request(check: Check[Settings], pipeline: Pipeline, request: FieldClaim | None) -> Finding:
    left = f" but {request.text.strip()[:60]}" if request and request.text.strip() else ""
    return Finding(
        code="pipeline-no-request",
        line=request.line if request else check.location.line,
        claim=f'the document goes through {pipeline.name}, which is for requests such as "{pipeline.requests[0]}"',
        found=f"the document does not say what was requested{left}",
        remedy='write "**Request**: ..." with what was asked for, in the words of who asked',
    )


def _phases(check: Check[Settings], pipeline: Pipeline) -> Iterator[Finding]:
    """The phases that are missing, doubled, out of place, unknown, or set aside though they may not be."""
    covered = phase_units(check, pipeline)
    last: Unit | None = None
    for name, units in covered.items():
        if len(units) != 1:
            yield _counted(check, pipeline, name, units)
        if units:
            yield from _phase(check, pipeline, name, units[0], last)
            last = units[0]
    known = {unit.key for units in covered.values() for unit in units}
    for unit in check.workflow.root.units:
        if unit.level is Level.PHASE and unit.key not in known:
            found = f"{unit.name} is none of the phases of {pipeline.name}: {', '.join(pipeline.phases)}"
            remedy = f"add it to the pipeline ({pipeline.location}), or take it out"
            yield _about(check, "phase-unknown", unit, found, remedy)


def _phase(check: Check[Settings], pipeline: Pipeline, name: str, unit: Unit, last: Unit | None) -> Iterator[Finding]:
    """Why a phase does not stand where, or as, its pipeline has it."""
    if last is not None and unit.line < last.line:
        found = f"{unit.name} of phase {name} stands before {last.name}, which comes first in {pipeline.name}"
        yield _about(check, "phase-misplaced", unit, found, "put the phases in the order of the pipeline")
    if unit.status.is_dropped and name not in check.settings.may_skip:
        found = f"{unit.name} is {unit.status.value}, and {pipeline.name} cannot do without phase {name}"
        yield _about(check, "phase-skipped", unit, found, "do the phase, or allow it under may_skip")


def _counted(check: Check[Settings], pipeline: Pipeline, name: str, units: tuple[Unit, ...]) -> Finding:
    if units:
        found = f"{len(units)} phases of the document are phase {name}: {', '.join(unit.id for unit in units)}"
        return _about(check, "phase-doubled", units[1], found, "keep one of them")
    return Finding(
        code="phase-missing",
        line=check.location.line,
        claim=f"the document goes through {pipeline.name}",
        found=f"the document has no phase {name}",
        remedy=f"add its heading ({pipeline.location} lists the phases)",
    )


def _about(check: Check[Settings], code: str, unit: Unit, found: str, remedy: str) -> Finding:
    return Finding(
        code=code, line=unit.line, claim=f'the document has {unit.name}, "{unit.title}"', found=found, remedy=remedy
    )
