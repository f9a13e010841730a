"""A done unit's commit is there, belongs to the judged history, and changes what the unit names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.cited_id import not_standing, replaced
from pytest_phasegate.gates.parts.document_paths import are_ignored
from pytest_phasegate.gates.parts.uncited_commit import done_already, judge_uncited
from pytest_phasegate.gates.parts.undone_work import ask_of, lost_commits
from pytest_phasegate.gates.parts.unit_commits import (
    also_cited_by,
    changing_claims,
    cited_by_document,
    commits_of,
    is_any_changed,
    look_up,
    shared_commit_claims,
)
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level, NoCommit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of a unit's commits."""

    cited: Literal["optional", "required"] = setting(
        "optional", "whether a done unit must cite its commit, or may leave it to be found in git"
    )
    one_per_unit: bool = setting(False, "each unit has one commit, and no commit stands for two units")
    rewritten: Literal["accept", "proven", "fail"] = setting(
        "accept",
        "whether a commit that took the place of the cited one (squash, rebase) is good enough; proven: if git shows "
        "that it did, not where it only fits",
    )
    touches_files: bool = setting(True, "the commit changes at least one of the files that the unit names")
    levels: tuple[str, ...] = setting(("batch",), "the levels whose done units must have a commit", values="levels")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The ids a unit cites; at a level that must have commits also what stands in their place, or the status."""
    unit = asked.unit
    if unit.commits:
        return unit.commits
    if unit.level.value not in asked.settings.levels or not _owes_commit(asked):
        return ()
    return unit.no_commits or unit.status_claims


def _owes_commit(check: Asked | Check[Settings]) -> bool:
    """Whether a commit is to be expected: not where the unit says that none is needed and names no change."""
    unit, required = check.unit, check.settings.cited == "required"
    if any(claim.why is NoCommit.NOT_NEEDED for claim in unit.no_commits):
        return any(not claim.is_glob for claim in changing_claims(check.workflow, unit))
    tasks_cite = bool(unit.units) and all(task.commits or task.status.is_dropped for task in unit.units)
    return required or not tasks_cite


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold each cited id against git, or look for the commit of a done unit that cites none."""
    unit = check.unit
    claims = unit.commits or shared_commit_claims(check.workflow, unit)
    if claims:
        return _judge_cited(check, tuple(look_up(check, claim, evidence) for claim in claims), evidence)
    if not unit.status.is_claimed:
        return pending(f"{unit.name} is {unit.status.word}", done_already(check, evidence))
    return judge_uncited(check, evidence)


def _judge_cited(check: Check[Settings], cited: tuple[Cited, ...], evidence: Evidence) -> Verdict:
    findings = [wrong for one in cited if (wrong := not_standing(check, one, evidence)) is not None]
    commits = commits_of(cited)
    is_alone = check.settings.one_per_unit and check.unit.level.value in check.settings.levels
    findings += _not_one_to_one(check, cited) if is_alone else ()
    findings += _of_others(check, cited, evidence)
    if check.settings.touches_files:
        findings.extend(_unrelated(check, cited, evidence))
    if not findings and (lost := lost_commits(check, commits, evidence)):
        findings.append(
            finding("commit-reverted/lost", cited[-1].claim.line, unit=check.unit, id=cited[-1].claim.id, lost=lost)
        )
    names = ", ".join(dict.fromkeys(commit.name for commit in commits[:3]))
    return verdict_of(
        findings,
        looked_at=len(cited),
        reason=f"{check.unit.name} is in {names}",
        notes=[replaced(check, one, evidence) for one in cited if one.successor],
        commit=commits[-1].id if commits else None,
    )


def _not_one_to_one(check: Check[Settings], cited: tuple[Cited, ...]) -> Iterator[Finding]:
    """A unit with several commits, and a commit that another unit cites too; tasks share that of their batch."""
    unit = check.unit
    ids: dict[str, str] = {}  # an id may be written with more digits here and with fewer there
    for one in cited:
        meant = f"{one.commits[0].id}..{one.commits[-1].id}" if one.commits else one.claim.id
        ids.setdefault(meant, f"{one.claim.id}..{one.claim.until}" if one.claim.until else one.claim.id)
    if len(ids) > 1 or any(one.claim.until for one in cited):
        yield finding("commit-several", cited[-1].claim.line, unit=unit, ids=", ".join(ids.values()))
    for one in cited:
        if (other := also_cited_by(check, one.claim)) is not None:
            yield finding("commit-shared", one.claim.line, unit=unit, id=one.claim.id, other=other)


def _of_others(check: Check[Settings], cited: tuple[Cited, ...], evidence: Evidence) -> Iterator[Finding]:
    """Commits that are other work: those that the base has before the unit, and those of another document's unit.

    Where a unit names a file, that tells whose work a commit is; else two documents may not have one commit.
    """
    unit = check.unit
    is_alone = check.settings.one_per_unit or not any(each.files for each in unit.walk())
    for one in cited:
        if old := next((each for each in one.commits if evidence.git.is_older(each.id, ask_of(check, ""))), None):
            yield finding("commit-before-base", one.claim.line, unit=unit, id=one.claim.id, commit=old)
        if is_alone and (other := cited_by_document(check, one.claim, evidence)):
            yield finding("commit-shared", one.claim.line, unit=unit, id=one.claim.id, other=other)


def _unrelated(check: Check[Settings], cited: tuple[Cited, ...], evidence: Evidence) -> Iterator[Finding]:
    """Commits that changed none of the files that the unit names."""
    unit, claim = check.unit, cited[0].claim
    commits = commits_of(cited)
    named = next(changing_claims(check.workflow, unit), None)
    if named is None or not commits or unit.level is Level.DOCUMENT:
        return
    if is_any_changed(check.workflow, unit, commits, evidence):
        return
    if unseen := next((commit.unseen for commit in commits if commit.unseen), None):
        yield finding("commit-unknown/changes", claim.line, unit=unit, id=claim.id).because(unseen)
        return
    if are_ignored(changing_claims(check.workflow, unit), check.workflow.path, evidence):
        return
    changed = some_of([change.path for commit in commits for change in commit.changes or ()]) or "nothing"
    yield finding(
        "commit-unrelated", claim.line, unit=unit, id=claim.id, named=named, first=commits[0], changed=changed
    )
