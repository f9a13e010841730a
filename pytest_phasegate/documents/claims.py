"""Pass 2, what each line claims: fields by their keys, lists and tables under keys, boxes, statuses in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import At, WrittenKeys
from pytest_phasegate.documents.notations.boxes import box_of, read_boxes, unclosed
from pytest_phasegate.documents.notations.commit_ids import HEX
from pytest_phasegate.documents.notations.commits import inline_commits, may_cite, prose_commits
from pytest_phasegate.documents.notations.file_lists import item_text
from pytest_phasegate.documents.notations.references import first_unit
from pytest_phasegate.documents.statements import heading_on_all, lone_status, quoted_unit, statuses_of_boxes, whom
from pytest_phasegate.documents.table_rows import read_row
from pytest_phasegate.model.claims import CommitClaim, Problem
from pytest_phasegate.text.fields import bold_fields, normal_key, plain_field, unwrapped
from pytest_phasegate.text.lines import TEXT_KINDS, Kind, Token
from pytest_phasegate.text.tables import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.documents.dialect import Dialect, Key, Placed, Reader, Section
    from pytest_phasegate.documents.drafts import Draft, Units
    from pytest_phasegate.documents.units import Stretch
    from pytest_phasegate.text.fields import Field
    from pytest_phasegate.text.front_matter import Entry

_TICKED = ("[x]", "[X]", "[✅]", "[✓]", "[✔]")


class _List:
    """The list that the next line may belong to: the key above it, and how far in its items are."""

    def __init__(self, own: Key | None, name: str) -> None:
        self.own = own  # the key that the heading is
        self.own_name = name
        self.last = 0  # the line that the next one may go on with
        self.leave()

    def leave(self) -> None:
        """Back to the list under the heading, if it has one."""
        self.key, self.name, self.floor = self.own, self.own_name, 0

    def enter(self, key: Key, name: str, token: Token) -> None:
        """The list under a field."""
        self.key, self.name, self.floor = key, name, token.indent + 1 if token.bullet else 0

    def ends_before(self, token: Token) -> bool:
        """Whether a paragraph leaves the list under a field: not right below it."""
        return self.key is not None and not token.bullet and token.line != self.last + 1 and not self.own

    def holds(self, token: Token) -> bool:
        """Whether a line belongs to the list."""
        if self.key is None or token.bullet:
            return self.key is not None
        return self.key.takes_lines and (self.key is self.own or token.line == self.last + 1)


class Lines:
    """Reads stretches of lines into the units that claim what is in them."""

    def __init__(self, dialect: Dialect, root: Draft, units: Units) -> None:
        self.dialect = dialect
        self.root = root
        self.at = At(dialect, root, units, WrittenKeys(dialect), root, root)
        self.words = tuple(dialect.words)
        self.initials = frozenset("* [(").union(*((word[:1], word[:1].upper()) for word in self.words))
        self.keys_of_rows: dict[int, Key | None] = {}
        self.box_level = 0  # of the heading over the boxes that are claims, where they are not everywhere

    def read_values(self, entries: Sequence[Entry], owner: Draft) -> None:
        """Read the values of front matter, or of an entry of data: "key_files.created" is a key as any other."""
        at = self.at
        at.owner = at.about = owner
        keys = self.dialect.front_keys or self.dialect.keys
        for entry in entries:
            at.tokens, at.index = [Token(Kind.TEXT, entry.line, 1, 0, entry.value)], 0
            name = ".".join(entry.path)
            if key := keys(name):
                self._keep(key.read(at, name, entry.value))

    def read(self, stretch: Stretch) -> None:
        """Read one stretch."""
        at, heading, tokens = self.at, stretch.heading, stretch.tokens
        at.owner = at.about = stretch.draft
        at.tokens, at.index, at.section = tokens, 0, ""
        section = None
        if heading is not None:
            is_own = stretch.draft is not self.root and heading.line == stretch.draft.line
            section = None if is_own else self._section(heading)
            self._enter_boxes(heading)
            self._keep(self._read_own(stretch, heading) if is_own else self._read_heading(heading, tokens))
        if section:
            self._keep(section.read(at, at.section, ""))
        if tokens and (section is None or not section.instead):
            for part in self._parts(tokens):
                self._keep(self._read_lines(part))
            if not self.dialect.is_prose and any("|" in token.text for token in tokens):
                self._keep(self._read_tables(tokens))

    def _section(self, heading: Token) -> Section | None:
        """The section of a heading that introduces no unit, where the dialect reads it in a way of its own."""
        title = self.at.section = normal_key(heading.text.rstrip(":"))
        return next((section for word, section in self.dialect.sections.items() if word in title), None)

    def _enter_boxes(self, heading: Token) -> None:
        """Whether the boxes below a heading are claims: those below smaller ones in such a section are, too."""
        if heading.kind is not Kind.HEADING:
            return
        if normal_key(heading.text.rstrip(":")) in self.dialect.box_sections:
            self.box_level = heading.level
        elif heading.level <= self.box_level:
            self.box_level = 0

    def _parts(self, tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
        """Lines, parted where a label says of whom the next ones speak: "**Batch 1 Verification**:" below task 1.5."""
        at, start, words = self.at, 0, self.words
        for index, token in enumerate(tokens) if words else ():
            text = token.text
            # Most bold lines are fields: only one that begins with a unit's word can be a label.
            if text[:2] == "**" and text[2:3] in self.initials and text[2:12].lstrip("* [(").lower().startswith(words):
                unit = self._label(token)
                if unit is not None:
                    yield tokens[start:index]
                    at.about, start, at.section = unit, index, ""
                    at.owner = unit if unit.holds(at.owner) else at.owner
        yield tokens[start:] if start else tokens

    def _label(self, token: Token) -> Draft | None:
        """The unit that a label speaks of, or None for any other line: what follows belongs to it if it is around."""
        fields = bold_fields(token.text) if token.kind is Kind.TEXT else ()
        if len(fields) != 1 or (reference := first_unit(fields[0].key)) is None:
            return None
        key = self.at.keys[fields[0].key][1]
        if key is not None and (fields[0].value or key.looks_below):
            return None
        return self.at.find(reference)

    def _keep(self, claims: Iterable[Placed]) -> None:
        for claim, unit in claims:
            unit.claims.append(claim)

    def _read_own(self, stretch: Stretch, heading: Token) -> Iterator[Placed]:
        """The words of the line that introduces a unit, and a status alone below it."""
        at, unit, met = self.at, self.at.owner, stretch.met
        if met is not None and met.row.says:
            at.tokens, at.index = [heading], 0
            for read in met.row.says:
                yield from read(at, unit.id, met.words)
            if HEX.search(met.words) and not any(isinstance(claim, CommitClaim) for claim in unit.claims):
                self._cite(met.words, is_task=True)
        if (said := lone_status(stretch.tokens)) and (key := self.dialect.keys("status")):
            at.tokens, at.index = [heading._replace(line=said[0])], 0
            yield from key.read(at, "status", said[1])
        at.tokens = stretch.tokens

    def _read_heading(self, heading: Token, tokens: Sequence[Token]) -> Iterator[Placed]:
        """A heading that introduces no unit: whom it speaks of, the list that it stands over, the field that it is."""
        at = self.at
        named = None if self.dialect.is_prose else whom(at, heading)
        if isinstance(named, Problem):
            yield named, at.owner
        elif named is not None:
            at.about = named
        yield from () if self.dialect.is_prose else heading_on_all(at, heading)
        at.tokens, at.index = [heading, *tokens], 0
        entry = plain_field(unwrapped(heading.text)) if ":" in heading.text else None
        name, value = (normal_key(entry.key), entry.value) if entry and entry.value else (at.section, "")
        key = at.keys[name][1]
        if key and key.heads and (not value or key.plain is True or (key.plain and key.plain(at, name, value))):
            yield from key.read(at, name, value)
        at.tokens = tokens

    def _read_boxes(self, tokens: Sequence[Token]) -> Iterator[Placed]:
        """The boxes that no reader of a value has read with its line."""
        at = self.at
        if self.dialect.box_sections and not self.box_level:
            return
        boxes = [box for box in read_boxes(tokens, at.section if at.is_document else "") if box.line not in at.boxes]
        yield from at.own(boxes)
        if boxes and self.dialect.named_levels:
            yield from statuses_of_boxes(at, boxes)

    def _read_lines(self, tokens: Sequence[Token]) -> Iterator[Placed]:
        at = self.at
        at.tokens = tokens
        key = at.keys[at.section.partition(" (")[0]][1] if at.section else None
        list_ = _List(key if key and key.item else None, at.section)
        is_all_plain = self.dialect.other_key.plain is True
        for index, token in enumerate(tokens):
            if token.kind not in TEXT_KINDS:
                at.index = index
                yield from self._read_other(token, list_)
                continue
            if list_.key and token.bullet and token.indent < list_.floor:
                list_.leave()
            # Most lines can be neither a field nor cite a commit: only the others are looked at with care.
            is_seen = list_.key or self.dialect.details or ":" in token.text or _may_claim(token.text)
            if is_seen and token.line not in at.taken:
                at.index = index
                yield from self._read_line(token, list_, is_all_plain=is_all_plain)
            list_.last = token.line
        yield from self._read_boxes(tokens)

    def _read_other(self, token: Token, list_: _List) -> Iterator[Placed]:
        """A block, a row of a table, or a heading in a quotation."""
        if token.kind is Kind.ROW:
            self.keys_of_rows[token.line] = list_.key
        elif token.kind is Kind.FENCE and self.dialect.fence:
            yield from self.dialect.fence(self.at, "", token.text)
        elif token.kind is Kind.HEADING:
            yield from quoted_unit(self.at, token)
        if token.hidden:
            yield unclosed(token), self.at.owner

    def _read_line(self, token: Token, list_: _List, *, is_all_plain: bool) -> Iterator[Placed]:
        text = item_text(token) if token.bullet else token.text
        if text[:1] == "(" and text[-1:] == ")":
            text = text[1:-1]  # "(Dependencies: 1.1)"
        fields = bold_fields(text) or self._plain_field(text, is_all=is_all_plain)
        if fields and not self._is_item(token, list_, fields):
            yield from self._read_fields(fields, token, list_)
            return
        if list_.key and list_.key.item and list_.holds(token):
            yield from list_.key.item(self.at, list_.name, text)
        elif list_.ends_before(token):
            list_.key = None
        if self.dialect.details:
            yield from self._read_detail(self.dialect.details, token, list_, text)
        is_task = token.text[:1] == "[" and _may_end_with_id(token.text)
        if is_task or may_cite(text):
            self._cite(text, is_task=is_task)

    def _read_detail(self, read: Reader, token: Token, list_: _List, text: str) -> Iterator[Placed]:
        """An item below a unit's line that is no box and in no list of a key: what is to be done in all."""
        if token.bullet and not (list_.key or box_of(token) or self.at.is_document):
            yield from read(self.at, "", text)

    def _is_item(self, token: Token, list_: _List, fields: Sequence[Field]) -> bool:
        """Whether a line with bold type is an item of a list that takes all lines: "**Store**: src/store.py"."""
        takes_lines = list_.key is not None and list_.key.takes_lines and list_.holds(token)
        return takes_lines and bool(token.bullet) and not any(self.at.is_known(each.key) for each in fields)

    def _read_fields(self, fields: Sequence[Field], token: Token, list_: _List) -> Iterator[Placed]:
        """Read the fields of a line; a list below it belongs to the last one if nothing stands behind that."""
        at = self.at
        for entry in fields:
            name, key = at.keys[entry.key]
            if self.dialect.document_keys is not None and at.is_document:
                key = self.dialect.document_keys(name)
            yield from self._read_field(key or self.dialect.other_key, name, entry.value)
        name, key = at.keys[fields[-1].key]
        if key and key.item and not fields[-1].value:
            list_.enter(key, name, token)
        else:
            list_.leave()

    def _read_field(self, key: Key, name: str, value: str) -> Iterator[Placed]:
        at = self.at
        if not value and key.item and not key.looks_below:
            return
        yield from key.read(at, name, value)
        if not key.cites and may_cite(value):
            self._cite(value)

    def _plain_field(self, text: str, *, is_all: bool) -> list[Field]:
        """The field that a line without bold type is: in prose, only what can be nothing else."""
        entry = plain_field(unwrapped(text))
        if entry is None or is_all:
            return [entry] if entry else []
        name, key = self.at.keys[entry.key]
        if key is None or not key.plain:
            return []
        return [entry] if key.plain is True or key.plain(self.at, name, entry.value) else []

    def _cite(self, text: str, *, is_task: bool = False) -> None:
        if HEX.search(text) and not self.dialect.is_prose:
            at = self.at
            self._keep(at.placed(inline_commits(at.line, text)))
            at.about.cited += prose_commits(at.line, text, is_task=is_task)

    def _read_tables(self, tokens: Sequence[Token]) -> Iterator[Placed]:
        """A row is an item of the key above its table, else about the unit that it names, else of the one around it."""
        at = self.at
        attempts = at.keys["attempt"][1]
        for row in table_rows(tokens):
            key = self.keys_of_rows.get(row.token.line) or (attempts if "attempt" in row.cells else None)
            if key and key.row:
                at.tokens, at.index, at.cells = [row.token], 0, row.cells
                yield from key.row(at, "", row.token.text)
            else:
                yield from read_row(at, row)


def _may_claim(text: str) -> bool:
    """A quick look: whether a line without a colon may be a field or cite a commit."""
    return "：" in text or may_cite(text) or (text[:1] == "[" and _may_end_with_id(text))


def _may_end_with_id(text: str) -> bool:
    """Whether a line is a ticked box that ends in brackets, where the commit of its work may stand."""
    return text.startswith(_TICKED) and text.endswith((")", "]"))
