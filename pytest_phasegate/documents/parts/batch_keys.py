"""The keys of a batch document's fields, and the values that need no more than their own line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.claims.commit_keys import hints_commit, is_commit_key
from pytest_phasegate.documents.claims.counts import read_count
from pytest_phasegate.documents.claims.file_claims import file_key_action
from pytest_phasegate.documents.claims.messages import is_message_key
from pytest_phasegate.documents.claims.references import first_unit, read_dependencies
from pytest_phasegate.model.claims import CountClaim, DependencyClaim, FieldClaim, Level, Problem, Reference
from pytest_phasegate.text.fields import normal_key

if TYPE_CHECKING:
    from pytest_phasegate.documents.claims.units import Units
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.model.claims import Action, Claim

STATUS_KEYS = {"status", "batch status", "task status", "current status", "state"}
LOOSE_STATUS_KEYS = {
    "overall status",
    "project status",
    "final status",
    "implementation status",
    "completion status",
    "overall progress",
    "progress",
    "completion",
    "result",
}
"""Keys whose value is a status only where it is nothing else."""
ASSIGNEE_KEYS = {
    "developer",
    "assigned to",
    "assigned",
    "assignee",
    "agent",
    "owner",
    "assigned developer",
    "assigned agent",
    "assigned implementer",
    "implementer",
    "developer needed",
}
DEPENDENCY_KEYS = {"dependencies", "dependency", "depends on", "depends", "blocked by", "prerequisites"}
PLAIN_STATUS_KEYS = {key for key in STATUS_KEYS | LOOSE_STATUS_KEYS if "stat" in key}
"""The keys of statuses in lines without bold type, and in headings."""
COUNT_KEYS = {
    "tasks": Level.TASK,
    "total tasks": Level.TASK,
    "tasks in batch": Level.TASK,
    "task count": Level.TASK,
    "batches": Level.BATCH,
    "total batches": Level.BATCH,
    "batch count": Level.BATCH,
}
DONE_KEYS = {
    **dict.fromkeys(("tasks complete", "tasks completed", "completed tasks", "tasks done"), Level.TASK),
    **dict.fromkeys(("batches complete", "batches completed", "completed batches", "batches done"), Level.BATCH),
}
"""Keys whose plain number counts what is done."""
_PLAIN_WORDS = ("stat", "commit", "git", "batch", "task", "wave", "sha", "hash", "file", "rev", "merge", "land")
_KEYS = STATUS_KEYS | LOOSE_STATUS_KEYS | ASSIGNEE_KEYS | DEPENDENCY_KEYS | COUNT_KEYS.keys() | DONE_KEYS.keys()
_NOBODY = {"", "-", "—", "none", "n/a", "tbd", "unassigned", "both", "any", "all", "everyone"}


class Key(NamedTuple):
    """What the key of a field means.

    ``name`` is its normal form; ``unit`` the unit that is the whole of it ("Batch 1", "Batch 1 Status"), or None;
    ``action`` what it says of the files in the value, or None where it holds none; ``is_known`` whether it means
    anything at all. ``hints_commit`` says that a commit's id may stand in the value of a key that means nothing else
    ("Merged").
    """

    name: str
    unit: Reference | None
    names_commits: bool
    action: Action | None
    is_known: bool
    hints_commit: bool = False

    @property
    def names_files(self) -> bool:
        """Whether the value holds files, and the key stands for nothing else."""
        return self.action is not None and self.unit is None and not self.names_commits


class Keys(dict[str, Key]):
    """What the keys of a document's fields mean, as they are written: most recur, and each is read once."""

    def __missing__(self, written: str) -> Key:
        name = normal_key(written)
        words = name.split()
        unit = first_unit(written) if len(words) == 2 or (len(words) == 3 and words[2] == "status") else None
        names_commits, action = is_commit_key(name), file_key_action(name)
        is_known = bool(unit or names_commits or action) or name in _KEYS or is_message_key(name)
        key = self[written] = Key(name, unit, names_commits, action, is_known, not is_known and hints_commit(name))
        return key


def may_be_plain(key: str) -> bool:
    """Whether a key may be one that is also read without bold type: a status, commits, a unit, files; a quick look."""
    return not key.isascii() or any(map(key.lower().__contains__, _PLAIN_WORDS))


def count_claim(line: int, key: str, value: str) -> CountClaim | None:
    """The claim of a field that counts units: "Total Tasks: 14", "Batches Complete: 2/3"; None where it counts none."""
    level = COUNT_KEYS.get(key) or DONE_KEYS.get(key)
    count = read_count(value) if level else None
    if level is None or count is None:
        return None
    if key in DONE_KEYS and count.done is None:
        return CountClaim(line=line, text=value, level=level, total=None, done=count.total)
    return CountClaim(line=line, text=value, level=level, total=count.total, done=count.done)


def dependency_claim(line: int, key: str, value: str, units: Units, near: Draft) -> Claim:
    """The claim of a dependency field of the unit ``near``; a bare id with letters in it ("S3") must be a unit's."""
    found = read_dependencies(value)
    needed = [
        unit for unit in found.units if unit.level or not any(map(str.isalpha, unit.id)) or units.find(unit, near)
    ]
    if needed or (found.is_none and value):
        return DependencyClaim(line=line, text=value, units=tuple(needed))
    if found.unreadable:
        message = f"the dependency {found.unreadable!r} names no unit that can be looked up"
        return Problem(line=line, text=value, message=message)
    return FieldClaim(line=line, text=value, key=key)


def read_name(value: str) -> str | None:
    """The name in the value of an assignee field, without a remark behind it; None for nobody."""
    name = value.partition(" (")[0].strip(" `*@")
    return None if name.casefold() in _NOBODY else name
