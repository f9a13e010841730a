"""What a piece of work delivers, what it starts from, and the documents that record it: files among words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.file_keys import file_key_action
from pytest_phasegate.documents.notations.files import read_files
from pytest_phasegate.documents.notations.paths import is_glob, paths_in
from pytest_phasegate.model.claims import DeliverableClaim, FieldClaim, FileClaim, InputClaim, LinkClaim, Problem
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import DELIVERABLE_COLUMNS, DELIVERABLE_KEYS, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# Words before a file that is not delivered itself: "a review of a.py", "the tests for b.py".
_ABOUT = pattern(
    r"\b(?:of|from|for|than|like|see|per|by|with|against|about|on|over|using|follow(?:s|ing)|based on"
    r"|(?:replac|remov|delet|describ|cover|us)(?:e|es|ing)|to (?:replace|remove|delete))"
    r"[ `*(\[]{1,4}(?:(?:the|a|an|old|new|existing)[ ]){0,2}[`*\[]{0,3}$",
    re.IGNORECASE,
)
_FARTHEST = 40  # characters before a file that may say that


def read_deliverables(line: int, key: str, value: str) -> Iterator[DeliverableClaim | Problem | FieldClaim]:
    """Read the value of a field of deliverables: the files in it; what names none is prose, and stays a field."""
    found = list(delivered(line, key, value))
    yield from found
    if not found and not _is_undecided(value):
        yield FieldClaim(line=line, text=value, key="deliverable")


def delivered(line: int, key: str, value: str) -> Iterator[DeliverableClaim | Problem]:
    """The files in a value: those that stand first, else those among the words, but for what the words are about."""
    found = read_files(line, key, value)
    for claim in found:
        if isinstance(claim, FileClaim):
            yield DeliverableClaim(line=line, text=value, path=claim.path, is_glob=claim.is_glob)
        else:
            yield claim
    for name in paths_in(value) if not found else ():
        if not _ABOUT.search(value, max(name.start - _FARTHEST, 0), name.start):
            yield DeliverableClaim(line=line, text=value, path=name.path, is_glob=is_glob(name.path))


def delivered_in_row(line: int, row: Mapping[str, str]) -> Iterator[DeliverableClaim | Problem]:
    """The files in a row of a table: in the columns that are called so, or in all where none is."""
    cells = [cell for name, cell in row.items() if name in DELIVERABLE_KEYS or file_key_action(name) is not None]
    cells += [cell for name, cell in row.items() if name in DELIVERABLE_COLUMNS]
    for cell in cells or row.values():
        yield from delivered(line, "", cell)


def read_inputs(line: int, key: str, value: str) -> Iterator[InputClaim | FieldClaim]:
    """Read the value of a field of inputs: the files that a phase works from; else it stays a field."""
    found = [claim for claim in read_files(line, key, value) if isinstance(claim, FileClaim)]
    yield from (InputClaim(line=line, text=value, path=claim.path) for claim in found)
    if not found:
        yield FieldClaim(line=line, text=value, key="inputs")


def read_links(line: int, key: str, value: str) -> Iterator[LinkClaim | Problem]:
    """Read the value of a field that names the documents in which the work is recorded."""
    found = [claim for claim in read_files(line, key, value) if isinstance(claim, FileClaim) and not claim.is_glob]
    yield from (LinkClaim(line=line, text=value, path=claim.path) for claim in found)
    if not found and not _is_undecided(value):
        yield Problem(line=line, text=value, message=f"{value[:80]!r} names no document; write its path")


def _is_undecided(value: str) -> bool:
    return value.casefold().strip() in UNDECIDED
