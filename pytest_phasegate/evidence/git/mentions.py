"""What a commit message says of other commits: which it was made from, and which it takes back."""

from __future__ import annotations

import re

# What git cherry-pick -x and people write of a commit they carried over, and the lines of git merge --squash. A commit
# that a message merely speaks of ("broken since commit 4830299") is no origin.
ORIGIN = re.compile(
    r"(?:\b(?:cherry[- ]?)?(?:picked|ported|backported|rebased)[ ]from[ ]commit[ ]"
    r"|^[ \t]{0,8}commit[ ](?=[0-9a-f]{7,64}[ \t]*$))([0-9a-f]{7,64})\b",
    re.IGNORECASE | re.MULTILINE,
)
REVERTS = re.compile(r"^[ \t]{0,8}This reverts commits?\b:?", re.IGNORECASE | re.MULTILINE)
# One more id of such a sentence: "4830299 (feat: a, 2026-01-02), 9353187a and c0ffee12".
REVERTED = re.compile(
    r"[ \t\n,;&*+-]{0,20}(?:and[ ])?[ ]{0,3}(?:commits?[ ])?([0-9a-f]{7,64})\b"
    r"(?:[ ]\([^\n]{0,300}?,[ ]\d{4}-\d\d-\d\d\))?",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"\.|[ \t]*(?:\n|$)|,[ ]reversing\b", re.IGNORECASE)
REVERT = re.compile(r'(?:Revert[ ]"|revert(?:\([^()\n]{1,80}\))?!?:[ \t]{0,8})', re.IGNORECASE)
PULL_NUMBER = re.compile(r"(?<![ \t])[ \t]*\((?:#|!)\d+\)$")  # blanks are tried from their first one only: linear
BULLET = re.compile(r"^[ \t]*(?:[*+•-][ \t]+)")


def origins(text: str) -> list[str]:
    """The ids of the commits that a message says it was made from: cherry-picked, or squashed by ``git merge``."""
    return [id_.lower() for id_ in ORIGIN.findall(text)]


def reverted(subject: str, body: str) -> list[str]:
    """The ids, in lower case, of the commits that a message takes back; of a revert among them that it brings again.

    The sentence that ``git revert`` writes counts wherever a line of a revert's body begins with it. Under another
    subject ("fix: back out the store") it must be what the body begins with, as git leaves it: the body of a squash
    lists what several commits said, and one of them may have brought again what another took back.
    """
    is_one = REVERT.match(subject) is not None or subject.startswith('Reapply "')
    start = len(body) - len(body.lstrip())
    found: list[str] = []
    for sentence in REVERTS.finditer(body):
        ids, end = _ids_from(body, sentence.end())
        if is_one or (sentence.start() <= start and SENTENCE_END.match(body, end)):
            found += ids
    return found


def _ids_from(text: str, position: int) -> tuple[list[str], int]:
    """The ids that stand one after the other from a position on, and where they end."""
    ids = []
    while match := REVERTED.match(text, position):
        ids.append(match[1].lower())
        position = match.end()
    return ids, position


def is_revert(subject: str) -> bool:
    """Whether a commit with this subject takes work back; the revert of a revert brings it again."""
    count = 0
    while match := REVERT.match(subject):
        subject = subject[match.end() :]
        count += 1
    return count % 2 == 1


def names_unit(text: str, level: str, id_: str) -> bool:
    """Whether a text names a unit, as "batch 2" or "Batch: 2"; that is not "batch 12", nor "batch 2.1"."""
    name = rf"\b{re.escape(level)}[ \t:#_-]{{1,3}}{re.escape(id_)}(?![\w-]|\.\d)"
    return re.search(name, text, re.IGNORECASE) is not None


def plain_subject(line: str) -> str:
    """A subject as two writings of it are compared: no bullet, no number of a pull request, no case."""
    return " ".join(PULL_NUMBER.sub("", BULLET.sub("", line.rstrip())).split()).casefold()
