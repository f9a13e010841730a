"""The requirements that a task cites by their numbers, in a document beside its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.items import cited_numbers, numbered_requirements

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import FieldClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit

TEXT_LIMIT = 2**24


def citing(unit: Unit) -> tuple[FieldClaim, ...]:
    """The fields in which a unit cites requirements by their numbers: "_Requirements: 1.1, 2.3_"."""
    return tuple(claim for claim in unit.fields if claim.key == "requirements" and cited_numbers(claim.text))


def judge_citing(check: Check[Any], path: str, evidence: Evidence) -> Verdict:
    """Look for each requirement that a done unit cites in the file of a path."""
    unit = check.unit
    if not unit.status.is_claimed:
        return pending(f"{unit.name} is {unit.status.word}")
    text = (evidence.files.tree().read(path, TEXT_LIMIT) or b"").decode("utf-8", "replace")
    known = numbered_requirements(text)
    if not known.last:
        return pending(f"{path} numbers no requirement")
    cited = [(claim, name) for claim in citing(unit) for name in cited_numbers(claim.text)]
    findings = [
        finding("trace-unknown-item", claim.line, unit=unit, name=name, path=path)
        for claim, name in cited
        if not known.has(name)
    ]
    return verdict_of(findings, looked_at=len(cited), reason=f"what {unit.name} cites stands in {path}")
