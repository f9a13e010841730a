"""The dialect of checkpoint templates: numbered phases of steps, with CHECKPOINT steps that hold back the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import ANYTHING, Dialect, Key, Section, UnitLine
from pytest_phasegate.documents.keys import lookup
from pytest_phasegate.documents.notations.boxes import box_of, find_box, read_mark, unknown_mark
from pytest_phasegate.documents.notations.forms import field_files, read_form
from pytest_phasegate.model.claims import DecisionClaim, FieldClaim, Level, LogClaim
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import STATE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.dialect import At, Placed
    from pytest_phasegate.text.lines import Token

_LOG_ID = pattern(r"(\d{1,9}(?:\.\d{1,9}){1,9})(?![\w.])")
_FORM_SECTIONS = ("project state", "primary feature")
_CHECKPOINT = r"[^\w\[]*(?:CHECKPOINT\b|(?i:checkpoint)(?=\**:))[ :*_–—-]*"
_ID = r"(?:\d{1,9}[A-Za-z]?(?:\.\d{1,9})*|[A-Z]{1,9}-?\d{1,9}(?:\.\d{1,9})*)(?![\w.])"
_NUMBER = r"(?P<id>\d{1,9}(?:\.\d{1,9})*)(?:[.):]|(?=[ ]))[ ]+"


def _field(at: At, key: str, value: str) -> Iterator[Placed]:
    """A field that is to be filled in, in a step or in the document's own forms; a phase has none.

    A key with nothing behind it is a field only in those forms, and where no list or block follows: elsewhere it is a
    line that introduces what follows.
    """
    if at.box is not None or not (_is_in_form(at) or at.owner.level in (Level.STEP, Level.CHECKPOINT)):
        return
    if value or _may_be_empty(at):
        claim = FieldClaim(line=at.line, text=value, key=key, is_form=True)
        yield claim, at.owner
        yield from at.own(field_files(claim))


def _is_in_form(at: At) -> bool:
    """Whether a line stands in a form of the document's own."""
    return at.is_document and at.section in _FORM_SECTIONS


def _may_be_empty(at: At) -> bool:
    """Whether a key is a field with nothing behind it: in a form, where no list or block follows."""
    following = at.tokens[at.index + 1 : at.index + 2]
    return _is_in_form(at) and all(token.kind not in (Kind.ITEM, Kind.FENCE) for token in following)


def _state(at: At, key: str, value: str) -> Iterator[Placed]:
    """Where the project is: it may be a heading, "## Current Phase: 2"."""
    if at.is_heading and at.is_document:
        yield FieldClaim(line=at.line, text=value, key=key, is_form=True), at.owner
    elif not at.is_heading:
        yield from _field(at, key, value)


def _inside(fence: Token) -> Sequence[str]:
    """The lines in a fence, without the one that ends it."""
    ends = fence.closed and "".join(fence.inside[-1:]).strip(" \t\r>").startswith(("```", "~~~"))
    return fence.inside[:-1] if ends else fence.inside


def _form(at: At, key: str, value: str) -> Iterator[Placed]:
    """The claims in a fence; the document's own fences hold no fields."""
    for claim in read_form(_inside(at.token), at.line + 1, value):
        if not (at.is_document and isinstance(claim, FieldClaim)):
            yield claim, at.owner


def _log(at: At, key: str, value: str) -> Iterator[Placed]:
    """The entries of the log of checkpoints; an entry names its checkpoint by number, or not at all."""
    for token in at.tokens:
        if (box := box_of(token)) is None:
            continue
        mark = read_mark(box)
        if mark is None:
            yield unknown_mark(token, box), at.owner
            continue
        number = _LOG_ID.match(box.text.lstrip("*_` "))
        yield LogClaim(line=token.line, text=box.text, id=number[1] if number else None, mark=mark), at.owner


def _decisions(at: At, key: str, value: str) -> Iterator[Placed]:
    """The decisions in a list of the document's own, with a box before them or without."""
    for token in at.tokens if at.is_document else ():
        if token.kind is Kind.ITEM:
            box = find_box(token.text)
            yield DecisionClaim(line=token.line, text=box.text if box else token.text, by=None), at.owner


_PHASE = UnitLine(level=Level.PHASE, kinds=(Kind.HEADING,), behind=ANYTHING, under=(Level.DOCUMENT,), needs_box=True)
_STEP_HEADING = UnitLine(
    level=Level.STEP,
    kinds=(Kind.HEADING,),
    begins=_NUMBER,
    under=(Level.PHASE,),
    is_within=True,
    needs_box=True,
)
_STEP = UnitLine(level=Level.STEP, kinds=(Kind.ITEM,), box=True, is_bullet=True, under=(Level.PHASE,), is_within=True)
_UNNUMBERED = replace(_STEP, kinds=(Kind.ITEM, Kind.TEXT), is_bullet=False, is_top=True, fixed_id="CHECKPOINT")

DIALECT = Dialect(
    name="checkpoints",
    places=("docs/active-workflows/*.md",),
    units=(
        replace(_PHASE, words=("phase",), ids=_ID),
        replace(_PHASE, begins=r"(?P<id>\d{1,9})[.)](?=[ ])"),
        replace(_STEP_HEADING, level=Level.CHECKPOINT, begins=_NUMBER + _CHECKPOINT),
        _STEP_HEADING,
        replace(_STEP, level=Level.CHECKPOINT, begins=_CHECKPOINT),
        _STEP,
        replace(_UNNUMBERED, level=Level.CHECKPOINT, begins=_CHECKPOINT),
    ),
    wants='no heading of the document introduces a phase ("### 1. Understanding", "## Phase 1: Understanding")',
    signs=("phase checkpoint", "phase document-log", "phase key:project-phase", "phase key:current-phase"),
    needs_state=True,
    looks_for=(
        'a heading "## Phase 1: ..." or "### 1. ...", with a box "1. [x] CHECKPOINT: ..." or a section "Project State" '
        'or "Checkpoint Log"'
    ),
    keys=lookup(dict.fromkeys(STATE_KEYS, Key(_state, heads=True))),
    other_key=Key(_field, plain=True),
    sections={"checkpoint log": Section(_log, instead=True), "decision": Section(_decisions)},
    fence=_form,
)
