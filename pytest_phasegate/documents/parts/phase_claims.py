"""The claims in the lines of a phase: roles, deliverables, hand-offs, attempts, decisions, commits and files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.boxes import read_boxes
from pytest_phasegate.documents.claims.commit_ids import read_commits
from pytest_phasegate.documents.claims.commit_keys import is_commit_key
from pytest_phasegate.documents.claims.file_claims import (
    file_key_action,
    is_plain_file_key,
    names_file_first,
    read_file_field,
    read_files,
)
from pytest_phasegate.documents.claims.path_names import paths_in
from pytest_phasegate.documents.claims.paths import is_glob
from pytest_phasegate.documents.claims.problems import unclosed
from pytest_phasegate.documents.claims.statuses import field_status
from pytest_phasegate.documents.parts.file_lists import announces, item_text, read_file_list
from pytest_phasegate.documents.parts.handoffs import (
    read_approval,
    read_attempt,
    read_attempt_row,
    read_decision,
    read_handoff,
)
from pytest_phasegate.model.claims import (
    AssigneeClaim,
    Claim,
    CommitClaim,
    DeliverableClaim,
    FieldClaim,
    FileClaim,
    HandoffClaim,
    InputClaim,
    LinkClaim,
    Problem,
    StatusClaim,
)
from pytest_phasegate.text.fields import bold_fields, normal_key, plain_field
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.tables import table_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.text.fields import Field
    from pytest_phasegate.text.lines import Token
    from pytest_phasegate.text.outline import Section
    from pytest_phasegate.text.tables import Row

# Words before a file that is not delivered itself: "a review of a.py", "the tests for b.py".
_ABOUT = re.compile(
    r"\b(?:of|from|for|than|like|see|per|by|with|against|about|on|over|using|follow(?:s|ing)|based on"
    r"|(?:replac|remov|delet|describ|cover|us)(?:e|es|ing)|to (?:replace|remove|delete))"
    r"[ `*(\[]{1,4}(?:(?:the|a|an|old|new|existing)[ ]){0,2}[`*\[]{0,3}$",
    re.IGNORECASE,
)
_FARTHEST = 40  # characters before a file that may say that
_OPEN = {"", "-", "—", "none", "n/a", "tbd", "pending", "[pending]", "unassigned"}


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
        self.has_attempts = title in _ATTEMPTS
        self.keys_of_rows: dict[int, str] = {}

    def read_line(self, index: int, token: Token) -> None:
        text = item_text(token)
        fields = bold_fields(text) or _known_plain(text)
        if token.bullet and token.indent < self.floor:
            self.key, self.floor = self.own_key, 0
        is_listed = self.key in _DELIVERED and bool(token.bullet)
        if fields and not (is_listed and not _is_known(fields[0].key)):
            self._read_fields(index, fields)
        elif self.key and token.bullet:
            self.draft.claims += _read_item(token, self.key, text)
            self.last = token.line
        elif self.key in _DELIVERED and (self.key == self.own_key or token.line == self.last + 1):
            self.draft.claims += _delivered(token.line, text)
            self.last = token.line
        elif self.title in _HANDOFFS:
            found = _handoff(token.line, text)
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
        self.has_attempts = self.has_attempts or self.key in _ATTEMPTS

    def read_tables(self) -> None:
        for row in table_rows(self.tokens):
            if self.has_attempts or "attempt" in row.cells:
                self.draft.claims.append(read_attempt_row(row.token.line, row.token.text, row.cells))
            elif self.keys_of_rows[row.token.line] in _DELIVERED:
                self.draft.claims += _delivered_in_row(row)


def _is_known(written: str) -> bool:
    """Whether a key, as it is written, is that of a field of a phase."""
    key = normal_key(written)
    is_of_phase = key in READERS or is_commit_key(key) or _attempt_number(key) is not None
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
    if number := _attempt_number(key):
        yield read_attempt(line, entry.value, number)
    elif key in READERS:
        if entry.value:
            yield from READERS[key](line, entry.value)
    elif is_commit_key(key):
        yield from _commits(line, entry.value)
    elif (action := file_key_action(key)) is not None:
        found = read_file_field(line, key, entry.value, action) if entry.value else []
        if not found and announces(entry.value):
            found = read_file_list(tokens, index, key, action, _is_known)
        yield from found
    else:
        yield FieldClaim(line=line, text=entry.value, key=key)


def _read_item(token: Token, key: str, text: str) -> Iterator[Claim]:
    """An item of the list under a field or a heading; those of files were read with their field."""
    if key in _ATTEMPTS:
        bullet = token.bullet.rstrip(".)")
        yield read_attempt(token.line, text, int(bullet) if bullet.isdecimal() else None)
    elif is_commit_key(key):
        yield from (claim for claim in _commits(token.line, text) if isinstance(claim, CommitClaim))
    elif key in READERS:
        yield from READERS[key](token.line, text)


def _attempt_number(key: str) -> int | None:
    word, _, number = key.partition(" ")
    return int(number) if word in ("attempt", "retry") and number.isdecimal() and len(number) < 5 else None


def _role(line: int, value: str) -> Iterator[Claim]:
    name = value.partition(" (")[0].strip(' `*@"')
    if name.casefold() not in _OPEN:
        yield AssigneeClaim(line=line, text=value, name=name)


def _status(line: int, value: str) -> Iterator[Claim]:
    status = field_status(value)
    if status is not None:
        yield StatusClaim(line=line, text=value, status=status, source="field")
    elif value:
        message = f"the status {value!r} holds no status word; write COMPLETE, IN PROGRESS, PENDING, FAILED or BLOCKED"
        yield Problem(line=line, text=value, message=message)


def _paths(line: int, value: str) -> Iterator[FileClaim | Problem]:
    yield from read_files(line, value)


def _deliverables(line: int, value: str) -> Iterator[Claim]:
    """The files that a value names; where it names none it is prose, and stays a field."""
    found = list(_delivered(line, value))
    yield from found
    if not found and value.casefold().strip() not in _OPEN:
        yield FieldClaim(line=line, text=value, key="deliverable")


def _delivered(line: int, value: str) -> Iterator[DeliverableClaim | Problem]:
    """The files in a value: those that stand first, else those among the words, but for what the words are about."""
    found = list(_paths(line, value))
    for claim in found:
        if isinstance(claim, FileClaim):
            yield DeliverableClaim(line=line, text=value, path=claim.path, is_glob=claim.is_glob)
        else:
            yield claim
    for name in paths_in(value) if not found else ():
        if not _ABOUT.search(value, max(name.start - _FARTHEST, 0), name.start):
            yield DeliverableClaim(line=line, text=value, path=name.path, is_glob=is_glob(name.path))


def _delivered_in_row(row: Row) -> Iterator[DeliverableClaim | Problem]:
    """The files in a row of a table: in the columns that are called so, or in all where none is."""
    cells = [cell for name, cell in row.cells.items() if name in _DELIVERED or file_key_action(name) is not None]
    cells += [cell for name, cell in row.cells.items() if name in _FILE_COLUMNS]
    for cell in cells or row.cells.values():
        yield from _delivered(row.token.line, cell)


def _inputs(line: int, value: str) -> Iterator[Claim]:
    found = [claim for claim in _paths(line, value) if isinstance(claim, FileClaim)]
    yield from (InputClaim(line=line, text=value, path=claim.path) for claim in found)
    if not found:
        yield FieldClaim(line=line, text=value, key="inputs")


def _handoff(line: int, value: str) -> Iterator[Claim]:
    if claim := read_handoff(line, value):
        yield claim


def _approval(line: int, value: str) -> Iterator[Claim]:
    if claim := read_approval(line, value):
        yield claim


def _decision(line: int, value: str) -> Iterator[Claim]:
    if value.casefold().strip(" .") not in _OPEN:
        yield read_decision(line, value)


def _escalation(line: int, value: str) -> Iterator[Claim]:
    if value.casefold().strip(" .") not in _OPEN:
        yield read_decision(line, value, is_escalation=True)


def _attempts(line: int, value: str) -> Iterator[Claim]:
    """Attempts on the field's own line; a mere count ("2") is a field."""
    if value.isdecimal():
        yield FieldClaim(line=line, text=value, key="attempts")
    else:
        yield read_attempt(line, value)


