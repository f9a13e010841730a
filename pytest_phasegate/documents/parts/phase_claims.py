"""The claims in the lines of a phase: roles, deliverables, hand-offs, attempts, decisions, commits and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.boxes import read_boxes, unclosed
from pytest_phasegate.documents.notations.commits import is_commit_key, read_commits, read_ids
from pytest_phasegate.documents.notations.deliverables import (
    delivered,
    delivered_in_row,
    read_deliverables,
    read_inputs,
    read_links,
)
from pytest_phasegate.documents.notations.file_keys import file_key_action, is_plain_file_key
from pytest_phasegate.documents.notations.file_lists import announces, item_text, read_file_list
from pytest_phasegate.documents.notations.files import names_file_first, read_file_field
from pytest_phasegate.documents.notations.handoffs import (
    attempt_number,
    read_approval,
    read_attempt,
    read_attempt_row,
    read_attempts,
    read_decision,
    read_escalation,
    read_handoff,
)
from pytest_phasegate.documents.notations.people import read_assignee
from pytest_phasegate.documents.notations.statuses import read_status
from pytest_phasegate.model.claims import (
    Claim,
    FieldClaim,
    HandoffClaim,
)
from pytest_phasegate.text.fields import bold_fields, normal_key, plain_field
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.tables import table_rows
from pytest_phasegate.vocabulary import ATTEMPT_KEYS, DELIVERABLE_KEYS, HANDOFF_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.text.fields import Field
    from pytest_phasegate.text.lines import Token

    Reader = Callable[[int, str, str], Iterable[Claim]]
    from pytest_phasegate.text.outline import Section


def read_phase(draft: Draft, section: Section) -> None:
    """Read the claims of a phase's section, its sub-sections included, into its draft."""
    _read_stretch(draft, "", section.body)
    for part in section.sections:
        assert part.heading is not None
        _read_stretch(draft, normal_key(part.heading.text.rstrip(":")), [t for s in part.walk() for t in s.body])


def _read_stretch(draft: Draft, title: str, tokens: Sequence[Token]) -> None:
    """Read the lines under one heading; under "Attempts" or "Deliverables" the items are as under such a field."""
    draft.claims += read_boxes(tokens)
    if (action := file_key_action(title)) is not None:
        draft.claims += read_file_list(tokens, -1, title, action, _is_known)
    stretch = _Stretch(draft, title.partition(" (")[0], tokens)
    for index, token in enumerate(tokens):
        if token.kind in (Kind.FENCE, Kind.COMMENT) and token.hidden:
            draft.claims.append(unclosed(token))
        if token.kind in TEXT_KINDS:
            stretch.read_line(index, token)
        elif token.kind is Kind.ROW:
            stretch.keys_of_rows[token.line] = stretch.key
    stretch.read_tables()


