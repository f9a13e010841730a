"""A unit is assigned to a role that the policy knows."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.verdict import Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import AssigneeClaim, Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who units must be assigned to."""

    required: bool = setting(False, "each unit of these levels is assigned to somebody")
    levels: tuple[str, ...] = setting(("batch",), "the levels that must be assigned", values="levels")
    role: str = setting("", "the role that units must be assigned to; none: any", refers="roles")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """Whom the unit is assigned to, if the policy knows roles; where assignment is owed, the unit itself."""
    unit, settings = asked.unit, asked.settings
    if unit.assignees:
        return unit.assignees if asked.policy.roles else ()
    return unit.status_claims if settings.required and asked.is_at_level else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look each assignee up among the policy's roles."""
    unit, roles = check.unit, check.policy.roles
    findings = []
    if not unit.assignees:
        remedy = f"assign it to one of {', '.join(sorted(roles))}" if roles else "say whose work it is"
        findings.append(finding("assignee-missing", unit.line, unit=unit, remedy=remedy))
    for assignee in unit.assignees if roles else ():
        findings += _not_assignable(check, assignee)
    return verdict_of(findings, looked_at=len(check.claims), reason=f"{unit.name} is assigned to {unit.assignee}")


def _not_assignable(check: Check[Settings], assignee: AssigneeClaim) -> Iterator[Finding]:
    """Why an assignee is none of the policy's roles, or not the one whose work this is."""
    unit, wanted, role = check.unit, check.settings.role, role_key(assignee.name)
    known = {role_key(name): name for name in check.policy.roles}
    if role not in known:
        near = get_close_matches(role, known, n=1)
        hint = f"; did you mean {known[near[0]]}?" if near else ""
        roles = ", ".join(sorted(check.policy.roles))
        yield finding("assignee-unknown", assignee.line, unit=unit, assignee=assignee, hint=hint, roles=roles)
    elif wanted and role != role_key(wanted):
        yield finding("assignee-other", assignee.line, unit=unit, assignee=assignee, wanted=wanted)
