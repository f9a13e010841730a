"""What a batch document says of the state of units elsewhere than in their own headings and status fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.unit_headings import read_unit_heading
from pytest_phasegate.documents.notations.boxes import STATES
from pytest_phasegate.documents.notations.commits import status_commits
from pytest_phasegate.documents.notations.counts import is_ratio_only, read_ratio
from pytest_phasegate.documents.notations.references import LEVELS, drop_parentheses, find_units, first_unit
from pytest_phasegate.documents.notations.status_words import WORDS, mend_signs
from pytest_phasegate.documents.notations.statuses import (
    field_status,
    is_loose_status,
    is_of_paper,
    is_status_only,
    status_of_all,
)
from pytest_phasegate.model.claims import (
    BoxClaim,
    CountClaim,
    FieldClaim,
    Level,
    Problem,
    Reference,
    Status,
    StatusClaim,
)
from pytest_phasegate.text.fields import normal_key, plain_field, unwrapped
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.vocabulary import PLAIN_STATUS_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.claims.units import Units
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.text.lines import Token

_LONGEST = 2_000
_PARTS = re.compile(r"[;|]|\.[ ]|,[ ](?=[*_]{0,2}(?i:batch|task|wave|sub-batch))")
_NAMES = re.compile(
    r"\b(?:batch(?:es)?|tasks?|waves?|sub-batch|and|to|through|is|are|now|all|both)\b|[\w.]*\d[\w.]*|\W"
)
_ENDS_STATEMENT = re.compile(r"[ *`_]{0,4}(?:$|[^\w \-*`_]|-[ ]|--[ ]|(?:and|by|on|in)\b)")
_NAMED_LATER = re.compile(
    r"(?<![\w-])(?P<level>(?ai:sub-batch|batch|wave|task))[ ]{1,4}\#?"
    r"(?P<id>\d{1,9}[A-Za-z]?(?:\.\d{1,9}[A-Za-z]?){0,9})\*{0,2}(?:[ ]?[:—–]|[ ]--?[ ])"
)


class States:
    """Reads what a document says of the state of its units into their drafts; ``units`` are all that there are."""

    def __init__(self, units: Units) -> None:
        self.units = units

    def read_heading(self, heading: Token, tokens: Sequence[Token], draft: Draft, about: Draft) -> None:
        """Read the state that a heading gives, besides that of the unit it introduces, or that stands below it."""
        lowered = heading.text.lower()
        said = None
        if heading.line == draft.line:
            said = lone_status(tokens)
        elif "stat" in lowered:
            said = status_below(heading, tokens)
        elif "all" in lowered and (everything := status_of_all(heading.text)):
            owner = _document(draft) if everything[0] == "batches" else draft
            owner.claims.append(
                StatusClaim(line=heading.line, text=heading.text, status=everything[1], source="heading")
            )
        if said is not None:
            self.read(*said, draft, about)

    def read(self, line: int, value: str, draft: Draft, about: Draft) -> None:
        """Read the value of a status field in the lines of a draft; it may speak of units by name, or of all of them.

        ``about`` is the unit that the commits in it are of.
        """
        said = statuses_of_units(value)
        is_kept = [self._add(line, value, reference, status, draft) for reference, status in said]
        if any(is_kept) and begins_with_unit(value):
            return
        owner = _document(draft) if "all batches" in value[:40].lower() else draft
        keep(_status(line, value, owner), owner)
        self.units.place(status_commits(line, "", value), about)

    def _add(self, line: int, value: str, reference: Reference, status: Status, draft: Draft) -> bool:
        """Keep the state of a unit that is named, if there is one; where there is none, it must not be done."""
        unit = self.units.find(reference, draft)
        if unit is not None:
            unit.claims.append(StatusClaim(line=line, text=value, status=status, source="field"))
        elif status.is_claimed:
            message = f"the status claims that {reference} is done, but no heading of the document introduces it"
            draft.claims.append(Problem(line=line, text=value, message=message))
        return unit is not None or status.is_claimed

    def read_loose(self, line: int, key: str, value: str, draft: Draft) -> bool:
        """Read a field such as "Overall Status" or "Progress", and say whether it gives a state or a count.

        At the end of the last unit an overall status is the document's.
        """
        document = _document(draft)
        owner = document if key.startswith(("overall", "project")) and draft.end == document.end else draft
        count = read_ratio(value)
        if count is not None and (count.level or (owner is document and is_ratio_only(value))):
            level = count.level or _level_below(owner)
            keep(CountClaim(line=line, text=value, level=level, total=count.total, done=count.done), owner)
        elif _is_state(key, value):
            owner.claims.append(_status(line, value, owner))
        else:
            return False
        return True


def _is_state(key: str, value: str) -> bool:
    """Whether the value of a loose field is a state: what passed, or is ready for the next thing, need not be done."""
    if key != "result" and is_loose_status(value):
        return True
    return is_status_only(value) and not value.lstrip(" *`").lower().startswith("ready")


def keep(claim: Claim, draft: Draft) -> None:
    """Keep the claim of a field in the lines of a draft; a count of batches in one that has none is the document's."""
    if isinstance(claim, CountClaim) and claim.level is Level.BATCH and _level_below(draft) is Level.TASK:
        draft = _document(draft)
    draft.claims.append(claim)


