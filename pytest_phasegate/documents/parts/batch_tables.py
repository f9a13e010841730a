"""Tables of a batch document: what their rows claim, and the tasks that are no more than a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.commit_ids import is_commit_key, read_commits
from pytest_phasegate.documents.claims.counts import read_count
from pytest_phasegate.documents.claims.file_claims import file_key_action, read_files
from pytest_phasegate.documents.claims.references import first_unit, is_unit_id
from pytest_phasegate.documents.claims.statuses import field_status
from pytest_phasegate.documents.claims.tables import Row, table_rows
from pytest_phasegate.documents.drafts import Draft
from pytest_phasegate.documents.parts.batch_keys import (
    ASSIGNEE_KEYS,
    COUNT_KEYS,
    DEPENDENCY_KEYS,
    STATUS_KEYS,
    dependency_claim,
    read_name,
)
from pytest_phasegate.model.claims import (
    AssigneeClaim,
    CountClaim,
    Level,
    NoCommitClaim,
    Problem,
    Reference,
    StatusClaim,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.claims.units import Units
    from pytest_phasegate.documents.scanner import Token
    from pytest_phasegate.model.claims import Claim

_ROW_COLUMNS = {"batch", "task", "#", "id", "no", "no.", "nr"}


def read_row(row: Row, draft: Draft, units: Units) -> None:
    """Read what a row of a table, in the lines of a draft, says of the unit that it names."""
    reference = row_reference(row)
    unit = units.find(reference, draft) if reference else None
    if unit is not None:
        for name, cell in row.cells.items():
            units.place(_cell_claims(row.token, name, cell), unit)
    elif reference and any(_claims_done(name, cell) for name, cell in row.cells.items()):
        message = f"the table claims that {reference} is done, but no heading of the document introduces it"
        draft.claims.append(Problem(line=row.token.line, text=row.token.text, message=message))


def _cell_claims(token: Token, column: str, cell: str) -> Iterator[Claim]:
    """What a cell claims, by the name of its column."""
    line, text = token.line, token.text
    if column in STATUS_KEYS and (status := field_status(cell)):
        yield StatusClaim(line=line, text=text, status=status, source="table")
    elif is_commit_key(column) and cell:
        claims = [claim for claim in read_commits(line, cell) if not isinstance(claim, NoCommitClaim)]
        yield from (replace(claim, text=text) for claim in claims)
    elif column in ASSIGNEE_KEYS and (assignee := read_name(cell)):
        yield AssigneeClaim(line=line, text=text, name=assignee)
    elif column in DEPENDENCY_KEYS and cell:
        yield replace(dependency_claim(line, column, cell, ()), text=text)
    elif column in COUNT_KEYS and (count := read_count(cell)):
        yield CountClaim(line=line, text=text, level=COUNT_KEYS[column], total=count.total, done=count.done)
    elif (action := file_key_action(column)) is not None:
        yield from read_files(line, cell, action)


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
