"""What is done to files: what the key of a field says ("files to create"), and the words beside a path ("MODIFY")."""

from __future__ import annotations

import re

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.paths import has_ending
from pytest_phasegate.model.claims import Action
from pytest_phasegate.text.patterns import alternatives, pattern

ACTIONS = {word: Action(name) for name, words in vocabulary.ACTION_WORDS.items() for word in words}

_KEY = pattern(
    r"(?:(?P<before>[a-z-]{2,20}(?: [a-z-]{2,20})?) )?files?(?:\(s\))?(?: \d{1,3})?"
    r"(?: (?:to |being |to be )?(?P<after>[a-z-]{3,10})(?:(?:/| and | or )(?P<also>[a-z]{3,10}))?)?"
)
_PLAIN_AFTER = ("location", "locations", "owned", "affected", "path", "paths", "involved", "touched")
_ACTIONS_AFTER = {**ACTIONS, **dict.fromkeys(_PLAIN_AFTER, Action.NAME)}
PATH_KEYS = {"path", "paths"}
_PLAIN_BEFORE = {"test", "tests", "target"}
_WORD = pattern(r"[ `*]{0,9}([A-Za-z-]{3,12})(?![\w-])[*`]{0,3}")
# What may follow an action that stands alone: a remark behind a sign, or nothing but what it is done to.
_ALONE = pattern(
    r"[ ]{0,3}(?:$|[^\w\s`*\[]|[\[(])"
    r"|[ ](?:(?:the|this|that|these|both|all|any|old|dead|new|whole|entire|existing|unused|obsolete)[ ]){0,3}files?\b"
    r"(?=[ ]{0,3}(?:$|[^\w\s]))",
    re.IGNORECASE,
)
_NAMED = pattern(r"[ ]{1,3}[`*\[]{0,3}([^\s`*\]()]{1,300})[`*\]]{0,3}(?![`*\]])[ ]{0,3}(?:$|[^\w\s]|and\b)")
_NEW_NAME = pattern(r"[ ]{1,3}\(?(?:(?:to|into|as)[ ]{1,3})?[`*\[]{0,3}([^\s`*\]()]{1,300})")
# "CREATE/MODIFY", "Create or modify": what is done stays open.
_ACTION = alternatives(ACTIONS)
_CHOICE = pattern(
    rf"[`*]{{0,3}}({_ACTION})[ ]?(?:[/|,&+]|or\b|and\b)[ ]?({_ACTION})(?![\w-])[`*]{{0,3}}", re.IGNORECASE
)
_OF_PART = {Action.MODIFY, Action.REWRITE, Action.VERIFY, Action.RENAME}


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
    """The action that a value begins with ("DELETE", "MODIFY (additions only)", "Remove `a.py`"), or None.

    An action is a word alone or before a path: "Remove the else branch in the parser" deletes no file (seven honest
    tasks failed so, and were told to delete a live one). In capitals it may be about a part: "MODIFY lines 3-9".
    """
    if (choice := read_choice(value)) is not None:
        return choice[0]
    word = _WORD.match(value)
    action = ACTIONS.get(word[1].lower()) if word else None
    if word is None or action is None:
        return None
    if _ALONE.match(value, word.end()) or (word[1].isupper() and action in _OF_PART):
        return action
    if action is Action.RENAME:
        leads = _NEW_NAME.match(value, word.end())
        return action if leads and (has_ending(leads[1].rstrip(".")) or leads[1].endswith("/")) else None
    named = _NAMED.match(value, word.end())
    return action if named and has_ending(named[1].rstrip(".")) else None


def read_choice(value: str) -> tuple[Action, int] | None:
    """What two actions that a value begins with leave of it, and where they end: "CREATE/MODIFY" leaves it open.

    Either may be true, so a file that one of them fits is no lie. A file that is renamed besides has a new name.
    """
    match = _CHOICE.match(value.lstrip())
    if match is None:
        return None
    said = {ACTIONS[match[1].lower()], ACTIONS[match[2].lower()]}
    end = len(value) - len(value.lstrip()) + match.end()
    if len(said) == 1:
        return said.pop(), end
    return Action.RENAME if Action.RENAME in said else Action.NAME, end
