"""What a unit that cites no commit says to have done to its files, held against what history shows of them.

A commit since the document came into history did it, or one since the commit whose message names the unit. Where the
document came into history after its unit's work, nothing tells for whom earlier commits did theirs: that is noted.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.gates.parts.document_paths import is_pattern, pattern_ends
from pytest_phasegate.gates.parts.unit_commits import first_commit_if_done, sought
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.commits import ChangeKind, Standing
from pytest_phasegate.model.facts import EntryKind, Match, Order
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.gates.parts.named_file import NamedFile
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.commits import Commit, PathHistory
    from pytest_phasegate.model.facts import Evidence, Place, Sought, Tree
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.verdict import Finding

_ADDED = (ChangeKind.ADDED,)
_CHANGED = (ChangeKind.ADDED, ChangeKind.MODIFIED)
_DELETED = (ChangeKind.DELETED,)
_KINDS = {Action.CREATE: _ADDED, Action.MODIFY: _CHANGED, Action.REWRITE: _CHANGED, Action.DELETE: _DELETED}
_WORDS = {_ADDED: "added", _CHANGED: "changed", _DELETED: "deleted"}
_NOT_DONE = {
    Action.CREATE: "file-not-created/before",
    Action.MODIFY: "file-not-modified/before",
    Action.REWRITE: "file-not-modified/before",
    Action.DELETE: "file-not-deleted/before",
    Action.RENAME: "file-not-renamed/before",
}


class _Owed(NamedTuple):
    """One change that must have been made: of one of these kinds, to ``name``, which one of the patterns finds."""

    name: str
    patterns: tuple[str, ...]
    kinds: tuple[ChangeKind, ...]


class ActionHistory:
    """Holds the actions of one unit against history; ``notes`` tells of those for which that could not be done."""

    def __init__(self, check: Check[Any], evidence: Evidence, commits: tuple[Commit, ...] = ()) -> None:
        self._check = check
        self._evidence = evidence
        self._commits = commits
        self._untold: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """That files were changed at a time of which the document tells nothing, if so."""
        files, name = some_of(self._untold), self._check.unit.name
        note = f"changed before the document was committed, so that nothing tells if for {name}: {files}"
        return (note,) if files else ()

    def hold(self, named: NamedFile) -> Iterator[Finding]:
        """Why history does not show what the unit says to have done to a file."""
        line = named.claim.line
        for each in _each_owed(named):
            owed, past = self._look_up(each, named.work.tree)
            if past.find(owed.kinds, Standing.SINCE):
                continue
            if unknown := past.unknown or self._unseen:
                yield finding("commit-unknown/done", line, named=named, name=owed.name).because(unknown)
                return
            if not self._is_untold(owed, past):
                yield finding(_NOT_DONE[named.claim.action], line, named=named, why=_why(owed, past))
                return
            self._untold.append(owed.name)

    def hold_named(self, named: NamedFile) -> Iterator[Finding]:
        """Why neither the unit's commits nor what came later changed a file that it names, if so.

        Where no id is cited every file of a unit must have been changed since the document named it. One that is cited
        makes no claim weaker: it only says more exactly since when.
        """
        line = named.claim.line
        for each in _owed(named, named.claim.path, named.place, tuple(ChangeKind)):
            owed, past = self._look_up(each, named.work.tree)
            if past.find(owed.kinds, Standing.SINCE):
                continue
            if past.unknown:
                yield finding("commit-unknown/changed", line, named=named, name=owed.name).because(past.unknown)
            else:
                yield finding("file-not-modified/named", line, named=named, name=owed.name)

    def _look_up(self, owed: _Owed, tree: Tree) -> tuple[_Owed, PathHistory]:
        """What history shows of a change; of one in a submodule, whose own history is elsewhere, that it changed."""
        past = self._past(owed)
        if past.changes or (submodule := _submodule(tree, owed.patterns[0])) is None:
            return owed, past
        changed = _Owed(submodule, (submodule,), tuple(ChangeKind))
        return changed, self._past(changed)

    def _past(self, owed: _Owed) -> PathHistory:
        """What history shows since the document came, and if that does not do, since a message names the unit."""
        past = self._past_since(owed, None)
        if past.find(owed.kinds, Standing.SINCE) or self._known_by[0] is None:
            return past
        return self._past_since(owed, self._known_by[0])

    def _past_since(self, owed: _Owed, since: str | None) -> PathHistory:
        """What history shows of a change, or else the most that it shows of its file."""
        shown = [self._evidence.git.path_history(self._sought, pattern, since) for pattern in owed.patterns]

        def how_much(past: PathHistory) -> tuple[bool, bool, bool]:
            return bool(past.find(owed.kinds, Standing.SINCE)), bool(past.find(owed.kinds)), bool(past.changes)

        return max(shown, key=how_much)  # the first of several

    @property
    def _unseen(self) -> Unknown | None:
        """Why it cannot be told from where on changes count, or whether that is to be told at all, if so."""
        workflow = self._check.workflow
        return self._known_by[1] or self._evidence.git.document_history(workflow.path, workflow.dialect).unknown

    @cached_property
    def _sought(self) -> Sought:
        return sought(self._check.workflow, self._check.unit, self._evidence)

    @cached_property
    def _known_by(self) -> tuple[str | None, Unknown | None]:
        """The commit whose message names the unit, or one that it is part of; of a document, the first cited.

        And why there may be one that is not seen.
        """
        if self._commits:
            return _first(self._commits, self._evidence), None
        if self._check.unit.level is Level.DOCUMENT:
            return self._first_cited()
        workflow, unknown = self._check.workflow, None
        for unit in (self._check.unit, *workflow.above(self._check.unit)):
            if unit.level is Level.DOCUMENT:
                break
            search = self._evidence.git.search(sought(workflow, unit, self._evidence))
            if search.successor is not None and search.successor.match is not Match.FILES:
                return search.successor.commit.id, None
            unknown = unknown or search.unknown
        return None, unknown

    def _first_cited(self) -> tuple[str | None, Unknown | None]:
        """The earliest of the commits that the document's units cite."""
        claims = (claim for unit in self._check.unit.walk() for claim in unit.commits)
        cited = [self._evidence.git.resolve(claim.id) for claim in claims]
        commits = [each.commit for each in cited if each.commit is not None and each.reachable]
        first = _first(commits, self._evidence) if commits else None
        return first, next((each.unknown for each in cited if each.unknown), None)

    def _is_untold(self, owed: _Owed, past: PathHistory) -> bool:
        """Whether a change may be one that nothing tells of: made before the document, or in its first commit."""
        if past.find(owed.kinds, Standing.BEFORE):
            return past.is_late or self._first_commit is not None
        return owed.kinds == _DELETED and not past.changes and self._is_squashed

    @cached_property
    def _first_commit(self) -> Commit | None:
        """The commit that brought the document, if it says there that the unit, or one of the document, is done."""
        unit = self._check.unit
        units = unit.units if unit.level is Level.DOCUMENT else (unit,)
        found = (first_commit_if_done(self._check, each, self._evidence) for each in units)
        return next((commit for commit in found if commit is not None), None)

    @cached_property
    def _is_squashed(self) -> bool:
        """Whether one commit brought the document, with its unit done, and other files: it tells no step of their work.

        A file that was made and deleted again within it, or made under another name, is in no commit.
        """
        if self._first_commit is None:
            return False
        folder, slash, name = self._check.workflow.path.rpartition("/")
        beside = f"{folder}{slash}" or name
        commits = self._evidence.git.commits((self._first_commit.id,)).values()
        return any(not path.startswith(beside) for commit in commits for path in commit.paths)


