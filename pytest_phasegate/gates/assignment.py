"""The one a unit is assigned to is a role that the policy knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import AssigneeClaim, Claim
    from pytest_phasegate.model.facts import Evidence


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


def applies(asked: Asked) -> tuple[Claim, ...]:
    """Whom the unit is assigned to, if the policy knows roles; where assignment is owed, the unit itself."""
    unit, settings = asked.unit, asked.settings
    if unit.assignees:
        return unit.assignees if asked.policy.roles else ()
    owed = settings.required and unit.level is not Level.DOCUMENT and unit.level.value in settings.levels
    return unit.status_claims if owed else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look each assignee up among the policy's roles."""
    unit, roles = check.unit, check.policy.roles
    findings = [] if unit.assignees else [_nobody(check)]
    for assignee in unit.assignees if roles else ():
        findings += _assigned(check, assignee)
    return verdict_of(findings, looked_at=len(check.claims), reason=f"{unit.name} is assigned to {unit.assignee}")


def _nobody(check: Check[Settings]) -> Finding:
    unit, roles = check.unit, check.policy.roles
    return Finding(
        code="assignee-missing",
        line=unit.line,
        claim=f'{unit.name} is "{unit.title}"',
        found=f"{unit.name} is assigned to nobody",
        remedy=f"assign it to one of {', '.join(sorted(roles))}" if roles else "say whose work it is",
    )


def _assigned(check: Check[Settings], assignee: AssigneeClaim) -> Iterator[Finding]:
    """Why an assignee is none of the policy's roles, or not the one whose work this is."""
    unit, wanted, role = check.unit, check.settings.role, role_key(assignee.name)
    known = {role_key(name): name for name in check.policy.roles}
    claim = f"{unit.name} is assigned to {assignee.name}"
    if role not in known:
        near = get_close_matches(role, known, n=1)
        hint = f"; did you mean {known[near[0]]}?" if near else ""
        yield Finding(
            code="assignee-unknown",
            line=assignee.line,
            claim=claim,
            found=f"the policy knows no role {assignee.name}{hint}",
            remedy=f"assign it to one of {', '.join(sorted(check.policy.roles))}",
        )
    elif wanted and role != role_key(wanted):
        found = f"{unit.name} is the work of {wanted}"
        yield Finding(
            code="assignee-other", line=assignee.line, claim=claim, found=found, remedy=f"assign it to {wanted}"
        )