def _commits(line: int, value: str) -> Iterator[Claim]:
    if value:
        yield from read_commits(line, value)


def _link(line: int, value: str) -> Iterator[Claim]:
    found = [claim for claim in _paths(line, value) if isinstance(claim, FileClaim) and not claim.is_glob]
    yield from (LinkClaim(line=line, text=value, path=claim.path) for claim in found)
    if not found and value.casefold().strip() not in _OPEN:
        yield Problem(line=line, text=value, message=f"{value[:80]!r} names no document; write its path")


_HANDOFFS = ("hand-off", "handoff", "hand off", "handed off", "checkpoint")
_TASKS = "tasks"  # on its own line a document, below it a list of what is to be done
_DELIVERED = ("deliverable", "deliverables", "delivers", "output", "outputs")
_FILE_COLUMNS = {"location", "artifact", "artefact", "document", "link"}
_ATTEMPTS = {"attempts", "attempt log", "retries"}
_KEYS: tuple[tuple[Callable[[int, str], Iterator[Claim]], tuple[str, ...]], ...] = (
    (_role, ("role", "assigned to", "assigned role", "assignee", "owner", "team member")),
    (_status, ("status", "phase status", "state")),
    (_deliverables, _DELIVERED),
    (_inputs, ("inputs", "input", "consumes", "works from")),
    (_handoff, _HANDOFFS),
    (_approval, ("approved by", "approval", "hand-off approved by")),
    (_attempts, tuple(_ATTEMPTS)),
    (_decision, ("decision", "decisions", "human decisions")),
    (_escalation, ("escalation", "escalations", "escalated")),
    (_link, ("document", "task document", _TASKS)),
)
READERS: Mapping[str, Callable[[int, str], Iterator[Claim]]] = {key: reader for reader, keys in _KEYS for key in keys}
"""What is read from the value of a field, or from an item of the list under it, by the field's key."""
