"""Each file that a unit names is there, inside the project and known to git, and was changed as the unit says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.blind import unless_blind
from pytest_phasegate.gates.parts.emptiness import RIGHTLY_EMPTY, emptiness_of
from pytest_phasegate.gates.parts.named_file import NamedFile, only_looks
from pytest_phasegate.gates.parts.named_patterns import pattern_findings
from pytest_phasegate.gates.parts.past_actions import PastActions
from pytest_phasegate.gates.parts.patterns import each_file
from pytest_phasegate.gates.parts.places import locate
from pytest_phasegate.gates.parts.scene import Scene
from pytest_phasegate.gates.parts.unit_commits import is_squashed, unit_commits
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import EntryKind, Fit, Order, Sought
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.words import count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Entry, Evidence, Tree

LARGEST_LOCATION = 2**24  # bytes of a file whose lines are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of the files that a unit names."""

    tracked: bool = field(default=True, metadata={"doc": "git knows the file: it does not merely lie there"})
    actions: bool = field(
        default=True,
        metadata={
            "doc": "the unit's commit created, modified, deleted or renamed the file as it says, and it or a later one "
            "changed the file that is only named; where none is cited, a commit since the document"
        },
    )
    may_be_empty: tuple[str, ...] = field(
        default=RIGHTLY_EMPTY, metadata={"doc": "names of files that may be empty, or hold nothing that can be seen"}
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
    commits = tuple(commit for one in cited for commit in one.commits)
    newest = _newest(commits, evidence)
    scene = Scene(
        tree=evidence.files.tree(newest.id if newest and _holds_all(newest, commits, evidence) else None),
        commits=commits,
        squashed=any(is_squashed(one) for one in cited),
    )
    unseen = next((one for one in cited if one.unknown), None)
    past = PastActions(check, evidence, commits)
    findings: list[Finding] = []
    notes: list[str] = []
    claims = tuple(each_file(check.unit.files, check.workflow.path))
    for claim in claims:
        named = NamedFile(check, claim, scene, locate(scene.tree, claim.path, check.workflow.path))
        wrong, said = _weigh(named, unseen, past, evidence)
        findings += wrong
        notes += said
    count = len(claims)
    return verdict_of(
        findings,
        looked_at=count,
        reason=f"{count_of(count, 'file')} of {check.unit.name} found in {scene.tree.name}",
        notes=(*notes, *past.notes),
        commit=newest.id if newest else None,
    )


def _weigh(
    named: NamedFile, unseen: Cited | None, past: PastActions, evidence: Evidence
) -> tuple[Sequence[Finding], Sequence[str]]:
    """What does not hold of a claim, and what is to be said of how it was looked for."""
    claim, place, scene = named.claim, named.place, named.scene
    notes = (f"{claim.path} was found as {place.path}",) if place.fit is Fit.SUFFIX else ()
    found = [unless_blind(each, evidence) if each.code == "file-untracked" else each for each in _of_claim(named)]
    is_of_history = _is_of_history(named)
    is_danger = any(each.security for each in found)
    if unseen and unseen.unknown and (is_of_history or found) and not is_danger:
        return (unseen.unseen(named.finding("", "", ""), unseen.unknown),), notes
    if found and not scene.commits and (before := _in_the_past(named, evidence)):
        if isinstance(before, Unknown):
            return (found[0].unseen(found[0].found, before),), notes
        found, notes = [], (*notes, before)
    if found or not is_of_history:
        return found, notes
    if scene.unseen:
        return (named.unseen(f"what {scene.commit_name} changed cannot be seen", scene.unseen),), notes
    if claim.action is Action.NAME:
        return tuple(past.hold_named(named)) if _is_left_alone(named) else (), notes
    return () if scene.commits else tuple(past.hold(named)), notes


def _is_of_history(named: NamedFile) -> bool:
    """Whether a claim says, or implies of a file that the unit works on, that the file was changed."""
    claim, unit = named.claim, named.check.unit
    if not named.check.settings.actions or claim.action is Action.VERIFY:
        return False
    return claim.action is not Action.NAME or not (
        unit.level is Level.DOCUMENT or claim.is_location or only_looks(unit)
    )


def _is_left_alone(named: NamedFile) -> bool:
    """Whether a unit's commits can be seen not to have changed a file that it names as one it works on."""
    claim, scene = named.claim, named.scene
    return scene.sees_changes and not (
        scene.changes_of(claim.path) if claim.is_glob else scene.writings(named.place.path)
    )


def _newest(commits: tuple[Commit, ...], evidence: Evidence) -> Commit | None:
    """The commit in whose tree all of the unit's work is; a rebase gives many commits one time, so history decides."""
    newest: Commit | None = None
    for commit in commits:
        order = evidence.git.order(newest.id, commit.id) if newest else Order.BEFORE
        is_later = newest is None or commit.commit_time > newest.commit_time
        if order is Order.BEFORE or (order is Order.APART and is_later):
            newest = commit
    return newest


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
    """That a claim held in the tree of the commit that ticked its unit, if so."""
    check, claim, path = named.check, named.claim, named.place.path
    then = Scene(tree=evidence.files.tree(tick.id), commits=(), squashed=False)
    was = locate(then.tree, claim.path, check.workflow.path)
    if was.path != path or any(_of_claim(NamedFile(check, claim, then, was))):
        return ""
    when = f'when {check.unit.name} was ticked in {tick.short} "{tick.subject}"'
    return f"{path} was as it says {when}, and is not any more"


def _when_written(named: NamedFile, evidence: Evidence) -> str | Unknown:
    """That a commit wrote a claim's file after the document had named it, if so."""
    path, document = named.place.path, named.check.workflow.path
    request = Sought(cited=None, level="", id="", files=(path,), document=document, line=named.claim.line)
    search = evidence.git.search(request)
    successor = search.successor
    change = successor.commit.change(path) if successor else None
    if successor is None or change is None or change.kind is ChangeKind.DELETED:
        return search.unknown or ""
    return f'{path} was written in {successor.commit.short} "{successor.commit.subject}", and is gone since'


def _of_claim(named: NamedFile) -> Iterator[Finding]:
    claim, place = named.claim, named.place
    if claim.is_glob:
        yield from pattern_findings(named)
    elif place.fit is Fit.OUTSIDE:
        yield _outside(named, claim.path)
    elif place.fit is Fit.AMBIGUOUS:
        yield named.finding(
            "file-ambiguous",
            found=f"{claim.path} may be any of {some_of(place.candidates)}",
            remedy="write the path from the project's root",
        )
    elif claim.action is Action.DELETE:
        yield from _of_deletion(named)
    elif claim.action is Action.RENAME and claim.new_path is not None:
        yield from _of_rename(named)
    else:
        entry = named.scene.tree.entry(place.path)
        yield from _of_present(named, entry)
        yield from _of_action(named, entry)


def _outside(named: NamedFile, name: str) -> Finding:
    found = f"{name} leads out of the project"
    return named.finding("file-outside", found, "name a path inside the project", is_security_matter=True)


def _of_present(named: NamedFile, entry: Entry | None) -> Iterator[Finding]:
    """The path holds a regular file that is not empty and that git knows."""
    check, claim, tree, path = named.check, named.claim, named.scene.tree, named.place.path
    if entry is None:
        near = f"; the nearest is {named.place.candidates[0]}" if named.place.candidates else ""
        yield named.finding(
            "file-missing",
            found=f"{path} is not in {tree.name}{near}",
            remedy=f"create and commit it, or correct the path ({check.at(claim.line)})",
        )
        return
    if (wrong := _wrong_kind(named, entry)) is not None:
        yield wrong
    elif not _may_be_empty(check, path) and (empty := _emptiness(tree, path, entry)):
        yield named.finding("file-empty", f"{path} {empty} in {tree.name}", "write and commit it")
    elif check.settings.tracked and not entry.tracked:
        found = f"{path} lies there, but git does not know it"
        yield named.finding("file-untracked", found, f"git add {path}, and commit it")
    elif claim.is_location and claim.lines:
        yield from _of_lines(named)


def _emptiness(tree: Tree, path: str, entry: Entry) -> str:
    """How a file is empty, or the one that a link leads to."""
    if entry.target is None:
        return emptiness_of(tree, path, entry)
    leads_to = tree.entry(entry.target)
    return emptiness_of(tree, entry.target, leads_to) if leads_to is not None else ""


def _may_be_empty(check: Check[Settings], path: str) -> bool:
    return path.rpartition("/")[2] in check.settings.may_be_empty


def _of_lines(named: NamedFile) -> Iterator[Finding]:
    """The file has as many lines as the place in it that the document names."""
    claim, tree, path = named.claim, named.scene.tree, named.place.path
    content = tree.read(path, LARGEST_LOCATION)
    numbers = [number for both in claim.lines for number in both]
    last = max(numbers) if min(numbers) else 0  # no line has the number 0
    if content is None or len(content) == LARGEST_LOCATION:
        return
    count = content.count(b"\n") + (not content.endswith(b"\n"))
    if not 0 < last <= count:
        finding = named.finding(
            "line-missing",
            found=f"{path} has {count_of(count, 'line')} in {tree.name}",
            remedy=f"name the line at which the work is to be found now ({claim.path}:...)",
        )
        yield replace(finding, claim=f"{finding.claim}, line {last}")


def _wrong_kind(named: NamedFile, entry: Entry) -> Finding | None:
    """The finding on something at the path that is no file of the project, if so."""
    claim, path = named.claim, named.place.path
    if entry.kind is EntryKind.SYMLINK and entry.target is None:
        found = f"{path} is a symlink that leads out of the project, or nowhere"
        return named.finding("file-outside", found, "commit the file itself", is_security_matter=True)
    if entry.kind is EntryKind.DIRECTORY and not (claim.path.endswith(("/", "\\")) or claim.action is Action.VERIFY):
        remedy = "name the files in it, or end the path with a slash"
        return named.finding("file-is-directory", f"{path} is a directory", remedy)
    if entry.kind is EntryKind.OTHER:  # a submodule's pointer is committed and changed as a file is
        return named.finding("file-not-regular", f"{path} is a {entry.kind.value}", "name a file")
    return None


def _of_action(named: NamedFile, entry: Entry | None) -> Iterator[Finding]:
    """The unit's commits did to the file what the unit says."""
    scene, action, path = named.scene, named.claim.action, named.place.path
    if entry is None or not named.check.settings.actions or not scene.sees_changes:
        return
    written = scene.writings(path)
    if action is Action.CREATE and (before := _why_not_created(named, entry, written)):
        remedy = "say MODIFY, or cite the commit that created it"
        yield named.finding("file-not-created", f"{path} was not created in {scene.commit_name}: {before}", remedy)
    leads_to = scene.writings(entry.target) if entry.target else set()
    if action in (Action.MODIFY, Action.REWRITE) and not written | leads_to:
        yield named.finding(
            "file-not-modified",
            found=f"{scene.commit_name} left {'the content of ' if scene.changes(path) else ''}{path} alone",
            remedy="cite the commit that changed it, or take the claim back",
        )


def _why_not_created(named: NamedFile, entry: Entry, written: set[ChangeKind]) -> str:
    """Why a file is no new work of the unit's commits, if so; a link is as new as what it leads to."""
    scene, path = named.scene, named.place.path
    if ChangeKind.ADDED not in written:
        is_touched = bool(scene.changes(path))
        return f"it was there before{'; the commit only modified it' if is_touched else ', untouched by it'}"
    if entry.target is not None and ChangeKind.ADDED not in scene.writings(entry.target):
        return f"it is a link to {entry.target}, which was there before"
    return ""


def _of_deletion(named: NamedFile) -> Iterator[Finding]:
    scene, path = named.scene, named.place.path
    if scene.tree.entry(path) is not None:
        found = f"{path} is still in {scene.tree.name}"
        yield named.finding("file-not-deleted", found, f"git rm {path}, or take the claim back")
    elif named.check.settings.actions and scene.is_exact and ChangeKind.DELETED not in scene.changes(path):
        found = f"{scene.commit_name} deleted no {named.claim.path}"
        yield named.finding("file-not-deleted", found, "cite the commit that deleted it, or correct the path")


def _of_rename(named: NamedFile) -> Iterator[Finding]:
    scene, place, new_path = named.scene, named.place, named.claim.new_path or ""
    new = locate(scene.tree, new_path, named.check.workflow.path)
    if new.fit is Fit.OUTSIDE:
        yield _outside(named, new_path)
        return
    missing = list(_of_present(named._replace(place=new), scene.tree.entry(new.path)))
    yield from missing
    if scene.tree.entry(place.path) is not None:
        found = f"{place.path} is still in {scene.tree.name}, beside its new name"
        yield named.finding("file-not-renamed", found, f"git rm {place.path}")
    elif named.check.settings.actions and scene.is_exact and not missing and not scene.moved(place.path, new.path):
        found = f"{scene.commit_name} did not move {place.path} to {new.path}"
        yield named.finding("file-not-renamed", found, "cite the commit that moved it")
