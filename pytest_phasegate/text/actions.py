"""Whether a task is one action with one output: a heuristic over its words that explains itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Collection

_CLEAR = """
add adjust apply configure connect convert create define delete develop enable establish expose extend extract
fill fix generate implement initialize install integrate introduce migrate modify move optimize prepare
provide publish refactor register remove rename replace rewrite scaffold store update upgrade wire write
"""
_DOUBTFUL = """
build bundle call clean commit compile deploy design document execute format insert launch merge mock parse
push query read release run seed send set split start stop test
"""
_FIRST = """
check decide ensure revert review show validate verify
"""

CLEAR_VERBS = frozenset(_CLEAR.split())
"""Verbs that are hardly ever nouns: behind "and" they begin an action of their own."""

VERBS = CLEAR_VERBS.union(_DOUBTFUL.split())
"""With verbs that are nouns as well ("and test coverage"), which count behind ";" and "then" only."""

FIRST_VERBS = VERBS.union(_FIRST.split())
"""With verbs that begin a title, and are never a second action: looking at what was done belongs to doing it."""

_HIDDEN = pattern(r"`[^`]{0,400}`|\"[^\"]{0,400}\"|“[^”]{0,400}”|\([^()]{0,400}\)|\[[^\[\]]{0,400}\]")
_JOINT = pattern(
    r"(?:\s*;\s+|,?\s+(?:and\s+)?then\s+|,?\s+(?:and|&|\+)\s+|,\s+)(?:also\s+)?(?=[A-Za-z])", re.IGNORECASE
)
_WORD = pattern(r"[A-Za-z][A-Za-z-]*")
_LONGEST = 1_000


def second_action(title: str, more_verbs: Collection[str] = ()) -> str:
    """The words of a second action in a title, or "" where it has only one.

    A title has two where it begins with a verb and, behind something that is acted on, another verb begins: behind
    ";" or "then" any verb, behind "and", "&", "+" or a comma one that is hardly ever a noun. These do not count: verbs
    of one object ("Define and implement the parser"), what a thing is made to do ("Configure it to copy and create"),
    verbs that stand for nouns ("Add create and delete endpoints"), how a result is shown ("Run the tests and output
    a summary"), and what stands in code, quotes and parentheses.

    Args:
        title: the words of the task, without its number.
        more_verbs: further verbs that begin an action of their own, in lower case.
    """
    text = _HIDDEN.sub(" x ", title[:_LONGEST].replace("*", ""))
    first = _WORD.match(text)
    if not first or (first[0].lower() not in FIRST_VERBS and first[0].lower() not in more_verbs):
        return ""
    clear, every = (CLEAR_VERBS.union(more_verbs), VERBS.union(more_verbs)) if more_verbs else (CLEAR_VERBS, VERBS)
    for joint in _JOINT.finditer(text, first.end()):
        verb = _WORD.match(text, joint.end())
        is_clause = ";" in joint[0] or "then" in joint[0].lower()
        between = [word.lower() for word in _WORD.findall(text[first.end() : joint.start()])]
        if verb is None or every.issuperset(between) or (not is_clause and "to" in between):
            continue  # also "Configure the script to copy files and create links": one script that does both
        if text[verb.end() : verb.end() + 1] == " " and verb[0].lower() in (every if is_clause else clear):
            return text[joint.end() :].strip()[:60]
    return ""
