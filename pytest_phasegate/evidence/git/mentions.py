"""What a commit message names: units, ids, subjects, documents; always as whole words: batch 1 is not batch 12."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from pytest_phasegate.model.searches import Sought

LEVELS = "stage|phase|batch|task|step|checkpoint|criterion"
WORD = r"-?[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"
SEPARATOR = r"[ \t]*(?:,[ \t]*and\b|,|&|\+|/|\band\b)[ \t]*"
RANGE = r"[ \t]*(?:\.\.\.?|…|–|—|\bto\b|\bthrough\b)[ \t]*"

NAMED_UNIT = re.compile(rf"\b({LEVELS})(?:[ \t]+#?|[ \t]*[:#_-][ \t]*|(?=\d))({WORD}(?:{RANGE}{WORD})?)", re.IGNORECASE)
NAMED_UNITS = re.compile(  # "Tasks: 6" is a count, "Tasks: 6, 7" and "Tasks: 6.1" are not
    rf"\b({LEVELS})e?s(?:[ \t]+|:[ \t]*(?=\d+\.\d|{WORD}[ \t]*,))#?"
    rf"({WORD}(?:(?:{SEPARATOR}|{RANGE})#?{WORD}){{0,50}})",
    re.IGNORECASE,
)
BARE_ID = re.compile(r"(?<![\w.-])(?:[A-Za-z][A-Za-z_-]*\d[\w.-]*|\d+[A-Za-z]\w*(?:\.\w+)*)(?:–[A-Za-z]*\d+)?")
LEADING_NUMBER = re.compile(r"^[ \t]*(?:[*+•-][ \t]+)?(?:\[[ xX]\][ \t]+)?(\d+(?:\.\d+)+)(?=[:.)]?[ \t])", re.MULTILINE)
NUMBERED = re.compile(r"([A-Za-z_-]*(?:\d+\.)*)(\d{1,9})([A-Za-z]?)")
WORD_AFTER = re.compile(r"(\d+(?:\.\d+)*[A-Za-z]?)-[A-Za-z]{2,}.*")
PARTS = re.compile(rf"{SEPARATOR}|({RANGE})#?")

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
RANGE_LIMIT = 100

_ID = re.compile(r"[A-Za-z][A-Za-z_-]*\d+(?:[_-]\d+)*(?![A-Za-z0-9])")
_LETTERS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+")
_LEVEL = re.compile(rf"(?:{LEVELS})", re.IGNORECASE)
_SCOPE = re.compile(r"[A-Za-z]{1,20}\(([^()\n]{1,200})\)!?:")
_BETWEEN_SCOPES = re.compile(r"[\s,/&+]+")


def named_units(text: str) -> Iterator[tuple[str, str]]:
    """The units that a text names, as (level, id) in lower case; the level is empty where only an id stands.

    "batches 1, 2 and 4-6", "Task 2.1", "T011-T013" and lines that begin with a dotted number are understood.
    """
    for matched in chain(NAMED_UNIT.finditer(text), NAMED_UNITS.finditer(text)):
        for id_ in expand_ids(matched[2]):
            yield matched[1].lower(), id_
    for matched in BARE_ID.finditer(text):
        for id_ in expand_ids(matched[0]):
            yield "", id_
    for matched in LEADING_NUMBER.finditer(text):
        yield "", matched[1]


def expand_ids(text: str) -> list[str]:
    """The ids of a list such as ``1, 2 and 4-6``, in lower case."""
    ids: list[str] = []
    previous = ""
    is_range = False
    for part in PARTS.split(text):
        if part is None or not part.strip():
            continue
        if re.fullmatch(RANGE, part):
            is_range = True
            continue
        token = part.strip(" \t#.").removesuffix("-")
        if len(token) == 1 and token.islower():  # "batch a" is English, "batch A" is a unit
            continue
        ids += _numbers_between(previous, token) if is_range else _expand_token(token)
        previous, is_range = token, False
    return [id_.lower() for id_ in ids]


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


def plain_subject(line: str) -> str:
    """A subject as two writings of it are compared: no bullet, no number of a pull request, no case."""
    return " ".join(PULL_NUMBER.sub("", BULLET.sub("", line.rstrip())).split()).casefold()


def _expand_token(token: str) -> list[str]:
    """The ids that one word stands for: ``4-6`` is a range, ``1-cleanup`` names 1, ``BACK-637`` is one id."""
    first, dash, last = token.replace("–", "-").rpartition("-")
    if dash and any(character.isdigit() for character in first):
        between = _numbers_between(first, last)
        if len(between) > 1:
            return [token, *between]
    word = WORD_AFTER.fullmatch(token)
    return [token, word[1]] if word else [token]


def _numbers_between(first: str, last: str) -> list[str]:
    """The ids from one to another, which differ in their last number only; else both."""
    start, end = NUMBERED.fullmatch(first), NUMBERED.fullmatch(last)
    if not start or not end or start[3] or end[3] or end[1] not in (start[1], ""):
        return [last]
    low, high = int(start[2]), int(end[2])
    if not low < high <= low + RANGE_LIMIT:
        return [last]
    width = len(start[2]) if start[2].startswith("0") else 0
    return [f"{start[1]}{number:0{width}d}" for number in range(low, high + 1)]


class _Names(NamedTuple):
    """What tells messages about a document from those about others.

    ``own`` finds the document's names, ``shape`` what looks like the id in its folder's name: another document's, where
    ``is_telling``; else only if it is one of ``ids``, those of the folders beside it. ``level`` is the level that such
    an id could be a unit's of. ``words`` are names of folders beside it that hold a document and have no id.
    """

    own: re.Pattern[str] | None
    shape: re.Pattern[str] | None
    level: str
    is_telling: bool
    ids: frozenset[str]
    words: frozenset[str]


class Namesakes:
    """Tells of messages whether they speak of the document that is asked about, or of another one."""

    def __init__(self, paths: Callable[[], Collection[str]]) -> None:
        """Look at nothing yet; ``paths`` gives the paths of the judged tree."""
        self._list = paths
        self._names: dict[tuple[str, tuple[str, ...]], _Names] = {}
        self._said: dict[tuple[str, tuple[str, ...], str], tuple[str, ...]] = {}

    def is_own(self, sought: Sought, message: str) -> bool:
        """Whether a message names the document by its folder, or by another word that stands for it."""
        own = self._of(sought).own
        return own is not None and own.search(message) is not None

    def is_foreign(self, sought: Sought, message: str) -> bool:
        """Whether a message names another document by its folder, and not this one."""
        names = self._of(sought)
        key = (sought.document, sought.scopes, message)
        if key not in self._said:
            self._said[key] = _read_names(names, message)
        return any(name in names.words or _is_other(names, name, sought) for name in self._said[key])

    def _of(self, sought: Sought) -> _Names:
        key = (sought.document, sought.scopes)
        if key not in self._names:
            self._names[key] = self._read(*key)
        return self._names[key]

    def _read(self, document: str, scopes: tuple[str, ...]) -> _Names:
        folder, _, file = document.rpartition("/")
        above, _, name = folder.rpartition("/")
        id_ = _id_of(name)
        level = _level_of(id_)
        siblings = [each for each in self._siblings.get(above, ()) if name and each != name]
        prefix = f"{above}/" if above else ""
        documents = [each for each in siblings if not _id_of(each) and f"{prefix}{each}/{file}" in self._paths]
        own = dict.fromkeys(filter(None, (*scopes, name, id_)))
        return _Names(
            own=_words(map(re.escape, own)),
            shape=_words([r"\d+".join(map(re.escape, _DIGITS.split(id_)))] if id_ else ()),
            level=level,
            is_telling=not level and sum(map(len, _LETTERS.findall(id_))) > 1,
            ids=frozenset(each if level else each.casefold() for each in map(_id_of, siblings)),
            words=frozenset(each.casefold() for each in documents),
        )

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(self._list())

    @cached_property
    def _siblings(self) -> Mapping[str, set[str]]:
        """The names of the folders in each folder."""
        found: dict[str, set[str]] = {}
        for path in self._paths:
            folder = path.rpartition("/")[0]
            above, _, name = folder.rpartition("/")
            while folder and name not in found.setdefault(above, set()):
                found[above].add(name)
                folder = above
                above, _, name = folder.rpartition("/")
        return found


def _read_names(names: _Names, message: str) -> tuple[str, ...]:
    """What may be names of other documents' folders in a message; none where it names the document itself."""
    if names.own is not None and names.own.search(message):
        return ()
    scope = _SCOPE.match(message)
    words = _BETWEEN_SCOPES.split(scope[1].casefold()) if scope else ()
    found = names.shape.finditer(message) if names.shape else ()
    return (*names.words.intersection(words), *(match[0] for match in found))


def _is_other(names: _Names, found: str, sought: Sought) -> bool:
    """Whether what looks like the id of a document's folder is that of another one, and no unit's."""
    if names.level:
        return found in names.ids and names.level != sought.level
    return found.casefold() != sought.id.casefold() and (names.is_telling or found.casefold() in names.ids)


def _words(patterns: Iterable[str]) -> re.Pattern[str] | None:
    every = "|".join(patterns)
    return re.compile(rf"(?<![\w-])(?:{every})(?!\w|-\d)", re.IGNORECASE) if every else None


def _id_of(name: str) -> str:
    """The id in a folder's name, as in "TASK_2025_028-search", "T1" or "FEAT-3-login", or nothing."""
    match = _ID.match(name)
    return match[0] if match else ""


def _level_of(id_: str) -> str:
    """The level of which an id could as well be a unit's, as "batch-2" and "TASK_7" but not "TASK_2025_028"."""
    letters = _LETTERS.findall(id_)
    is_one = len(letters) == 1 and len(_DIGITS.findall(id_)) == 1
    return letters[0].casefold() if is_one and _LEVEL.fullmatch(letters[0]) else ""