def _status(line: int, value: str, owner: Draft) -> Claim:
    """The claim of a unit's status field."""
    is_document = owner.level is Level.DOCUMENT
    if count := read_ratio(value):
        level = count.level or (_level_below(owner) if is_document else Level.TASK)
        return CountClaim(line=line, text=value, level=level, total=count.total, done=count.done)
    status = field_status(value)
    if status and not (is_document and is_of_paper(value)):
        return StatusClaim(line=line, text=value, status=status, source="field")
    if is_document or not value:
        return FieldClaim(line=line, text=value, key="status")
    return Problem(
        line=line,
        text=value,
        message=f"the status {value!r} holds no status word; write COMPLETE, IN PROGRESS, PENDING or the like",
    )


def _level_below(draft: Draft) -> Level:
    return Level.BATCH if any(child.level is Level.BATCH for child in draft.drafts) else Level.TASK


def _document(draft: Draft) -> Draft:
    """The document around a unit: a status of "all batches", at the end of the last one, is the document's."""
    while draft.parent is not None:
        draft = draft.parent
    return draft


def statuses_of_units(value: str) -> list[tuple[Reference, Status]]:
    """What a value says of units that it names: "Batches 1-2 complete, Batch 3 in progress"; else nothing."""
    text = value[:_LONGEST]
    lowered = text.lower()
    if "batch" not in lowered and "task" not in lowered and "wave" not in lowered:
        return []  # most values
    text = mend_signs(text)
    found: list[tuple[Reference, Status]] = []
    for part in _PARTS.split(drop_parentheses(text)):
        words = WORDS.search(part)
        if words is None or not begins_with_unit(part):
            continue
        head = part[: words.start()]
        if _NAMES.sub("", head.lower()) or not _ENDS_STATEMENT.match(part, words.end()):
            continue
        status = field_status(part[words.start() :]) or Status[words.lastgroup or ""]
        found += [(unit, status) for unit in find_units(head)]
    return found


def begins_with_unit(text: str) -> bool:
    """Whether a value speaks of a unit first: "✅ Batch 2 COMPLETE"."""
    return first_unit(text[next((index for index, char in enumerate(text) if char.isalnum()), 0) :]) is not None


def status_below(heading: Token, tokens: Sequence[Token]) -> tuple[int, str] | None:
    """The line and the text of the status that a heading such as "Status" or "Status: COMPLETE" says, or None."""
    text = unwrapped(heading.text)
    entry = plain_field(text)
    if entry is None or not entry.value:
        return lone_status(tokens) if normal_key(text.rstrip(":")) in PLAIN_STATUS_KEYS else None
    is_said = is_status_only(entry.value) or is_loose_status(entry.value)
    return (heading.line, entry.value) if is_said and normal_key(entry.key) in PLAIN_STATUS_KEYS else None


def lone_status(tokens: Sequence[Token]) -> tuple[int, str] | None:
    """The line and the text of a status that stands alone before all other lines, or None."""
    first = tokens[0] if tokens else None
    if first is None or ":" in first.text or first.kind not in TEXT_KINDS or first.quoted:
        return None  # most often a field
    if first.kind is Kind.ITEM and len(tokens) > 1 and tokens[1].kind is Kind.ITEM:
        return None  # a list of several is a legend
    text = unwrapped(first.text)
    return (first.line, text) if is_status_only(text) else None


def statuses_of_boxes(claims: Sequence[Claim], draft: Draft, units: Units) -> Iterator[tuple[Draft, StatusClaim]]:
    """The units that boxes speak of by name and title, with the state that the box gives them: "[x] Batch 2: Types"."""
    for claim in claims:
        if not isinstance(claim, BoxClaim) or claim.text[:1] not in "bBtTsSwW*":
            continue
        named = read_unit_heading(claim.text)
        unit = units.find(Reference(named.id, named.level), draft) if named else None
        if unit is None or named is None or not _is_titled(named.title, unit.title):
            continue
        status = named.status.status if named.status else STATES[claim.mark]
        yield unit, StatusClaim(line=claim.line, text=claim.text, status=status, source="box")


def _is_titled(said: str, title: str) -> bool:
    said, title = ("".join(filter(str.isalnum, text)).casefold() for text in (said, title))
    return title.startswith(said) or (said.startswith(title) and title != "")


def unread_unit(heading: Token, body: Sequence[Token], near: Draft, units: Units) -> Problem | None:
    """The problem of a heading that names a unit in a way that is not read, where it or what is below it claims."""
    named = _NAMED_LATER.search(heading.text[:_LONGEST])
    if named is None:
        return None
    reference = Reference(named["id"], LEVELS[named["level"].lower()])
    if units.find(reference, near) is not None:
        return None
    return unintroduced(heading, reference) if WORDS.search(heading.text) or any(map(_may_claim, body)) else None


def unintroduced(heading: Token, reference: Reference) -> Problem:
    """The problem of a heading that names a unit but introduces none."""
    message = f'the heading names {reference} but introduces no unit; write "{reference}: title"'
    return Problem(line=heading.line, text=heading.text, message=message)


def quoted_unit(heading: Token, near: Draft, units: Units) -> Problem | None:
    """The problem of a unit's heading in a block quote, if nothing else introduces the unit."""
    named = read_unit_heading(heading.text)
    if named is None or units.find(Reference(named.id, named.level), near) is not None:
        return None
    message = (
        f"the heading of {named.level.word} {named.id} stands in a quotation and introduces no unit; take the > away"
    )
    return Problem(line=heading.line, text=heading.text, message=message)


def _may_claim(token: Token) -> bool:
    """Whether a line looks like a status, a commit or a box: a quick look."""
    text = token.text
    return text.startswith(("[x]", "[X]")) or (text.startswith("**") and ("tatus" in text[:24] or "ommit" in text[:24]))
