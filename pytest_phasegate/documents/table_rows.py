"""Rows of tables: the unit that a row is about, what its cells claim, and the units that are no more than a row."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.dialect import OTHER
from pytest_phasegate.documents.drafts import Draft, Units
from pytest_phasegate.documents.notations.commit_ids import is_commit_key
from pytest_phasegate.documents.notations.commits import read_commits, status_commits
from pytest_phasegate.documents.notations.counts import read_counts
from pytest_phasegate.documents.notations.file_keys import file_key_action, read_action
from pytest_phasegate.documents.notations.files import read_files
from pytest_phasegate.documents.notations.handoffs import read_assignee
from pytest_phasegate.documents.notations.references import first_unit, is_unit_id
from pytest_phasegate.documents.notations.statuses import field_status, own_status
from pytest_phasegate.documents.statements import dependency_claim
from pytest_phasegate.model.claims import (
    Action,
    BoxClaim,
    CommitClaim,
    Level,
    Mark,
    NoCommitClaim,
    Problem,
    Reference,
    Status,
    StatusClaim,
)
from pytest_phasegate.text.fields import normal_key
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.tables import table_rows
from pytest_phasegate.vocabulary import ASSIGNEE_KEYS, DEPENDENCY_KEYS, STATUS_KEYS, UNIT_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.documents.dialect import At, Placed, UnitLine
    from pytest_phasegate.documents.units import Stretch, Tree
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.text.lines import Token
    from pytest_phasegate.text.tables import Row

_TAILS = ("", " #", " id", " no", " no.", " nr", " number", " name", " title")
_LEVELS = {
    f"{word}{tail}": level
    for word, level in {"batch": Level.BATCH, "wave": Level.BATCH, "task": Level.TASK}.items()
    for tail in _TAILS
}
"""The columns that say of which level the units of a table are."""
_SUBJECTS = {*_LEVELS, "#", "id", "no", "no.", "nr", "name", "title"}
_VALUES = {"value", "details", "detail"}
_ACTIONS = {"action", "change", "change type", "operation", "type of change"}
_TITLES = ("task", "title", "what", "description", "file")
_WORK = {"task", "tasks", "step", "steps", "subtask", "subtasks", "sub-task", "to do", "todo", "work item"}
_MARKS = {
    Status.COMPLETE: Mark.TICKED,
    Status.IMPLEMENTED: Mark.TICKED,
    Status.IN_PROGRESS: Mark.IN_PROGRESS,
    Status.SKIPPED: Mark.DROPPED,
    Status.DEFERRED: Mark.DROPPED,
}
_AROUND = "*`~_✅☑✔\ufe0f "  # around the name of a unit
_TITLED = pattern(rf"({UNIT_ID})(\.|[.:)]?[ ]|[ ][-–—:][ ])[ ]{{0,3}}(?=\S)(.+)")
_NAMED = pattern(
    rf"(?i:sub-batch|batch|wave|task)[ ]{{1,4}}(?:{UNIT_ID})[*`]{{0,3}}(?:$|[ ]{{0,3}}[:(\[\]–—]|[ ]{{1,3}}-)"
)


class RowUnit(NamedTuple):
    """The unit that a row is about; ``is_sure`` says that its name can mean nothing else ("Batch 2", "2.1")."""

    reference: Reference
    title: str = ""
    is_sure: bool = True


def read_row(at: At, row: Row) -> Iterator[Placed]:
    """Read what a row of a table says of the unit that it names, or of the one around it where it names none."""
    named, unit = _subject(at, row)
    if unit is not None:
        for name, cell in row.cells.items():
            yield from at.placed(_cell_claims(at, row, name, cell, unit), unit)
    elif named is None:
        yield from at.own(_own_claims(at, row)) if not at.is_document else ()
    elif group := _group_of(at, named.reference):
        yield from ((claim, group) for claim in _as_box(at, row, named.reference.id))
    elif any(map(_claims_done, repeat(at), row.cells, row.cells.values())):
        message = f"the table claims that {named.reference} is done, but no heading of the document introduces it"
        yield Problem(line=row.token.line, text=row.token.text, message=message), at.owner


def _group_of(at: At, reference: Reference) -> Draft | None:
    """The unit that a row's unit must be of, by its number, where nothing introduces one of its parts: "1.2"."""
    stem = reference.id.rpartition(".")[0]
    group = at.find(Reference(stem)) if stem else None
    return group if group is not None and not group.drafts else None


