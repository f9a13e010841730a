"""What history shows of the work of units, file by file: where it is, and whether it was undone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.one_pass import is_gone
from pytest_phasegate.evidence.git.unit_times import UnitTimes
from pytest_phasegate.evidence.git.window import dropped_by, is_as_before, open_window, taken_back, touches_in
from pytest_phasegate.model.commits import Undoing, Undone, Work
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_phasegate.evidence.git.losses import Losses
    from pytest_phasegate.evidence.git.one_pass import OnePass, PastCommit, Touch
    from pytest_phasegate.evidence.git.unit_times import DocumentTimes
    from pytest_phasegate.evidence.git.window import Window
    from pytest_phasegate.model.commits import WorkAsked
    from pytest_phasegate.model.unknown import Unknown

SHARED_PARTS = 2
MOST_TRIED = 100
"""Changes of the files of a folder or pattern, the latest, of which one that stands is enough."""

WIDE = 100
"""Paths of a commit from which on files may have been made and moved within it: a squash of a long branch."""


class Works:
    """Answers what history shows of a file that a unit names.

    Args:
        history: the judged history.
        times: tells when units appeared and were called done.
        losses: tells how files were lost.
        current: gives the text of a document that is judged as it lies there; None where a commit is judged.
    """

    def __init__(
        self, history: OnePass, times: DocumentTimes, losses: Losses, current: Callable[[str], str | None]
    ) -> None:
        self._history = history
        self._times = times
        self._losses = losses
        self._current = current
        self._of_document = cache(self._read_times)
        self._shown = cache(self._show)  # more than one gate asks about a file
        self._undoing = cache(self._find_undoing)

    def of(self, asked: WorkAsked) -> Work:
        """What history shows; see ``GitEvidence.work``."""
        return self._shown(asked)

    def _show(self, asked: WorkAsked) -> Work:
        times = self.times(asked.document, asked.dialect, asked.unit)
        window = open_window(self._history, times, asked.window)
        paths, note = self._paths(asked.pattern), ""
        shown = Work(
            was_held=bool(paths),
            claimed=self._history.commits[times.claimed].id,
            is_born_done=times.is_born_done,
            is_wide=times.is_born_done and len(self._history.commits[times.claimed].changes) > WIDE,
        )
        if not paths and (made := self._made_as(asked.pattern, times)):
            paths, note = [made], f"made as {made}"
        touches = touches_in(self._history, window, paths)
        if touches and (held := self._held(shown, touches, times)) is not None:
            undone = held.undone or (self._losses.in_change(paths[0], times.claimed) if len(paths) == 1 else None)
            return replace(held, note=note, was_held=True, undone=undone)
        blind = None if window.is_seen else self._history.unknown or causes.SHALLOW
        return replace(shown, last=self._last(paths, window), unknown=blind)

    def _held(self, shown: Work, touches: Sequence[Touch], times: UnitTimes) -> Work | None:
        """The change that holds a claim: the last of those before the unit was done, else the first after it.

        One that was taken back does not hold it, nor does the one that took it back. Where there are no others, the one
        that was taken back last is told; where a file is as it was before for another reason, nothing changed it: None.
        """
        touches = touches[-MOST_TRIED:]
        undone = {touch: by for touch in touches if (by := self._undoing(touch.place)) is not None}
        undoing = {by.place for by in undone.values()}
        standing = [touch for touch in touches if touch not in undone and touch.place not in undoing]
        is_of_one_path = len({touch.change.path for touch in touches}) == 1
        if not undone and is_of_one_path and is_as_before(touches):
            return None
        before = [touch for touch in standing if touch.place <= times.claimed]
        work = (before[-1:] or standing[:1] or [max(undone, key=lambda touch: undone[touch].place)])[0]
        commit, by = self._history.commits[work.place], undone.get(work)
        return replace(
            shown,
            commit=commit.id,
            name=commit.name,
            when=self._when(work, times),
            is_since=work.place > times.appeared,
            kinds=frozenset(touch.change.kind for touch in standing),
            undone=_told(by) if by else None,
        )

    def undone(self, commit: str) -> Undone | None:
        """What restores all that a commit (full id) changed, or the merge that kept nothing of it."""
        place = self._places.get(commit)
        by = None if place is None else self._undoing(place)
        return _told(by) if by else None

    def lost(self, asked: WorkAsked) -> Undone | Unknown | None:
        """How a file that a unit's commits wrote was lost; see ``GitEvidence.lost``."""
        times = self.times(asked.document, asked.dialect, asked.unit)
        if self._history.commits[times.claimed].is_cut:
            return self._history.unknown or causes.SHALLOW
        lost = self._losses.at(asked.pattern, times.claimed)
        return lost[0] if lost else self._losses.in_change(asked.pattern, times.claimed)

    def gone_units(self, document: str, dialect: str) -> tuple[tuple[str, str], ...]:
        """The keys of the units that a document had and has no more, each with the name of the commit since which."""
        gone = self._times.gone(document, dialect, self._current(document))
        return tuple((key, self._history.commits[place].name) for key, place in gone.items())

    def is_new(self, asked: WorkAsked) -> bool:
        """Whether a unit appeared with the change that is judged against a base."""
        return self._losses.is_new(self.times(asked.document, asked.dialect, asked.unit).appeared)

    def _find_undoing(self, place: int) -> PastCommit | None:
        work = self._history.commits[place]
        return taken_back(self._history, work) or dropped_by(self._history, work)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {commit.id: commit.place for commit in self._history.commits}

    def ever_held(self, ending: str) -> tuple[str, ...]:
        """The paths that any commit of history touched and that end in a path."""
        name = ending.rpartition("/")[2]
        return tuple(path for path in self._by_name.get(name, ()) if path == ending or path.endswith(f"/{ending}"))

    def _read_times(self, document: str, dialect: str) -> Mapping[str, UnitTimes]:
        return self._times.of(document, dialect, self._current(document))

    def times(self, document: str, dialect: str, unit: str | None) -> UnitTimes:
        """The times of a unit; where no version has it, it is what is judged that brings it, after the last commit."""
        times, last = self._of_document(document, dialect), len(self._history.commits) - 1
        if unit is not None:
            return times.get(unit, UnitTimes(last, last))
        appeared = min((each.appeared for each in times.values()), default=last)  # the document as a whole
        return UnitTimes(appeared, appeared)

    def dates(self, document: str, dialect: str) -> Mapping[str, tuple[int | None, int | None]]:
        """When each unit was begun and done; see ``GitEvidence.unit_dates``."""
        times = self._of_document(document, dialect)
        return {key: (self._date(each.begun), self._date(each.claimed)) for key, each in times.items()}

    def _date(self, place: int | None) -> int | None:
        """When a commit was made; None for what is not committed yet."""
        commit = None if place is None else self._history.commits[place]
        return commit.time if commit and commit.id else None

    def _paths(self, pattern: str) -> Sequence[str]:
        """The paths of history that a path, a folder (with a slash at its end) or a glob stands for."""
        if pattern in self._history.touches:
            return [pattern]
        if pattern.endswith("/") or any(sign in pattern for sign in "*?{"):
            return [path for path in self._history.touches if matches(pattern, path)]
        return []

    def _made_as(self, path: str, times: UnitTimes) -> str | None:
        """Where a file that never was at its path was made instead: one of its name, changed since the unit appeared.

        It is the only one of that name, or the only one that shares two or more last parts: 43 claims, all of them
        honest work in another folder; an invented name has none.
        """
        name = path.rpartition("/")[2]
        since = [
            each
            for each in self._by_name.get(name, ())
            if any(touch.place >= times.appeared and not is_gone(touch) for touch in self._history.touches[each])
        ]
        if len(since) > 1:
            tail = "/".join(path.split("/")[-SHARED_PARTS:])
            since = [each for each in since if each.endswith(f"/{tail}")]
        return since[0] if len(since) == 1 else None

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        names: dict[str, list[str]] = {}
        for path in self._history.touches:
            names.setdefault(path.rpartition("/")[2], []).append(path)
        return names

    def _last(self, paths: Sequence[str], window: Window) -> str:
        """The last change of some paths before a window, in words; nothing where there is none."""
        places = [touch.place for path in paths for touch in self._history.touches_of(path)]
        earlier = [place for place in places if place < window.start and not self._history.commits[place].is_cut]
        return self._history.commits[max(earlier)].name if earlier else ""

    def _when(self, work: Touch, times: UnitTimes) -> str:
        """When a change was made, as seen from the document."""
        if work.place == times.claimed:
            return "in the commit that says it is done" if self._history.commits[work.place].id else "not committed yet"
        if work.place < times.appeared:
            between = self._plain_commits(work.place, times.appeared)
            return f"{count_of(between, 'commit')} before the document named it"
        if work.place < times.claimed:
            return "between the unit's appearance and its being done"
        return f"{count_of(self._plain_commits(times.claimed, work.place), 'commit')} after it was said to be done"

    def _plain_commits(self, first: int, last: int) -> int:
        is_part = self._history.ancestors(last)
        commits: Sequence[PastCommit] = self._history.commits[first:last]
        return max(1, sum(1 for each in commits if is_part[each.place] and not each.is_merge))


def _told(by: PastCommit) -> Undone:
    return Undone(by.id, by.name, Undoing.DROPPED if by.is_merge else Undoing.TAKEN_BACK)
