"""The claims in the lines of a phase: roles, deliverables, hand-offs, attempts, decisions, commits and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.boxes import read_boxes
from pytest_phasegate.documents.claims.commit_ids import is_commit_key, read_commits
from pytest_phasegate.documents.claims.fields import bold_fields, normal_key, plain_field
from pytest_phasegate.documents.claims.file_claims import file_key_action, read_files
from pytest_phasegate.documents.claims.marks import find_box
from pytest_phasegate.documents.claims.problems import unclosed
from pytest_phasegate.documents.claims.statuses import field_status
from pytest_phasegate.documents.claims.tables import table_rows
from pytest_phasegate.documents.parts.handoffs import (
    read_approval,
    read_attempt,
    read_attempt_row,
    read_decision,
    read_handoff,
)
from pytest_phasegate.documents.scanner import Kind
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pytest_phasegate.documents.claims.fields import Field
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.documents.outline import Section
    from pytest_phasegate.documents.scanner import Token

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
    key = title if title in READERS else ""
    has_attempts = title in _ATTEMPTS
    for token in tokens:
        if token.kind in (Kind.FENCE, Kind.COMMENT) and token.hidden:
            draft.claims.append(unclosed(token))
        if token.kind not in (Kind.ITEM, Kind.TEXT):
            continue
        text = _item_text(token)
        fields = bold_fields(text) or _known_plain(text)
        for entry in fields:
            key = normal_key(entry.key)
            draft.claims += _read_field(token.line, key, entry)
        if fields:
            # What follows belongs to the field only where nothing stands behind it on its own line.
            key = "" if fields[-1].value else key
        elif key and token.kind is Kind.ITEM:
            draft.claims += _read_item(token, key, text)
        elif title in _HANDOFFS:
            draft.claims += [claim for claim in _handoff(token.line, text) if isinstance(claim, HandoffClaim)]
        elif not title:
            key = ""
        has_attempts = has_attempts or key in _ATTEMPTS
    for row in table_rows(tokens):
        if has_attempts or "attempt" in row.cells:
            draft.claims.append(read_attempt_row(row.token.line, row.token.text, row.cells))


def _known_plain(text: str) -> list[Field]:
    plain = plain_field(text)
    return [plain] if plain and normal_key(plain.key) in READERS else []


def _read_field(line: int, key: str, entry: Field) -> Iterator[Claim]:
    if number := _attempt_number(key):
        yield read_attempt(line, entry.value, number)
    elif key in READERS:
        if entry.value:
            yield from READERS[key](line, entry.value)
    elif is_commit_key(key):
        yield from _commits(line, entry.value)
    elif (action := file_key_action(key)) is not None:
        yield from read_files(line, entry.value, action)
    else:
        yield FieldClaim(line=line, text=entry.value, key=key)


def _read_item(token: Token, key: str, text: str) -> Iterator[Claim]:
    """An item of the list under a field or a heading."""
    if key in _ATTEMPTS:
        bullet = token.bullet.rstrip(".)")
        yield read_attempt(token.line, text, int(bullet) if bullet.isdecimal() else None)
    elif is_commit_key(key):
        yield from (claim for claim in _commits(token.line, text) if isinstance(claim, CommitClaim))
    elif (action := file_key_action(key)) is not None:
        yield from read_files(token.line, text, action)
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
    found = list(_paths(line, value))
    for claim in found:
        if isinstance(claim, FileClaim):
            yield DeliverableClaim(line=line, text=value, path=claim.path, is_glob=claim.is_glob)
        else:
            yield claim
    if not found and value.casefold().strip() not in _OPEN:
        yield FieldClaim(line=line, text=value, key="deliverable")


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


def _item_text(token: Token) -> str:
    """The text of a line without its checkbox."""
    box = find_box(token.text) if token.kind is Kind.ITEM else None
    return box.text if box else token.text


_HANDOFFS = ("hand-off", "handoff", "hand off", "handed off", "checkpoint")
_ATTEMPTS = {"attempts", "attempt log", "retries"}
_KEYS: tuple[tuple[Callable[[int, str], Iterator[Claim]], tuple[str, ...]], ...] = (
    (_role, ("role", "assigned to", "assigned role", "assignee", "owner", "team member")),
    (_status, ("status", "phase status", "state")),
    (_deliverables, ("deliverable", "deliverables", "delivers", "output", "outputs")),
    (_inputs, ("inputs", "input", "consumes", "works from")),
    (_handoff, _HANDOFFS),
    (_approval, ("approved by", "approval", "hand-off approved by")),
    (_attempts, tuple(_ATTEMPTS)),
    (_decision, ("decision", "decisions", "human decisions")),
    (_escalation, ("escalation", "escalations", "escalated")),
    (_link, ("document", "task document", "tasks")),
)
READERS: Mapping[str, Callable[[int, str], Iterator[Claim]]] = {key: reader for reader, keys in _KEYS for key in keys}
"""What is read from the value of a field, or from an item of the list under it, by the field's key."""
