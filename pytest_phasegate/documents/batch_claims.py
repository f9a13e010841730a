"""The claims in the lines of a batch document: fields, lists under fields, tables, and lines that name a commit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.boxes import read_boxes
from pytest_phasegate.documents.commit_ids import inline_commits, is_commit_key, key_unit, read_commits, status_commits
from pytest_phasegate.documents.counts import read_count, read_ratio
from pytest_phasegate.documents.drafts import Draft
from pytest_phasegate.documents.fields import Field, bold_fields, normal_key, plain_field
from pytest_phasegate.documents.file_claims import file_key_action, read_action, read_files
from pytest_phasegate.documents.marks import find_box
from pytest_phasegate.documents.messages import is_message_key, read_message
from pytest_phasegate.documents.references import first_unit, is_unit_id, read_dependencies
from pytest_phasegate.documents.scanner import Kind
from pytest_phasegate.documents.statuses import field_status, is_status_only
from pytest_phasegate.documents.tables import Row, table_rows
from pytest_phasegate.model.workflow import (
    Action,
    AssigneeClaim,
    Claim,
    CommitClaim,
    CountClaim,
    DependencyClaim,
    FieldClaim,
    FileClaim,
    Level,
    NoCommitClaim,
    Problem,
    Reference,
    StatusClaim,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.documents.scanner import Token

STATUS_KEYS = {"status", "batch status", "task status", "current status", "state"}
ASSIGNEE_KEYS = {
    "developer",
    "assigned to",
    "assigned",
    "assignee",
    "agent",
    "owner",
    "assigned developer",
    "assigned agent",
    "assigned implementer",
    "implementer",
    "developer needed",
}
DEPENDENCY_KEYS = {"dependencies", "dependency", "depends on", "depends", "blocked by", "prerequisites"}
COUNT_KEYS = {
    "tasks": Level.TASK,
    "total tasks": Level.TASK,
    "tasks in batch": Level.TASK,
    "task count": Level.TASK,
    "batches": Level.BATCH,
    "total batches": Level.BATCH,
    "batch count": Level.BATCH,
}
_NOBODY = {"", "-", "—", "none", "n/a", "tbd", "unassigned", "both", "any", "all", "everyone"}
_ROW_COLUMNS = {"batch", "task", "#", "id", "no", "no.", "nr"}


@dataclass(slots=True)
class Units:
    """The units of a document by what they are called."""

    named: dict[tuple[Level | None, str], Draft] = field(default_factory=dict)

    def add(self, draft: Draft) -> None:
        """Take a unit in, under its level and id and under its id alone."""
        for level in (draft.level, None):
            self.named.setdefault((level, draft.id), draft)

    def find(self, reference: Reference, near: Draft) -> Draft | None:
        """The unit that a reference names: one around ``near`` if there are several, else the first."""
        around: Draft | None = near
        while around is not None:
            if around.id == reference.id and reference.level in (around.level, None):
                return around
            around = around.parent
        return self.named.get((reference.level, reference.id))


class Stretch(NamedTuple):
    """The lines under one heading: ``draft`` is the unit they belong to, ``about`` the unit the heading speaks of."""

    draft: Draft
    about: Draft
    heading: Token | None
    tokens: Sequence[Token]


def read_stretch(stretch: Stretch, units: Units) -> None:
    """Read the claims of one stretch into the drafts they belong to."""
    reader = _Reader(stretch, units)
    start = 0
    for index, token in enumerate(stretch.tokens):
        if label := reader.find_label(token):
            reader.read_lines(start, index)
            reader.switch(label)
            start = index
    reader.read_lines(start, len(stretch.tokens))
    for row in table_rows(stretch.tokens):
        reader.read_row(row)


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


class _Reader:
    """Reads the lines of one stretch; ``draft`` and ``about`` change where a label names another unit."""

    def __init__(self, stretch: Stretch, units: Units) -> None:
        self.draft = stretch.draft
        self.about = stretch.about
        self.tokens = stretch.tokens
        self.heading = stretch.heading
        self.units = units

    def find_label(self, token: Token) -> Draft | None:
        """The unit that a line such as ``**Batch 1 Verification**:`` speaks of, or None for any other line."""
        if token.kind is not Kind.TEXT or not token.text.startswith("**") or not _names_unit(token.text):
            return None
        fields = bold_fields(token.text)
        if len(fields) != 1 or is_commit_key(normal_key(fields[0].key)):
            return None
        reference = first_unit(fields[0].key)
        if reference is None or (fields[0].value and self._unit_of(fields[0].key)):
            return None
        return self.units.find(reference, self.draft)

    def switch(self, unit: Draft) -> None:
        """What follows speaks of another unit, and belongs to it if that unit is around this one."""
        self.about = unit
        if unit.holds(self.draft):
            self.draft = unit

    def read_lines(self, start: int, end: int) -> None:
        """Read the tokens from ``start`` up to ``end``."""
        tokens = self.tokens[start:end]
        self.draft.claims += read_boxes(tokens)
        if self.heading is not None and start == 0 and self.draft.level is not Level.DOCUMENT:
            self._read_list_heading(tokens)
        for index, token in enumerate(tokens):
            if token.kind in (Kind.ITEM, Kind.TEXT):
                self._read_line(token, tokens, index)
            elif token.kind in (Kind.FENCE, Kind.COMMENT) and token.hidden:
                self.draft.claims.append(_unclosed(token))

    def _read_list_heading(self, tokens: Sequence[Token]) -> None:
        """Read the list under a heading such as "Files to Create"."""
        assert self.heading is not None
        action = file_key_action(normal_key(self.heading.text.rstrip(":")))
        if action is not None:
            for item in _items_below(tokens, -1, None):
                self.draft.claims += read_files(item.line, _item_text(item), action)

    def _read_line(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        text = _item_text(token)
        if "**" not in text and ":" not in text and "(" not in text:
            return  # neither a field nor a cited commit: most lines of a document
        fields = bold_fields(text)
        if not fields and (plain := plain_field(text)) and self._wants_plain(plain):
            fields = [plain]
        for entry in fields:
            items = [] if entry.value else _items_below(tokens, index, token)
            self._read_field(token.line, entry, items)
        if not fields:
            self._place(inline_commits(token.line, text), self.about)

    def _wants_plain(self, plain: Field) -> bool:
        """Whether a line without bold type is a field: in prose, only what can be nothing else."""
        key = normal_key(plain.key)
        if key in STATUS_KEYS:
            return is_status_only(plain.value)
        if not plain.value or not (is_commit_key(key) or self._unit_of(plain.key) is not None):
            return False
        return isinstance(read_commits(0, plain.value)[0], CommitClaim) or is_status_only(plain.value)

    def _unit_of(self, key: str) -> Draft | None:
        """The unit that is the whole of a key ("Batch 1"), or None."""
        reference = first_unit(key)
        if reference is None or len(key.split()) != 2:
            return None
        return self.units.find(reference, self.draft)

    def _read_field(self, line: int, entry: Field, items: Sequence[Token]) -> None:
        key = normal_key(entry.key)
        unit = self._unit_of(entry.key)
        if unit is not None:
            self._read_unit_line(line, entry.value, unit)
        elif key in STATUS_KEYS:
            self.draft.claims.append(self._read_status(line, entry.value))
            self._place(status_commits(line, entry.value), self.about)
        elif is_commit_key(key):
            self._read_commits(line, key, entry, items)
        elif (action := file_key_action(key)) is not None:
            self.draft.claims += read_files(line, entry.value, action)
            for item in items:
                self.draft.claims += read_files(item.line, _item_text(item), action)
        else:
            self.draft.claims.append(self._read_other(line, key, entry.value, items))
            self._place(inline_commits(line, entry.value), self.about)

    def _read_unit_line(self, line: int, value: str, unit: Draft) -> None:
        """Read what a line such as "Batch 1: COMPLETE (4830299)" says of a unit."""
        if is_status_only(value) and (status := field_status(value)):
            unit.claims.append(StatusClaim(line=line, text=value, status=status, source="field"))
            self._place(status_commits(line, value), unit)
        else:
            self._place((claim for claim in read_commits(line, value) if isinstance(claim, CommitClaim)), unit)

    def _read_status(self, line: int, value: str) -> Claim:
        is_document = self.draft.level is Level.DOCUMENT
        if count := read_ratio(value):
            level = count.level or (self._level_below() if is_document else Level.TASK)
            return CountClaim(line=line, text=value, level=level, total=count.total, done=count.done)
        if status := field_status(value):
            return StatusClaim(line=line, text=value, status=status, source="field")
        if is_document or not value:
            return FieldClaim(line=line, text=value, key="status")
        return Problem(
            line=line,
            text=value,
            message=f"the status {value!r} holds no status word; write COMPLETE, IN PROGRESS, PENDING or the like",
        )

    def _level_below(self) -> Level:
        return Level.BATCH if any(draft.level is Level.BATCH for draft in self.draft.drafts) else Level.TASK

    def _read_commits(self, line: int, key: str, entry: Field, items: Sequence[Token]) -> None:
        named = key_unit(key)
        target = self.units.find(Reference(named), self.draft) if named else None
        claims: list[Claim] = list(read_commits(line, entry.value)) if entry.value or not items else []
        for item in items:
            claims += [claim for claim in read_commits(item.line, _item_text(item)) if isinstance(claim, CommitClaim)]
        if not claims:
            claims = [FieldClaim(line=line, text=entry.value, key=key)]
        if target is not None and target is not self.draft and self.draft.holds(target):
            claims = [_tie(claim, target.id) for claim in claims]
            target = None
        self._place(claims, target or self.about)

    def _read_other(self, line: int, key: str, value: str, items: Sequence[Token]) -> Claim:
        if key in DEPENDENCY_KEYS:
            return _read_dependencies(line, key, value, items)
        if key in COUNT_KEYS and (count := read_count(value)):
            return CountClaim(line=line, text=value, level=COUNT_KEYS[key], total=count.total, done=count.done)
        if key in ASSIGNEE_KEYS and (name := _read_name(value)):
            return AssigneeClaim(line=line, text=value, name=name)
        if is_message_key(key) and (message := read_message(line, value)):
            return message
        return FieldClaim(line=line, text=value, key=key)

    def _place(self, claims: Iterable[Claim], about: Draft) -> None:
        """Give each commit claim to the unit it names; a unit keeps those that name a unit inside it."""
        for claim in claims:
            named = claim.unit if isinstance(claim, CommitClaim) else None
            target = self.units.find(Reference(named), about) if named else about
            is_within = target is not about and about.level is not Level.DOCUMENT and about.holds(target or about)
            if target is None or is_within:
                about.claims.append(claim)
            elif isinstance(claim, CommitClaim):
                target.claims.append(replace(claim, unit=None))
            else:
                target.claims.append(claim)

    def read_row(self, row: Row) -> None:
        """Read what a row of a table says of the unit that it names."""
        reference = row_reference(row)
        unit = self.units.find(reference, self.draft) if reference else None
        line, text = row.token.line, row.token.text
        if unit is None:
            if reference and reference.level and any(_claims_done(name, cell) for name, cell in row.cells.items()):
                message = f"the table claims that {reference} is done, but no heading of the document introduces it"
                self.draft.claims.append(Problem(line=line, text=text, message=message))
            return
        for name, cell in row.cells.items():
            if name in STATUS_KEYS and (status := field_status(cell)):
                unit.claims.append(StatusClaim(line=line, text=text, status=status, source="table"))
            elif is_commit_key(name) and cell:
                claims = [claim for claim in read_commits(line, cell) if not isinstance(claim, NoCommitClaim)]
                self._place((replace(claim, text=text) for claim in claims), unit)
            elif name in ASSIGNEE_KEYS and (assignee := _read_name(cell)):
                unit.claims.append(AssigneeClaim(line=line, text=text, name=assignee))
            elif name in DEPENDENCY_KEYS and cell:
                unit.claims.append(replace(_read_dependencies(line, name, cell, ()), text=text))
            elif name in COUNT_KEYS and (count := read_count(cell)):
                level = COUNT_KEYS[name]
                unit.claims.append(CountClaim(line=line, text=text, level=level, total=count.total, done=count.done))
            elif (action := file_key_action(name)) is not None:
                unit.claims += read_files(line, cell, action)


def row_reference(row: Row) -> Reference | None:
    """The unit that a row of a table is about ("Batch 2", or "1.1" under "Task"), or None."""
    level = Level.BATCH if "batch" in row.cells else Level.TASK if "task" in row.cells else None
    if level is None:
        return None
    for name, cell in row.cells.items():
        if name in _ROW_COLUMNS:
            bare = cell.strip("*` ")
            reference = first_unit(bare) or (Reference(bare, level) if is_unit_id(bare) else None)
            if reference is not None:
                return reference
    return None


def row_units(draft: Draft, tokens: Sequence[Token], units: Units) -> Iterator[Draft]:
    """The tasks of a batch that have no heading, only a row in a table of the batch's own ("2.1" in batch 2)."""
    for row in table_rows(tokens):
        reference = row_reference(row)
        if reference is None or reference.level is not Level.TASK or not reference.id.startswith(f"{draft.id}."):
            continue
        if units.find(reference, draft) is None and any(_is_claim_column(name) for name in row.cells):
            titles = [cell for name, cell in row.cells.items() if name in ("task", "title", "description", "file")]
            title = next((cell for cell in titles if not is_unit_id(cell.strip("*` "))), "")
            line = row.token.line
            yield Draft(level=Level.TASK, id=reference.id, title=title, line=line, end=line, parent=draft)


