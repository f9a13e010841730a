"""The keys of a batch document's fields, and the values that need no more than their own line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.commits import is_commit_key, is_message_key
from pytest_phasegate.documents.notations.counts import COUNT_KEYS, DONE_KEYS
from pytest_phasegate.documents.notations.file_keys import file_key_action
from pytest_phasegate.documents.notations.references import first_unit, read_dependencies
from pytest_phasegate.model.claims import DependencyClaim, FieldClaim, Problem, Reference
from pytest_phasegate.text.fields import normal_key
from pytest_phasegate.vocabulary import ASSIGNEE_KEYS, DEPENDENCY_KEYS, LOOSE_STATUS_KEYS, STATUS_KEYS

if TYPE_CHECKING:
    from pytest_phasegate.documents.claims.units import Units
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.model.claims import Action, Claim

_PLAIN_WORDS = ("stat", "commit", "git", "batch", "task", "wave", "sha", "hash", "file", "rev", "merge", "land")
_KEYS = STATUS_KEYS | LOOSE_STATUS_KEYS | ASSIGNEE_KEYS | DEPENDENCY_KEYS | COUNT_KEYS.keys() | DONE_KEYS.keys()


class Key(NamedTuple):
    """What the key of a field means.

    ``name`` is its normal form; ``unit`` the unit that is the whole of it ("Batch 1", "Batch 1 Status"), or None;
    ``action`` what it says of the files in the value, or None where it holds none; ``is_known`` whether it means
    anything at all.
    """

    name: str
    unit: Reference | None
    names_commits: bool
    action: Action | None
    is_known: bool

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
        key = self[written] = Key(name, unit, names_commits, action, is_known)
        return key


def may_be_plain(key: str) -> bool:
    """Whether a key may be one that is also read without bold type: a status, commits, a unit, files; a quick look."""
    return not key.isascii() or any(map(key.lower().__contains__, _PLAIN_WORDS))


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
