"""A unit's commit says what the document promised and what the project's convention asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.unit_commits import shared_commit_claims, unit_commits
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.subjects import fits_subject, read_conventional, unnamed_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, MessageClaim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of the message of a unit's commit."""

    pattern: str = setting(
        "",
        "what the subject looks like, with {type}, {scope}, {number}, {level} and {summary}; a number is matched "
        "whole: 1 is not 11",
    )
    conventional: bool = setting(False, "the subject is a conventional commit's")
    types: tuple[str, ...] = setting((), "the types a subject may begin with; none: any")
    lists_tasks: bool = setting(False, "the body names each task of the unit")
    promised: bool = setting(True, "the subject has the type and scope that the document promised for it")
    promised_scope: Literal["report", "fail"] = setting(
        "report", "what becomes of a subject of the promised type under another scope"
    )

    @property
    def asks(self) -> bool:
        """Whether anything is asked beyond what the document itself promises."""
        return bool(self.pattern or self.conventional or self.types or self.lists_tasks)


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The ids that a unit cites, if the policy asks something of messages; else what the document promises."""
    unit, settings = asked.unit, asked.settings
    cited = unit.commits or shared_commit_claims(asked.workflow, unit)
    if not cited:
        return ()
    if settings.asks:
        return cited
    return tuple(_promises(unit)) if settings.promised else ()


def _promises(unit: Unit) -> Iterator[MessageClaim]:
    """The promises for a unit's commit: its own, or those of its tasks, which it holds together."""
    if unit.messages:
        yield from unit.messages
        return
    for task in unit.units:
        if not task.commits and not task.status.is_dropped:
            yield from _promises(task)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the message of each commit of the unit against the pattern, the convention and the promise."""
    unit, cited = check.unit, unit_commits(check, evidence)
    standing = [(one, commit) for one in cited for commit in one.commits]
    findings = [
        finding("commit-unknown", one.claim.line, unit=unit, id=one.claim.id).because(one.unknown)
        for one in cited
        if one.unknown
    ]
    if not standing:
        reason = f"{unit.name} has no commit whose message could be read"
        return verdict_of(findings, looked_at=len(cited)) if findings else pending(reason)
    kept = [(one, commit) for one, commit in standing if not _is_lost(check, one, commit)]
    if not kept:
        return pending(f"the promised message went with {standing[0][0].claim.id}, which is not in this history")
    notes: list[str] = []
    for one, commit in kept:
        findings += _of_commit(check, one, commit)
        notes += _other_scope(check, one, commit)
    reason = f'the message of {unit.name} is "{standing[0][1].subject}"'
    return verdict_of(findings, looked_at=len(cited), reason=reason, notes=notes, commit=standing[-1][1].id)


def _is_lost(check: Check[Settings], cited: Cited, commit: Commit) -> bool:
    """Whether the promised subject went when its commit was rewritten: it was neither kept nor broken."""
    return cited.successor is not None and not check.settings.asks and any(_of_commit(check, cited, commit))


def _of_commit(check: Check[Settings], cited: Cited, commit: Commit) -> Iterator[Finding]:
    settings, unit, claim = check.settings, check.unit, cited.claim
    lost = cited.resolution.commit if cited.successor is not None else None
    lines = _subjects(cited, commit, lost)
    parts = _parts(lines)
    if settings.pattern and not _fits(check, lines):
        example = settings.pattern.replace("{level}", unit.level.value).replace("{number}", unit.id)
        yield finding("message-pattern", claim.line, unit=unit, id=claim.id, commit=commit, example=example)
    if settings.conventional and not parts:
        yield finding("message-not-conventional", claim.line, unit=unit, id=claim.id, commit=commit)
    if settings.types and not set(settings.types).intersection(type_ for type_, _ in parts):
        allowed = ", ".join(settings.types)
        yield finding("message-type", claim.line, unit=unit, id=claim.id, commit=commit, allowed=allowed)
    if settings.lists_tasks and (missing := _unlisted(unit, commit, lost)):
        yield finding("message-tasks-unlisted", claim.line, unit=unit, id=claim.id, commit=commit, missing=missing)
    if settings.promised:
        yield from _broken_promise(check, cited, commit, parts)


def _fits(check: Check[Settings], lines: tuple[str, ...]) -> bool:
    pattern, level, number = check.settings.pattern, check.unit.level.value, check.unit.id
    return any(fits_subject(pattern, line, level=level, number=number) for line in lines)


def _unlisted(unit: Unit, commit: Commit, lost: Commit | None) -> str:
    """The tasks of the unit that the message does not name, nor that of the commit it took the place of."""
    text = "\n".join(f"{each.subject}\n{each.body}" for each in (commit, lost) if each)
    tasks = (task.id for task in unit.units if not task.status.is_dropped)
    return ", ".join(unnamed_numbers(text, tasks, level=unit.level.value, number=unit.id))


def _subjects(cited: Cited, commit: Commit, lost: Commit | None) -> tuple[str, ...]:
    """The lines that may be the unit's subject: after a squash, also those of the body, and the lost commit's own."""
    if cited.successor is None:
        return (commit.subject,)
    body = tuple(line.strip().lstrip("*-+ ") for line in commit.body.splitlines())
    return (commit.subject, *body, *([lost.subject] if lost else []))


def _parts(lines: tuple[str, ...]) -> list[tuple[str, str]]:
    """The type and scope of each line that has them."""
    return [read for line in lines if (read := read_conventional(line))]


def _broken_promise(
    check: Check[Settings], cited: Cited, commit: Commit, parts: list[tuple[str, str]]
) -> Iterator[Finding]:
    """The promised type and scope, if no line of the message has them; the scope where the policy asks for it."""
    promises, claim, unit = tuple(_promises(check.unit)), cited.claim, check.unit
    if not promises or _has_promised(promises, parts, scope=check.settings.promised_scope == "fail"):
        return
    first, where = promises[0], check.at(promises[0].line)
    yield finding(
        "message-promise-broken", claim.line, unit=unit, id=claim.id, commit=commit, promise=first, where=where
    )


def _other_scope(check: Check[Settings], cited: Cited, commit: Commit) -> Iterator[str]:
    """A note on a subject of the promised type whose scope is another one: mostly the same work by a nearer name."""
    promises = tuple(_promises(check.unit)) if check.settings.promised else ()
    parts = _parts(_subjects(cited, commit, cited.resolution.commit if cited.successor is not None else None))
    if _has_promised(promises, parts, scope=False) and not _has_promised(promises, parts, scope=True):
        promised = f'"{promises[0].prefix}" is promised ({check.at(promises[0].line)})'
        yield f'the subject of {commit.short}, "{commit.subject}", has another scope: {promised}'


def _has_promised(promises: tuple[MessageClaim, ...], parts: list[tuple[str, str]], *, scope: bool) -> bool:
    """Whether one of the subjects has a promised type, and where ``scope`` counts, its scope too."""
    kept = {(promise.type.lower(), (promise.scope or "").lower() if scope else "") for promise in promises}
    return not kept.isdisjoint((type_.lower(), said.lower() if scope else "") for type_, said in parts)
