"""The dialect of checkpoint templates: numbered phases of steps, with CHECKPOINT steps that hold back the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.unit_headings import heading_claims, said_around
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.notations.boxes import STATES, box_of, read_mark, unknown_mark
from pytest_phasegate.documents.notations.statuses import heading_status
from pytest_phasegate.documents.parts.checkpoint_claims import (
    read_blocks,
    read_boxes,
    read_decisions,
    read_fields,
    read_log,
)
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import BoxClaim, FieldClaim, Level, Status, StatusClaim
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.fields import normal_key, plain_field
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.outline import Section, outline
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.scanner import scan
from pytest_phasegate.vocabulary import PHASE_ID, STATE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.notations.boxes import Box
    from pytest_phasegate.text.lines import Token

NAME = "checkpoints"
PLACES = ("docs/active-workflows/*.md",)

_BOX = r"(?P<mark>\[[^\]\n]{0,14}\][ ]{1,3})?"
_PHASE = re.compile(
    rf"[^\w\[\n]*{_BOX}(?:(?i:phase)[ ]{{1,4}}(?P<named>{PHASE_ID})(?![\w.])|(?P<bare>\d{{1,9}})[.)](?=[ ]))[ :.)–—-]*"
)
_STEP_HEADING = re.compile(rf"[^\w\[]*{_BOX}(?P<id>\d{{1,9}}(?:\.\d{{1,9}})*)(?:[.):]|(?=[ ]))[ ]+")
_CHECKPOINT = re.compile(r"[^\w\[]*(?:CHECKPOINT\b|(?i:checkpoint)(?=\**:))[ :*_–—-]*")

# A line begins behind a "\n", which is found ten times faster than "^".
_HEADING_LINE = re.compile(rf"\n[ ]{{0,3}}#{{1,6}}[ \t]{{1,8}}{_PHASE.pattern}")
_CHECKPOINT_LINE = re.compile(
    r"\n[ \t]{0,20}(?:(?:\d{1,9}[.)]|[-*+])[ \t]{1,8})?\[[^\]\n]{0,20}\][ \t]{1,8}[*_]{0,3}"
    r"(?:CHECKPOINT\b|[Cc]heckpoint:)"
)
_OWN_SECTION = re.compile(
    r"\n[ ]{0,3}#{1,6}[ \t]{1,8}(?:(?:checkpoint log|project state)[ \t]*$|current phase:)",
    re.MULTILINE | re.IGNORECASE,
)
_BEGUN = re.compile(r"\[[ \t]{0,4}(?:[xv✓✔✅☑~/-]|done)[ \t]{0,4}\]", re.IGNORECASE)
_STATE_LINE = re.compile(r"(?:project|current) phase\**[ \t]*:\**[ \t]*([^\n]{0,200})", re.IGNORECASE)


def recognizes(text: str) -> bool:
    """Whether a text has phases, with checkpoints or the project's state, and is no template that waits to be used.

    A template is told by what it does not say: no box in it is ticked or in progress, and no phase is named as the
    project's.
    """
    return has_form(text) and not is_template(text)


def has_form(text: str) -> bool:
    """Whether a text has phases, with checkpoints or the project's state, be it a template or not."""
    return shows(text, _has_form)


def _has_form(text: str) -> bool:
    lines = f"\n{text}"
    return bool(_HEADING_LINE.search(lines)) and bool(_CHECKPOINT_LINE.search(lines) or _OWN_SECTION.search(lines))


def is_template(text: str) -> bool:
    """Whether nothing in a text has been begun or filled in."""
    if _BEGUN.search(text):
        return False
    state = _STATE_LINE.search(text)
    return state is None or is_unfilled(state[1])


