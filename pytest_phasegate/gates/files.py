"""Each file that a unit names is there, inside the project and known to git, and was changed as the unit says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.blind import unless_blind
from pytest_phasegate.gates.parts.emptiness import RIGHTLY_EMPTY, is_empty_file
from pytest_phasegate.gates.parts.unit_commits import is_squashed, pattern_ends, unit_commits
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import EntryKind, Fit, Order, Sought
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.model.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import Claim, FileClaim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Entry, Evidence, Place, Tree

KIND = "files"
RUNS_COMMANDS = False
ALWAYS_JUDGED = False
LARGEST_LOCATION = 2**24  # bytes of a file whose lines are counted

VERBS = {
    Action.NAME: "names",
    Action.CREATE: "creates",
    Action.MODIFY: "modifies",
    Action.DELETE: "deletes",
    Action.RENAME: "renames",
    Action.REWRITE: "rewrites",
    Action.VERIFY: "verifies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of the files that a unit names."""

    tracked: bool = field(default=True, metadata={"doc": "git knows the file: it does not merely lie there"})
    actions: bool = field(
        default=True, metadata={"doc": "the unit's commit created, modified, deleted or renamed the file as it says"}
    )
    may_be_empty: tuple[str, ...] = field(
        default=RIGHTLY_EMPTY, metadata={"doc": "names of files that may be empty, or hold nothing but white space"}
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where a unit's files are looked for: the tree, and the commits that may have changed them."""

    tree: Tree
    commits: tuple[Commit, ...]
    squashed: bool

    def changes(self, path: str) -> set[ChangeKind]:
        """What the unit's commits did to a file, or to the files of a folder."""
        kinds = {change.kind for commit in self.commits if (change := commit.change(path)) is not None}
        entry = self.tree.entry(path)
        if entry is not None and entry.kind is EntryKind.DIRECTORY:
            below = (change for commit in self.commits for change in commit.changes or ())
            kinds.update(change.kind for change in below if change.path.startswith(f"{path}/"))
        return kinds

    def moved(self, old: str, new: str) -> bool:
        return ChangeKind.DELETED in self.changes(old) and ChangeKind.ADDED in self.changes(new)

    @property
    def sees_changes(self) -> bool:
        """Whether it can be told what the unit's commits changed."""
        return bool(self.commits) and all(commit.changes is not None for commit in self.commits)

    @property
    def is_exact(self) -> bool:
        """Whether the commits hold each step of the work: a squash forgets what was added and taken out again."""
        return self.sees_changes and not self.squashed

    @property
    def commit_name(self) -> str:
        commit = self.commits[-1]
        return f'{commit.short} "{commit.subject}"'


def concerns(check: Check[Settings]) -> bool:
    """Whether files are named."""
    return "files" in check.workflow.claimed


def applies(check: Check[Settings]) -> tuple[Claim, ...]:
    """The files that the unit itself names; those named outside every unit are nobody's claim to be done."""
    return () if check.unit.level is Level.DOCUMENT else check.unit.files


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for each file in the tree of the unit's commit, or in the judged tree where none is cited and found."""
    cited = unit_commits(check, evidence)
    commits = tuple(commit for one in cited for commit in one.commits)
    newest = _newest(commits, evidence)
    scene = _Scene(
        tree=evidence.tree(newest.id if newest and _holds_all(newest, commits, evidence) else None),
        commits=commits,
        squashed=any(is_squashed(one) for one in cited),
    )
    findings: list[Finding] = []
    notes: list[str] = []
    unseen = next((one for one in cited if one.is_unknown), None)
    for claim in check.unit.files:
        place = scene.tree.locate(claim.path)
        if place.fit is Fit.SUFFIX:
            notes.append(f"{claim.path} was found as {place.path}")
        found = [
            unless_blind(each, evidence) if each.code == "file-untracked" else each
            for each in _of_claim(check, claim, place, scene)
        ]
        if found and not commits and (past := _in_the_past(check, claim, place, evidence)):
            notes.append(past)
        elif not found and unseen and check.settings.actions and claim.action not in (Action.NAME, Action.VERIFY):
            findings.append(unseen.unseen(_finding(check, claim)))
        else:
            findings.extend(found)
    count = len(check.unit.files)
    return verdict_of(
        findings,
        looked_at=count,
        reason=f"{count_of(count, 'file')} of {check.unit.name} found in {scene.tree.name}",
        notes=notes,
        commit=newest.id if newest else None,
    )


def _newest(commits: tuple[Commit, ...], evidence: Evidence) -> Commit | None:
    """The commit in whose tree all of the unit's work is; a rebase gives many commits one time, so history decides."""
    newest: Commit | None = None
    for commit in commits:
        order = evidence.order(newest.id, commit.id) if newest else Order.BEFORE
        is_later = newest is None or commit.commit_time > newest.commit_time
        if order is Order.BEFORE or (order in (Order.APART, Order.UNKNOWN) and is_later):
            newest = commit
    return newest


def _holds_all(newest: Commit, commits: tuple[Commit, ...], evidence: Evidence) -> bool:
    """Whether the newest commit's tree has the work of all; of branches side by side only what they were merged to."""
    return all(evidence.order(commit.id, newest.id) is not Order.APART for commit in commits)


def _in_the_past(check: Check[Settings], claim: FileClaim, place: Place, evidence: Evidence) -> str:
    """Where a file was that is gone now: work that was done stays done when later work moves or deletes it.

    Only asked where no commit is cited. The claim is held against the commit in which the unit was said to be done;
    where that one cannot be told, the file must be one that a commit wrote after the document had named it.
    """
    if claim.is_glob or place.fit not in (Fit.ABSENT, Fit.EXACT):
        return ""
    history = evidence.document_history(check.workflow.path, check.workflow.dialect)
    tick = history.claimed(check.unit.key)
    if tick is not None and tick.commit is not None and history.is_certain(tick):
        then = _Scene(tree=evidence.tree(tick.commit.id), commits=(), squashed=False)
        was = then.tree.locate(claim.path)
        if was.path != place.path or any(_of_claim(check, claim, was, then)):
            return ""
        when = f'when {check.unit.name} was ticked in {tick.commit.short} "{tick.commit.subject}"'
        return f"{place.path} was as it says {when}, and is not any more"
    if claim.action in (Action.DELETE, Action.RENAME) or place.fit is not Fit.ABSENT:
        return ""
    request = Sought(cited=None, level="", id="", files=(place.path,), document=check.workflow.path, line=claim.line)
    successor = evidence.search(request).successor
    change = successor.commit.change(place.path) if successor else None
    if successor is None or change is None or change.kind is ChangeKind.DELETED:
        return ""
    return f'{place.path} was written in {successor.commit.short} "{successor.commit.subject}", and is gone since'


def _of_claim(check: Check[Settings], claim: FileClaim, place: Place, scene: _Scene) -> Iterator[Finding]:
    finding = _finding(check, claim)
    if claim.is_glob:
        yield from _of_glob(claim, scene, finding)
    elif place.fit is Fit.OUTSIDE:
        yield replace(
            finding,
            code="file-outside",
            found=f"{claim.path} leads out of the project",
            remedy="name a path inside the project",
            security=True,
        )
    elif place.fit is Fit.AMBIGUOUS:
        yield replace(
            finding,
            code="file-ambiguous",
            found=f"{claim.path} may be any of {_list(place.candidates)}",
            remedy="write the path from the project's root",
        )
    elif claim.action is Action.DELETE:
        yield from _of_deletion(claim, place, scene, finding, check.settings)
    elif claim.action is Action.RENAME and claim.new_path is not None:
        yield from _of_rename(check, claim, place, scene, finding)
    else:
        yield from _of_present(check, claim, place, scene, finding)
        yield from _of_action(check, claim, place, scene, finding)


def _finding(check: Check[Settings], claim: FileClaim) -> Finding:
    claimed = f"{check.unit.name} {_says(claim)}"
    return Finding(code="file-missing", line=claim.line, claim=claimed, found="", remedy="")


def _says(claim: FileClaim) -> str:
    target = f" to {claim.new_path}" if claim.new_path else ""
    return f"{VERBS[claim.action]} {claim.path}{target}"


def _list(paths: tuple[str, ...]) -> str:
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def _of_glob(claim: FileClaim, scene: _Scene, finding: Finding) -> Iterator[Finding]:
    matched = _glob(claim.path, scene.tree)
    if claim.action is Action.DELETE and matched:
        found = f"{_list(matched)} is still in {scene.tree.name}"
        yield replace(finding, code="file-not-deleted", found=found, remedy="delete it, or take the claim back")
    elif claim.action is not Action.DELETE and not matched:
        found = f"no file of {scene.tree.name} matches {claim.path}"
        yield replace(finding, found=found, remedy="commit the files, or mend the pattern")


def _glob(pattern: str, tree: Tree) -> tuple[str, ...]:
    """The paths that a pattern matches: as it stands, or the longest end of it, where it was written elsewhere."""
    return next(filter(None, map(tree.glob, pattern_ends(pattern))), ())


def _of_present(
    check: Check[Settings], claim: FileClaim, place: Place, scene: _Scene, finding: Finding
) -> Iterator[Finding]:
    """The path holds a regular file that is not empty and that git knows."""
    entry = scene.tree.entry(place.path)
    if entry is None:
        near = f"; the nearest is {place.candidates[0]}" if place.candidates else ""
        yield replace(
            finding,
            found=f"{place.path} is not in {scene.tree.name}{near}",
            remedy=f"create and commit it, or correct the path ({check.at(finding.line)})",
        )
        return
    if (wrong := _wrong_kind(claim, place.path, entry, finding)) is not None:
        yield wrong
    elif not _may_be_empty(check, place.path) and is_empty_file(scene.tree, place.path, entry):
        blank = "empty" if entry.is_empty else "empty but for white space"
        yield replace(
            finding,
            code="file-empty",
            found=f"{place.path} is {blank} in {scene.tree.name}",
            remedy="write and commit it",
        )
    elif check.settings.tracked and not entry.tracked:
        yield replace(
            finding,
            code="file-untracked",
            found=f"{place.path} lies there, but git does not know it",
            remedy=f"git add {place.path}, and commit it",
        )
    elif claim.is_location and claim.lines:
        yield from _of_lines(claim, place.path, scene, finding)


def _may_be_empty(check: Check[Settings], path: str) -> bool:
    return path.rpartition("/")[2] in check.settings.may_be_empty


def _of_lines(claim: FileClaim, path: str, scene: _Scene, finding: Finding) -> Iterator[Finding]:
    """The file has as many lines as the place in it that the document names."""
    content = scene.tree.read(path, LARGEST_LOCATION)
    numbers = [number for both in claim.lines for number in both]
    last = max(numbers) if min(numbers) else 0  # no line has the number 0
    if content is None or len(content) == LARGEST_LOCATION:
        return
    count = content.count(b"\n") + (not content.endswith(b"\n"))
    if not 0 < last <= count:
        yield replace(
            finding,
            code="line-missing",
            claim=f"{finding.claim}, line {last}",
            found=f"{path} has {count_of(count, 'line')} in {scene.tree.name}",
            remedy=f"name the line at which the work is to be found now ({claim.path}:...)",
        )


def _wrong_kind(claim: FileClaim, path: str, entry: Entry, finding: Finding) -> Finding | None:
    """The finding on something at the path that is no file of the project, if so."""
    if entry.kind is EntryKind.SYMLINK and entry.target is None:
        return replace(
            finding,
            code="file-outside",
            found=f"{path} is a symlink that leads out of the project, or nowhere",
            remedy="commit the file itself",
            security=True,
        )
    if entry.kind is EntryKind.DIRECTORY and not (claim.path.endswith(("/", "\\")) or claim.action is Action.VERIFY):
        return replace(
            finding,
            code="file-is-directory",
            found=f"{path} is a directory",
            remedy="name the files in it, or end the path with a slash",
        )
    if entry.kind in (EntryKind.SUBMODULE, EntryKind.OTHER):
        return replace(finding, code="file-not-regular", found=f"{path} is a {entry.kind.value}", remedy="name a file")
    return None


def _of_action(
    check: Check[Settings], claim: FileClaim, place: Place, scene: _Scene, finding: Finding
) -> Iterator[Finding]:
    """The unit's commits did to the file what the unit says."""
    if not check.settings.actions or not scene.sees_changes or scene.tree.entry(place.path) is None:
        return
    changes = scene.changes(place.path)
    name = scene.commit_name
    if claim.action is Action.CREATE and ChangeKind.ADDED not in changes:
        did = "was there before; the commit only modified it" if changes else "was there before, untouched by it"
        yield replace(
            finding,
            code="file-not-created",
            found=f"{place.path} was not created in {name}: it {did}",
            remedy="say MODIFY, or cite the commit that created it",
        )
    if claim.action in (Action.MODIFY, Action.REWRITE) and not changes:
        yield replace(
            finding,
            code="file-not-modified",
            found=f"{name} left {place.path} alone",
            remedy="cite the commit that changed it, or take the claim back",
        )


def _of_deletion(
    claim: FileClaim, place: Place, scene: _Scene, finding: Finding, settings: Settings
) -> Iterator[Finding]:
    if scene.tree.entry(place.path) is not None:
        yield replace(
            finding,
            code="file-not-deleted",
            found=f"{place.path} is still in {scene.tree.name}",
            remedy=f"git rm {place.path}, or take the claim back",
        )
    elif settings.actions and scene.is_exact and ChangeKind.DELETED not in scene.changes(place.path):
        yield replace(
            finding,
            code="file-not-deleted",
            found=f"{scene.commit_name} deleted no {claim.path}",
            remedy="cite the commit that deleted it, or correct the path",
        )


def _of_rename(
    check: Check[Settings], claim: FileClaim, place: Place, scene: _Scene, finding: Finding
) -> Iterator[Finding]:
    new = scene.tree.locate(claim.new_path or "")
    if new.fit is Fit.OUTSIDE:
        found = f"{claim.new_path} leads out of the project"
        yield replace(finding, code="file-outside", found=found, remedy="name a path inside the project", security=True)
        return
    missing = list(_of_present(check, claim, new, scene, finding))
    yield from missing
    if scene.tree.entry(place.path) is not None:
        found = f"{place.path} is still in {scene.tree.name}, beside its new name"
        yield replace(finding, code="file-not-renamed", found=found, remedy=f"git rm {place.path}")
    elif check.settings.actions and scene.is_exact and not missing and not scene.moved(place.path, new.path):
        found = f"{scene.commit_name} did not move {place.path} to {new.path}"
        yield replace(finding, code="file-not-renamed", found=found, remedy="cite the commit that moved it")
