"""An attempt that failed, with its number and its reason: below those that are there, else as a field of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.editor import EditError
from pytest_phasegate.documents.edit.field_lines import new_field
from pytest_phasegate.documents.edit.proof import added, with_claims
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written
from pytest_phasegate.documents.notations.handoffs import attempt_number
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import AttemptClaim, FieldClaim, Status
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit

_BLANKS = pattern(r"[\s\x00-\x1f]+")
_PARTS = pattern(r"[ ]{0,3}[;|][ ]{0,3}|[ ]{1,3}(?:--?|–|—)[ ]{1,3}")
_DETAILS = pattern(r"\"details\"[ \t]*:[ \t]*\"(?P<text>(?:[^\"\\]|\\.)*)\"")
_STATUS_LINE = pattern(r"(?P<indent>[ \t]*)(?P<value>\"status\"[ \t]*:[ \t]*\"[^\"]*\")(?P<comma>,?)[ \t\r]*")
_LONGEST = 500
_START = pattern(
    r"(?P<marks>[ \t>]*)(?:(?P<bullet>[-*+•])[ \t]{1,4})?(?:(?P<item>\d{1,4})[.)][ \t]{1,4})?"
    r"(?P<key>[*_]{0,3}(?:(?i:attempt)[ ])?#?(?P<number>\d{1,4})?[*_]{0,3}:?[*_]{0,3}[ ]{0,3}(?:[-–—:][ ]{1,3})?)"
)


def attempts_of(unit: Unit) -> list[int]:
    """The numbers of the attempts that a document tells of a unit; one without a number counts on."""
    numbers: list[int] = []
    for claim in unit.attempts:
        numbers.append(claim.number or len(numbers) + 1)
    for entry in unit.fields:
        number = attempt_number(entry.key)
        if number is not None:
            numbers.append(number)
    return numbers


@dataclass(frozen=True, kw_only=True)
class AddAttempt:
    """A unit was tried once more: it failed for a reason, or passed where there is none; what was changed for it.

    ``is_note``: it is written where the dialect reads no attempt and no field, for people alone.
    """

    unit: str
    reason: str = ""
    changed: str = ""
    is_note: bool = False

    @property
    def what(self) -> str:
        """The change in words."""
        return "write the attempt"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The ways to write it."""
        unit = document.unit(self.unit)
        if document.dialect.is_data:
            yield _in_details(document, unit, self._words(";"))
            return
        number = max(attempts_of(unit), default=0) + 1
        for separator in (";", " -"):
            yield from _ways(document, unit, number, self._words(separator))

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read; in a dialect without attempts it is a field, or a note."""
        unit, root = document.unit(self.unit), document.workflow.root
        if document.dialect.is_data or self.is_note:
            return root
        number = max(attempts_of(unit), default=0) + 1
        if document.dialect.keys(f"attempt {number}") is None:
            field = added(FieldClaim(line=1, text="", key=f"attempt {number}"))
            return with_claims(root, self.unit, fields=(*unit.fields, field))
        result = Status.FAILED if self.reason else Status.COMPLETE
        attempt = added(AttemptClaim(line=1, text="", number=number, result=result))
        return with_claims(root, self.unit, attempts=(*unit.attempts, attempt))

    def _words(self, separator: str) -> str:
        """The result, the reason and the change on one line, without the signs that part them."""
        parts = [f"FAILED - {_plain(self.reason)}" if self.reason else "PASSED"]
        if self.changed:
            parts.append(f"changed: {_plain(self.changed)}")
        return f"{separator} ".join(parts)


def _plain(text: str) -> str:
    return _PARTS.sub(", ", _BLANKS.sub(" ", text).strip()[:_LONGEST])


def _ways(document: Written, unit: Unit, number: int, words: str) -> Iterator[Splices]:
    lines = [claim.line for claim in unit.attempts if not document.line(claim.line).lstrip().startswith("|")]
    lines += [claim.line for claim in unit.fields if attempt_number(claim.key) is not None]
    start = _start(document.line(max(lines)), number) if lines else ""
    if start:
        yield (Splice(max(lines), 0, 0, f"{start}{words}", is_below=True),)
    yield from new_field(document, unit, f"Attempt {number}", words)


def _in_details(document: Written, unit: Unit, words: str) -> Splices:
    """The attempt at the end of a task's details, where its own tools keep notes; there may be none yet."""
    own = min([part.line for part in unit.units], default=unit.end + 1)
    for number in range(unit.line, own):
        line = document.line(number)
        if details := _DETAILS.search(line):
            gap = "\\n" if details["text"] else ""
            text = f"{gap}{_attempt_text(line.count('Attempt ') + 1, words)}"
            return (Splice(number, details.end("text"), details.end("text"), text),)
    for claim in unit.statuses:
        line = document.line(claim.line)
        if state := _STATUS_LINE.fullmatch(line):
            comma = state["comma"]
            text = f'{state["indent"]}"details": "{_attempt_text(1, words)}"{comma}'
            end = state.end("value")
            return Splice(claim.line, end, end, "" if comma else ","), Splice(claim.line, 0, 0, text, is_below=True)
    message = f"cannot write the attempt of {unit.name}: it has no line with its status alone; edit it by hand"
    raise EditError(message, Location(document.path, unit.line))


def _attempt_text(number: int, words: str) -> str:
    return json.dumps(f"Attempt {number}: {words}", ensure_ascii=False)[1:-1]


def _start(line: str, number: int) -> str:
    """How a line begins that is to be like one of an attempt before it, with the next number."""
    match = _START.match(line)
    if match is None or not (match["item"] or match["number"]):
        return ""
    where = "item" if match["item"] else "number"
    return f"{line[: match.start(where)]}{number}{line[match.end(where) : match.end()]}"
