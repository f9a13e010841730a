"""Failed attempts state their reason, retries are numbered and say what was changed, and people answer for the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import AttemptClaim, Claim
    from pytest_phasegate.model.facts import Evidence

WAITING_KEYS = ("blocked by", "waiting for", "depends on", "needs", "blocker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the record of a unit's attempts must tell."""

    most: int = field(default=0, metadata={"doc": "how many attempts a unit may take; 0: any number"})
    escalated: bool = field(
        default=False,
        metadata={"doc": "a unit that failed for good or is blocked was escalated to a person who decided"},
    )
    why_blocked: bool = field(
        default=False, metadata={"doc": "a blocked unit says what it waits for, in a field such as Blocked By"}
    )
    recorded: bool = field(default=False, metadata={"doc": "a failed unit has its attempts written down"})


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
        *_numbers(check),
        *_results(check),
        *_retries(check),
        *_too_many(check),
        *_people(check),
        *_state(check),
    ]
    reason = f"{unit.name} tells of {count_of(len(unit.attempts), 'attempt')} what it owes"
    return verdict_of(findings, looked_at=len(check.claims), reason=reason)


def _name(attempt: AttemptClaim) -> str:
    return "an attempt" if attempt.number is None else f"attempt {attempt.number}"


def _numbers(check: Check[Settings]) -> Iterator[Finding]:
    """Attempts are numbered from 1 on, without a gap."""
    for wanted, attempt in enumerate(check.unit.attempts, 1):
        if attempt.number != wanted:
            has = "has no number" if attempt.number is None else f"is numbered {attempt.number}"
            yield Finding(
                code="attempt-number",
                line=attempt.line,
                claim=f'{check.unit.name} records "{attempt.text.strip()[:80]}"',
                found=f"it is attempt {wanted} of {check.unit.name}, and {has}",
                remedy=f"number it {wanted}, or write down the attempts that are missing",
            )
            return


def _results(check: Check[Settings]) -> Iterator[Finding]:
    """Each attempt says how it ended; a failed one says why; none but the last passed."""
    attempts = check.unit.attempts
    for attempt in attempts:
        claim = f"{check.unit.name} records {_name(attempt)}"
        if attempt.result is None:
            yield Finding(
                code="attempt-result",
                line=attempt.line,
                claim=claim,
                found=f"{_name(attempt)} does not say how it ended",
                remedy='write "passed" or "failed - the reason"',
            )
        elif attempt.result is Status.FAILED and is_unfilled(attempt.reason):
            yield Finding(
                code="attempt-reason",
                line=attempt.line,
                claim=f"{claim}, which failed",
                found=f"{_name(attempt)} failed, and no reason is given",
                remedy='write "failed - the reason"',
            )
        elif attempt.result.is_claimed and attempt is not attempts[-1]:
            yield Finding(
                code="attempt-after-success",
                line=attempt.line,
                claim=f"{claim}, which passed",
                found=f"{_name(attempt)} passed, and {_name(attempts[-1])} came after it",
                remedy="say how it really ended, or take the later attempts out",
            )


def _retries(check: Check[Settings]) -> Iterator[Finding]:
    """Each attempt but the first says what was changed for it."""
    for before, attempt in zip(check.unit.attempts, check.unit.attempts[1:], strict=False):
        if is_unfilled(attempt.changed):
            yield Finding(
                code="retry-unchanged",
                line=attempt.line,
                claim=f"{check.unit.name} records {_name(attempt)}",
                found=f"{_name(attempt)} does not say what was changed after {_name(before)}",
                remedy='add "; changed: ..." to it',
            )


def _too_many(check: Check[Settings]) -> Iterator[Finding]:
    attempts, most = check.unit.attempts, check.settings.most
    if 0 < most < len(attempts):
        yield Finding(
            code="attempts-exceeded",
            line=attempts[most].line,
            claim=f"{check.unit.name} records {len(attempts)} attempts",
            found=f"{len(attempts)} attempts were made, and {most} {are(most)} allowed",
            remedy="ask a person to decide, and split or replan the unit",
        )


def _people(check: Check[Settings]) -> Iterator[Finding]:
    """Each escalation names the person who decided."""
    for claim in check.unit.decisions:
        if claim.is_escalation and claim.by is None:
            yield Finding(
                code="escalation-anonymous",
                line=claim.line,
                claim=f'{check.unit.name} was escalated: "{claim.text.strip()[:80]}"',
                found="the escalation does not say who decided",
                remedy='add "decided by NAME: what was decided"',
            )


def _state(check: Check[Settings]) -> Iterator[Finding]:
    """What the unit's state and the record of its attempts owe each other."""
    unit = check.unit
    last = unit.attempts[-1] if unit.attempts else None
    if unit.status.is_claimed and last is not None and last.result is Status.FAILED:
        found = f"its last attempt, {last.number or 'unnumbered'}, failed ({check.at(last.line)})"
        remedy = "write down the attempt that passed, or set the unit back"
        yield _of_state(check, "attempt-disagrees", found, remedy)
    if unit.status in (Status.FAILED, Status.BLOCKED):
        yield from _stuck(check)


def _stuck(check: Check[Settings]) -> Iterator[Finding]:
    """What a unit that failed or is blocked does not tell."""
    unit, settings = check.unit, check.settings
    if unit.status is Status.FAILED and settings.recorded and not unit.attempts:
        found = f"{unit.name} failed, and no attempt is written down"
        yield _of_state(check, "attempts-missing", found, 'add "**Attempt 1**: failed - the reason"')
    if unit.status is Status.BLOCKED and settings.why_blocked and not _says_why(check):
        found = f"{unit.name} does not say what it waits for"
        yield _of_state(check, "blocked-silently", found, 'add "**Blocked By**: what is missing"')
    if settings.escalated and not any(decision.is_escalation for decision in unit.decisions):
        found = f"{unit.name} was not escalated to anybody"
        remedy = 'add "**Escalation**: what was asked; decided by NAME: what was decided"'
        yield _of_state(check, "escalation-missing", found, remedy)


def _of_state(check: Check[Settings], code: str, found: str, remedy: str) -> Finding:
    unit = check.unit
    claim = f"{unit.name} is {unit.status.word}"
    return Finding(code=code, line=unit.status_claims[0].line, claim=claim, found=found, remedy=remedy)


def _says_why(check: Check[Settings]) -> bool:
    unit = check.unit
    fields = (field.text for field in unit.fields if field.key in WAITING_KEYS)
    return bool(unit.dependencies) or any(not is_unfilled(text) for text in fields)
