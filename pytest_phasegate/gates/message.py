"""A unit's commit says what the document promised and what the project's convention asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.subject_pattern import fits_subject
from pytest_phasegate.gates.parts.unit_commits import lent_commit_claims, unit_commits
from pytest_phasegate.model.verdict import Finding, Verdict, pending, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, MessageClaim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit


# https://www.conventionalcommits.org/en/v1.0.0/: type, optional scope, optional "!", colon, space, description
CONVENTIONAL = re.compile(r"(?P<type>[A-Za-z]{1,30})(?:\((?P<scope>[^()\n]{1,80})\))?!?: (?P<summary>\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of the message of a unit's commit."""

    pattern: str = field(
        default="",
        metadata={
            "doc": "what the subject looks like, with {type}, {scope}, {number}, {level} and {summary}; "
            "a number is matched whole: 1 is not 11"
        },
    )
    conventional: bool = field(default=False, metadata={"doc": "the subject is a conventional commit's"})
    types: tuple[str, ...] = field(default=(), metadata={"doc": "the types a subject may begin with; none: any"})
    lists_tasks: bool = field(default=False, metadata={"doc": "the body names each task of the unit"})
    promised: bool = field(
        default=True, metadata={"doc": "the subject has the type and scope that the document promised for it"}
    )

    @property
    def asks(self) -> bool:
        """Whether anything is asked beyond what the document itself promises."""
        return bool(self.pattern or self.conventional or self.types or self.lists_tasks)


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The ids that a unit cites, if the policy asks something of messages; else what the document promises."""
    unit, settings = asked.unit, asked.settings
    cited = unit.commits or lent_commit_claims(asked.workflow, unit)
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
    cited = unit_commits(check, evidence)
    standing = [(one, commit) for one in cited for commit in one.commits]
    findings = [one.unseen(_finding(check, one, "", "", ""), one.unknown) for one in cited if one.unknown]
    if not standing:
        reason = f"{check.unit.name} has no commit whose message could be read"
        return verdict_of(findings, looked_at=len(cited), reason="") if findings else pending(reason)
    kept = [(one, commit) for one, commit in standing if not _is_lost(check, one, commit)]
    if not kept:
        return pending(f"the promised message went with {standing[0][0].claim.id}, which is not in this history")
    for one, commit in kept:
        findings += _of_commit(check, one, commit)
    reason = f'the message of {check.unit.name} is "{standing[0][1].subject}"'
    return verdict_of(findings, looked_at=len(cited), reason=reason, commit=standing[-1][1].id)


def _is_lost(check: Check[Settings], cited: Cited, commit: Commit) -> bool:
    """Whether the promised subject went when its commit was rewritten: it was neither kept nor broken."""
    return cited.successor is not None and not check.settings.asks and any(_of_commit(check, cited, commit))


def _of_commit(check: Check[Settings], cited: Cited, commit: Commit) -> Iterator[Finding]:
    settings, unit = check.settings, check.unit
    lines = _subjects(cited, commit)
    if settings.pattern and not any(
        fits_subject(settings.pattern, line, level=unit.level.value, number=unit.id) for line in lines
    ):
        example = _example(settings.pattern, unit)
        wanted = f'a subject like "{example}"'
        yield _subject(check, cited, "message-pattern", commit, f"does not read {example}", wanted)
    yield from _unconventional(check, cited, commit, lines)
    if settings.lists_tasks:
        yield from _unlisted_tasks(check, cited, commit)
    if settings.promised:
        yield from _broken_promise(check, cited, commit, lines)


def _unconventional(check: Check[Settings], cited: Cited, commit: Commit, lines: tuple[str, ...]) -> Iterator[Finding]:
    settings = check.settings
    types = [match["type"] for line in lines if (match := CONVENTIONAL.fullmatch(line))]
    if settings.conventional and not types:
        found, wanted = "is no conventional subject", '"type(scope): summary"'
        yield _subject(check, cited, "message-not-conventional", commit, found, wanted)
    if settings.types and not set(settings.types).intersection(types):
        allowed = ", ".join(settings.types)
        yield _subject(check, cited, "message-type", commit, f"begins with none of {allowed}", f"one of {allowed}")


def _subjects(cited: Cited, commit: Commit) -> tuple[str, ...]:
    """The lines that may be the unit's subject: after a squash, also those of the body, and the lost commit's own."""
    if cited.successor is None:
        return (commit.subject,)
    lost = cited.resolution.commit
    body = tuple(line.strip().lstrip("*-+ ") for line in commit.body.splitlines())
    return (commit.subject, *body, *([lost.subject] if lost else []))


def _example(template: str, unit: Unit) -> str:
    return template.replace("{level}", unit.level.value).replace("{number}", unit.id)


def _unlisted_tasks(check: Check[Settings], cited: Cited, commit: Commit) -> Iterator[Finding]:
    """The tasks of the unit that the body does not name, in one finding."""
    lost = cited.resolution.commit if cited.successor else None
    unit = check.unit
    text = "\n".join(f"{each.subject}\n{each.body}" for each in (commit, lost) if each)
    own = rf"\b{re.escape(unit.level.value)}[ #:_-]{{0,3}}{re.escape(unit.id)}(?![\w]|\.\w)"
    text = re.sub(own, "", text, flags=re.IGNORECASE)  # "batch 1" does not list its task 1
    missing = [
        task.id
        for task in check.unit.units
        if not task.status.is_dropped and not re.search(rf"(?<![\w.]){re.escape(task.id)}(?![\w]|\.\w)", text)
    ]
    if missing:
        found = f'the message of {commit.short}, "{commit.subject}", does not list task {", ".join(missing)}'
        remedy = 'reword the commit before it is pushed: a line "- Task N.N: ..." in the body for each task'
        yield _finding(check, cited, "message-tasks-unlisted", found, remedy)


def _broken_promise(check: Check[Settings], cited: Cited, commit: Commit, lines: tuple[str, ...]) -> Iterator[Finding]:
    """The promised type and scope, if no line of the message has them."""
    promises = tuple(_promises(check.unit))
    kept = {(promise.type.lower(), (promise.scope or "").lower()) for promise in promises}
    said = {
        (match["type"].lower(), (match["scope"] or "").lower())
        for line in lines
        if (match := CONVENTIONAL.fullmatch(line))
    }
    if promises and not kept & said:
        first = promises[0]
        yield _subject(
            check,
            cited,
            "message-promise-broken",
            commit,
            f'is not the promised "{first.type}({first.scope})"'
            if first.scope
            else f'is not the promised "{first.type}"',
            f"a subject like {first.subject_line!r}, or mend the promise ({check.at(first.line)})",
        )


def _subject(check: Check[Settings], cited: Cited, code: str, commit: Commit, wrong: str, wanted: str) -> Finding:
    found = f'the subject of {commit.short}, "{commit.subject}", {wrong}'
    return _finding(check, cited, code, found, f"reword the commit before it is pushed: {wanted}")


def _finding(check: Check[Settings], cited: Cited, code: str, found: str, remedy: str) -> Finding:
    return Finding(
        code=code,
        line=cited.claim.line,
        claim=f"{check.unit.name} is in commit {cited.claim.id}",
        found=found,
        remedy=remedy,
    )
