"""The task list of a document at the base of a pull request against the one at its head: what is gone."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level, Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from pytest_phasegate.model.claims import BoxClaim
    from pytest_phasegate.model.workflow import Unit, Workflow

_MOST_COMPARED = 200  # titles; in a longer list only the same title is looked for
_MOST_SOUGHT = 20  # units that are gone whose likeness is looked for
_LENGTH = 80
_OPEN = (Mark.OPEN, Mark.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneUnit:
    """A unit that is gone; what stood before it now stands at ``line``.

    ``below`` counts the units below it that are gone with it. ``near`` is the one that may have taken its place.
    """

    unit: Unit
    line: int
    below: int = 0
    near: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneBox:
    """A box that was open and is gone; ``unit`` is the unit that held it, as it is now."""

    unit: Unit
    box: BoxClaim


def gone_units(before: Workflow, after: Workflow) -> tuple[GoneUnit, ...]:
    """The units that a document no longer has, in its order; those below one that is gone are counted with it.

    A unit is the same while its key is: it may be reworded. It is there as well where it kept its id and its title and
    only its level changed, and where it shared its id with others and was given one of its own.
    """
    counterparts = find_counterparts(before, after)
    gone: list[GoneUnit] = []
    line = after.root.line
    for unit in before.units():
        parent = before.parent(unit)
        if unit.key in counterparts:
            line = counterparts[unit.key].line
        elif parent is None or parent is before.root or parent.key in counterparts:
            below = sum(1 for each in unit.walk() if each.key not in counterparts) - 1
            near = _nearest(unit, after, counterparts) if len(gone) < _MOST_SOUGHT else None
            gone.append(GoneUnit(unit=unit, line=line, below=below, near=near))
    return tuple(gone)


def find_counterparts(before: Workflow, after: Workflow) -> Mapping[str, Unit]:
    """By key of a unit that a document had, the unit that it is now; each is one unit's only."""
    now = {unit.key: unit for unit in after.units()}
    units = tuple(before.units())
    shared = {unit.key.partition("~")[0] for unit in units if "~" in unit.key}
    apart = [unit for unit in units if _is_one_of(unit, shared)]  # several of one id are told apart by their titles
    counterparts = {unit.key: now[unit.key] for unit in units if unit.key in now and not _is_one_of(unit, shared)}
    _pair(counterparts, apart, now.values(), _title)
    _pair(counterparts, apart, now.values(), lambda unit: unit.key)
    known = {unit.key for unit in units}
    new = (unit for unit in now.values() if unit.key not in known)
    _pair(counterparts, units, new, lambda unit: (unit.id, _title(unit)))
    return counterparts


def _is_one_of(unit: Unit, keys: Collection[str]) -> bool:
    return unit.key.partition("~")[0] in keys


def _pair(
    counterparts: dict[str, Unit], units: Iterable[Unit], now: Iterable[Unit], mark: Callable[[Unit], object]
) -> None:
    """Pair each unit that has no counterpart yet with the first unit of the same mark that is nobody's."""
    taken = {unit.key for unit in counterparts.values()}
    free: dict[object, deque[Unit]] = {}
    for unit in now:
        if unit.key not in taken:
            free.setdefault(mark(unit), deque()).append(unit)
    for unit in units:
        if unit.key not in counterparts and free.get(mark(unit)):
            counterparts[unit.key] = free[mark(unit)].popleft()


def likeness(before: Workflow, after: Workflow) -> float:
    """How much of a document's units another text has, with their titles: from 0 to 1."""
    wanted = {(unit.key, _title(unit)) for unit in before.units()}
    there = {(unit.key, _title(unit)) for unit in after.units()}
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _title(unit: Unit) -> str:
    return " ".join(unit.title.casefold().split())


def _nearest(gone: Unit, after: Workflow, counterparts: Mapping[str, Unit]) -> Unit | None:
    """The unit that bears the title of one that is gone; else the likest among those that are new."""
    titles = {_title(unit): unit for unit in after.units()}
    if same := titles.get(_title(gone)):
        return same
    taken = {unit.key for unit in counterparts.values()}
    new = {_title(unit)[:_LENGTH]: unit for unit in after.units() if unit.key not in taken}
    if len(new) > _MOST_COMPARED:
        return None
    found = get_close_matches(_title(gone)[:_LENGTH], new, n=1)
    return new[found[0]] if found else None


def gone_boxes(before: Workflow, after: Workflow) -> Iterator[GoneBox]:
    """The boxes that were open and are gone from units that now claim to be done, and from the document once it does.

    Boxes of the same words are counted: of two units that each have "tests pass" neither box may go for the other's
    being there. A box may move to another unit, and a box of new words in the same unit stands for one of the old; one
    that is not to be ticked is struck out.
    """
    was, are = (Counter(_text(box) for unit in each.root.walk() for box in unit.boxes) for each in (before, after))
    fewer, more = was - are, are - was
    counterparts = find_counterparts(before, after)
    for unit in before.root.walk():
        now = after.root if unit is before.root else counterparts.get(unit.key)
        if now is None or not _is_done(now):
            continue
        waiting = _open_boxes(unit)
        missing = [box for text, count in _lost(unit, now, fewer).items() for box in waiting[text][-count:]]
        reworded = (_count(now) - _count(unit)) & more
        more -= reworded
        fewer -= Counter(_text(box) for box in missing)
        missing.sort(key=lambda box: box.line)
        for box in missing[reworded.total() :]:
            yield GoneBox(unit=now, box=box)


def _is_done(unit: Unit) -> bool:
    """Whether a unit claims to be done, or is a document all of whose units do."""
    if unit.level is not Level.DOCUMENT or unit.status.is_claimed:
        return unit.status.is_claimed
    settled = [each.status.is_claimed for each in unit.units if each.status.is_settled]
    return len(settled) == len(unit.units) and any(settled)


def _lost(unit: Unit, now: Unit, fewer: Counter[str]) -> Counter[str]:
    """By words, how many open boxes a unit has lost for which the document has none elsewhere."""
    still = _open_boxes(now)
    closed = Counter({text: len(boxes) - len(still.get(text, ())) for text, boxes in _open_boxes(unit).items()})
    return (_count(unit) - _count(now)) & fewer & closed


def _open_boxes(unit: Unit) -> dict[str, list[BoxClaim]]:
    """The boxes of a unit that are open, by their words."""
    found: dict[str, list[BoxClaim]] = {}
    for box in unit.boxes:
        if box.mark in _OPEN:
            found.setdefault(_text(box), []).append(box)
    return found


def _count(unit: Unit) -> Counter[str]:
    return Counter(map(_text, unit.boxes))


def _text(box: BoxClaim) -> str:
    return " ".join(box.text.casefold().split())
