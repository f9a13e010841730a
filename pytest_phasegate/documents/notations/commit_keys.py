"""Keys of fields and columns below which the ids of commits stand, and the units that they name."""

from __future__ import annotations

import re

from pytest_phasegate.documents.notations.references import drop_parentheses, find_units
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import (
    COMMIT_KEY_ENDS,
    COMMIT_KEYS_DENIED,
    COMMIT_KEYS_FOREIGN,
    UNIT_ID,
)

_LOOK = pattern("commit|sha|hash|git ver")  # a quick look before the careful one
_OTHER_KEYS = COMMIT_KEYS_DENIED | COMMIT_KEYS_FOREIGN
_MOST_KEY_WORDS = 5
_VERIFIED = pattern("git verification|(?:.* )?commit verified")
_KEY_UNIT = pattern(rf"\(?((?:sub-batch|batch|task)[ ]{{1,3}}(?:{UNIT_ID}))\)?", re.IGNORECASE)
_KEY_END = pattern(r"[ ](?:\d{1,3}|for|of|from)$")


def is_commit_key(key: str) -> bool:
    """Whether a field of this key (in lower case) holds commit ids: "git commit", "batch 1 commit", "qa fix commit".

    Not one that speaks of commits in general ("commit strategy"), or of another commit ("upstream commit").
    """
    words = _words_of_key(key) if _LOOK.search(key) else []
    if not words or len(words) > _MOST_KEY_WORDS:
        return False
    return _VERIFIED.fullmatch(" ".join(words)) is not None or (words[-1] in COMMIT_KEY_ENDS and _is_of_commit(words))


def _words_of_key(key: str) -> list[str]:
    """The words of a key without the unit that it names; none where one of them makes it another kind of key."""
    bare = " ".join(drop_parentheses(_KEY_UNIT.sub(" ", key)).replace(":", " ").split())
    words = _KEY_END.sub("", bare).split()
    return words if _OTHER_KEYS.isdisjoint(words) else []


def _is_of_commit(words: list[str]) -> bool:
    """Whether the last word of a key is about a commit, and not about any other id or link."""
    last = words[-1]
    is_named = "commit" in " ".join(words)
    return is_named or last.startswith("sha") or (last.startswith("hash") and "git" in words)


def key_unit(key: str) -> str | None:
    """The id of the unit that a key names ("Batch 1 Git Commit", "Commit SHA (Task 1.1)"), or None."""
    units = find_units(key)
    return units[0].id if units else None
