"""The gate ``changelog``: a task that is done is told in the changelog."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.findings import finding_of, read_kinds
from pytest_phasegate.model.verdict import verdict_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Verdict

FINDINGS = read_kinds(
    """
101 change-untold  A task that is done is not told in the changelog
    claim  {unit.name} is {unit.status.value}
    found  {file} in {tree} does not name {unit.id}
    remedy tell of {unit.id} in {file}
""",
    prefix="ACME",
)
LIMIT = 2**20  # bytes of a changelog


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where changes are told."""

    file: str = field(default="CHANGELOG.md", metadata={"doc": "the path of the changelog"})


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The claim of a task to be done: the item stands at its line."""
    return asked.unit.status_claims if asked.unit.level is Level.TASK else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for the task's id in the changelog of the judged tree."""
    unit, tree, file = check.unit, evidence.files.tree(), check.settings.file
    text = (tree.read(file, LIMIT) or b"").decode("utf-8", "replace")
    findings = []
    if unit.id not in text.split():
        untold = finding_of(FINDINGS, "change-untold", check.location.line, unit=unit, file=file, tree=tree.name)
        findings.append(untold)
    return verdict_of(findings, looked_at=1, reason=f"{unit.id} is told in {file}")
