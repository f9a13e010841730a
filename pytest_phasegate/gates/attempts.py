"""Failed attempts state their reason, retries are numbered and say what was changed, and people answer for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import AttemptClaim, Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

WAITING_KEYS = ("blocked by", "waiting for", "depends on", "needs", "blocker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the record of a unit's attempts must tell."""

    most: int = setting(0, "how many attempts a unit may take; 0: any number")
    escalated: bool = setting(False, "a unit that failed for good or is blocked was escalated to a person who decided")
    why_blocked: bool = setting(False, "a blocked unit says what it waits for, in a field such as Blocked By")
    recorded: bool = setting(False, "a failed unit has its attempts written down")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The attempts and escalations that a unit records; of a failed or blocked one its status too."""
    unit, settings = asked.unit, asked.settings
    if unit.level is Level.DOCUMENT:
        return ()
    is_asked = (unit.status is Status.FAILED and (settings.recorded or settings.escalated)) or (
        unit.status is Status.BLOCKED and (settings.why_blocked or settings.escalated)
    )
    escalations = tuple(claim for claim in unit.decisions if claim.is_escalation)
    return (*unit.attempts, *escalations, *(unit.status_claims if is_asked else ()))


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold each attempt against its number, its result, and what a retry owes."""
    unit = check.unit
    findings = [
        *_misnumbered(unit),
        *_without_result(unit),
        *_unchanged_retries(unit),
        *_too_many(unit, check.settings.most),
        *_anonymous_escalations(unit),
        *_failed_at_last(check),
        *_stuck(unit, check.settings),
        *_unescalated(unit, check.settings),
    ]
    reason = f"{unit.name} tells of {count_of(len(unit.attempts), 'attempt')} what it owes"
    return verdict_of(findings, looked_at=len(check.claims), reason=reason)


def _name(attempt: AttemptClaim) -> str:
    return "an attempt" if attempt.number is None else f"attempt {attempt.number}"


def _misnumbered(unit: Unit) -> Iterator[Finding]:
    """The first attempt whose number is not the one that follows: they count from 1, without a gap."""
    for wanted, attempt in enumerate(unit.attempts, 1):
        if attempt.number != wanted:
            yield finding(
                "attempt-number/unnumbered" if attempt.number is None else "attempt-number",
                attempt.line,
                unit=unit,
                attempt=attempt,
                wanted=wanted,
            )
            return


def _without_result(unit: Unit) -> Iterator[Finding]:
    """The attempts that do not say how they ended, or why they failed, and those that passed before the last one."""
    attempts = unit.attempts
    for attempt in attempts:
        name = _name(attempt)
        if attempt.result is None:
            yield finding("attempt-result", attempt.line, unit=unit, name=name)
        elif attempt.result is Status.FAILED and is_unfilled(attempt.reason):
            yield finding("attempt-reason", attempt.line, unit=unit, name=name)
        elif attempt.result.is_claimed and attempt is not attempts[-1]:
            yield finding("attempt-after-success", attempt.line, unit=unit, name=name, last=_name(attempts[-1]))


def _unchanged_retries(unit: Unit) -> Iterator[Finding]:
    """The attempts behind the first that do not say what was changed for them."""
    for before, attempt in pairwise(unit.attempts):
        if is_unfilled(attempt.changed):
            yield finding("retry-unchanged", attempt.line, unit=unit, name=_name(attempt), before=_name(before))


def _too_many(unit: Unit, most: int) -> Iterator[Finding]:
    number = len(unit.attempts)
    if 0 < most < number:
        line = unit.attempts[most].line
        yield finding("attempts-exceeded", line, unit=unit, number=number, most=most, are=are(most))


def _anonymous_escalations(unit: Unit) -> Iterator[Finding]:
    """The escalations that do not name the person who decided."""
    for claim in unit.decisions:
        if claim.is_escalation and claim.by is None:
            yield finding("escalation-anonymous", claim.line, unit=unit, escalation=claim)


def _failed_at_last(check: Check[Settings]) -> Iterator[Finding]:
    """That a unit which claims to be done failed in its last attempt."""
    unit = check.unit
    last = unit.attempts[-1] if unit.attempts else None
    if unit.status.is_claimed and last is not None and last.result is Status.FAILED:
        number, where = last.number or "unnumbered", check.at(last.line)
        yield finding("attempt-disagrees", unit.status_claims[0].line, unit=unit, number=number, where=where)


def _stuck(unit: Unit, settings: Settings) -> Iterator[Finding]:
    """What a unit that failed or is blocked does not say."""
    line = unit.status_claims[0].line
    if unit.status is Status.FAILED and settings.recorded and not unit.attempts:
        yield finding("attempts-missing", line, unit=unit)
    if unit.status is Status.BLOCKED and settings.why_blocked and not _says_why_blocked(unit):
        yield finding("blocked-silently", line, unit=unit)


def _unescalated(unit: Unit, settings: Settings) -> Iterator[Finding]:
    is_stuck = settings.escalated and unit.status in (Status.FAILED, Status.BLOCKED)
    if is_stuck and not any(claim.is_escalation for claim in unit.decisions):
        yield finding("escalation-missing", unit.status_claims[0].line, unit=unit)


def _says_why_blocked(unit: Unit) -> bool:
    fields = (field.text for field in unit.fields if field.key in WAITING_KEYS)
    return bool(unit.dependencies) or any(not is_unfilled(text) for text in fields)
