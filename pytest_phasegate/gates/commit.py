"""A done unit's commit is there, belongs to the judged history, and changes what the unit names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.no_change import says_no_change
from pytest_phasegate.gates.parts.unit_commits import (
    any_files,
    changed_claims,
    changing_claims,
    first_commit_if_done,
    lent_commit_claims,
    look_up,
    sought,
)
from pytest_phasegate.model.claims import Level, NoCommit
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.verdict import UNPROVEN, Finding, Verdict, pending, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, CommitClaim
    from pytest_phasegate.model.facts import Evidence, Resolution, Search
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of a unit's commits."""

    cited: Literal["optional", "required"] = field(
        default="optional",
        metadata={"doc": "whether a done unit must cite its commit, or may leave it to be found in git"},
    )
    one_per_unit: bool = field(
        default=False, metadata={"doc": "each unit has one commit, and no commit stands for two units"}
    )
    rewritten: Literal["accept", "proven", "fail"] = field(
        default="accept",
        metadata={
            "doc": "whether a commit that took the place of the cited one (squash, rebase) is good enough; proven: "
            "if git shows that it did, not where it only fits"
        },
    )
    touches_files: bool = field(
        default=True, metadata={"doc": "the commit changes at least one of the files that the unit names"}
    )
    levels: tuple[str, ...] = field(
        default=("batch",), metadata={"doc": "the levels whose done units must have a commit", "values": "levels"}
    )


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
    claims = unit.commits or lent_commit_claims(check.workflow, unit)
    if claims:
        return _judge_cited(check, tuple(look_up(check, claim, evidence) for claim in claims), evidence)
    if not unit.status.is_claimed:
        return pending(f"{unit.name} is {unit.status.word}")
    return _judge_uncited(check, evidence)


