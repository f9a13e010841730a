"""What is done to files: what the key of a field says ("files to create"), and the words beside a path ("MODIFY")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate import vocabulary
from pytest_phasegate.model.claims import Action
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    import re

ACTIONS = {word: Action(name) for name, words in vocabulary.ACTION_WORDS.items() for word in words}

_KEY = pattern(
    r"(?:(?P<before>[a-z-]{2,20}(?: [a-z-]{2,20})?) )?files?(?:\(s\))?(?: \d{1,3})?"
    r"(?: (?:to |being |to be )?(?P<after>[a-z-]{3,10})(?:(?:/| and | or )(?P<also>[a-z]{3,10}))?)?"
)
_PLAIN_AFTER = ("location", "locations", "owned", "affected", "path", "paths", "involved", "touched")
_ACTIONS_AFTER = {**ACTIONS, **dict.fromkeys(_PLAIN_AFTER, Action.NAME)}
PATH_KEYS = {"path", "paths"}
_PLAIN_BEFORE = {"test", "tests", "target"}


def file_key_action(key: str) -> Action | None:
    """What a field's key (in lower case) says of the files in it; None where it is no file field.

    "file", "files", "file(s)", "file 1", "test file" and "files owned" name files, and so does "path"; "files to
    create", "files modified" and "create (6 files)" also say what is done to them; "create/modify" leaves that open.
    """
    if "file" not in key:
        return Action.NAME if key in PATH_KEYS else None
    bare = key.partition(" (")[0]
    if key != bare and bare in ACTIONS:
        return ACTIONS[bare]
    match = _KEY.fullmatch(bare)
    return _action_of_key(match) if match else None


def _action_of_key(key: re.Match[str]) -> Action | None:
    """What the words around "files" say; None where they make them files of another kind."""
    before, after, also = key.groups("")
    if not vocabulary.FILES_NOT_OWN.isdisjoint(before.split()):
        return None
    if not after:
        return ACTIONS.get(before, Action.NAME)
    action = _ACTIONS_AFTER.get(after)
    return action if action is None or ACTIONS.get(also, action) is action else Action.NAME


def is_plain_file_key(key: str) -> bool:
    """Whether a key (in lower case) is a file field's without bold type too, where the line goes on with a path."""
    match = _KEY.fullmatch(key.partition(" (")[0])
    return match is not None and (
        match["before"] is None or match["before"] in _PLAIN_BEFORE or match["before"] in ACTIONS
    )


def read_action(value: str) -> Action | None:
    """The action that a value begins with ("DELETE", "MODIFY (additions only)"), or None."""
    words = value.strip(" `*").replace("(", " ").split(maxsplit=1)
    return ACTIONS.get(words[0].strip(",:.`*").lower()) if words else None
