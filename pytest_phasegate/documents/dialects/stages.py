"""The dialect of staged task trees: Stage.Phase.Task.Subtask.Atomic, with notes, stage gates and closers."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import Dialect, Key, UnitLine
from pytest_phasegate.documents.keys import lookup, shared
from pytest_phasegate.documents.notations.boxes import STATES, read_mark
from pytest_phasegate.documents.notations.references import read_numbers
from pytest_phasegate.documents.notations.sentences import read_inline
from pytest_phasegate.documents.notations.statuses import heading_status
from pytest_phasegate.documents.outcomes_file import add_outcomes
from pytest_phasegate.model.claims import Claim, DependencyClaim, FieldClaim, Level, StageGateClaim, Status
from pytest_phasegate.text.closing import is_lettered, read_closing
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed
    from pytest_phasegate.documents.drafts import Draft

_MOST_PARTS = 9  # the format has five: Stage.Phase.Task.Subtask.Atomic
_MOST_DIGITS = 6
_LEADING_ZERO = pattern(r"(?:^|\.)0[^.]")
_LONGEST = 2_000
_KEYS = {
    **dict.fromkeys(("dependencies", "depends on"), "dependencies"),
    **dict.fromkeys(("stage gate", "gate"), "stage gate"),
    **dict.fromkeys(("covers", "wbs", "requirements", "requirement", "traces to"), "covers"),
}
_KEY = pattern(rf"[*_]{{0,3}}(?<![A-Za-z0-9])(?P<key>(?ai:{'|'.join(_KEYS)}))[*_]{{0,3}}:[*_]{{0,3}}")
_INSIDE = r"(?:[^()]|\([^()]{0,200}\)){0,2000}"
_ANY_KEY = _KEY.pattern.replace("?P<key>", "?:")
_NOTES = pattern(rf"[ ]{{0,4}}[*_]{{0,3}}\((?={_ANY_KEY})(?P<notes>{_INSIDE})(?:\)|$)[*_]{{0,3}}")
_NUMBER = (
    r"(?:(?P<level>(?ai:stage|phase|task|subtask|atomic(?:[ ]task)?))[ ]{1,4})?"
    r"(?:[(\[](?=\d[\d.]{0,60}(?:\.[A-Z])?[)\](?:])|[(\[]?)[*_]{0,3}"
    r"(?P<id>\d{1,40}\.[\d.]{1,60}?(?:\.[A-Z])?)(?=\.?(?:[ :)\]*_–—-]|$))"
)
_BEHIND = pattern(r"[:.)\]*_]{0,5}(?:[ ]{1,9}|(?=[–—-])|$)(?:(?:--?|—|–)[ ]{1,4})?")
_BEHIND_TOP = pattern(r"[*_]{0,3}[ ]{0,3}(?:[:.–—-][*_]{0,3}[ ]{0,9}|(?=[(\[✅]))|[*_]{0,3}[ ]{0,3}$")
_MEASURE = pattern(  # what follows a number in prose that is wrapped there: "1.5 GB of memory"
    r"(?:[KMGT]i?B|[kMG]?Hz|n?ms|s|secs?|seconds?|min|minutes?|h|hours?|days?|weeks?|[mck]m|px|x|times|million|billion"
    r"|percent|%|or|and|to|of|is|are|was|in|for|with|on|at|by|as|but|than|which|that|should|must|will|can|has|have)"
    r"(?![\w-])"
)
_MET = pattern(r"(?:\b(NOT(?:[ ]YET)?)[ ])?(?:MET|PASSED|APPROVED)\W{0,4}$")


def _is_title(title: str) -> bool:
    return bool(title.strip()) and not _MEASURE.match(title.strip())


def _fault(number: str) -> str:
    """Why a number is not well formed, or ""."""
    parts = number.split(".")
    if "" in parts:
        return "the number has two dots in a row"
    if len(parts) > _MOST_PARTS:
        return f"the number has {len(parts)} parts; at most {_MOST_PARTS} are read"
    if max(map(len, parts)) > _MOST_DIGITS:
        return f"a part of the number has more than {_MOST_DIGITS} digits"
    return "a part of the number begins with 0" if _LEADING_ZERO.search(number) else ""


def _notes(at: At, key: str, value: str) -> Iterator[Placed]:
    """The notes behind a unit's title: "(Dependencies: 1.1 | Stage Gate: tests pass)"."""
    for match in _NOTES.finditer(value[:_LONGEST]) if "(" in value else ():
        yield from _read_notes(at, match["notes"])


def _without_notes(title: str) -> str:
    return _NOTES.sub("", title) if "(" in title else title


