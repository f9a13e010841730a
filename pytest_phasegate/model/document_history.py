"""What commits changed in a document: who ticked what, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Mark, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.workflow import Unit, Workflow


@dataclass(frozen=True, slots=True)
class Turn:
    """A unit's state before and after an edit; a unit that is not in the document is pending."""

    before: Status
    after: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one commit changed in a document, compared with the commit's parent.

    ``commit`` is None for what is not committed yet; its ``changes`` are not read. ``units`` are the units (by key)
    whose state it changed, ``boxes`` those (by ``box_keys``) that it ticked (True) or opened again, ``reworded`` the
    units of which it changed anything but marks and states; ``handed_on`` the units whose hand-off it wrote.
    ``is_cut`` says that the commit's parents are not in the clone: what it contains may be older.
    """

    commit: Commit | None
    units: Mapping[str, Turn] = field(default_factory=dict)
    boxes: Mapping[str, bool] = field(default_factory=dict)
    reworded: frozenset[str] = frozenset()
    handed_on: frozenset[str] = frozenset()
    is_cut: bool = False

    @property
    def is_merge(self) -> bool:
        """Whether it is a merge: its changes were made in other commits."""
        return self.commit is not None and len(self.commit.parents) > 1

    def completes(self, key: str) -> bool:
        """Whether it makes a unit complete."""
        turn = self.units.get(key)
        return turn is not None and turn.after is Status.COMPLETE

    def claims(self, key: str) -> bool:
        """Whether it is the first to say that a unit is done, verified or not."""
        turn = self.units.get(key)
        return turn is not None and turn.after.is_claimed and not turn.before.is_claimed

    def undoes(self, key: str) -> bool:
        """Whether it takes back that a unit is done."""
        turn = self.units.get(key)
        return turn is not None and turn.before.is_claimed and not turn.after.is_claimed

    def changes_any(self, keys: Iterable[str]) -> bool:
        """Whether it changed the words or the state of any of these units."""
        return any(key in self.reworded or key in self.units for key in keys)


@dataclass(frozen=True, kw_only=True)
class DocumentHistory:
    """The edits of a document along the judged history, the latest first, beginning with what is not committed yet.

    ``unknown`` says why older edits than these are not known; the changes of the oldest one may then be older.
    """

    edits: tuple[Edit, ...] = ()
    unknown: Unknown | None = None

    def completed(self, key: str) -> Edit | None:
        """The last edit that made a unit complete, None if no known edit did."""
        return self._last(lambda edit: edit.completes(key), lambda edit: edit.undoes(key))

    def claimed(self, key: str) -> Edit | None:
        """The edit that said that a unit is done, verified or not, and was not undone since."""
        return self._last(lambda edit: edit.claims(key), lambda edit: edit.undoes(key))

    def handed_on(self, key: str) -> Edit | None:
        """The edit that wrote a unit's present hand-off."""
        return self._last(lambda edit: key in edit.handed_on)

    def begun(self, key: str) -> Edit | None:
        """The earliest edit that said that a unit is begun."""
        begun = [edit for edit in self.edits if key in edit.units and edit.units[key].after.is_begun]
        return next((edit for edit in reversed(begun) if not edit.is_merge), begun[-1] if begun else None)

    def is_certain(self, edit: Edit) -> bool:
        """Whether the edit is known to have made its changes itself."""
        return self.unknown is None or not (edit.is_cut or edit is self.edits[-1])

    def after(self, edit: Edit) -> tuple[Edit, ...]:
        """The later edits, without merges."""
        return tuple(each for each in self.edits[: self.place(edit)] if not each.is_merge)

    def place(self, edit: Edit) -> int:
        """How many edits are later than this one."""
        return self._places[id(edit)]

    @cached_property
    def first_claims(self) -> Mapping[str, Edit]:
        """By key of a unit, the earliest edit that said it is done."""
        first: dict[str, Edit] = {}
        for edit in self.edits:
            if not edit.is_merge:
                first.update(dict.fromkeys((key for key in edit.units if edit.claims(key)), edit))
        return first

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {id(edit): place for place, edit in enumerate(self.edits)}

    def _last(
        self, is_wanted: Callable[[Edit], bool], is_undone: Callable[[Edit], bool] = lambda _: False
    ) -> Edit | None:
        """The last edit that is wanted; a merge, which repeats its branches' edits, only if no other edit is.

        A merge also counts if the last edit of its branches undid the change.
        """
        merge = None
        for edit in self.edits:
            if edit.is_merge:
                merge = merge or (edit if is_wanted(edit) else None)
            elif is_wanted(edit):
                return edit
            elif merge is not None and is_undone(edit):
                return merge
        return merge


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version of a document by keys: the states of units, which boxes are ticked, and all other words."""

    states: Mapping[str, Status] = field(default_factory=dict)
    boxes: Mapping[str, bool] = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    handoffs: Mapping[str, str] = field(default_factory=dict)


def snapshot(workflow: Workflow) -> Snapshot:
    """The parts of a document that are compared between versions."""
    units = tuple(workflow.root.walk())
    boxes: dict[str, bool] = {}
    for unit in units:
        boxes.update(box_keys(unit))
    return Snapshot(
        states={unit.key: unit.status for unit in units},
        boxes=boxes,
        words={unit.key: _words(unit) for unit in units},
        titles={unit.key: unit.title for unit in units},
        handoffs={unit.key: " ".join(unit.handoffs[-1].text.split()) for unit in units if unit.handoffs},
    )


def compare(before: Snapshot, after: Snapshot, commit: Commit | None) -> Edit:
    """The edit between two versions; ``before`` is an empty snapshot if there was no document.

    ``commit`` is None for what is not committed yet.
    """
    states = {key: before.states.get(key, Status.PENDING) for key in after.states}
    for key, title in after.titles.items():
        if not _is_same(before.titles.get(key, title), title):
            states[key] = Status.PENDING  # another unit under the same number
    units = {key: Turn(states[key], state) for key, state in after.states.items() if states[key] is not state}
    boxes = {key: ticked for key, ticked in after.boxes.items() if before.boxes.get(key, False) is not ticked}
    reworded = frozenset(key for key, words in after.words.items() if before.words.get(key) != words)
    handed_on = frozenset(key for key, text in after.handoffs.items() if before.handoffs.get(key) != text)
    return Edit(commit=commit, units=units, boxes=boxes, reworded=reworded, handed_on=handed_on)


def _is_same(first: str, second: str) -> bool:
    """Whether two titles of one number name the same unit: they share half of the shorter one's words."""
    if first == second:
        return True
    one, other = set(first.casefold().split()), set(second.casefold().split())
    return 2 * len(one & other) >= min(len(one), len(other))


def box_keys(unit: Unit) -> Mapping[str, bool]:
    """Whether each box of a unit is ticked, by a key made of the unit and the text: "1.1/Data model"."""
    seen: dict[str, int] = {}
    boxes = {}
    for box in unit.boxes:
        name = f"{unit.key}/{' '.join(box.text.split())}"
        seen[name] = seen.get(name, 0) + 1
        boxes[name if seen[name] == 1 else f"{name}~{seen[name]}"] = box.mark is Mark.TICKED
    return boxes


def _words(unit: Unit) -> object:
    """All words of a unit except marks and states, wherever it is in the document."""
    return (
        unit.title,
        tuple(box.text for box in unit.boxes),
        tuple((field.key, field.text) for field in unit.fields),
        tuple((pair.left, pair.right) for pair in unit.pairs),
        tuple((claim.path, claim.action) for claim in unit.files),
    )
