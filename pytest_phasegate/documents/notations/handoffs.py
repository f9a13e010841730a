"""What is said of people: who does the work; hand-offs, attempts and decisions, each with who, what and when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.statuses import field_status
from pytest_phasegate.model.claims import (
    AssigneeClaim,
    AttemptClaim,
    DecisionClaim,
    FieldClaim,
    HandoffClaim,
    Problem,
    Status,
)
from pytest_phasegate.text.patterns import alternatives, pattern
from pytest_phasegate.vocabulary import NOBODY, NOT_YET, NOTHING, TO_WRITE, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LONGEST = 2_000
_DAY = pattern(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
# A name ends where the sentence goes on: at a comma, a bracket, an arrow, a date, or a small word.
_NAME = (
    r"(?P<name>[^\W\d_](?:[^,;:()<>→|*`]|<[^<>]{1,100}>){0,99}?)"
    r"(?=[ ]{0,3}(?:\.?$|[,;:()→|*`]|->|=>|--|[ ][-–—][ ]|(?:on|to|for|at|and|because|who|decided)\b|\d{4}-))"
)
# "To be approved by", "not yet approved by" and "will be approved by" claim no approval.
_APPROVED = pattern(
    rf"(?<!\bbe[ ])(?<!\bnot[ ])(?<!\byet[ ])\bapproved[ ]{{1,3}}by:?[ `*]{{1,4}}{_NAME}", re.IGNORECASE
)
_TO = pattern(
    r"(?:\b(?:[Rr]eady[ ]to[ ]assign|handed[ ](?:over[ ])?to|to|for)\b:?|→|->|=>)[ `*]{1,4}(?:the[ ])?"
    r"(?P<name>[A-Za-z][\w-]{1,60}(?:[ ][A-Z][\w-]{1,60}){0,4})"
)
_OPEN = pattern(rf"\W{{0,3}}(?:{alternatives(NOT_YET, TO_WRITE, NOTHING)})\b|\W*$", re.IGNORECASE)
_NUMBER = pattern(
    r"[#(]?(?:(?:attempt|retry|try)[ ]{1,3}#?)?(\d{1,4})[).:]?(?:[ ]{0,3}[-–—:][ ]|[ ]{1,3}|$)", re.IGNORECASE
)
_PART = pattern(r"[ ]{0,3}(?:;|\|)[ ]{0,3}|[ ]{1,3}(?:--?|–|—)[ ]{1,3}")
_LABEL = pattern(
    r"(?:(?P<reason>reason|why|because|error|cause)|(?P<changed>changed?|what was changed|adjusted|feedback)"
    r"|(?P<result>result|outcome|status))\b[ ]{0,2}:?[ ]{0,3}",
    re.IGNORECASE,
)
_RESULTS = {"passed": Status.COMPLETE, "succeeded": Status.COMPLETE, "success": Status.COMPLETE, "ok": Status.COMPLETE}
_NOTHING = pattern(rf"\W*(?:nothing yet|unknown|{alternatives(NOTHING, TO_WRITE)})?\W*", re.IGNORECASE)
_DECIDED = pattern(rf"\b(?:decided|decision|resolved|escalated)[ ]{{1,3}}by:?[ `*]{{1,4}}{_NAME}", re.IGNORECASE)
_SPEAKER = pattern(rf"(?:{_DAY.pattern}[ ,:–—-]{{1,4}})?{_NAME}[ ]{{0,2}}(?::|decided\b|[-–—][ ])", re.IGNORECASE)


def read_handoff(line: int, key: str, value: str) -> Iterator[HandoffClaim | Problem]:
    """Read the value of a hand-off field: "approved by Lena Lead on 2026-06-03, to solution-architect".

    Returns nothing for one that is still open ("pending"), and a Problem for one that names nobody who approved it.
    """
    text = value[:_LONGEST]
    approved = _APPROVED.search(text)
    if approved is None:
        if _OPEN.match(text):
            return
        message = 'the hand-off does not say who approved it; write "approved by NAME on DATE, to ROLE", or "pending"'
        yield Problem(line=line, text=value, message=message)
        return
    yield HandoffClaim(
        line=line,
        text=value,
        approver=approved["name"].strip(),
        to=_to(text[: approved.start()]) or _to(text[approved.end() :]),
        day=_day(text),
    )


def read_approval(line: int, key: str, value: str) -> Iterator[HandoffClaim]:
    """Read the value of a field such as ``**Approved By**``: a name, and perhaps a date and a role."""
    if not _OPEN.match(value):
        yield HandoffClaim(line=line, text=value, approver=_first_name(value), day=_day(value))


def attempt_number(key: str) -> int | None:
    """The number of the attempt that a key is ("attempt 2"), or None."""
    word, _, number = key.partition(" ")
    return int(number) if word in ("attempt", "retry") and number.isdecimal() and len(number) < 5 else None


def read_attempts(line: int, key: str, value: str) -> Iterator[AttemptClaim | FieldClaim]:
    """Read the value of a field of attempts, or of one attempt ("attempt 2"); a mere count ("2") is a field."""
    if value.isdecimal() and attempt_number(key) is None:
        yield FieldClaim(line=line, text=value, key="attempts")
    else:
        yield read_attempt(line, value, attempt_number(key))


def read_attempt(line: int, text: str, number: int | None = None) -> AttemptClaim:
    """Read an item of a list of attempts: "1: failed - no threshold was named; changed: thresholds added".

    ``number`` is the one that the list itself gives ("2. passed").
    """
    rest = text[:_LONGEST].replace("**", "")
    if number is None and (match := _NUMBER.match(rest)):
        number, rest = int(match[1]), rest[match.end() :]
    return _attempt(line, text, number, _parts(rest))


def _labelled(part: str) -> tuple[str, str]:
    """The label that a part begins with, or "", and what it says."""
    label = _LABEL.match(part)
    return (label.lastgroup or "", part[label.end() :].strip()) if label else ("", part.strip())


def _parts(text: str) -> dict[str, str]:
    """The result, the reason and the change that an attempt tells, with labels or in that order."""
    found: dict[str, str] = {}
    for part in _PART.split(text):
        label, value = _labelled(part)
        kind = label or ("reason" if "result" in found else "result")
        if value:
            found[kind] = f"{found[kind]}; {value}" if kind in found else value
    return found


def read_attempt_row(line: int, text: str, cells: Mapping[str, str]) -> AttemptClaim:
    """Read a row of a table of attempts, by the names of its columns."""
    found = {
        label.lastgroup: cell.strip("*` ")
        for name, cell in cells.items()
        if (label := _LABEL.match(name)) and label.lastgroup and cell.strip("-–— ")
    }
    others = (_NUMBER.match(cell.strip("*` ")) for name, cell in cells.items() if not _LABEL.match(name))
    return _attempt(line, text, next((int(match[1]) for match in others if match), None), found)


def read_decision(line: int, key: str, value: str) -> Iterator[DecisionClaim]:
    """Read a decision: "2026-06-04: Lena Lead: go on without rain", "the index is dropped, decided by Lena Lead"."""
    if not _is_undecided(value):
        yield _decision(line, value, is_escalation=False)


def read_escalation(line: int, key: str, value: str) -> Iterator[DecisionClaim]:
    """Read what a person decided when a phase had failed too often; the name stands behind "decided by"."""
    if not _is_undecided(value):
        yield _decision(line, value, is_escalation=True)


def _decision(line: int, text: str, *, is_escalation: bool) -> DecisionClaim:
    words = text[:_LONGEST].replace("**", "")
    match = _DECIDED.search(words) or _APPROVED.search(words) or (None if is_escalation else _SPEAKER.match(words))
    by = match["name"].strip() if match else None
    return DecisionClaim(line=line, text=text, by=by, is_escalation=is_escalation)


def _is_undecided(value: str) -> bool:
    return value.casefold().strip(" .") in UNDECIDED


def _attempt(line: int, text: str, number: int | None, cells: Mapping[str, str]) -> AttemptClaim:
    # "failed because the criteria named no threshold" gives the reason in one breath.
    words, because, said = cells.get("result", "").partition(" because ")
    bare = words.strip(" `*✅❌.").casefold().split(" ")[0]
    return AttemptClaim(
        line=line,
        text=text,
        number=number,
        result=_RESULTS.get(bare) or field_status(words),
        reason=_said(cells.get("reason", "")) or (said.strip() if because else ""),
        changed=_said(cells.get("changed", "")),
    )


def _said(text: str) -> str:
    return "" if _NOTHING.fullmatch(text) else text


def _to(text: str) -> str | None:
    match = _TO.search(text)
    return match["name"].strip() if match else None


def _day(text: str) -> str | None:
    match = _DAY.search(text)
    return match[0] if match else None


def _first_name(value: str) -> str | None:
    name = re.split(r"[,;(→|]| on \d|->", value.strip(" `*@"), maxsplit=1)[0].strip(" `*")
    return name[:100] or None


def read_name(value: str) -> str | None:
    """The name in the value of such a field, without a remark behind it; None for nobody ("TBD", "unassigned", "both").

    One list of such words for all fields: "pending" was a name in a batch and nobody in a phase.
    """
    name = value.partition(" (")[0].strip(' `*_@"')
    return None if name.casefold() in NOBODY else name


def read_assignee(line: int, key: str, value: str) -> Iterator[AssigneeClaim]:
    """Read the value of a field such as ``**Developer**``; nothing where nobody is named."""
    if name := read_name(value):
        yield AssigneeClaim(line=line, text=value, name=name)
