"""The claims in the lines of a batch document: fields, lists under fields, tables, and lines that name a commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.claims.units import Units
from pytest_phasegate.documents.drafts import Draft
from pytest_phasegate.documents.notations.boxes import read_boxes, unclosed
from pytest_phasegate.documents.notations.commit_ids import HEX
from pytest_phasegate.documents.notations.commits import (
    begins_with_id,
    inline_commits,
    is_commit_key,
    is_message_key,
    key_unit,
    may_cite,
    names_commit,
    prose_commits,
    read_commits,
    read_ids,
    read_message,
    status_commits,
)
from pytest_phasegate.documents.notations.counts import read_counts
from pytest_phasegate.documents.notations.file_keys import file_key_action, is_plain_file_key, read_action
from pytest_phasegate.documents.notations.file_lists import announces, item_text, read_file_list
from pytest_phasegate.documents.notations.files import names_file_first, read_file_field
from pytest_phasegate.documents.notations.people import read_name
from pytest_phasegate.documents.notations.references import first_unit
from pytest_phasegate.documents.notations.statuses import field_status, is_loose_status, is_status_only
from pytest_phasegate.documents.parts.batch_keys import Key, Keys, dependency_claim, may_be_plain
from pytest_phasegate.documents.parts.batch_states import (
    States,
    keep,
    lone_status,
    quoted_unit,
    statuses_of_boxes,
)
from pytest_phasegate.documents.parts.batch_tables import read_row, row_unit
from pytest_phasegate.model.claims import (
    Action,
    AssigneeClaim,
    Claim,
    CommitClaim,
    FieldClaim,
    FileClaim,
    Problem,
    Reference,
    StatusClaim,
)
from pytest_phasegate.text.fields import Field, bold_fields, normal_key, plain_field, unwrapped
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.tables import table_rows
from pytest_phasegate.vocabulary import (
    ASSIGNEE_KEYS,
    DEPENDENCY_KEYS,
    LOOSE_STATUS_KEYS,
    PLAIN_STATUS_KEYS,
    STATUS_KEYS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.text.lines import Token

__all__ = ["Reader", "Stretch", "Units", "apply_action"]


class Stretch(NamedTuple):
    """The lines under one heading: ``draft`` is the unit they belong to, ``about`` the unit the heading speaks of."""

    draft: Draft
    about: Draft
    heading: Token | None
    tokens: Sequence[Token]


def apply_action(draft: Draft) -> None:
    """Let a unit's ``Action`` field say what is done to the files that it names without more."""
    actions = [claim.text for claim in draft.claims if isinstance(claim, FieldClaim) and claim.key == "action"]
    action = read_action(actions[0]) if actions else None
    if action is None:
        return
    draft.claims[:] = [
        replace(claim, action=action) if isinstance(claim, FileClaim) and claim.action is Action.NAME else claim
        for claim in draft.claims
    ]


