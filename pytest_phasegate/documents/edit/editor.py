"""Edits a document: a change is written as the document writes such things, and kept where it reads as it is meant."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Protocol

from pytest_phasegate.documents.edit.proof import difference
from pytest_phasegate.documents.edit.splices import Moved, Splice, Splices, Written, overlap, spliced
from pytest_phasegate.documents.reader import read
from pytest_phasegate.errors import DocumentError, PhasegateError
from pytest_phasegate.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.model.workflow import Unit

_MOST_WAYS = 24


class EditError(PhasegateError):
    """A change cannot be written so that the document says it, and all else as before; nothing was written."""


class Change(Protocol):
    """One change of what a document says."""

    @property
    def unit(self) -> str:
        """The key of the unit that it is about."""
        ...

    @property
    def what(self) -> str:
        """The change in words, as what somebody was asked to do."""
        ...

    def propose(self, document: Written) -> Iterator[Splices]:
        """The ways to write it, the likeliest first; none where the document says so already."""
        ...

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read, from what it says now."""
        ...


def open_document(dialect: Dialect, path: str, text: str) -> Written:
    """A document to be edited. Raises DocumentError where it cannot be read.

    Args:
        dialect: how it is written.
        path: its place in the project; it is named in messages.
        text: what it says, without a byte order mark, with its line ends.
    """
    return Written(dialect, path, text, read(dialect, path, text))


def edit(document: Written, changes: Iterable[Change]) -> Written:
    """Make changes, one after the other.

    Returns:
        The document with its new text; the same one where it says all of it already.

    Raises:
        EditError: a change cannot be written; nothing of the others is kept either.
    """
    asked = tuple(changes)
    at_once = _at_once(document, asked) if len(asked) > 1 else None
    if at_once is not None:
        return at_once
    for change in asked:
        document = _edit(document, change)
    return document


def _at_once(document: Written, changes: Iterable[Change]) -> Written | None:
    """The document with all changes written in their likeliest way, where it then reads as is meant: it is read once.

    A batch of nine tasks with their boxes is twenty changes.
    """
    meant, pieces = document, list[Splice]()
    for change in changes:
        pieces += next(change.propose(document), ())
        meant = meant.meant(change.meant(meant))
    if overlap(pieces):
        return None
    if not pieces:
        return None if difference(meant.workflow.root, document.workflow.root, Moved(())) else document
    try:
        new = document.reread(spliced(document, pieces))
    except DocumentError:
        return None
    return None if difference(meant.workflow.root, new.workflow.root, Moved(pieces)) else new


def _edit(document: Written, change: Change) -> Written:
    meant, first = change.meant(document), ""
    for splices in islice(change.propose(document), _MOST_WAYS):
        try:
            new = document.reread(spliced(document, splices))
        except DocumentError as error:
            reason = error.message
        else:
            reason = difference(meant, new.workflow.root, Moved(splices))
            if not reason:
                return new
        first = first or reason
    if not first and not difference(meant, document.workflow.root, Moved(())):
        return document  # it says so already
    unit = document.unit(change.unit)
    reason = first or "nothing on its lines is known to be what is to be changed"
    raise EditError(
        f"cannot {change.what} of {unit.name}: {reason}; edit it by hand", Location(document.path, unit.line)
    )
