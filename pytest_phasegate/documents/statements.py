"""What a document says of units elsewhere than in their own headings and boxes: how they stand, and what they need."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pytest_phasegate.documents.introductions import named_unit
from pytest_phasegate.documents.notations.boxes import STATES
from pytest_phasegate.documents.notations.commits import status_commits
from pytest_phasegate.documents.notations.counts import is_ratio_only, read_ratio
from pytest_phasegate.documents.notations.references import (
    LEVELS,
    drop_parentheses,
    find_units,
    first_unit,
    read_dependencies,
)
from pytest_phasegate.documents.notations.status_words import WORDS, mend_signs
from pytest_phasegate.documents.notations.statuses import (
    field_status,
    is_loose_status,
    is_of_paper,
    is_status_only,
    own_status,
    status_of_all,
)
from pytest_phasegate.model.claims import (
    BoxClaim,
    CountClaim,
    DependencyClaim,
    FieldClaim,
    Level,
    Problem,
    Reference,
    Status,
    StatusClaim,
)
from pytest_phasegate.text.fields import unwrapped
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import NOTHING, UNIT_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.dialect import At, Dialect, Placed
    from pytest_phasegate.documents.drafts import Draft, Units
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.text.lines import Token

_LONGEST = 2_000
_PARTS = pattern(r"[;|]|\.[ ]|,[ ](?=[*_]{0,2}(?i:batch|task|wave|sub-batch))")
_NAMES = pattern(r"\b(?:batch(?:es)?|tasks?|waves?|sub-batch|and|to|through|is|are|now|all|both)\b|[\w.]*\d[\w.]*|\W")
_ENDS_STATEMENT = pattern(r"[ *`_]{0,4}(?:$|[^\w \-*`_]|-[ ]|--[ ]|(?:and|by|on|in)\b)")
_NAMED_LATER = pattern(
    r"(?<![\w-])(?P<level>(?ai:sub-batch|batch|wave|task))[ ]{1,4}\#?"
    r"(?P<id>\d{1,9}[A-Za-z]?(?:\.\d{1,9}[A-Za-z]?){0,9})\*{0,2}(?:[ ]?[:—–]|[ ]--?[ ])"
)
_ALL_OF_A_DOCUMENT = ("batches", "phases", "stages")


def read_status(at: At, line: int, value: str) -> Iterator[Placed]:
    """Read the value of a status field; it may speak of units by name ("Batches 1-2 complete"), or of all of them."""
    is_kept, own = False, own_statement(at.dialect, value)
    for reference, status in own or statuses_of_units(value):
        for claim, unit in _of_named(at, line, value, reference, status):
            is_kept = True
            yield claim, unit
    if is_kept and (own or _begins_with_unit(value)):
        return
    owner = at.root if "all batches" in value[:40].lower() else at.owner
    yield counted(at, _status(line, value, owner), owner)
    yield from at.placed(status_commits(line, "", value))


def _of_named(at: At, line: int, value: str, reference: Reference, status: Status) -> Iterator[Placed]:
    """The state of a unit that is named, if there is one; where there is none, it must not be done."""
    unit = at.find(reference)
    if unit is not None:
        yield StatusClaim(line=line, text=value, status=status, source="field"), unit
    elif status.is_claimed:
        message = f"the status claims that {reference} is done, but no heading of the document introduces it"
        yield Problem(line=line, text=value, message=message), at.owner


def read_loose_status(at: At, key: str, value: str) -> Placed | None:
    """Read a field such as "Overall Status" or "Progress": a state, a count, or None for what is neither.

    At the end of the last unit an overall status is the document's.
    """
    is_overall = key.startswith(("overall", "project")) and at.owner.end == at.root.end
    owner = at.root if is_overall else at.owner
    count = read_ratio(value)
    if count is not None and (count.level or (owner is at.root and is_ratio_only(value))):
        level = count.level or _level_below(owner)
        claim = CountClaim(line=at.line, text=value, level=level, total=count.total, done=count.done)
        return counted(at, claim, owner)
    # What passed, or is ready for the next thing, need not be done.
    is_state = key != "result" and is_loose_status(value)
    if is_state or (is_status_only(value) and not value.lstrip(" *`").lower().startswith("ready")):
        return _status(at.line, value, owner), owner
    return None


def counted(at: At, claim: Claim, owner: Draft) -> Placed:
    """The claim with its unit; a count of batches in a unit that has none is the document's."""
    is_above = isinstance(claim, CountClaim) and claim.level is Level.BATCH and _level_below(owner) is Level.TASK
    return claim, at.root if is_above else owner


