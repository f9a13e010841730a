"""The commit that fits a unit best, by the files that both name, their words, and how near it is to the unit's tick.

Of 483 units whose commits are known the sum puts the right one first in 92 %; files alone do in 74 %, words alone in
61 %. Units and ids that messages name add nothing to it. With the right commit taken away it still names another one
for 40 % of the units: what it names is a note, never a proof.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from pytest_phasegate.evidence.git.messages import MessageIndex
    from pytest_phasegate.evidence.git.one_pass import OnePass, PastCommit

BEFORE = 40
"""Commits before the tick that are looked at besides those that change one of the unit's files."""

ENOUGH, LEAD = 1.5, 0.3
"""With this score, and this lead over the second, 87 % of the units are answered, and 97.9 % of the answers right."""

UNPLACED = 0.5  # of a unit whose tick nobody knows

MOST_LINES = 50  # of a message's body: a squash lists what it holds


class Unit(NamedTuple):
    """What a unit's commit is known by.

    ``document`` is where it stands, ``files`` are its paths, ``titles`` what it is called and what its commit was to be
    called, ``tick`` the place of the commit that says it is done (None: nobody knows). ``may_follow`` says that the
    work may come after it: an id may be written down later. ``is_left_out`` tells of commits that cannot be it.
    """

    document: str
    files: frozenset[str]
    titles: tuple[str, ...]
    tick: int | None
    may_follow: bool
    is_left_out: Callable[[PastCommit], bool]


class Fitting(NamedTuple):
    """A commit, how well it fits, and how many of the unit's files it changes: ``changed``."""

    score: float
    commit: PastCommit
    changed: int


class Likeliest:
    """Ranks the commits of the judged history.

    Args:
        history: the judged history.
        messages: what its commits say.
    """

    def __init__(self, history: OnePass, messages: MessageIndex) -> None:
        self._history = history
        self._messages = messages

    def find(self, unit: Unit) -> tuple[Fitting, ...]:
        """The commit that fits a unit well enough, and where it does not lead, the second one; or none."""
        ranked = sorted((self._weigh(commit, unit) for commit in self._candidates(unit)), reverse=True)[:2]
        if not ranked or ranked[0].score < ENOUGH:
            return ()
        is_clear = len(ranked) < 2 or ranked[0].score - ranked[1].score >= LEAD
        return tuple(ranked[:1] if is_clear else ranked)

    def _candidates(self, unit: Unit) -> list[PastCommit]:
        history = self._history
        places = {touch.place for path in unit.files for touch in history.touches_of(path)}
        last = len(history.commits) - 1 if unit.tick is None else unit.tick
        is_part = history.ancestors(last)
        before = (place for place in range(last, -1, -1) if is_part[place] and not history.commits[place].is_merge)
        places.update(place for place, _ in zip(before, range(BEFORE), strict=False))
        return [commit for place in sorted(places) if self._is_work(commit := history.commits[place], unit)]

    def _is_work(self, commit: PastCommit, unit: Unit) -> bool:
        """Whether a commit stands and changed one of the unit's files, or where it has none, more than the document."""
        if commit.is_cut or commit.id not in self._messages.messages or unit.is_left_out(commit):
            return False
        changed = {change.path for change in commit.changes if change.is_of_content} - {unit.document}
        return self._messages.stands(commit.id) and bool(changed & unit.files if unit.files else changed)

    def _weigh(self, commit: PastCommit, unit: Unit) -> Fitting:
        changed = {change.path for change in commit.changes if change.is_of_content}
        work = {path for path in changed if path in unit.files or not path.endswith(".md")}
        count = len(changed & unit.files)
        score = count / max(1, len(unit.files)) + count / max(1, len(work)) + self._alike(commit.id, unit.titles)
        return Fitting(score + self._nearness(commit.place, unit) - (not work), commit, count)

    def _nearness(self, place: int, unit: Unit) -> float:
        if unit.tick is None:
            return UNPLACED
        first, last = sorted((place, unit.tick))
        away = sum(1 for each in self._history.commits[first:last] if not each.is_merge)
        return 1 / (1 + away / 5) - 2 * (place > unit.tick and not unit.may_follow)

    def _alike(self, commit: str, titles: Iterable[str]) -> float:
        """The share of a title's words that a line of a message has, and of the line's that the title has."""
        subject, body = self._messages.messages[commit]
        lines = [stems(line) for line in (subject, *body.splitlines()[:MOST_LINES])]
        wanted = [stems(title) for title in titles]
        return max((self._share(line, words) for line in lines for words in wanted), default=0.0)

    def _share(self, line: frozenset[str], title: frozenset[str]) -> float:
        both = self._weight(line & title)
        return both / self._weight(title) + both / self._weight(line) if both else 0.0

    def _weight(self, words: Collection[str]) -> float:
        return sum(log(len(self._history.commits) + 2) - log(1 + self._counts.get(word, 0)) for word in words)

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        """In how many subjects each word stands: a rare one tells more."""
        subjects: Sequence[str] = [commit.subject for commit in self._history.commits]
        return Counter(word for subject in subjects for word in stems(subject))
