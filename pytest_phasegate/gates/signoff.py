"""Who signed a unit off is read from git: a reviewer, who did not do the work, ticked it after it was done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.people import authors, fits, is_same, named_in, read_person, show
from pytest_phasegate.gates.parts.signed_work import changes_since, find_work
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.signed_work import SignedWork
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit, Person
    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit


_TRAILERS = {
    "Reviewed-by": ("Reviewed-by",),
    "Signed-off-by": ("Signed-off-by",),
    "any": ("Reviewed-by", "Signed-off-by"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which units are signed off, and what a sign-off takes; the policy's ``reviewers`` are those who may."""

    levels: tuple[str, ...] = field(
        default=(), metadata={"doc": "the levels whose units are signed off", "values": "levels"}
    )
    units: tuple[str, ...] = field(default=(), metadata={"doc": "globs over the ids of units that are signed off"})
    titles: tuple[str, ...] = field(
        default=(), metadata={"doc": "globs over the titles of units that are signed off, whatever their case"}
    )
    independent: bool = field(
        default=True, metadata={"doc": "who signs off did not do the work; co-authors did it too"}
    )
    fresh: bool = field(default=True, metadata={"doc": "nothing that is signed off was changed afterwards"})
    trailer: Literal["none", "Reviewed-by", "Signed-off-by", "any"] = field(
        default="none", metadata={"doc": "the trailer of the commit that must name a reviewer as well"}
    )
    signature: bool = field(
        default=False, metadata={"doc": "the commit is signed by a key of the one who signs off, as git verifies it"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The claim to be done of a unit that the policy names."""
    unit, settings = asked.unit, asked.settings
    return unit.status_claims if unit.level is not Level.DOCUMENT and _is_named(unit, settings) else ()


def _is_named(unit: Unit, settings: Settings) -> bool:
    if unit.level.value in settings.levels:
        return True
    if settings.units and any(fnmatchcase(unit.id, glob) for glob in settings.units):
        return True
    title = unit.title.casefold() if settings.titles else ""
    return any(fnmatchcase(title, glob.casefold()) for glob in settings.titles)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Find the commit that ticked the unit, and hold its author against the rules."""
    workflow, unit = check.workflow, check.unit
    history = evidence.git.document_history(workflow.path, workflow.dialect)
    tick = history.completed(unit.key) or history.claimed(unit.key)
    if tick is None or tick.commit is None or not history.is_certain(tick):
        return verdict_of([_unknown(check, history, is_found=tick is not None)], looked_at=1, reason="")
    commit = tick.commit
    findings = [
        *_not_reviewer(check, commit),
        *_of_work(check, tick, commit, history, evidence),
        *_without_trailer(check, commit),
        *(_unsigned(check, commit, evidence) if check.settings.signature else ()),
    ]
    anybody = "the policy names no reviewers, so anybody may sign off who did not do the work"
    notes = () if check.policy.reviewers else (anybody,)
    reason = f'{unit.name} was signed off by {show(commit.author)} in {commit.short} "{commit.subject}"'
    return verdict_of(findings, looked_at=1, reason=reason, notes=notes, commit=commit.id)


def _of_work(
    check: Check[Settings], tick: Edit, commit: Commit, history: DocumentHistory, evidence: Evidence
) -> Iterator[Finding]:
    """Why the tick does not fit the work that it signs off: who did it, and whether it stayed as it was."""
    settings = check.settings
    if not (settings.independent or settings.fresh):
        return
    work = find_work(check, history, evidence)
    if work.unknown:
        yield _finding(check, commit, "signoff-unknown", "", "").unseen(
            "not all who did the work before it can be seen", work.unknown
        )
    if settings.independent:
        yield from _not_independent(check, commit, work)
    if settings.fresh:
        for change in changes_since(check, work, tick, history, evidence):
            yield _stale(check, commit, change)


def _finding(check: Check[Settings], commit: Commit, code: str, found: str, remedy: str) -> Finding:
    return Finding(
        code=code,
        line=check.location.line,
        claim=f'{check.unit.name} was ticked by {show(commit.author)} in {commit.short} "{commit.subject}"',
        found=found,
        remedy=remedy,
    )


def _unknown(check: Check[Settings], history: DocumentHistory, *, is_found: bool) -> Finding:
    finding = Finding(
        code="signoff-unknown",
        line=check.location.line,
        claim=f"{check.unit.name} is {check.unit.status.word}",
        found="",
        remedy="",
        unknown=True,
    )
    if history.unknown and not (is_found and history.edits[0].commit is None):
        return finding.unseen("the commit that ticked it cannot be told", history.unknown)
    found = "the tick is not committed, so nobody can be said to have made it"
    return replace(finding, found=found, remedy="let the one who signs off commit it")


def _reviewers(check: Check[Settings]) -> tuple[Person, ...]:
    return tuple(read_person(entry) for entry in check.policy.reviewers)


def _is_reviewer(check: Check[Settings], person: Person) -> bool:
    return any(fits(person, entry) for entry in _reviewers(check)) or not check.policy.reviewers


def _not_reviewer(check: Check[Settings], commit: Commit) -> Iterator[Finding]:
    if not _is_reviewer(check, commit.author):
        names = ", ".join(check.policy.reviewers[:5])
        found = f"{show(commit.author)} is none of the policy's reviewers ({names})"
        yield _finding(check, commit, "signoff-not-reviewer", found, "have a reviewer open the box and tick it again")


def _not_independent(check: Check[Settings], commit: Commit, work: SignedWork) -> Iterator[Finding]:
    for done in work.commits:
        if any(is_same(commit.author, person) for person in authors(done)):
            is_author = is_same(commit.author, done.author)
            how = f'as {"author" if is_author else "co-author"} of {done.short} "{done.subject}", {work.basis}'
            found = f"{show(commit.author)} did the work that is signed off: {how}"
            yield _finding(
                check, commit, "signoff-own-work", found, "have somebody else open the box and tick it again"
            )
            return


def _stale(check: Check[Settings], commit: Commit, change: str) -> Finding:
    remedy = f"have {check.unit.name} reviewed anew: open its box, and let a reviewer tick it again"
    return _finding(check, commit, "signoff-stale", change, remedy)


def _without_trailer(check: Check[Settings], commit: Commit) -> Iterator[Finding]:
    keys = _TRAILERS.get(check.settings.trailer, ())
    if not keys:
        return
    named = named_in(commit, keys)
    if not any(_is_reviewer(check, person) for person in named):
        others = f", only {', '.join(map(show, named))}" if named else ""
        found = f"the commit has no {' or '.join(keys)} trailer of a reviewer{others}"
        yield _finding(
            check, commit, "signoff-no-trailer", found, f'sign it off again with a line "{keys[0]}: Name <address>"'
        )


def _unsigned(check: Check[Settings], commit: Commit, evidence: Evidence) -> Iterator[Finding]:
    signature = evidence.git.signature(commit.id)
    finding = _finding(check, commit, "signoff-unsigned", signature.found, "sign it off again in a signed commit")
    if signature.unknown:
        unknown = replace(finding, code="signoff-unknown")
        yield unknown.unseen(f"whether {commit.short} is signed by its author cannot be told", signature.unknown)
    elif signature.verdict != "good":
        yield finding
    elif not is_same(read_person(signature.signer), commit.author):
        found = f"the signature is that of {signature.signer}, who is not the commit's author"
        yield replace(finding, found=found)
