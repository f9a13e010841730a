"""Where a unit's files are looked for: a tree, and the commits that may have changed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.patterns import pattern_ends
from pytest_phasegate.model.commits import ChangeKind, is_net_change
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from pytest_phasegate.model.commits import Change, Commit
    from pytest_phasegate.model.facts import Tree
    from pytest_phasegate.model.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Scene:
    """A tree, and the commits of a unit."""

    tree: Tree
    commits: tuple[Commit, ...]
    squashed: bool

    def changes(self, path: str) -> set[ChangeKind]:
        """What the unit's commits did to a file, or to the files of a folder."""
        return {change.kind for change in self._changes_at(path)}

    def writings(self, path: str) -> set[ChangeKind]:
        """What the unit's commits did to the content of a file, or of the files of a folder.

        What is the same after all of them as before was not written: a file whose mode alone was set, or that was
        deleted and restored.
        """
        every: dict[str, list[Change]] = {}
        for change in self._changes_at(path):
            every.setdefault(change.path, []).append(change)
        return {change.kind for changes in every.values() if is_net_change(changes) for change in changes}

    def _changes_at(self, path: str) -> list[Change]:
        of_file = [change for commit in self.commits if (change := commit.change(path)) is not None]
        if of_file:
            return of_file
        entry = self.tree.entry(path)
        if entry is None or entry.kind is not EntryKind.DIRECTORY:
            return []
        below = (change for commit in self.commits for change in commit.changes or ())
        return [change for change in below if change.path.startswith(f"{path}/")]

    def changes_of(self, pattern: str) -> set[ChangeKind]:
        """What the unit's commits did to files that fit a pattern, or an end of it where it was written elsewhere."""
        ends = tuple(pattern_ends(pattern))
        changes = (change for commit in self.commits for change in commit.changes or () if change.is_of_content)
        return {change.kind for change in changes if any(matches(end, change.path) for end in ends)}

    def moved(self, old: str, new: str) -> bool:
        """Whether a file went from one path and came to another."""
        return ChangeKind.DELETED in self.changes(old) and ChangeKind.ADDED in self.changes(new)

    @property
    def sees_changes(self) -> bool:
        """Whether it can be told what the unit's commits changed."""
        return bool(self.commits) and all(commit.changes is not None for commit in self.commits)

    @property
    def unseen(self) -> Unknown | None:
        """Why it cannot be told what the unit's commits changed, if so."""
        return next((commit.unseen for commit in self.commits if commit.unseen), None)

    @property
    def is_exact(self) -> bool:
        """Whether the commits hold each step of the work: a squash forgets what was added and taken out again."""
        return self.sees_changes and not self.squashed

    @property
    def commit_name(self) -> str:
        """The last commit as a message calls it."""
        commit = self.commits[-1]
        return f'{commit.short} "{commit.subject}"'
