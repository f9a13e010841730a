"""Whose work a message speaks of: every document has a batch 1, and its folder's name tells it from the others."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence.git.mentions import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_phasegate.evidence.files.paths import PathIndex
    from pytest_phasegate.model.facts import Sought

_ID = re.compile(r"[A-Za-z][A-Za-z_-]*\d+(?:[_-]\d+)*(?![A-Za-z0-9])")
_LETTERS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+")
_LEVEL = re.compile(rf"(?:{LEVELS})", re.IGNORECASE)
_SCOPE = re.compile(r"[A-Za-z]{1,20}\(([^()\n]{1,200})\)!?:")
_BETWEEN_SCOPES = re.compile(r"[\s,/&+]+")


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

    def __init__(self, index: Callable[[], PathIndex]) -> None:
        """Look at nothing yet; ``index`` gives the paths of the judged tree."""
        self._index = index
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
        documents = [each for each in siblings if not _id_of(each) and f"{prefix}{each}/{file}" in self._index()]
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
    def _siblings(self) -> Mapping[str, list[str]]:
        """The names of the folders in each folder."""
        found: dict[str, list[str]] = {}
        for folder in self._index().folders:
            above, _, name = folder.rpartition("/")
            found.setdefault(above, []).append(name)
        return found


def _read_names(names: _Names, message: str) -> tuple[str, ...]:
    """What may be names of other documents' folders in a message; none where it names the document itself."""
    if names.own is not None and names.own.search(message):
        return ()
    scope = _SCOPE.match(message)
    words = _BETWEEN_SCOPES.split(scope[1].casefold()) if scope else ()
    found = names.shape.finditer(message) if names.shape else ()
    return (*(word for word in words if word in names.words), *(match[0] for match in found))


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
