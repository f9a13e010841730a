"""A file that a unit names, and the work in which it is looked for: a tree, and the commits of the unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.gates.parts.document_paths import locate, pattern_ends
from pytest_phasegate.model.claims import Action
from pytest_phasegate.model.commits import ChangeKind, is_net_change
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import FileClaim
    from pytest_phasegate.model.commits import Change, Commit
    from pytest_phasegate.model.facts import Entry, Place, Tree
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.workflow import Unit

RIGHTLY_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll")
"""The names of files that say what they say by being there."""

_VERBS = {
    Action.NAME: "names",
    Action.CREATE: "creates",
    Action.MODIFY: "modifies",
    Action.DELETE: "deletes",
    Action.RENAME: "renames",
    Action.REWRITE: "rewrites",
    Action.VERIFY: "verifies",
}

# First words of titles whose work may leave the files it names as they are; "Check ..." and "Validate ..." may as well
# be what a program is to do.
_LOOKING = frozenset(
    {"verify", "verification", "confirm", "review", "inspect", "audit", "investigate", "analyze", "analyse"}
)

_TAKING = frozenset(
    {"removal", "deletion", "extraction"}.union(
        *(vocabulary.SENTENCE_VERBS[does] for does in ("remove", "replace", "convert"))
    )
)
_JOINTS = frozenset({"and", "or", "then", "&", "+", "/"})


@dataclass(frozen=True, slots=True)
class Work:
    """A tree, and the commits of a unit.

    ``no_git`` says why git knows nothing of any file, where that is so.
    """

    tree: Tree
    commits: tuple[Commit, ...] = ()
    no_git: Unknown | None = None

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
        if not path or (entry is not None and entry.kind is not EntryKind.DIRECTORY):
            return []  # what is not there may be a folder that went
        below = (change for commit in self.commits for change in commit.changes or ())
        return [change for change in below if change.path.startswith(f"{path}/")]

    def changes_of(self, pattern: str) -> set[ChangeKind]:
        """What the unit's commits did to files that fit a pattern, or an end of it where it was written elsewhere."""
        ends = tuple(pattern_ends(pattern))
        changes = (change for commit in self.commits for change in commit.changes or () if change.is_of_content)
        return {change.kind for change in changes if any(matches(end, change.path) for end in ends)}

    @property
    def sees_changes(self) -> bool:
        """Whether it can be told what the unit's commits changed."""
        return bool(self.commits) and all(commit.changes is not None for commit in self.commits)

    @property
    def unseen(self) -> Unknown | None:
        """Why it cannot be told what the unit's commits changed, if so."""
        return next((commit.unseen for commit in self.commits if commit.unseen), None)

    @property
    def commit_name(self) -> str:
        """The last commit as a message calls it."""
        return self.commits[-1].name


class NamedFile(NamedTuple):
    """A file that a unit names, the tree and the commits to look for it in, and where it is in that tree."""

    check: Check[Any]
    claim: FileClaim
    work: Work
    place: Place

    @property
    def says(self) -> str:
        """What the document claims."""
        claim = self.claim
        target = f" to {claim.new_path}" if claim.new_path else ""
        return f"{self.check.unit.name} {_VERBS[claim.action]} {claim.path}{target}"

    @property
    def new_place(self) -> Place:
        """Where the name leads that the file is moved to."""
        return locate(self.work.tree, self.claim.new_path or "", self.check.workflow.path)


def only_looks(unit: Unit) -> bool:
    """Whether a unit says in its title that it looks at something, and not that it changes it."""
    words = unit.title.split(maxsplit=1)
    return bool(words) and words[0].strip("*_:`").casefold() in _LOOKING


def worked_on(unit: Unit) -> list[FileClaim]:
    """The files that a done or open unit says it changes, or names and does not only look at."""
    if unit.status.is_dropped:
        return []
    looks = (Action.VERIFY, Action.NAME) if only_looks(unit) else (Action.VERIFY,)
    return [claim for claim in unit.files if claim.action not in looks]


def takes_away(unit: Unit) -> bool:
    """Whether a unit says in its title that files go: it deletes, moves, renames, splits or extracts something.

    What it names without more may then be the old file, which is not there afterwards (of 175 such files 173 had been
    changed, and 21 of them failed for being gone).
    """
    words = unit.title.casefold().split()
    for before, word in zip(["and", *words], words, strict=False):
        if word.strip("*_:`,;") in _TAKING and (before in _JOINTS or before.endswith((",", ";", ":"))):
            return True
    return False


def emptiness_of(tree: Tree, path: str, entry: Entry) -> str:
    """How a file is empty, as words that follow its name, or nothing where it holds something."""
    if entry.is_empty:
        return "is empty"
    return "holds nothing that can be seen" if entry.kind is EntryKind.FILE and tree.is_blank(path) else ""