def _subject(at: At, row: Row) -> tuple[RowUnit | None, Draft | None]:
    """The unit that a row names, and the one of the document that it is, where there is such a unit."""
    named = row_unit(row) or _unit_of_dialect(at, row)
    if named is None:
        return None, None
    unit = at.find(named.reference) or _within(at.units, named.reference, at.about)
    is_meant = named.is_sure or (unit is not None and _is_titled(unit, named.title))
    return (named, unit) if is_meant else (None, None)


def _unit_of_dialect(at: At, row: Row) -> RowUnit | None:
    """The unit that a row names by its id ("EXP-41"), or under a word of the dialect: "1", "Phase 1" under "Phase".

    An id without a letter may be any number, so it needs the word.
    """
    column, cell = next(iter(row.cells.items()), ("", ""))
    level = next((kind.level for kind in at.dialect.units if column in kind.words), None)
    name = cell.strip(_AROUND)
    if any(map(str.isalpha, name)) and any(map(str.isdigit, name)) and (None, name) in at.units.named:
        return RowUnit(Reference(name))
    if level is not None and name.casefold().startswith(column):
        name = name[len(column) :].strip()
    return RowUnit(Reference(name, level)) if level is not None and (level, name) in at.units.named else None


def _cell_claims(at: At, row: Row, column: str, cell: str, unit: Draft) -> Iterator[Claim]:
    if not cell:
        return
    token = row.token
    if column in STATUS_KEYS:
        yield from _state(at, token, column, cell)
    elif is_commit_key(column):
        yield from _commits(token, column, cell)
    elif column in ASSIGNEE_KEYS:
        yield from _in_row(token, read_assignee(token.line, column, cell))
    elif column in DEPENDENCY_KEYS:
        yield replace(dependency_claim(token.line, column, cell, at.units, unit), text=token.text)
    else:
        yield from _other_claims(at, row, column, cell)


def _in_row(token: Token, claims: Iterable[Claim]) -> Iterator[Claim]:
    return (replace(claim, text=token.text) for claim in claims)


def _state(at: At, token: Token, column: str, cell: str) -> Iterator[Claim]:
    if status := _status_in(at, cell):
        yield StatusClaim(line=token.line, text=token.text, status=status, source="table")
    yield from _in_row(token, status_commits(token.line, column, cell))


def _row_action(row: Row) -> Action | None:
    """What a row says is done to its files, in a column of its own."""
    return next((read_action(cell) for name, cell in row.cells.items() if name in _ACTIONS), None)


def _other_claims(at: At, row: Row, column: str, cell: str) -> Iterator[Claim]:
    token = row.token
    if at.keys[column][1] is not OTHER:  # where a count is a field and no more, it is none in a cell
        yield from _in_row(token, read_counts(token.line, column, cell))
    if file_key_action(column) is not None:
        yield from read_files(token.line, column, cell, _row_action(row))


def _commits(token: Token, column: str, cell: str) -> Iterator[Claim]:
    """The ids in a cell, and what is meant as one."""
    for claim in read_commits(token.line, column, cell):
        if not isinstance(claim, NoCommitClaim):
            yield replace(claim, text=token.text)


def _own_claims(at: At, row: Row) -> Iterator[Claim]:
    """What a row that names no unit claims of the one it stands in: commits, files, a key with its value."""
    cells = list(row.cells.items())
    if len(cells) == 2 and cells[1][0] in _VALUES:
        yield from _cell_claims(at, row, normal_key(cells[0][1]), cells[1][1], at.owner)
        return
    ids = (_commits(row.token, name, cell) for name, cell in cells if cell and is_commit_key(name))
    yield from (claim for claim in chain.from_iterable(ids) if isinstance(claim, CommitClaim))
    yield from _acted_on(at, row)
    yield from _as_box(at, row, work_of(row))


def work_of(row: Row) -> str:
    """The piece of work that a row is, in words, under a column for work: "Task", "Step"."""
    return next((cell for name, cell in row.cells.items() if name in _WORK), "")


def _as_box(at: At, row: Row, words: str) -> Iterator[Claim]:
    """A row that says how a piece of work stands which is no unit: it is an item of a checklist, as a box makes one."""
    status = next((_status_in(at, cell) for name, cell in row.cells.items() if name in STATUS_KEYS), None)
    if words and status:
        line, column = row.token.line, row.token.column
        yield BoxClaim(line=line, text=words, mark=_MARKS.get(status, Mark.OPEN), column=column)


def _status_in(at: At, cell: str) -> Status | None:
    return own_status(at.dialect.states, cell) or field_status(cell)