def read(path: str, text: str) -> Workflow:
    """Read a document made from a template; a template itself is read as one in which all is open.

    ``path`` is the document's place in the project, with forward slashes; it is named in messages and in the
    workflow. Raises DocumentError for a text in which no heading introduces a phase, and for one with a line that is
    too long.
    """
    check_lines(path, text)
    lines = text.split("\n")
    last_line = text.count("\n") + (not text.endswith("\n"))
    section = outline(scan(text), last_line)
    title = section.sections[0].heading.text if section.sections and section.sections[0].heading else ""
    root = Draft(level=Level.DOCUMENT, id="", title=title, line=1, end=last_line)
    _read_root(section, root, lines)
    if not root.drafts:
        raise DocumentError(
            'no heading of the document introduces a phase ("### 1. Understanding", "## Phase 1: Understanding")',
            Location(path),
        )
    return Workflow(path=path, dialect=NAME, root=freeze(root))


def _read_root(section: Section, root: Draft, lines: Sequence[str]) -> None:
    """Read a section outside every phase, and all inside it."""
    heading = section.heading.text if section.heading else ""
    if section.heading and (name := _PHASE.match(heading)) and any(map(_has_box, section.walk())):
        root.drafts.append(_read_phase(section, name, root, lines))
        return
    if section.heading and (entry := plain_field(heading)) and normal_key(entry.key) in STATE_KEYS:
        key = normal_key(entry.key)
        root.claims.append(FieldClaim(line=section.heading.line, text=entry.value, key=key, is_form=True))
    group = normal_key(heading.rstrip(":"))
    if "checkpoint log" in group:
        root.claims += read_log(section.body)
    else:
        root.claims += read_boxes(section.body, group)
        root.claims += read_fields(section.body, may_be_empty=True) if group in _FORM_SECTIONS else ()
        root.claims += read_decisions(section.body) if "decision" in group else ()
    root.claims += (claim for claim in read_blocks(section.body, lines) if not isinstance(claim, FieldClaim))
    for part in section.sections:
        _read_root(part, root, lines)


_FORM_SECTIONS = frozenset({"project state", "primary feature"})


def _has_box(section: Section) -> bool:
    return any(box_of(token) for token in section.body)


def _read_phase(section: Section, name: re.Match[str], root: Draft, lines: Sequence[str]) -> Draft:
    assert section.heading is not None
    title = section.heading.text
    status = heading_status(title)
    phase = Draft(
        level=Level.PHASE,
        id=name["named"] or name["bare"],
        title=_bare(title[name.end() : status.start if status else None]),
        line=section.heading.line,
        end=section.end,
        parent=root,
    )
    before = title[: max(name.start("named"), name.start("bare"))]
    phase.claims += heading_claims(phase.line, title, said_around(title, 0, status, before, name["mark"] or ""))
    is_silent = not any(isinstance(claim, StatusClaim) for claim in phase.claims)
    _Phase(phase, lines).read(section)
    if is_silent:
        phase.claims += _state_of_steps(phase, title)
    return phase


def _state_of_steps(phase: Draft, title: str) -> Iterator[StatusClaim]:
    """The state of a phase that says nothing of itself: it has no box, and is what its numbered steps are."""
    boxes = [claim.mark for claim in phase.claims if isinstance(claim, BoxClaim)]
    claims = [[claim for claim in step.claims if isinstance(claim, StatusClaim)] for step in phase.drafts]
    states = [claim.status for each in claims for claim in each] + [STATES[mark] for mark in boxes]
    if not phase.drafts or not any(state.is_begun for state in states):
        return
    is_done = all(claims) and all(state.is_claimed or state.is_dropped for state in states)
    status = Status.COMPLETE if is_done else Status.IN_PROGRESS
    yield StatusClaim(line=phase.line, text=title, status=status, source="steps")


