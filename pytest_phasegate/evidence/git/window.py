"""Which changes of a file may be the work of a unit that cites no commit: those in the unit's window of history.

The window begins shortly before the unit appeared in its document and ends with the judged revision. Its lengths were
measured on 4,349 claims of 16 histories: with them 0.1 % of the honest claims fail. Commits measure better than hours:
20 commits catch half of the files that nobody touched, where 24 hours alone accuse three times as much honest work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence.git.one_pass import is_gone
from pytest_phasegate.model.commits import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_phasegate.evidence.git.objects import Node
    from pytest_phasegate.evidence.git.one_pass import OnePass, PastCommit, Touch
    from pytest_phasegate.evidence.git.unit_times import UnitTimes
    from pytest_phasegate.model.commits import Change
    from pytest_phasegate.model.policy import WindowRule

BEFORE_OPEN = 5
MOST_COMMITS = 100
"""Hours never reach further: in a busy history they would let any file pass."""

MOST_BESIDE = 2
"""How many times as many paths, and how many more, a commit may change that takes another one back.

Without this bound 27 of 4,260 honest claims fail, whose features were removed later, among other work.
"""


class Window(NamedTuple):
    """From which commit on changes count, and whether all of them can be seen."""

    start: int
    is_seen: bool


def open_window(history: OnePass, times: UnitTimes, rule: WindowRule) -> Window:
    """The window of a unit.

    Args:
        history: the judged history.
        times: when the unit appeared and was called done. Of one that was open first at most ``BEFORE_OPEN`` commits
            before its appearance count, and no hours, for its work came later.
        rule: how far the window of a unit reaches back that was done when it appeared.
    """
    first = history.commits[times.appeared]
    is_part = history.ancestors(first.place)
    most = rule.before if times.is_born_done else min(rule.before, BEFORE_OPEN)
    reach = first.time - rule.hours * 3600
    start, count = first.place, 0
    if first.is_cut:
        return Window(start, is_seen=False)
    for place in range(first.place - 1, -1, -1):
        commit = history.commits[place]
        if not is_part[place]:
            continue
        if commit.is_cut:
            return Window(start, is_seen=False)
        if not commit.is_merge:
            count += 1
            is_out_of_reach = commit.time < reach or not times.is_born_done or count > MOST_COMMITS
            if count > most and is_out_of_reach:
                return Window(start, is_seen=True)
            start = place
    return Window(start, is_seen=history.unknown is None)


def touches_in(history: OnePass, window: Window, paths: Iterable[str]) -> list[Touch]:
    """The changes of some paths from the start of a window on, earlier ones first."""
    found = {
        touch
        for path in paths
        for touch in history.touches_of(path)
        if touch.place >= window.start and not history.commits[touch.place].is_cut
    }
    return sorted(found, key=lambda touch: touch.place)


def is_as_before(touches: Sequence[Touch]) -> bool:
    """Whether a file is after some changes as it was before them: deleted and restored, or changed there and back."""
    return touches[0].change.old is not None and touches[0].change.old == touches[-1].change.new


def taken_back(history: OnePass, work: PastCommit) -> PastCommit | None:
    """The commit that brings back all that a commit changed and does little else, unless the work was done again.

    No message is asked: a revert may say anything, and 0 of 4,260 honest claims were hit by this. Documents count as
    work only where a commit has nothing else: a tick that stays must not hide that the work is gone.
    """
    changes = work_of(work.changes)
    for place in sorted(_places_of_all(history, changes, _undoes, work.place), reverse=True):
        commit = history.commits[place]
        is_small = len(commit.changes) <= MOST_BESIDE * (len(changes) + 1)
        if not commit.is_merge and is_small and not _moves(commit):
            return None if _places_of_all(history, changes, _redoes, place) else commit
    return None


def dropped_by(history: OnePass, work: PastCommit) -> PastCommit | None:
    """The merge that joined the branch of a commit and kept nothing of what the commit changed (``-s ours``)."""
    merge, changes = _joined_in(history, work), work_of(work.changes)
    if merge is None or not changes:
        return None
    kept = {change.path for change in merge.changes}
    for change in changes:
        touches = history.touches[change.path]
        on_branch = [touch for touch in touches if merge.place > touch.place >= work.place]
        if change.path in kept or on_branch[-1].place != work.place or any(t.place > merge.place for t in touches):
            return None
        if any(t.change.new == change.new and t.place != work.place for t in touches):
            return None  # the same content came by another way
    return merge


def work_of(every: Iterable[Change]) -> Sequence[Change]:
    """What of a commit's changes is of the content of files, documents aside where there are others."""
    changes = [change for change in every if change.is_of_content]
    return [change for change in changes if not change.path.endswith(".md")] or changes


def is_any_left(changes: Iterable[Change], head: str, prefix: str, find: Callable[[str, str], Node | None]) -> bool:
    """Whether some file is in a commit's tree as the changes left it: then they were not taken back.

    Args:
        changes: those of an earlier commit.
        head: the full id of the later one.
        prefix: what stands before the paths in its tree.
        find: tells what stands at a path of a commit.
    """
    work = work_of(changes)
    nodes = (find(head, prefix + change.path) for change in work)
    return not work or any((node and node.id) == each.new for node, each in zip(nodes, work, strict=True))


def _places_of_all(
    history: OnePass, changes: Iterable[Change], fits: Callable[[Touch, Change, int], bool], since: int
) -> set[int]:
    """The places of the commits, later than one, that have a fitting touch of each of some changed paths."""
    common: set[int] | None = None
    for change in changes:
        places = {touch.place for touch in history.touches[change.path] if fits(touch, change, since)}
        common = places if common is None else common & places
        if not common:
            break
    return common or set()


def _redoes(touch: Touch, change: Change, place: int) -> bool:
    return touch.place > place and touch.change.new == change.new


def _undoes(touch: Touch, change: Change, place: int) -> bool:
    """Whether a later touch takes a path from a change's new content to its old one."""
    if touch.place <= place or touch.change.old != change.new:
        return False
    return is_gone(touch) if change.kind is ChangeKind.ADDED else touch.change.new == change.old


def _moves(commit: PastCommit) -> bool:
    """Whether a commit moves a file: then what is gone at one path is at another."""
    gone = [change for change in commit.changes if change.kind is ChangeKind.DELETED]
    blobs = {change.old for change in gone}
    names = {change.path.rpartition("/")[2] for change in gone}
    added = (change for change in commit.changes if change.kind is ChangeKind.ADDED)
    return any(change.new in blobs or change.path.rpartition("/")[2] in names for change in added)


def _joined_in(history: OnePass, work: PastCommit) -> PastCommit | None:
    """The merge by which a commit of a branch came into the main line; None for a commit of that line."""
    place, joined = len(history.commits) - 1, None
    while place > work.place and history.contains(place, work.place):
        joined = history.commits[place]
        if not joined.parents:
            break
        place = joined.parents[0]
    if joined is None or place == work.place or not joined.is_merge:
        return None
    return joined
