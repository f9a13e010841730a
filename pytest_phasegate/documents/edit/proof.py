"""Whether an edited text says what it was meant to say: the claims that were asked for, and all others as they were."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pytest_phasegate.documents.notations.boxes import STATES
from pytest_phasegate.model.claims import BoxClaim, Claim, Level, Mark, StatusClaim
from pytest_phasegate.model.workflow import CLAIMS, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_phasegate.documents.edit.splices import Moved

Facts = Counter[Any]

_Claim = TypeVar("_Claim", bound=Claim)
_NEW = -1  # the line of a claim that a change adds: it may stand at any line that was edited or added


def added(claim: _Claim) -> _Claim:
    """A claim that a change adds, at a line that only the edit tells."""
    return replace(claim, line=_NEW)


_WORDS = {"text": "", "source": "", "column": 0, "parent": None, "reason": "", "changed": "", "is_form": False}
"""What a claim of an edited line holds besides what it claims: how it is written there."""


class _Place(NamedTuple):
    """How a claim's line is told: by its number, or as one that was edited."""

    moved: Moved
    is_new: bool

    def of(self, line: int) -> tuple[int, bool]:
        """The line's new number, 0 for one that is edited, and whether it is edited."""
        if self.is_new:
            was_edited = line in self.moved.added or line in self._edited
            return (0 if was_edited else line), was_edited
        if line == _NEW or line in self.moved.edited:
            return 0, True
        return self.moved.line(line), False

    @property
    def _edited(self) -> frozenset[int]:
        return frozenset(self.moved.line(line) for line in self.moved.edited)


def difference(expected: Unit, found: Unit, moved: Moved) -> str:
    """In words the first thing that an edited document says otherwise than was meant; "" where all is as it was meant.

    Args:
        expected: what the document said, with the changes that are meant.
        found: what it says now.
        moved: which lines were edited, and where the others are now.
    """
    meant, said = list(expected.walk()), list(found.walk())
    if list(map(_name, meant)) != list(map(_name, said)):
        return "its units would be others"
    before, after = _Place(moved, is_new=False), _Place(moved, is_new=True)
    for one, other in zip(meant, said, strict=True):
        if before.of(one.line)[0] != after.of(other.line)[0]:
            return f"{one.name} would stand at line {other.line}"
        for kind in CLAIMS:
            if reason := _differs(kind, (one, before), (other, after)):
                return f"{reason} of {one.name}"
    return ""


def _name(unit: Unit) -> tuple[object, ...]:
    """What tells a unit apart; the document's title is its first heading, which may be a unit's that is edited."""
    return unit.level, unit.id, unit.key, unit.title if unit.level is not Level.DOCUMENT else ""


def _differs(kind: str, meant: tuple[Unit, _Place], said: tuple[Unit, _Place]) -> str:
    """In words how the claims of a kind differ; "" where they do not."""
    claims = getattr(meant[0], kind), getattr(said[0], kind)
    if not any(claims):
        return ""
    one, other = (Counter(_facts(found, place)) for found, (_, place) in zip(claims, (meant, said), strict=True))
    lost, extra = one - other, other - one
    if allowed := _ALLOWED.get(kind):
        lost, extra = allowed(lost, extra, (meant[0], said[0]))
    shown = next((f" (line {line})" for _, line in (*lost, *extra) if line), "")
    how = "lost" if lost and not extra else "others"
    return f"the {kind.replace('_', ' ')}{shown} would be {how}" if lost or extra else ""


def _facts(claims: tuple[Claim, ...], place: _Place) -> Iterator[tuple[object, ...]]:
    """The claims as they are compared: of an edited line the words do not count, only what is claimed."""
    for claim in claims:
        if isinstance(claim, StatusClaim) and claim.source == "steps":
            continue  # it follows from the parts
        line, is_edited = place.of(claim.line)
        changes: dict[str, Any] = {"line": 0}
        if isinstance(claim, BoxClaim):
            changes["parent"] = claim.parent and place.of(claim.parent)[0]
        if is_edited:
            changes |= {name: value for name, value in _WORDS.items() if hasattr(claim, name)}
        yield replace(claim, **changes), line


def _cited(lost: Facts, extra: Facts, units: tuple[Unit, Unit]) -> tuple[Facts, Facts]:
    """Commits that a sentence cites count only where a unit claims to be done: they come and go with its state."""
    was, is_now = (unit.status.is_claimed for unit in units)
    return (lost, extra) if was is is_now else (Counter(), Counter())


def _named_twice(lost: Facts, extra: Facts, units: tuple[Unit, Unit]) -> tuple[Facts, Facts]:
    """Who does the work may be said once or twice, where it is the same."""
    names = [{each.name for each in unit.assignees} for unit in units]
    return (Counter(), Counter()) if names[0] == names[1] else (lost, extra)


def _mended(lost: Facts, extra: Facts, units: tuple[Unit, Unit]) -> tuple[Facts, Facts]:
    """What could not be read on an edited line may be readable now."""
    return Counter({fact: n for fact, n in lost.items() if fact[1]}), extra


_ALLOWED: Mapping[str, Callable[[Facts, Facts, tuple[Unit, Unit]], tuple[Facts, Facts]]] = {
    "commits": _cited,
    "assignees": _named_twice,
    "problems": _mended,
}


def with_boxes(root: Unit, marks: Mapping[int, Mark]) -> Unit:
    """The tree with other marks in the boxes of some lines; of what is said with a box, all units say the same."""
    return root._replace(
        boxes=tuple(replace(box, mark=marks.get(box.line, box.mark)) for box in root.boxes),
        statuses=tuple(_marked(claim, marks) for claim in root.statuses),
        units=tuple(with_boxes(unit, marks) for unit in root.units),
    )


def _marked(claim: StatusClaim, marks: Mapping[int, Mark]) -> StatusClaim:
    mark = marks.get(claim.line) if claim.source == "box" else None
    return replace(claim, status=STATES[mark]) if mark else claim


def with_claims(root: Unit, key: str, **claims: Any) -> Unit:
    """The tree with other claims of one unit, by the names in ``Unit``."""
    return with_unit(root, key, lambda unit: unit._replace(**claims))


def with_unit(root: Unit, key: str, change: Callable[[Unit], Unit]) -> Unit:
    """The tree with one unit changed; its parts are not touched."""
    if root.key == key:
        return change(root)
    return root._replace(units=tuple(with_unit(unit, key, change) for unit in root.units))
