"""The dialect of staged task trees: Stage.Phase.Task.Subtask.Atomic, with notes, stage gates and closers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.units import Units
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.notations.boxes import STATES, find_box, read_mark, unknown_mark
from pytest_phasegate.documents.notations.commits import inline_commits, may_cite, prose_commits
from pytest_phasegate.documents.notations.references import read_numbers
from pytest_phasegate.documents.notations.sentences import read_inline
from pytest_phasegate.documents.notations.statuses import field_status, heading_status
from pytest_phasegate.documents.parts.batch_claims import Reader, Stretch
from pytest_phasegate.documents.parts.tree_lines import TreeLine, read_notes, read_statement, read_tree_line
from pytest_phasegate.documents.parts.tree_tokens import tree_tokens
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import (
    Claim,
    DependencyClaim,
    FieldClaim,
    Level,
    Problem,
    StageGateClaim,
    Status,
    StatusClaim,
)
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.closing import is_lettered, read_closing
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.documents.parts.tree_lines import Note
    from pytest_phasegate.text.lines import Token

NAME = "stages"
PLACES = ("ai_docs/**/tasks_list.md", "ai_docs/**/task_list.md", "docs/**/tasks_list.md")

# A line begins behind a "\n", which is found ten times faster than "^".
_TOP = re.compile(r"\n[ ]{0,3}(?:#{1,6}[ ])?[*_]{0,3}(?i:stage|phase)[ ]{1,4}\d{1,6}[*_]{0,3}[ ]{0,3}[:.–—(-]")
_NUMBER = re.compile(
    r"\n[ \t]{0,12}(?:#{1,6}[ ]|[-*+•][ ])?(?:\[[^\[\]\n]{1,15}\][ ]){0,2}(?:[*_(\[]|[^\w\s!-~][ ]?){0,4}"
    r"\d{1,6}\.\d{1,6}(?:\.\d{1,6}){0,7}[ :.)\]]"
)
_NOTE = re.compile(r"\b(?:Dependencies|Depends on|Stage Gate)[*_]{0,3}:", re.IGNORECASE)


def recognizes(text: str) -> bool:
    """Whether a text has a line for a stage or phase, numbered lines below it, and notes on what they depend on.

    They may stand in an HTML comment: work that is done may be wrapped in one.
    """
    return shows(text, _has_form, (Kind.FENCE,))


def _has_form(text: str) -> bool:
    lines = f"\n{text}"
    return bool(_TOP.search(lines) and _NUMBER.search(lines) and _NOTE.search(text))


def read(path: str, text: str) -> Workflow:
    """Read a staged task tree.

    ``path`` is the document's place in the project, with forward slashes. A unit stands below the one whose number
    its own number continues, however it is indented. Raises DocumentError for a text without a numbered unit, and
    for one with a line that is too long.
    """
    check_lines(path, text)
    last_line = text.count("\n") + (not text.endswith("\n"))
    tokens = tree_tokens(text)
    title = next((token.text for token in tokens if token.kind is Kind.HEADING), "")
    reader = _Reader(Draft(level=Level.DOCUMENT, id="", title=title, line=1, end=last_line))
    for token in tokens:
        reader.read_token(token)
    reader.finish(last_line)
    if not reader.root.drafts:
        raise DocumentError(
            'no line of the document introduces a stage or a numbered task ("Stage 1: title", "1.1 title")',
            Location(path),
        )
    return Workflow(path=path, dialect=NAME, root=freeze(reader.root, is_tree=True))


class _Reader:
    """Gathers units line by line; ``open`` are the ones around the line, from the document inward."""

    def __init__(self, root: Draft) -> None:
        self.root = root
        self.open = [root]
        self.known: dict[str, Draft] = {}
        self.ended: set[Draft] = set()
        self.last_top = 0
        self.rest: list[Token] = []
        self.stretches: list[tuple[Draft, list[Token]]] = []

    def read_token(self, token: Token) -> None:
        """Read a line: a unit, a note on the unit before it, or something else that belongs to that unit."""
        said = self._statement(token)
        line = None if said else read_tree_line(token)
        if line and not self._is_of_tree(line):
            if line.box and _is_meant(line):
                message = f"{line.number} is in no stage of the document; introduce its stage before it"
                self.open[-1].claims.append(Problem(line=token.line, text=line.text, message=message))
            line = None
        if line is None:
            self._read_other(token, said)
        elif line.problem:
            message = f"{line.number!r} is no number of a unit: {line.problem}"
            self.open[-1].claims.append(Problem(line=token.line, text=line.text, message=message))
        else:
            self._begin(token, line)

    def _statement(self, token: Token) -> tuple[str, str] | None:
        """The number and the status words of a line that only says how a unit stands that was introduced before."""
        said = read_statement(token.text) if token.kind is Kind.TEXT else None
        return said if said and said[0].rstrip(".") in self.known else None

    def _is_of_tree(self, line: TreeLine) -> bool:
        """Whether a line can introduce a unit here: numbers in prose ("192.168.0.1") do not continue the tree."""
        if line.word:
            return len(line.number) <= 6
        top = line.number.partition(".")[0]
        return bool(self.known) and top.isdecimal() and len(top) <= 6 and int(top) <= self.last_top + 1

    def _begin(self, token: Token, line: TreeLine) -> None:
        self._close_stretch()
        parent = self._parent(line)
        if parent not in self.open:
            self.open = self._path(parent)
        while self.open[-1] is not parent:
            self._end(self.open.pop(), token.line - 1)
        draft = Draft(
            level=_LEVELS[line.word],
            id=line.number,
            title=line.title,
            line=token.line,
            end=token.line,
            parent=parent,
            is_numbered=not line.word,
        )
        parent.drafts.append(draft)
        self.known[line.number] = draft
        if line.word:
            self.last_top = max(self.last_top, int(line.number))
        self.open.append(draft)
        draft.claims += _claims(token, line)
        if "(" in line.text or "[" in line.text or may_cite(line.text):
            draft.asides += inline_commits(token.line, line.text)
            draft.asides += prose_commits(token.line, line.text, is_task=True)

    def _end(self, draft: Draft, line: int) -> None:
        """A unit ends where it is left for the first time; what comes back to it later stands apart from it."""
        if draft not in self.ended:
            self.ended.add(draft)
            draft.end = line

    def _parent(self, line: TreeLine) -> Draft:
        """The unit whose number this one's continues; else the nearest above it that there is, else the open top."""
        if line.word:
            return self.root
        number = line.number
        while "." in number:
            number = number.rpartition(".")[0]
            if number in self.known:
                return self.known[number]
        return self.open[1] if len(self.open) > 1 else self.root

    def _path(self, draft: Draft) -> list[Draft]:
        """The units from the document down to this one: where a tree goes back to a unit that it had left."""
        path = [draft]
        while path[-1].parent is not None:
            path.append(path[-1].parent)
        return path[::-1]

    def _read_other(self, token: Token, said: tuple[str, str] | None) -> None:
        draft = self.open[-1]
        if said and (status := field_status(said[1])):
            stated = StatusClaim(line=token.line, text=token.text, status=status, source="field")
            self.known[said[0].rstrip(".")].claims.append(stated)
        elif token.kind in (Kind.TEXT, Kind.ITEM) and draft is not self.root and (notes := _notes_of(token)):
            box = find_box(token.text)
            mark = read_mark(box) if box else None
            for claim in _note_claims(token.line, notes, STATES[mark] if mark else None):
                self.open[1 if isinstance(claim, StageGateClaim) else -1].claims.append(claim)
        else:
            self.rest.append(token)

    def _close_stretch(self) -> None:
        if self.rest:
            self.stretches.append((self.open[-1], self.rest))
            self.rest = []

    def finish(self, last_line: int) -> None:
        """Read what stands between the lines of units, and give each unit its level and its end."""
        self._close_stretch()
        for draft in self.open:
            self._end(draft, last_line)
        if self.stretches:
            units = Units()
            for draft in self.known.values():
                units.add(draft)
            reader = Reader(units)
            for draft, tokens in self.stretches:
                reader.read(Stretch(draft, draft, None, tokens))
        for top in self.root.drafts:
            _give_levels(top)


