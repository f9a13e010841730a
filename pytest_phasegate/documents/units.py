"""Pass 1, whose each line is: the units, by their place or by their number, and the lines between them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.drafts import Draft, Units
from pytest_phasegate.documents.introductions import Introduced, introduce
from pytest_phasegate.documents.list_numbers import ListNumbers
from pytest_phasegate.documents.notations.boxes import box_of
from pytest_phasegate.model.claims import Problem, StatusClaim
from pytest_phasegate.text.front_matter import read_front_matter
from pytest_phasegate.text.lines import TEXT_KINDS, Kind, Token
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.dialect import Dialect, UnitLine
    from pytest_phasegate.text.front_matter import Entry

_DEEPEST = 40  # units in each other: real documents have at most seven, and what walks a tree is recursive
_DEEPEST_HEADING = 6
_MOST_DIGITS = 6
_LONGEST_SHOWN = 40
_NUMBER_STANDS_BEFORE = 80
_NAME_STANDS_BEFORE = 160
_DIGIT = pattern(r"\d")
_IS_LINK = pattern(r"\[[^\[\]]{1,200}\]\([^()]{1,200}\)")
_PART = pattern(
    r"\W{0,9}((?:stage|phase|part|sprint|milestone)[ ]\w{1,9})(?=\W{0,3}$|\*{0,2}[ ]?[:.(—–-])", re.IGNORECASE
)
_DOCUMENT, _FILE, _HEADING, _ITEM = -2, -1, 0, 1

Rank = tuple[int, int]
"""How far in a unit stands: the document, the file, a heading by its level, a list item by its indent."""


class Stretch(NamedTuple):
    """Lines in a row that belong to one unit.

    ``heading`` is the line right above them, if it is not a plain one, and ``met`` the unit that this introduces.
    """

    draft: Draft
    heading: Token | None
    tokens: list[Token]
    met: Introduced | None = None


class Tree:
    """Gathers units and stretches line by line; ``open`` are the units around the line, from the document inward."""

    def __init__(self, dialect: Dialect, tokens: Sequence[Token], root: Draft) -> None:
        self.dialect = dialect
        self.tokens = tokens
        self.root = root
        self.units = Units()
        self.stretches = [Stretch(root, None, [])]
        self.front: Sequence[Entry] = ()
        self._open: list[tuple[Rank, Draft]] = [((_DOCUMENT, 0), root)]
        self._known: dict[str, Draft] = {}
        self._ended: set[Draft] = set()
        self._within: set[Draft] = set()
        self._last_top = 0
        self._parts: list[tuple[int, str]] = []
        self._rows = {kind: [row for row in dialect.units if kind in row.kinds] for kind in Kind}
        self._rows[Kind.ROW] = []  # rows of tables are read once all other units stand
        self._numbers = ListNumbers(tokens) if any(row.is_bullet for row in dialect.units) else None
        self._counts = _Boxes(tokens) if any(row.needs_box for row in dialect.units) else None

    @property
    def around(self) -> Draft:
        """The innermost unit around the line."""
        return self._open[-1][1]

    def grow(self) -> None:
        """Read all lines."""
        by_place = not self.dialect.by_number
        leaves = bool(self._rows[Kind.ITEM]) and by_place  # a list item can be a unit, so lines can leave one
        # Most lines of most documents can neither introduce a unit nor leave one: a call for each would take too long.
        is_plain = {kind: not (self._rows[kind] or leaves or kind is Kind.HEADING) for kind in Kind}
        append = self.stretches[-1].tokens.append
        before = 0
        for index, token in enumerate(self.tokens):
            if is_plain[token.kind]:
                append(token)
                continue
            self._read(index, token, before)
            append = self.stretches[-1].tokens.append
            before = token.end or token.line
        for _, draft in self._open[1:]:
            self._end(draft, self.root.end)

    def _read(self, index: int, token: Token, before: int) -> None:
        """Read a line: a unit, a heading, or one more line of the stretch; ``before`` is where the one before ended."""
        by_place = not self.dialect.by_number
        is_heading = token.kind is Kind.HEADING and not token.quoted
        if is_heading and by_place:
            self._leave((_HEADING, token.level), token.line)
        met = self._meet(index, token)
        if met is not None and not by_place:
            continues = self._continues(met)
            if self._is_told(met, token, continues=continues):
                return
            met = met if continues else None
        if met is not None:
            self._begin(met, token)
        elif is_heading and by_place:
            self._enter_part(token)
            self.stretches.append(Stretch(self.around, token, []))
        else:
            if by_place and self._is_left(token, before):
                self._leave((_ITEM, token.indent), token.line)
                self.stretches.append(Stretch(self.around, None, []))
            self.stretches[-1].tokens.append(token)
        if is_heading and self._numbers:
            self._numbers.count_below(index, self.around)

    def _meet(self, index: int, token: Token) -> Introduced | None:
        """The unit that a line introduces, by the first row that it fits."""
        rows = self._rows[token.kind]
        if not rows or (token.quoted and token.kind is Kind.HEADING):
            return None
        if token.kind is Kind.FRONT_MATTER:
            return self._meet_file(rows[0], token)
        if self.dialect.by_number and not _may_be_numbered(token.text):
            return None  # most lines of a tree: its rows are tried on every kind of line
        box = box_of(token) if token.kind in TEXT_KINDS else None
        head = token.text[:_NAME_STANDS_BEFORE].lower()
        for row in rows:
            if row.words and not any(map(head.__contains__, row.words)):
                continue  # most lines
            if not self._is_place_of(row, index, token, has_box=box is not None):
                continue
            number = self._numbers.of(index) if self._numbers else ""
            met = introduce(row, token, box, number, self.dialect.states)
            if met is not None:
                return met
        return None

    def _is_place_of(self, row: UnitLine, index: int, token: Token, *, has_box: bool) -> bool:
        """Whether such a unit can stand here, whatever the line says."""
        if (row.box is not None and row.box is not has_box) or (row.is_top and token.level):
            return False
        if row.under and self._unit_around(token, row).level not in row.under:
            return False
        if row.needs_box and self._counts and not self._counts.in_section(index):
            return False
        return not (row.is_bullet and self._numbers and not self._numbers.of(index))

    def _unit_around(self, token: Token, row: UnitLine) -> Draft:
        rank = self._rank(token, row)
        return next(draft for held, draft in reversed(self._open) if held < rank)

    def _rank(self, token: Token, row: UnitLine) -> Rank:
        if token.kind is Kind.FRONT_MATTER:
            return (_FILE, 0)
        if token.kind is not Kind.HEADING:
            return (_ITEM, token.indent)
        if token.level > _DEEPEST_HEADING:  # it only stands as a heading: it ends another unit of its kind
            return next((rank for rank, draft in self._open if draft.level is row.level), (_HEADING, token.level))
        return (_HEADING, token.level)

    def _meet_file(self, row: UnitLine, token: Token) -> Introduced | None:
        entries = read_front_matter(token.text, token.line + 1)
        values = {entry.path[0]: entry.value for entry in entries if len(entry.path) == 1}
        if any(key not in values for key in row.front_id):
            return None
        self.front = entries
        return Introduced(row, "-".join(values[key] for key in row.front_id), values.get(row.front_title, ""), (), "")

    def _is_told(self, met: Introduced, token: Token, *, continues: bool) -> bool:
        """Whether a line with a number introduces no unit, but only says how one stands, or cannot be a number."""
        if token.kind is Kind.TEXT and met.is_statement:
            if known := self._known.get(met.id):
                states = [claim for claim in met.states if isinstance(claim, StatusClaim)]
                known.claims += [replace(claim, source="field") for claim in states]
            return known is not None
        if not continues:
            if token.kind in TEXT_KINDS and box_of(token) and _is_meant(met):
                self._add_problem(token, f"{met.id} is in no stage of the document; introduce its stage before it")
            return False
        problem = met.row.fault(met.id) if met.row.fault else ""
        if problem:
            self._add_problem(token, f"{met.id[:_LONGEST_SHOWN]!r} is no number of a unit: {problem}")
        return problem != ""

    def _add_problem(self, token: Token, message: str) -> None:
        self.around.claims.append(Problem(line=token.line, text=token.text, message=message))

    def _continues(self, met: Introduced) -> bool:
        """Whether a number continues the tree: "192.168.0.1" and "9.1 far away" in prose do not."""
        top = met.id.partition(".")[0]
        if len(top) > _MOST_DIGITS or not met.is_separated:
            return False  # "STAGE 9 COMPLETED" only speaks of a stage
        return not met.is_numbered or (bool(self._known) and int(top) <= self._last_top + 1)

    def _is_left(self, token: Token, before: int) -> bool:
        """Whether a line leaves the unit of a list item: as far left as that, and no more of its text.

        The steps of a procedure part their section: to each belongs all up to the next one, forms in fences too.
        """
        (kind, indent), draft = self._open[-1]
        if kind != _ITEM or token.indent > indent or draft in self._within:
            return False
        return any((token.bullet, token.kind is Kind.RULE, token.line > before + 1))

    def _leave(self, rank: Rank, line: int) -> None:
        while self._open[-1][0] >= rank:
            self._end(self._open.pop()[1], line - 1)

    def _end(self, draft: Draft, line: int) -> None:
        """End a unit where it is left for the first time; a number that comes back to it stands apart from it."""
        if self.dialect.by_number:
            if draft not in self._ended:
                draft.end = line
            self._ended.add(draft)
            return
        up: Draft | None = draft
        while up is not None and up.parent is not None:
            up.end = max(up.end, line)
            up = up.parent

    def _begin(self, met: Introduced, token: Token) -> None:
        rank, parent = self._place(met, token)
        id_ = f"{parent.id}.{met.id.removeprefix(f'{parent.id}.')}" if met.row.is_within else met.id
        draft = Draft(
            level=met.row.level,
            id=id_,
            title=met.title,
            line=token.line,
            end=token.line,
            parent=parent,
            is_numbered=met.is_numbered,
            may_repeat=met.may_repeat,
            is_heading=token.kind is Kind.HEADING,
            part=self._part_of(token),
            claims=list(met.states),
        )
        parent.drafts.append(draft)
        self.units.add(draft)
        self._known[id_] = draft
        if parent is self.root and id_.isdecimal():
            self._last_top = max(self._last_top, int(id_[:_MOST_DIGITS]))
        self._open.append((rank, draft))
        if met.row.is_within:
            self._within.add(draft)
        self.stretches.append(Stretch(draft, token, [], met))

    def _enter_part(self, token: Token) -> None:
        """Keep a heading that numbers a part of the document and introduces no unit: "## Phase 2: Reports"."""
        while self._parts and self._parts[-1][0] >= token.level:
            self._parts.pop()
        if part := _PART.match(token.text[:_NAME_STANDS_BEFORE]):
            self._parts.append((token.level, part[1].casefold()))

    def _part_of(self, token: Token) -> str:
        return next((part for level, part in reversed(self._parts) if level < token.level), "")

    def _place(self, met: Introduced, token: Token) -> tuple[Rank, Draft]:
        """The rank of a unit among the open ones, and the unit that holds it."""
        if self.dialect.by_number:
            return (_ITEM, 0), self._go_to(self._by_number(met), token.line)
        rank = self._rank(token, met.row)
        self._leave(rank, token.line)
        while len(self._open) > _DEEPEST:
            self._end(self._open.pop()[1], token.line - 1)
        return rank, self._by_place(met)

    def _by_number(self, met: Introduced) -> Draft:
        """The unit whose number this one's continues; else the nearest above it that there is, else the open top."""
        if not met.is_numbered:
            return self.root
        stem = met.id
        while "." in stem:
            stem = stem.rpartition(".")[0]
            if stem in self._known:
                return self._known[stem]
        return self._open[1][1] if len(self._open) > 1 else self.root

    def _go_to(self, parent: Draft, line: int) -> Draft:
        """Open a unit again that the tree goes back to, and end those that it leaves."""
        if parent not in [draft for _, draft in self._open]:
            path = [parent]
            while path[-1].parent is not None:
                path.append(path[-1].parent)
            self._open = [((_DOCUMENT, 0), path[-1]), *(((_ITEM, 0), draft) for draft in path[-2::-1])]
        while self.around is not parent:
            self._end(self._open.pop()[1], line - 1)
        return parent

    def _by_place(self, met: Introduced) -> Draft:
        """The unit around the line; before it the one whose id this one's continues, where its level may."""
        around, levels = self.around, met.row.continues
        if not levels or "." not in met.id:
            return around
        before = around.drafts[-1] if around.drafts else None
        if before and before.level in levels and before.level is not met.row.level:
            return before if met.id.startswith(f"{before.id}.") else around
        if met.row.level not in levels:
            return around
        stem = met.id.rpartition(".")[0]
        found = (self._known.get(name) for name in (stem, f"{stem}.0") if name != met.id)
        return next((unit for unit in found if unit and unit.level in levels), around)


