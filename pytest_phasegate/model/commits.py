"""Commits as git records them: who, when, what was said, and what was changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_phasegate.model.policy import WindowRule


_ID_LENGTHS = (40, 64)  # of SHA-1 and of SHA-256


def split_revision(name: str) -> tuple[str | None, str]:
    """A path before which the full id of a commit stands, ``id:path``, taken apart; no id for a path alone."""
    head, _, path = name.partition(":")
    is_id = len(head) in _ID_LENGTHS and not head.strip("0123456789abcdef")
    return (head, path) if is_id and path else (None, name)


class ChangeKind(Enum):
    """What a commit did to a path, held against its first parent."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A path that a commit changed; ``old`` and ``new`` are blob ids, None where there is no file.

    ``mode`` is what the commit left there, in git's octal notation: 100644, 100755, 120000 for a symlink, 160000
    for a submodule, 000000 for nothing.
    """

    kind: ChangeKind
    path: str
    old: str | None
    new: str | None
    mode: str = "100644"

    @property
    def is_of_content(self) -> bool:
        """Whether more was changed than the mode of a file (``chmod``)."""
        return self.old is None or self.old != self.new


def is_net_change(changes: Iterable[Change]) -> bool:
    """Whether some changes of one path leave another content there than was there before.

    One that is deleted and restored, or changed there and back, is as it was. The order of the changes does not matter.
    """
    before, after = Counter[str | None](), Counter[str | None]()
    for change in changes:
        before[change.old] += 1
        after[change.new] += 1
    return before != after


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAsked:
    """A file that a unit names.

    ``document`` and ``dialect`` tell where the unit stands, ``unit`` is its key (None: the document as a whole).
    ``pattern`` is a path, a folder with a slash at its end, or a glob. ``window`` says how far back its work may lie.
    """

    document: str
    dialect: str
    unit: str | None
    pattern: str
    window: WindowRule


class Undoing(Enum):
    """How work was undone, in words that stand between the commit and what it did."""

    REVERTED = "reverted"  # by its message
    TAKEN_BACK = "took back"  # by what it restores
    DROPPED = "dropped"  # by a merge that kept nothing of a branch
    DELETED = "deleted"
    EMPTIED = "emptied"


class Undone(NamedTuple):
    """The commit that undid work: its full id (empty where it is not committed yet), its name, and how."""

    commit: str
    name: str
    how: Undoing

    def __str__(self) -> str:
        merge = "the merge " if self.how is Undoing.DROPPED else ""
        return f"{merge}{self.name} {self.how.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the judged history shows of a file that a unit without a cited commit names.

    ``commit`` (full id; empty where there is none, or where the change is not committed yet) changed it in the unit's
    window, ``name`` and ``when`` say which and when in words, ``kinds`` what was done to it. ``note`` says where it
    was found instead. Without such a change ``last`` is the last one before the window, ``was_held`` says that some
    commit touched the path at all. ``undone`` says what took the work back, where nothing of it stands.
    ``is_since`` says that the change came after the unit appeared. ``claimed`` is the commit that says the unit is done
    (empty: none does yet).
    ``is_born_done`` and ``is_wide`` say that the unit was done when it appeared, in a commit of many files.
    ``unknown`` says why not all of the window can be seen.
    """

    commit: str = ""
    name: str = ""
    when: str = ""
    is_since: bool = False
    note: str = ""
    kinds: frozenset[ChangeKind] = frozenset()
    was_held: bool = False
    is_born_done: bool = False
    is_wide: bool = False
    last: str = ""
    claimed: str = ""
    undone: Undone | None = None
    unknown: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who made a commit, as git records it; the name and the address prove nothing by themselves."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name and self.email else self.name or self.email


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A commit with what it changed against its first parent (a root commit: against nothing).

    Times are seconds since 1970-01-01 UTC. ``trailers`` are (key, value) pairs from the last paragraph of the
    message. ``changes`` is None where git cannot tell (a partial clone without trees); ``unseen`` says why.
    """

    id: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    author_time: int
    commit_time: int
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...] | None
    unseen: Unknown | None = None

    @property
    def short(self) -> str:
        """The id as a message shows it."""
        return self.id[:10]

    @property
    def name(self) -> str:
        """The commit as a message calls it: its id and its subject."""
        return f'{self.short} "{self.subject}"'

    def change(self, path: str) -> Change | None:
        """What the commit did to a path, or None if it left the path alone."""
        return self._by_path.get(path)

    @property
    def paths(self) -> frozenset[str]:
        """The paths that the commit changed.

        Raises:
            UnknownError: git cannot tell.
        """
        if self.changes is None:
            unseen = self.unseen or Unknown("git cannot tell", "git fsck")
            raise UnknownError(unseen, f"what commit {self.short} changed cannot be told")
        return frozenset(change.path for change in self.changes)

    @cached_property
    def _by_path(self) -> Mapping[str, Change]:
        return {change.path: change for change in self.changes or ()}
