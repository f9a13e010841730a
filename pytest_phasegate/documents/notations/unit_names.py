"""How a line names a unit: "Batch 2C", "✅ [x] QA Batch 1", "COMPLETE: Task 1.2"."""

from __future__ import annotations

from pytest_phasegate.documents.notations.status_words import PLAIN_WORDS
from pytest_phasegate.vocabulary import UNIT_ID

BEFORE = (
    r"(?P<before>[^\w(\[\n-]{0,9}(?:(?P<mark>\[[^\[\]\n]{1,30}\])[ ]{1,3})?(?:\d{1,3}[.)][ ]{1,3})?"
    rf"(?:(?P<said>(?i:{PLAIN_WORDS}))[ ]{{0,3}}[:—–-]{{1,2}}[ ]{{1,3}})?)(?:(?P<tag>[A-Z]{{2,3}})[ ](?=[A-Z]?[a-z]))?"
    r"[*_~`]{0,5}"
)
"""The pattern of what may stand before a name: signs, a box, a list's number, a status, a short word in capitals.

The groups: ``before`` is all but that word, ``mark`` the box, ``said`` the status, ``tag`` the word.
"""

_NUMBER_SIGN = r"(?:[ ]{1,4}(?:\#|No\.?[ ])?|\#|(?:(?<!(?i:task))-)?(?=\d))"  # "TASK-42" is the name of a document


def unit_pattern(words: str, ids: str = UNIT_ID) -> str:
    """The pattern of how a line begins that names a unit.

    Args:
        words: the pattern of what units of its level are called (group ``level``).
        ids: the pattern of an id (group ``id``).
    """
    return rf"{BEFORE}(?P<level>(?ai:{words})){_NUMBER_SIGN}(?P<id>{ids})(?!\w)"