class _Boxes:
    """How many checkboxes stand before each line, so that a section can be asked whether it has one."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.counts = [0]
        self.ends = [len(tokens)] * len(tokens)
        above: list[int] = []
        for index, token in enumerate(tokens):
            has_box = token.kind in TEXT_KINDS and box_of(token) is not None
            self.counts.append(self.counts[-1] + has_box)
            if token.kind is Kind.HEADING and not token.quoted:
                while above and tokens[above[-1]].level >= token.level:
                    self.ends[above.pop()] = index
                above.append(index)

    def in_section(self, index: int) -> bool:
        """Whether a box stands in the section that the heading of this index opens."""
        return self.counts[self.ends[index]] > self.counts[index]


def _may_be_numbered(text: str) -> bool:
    """Whether a number may begin a line; in an entry of a table of contents, all of it a link, it is of another."""
    if not _DIGIT.search(text, 0, _NUMBER_STANDS_BEFORE):
        return False
    return text[:1] != "[" or _IS_LINK.fullmatch(text) is None


_ADDRESS = pattern(r"\d{1,3}(?:\.\d{1,3}){3}")


def _is_meant(met: Introduced) -> bool:
    """Whether a line with a box and a number that is in no stage is meant as a unit: "3.11 support" is none."""
    return not met.title[:1].islower() and met.title != "" and _ADDRESS.fullmatch(met.id) is None
