"""The one a unit is assigned to is a role that the policy knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence

KIND = "assignment"
RUNS_COMMANDS = False
ALWAYS_JUDGED = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who units must be assigned to."""

    required: bool = field(default=False, metadata={"doc": "each unit of these levels is assigned to somebody"})
    levels: tuple[str, ...] = field(
        default=("batch",), metadata={"doc": "the levels that must be assigned", "values": "levels"}
    )
    role: str = field(
        default="", metadata={"doc": "the role that units must be assigned to; none: any", "refers": "roles"}
    )


def concerns(check: Check[Settings]) -> bool:
    """Whether anybody is assigned by name of a role, or has to be."""
    return check.settings.required or (bool(check.policy.roles) and "assignees" in check.workflow.claimed)


def applies(check: Check[Settings]) -> tuple[Claim, ...]:
    """Whom the unit is assigned to, if the policy knows roles; where assignment is owed, the unit itself."""
    unit, settings = check.unit, check.settings
    if unit.assignees:
        return unit.assignees if check.policy.roles else ()
    owed = settings.required and unit.level is not Level.DOCUMENT and unit.level.value in settings.levels
    return unit.status_claims if owed else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look each assignee up among the policy's roles."""
    unit, roles = check.unit, check.policy.roles
    findings = []
    if not unit.assignees:
        findings.append(
            Finding(
                code="assignee-missing",
                line=unit.line,
                claim=f'{unit.name} is "{unit.title}"',
                found=f"{unit.name} is assigned to nobody",
                remedy=f"assign it to one of {', '.join(sorted(roles))}" if roles else "say whose work it is",
            )
        )
    known = {role_key(role): role for role in roles}
    for assignee in unit.assignees if roles else ():
        if role_key(assignee.name) not in known:
            near = get_close_matches(role_key(assignee.name), known, n=1)
            hint = f"; did you mean {known[near[0]]}?" if near else ""
            findings.append(
                Finding(
                    code="assignee-unknown",
                    line=assignee.line,
                    claim=f"{unit.name} is assigned to {assignee.name}",
                    found=f"the policy knows no role {assignee.name}{hint}",
                    remedy=f"assign it to one of {', '.join(sorted(roles))}",
                )
            )
        elif (wanted := check.settings.role) and role_key(assignee.name) != role_key(wanted):
            findings.append(
                Finding(
                    code="assignee-other",
                    line=assignee.line,
                    claim=f"{unit.name} is assigned to {assignee.name}",
                    found=f"{unit.name} is the work of {wanted}",
                    remedy=f"assign it to {wanted}",
                )
            )
    return verdict_of(findings, looked_at=len(check.claims), reason=f"{unit.name} is assigned to {unit.assignee}")