_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def _is_meant(line: TreeLine) -> bool:
    """Whether a line with a box and a number that is in no stage is meant as a unit: "3.11 support" is none."""
    return not line.title[:1].islower() and line.title != "" and _ADDRESS.fullmatch(line.number) is None


_LEVELS = {"stage": Level.STAGE, "phase": Level.PHASE, "": Level.ATOMIC}
"""The level of a unit by the word before its number, as far as its own line can tell."""


def _give_levels(top: Draft) -> None:
    """Name each unit's level: a leaf is atomic, what holds leaves is a task, or a subtask where a task is above it.

    So a tree of three levels (1, 1.2, 1.2.3) has no phases: its task is 1.2, as its closers call it.
    """
    work = [(top, False)]
    while work:
        draft, is_below_task = work.pop()
        if is_lettered(draft.id) or read_closing(draft.id, draft.title):
            draft.level = Level.CLOSER
        elif draft is not top or draft.is_numbered:
            draft.level = _level(draft, is_below_task)
        inner = is_below_task or draft.level is Level.TASK
        work += [(child, inner) for child in draft.drafts]


def _level(draft: Draft, is_below_task: bool) -> Level:
    groups = [child for child in draft.drafts if child.drafts]
    if not draft.drafts:
        return Level.ATOMIC
    if is_below_task:
        return Level.SUBTASK
    holds_leaves = len(groups) < len([child for child in draft.drafts if not is_lettered(child.id)])
    return Level.TASK if holds_leaves or draft.id.count(".") >= 2 else Level.PHASE