def _status(line: int, value: str, owner: Draft) -> Claim:
    is_document = owner.level is Level.DOCUMENT
    if count := read_ratio(value):
        level = count.level or (_level_below(owner) if is_document else Level.TASK)
        return CountClaim(line=line, text=value, level=level, total=count.total, done=count.done)
    status = field_status(value)
    if status and not (is_document and is_of_paper(value)):
        return StatusClaim(line=line, text=value, status=status, source="field")
    if is_document or not value:
        return FieldClaim(line=line, text=value, key="status")
    message = f"the status {value!r} holds no status word; write COMPLETE, IN PROGRESS, PENDING or the like"
    return Problem(line=line, text=value, message=message)


def _level_below(draft: Draft) -> Level:
    """What a ratio without a word counts: the units right below, tasks where there are none."""
    levels = [child.level for child in draft.drafts]
    return next((level for level in (Level.BATCH, Level.PHASE) if level in levels), Level.TASK)


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
        if words is None or not _begins_with_unit(part):
            continue
        head = part[: words.start()]
        if _NAMES.sub("", head.lower()) or not _ENDS_STATEMENT.match(part, words.end()):
            continue
        status = field_status(part[words.start() :]) or Status[words.lastgroup or ""]
        found += [(unit, status) for unit in find_units(head)]
    return found


def own_statement(dialect: Dialect, value: str) -> list[tuple[Reference, Status]]:
    """What a value says of one unit, named by a word that only few dialects have: "Sprint 1 complete"; else nothing."""
    levels = {word: row.level for row in dialect.units for word in row.words if word not in LEVELS}
    match = _own_statement("|".join(map(re.escape, levels))).match(value[:_LONGEST]) if levels else None
    if match is None:
        return []
    said = match["said"]
    status = own_status(dialect.states, said) or (field_status(said) if is_status_only(said) else None)
    return [(Reference(match["id"], levels[match["word"].casefold()]), status)] if status else []


@cache
def _own_statement(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"[^\w\n]{{0,9}}(?P<word>(?ai:{words}))[ ]{{1,3}}\#?(?P<id>{UNIT_ID})\*{{0,2}}[ ]?"
        r"(?:(?:--?|[:—–])[ ])?(?:is[ ](?:now[ ])?)?(?P<said>\S.{1,80})"
    )


def _begins_with_unit(text: str) -> bool:
    """Whether a value speaks of a unit first: "✅ Batch 2 COMPLETE"."""
    return first_unit(text[next((index for index, char in enumerate(text) if char.isalnum()), 0) :]) is not None


def lone_status(tokens: Sequence[Token]) -> tuple[int, str] | None:
    """The line and the text of a status that stands alone before all other lines, or None."""
    first = tokens[0] if tokens else None
    if first is None or ":" in first.text or first.kind not in TEXT_KINDS or first.quoted:
        return None  # most often a field
    if all(token.kind is Kind.ITEM for token in tokens[:2]) and len(tokens) > 1:
        return None  # a list of several is a legend
    text = unwrapped(first.text)
    return (first.line, text) if is_status_only(text) or _is_state_alone(text) else None


def _is_state_alone(text: str) -> bool:
    """Whether a word or a sign says a state where it stands alone: "erledigt", "✅"."""
    if is_loose_status(text):  # "Approved" may be said of the plan, "N/A" of whatever the unit is about
        return not is_of_paper(text) and text.lower() not in NOTHING
    return not text.isascii() and not any(map(str.isalnum, text)) and field_status(text) is not None