def _first(commits: Sequence[Commit], evidence: Evidence) -> str:
    """The id of a commit of some that has none of the others behind it, by the order of history."""
    first = commits[0]
    for commit in commits[1:]:
        if evidence.git.order(commit.id, first.id) is Order.BEFORE:
            first = commit
    return first.id


def _each_owed(named: NamedFile) -> Iterator[_Owed]:
    claim = named.claim
    if claim.action in _KINDS:
        yield from _owed(named, claim.path, named.place, _KINDS[claim.action])
    elif claim.action is Action.RENAME and claim.new_path is not None:
        yield from _owed(named, claim.path, named.place, _DELETED)
        yield from _owed(named, claim.new_path, named.new_place, _ADDED)


def _owed(named: NamedFile, name: str, place: Place, kinds: tuple[ChangeKind, ...]) -> Iterator[_Owed]:
    """What must have been done to a file; of one that git does not know, nothing but its being there can be told."""
    tree = named.work.tree
    if named.claim.is_glob:
        folder = () if is_pattern(name) else (f"{name.rstrip('/')}/",)
        yield _Owed(f"what fits {name}", (*pattern_ends(name), *folder), kinds)
        return
    entry = tree.entry(place.path)
    if entry is None:
        is_folder = name.endswith(("/", "\\"))
        ends = (place.path, f"**/{place.path}", *pattern_ends(name.rstrip("/\\")))
        yield _Owed(place.path, tuple(f"{end}/" for end in ends) if is_folder else ends, kinds)
    elif entry.kind is EntryKind.DIRECTORY:
        yield _Owed(place.path, (f"{place.path}/",), kinds)
    elif entry.target is not None and kinds == _CHANGED:
        yield _Owed(place.path, (place.path, entry.target, f"{entry.target}/"), kinds)
    elif entry.tracked:
        yield _Owed(place.path, (place.path,), kinds)
        if entry.target is not None:  # a link is as new as what it leads to
            yield _Owed(entry.target, (entry.target, f"{entry.target}/"), kinds)


def _submodule(tree: Tree, path: str) -> str | None:
    """The submodule that a path lies in, if it lies in one: its files' history is not in this repository."""
    folder = path.rpartition("/")[0]
    while folder:
        entry = tree.entry(folder)
        if entry is not None and entry.kind is EntryKind.SUBMODULE:
            return folder
        folder = folder.rpartition("/")[0]
    return None


def _why(owed: _Owed, past: PathHistory) -> str:
    last = past.find(owed.kinds)
    if last is None and not past.changes and owed.kinds == _DELETED:
        return f"no commit of this history ever held {owed.name}"
    if last is None:
        return f"no commit of this history {_WORDS.get(owed.kinds, 'changed')} {owed.name}"
    done = f"{owed.name} was {last.change.kind.value}"
    if last.standing is Standing.VOID:
        return f"{done} only in {last.name}, which is another document's work, or was taken back"
    return f"{done} before the document named it, in {last.name}, and not since"