def _note(at: At, key: str, value: str) -> Iterator[Placed]:
    yield from _read_notes(at, f"{key}: {value}")


def _read_notes(at: At, text: str) -> Iterator[Placed]:
    keys = list(_KEY.finditer(text))
    for match, following in zip(keys, [*keys[1:], None], strict=True):
        value = text[match.end() : following.start() if following else len(text)].strip(" *_|,;")
        claim = _claim(at, _KEYS[match["key"].lower()], value)
        yield claim, _top(at.owner) if isinstance(claim, StageGateClaim) else at.owner


def _claim(at: At, key: str, value: str) -> Claim:
    if key == "stage gate":
        return _stage_gate(at, value)
    references = read_numbers(value) if key == "dependencies" else None
    if references and (references.units or references.is_none):
        return DependencyClaim(line=at.line, text=value, units=references.units)
    return FieldClaim(line=at.line, text=value, key=key)


def _stage_gate(at: At, value: str) -> StageGateClaim:
    """A stage gate, in the state of the box before it, if the line is not the unit's own, or as its note tells."""
    mark = read_mark(at.box) if at.box and not at.is_own else None
    at.boxes.add(at.line)
    return StageGateClaim(line=at.line, text=value, status=STATES[mark] if mark else _gate_status(value))


def _gate_status(value: str) -> Status | None:
    """Whether a stage gate is met, where its note says so: by a status, a sign, or a word that only gates have."""
    if met := _MET.search(value):
        return Status.PENDING if met[1] else Status.COMPLETE
    found = heading_status(value)
    return found.status if found else None


def _top(draft: Draft) -> Draft:
    while draft.parent is not None and draft.parent.parent is not None:
        draft = draft.parent
    return draft


def _sentence(at: At, key: str, value: str) -> Iterator[Placed]:
    """The files and symbols that a task's own words make; a closer makes none, it looks at what others made."""
    if read_closing(at.owner.id, at.owner.title) is None:
        yield from at.own(read_inline(at.line, at.owner.title))


def _give_levels(top: Draft) -> None:
    """Name each unit's level: a leaf is atomic, what holds leaves is a task, or a subtask where a task is above it.

    So a tree of three levels (1, 1.2, 1.2.3) has no phases: its task is 1.2, as its closers call it.
    """
    work = [(top, False)]
    while work:
        draft, is_below_task = work.pop()
        if is_lettered(draft.id) or read_closing(draft.id, draft.title) is not None:
            draft.level = Level.CLOSER
        elif draft is not top or draft.is_numbered:
            draft.level = _level(draft, is_below_task)
        inner = is_below_task or draft.level is Level.TASK
        work += zip(draft.drafts, repeat(inner))


def _level(draft: Draft, is_below_task: bool) -> Level:
    if not draft.drafts:
        return Level.ATOMIC
    if is_below_task:
        return Level.SUBTASK
    return Level.TASK if _holds_leaves(draft) or draft.id.count(".") >= 2 else Level.PHASE


def _holds_leaves(draft: Draft) -> bool:
    groups = sum(bool(child.drafts) for child in draft.drafts)
    return groups < sum(not is_lettered(child.id) for child in draft.drafts)


_ANYWHERE = (Kind.HEADING, Kind.ITEM, Kind.TEXT)


def _top_row(level: Level) -> UnitLine:
    ids = r"\d{1,6}(?![\w]|\.\d)"
    return UnitLine(
        level=level,
        kinds=_ANYWHERE,
        words=(level.word,),
        ids=ids,
        behind=_BEHIND_TOP,
        cut=_without_notes,
        says=(_notes,),
    )


DIALECT = Dialect(
    name="stages",
    places=("ai_docs/**/tasks_list.md", "ai_docs/**/task_list.md", "docs/**/tasks_list.md"),
    units=(
        _top_row(Level.STAGE),
        _top_row(Level.PHASE),
        UnitLine(
            level=Level.ATOMIC,
            kinds=_ANYWHERE,
            begins=_NUMBER,
            behind=_BEHIND,
            is_plain=_is_title,
            fault=_fault,
            cut=_without_notes,
            says=(_notes, _sentence),
        ),
    ),
    wants='no line of the document introduces a stage or a numbered task ("Stage 1: title", "1.1 title")',
    signs=tuple(f"{top} dotted {note}" for top in ("stage", "phase") for note in ("dependencies", "stage_gates")),
    looks_for='the lines "Stage 1: ..." and "1.1 ...", with a note such as "(Dependencies: None)"',
    keys=lookup(dict.fromkeys(_KEYS, Key(_note)), shared),
    by_number=True,
    is_deep=True,
    levels=_give_levels,
    companion=add_outcomes,
)