@dataclass(slots=True)
class _Phase:
    """A phase while its sections are read."""

    draft: Draft
    lines: Sequence[str]
    numbers: set[str] = field(default_factory=set)

    def read(self, section: Section) -> None:
        """Read a section of the phase: the lines before its first step are the phase's own."""
        steps = {index: (number, box) for index, number, box in self._find_steps(section.body)}
        starts = sorted(steps)
        own = section.body[: starts[0]] if starts else section.body
        self._read_lines(own, self.draft)
        for start, following in pairwise([*starts, len(section.body)]):
            tokens = section.body[start + 1 : following]
            end = section.body[following].line - 1 if following < len(section.body) else _end(section)
            draft = self._step(section.body[start], *steps[start], end)
            self._read_lines(tokens, draft)
        for part in section.sections:
            self._read_part(part)

    def _find_steps(self, tokens: Sequence[Token]) -> Iterator[tuple[int, str, Box]]:
        """The places of the steps among a section's lines, with their numbers as a reader of the page sees them."""
        found: list[tuple[int, str, Box]] = []
        plain: list[tuple[int, str, Box]] = []
        for index, token in enumerate(tokens):
            if token.level == 0 and (box := box_of(token)):
                if token.kind is Kind.ITEM and token.bullet[:1].isdigit():
                    found.append((index, str(int(token.bullet[:-1])), box))
                elif _CHECKPOINT.match(box.text):
                    plain.append((index, "CHECKPOINT", box))
        numbers = {number for _, number, _ in found}
        if len(found) > 1 and numbers == {"1"}:  # Markdown counts such a list by itself
            found = [(index, str(number), box) for number, (index, _, box) in enumerate(found, 1)]
            numbers = {number for _, number, _ in found}
        if not self.numbers & numbers:  # else a list that begins anew below a heading without a number of its own
            self.numbers.update(numbers)
            yield from found
        yield from plain

    def _step(self, token: Token, number: str, box: Box, end: int) -> Draft:
        checkpoint = _CHECKPOINT.match(box.text)
        draft = Draft(
            level=Level.CHECKPOINT if checkpoint else Level.STEP,
            id=f"{self.draft.id}.{number}",
            title=_bare(box.text[checkpoint.end() :] if checkpoint else box.text),
            line=token.line,
            end=end,
            parent=self.draft,
        )
        self._add_box(token, box, draft)
        self.draft.drafts.append(draft)
        return draft

    def _add_box(self, token: Token, box: Box, draft: Draft) -> None:
        mark = read_mark(box)
        if mark is None:
            draft.claims.append(unknown_mark(token, box))
        else:
            draft.claims.append(StatusClaim(line=token.line, text=box.text, status=STATES[mark], source="box"))

    def _read_part(self, section: Section) -> None:
        """Read a section inside the phase: a numbered heading is a step, any other only parts the list of steps."""
        assert section.heading is not None
        heading = section.heading
        named = _STEP_HEADING.match(heading.text)
        if named is None or not any(map(_has_box, section.walk())):
            self.read(section)
            return
        number = named["id"].removeprefix(f"{self.draft.id}.")
        rest = heading.text[named.end() :]
        checkpoint, status = _CHECKPOINT.match(rest), heading_status(rest)
        draft = Draft(
            level=Level.CHECKPOINT if checkpoint else Level.STEP,
            id=f"{self.draft.id}.{number}",
            title=_bare(rest[checkpoint.end() if checkpoint else 0 : status.start if status else None]),
            line=heading.line,
            end=section.end,
            parent=self.draft,
        )
        said = said_around(heading.text, named.end(), status, heading.text[: named.start("id")], named["mark"] or "")
        draft.claims += heading_claims(heading.line, heading.text, said)
        self.draft.drafts.append(draft)
        for part in section.walk():
            self._read_lines(part.body, draft)

    def _read_lines(self, tokens: Sequence[Token], draft: Draft) -> None:
        draft.claims += read_boxes(tokens)
        draft.claims += read_blocks(tokens, self.lines)
        if draft is not self.draft:
            draft.claims += read_fields(tokens, may_be_empty=False)


def _end(section: Section) -> int:
    """The last line of a section before the first section inside it."""
    inner = section.sections[0].heading if section.sections else None
    return inner.line - 1 if inner else section.end


def _bare(text: str) -> str:
    return text.strip(" *_`\t-–—:")