def _claims_done(column: str, cell: str) -> bool:
    status = field_status(cell) if column in STATUS_KEYS else None
    return status is not None and status.is_claimed


def _is_claim_column(name: str) -> bool:
    return name in STATUS_KEYS or is_commit_key(name) or file_key_action(name) is not None


def _names_unit(text: str) -> bool:
    """Whether a bold line may begin with a unit's name: a quick look before the careful one."""
    return text[2:12].lstrip("* [(").lower().startswith(("batch", "task", "sub-batch", "wave"))


def _tie(claim: Claim, unit: str) -> Claim:
    """The claim, tied to the unit that its field's key names, unless it names one itself."""
    return replace(claim, unit=claim.unit or unit) if isinstance(claim, CommitClaim) else claim


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


def _item_text(token: Token) -> str:
    """The text of a line without its checkbox."""
    box = find_box(token.text) if token.kind is Kind.ITEM else None
    return box.text.lstrip("* ") if box and not box.text.startswith("**") else box.text if box else token.text


def _read_dependencies(line: int, key: str, value: str, items: Sequence[Token]) -> Claim:
    value = value or ", ".join(item.text for item in items)
    found = read_dependencies(value)
    if found.units or (found.is_none and value):
        return DependencyClaim(line=line, text=value, units=found.units)
    if found.unreadable:
        message = f"the dependency {found.unreadable!r} names no unit that can be looked up"
        return Problem(line=line, text=value, message=message)
    return FieldClaim(line=line, text=value, key=key)


def _read_name(value: str) -> str | None:
    """The name in the value of an assignee field, without a remark behind it; None for nobody."""
    name = value.partition(" (")[0].strip(" `*@")
    return None if name.casefold() in _NOBODY else name


def _unclosed(token: Token) -> Problem:
    what = "the code fence" if token.kind is Kind.FENCE else "the HTML comment"
    message = f"{what} is never closed and hides all to line {token.end}, such as line {token.hidden}"
    return Problem(line=token.line, text=token.text, message=message)