class _Stretch:
    """The lines under one heading while they are read; ``key`` is that of the field or heading the next is under."""

    def __init__(self, draft: Draft, title: str, tokens: Sequence[Token]) -> None:
        self.draft = draft
        self.title = title
        self.tokens = tokens
        self.own_key = title if title in READERS and title != _TASKS else ""
        self.key = self.own_key
        self.floor = 0  # the least indent of the items under the key
        self.last = 0  # the line that the next one may go on with
        self.has_attempts = title in ATTEMPT_KEYS
        self.keys_of_rows: dict[int, str] = {}

    def read_line(self, index: int, token: Token) -> None:
        text = item_text(token)
        fields = bold_fields(text) or _known_plain(text)
        if token.bullet and token.indent < self.floor:
            self.key, self.floor = self.own_key, 0
        is_listed = self.key in DELIVERABLE_KEYS and bool(token.bullet)
        if fields and not (is_listed and not _is_known(fields[0].key)):
            self._read_fields(index, fields)
        elif self.key and token.bullet:
            self.draft.claims += _read_item(token, self.key, text)
            self.last = token.line
        elif self.key in DELIVERABLE_KEYS and (self.key == self.own_key or token.line == self.last + 1):
            self.draft.claims += delivered(token.line, self.key, text)
            self.last = token.line
        elif self.title in HANDOFF_KEYS:
            found = read_handoff(token.line, self.title, text)
            self.draft.claims += [claim for claim in found if isinstance(claim, HandoffClaim)]
        elif not self.title and token.line != self.last + 1:
            self.key, self.floor = "", 0
        else:
            self.last = token.line

    def _read_fields(self, index: int, fields: Sequence[Field]) -> None:
        token = self.tokens[index]
        for entry in fields:
            key = normal_key(entry.key)
            self.draft.claims += _read_field(self.tokens, index, key, entry)
        # What follows belongs to the field only where nothing stands behind it on its own line.
        self.key = self.own_key if fields[-1].value or key == _TASKS else key
        self.floor = token.indent + 1 if token.bullet and not fields[-1].value else 0
        self.last = token.line
        self.has_attempts = self.has_attempts or self.key in ATTEMPT_KEYS

    def read_tables(self) -> None:
        for row in table_rows(self.tokens):
            if self.has_attempts or "attempt" in row.cells:
                self.draft.claims.append(read_attempt_row(row.token.line, row.token.text, row.cells))
            elif self.keys_of_rows[row.token.line] in DELIVERABLE_KEYS:
                self.draft.claims += delivered_in_row(row)


def _is_known(written: str) -> bool:
    """Whether a key, as it is written, is that of a field of a phase."""
    key = normal_key(written)
    is_of_phase = key in READERS or is_commit_key(key) or attempt_number(key) is not None
    return is_of_phase or file_key_action(key) is not None


def _known_plain(text: str) -> list[Field]:
    plain = plain_field(text)
    if plain is None:
        return []
    key = normal_key(plain.key)
    is_file = is_plain_file_key(key) and names_file_first(plain.value)
    return [plain] if is_file or key in READERS else []


def _read_field(tokens: Sequence[Token], index: int, key: str, entry: Field) -> Iterator[Claim]:
    line = tokens[index].line
    if attempt_number(key):
        yield from read_attempts(line, key, entry.value)
    elif key in READERS:
        if entry.value:
            yield from READERS[key](line, key, entry.value)
    elif is_commit_key(key):
        if entry.value:
            yield from read_commits(line, key, entry.value)
    elif (action := file_key_action(key)) is not None:
        found = read_file_field(line, key, entry.value, action) if entry.value else []
        if not found and announces(entry.value):
            found = read_file_list(tokens, index, key, action, _is_known)
        yield from found
    else:
        yield FieldClaim(line=line, text=entry.value, key=key)


def _read_item(token: Token, key: str, text: str) -> Iterator[Claim]:
    """An item of the list under a field or a heading; those of files were read with their field."""
    if key in ATTEMPT_KEYS:
        bullet = token.bullet.rstrip(".)")
        yield read_attempt(token.line, text, int(bullet) if bullet.isdecimal() else None)
    elif is_commit_key(key):
        yield from read_ids(token.line, key, text)
    elif key in READERS:
        yield from READERS[key](token.line, key, text)


_TASKS = "tasks"  # on its own line a document, below it a list of what is to be done
_KEYS: tuple[tuple[Reader, Iterable[str]], ...] = (
    (read_assignee, vocabulary.ROLE_KEYS),
    (read_status, ("status", "phase status", "state")),
    (read_deliverables, DELIVERABLE_KEYS),
    (read_inputs, vocabulary.INPUT_KEYS),
    (read_handoff, HANDOFF_KEYS),
    (read_approval, vocabulary.APPROVAL_KEYS),
    (read_attempts, ATTEMPT_KEYS),
    (read_decision, vocabulary.DECISION_KEYS),
    (read_escalation, vocabulary.ESCALATION_KEYS),
    (read_links, ("document", "task document", _TASKS)),
)
READERS: Mapping[str, Reader] = {key: reader for reader, keys in _KEYS for key in keys}
"""What is read from the value of a field, or from an item of the list under it, by the field's key."""
