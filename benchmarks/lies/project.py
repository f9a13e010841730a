"""An honest repository in which a lie is planted: places in its documents, and how they are changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.lies.history import Commit, History, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

POLICY = "phasegate.yaml"


class NoPlaceError(Exception):
    """The repository has no place for a lie of this kind."""


class Place(NamedTuple):
    """A line of a document as it stands at last, counted from 0; ``text`` is what it says."""

    path: str
    row: int
    text: str


class Expected(NamedTuple):
    """Where a lie is to be caught: any of some lines of a document, counted from 1, 0 for the document as a whole."""

    path: str
    lines: tuple[int, ...]


class Work(NamedTuple):
    """What a done unit did to a file, and the name of the commit in which it did."""

    path: str
    new_path: str
    action: str
    unit: int
    commit: str


@dataclass
class Project:
    """An honest repository.

    ``documents`` are the paths of its task documents, ``work`` what the done units of a made one did. ``base`` is the
    name of the commit that the run is held against, and ``require`` what it requires to be done.
    """

    history: History
    documents: tuple[str, ...]
    random: Random
    work: tuple[Work, ...] = ()
    dialect: str = ""
    base: str = ""
    require: tuple[str, ...] = ()

    def text(self, path: str) -> str:
        """What a file holds at last."""
        loose = self.history.loose.get(path)
        return self.history.tree().get(path, "") if loose is None else loose

    def lines(self, path: str) -> list[str]:
        """The lines of a file at last."""
        return self.text(path).split("\n")

    def all(self, pattern: str, path: str = "") -> list[Place]:
        """All lines of the documents, or of one file, in which a pattern is found."""
        wanted = re.compile(pattern)
        return [
            Place(each, index, line)
            for each in ((path,) if path else self.documents)
            for index, line in enumerate(self.lines(each))
            if wanted.search(line)
        ]

    def pick(self, pattern: str, path: str = "", where: Callable[[Place], bool] = lambda place: True) -> Place:
        """A random one of these lines.

        Raises:
            NoPlaceError: there is none.
        """
        return self.choose([place for place in self.all(pattern, path) if where(place)])

    def choose(self, places: Iterable[Place]) -> Place:
        """A random one of some places.

        Raises:
            NoPlaceError: there is none.
        """
        there = list(places)
        if not there:
            raise NoPlaceError
        return self.random.choice(there)

    def choose_value(self, files: dict[str, str], ending: str) -> str:
        """What a random one of some files holds, of those whose names end so."""
        return files[self.random.choice(sorted(path for path in files if path.endswith(ending)))]

    def above(self, place: Place, pattern: str) -> Place:
        """The nearest line above a place, or the place itself, in which a pattern is found."""
        return self._first(place, pattern, range(place.row, -1, -1))

    def below(self, place: Place, pattern: str) -> Place:
        """The nearest line below a place in which a pattern is found."""
        return self._first(place, pattern, range(place.row + 1, len(self.lines(place.path))))

    def has_above(self, place: Place, pattern: str, until: str) -> bool:
        """Whether a pattern is found above a place before another one is."""
        for line in reversed(self.lines(place.path)[: place.row]):
            if re.search(pattern, line):
                return True
            if re.search(until, line):
                return False
        return False

    def _first(self, place: Place, pattern: str, indexes: Iterable[int]) -> Place:
        lines = self.lines(place.path)
        for index in indexes:
            if re.search(pattern, lines[index]):
                return Place(place.path, index, lines[index])
        raise NoPlaceError

    def change(self, place: Place, *lines: str) -> Place:
        """Put lines in the place of one, in every version of the document that has it there; returns the first."""
        return self._splice(place, 1, lines)

    def replace(self, place: Place, pattern: str, words: str) -> Place:
        """Change words of a line, in every version of the document that has it there.

        Raises:
            NoPlaceError: the line does not have them.
        """
        changed = re.sub(pattern, words, place.text, count=1)
        if changed == place.text:
            raise NoPlaceError
        return self.change(place, changed)

    def insert(self, place: Place, *lines: str) -> Place:
        """Put lines below one, in every version of the document that has it; returns the first of them."""
        self._splice(place, 1, (place.text, *lines))
        return Place(place.path, place.row + 1, lines[0])

    def remove(self, place: Place, until: str = "") -> None:
        """Take a line out, or all from it to before the one in which a pattern is found."""
        count = 1
        if until:
            lines = self.lines(place.path)
            rest = range(place.row + 1, len(lines))
            end = next((index for index in rest if re.search(until, lines[index])), len(lines))
            for index in range(end - 1, place.row, -1):
                self._splice(Place(place.path, index, lines[index]), count, ())
        self._splice(place, count, ())

    def expect(self, *places: Place) -> Expected:
        """That a lie is caught at one of these lines."""
        return Expected(places[0].path, tuple(place.row + 1 for place in places))

    def _splice(self, place: Place, count: int, lines: Iterable[str]) -> Place:
        last = self.lines(place.path)
        anchor = _anchor(last, place.row)
        new = list(lines)
        versions = [commit.files for commit in self.history.commits] + [self.history.loose]
        for files in versions:
            text = files.get(place.path)
            if text is None:
                continue
            there = text.split("\n")
            start = _find(there, last, anchor, place.row)
            if start is not None:
                there[start : start + count] = new
                files[place.path] = type(text)("\n".join(there))
        return Place(place.path, place.row, new[0] if new else "")

    def write(self, path: str, text: str | None) -> None:
        """Change what a file holds at last: in the last commit that writes it, else in the last of all."""
        writers = [commit for commit in self.history.commits if commit.files.get(path) is not None]
        (writers or self.history.commits)[-1].files[path] = text

    def edit(self, path: str, old: str, new: str) -> None:
        """Change words of a file in every version that has them.

        Raises:
            NoPlaceError: no version has them.
        """
        has_any = False
        for files in [commit.files for commit in self.history.commits] + [self.history.loose]:
            text = files.get(path)
            if text is not None and old in text:
                files[path], has_any = text.replace(old, new, 1), True
        if not has_any:
            raise NoPlaceError

    def rules(self, text: str) -> None:
        """Add YAML to the policy, from the first commit on: where it has parts, in a part of its own."""
        for commit in self.history.commits:
            if (policy := commit.files.get(POLICY)) is None:
                continue
            commit.files[POLICY] = policy.replace("include: [", "include: [more.yaml, ", 1)
            if "include: [" not in policy:
                commit.files[POLICY] = policy + text
            else:
                commit.files["more.yaml"] = text

    def cited(self, place: Place) -> Commit:
        """The commit that a line cites."""
        found = re.search(r"⟦(\w+)", place.text)
        if found is None:
            raise NoPlaceError
        return self.history.by_name(found[1])

    def commit_of(self, path: str) -> Commit:
        """The first commit that writes a file."""
        return next(commit for commit in self.history.commits if commit.files.get(path) is not None)

    def link(self, path: str, target: str) -> None:
        """Let a symlink stand where a file was written, from the beginning."""
        for commit in self.history.commits:
            if commit.files.get(path) is not None:
                commit.files[path] = Link(target)


def _anchor(lines: list[str], index: int) -> int:
    """The nearest line from a place upwards that stands but once in a document."""
    for at in range(index, -1, -1):
        if lines[at].strip() and lines.count(lines[at]) == 1:
            return at
    return 0


def _find(there: list[str], last: list[str], anchor: int, index: int) -> int | None:
    """Where a line of the last version stands in another one: as far below its anchor, or nearly so."""
    if last[anchor] not in there:
        return None
    start = there.index(last[anchor])
    for away in (0, 1, -1, 2, -2):
        at = start + index - anchor + away
        if start <= at < len(there) and there[at] == last[index]:
            return at
    return None