def heading_on_all(at: At, heading: Token) -> Iterator[Placed]:
    """The state that a heading gives to all: "✅ ALL BATCHES COMPLETE"."""
    if "all" in heading.text.lower() and (said := status_of_all(heading.text)):
        owner = at.root if said[0] in _ALL_OF_A_DOCUMENT else at.owner
        yield StatusClaim(line=heading.line, text=heading.text, status=said[1], source="heading"), owner


def statuses_of_boxes(at: At, boxes: Sequence[Claim]) -> Iterator[Placed]:
    """The units that boxes speak of by name and title, with the state that the box gives them: "[x] Batch 2: Types"."""
    initials = {"*", *(word[0] for word in at.dialect.words)}
    for claim in boxes:
        if not isinstance(claim, BoxClaim) or claim.text[:1].lower() not in initials:
            continue
        named = named_unit(at.dialect, claim.text)
        unit = at.find(Reference(named.id, named.level)) if named else None
        if unit is not None and named is not None and _is_titled(named.title, unit.title):
            status = named.status or STATES[claim.mark]
            yield StatusClaim(line=claim.line, text=claim.text, status=status, source="box"), unit


def _is_titled(said: str, title: str) -> bool:
    said, title = ("".join(filter(str.isalnum, text)).casefold() for text in (said, title))
    return title.startswith(said) or (said.startswith(title) and title != "")


def whom(at: At, heading: Token) -> Draft | Problem | None:
    """Whom a heading speaks of that introduces no unit, or what is wrong: it may mean one that there is not."""
    reference = first_unit(heading.text)
    if reference is None:
        return _unread_unit(at, heading)
    if unit := at.find(reference):
        return unit
    is_of_dialect = reference.level in at.dialect.named_levels and not reference.id.isalpha()
    return _unintroduced(heading, reference) if is_of_dialect else None


def _unread_unit(at: At, heading: Token) -> Problem | None:
    """The problem of a heading that names a unit in a way that is not read, where it or what is below it claims."""
    named = _NAMED_LATER.search(heading.text[:_LONGEST])
    if named is None:
        return None
    reference = Reference(named["id"], LEVELS[named["level"].lower()])
    if reference.level not in at.dialect.named_levels or at.find(reference) is not None:
        return None
    claims = WORDS.search(heading.text) or any(map(_may_claim, at.tokens))
    return _unintroduced(heading, reference) if claims else None


def _unintroduced(heading: Token, reference: Reference) -> Problem:
    message = f'the heading names {reference} but introduces no unit; write "{reference}: title"'
    return Problem(line=heading.line, text=heading.text, message=message)


def quoted_unit(at: At, heading: Token) -> Iterator[Placed]:
    """The problem of a unit's heading in a block quote, if nothing else introduces the unit."""
    named = named_unit(at.dialect, heading.text)
    if named is not None and at.find(Reference(named.id, named.level)) is None:
        name = f"{named.level.word} {named.id}"
        message = f"the heading of {name} stands in a quotation and introduces no unit; take the > away"
        yield Problem(line=heading.line, text=heading.text, message=message), at.owner


def _may_claim(token: Token) -> bool:
    """Whether a line looks like a status, a commit or a box: a quick look."""
    text = token.text
    return text.startswith(("[x]", "[X]")) or (text.startswith("**") and ("tatus" in text[:24] or "ommit" in text[:24]))


def dependency_claim(line: int, key: str, value: str, units: Units, near: Draft) -> Claim:
    """The claim of a dependency field of the unit ``near``; a bare id with letters in it ("S3") must be a unit's."""
    found = read_dependencies(value)
    needed = [unit for unit in found.units if _is_unit(unit, units, near)]
    if needed or (found.is_none and value):
        return DependencyClaim(line=line, text=value, units=tuple(needed))
    if found.unreadable:
        message = f"the dependency {found.unreadable!r} names no unit that can be looked up"
        return Problem(line=line, text=value, message=message)
    return FieldClaim(line=line, text=value, key=key)


def _is_unit(named: Reference, units: Units, near: Draft) -> bool:
    return bool(named.level or not any(map(str.isalpha, named.id)) or units.find(named, near))