def _acted_on(at: At, row: Row) -> Iterator[Claim]:
    """The files of a row that has a column for what is done to them, unless a field took the row."""
    said = _row_action(row)
    for name, cell in row.cells.items() if said and row.token.line not in at.taken else ():
        if file_key_action(name) is not None:
            yield from read_files(row.token.line, name, cell, said)


def row_unit(row: Row) -> RowUnit | None:
    """The unit that a row of a table is about ("Batch 2", or "1.1" under "Task"), or None."""
    level = next((_LEVELS[name] for name in row.cells if name in _LEVELS), None)
    is_first = True
    for name, cell in row.cells.items():
        if (is_first or name in _SUBJECTS) and (found := _cell_unit(cell.strip(_AROUND), name, level)):
            return found
        is_first = False
    return None


def _cell_unit(text: str, column: str, level: Level | None) -> RowUnit | None:
    """The unit that a cell names; one that goes on behind an id only under a column for units of its level."""
    if (named := first_unit(text)) and (column in _LEVELS or _NAMED.match(text.lstrip("[("))):
        return RowUnit(named)
    return None if level is None or column not in _SUBJECTS else _bare_unit(text, level)


def _bare_unit(text: str, level: Level) -> RowUnit | None:
    """The unit whose id a cell is, or begins with."""
    if is_unit_id(text):
        return RowUnit(Reference(text, level))
    titled = _TITLED.fullmatch(text)
    return RowUnit(Reference(titled[1], level), titled[3].strip(), is_sure="." in titled[1]) if titled else None


def _is_titled(unit: Draft, title: str) -> bool:
    """Whether a row that begins with a number names a unit by it, and does not count things: "2 widgets"."""
    return unit.level is Level.BATCH or unit.title.casefold() == title.casefold()


def add_row_units(tree: Tree) -> None:
    """Make the units that are no more than a row in a table of their parent's own: "2.1", or "1", in batch 2."""
    for kind in tree.dialect.units:
        if Kind.ROW in kind.kinds:
            for stretch in tree.stretches:
                parent = _parent(stretch.draft, kind)
                if parent and any("|" in token.text for token in stretch.tokens):
                    _add_units(tree, stretch, kind, parent)


def _parent(draft: Draft, kind: UnitLine) -> Draft | None:
    """The unit that the rows of a table belong to: the one that it stands in, or that around it."""
    around: Draft | None = draft
    while around is not None and around.level not in kind.under:
        around = around.parent
    return around


def _add_units(tree: Tree, stretch: Stretch, kind: UnitLine, parent: Draft) -> None:
    for row in table_rows(stretch.tokens):
        named = row_unit(row)
        is_own = named is not None and named.is_sure and any(map(_is_claim_column, row.cells))
        if named and is_own and _is_new(tree, named.reference, parent, kind):
            line, title = row.token.line, named.title or _title(row)
            written = named.reference.id
            id_ = f"{parent.id}.{written}" if written.isdecimal() else written
            unit = Draft(level=kind.level, id=id_, title=title, line=line, end=line, parent=parent)
            parent.drafts.append(unit)
            tree.units.add_row(unit, written)
    parent.drafts.sort(key=lambda child: child.line)


def _is_new(tree: Tree, reference: Reference, parent: Draft, kind: UnitLine) -> bool:
    """Whether a row's unit is one of its parent's own, and nothing else introduces it.

    A number without a dot counts within the table: 53 honest rows were told that no heading introduces their task.
    """
    if reference.level is not kind.level or ("." in reference.id and not reference.id.startswith(f"{parent.id}.")):
        return False
    found = _within(tree.units, reference, parent) or tree.units.find(reference, parent)
    return found is None or ("." not in reference.id and found.parent is not parent and not found.is_heading)


def _within(units: Units, reference: Reference, owner: Draft) -> Draft | None:
    """The unit whose number goes on in the table: row 3 in batch 1 is task 1.3."""
    around: Draft | None = owner if reference.id.isdecimal() else None
    while around is not None:
        if found := units.named.get((reference.level, f"{around.id}.{reference.id}")):
            return found
        around = around.parent
    return None


def _title(row: Row) -> str:
    titles = [cell for name, cell in row.cells.items() if name in _TITLES]
    names = (cell for cell in titles if cell and not is_unit_id(cell.strip(_AROUND)))
    return next((cell for cell in names if not (first_unit(cell) and cell.strip(_AROUND)[-1].isdigit())), "")


def _claims_done(at: At, column: str, cell: str) -> bool:
    status = _status_in(at, cell) if column in STATUS_KEYS else None
    return status is not None and status.is_claimed


def _is_claim_column(name: str) -> bool:
    return name in STATUS_KEYS or is_commit_key(name) or file_key_action(name) is not None