class Reader:
    """Reads the lines of a document, stretch by stretch, into the drafts that the claims in them belong to."""

    draft: Draft  # the unit that the next line belongs to
    about: Draft  # the unit that it speaks of

    def __init__(self, units: Units) -> None:
        self.units = units
        self.states = States(units)
        self.keys = Keys()
        self.listed: set[int] = set()  # the lines of lists of commits that were read
        self.listed_files: set[int] = set()

    def read(self, stretch: Stretch) -> None:
        """Read the lines of one stretch; what follows a label such as "**Batch 2**:" is about another unit."""
        tokens = stretch.tokens
        self.draft, self.about = stretch.draft, stretch.about
        heading = stretch.heading
        if heading is not None:
            self.states.read_heading(heading, tokens, stretch.draft, stretch.about)
        start, has_rows = 0, False
        for index, token in enumerate(tokens):
            if not token.text.startswith(("**", "|", "-", ":")):
                continue
            has_rows = has_rows or token.kind is Kind.ROW or (token.text[0] in "-:" and "|" in token.text)
            if _names_unit(token.text) and (label := self._find_label(token)):
                self._read_lines(heading, tokens[start:index])
                self._switch(label)
                heading, start = None, index
        self._read_lines(heading, tokens[start:] if start else tokens)
        for row in table_rows(tokens) if has_rows else ():
            read_row(row, self.draft, self.units, has_files=row.token.line not in self.listed_files)

    def _find_label(self, token: Token) -> Draft | None:
        """The unit that a line such as ``**Batch 1 Verification**:`` speaks of, or None for any other line."""
        if token.kind is not Kind.TEXT:
            return None
        fields = bold_fields(token.text)
        if len(fields) != 1 or self.keys[fields[0].key].names_commits:
            return None
        reference = first_unit(fields[0].key)
        if reference is None or (fields[0].value and self._unit_of(self.keys[fields[0].key])):
            return None
        return self.units.find(reference, self.draft)

    def _switch(self, unit: Draft) -> None:
        """What follows speaks of another unit, and belongs to it if that unit is around this one."""
        self.about = unit
        if unit.holds(self.draft):
            self.draft = unit

    def _read_lines(self, heading: Token | None, tokens: Sequence[Token]) -> None:
        """Read lines that belong to one unit; ``heading`` is the one that they stand under at once."""
        if boxes := list(read_boxes(tokens)):
            self.draft.claims += boxes
            for unit, claim in statuses_of_boxes(boxes, self.draft, self.units):
                unit.claims.append(claim)
        if heading is not None and _may_name_list(heading.text):
            self._read_list(heading, tokens)
        for index, token in enumerate(tokens):
            if token.kind in TEXT_KINDS:
                text = token.text
                # A field, or ``may_cite``, at no call a line.
                if ":" in text or "ommit" in text or "OMMIT" in text or "：" in text:
                    self._read_line(token, tokens, index)
                elif text[:1] == "[" and _may_end_with_id(text):
                    self._read_aside(token.line, item_text(token), is_task=True)
            elif token.hidden:
                self.draft.claims.append(unclosed(token))
            elif token.kind is Kind.HEADING and (problem := quoted_unit(token, self.draft, self.units)):
                self.draft.claims.append(problem)

    def _read_list(self, heading: Token, tokens: Sequence[Token]) -> None:
        """Read the list under a heading such as "Files to Create" or "Commits"."""
        key = normal_key(heading.text.rstrip(":"))
        action = file_key_action(key)
        if action is not None:
            self._keep_files(read_file_list(tokens, -1, key, action, self._is_known, row_unit))
        elif is_commit_key(key):
            found = [claim for item in _items_below(tokens, -1, None) for claim in _item_ids(item)]
            self.listed.update(claim.line for claim in found)
            self.units.place(found, self.about)

    def _read_line(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        """Read a line that may be a field or cite a commit; most lines of a document can be neither."""
        if token.line in self.listed:
            return
        text = item_text(token) if token.bullet else token.text
        fields = bold_fields(text)
        if not fields and (plain := plain_field(unwrapped(text))) and self._wants_plain(plain, tokens, index):
            fields = [plain]
        for entry in fields:
            key = self.keys[entry.key]
            if key.names_files:
                self._read_files(key, entry, tokens, index)
                continue
            items = _items_below(tokens, index, token) if key.is_known and not entry.value else []
            if key.names_commits:
                items = items or _lines_below(tokens, index)
            if not entry.value and key.name in STATUS_KEYS and (said := lone_status(tokens[index + 1 : index + 3])):
                self.states.read(*said, self.draft, self.about)
            else:
                self._read_field(token.line, key, entry, items)
        if not fields:
            is_task = token.text[:1] == "[" and _may_end_with_id(token.text)
            if is_task or may_cite(text):
                self._read_aside(token.line, text, is_task=is_task)

    def _read_files(self, key: Key, entry: Field, tokens: Sequence[Token], index: int) -> None:
        """Read a file field, and the list below it where its own line names none."""
        assert key.action is not None
        found = read_file_field(tokens[index].line, key.name, entry.value, key.action) if entry.value else []
        if not found and announces(entry.value):
            found = read_file_list(tokens, index, key.name, key.action, self._is_known, row_unit)
        self._keep_files(found)

    def _keep_files(self, found: Sequence[Claim]) -> None:
        self.draft.claims += found
        self.listed_files.update(claim.line for claim in found)

    def _is_known(self, key: str) -> bool:
        return self.keys[key].is_known

    def _wants_plain(self, plain: Field, tokens: Sequence[Token], index: int) -> bool:
        """Whether a line without bold type is a field: in prose, only what can be nothing else."""
        if not may_be_plain(plain.key):
            return False
        key = self.keys[plain.key]
        if key.name in PLAIN_STATUS_KEYS:
            return is_status_only(plain.value) or is_loose_status(plain.value)
        if key.names_files:
            below = tokens[index + 1 : index + 2] if not plain.value else ()
            text = plain.value or next((item_text(token) for token in below if token.bullet), "")
            return is_plain_file_key(key.name) and names_file_first(text)
        if plain.value and key.names_commits:
            return names_commit(plain.value) or is_status_only(plain.value)
        if not plain.value or self._unit_of(key) is None:
            return False
        return begins_with_id(plain.value) or is_status_only(plain.value)

    def _unit_of(self, key: Key) -> Draft | None:
        """The unit that is the whole of a key ("Batch 1"), or None."""
        return self.units.find(key.unit, self.draft) if key.unit is not None else None

    def _read_field(self, line: int, key: Key, entry: Field, items: Sequence[Token]) -> None:
        if not key.is_known:
            self._add(FieldClaim(line=line, text=entry.value, key=key.name), entry.value)
        elif (unit := self._unit_of(key)) is not None:
            self._read_unit_line(line, entry.value, unit)
        elif key.name in STATUS_KEYS:
            self.states.read(line, entry.value, self.draft, self.about)
        elif key.name in LOOSE_STATUS_KEYS:
            if not self.states.read_loose(line, key.name, entry.value, self.draft):
                self._add(FieldClaim(line=line, text=entry.value, key=key.name), entry.value)
        elif key.names_commits:
            self._read_commits(line, key.name, entry, items)
        else:
            self._add(self._read_other(line, key.name, entry.value, items), entry.value)

    def _add(self, claim: Claim, value: str) -> None:
        """Keep the claim of a field, and the commits that its value cites besides."""
        keep(claim, self.draft)
        if may_cite(value):
            self._read_aside(claim.line, value)

    def _read_aside(self, line: int, text: str, *, is_task: bool = False) -> None:
        """Read the commits that a line in plain words cites."""
        if HEX.search(text):
            self.units.place(inline_commits(line, text), self.about)
            self.about.asides += prose_commits(line, text, is_task=is_task)

    def _read_unit_line(self, line: int, value: str, unit: Draft) -> None:
        """Read what a line such as "Batch 1: COMPLETE (4830299)" says of a unit."""
        if is_status_only(value) and (status := field_status(value)):
            unit.claims.append(StatusClaim(line=line, text=value, status=status, source="field"))
            self.units.place(status_commits(line, "", value), unit)
        else:
            self.units.place(read_ids(line, "", value), unit)

    def _read_commits(self, line: int, key: str, entry: Field, items: Sequence[Token]) -> None:
        named = key_unit(key)
        target = self.units.find(Reference(named), self.draft) if named else None
        claims: list[Claim] = list(read_commits(line, key, entry.value)) if entry.value or not items else []
        for item in items:
            found = _item_ids(item)
            self.listed.update(claim.line for claim in found)
            claims += found
        if not claims:
            claims = [FieldClaim(line=line, text=entry.value, key=key)]
        if target is not None and target is not self.draft and self.draft.holds(target):
            claims = [_tie(claim, target.id) for claim in claims]
            target = None
        self.units.place(claims, target or self.about)

    def _read_other(self, line: int, key: str, value: str, items: Sequence[Token]) -> Claim:
        if key in DEPENDENCY_KEYS:
            value = value or ", ".join(item.text for item in items)
            return dependency_claim(line, key, value, self.units, self.draft)
        if count := next(read_counts(line, key, value), None):
            return count
        if key in ASSIGNEE_KEYS and (name := read_name(value)):
            return AssigneeClaim(line=line, text=value, name=name)
        if is_message_key(key) and (message := next(read_message(line, key, value), None)):
            return message
        return FieldClaim(line=line, text=value, key=key)


_UNIT_WORDS = ("batch", "task", "sub-batch", "wave")


def _names_unit(text: str) -> bool:
    """Whether a bold line may begin with a unit's name: a quick look before the careful one."""
    return (
        text[:2] == "**" and text[2:3] in "bBtTsSwW* [(" and text[2:12].lstrip("* [(").lower().startswith(_UNIT_WORDS)
    )


def _tie(claim: Claim, unit: str) -> Claim:
    """The claim, tied to the unit that its field's key names, unless it names one itself."""
    return replace(claim, unit=claim.unit or unit) if isinstance(claim, CommitClaim) else claim


def _item_ids(item: Token) -> list[Claim]:
    """The commits that a line under a commit field names, and what is wrong with one meant as an id; not its prose."""
    text = item_text(item)
    kinds = (CommitClaim, Problem) if names_commit(text) else CommitClaim
    return [claim for claim in read_commits(item.line, "", text) if isinstance(claim, kinds)]


_TICKED = ("[x]", "[X]", "[✅]", "[✓]", "[✔]")


def _may_end_with_id(text: str) -> bool:
    """Whether a line is a ticked box that ends in brackets, where the commit of its work may stand."""
    return text.startswith(_TICKED) and text.endswith((")", "]"))


def _may_name_list(title: str) -> bool:
    """Whether a heading may name the list under it: files or commits; a quick look before the careful one."""
    title = title.casefold()
    return "file" in title or "commit" in title


def _lines_below(tokens: Sequence[Token], index: int) -> list[Token]:
    """The lines right below a commit field that begin with an id, as what does not fit on its own line does."""
    lines: list[Token] = []
    for token in tokens[index + 1 : index + 9]:
        if token.kind is not Kind.TEXT or token.line != tokens[index].line + len(lines) + 1:
            break
        if not names_commit(token.text):
            break
        lines.append(token)
    return lines


def _items_below(tokens: Sequence[Token], index: int, parent: Token | None) -> list[Token]:
    """The list items that follow a field with nothing behind it, up to what is no item of that list."""
    items: list[Token] = []
    floor = parent.indent + 1 if parent is not None and parent.kind is Kind.ITEM else 0
    for position in range(index + 1, len(tokens)):
        token = tokens[position]
        if token.kind is not Kind.ITEM or token.indent < floor:
            break
        if bold_fields(token.text) and read_action(token.text) is None:
            break
        items.append(token)
    return items