def _claims(token: Token, line: TreeLine) -> Iterator[Claim]:
    """What a unit's own line claims."""
    if line.box is not None:
        mark = read_mark(line.box)
        if mark is None:
            yield unknown_mark(token, line.box)
        else:
            yield StatusClaim(line=token.line, text=line.text, status=STATES[mark], source="box")
    if line.status is not None:
        yield StatusClaim(line=token.line, text=line.text, status=line.status.status, source="heading")
    if line.notes:
        yield from _note_claims(token.line, line.notes)
    if not line.word and (inline := read_inline(token.line, line.title)):
        yield from inline if read_closing(line.number, line.title) is None else ()


def _notes_of(token: Token) -> tuple[Note, ...]:
    if ":" not in token.text:
        return ()
    box = find_box(token.text)
    text = box.text if box else token.text.strip()
    return read_notes(text[1:-1] if text.startswith("(") and text.endswith(")") else text)


def _note_claims(line: int, notes: Iterable[Note], ticked: Status | None = None) -> Iterator[Claim]:
    """What notes claim; ``ticked`` is the state of the checkbox before a stage gate."""
    for note in notes:
        if note.key == "stage gate":
            yield StageGateClaim(line=line, text=note.value, status=ticked or _gate_status(note.value))
            continue
        references = read_numbers(note.value) if note.key == "dependencies" else None
        if references and (references.units or references.is_none):
            yield DependencyClaim(line=line, text=note.value, units=references.units)
        else:
            yield FieldClaim(line=line, text=note.value, key=note.key)


_MET = re.compile(r"(?:\b(NOT(?:[ ]YET)?)[ ])?(?:MET|PASSED|APPROVED)\W{0,4}$")


def _gate_status(value: str) -> Status | None:
    """Whether a stage gate is met, where its note says so: by a status, a sign, or a word that only gates have."""
    if met := _MET.search(value):
        return Status.PENDING if met[1] else Status.COMPLETE
    found = heading_status(value)
    return found.status if found else None
