"""Where a unit's files are looked for: a tree, and the commits that may have changed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.patterns import pattern_ends
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Tree


@dataclass(frozen=True, slots=True)
class Scene:
    """A tree, and the commits of a unit."""

    tree: Tree
    commits: tuple[Commit, ...]
    squashed: bool

    def changes(self, path: str) -> set[ChangeKind]:
        """What the unit's commits did to a file, or to the files of a folder."""
        kinds = {change.kind for commit in self.commits if (change := commit.change(path)) is not None}
        if kinds:
            return kinds
        entry = self.tree.entry(path)
        if entry is not None and entry.kind is EntryKind.DIRECTORY:
            below = (change for commit in self.commits for change in commit.changes or ())
            kinds.update(change.kind for change in below if change.path.startswith(f"{path}/"))
        return kinds

    def changes_of(self, pattern: str) -> set[ChangeKind]:
        """What the unit's commits did to files that fit a pattern, or an end of it where it was written elsewhere."""
        ends = tuple(pattern_ends(pattern))
        changes = (change for commit in self.commits for change in commit.changes or ())
        return {change.kind for change in changes if any(matches(end, change.path) for end in ends)}

    def moved(self, old: str, new: str) -> bool:
        """Whether a file went from one path and came to another."""
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
        """The last commit as a message calls it."""
        commit = self.commits[-1]
        return f'{commit.short} "{commit.subject}"'
