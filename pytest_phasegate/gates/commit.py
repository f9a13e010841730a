"""A done unit's commit is there, belongs to the judged history, and changes what the unit names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.document_paths import are_ignored
from pytest_phasegate.gates.parts.uncited_commit import judge_uncited
from pytest_phasegate.gates.parts.unit_commits import (
    also_cited_by,
    changing_claims,
    commits_of,
    is_any_changed,
    look_up,
    shared_commit_claims,
)
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level, NoCommit
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import UNPROVEN, Verdict, pending, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding

_ABSENT = {
    Presence.PRESENT: "commit-unreachable",
    Presence.NOT_A_COMMIT: "commit-not-a-commit",
    Presence.AMBIGUOUS: "commit-ambiguous",
}


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
        return pending(f"{unit.name} is {unit.status.word}")
    return judge_uncited(check, evidence)


def _judge_cited(check: Check[Settings], cited: tuple[Cited, ...], evidence: Evidence) -> Verdict:
    findings = [wrong for one in cited if (wrong := _not_standing(check, one, evidence)) is not None]
    commits = commits_of(cited)
    if check.settings.one_per_unit and check.unit.level.value in check.settings.levels:
        findings.extend(_not_one_to_one(check, cited))
    if check.settings.touches_files:
        findings.extend(_unrelated(check, cited, evidence))
    names = ", ".join(dict.fromkeys(commit.name for commit in commits[:3]))
    return verdict_of(
        findings,
        looked_at=len(cited),
        reason=f"{check.unit.name} is in {names}",
        notes=[_replaced(check, one, evidence) for one in cited if one.successor],
        commit=commits[-1].id if commits else None,
    )


def _replaced(check: Check[Settings], cited: Cited, evidence: Evidence) -> str:
    """What to note of an id that another commit stands for; only where git shows it is that commit the cited one."""
    assert cited.successor is not None
    if cited.successor.is_proven:
        return f"{cited.resolution.cited} is now {cited.successor.detail}"
    return f"{UNPROVEN}{_gone(cited, evidence)}; the work of {check.unit.name} is in {cited.successor.detail}"


def _gone(cited: Cited, evidence: Evidence) -> str:
    """What is known of an id that stands for no work: of one that git does not have, nothing."""
    id_, presence, by = cited.resolution.cited, cited.resolution.presence, cited.reverted_by
    if by is not None:
        return f"commit {id_} was taken back by {by.name}"
    if presence is Presence.PRESENT:
        return f"commit {id_} is not part of {evidence.git.revision().name}"
    return f"no commit of the id {id_} is known"


def _not_standing(check: Check[Settings], cited: Cited, evidence: Evidence) -> Finding | None:
    row = _row_of_successor(check, cited) if cited.successor is not None else _row_of_absent(cited)
    if not row:
        return None
    id_ = cited.claim.id if row == "commit-range-empty" else cited.written
    gone, near = _gone(cited, evidence), _near(cited, evidence)
    wrong = finding(row, cited.claim.line, unit=check.unit, id=id_, cited=cited, gone=gone, near=near)
    return wrong.because(cited.unknown) if cited.unknown else wrong


def _row_of_absent(cited: Cited) -> str:
    """The row of the finding on an id that no commit stands for, if none does."""
    if cited.commits:
        return ""
    if cited.reverted_by is not None:
        return "commit-reverted"
    if cited.unknown:
        return "commit-unknown"
    if cited.resolution.near:
        return "commit-invented"
    if cited.resolution.presence is Presence.PRESENT and cited.resolution.reachable:
        return "commit-range-empty"
    return _ABSENT.get(cited.resolution.presence, "commit-missing")


def _row_of_successor(check: Check[Settings], cited: Cited) -> str:
    """The row of the finding on an id that another commit stands for, if the policy takes no other."""
    successor, allowed = cited.successor, check.settings.rewritten
    is_proven = successor is not None and successor.is_proven
    if allowed == "accept" or (allowed == "proven" and is_proven):
        return ""
    if is_proven:
        return "commit-rewritten"
    if cited.reverted_by:
        return "commit-reverted/other"
    is_there = cited.resolution.presence is Presence.PRESENT
    return "commit-unreachable/other" if is_there else "commit-missing/other"


def _near(cited: Cited, evidence: Evidence) -> str:
    if not cited.resolution.near:
        return ""
    commit = evidence.git.resolve(cited.resolution.near[0]).commit
    return commit.name if commit else cited.resolution.near[0][:10]


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
