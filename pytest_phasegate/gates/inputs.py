"""The documents that a phase works from are there before its work begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.named_file import emptiness_of
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence, Tree


UNTRACKED = "is not known to git"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Nothing can be set: what a phase needs stands in its ``inputs``."""


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a top-level unit whose phase has inputs."""
    if asked.workflow.parent(asked.unit) is not asked.workflow.root or not any(_inputs(asked)):
        return ()
    return asked.unit.status_claims


def _inputs(check: Asked | Check[Settings]) -> Iterator[tuple[str, str]]:
    """Each input of the unit's phases, its names filled in, with the phase's id."""
    for phase in check.phases:
        for template in phase.inputs:
            yield check.workflow.fill_in(template), phase.id


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for each input in the judged tree, once the unit is begun."""
    unit = check.unit
    if not unit.status.is_begun:
        return pending(f"{unit.name} is {unit.status.value}")
    inputs = dict(_inputs(check))
    findings = []
    for path, phase in inputs.items():
        wrong = _wrong(evidence.files.tree(), path)
        if wrong:
            missing = finding("input-missing", check.location.line, unit=unit, phase=phase, path=path, wrong=wrong)
            revision = evidence.git.revision()
            is_blind = wrong == UNTRACKED and revision.commit is None
            findings.append(missing.because(revision.unknown) if is_blind and revision.unknown else missing)
    count = f"{len(inputs)} inputs are" if len(inputs) > 1 else "input is"
    return verdict_of(findings, looked_at=len(inputs), reason=f"the {count} there")


def _wrong(tree: Tree, path: str) -> str:
    entry = tree.entry(path)
    if entry is None or entry.kind is not EntryKind.FILE:
        return f"is not in {tree.name}"
    if empty := emptiness_of(tree, path, entry):
        return empty
    return "" if entry.tracked else UNTRACKED
