"""Who signed a unit off is read from git: a reviewer, who did not do the work, ticked it after it was done."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.people import authors, fits, is_same, named_in, read_person
from pytest_phasegate.gates.parts.signed_work import changes_since, find_work
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.signed_work import SignedWork
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit, Person
    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which units are signed off, and what a sign-off takes; the policy's ``reviewers`` are those who may."""

    levels: tuple[str, ...] = setting((), "the levels whose units are signed off", values="levels")
    units: tuple[str, ...] = setting((), "globs over the ids of units that are signed off")
    titles: tuple[str, ...] = setting((), "globs over the titles of units that are signed off, whatever their case")
    independent: bool = setting(True, "who signs off did not do the work; co-authors did it too")
    fresh: bool = setting(True, "nothing that is signed off was changed afterwards")
    trailer: Literal["none", "Reviewed-by", "Signed-off-by", "any"] = setting(
        "none", "the trailer of the commit that must name a reviewer as well"
    )
    signature: bool = setting(False, "the commit is signed by a key of the one who signs off, as git verifies it")


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
        return verdict_of([_unknown(check, history, is_found=tick is not None)], looked_at=1)
    commit = tick.commit
    findings = [
        *_not_reviewer(check, commit),
        *_of_work(check, tick, commit, history, evidence),
        *_without_trailer(check, commit),
        *(_unsigned(check, commit, evidence) if check.settings.signature else ()),
    ]
    anybody = "the policy names no reviewers, so anybody may sign off who did not do the work"
    notes = () if check.policy.reviewers else (anybody,)
    reason = f"{unit.name} was signed off by {commit.author} in {commit.name}"
    return verdict_of(findings, looked_at=1, reason=reason, notes=notes, commit=commit.id)


def _unknown(check: Check[Settings], history: DocumentHistory, *, is_found: bool) -> Finding:
    if history.unknown and not (is_found and history.edits[0].commit is None):
        return finding("signoff-unknown", check.location.line, unit=check.unit).because(history.unknown)
    return finding("signoff-unknown/uncommitted", check.location.line, unit=check.unit)


def _not_reviewer(check: Check[Settings], commit: Commit) -> Iterator[Finding]:
    if not _is_reviewer(check, commit.author):
        names = ", ".join(check.policy.reviewers[:5])
        yield finding("signoff-not-reviewer", check.location.line, unit=check.unit, commit=commit, names=names)


def _is_reviewer(check: Check[Settings], person: Person) -> bool:
    reviewers = check.policy.reviewers
    return not reviewers or any(fits(person, read_person(entry)) for entry in reviewers)


def _of_work(
    check: Check[Settings], tick: Edit, commit: Commit, history: DocumentHistory, evidence: Evidence
) -> Iterator[Finding]:
    """Why the tick does not fit the work that it signs off: who did it, and whether it stayed as it was."""
    settings = check.settings
    if not (settings.independent or settings.fresh):
        return
    work = find_work(check, history, evidence)
    if work.unknown:
        yield finding("signoff-unknown/work", check.location.line, unit=check.unit, commit=commit).because(work.unknown)
    if settings.independent:
        yield from _not_independent(check, commit, work)
    if settings.fresh:
        yield from changes_since(check, work, tick, history, evidence)


def _not_independent(check: Check[Settings], commit: Commit, work: SignedWork) -> Iterator[Finding]:
    line, unit, person = check.location.line, check.unit, commit.author
    done = next((done for done in work.commits if any(is_same(person, author) for author in authors(done))), None)
    if done is not None:
        part = "author" if is_same(person, done.author) else "co-author"
        yield finding("signoff-own-work", line, unit=unit, commit=commit, part=part, done=done, basis=work.basis)


def _without_trailer(check: Check[Settings], commit: Commit) -> Iterator[Finding]:
    trailer = check.settings.trailer
    keys = ("Reviewed-by", "Signed-off-by") if trailer == "any" else (trailer,)
    named = named_in(commit, keys)
    if trailer == "none" or any(_is_reviewer(check, person) for person in named):
        return
    others = f", only {', '.join(map(str, named))}" if named else ""
    line, either = check.location.line, " or ".join(keys)
    yield finding("signoff-no-trailer", line, unit=check.unit, commit=commit, keys=either, key=keys[0], others=others)


def _unsigned(check: Check[Settings], commit: Commit, evidence: Evidence) -> Iterator[Finding]:
    line, unit, signature = check.location.line, check.unit, evidence.git.signature(commit.id)
    if signature.unknown:
        yield finding("signoff-unknown/signature", line, unit=unit, commit=commit).because(signature.unknown)
    elif signature.verdict != "good":
        yield finding("signoff-unsigned", line, unit=unit, commit=commit, signature=signature)
    elif not is_same(read_person(signature.signer), commit.author):
        yield finding("signoff-unsigned/other", line, unit=unit, commit=commit, signature=signature)