def _judge_cited(check: Check[Settings], cited: tuple[Cited, ...], evidence: Evidence) -> Verdict:
    findings = [finding for one in cited if (finding := _not_standing(check, one, evidence)) is not None]
    commits = tuple(commit for one in cited for commit in one.commits)
    if check.settings.one_per_unit:
        findings.extend(_not_one_to_one(check, cited))
    if commits and check.settings.touches_files:
        findings.extend(_unrelated(check, cited, evidence))
    notes = [_replaced(check, one, evidence) for one in cited if one.successor]
    names = ", ".join(dict.fromkeys(f'{commit.short} "{commit.subject}"' for commit in commits[:3]))
    return verdict_of(
        findings,
        looked_at=len(cited),
        reason=f"{check.unit.name} is in {names}",
        notes=notes,
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
        return f'commit {id_} was taken back by {by.short} "{by.subject}"'
    if presence is Presence.PRESENT:
        return f"commit {id_} is not part of {evidence.git.revision().name}"
    return f"no commit of the id {id_} is known"


def _not_standing(check: Check[Settings], cited: Cited, evidence: Evidence) -> Finding | None:
    """Why a cited id does not stand for work in the judged history, if so."""
    resolution, claim = cited.resolution, cited.claim
    finding = Finding(
        code="commit-missing",
        line=claim.line,
        claim=f"{check.unit.name} is in commit {claim.id}",
        found="",
        remedy="cite the commit that holds the work, or take the claim back",
    )
    if cited.successor is not None:
        return _not_good_enough(check, cited, finding, evidence)
    if cited.commits:
        return None
    if cited.reverted_by is not None:
        remedy = f"do the work again and cite that commit, or set {check.unit.name} back to pending"
        return replace(finding, code="commit-reverted", found=_gone(cited, evidence), remedy=remedy)
    if cited.unknown:
        return cited.unseen(finding, cited.unknown)
    if resolution.near:
        near = evidence.git.resolve(resolution.near[0]).commit
        name = f'{near.short} "{near.subject}"' if near else resolution.near[0][:10]
        found = f"commit {claim.id} does not exist; only its first digits are right: {name}"
        return replace(finding, code="commit-invented", found=found, remedy=f"cite {resolution.near[0]}")
    if resolution.presence is Presence.PRESENT and resolution.reachable:
        found = f"the range {claim.id}..{claim.until} holds no commit of this history"
        return replace(finding, code="commit-range-empty", found=found)
    return _absent(finding, resolution, evidence)


def _not_good_enough(check: Check[Settings], cited: Cited, finding: Finding, evidence: Evidence) -> Finding | None:
    """Why the policy takes no other commit for the cited one, if so."""
    successor, allowed = cited.successor, check.settings.rewritten
    assert successor is not None
    if allowed == "accept" or (allowed == "proven" and successor.is_proven):
        return None
    if successor.is_proven:
        found = f"commit {cited.resolution.cited} was rewritten: {successor.detail} took its place"
        return replace(finding, code="commit-rewritten", found=found, remedy=f"cite {successor.commit.short}")
    code = "commit-unreachable" if cited.resolution.presence is Presence.PRESENT else "commit-missing"
    found = f"{_gone(cited, evidence)}; the work of {check.unit.name} is in {successor.detail}"
    remedy = f"cite the commit that holds the work, {successor.commit.short} if it is that"
    return replace(finding, code="commit-reverted" if cited.reverted_by else code, found=found, remedy=remedy)


def _absent(finding: Finding, resolution: Resolution, evidence: Evidence) -> Finding:
    """The finding on an id that git knows not as a commit of the judged history."""
    cited = resolution.cited
    if resolution.presence is Presence.PRESENT:
        return replace(
            finding,
            code="commit-unreachable",
            found=f"commit {cited} is not part of {evidence.git.revision().name}",
            remedy="merge the branch that holds it, or cite the commit that took its place",
        )
    if resolution.presence is Presence.NOT_A_COMMIT:
        return replace(finding, code="commit-not-a-commit", found=f"{cited} is not a commit but {resolution.found}")
    if resolution.presence is Presence.AMBIGUOUS:
        found = f"{cited} is ambiguous: {resolution.found}"
        return replace(finding, code="commit-ambiguous", found=found, remedy="cite more digits")
    return replace(finding, found=f"commit {cited} does not exist: {resolution.found}")


def _not_one_to_one(check: Check[Settings], cited: tuple[Cited, ...]) -> Iterator[Finding]:
    """A unit with several commits, and a commit that another unit cites too; tasks share that of their batch."""
    unit = check.unit
    if unit.level.value not in check.settings.levels:
        return
    ids: dict[str, str] = {}
    for one in cited:
        ids.setdefault(_meant(one), f"{one.claim.id}..{one.claim.until}" if one.claim.until else one.claim.id)
    if len(ids) > 1 or any(one.claim.until for one in cited):
        yield Finding(
            code="commit-several",
            line=cited[-1].claim.line,
            claim=f"{unit.name} is done in one commit",
            found=f"{unit.name} cites several commits: {', '.join(ids.values())}",
            remedy=f"do one {unit.level.value} in one commit, or set one_per_unit: false",
        )
    for one in cited:
        if (other := _also_cited_by(check, one.claim)) is not None:
            yield Finding(
                code="commit-shared",
                line=one.claim.line,
                claim=f"{unit.name} is in a commit of its own, {one.claim.id}",
                found=f"{other} cites commit {one.claim.id} too",
                remedy=f"cite the commit that did {unit.name} alone",
            )


def _meant(cited: Cited) -> str:
    """What tells one cited commit from another: an id may be written with more digits here and with fewer there."""
    return f"{cited.commits[0].id}..{cited.commits[-1].id}" if cited.commits else cited.claim.id


def _also_cited_by(check: Check[Settings], claim: CommitClaim) -> str | None:
    """The first unit that cites the same commit for another unit of this level, with its line."""
    for unit, other in check.workflow.citing(claim.id):
        owner: Unit | None = unit
        while owner is not None and owner.level is not check.unit.level:
            owner = check.workflow.parent(owner)
        if owner is not None and owner.key != check.unit.key:
            return f"{unit.name} ({check.at(other.line)})"
    return None


def _unrelated(check: Check[Settings], cited: tuple[Cited, ...], evidence: Evidence) -> Iterator[Finding]:
    """Commits that changed none of the files that the unit names."""
    unit = check.unit
    commits = tuple(commit for one in cited for commit in one.commits)
    named = tuple(changing_claims(check.workflow, unit))
    if not named or unit.level is Level.DOCUMENT or changed_claims(check.workflow, unit, commits, evidence):
        return
    id_ = cited[0].claim.id
    finding = Finding(
        code="commit-unrelated",
        line=cited[0].claim.line,
        claim=f"{unit.name} is in commit {id_} and concerns {named[0].path}",
        found="",
        remedy=f"cite the commit that did the work of {unit.name}",
    )
    if unseen := next((commit.unseen for commit in commits if commit.unseen), None):
        blind = replace(finding, code="commit-unknown", claim=f"{unit.name} is in commit {id_}")
        yield blind.unseen(f"what commit {id_} changed cannot be seen", unseen)
        return
    changed = some_of([change.path for commit in commits for change in commit.changes or ()]) or "nothing"
    none = f'commit {id_} "{commits[0].subject}" changes none of the files that {unit.name} names'
    yield replace(finding, found=f"{none}, but {changed}")


def _judge_uncited(check: Check[Settings], evidence: Evidence) -> Verdict:
    """A done unit that cites no id: look for its commit."""
    unit, is_required = check.unit, check.settings.cited == "required"
    if not is_required and (words := says_no_change(check, evidence)):
        return pending(f"{unit.name} says that it changes no file, {words}: git has nothing to show for it")
    search = _search(check, evidence)
    successor = search.successor
    finding = Finding(
        code="commit-not-cited",
        line=check.location.line,
        claim=f"{unit.name} is done ({check.claims[0].text.strip()[:80]})",
        found=f"{unit.name} cites no commit",
        remedy="write the id of its commit into the document",
    )
    if is_required:
        if successor is not None:
            finding = replace(
                finding,
                found=f"{unit.name} cites no commit; the likeliest is {successor.detail}",
                remedy=f"write {successor.commit.short} into the document",
            )
        return verdict_of([finding], looked_at=1, reason="")
    if successor is not None:
        reason = f"{unit.name} cites no commit, but git shows it: {successor.detail}"
        return verdict_of((), looked_at=1, reason=reason, commit=successor.commit.id)
    if unknown := search.unknown or search.undated:
        blind = replace(finding, code="commit-unknown").unseen(f"no commit of {unit.name} can be looked for", unknown)
        return verdict_of([blind], looked_at=1, reason="")
    if _is_older(check, evidence):
        found = f"{unit.name} cites no commit, and its files were changed before the document said that it is done"
        remedy = "cite the commit's id: nothing else tells whether they were changed for it"
        blind = replace(finding, code="commit-unknown", found=found, remedy=remedy, unknown=True)
        return verdict_of([blind], looked_at=1, reason="")
    return verdict_of([replace(finding, found=_untouched(check, evidence))], looked_at=1, reason="")


def _search(check: Check[Settings], evidence: Evidence) -> Search:
    """Look for the commit; of a unit that names only folders and patterns, one that changed any file of them."""
    request = sought(check.workflow, check.unit, evidence)
    search = evidence.git.search(request)
    for path in () if request.files else any_files(check.workflow, check.unit, evidence):
        if search.successor is not None:
            break
        search = evidence.git.search(replace(request, files=(path,)))
    return search


def _is_older(check: Check[Settings], evidence: Evidence) -> bool:
    """Whether the unit was done when its document came into history, and its files had been changed by then."""
    if first_commit_if_done(check, check.unit, evidence) is None:
        return False
    files = sought(check.workflow, check.unit, evidence).files
    commits = evidence.git.commits_of(files) if files else ()
    return bool(commits) and set(files) <= {change.path for commit in commits or () for change in commit.changes or ()}


def _untouched(check: Check[Settings], evidence: Evidence) -> str:
    """What was looked for in vain: a commit that names the unit, and one that changed each of its files."""
    unit = check.unit
    request = replace(sought(check.workflow, unit, evidence), level="", id="", subjects=())
    without = [path for path in request.files if evidence.git.search(replace(request, files=(path,))).successor is None]
    if not without:
        return f"{unit.name} cites no commit, and no commit of this history names it"
    return f"{unit.name} cites no commit, and none changed {some_of(without, 1)} after the document named it"
