"""Each file that a unit names is there, inside the project and known to git, and was changed as the unit says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.action_history import ActionHistory
from pytest_phasegate.gates.parts.document_paths import each_file, locate
from pytest_phasegate.gates.parts.file_findings import file_findings
from pytest_phasegate.gates.parts.named_file import RIGHTLY_EMPTY, NamedFile, Work, only_looks
from pytest_phasegate.gates.parts.unit_commits import commits_of, newest_commit, unit_commits
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import Fit, Order, Sought
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of the files that a unit names."""

    tracked: bool = setting(True, "git knows the file: it does not merely lie there")
    actions: bool = setting(
        True,
        "the unit's commit created, modified, deleted or renamed the file as it says, and it or a later one changed "
        "the file that is only named; where none is cited, a commit since the document",
    )
    may_be_empty: tuple[str, ...] = setting(
        RIGHTLY_EMPTY, "names of files that may be empty, or hold nothing that can be seen"
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The files that the unit itself names.

    Those named outside every unit are nobody's claim to be done, until all units of the document are.
    """
    unit = asked.unit
    if unit.level is not Level.DOCUMENT:
        return unit.files
    states = [each.status for each in unit.units] if unit.files else []
    is_done = all(state.is_settled for state in states) and any(state.is_claimed for state in states)
    return unit.files if is_done else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for each file in the tree of the unit's commit, or in the judged tree where none is cited and found."""
    cited = unit_commits(check, evidence)
    commits = commits_of(cited)
    newest, revision = newest_commit(commits, evidence), evidence.git.revision()
    work = Work(
        tree=evidence.files.tree(newest.id if newest and _holds_all(newest, commits, evidence) else None),
        commits=commits,
        squashed=any(one.is_squashed for one in cited),
        no_git=revision.unknown if revision.commit is None else None,
    )
    unseen = next((one for one in cited if one.unknown), None)
    past = ActionHistory(check, evidence, commits)
    findings: list[Finding] = []
    notes: list[str] = []
    claims = tuple(each_file(check.unit.files, check.workflow.path))
    for claim in claims:
        named = NamedFile(check, claim, work, locate(work.tree, claim.path, check.workflow.path))
        wrong, said = _weigh(named, unseen, past, evidence)
        findings += wrong
        notes += said
    count = len(claims)
    return verdict_of(
        findings,
        looked_at=count,
        reason=f"{count_of(count, 'file')} of {check.unit.name} found in {work.tree.name}",
        notes=(*notes, *past.notes),
        commit=newest.id if newest else None,
    )


def _weigh(
    named: NamedFile, unseen: Cited | None, past: ActionHistory, evidence: Evidence
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What does not hold of a claim, and what is to be said of how it was looked for."""
    claim, place = named.claim, named.place
    notes: tuple[str, ...] = (f"{claim.path} was found as {place.path}",) if place.fit is Fit.SUFFIX else ()
    found, is_of_history = tuple(file_findings(named)), _is_of_history(named)
    is_danger = any(each.security for each in found)
    if unseen and unseen.unknown and (is_of_history or found) and not is_danger:
        unverified = finding("commit-unknown/file", claim.line, named=named, id=unseen.claim.id)
        return (unverified.because(unseen.unknown),), notes
    before = _in_the_past(named, evidence) if found and not named.work.commits else ""
    if isinstance(before, Unknown):
        return (found[0].because(before),), notes
    if before:
        found, notes = (), (*notes, before)
    return found or (tuple(_of_history(named, past)) if is_of_history else ()), notes


def _of_history(named: NamedFile, past: ActionHistory) -> Iterator[Finding]:
    """Why history does not show that the file was changed as the unit says."""
    claim, work = named.claim, named.work
    if work.unseen:
        yield finding("commit-unknown/file-changes", claim.line, named=named).because(work.unseen)
    elif claim.action is not Action.NAME and not work.commits:
        yield from past.hold(named)
    elif claim.action is Action.NAME and work.sees_changes:
        written = work.changes_of(claim.path) if claim.is_glob else work.writings(named.place.path)
        yield from () if written else past.hold_named(named)


def _is_of_history(named: NamedFile) -> bool:
    """Whether a claim says, or implies of a file that the unit works on, that the file was changed."""
    claim, unit = named.claim, named.check.unit
    if not named.check.settings.actions or claim.action is Action.VERIFY:
        return False
    return claim.action is not Action.NAME or not (
        unit.level is Level.DOCUMENT or claim.is_location or only_looks(unit)
    )


def _holds_all(newest: Commit, commits: tuple[Commit, ...], evidence: Evidence) -> bool:
    """Whether the newest commit's tree has the work of all; of branches side by side only what they were merged to."""
    return all(evidence.git.order(commit.id, newest.id) is not Order.APART for commit in commits)


def _in_the_past(named: NamedFile, evidence: Evidence) -> str | Unknown:
    """Where a file was that is gone now: work that was done stays done when later work moves or deletes it.

    Only asked where no commit is cited. The claim is held against the commit in which the unit was said to be done;
    where that one cannot be told, the file must be one that a commit wrote after the document had named it. Where
    history is cut, a file of which nothing is seen may have been there all the same.
    """
    check, claim, place = named.check, named.claim, named.place
    if claim.is_glob or place.fit not in (Fit.ABSENT, Fit.EXACT):
        return ""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    tick = history.claimed(check.unit.key)
    if tick is not None and tick.commit is not None and history.is_certain(tick):
        return _when_ticked(named, tick.commit, evidence)
    is_there_or_meant_gone = place.fit is not Fit.ABSENT or claim.action in (Action.DELETE, Action.RENAME)
    written = "" if is_there_or_meant_gone else _when_written(named, evidence)
    return written or history.unknown or ""


def _when_ticked(named: NamedFile, tick: Commit, evidence: Evidence) -> str:
    check, claim, path = named.check, named.claim, named.place.path
    then = Work(evidence.files.tree(tick.id))
    was = locate(then.tree, claim.path, check.workflow.path)
    if was.path != path or any(file_findings(NamedFile(check, claim, then, was))):
        return ""
    when = f"when {check.unit.name} was ticked in {tick.name}"
    return f"{path} was as it says {when}, and is not any more"


def _when_written(named: NamedFile, evidence: Evidence) -> str | Unknown:
    path, document = named.place.path, named.check.workflow.path
    request = Sought(cited=None, level="", id="", files=(path,), document=document, line=named.claim.line)
    search = evidence.git.search(request)
    successor = search.successor
    change = successor.commit.change(path) if successor else None
    if successor is None or change is None or change.kind is ChangeKind.DELETED:
        return search.unknown or ""
    return f"{path} was written in {successor.commit.name}, and is gone since"
