"""The dialect of phase pipelines: a heading for each phase, with its role, deliverables, hand-off and attempts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.unit_headings import heading_claims, read_said, unit_pattern
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.notations.boxes import unclosed
from pytest_phasegate.documents.notations.counts import read_ratio
from pytest_phasegate.documents.notations.status_words import mend_signs
from pytest_phasegate.documents.notations.statuses import (
    field_status,
    heading_status,
    is_of_paper,
    sign_status,
    status_of_all,
)
from pytest_phasegate.documents.parts.phase_claims import read_phase
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import Claim, CountClaim, FieldClaim, Level, StatusClaim
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.fields import bold_fields, normal_key
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.outline import outline
from pytest_phasegate.text.scanner import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.text.lines import Token
    from pytest_phasegate.text.outline import Section

NAME = "phases"
PLACES = ("workflows/*.md", ".claude/workflows/*.md")

_LONGEST = 2_000
_HEADING = unit_pattern("phase", r"\d{1,3}[A-Za-z]?") + r"(?!\.\d)"
# A line begins behind a "\n", which is found ten times faster than "^".
_PHASE = re.compile(rf"\n[ ]{{0,3}}#{{1,6}}[ \t]{{1,8}}{_HEADING}")
_FIELD = re.compile(
    r"\n[ ]{0,3}(?:(?:[-*][ ])?\*\*"
    r"(?:Deliverables?|Hand-?[ ]?off|Attempts?(?:[ ]\d{1,4})?|Escalation|(?:Task )?Document)(?:\*\*:|:\*\*)"
    r"|#{3,6}[ ](?:Deliverables?|Hand-?[ ]?off|Attempts)[ :]*$)",
    re.MULTILINE | re.IGNORECASE,
)
_STATUS = re.compile(
    r"\n[ ]{0,3}(?:[-*][ ])?(?:\*\*)?(?:Phase )?(?:Status|State|Progress)(?:\*\*:|:\*\*|:)([^\n]{1,200})", re.IGNORECASE
)
_RECORDED = (  # the slowest last
    re.compile(r"\n[ ]{0,12}[-*+] \[x\] ", re.IGNORECASE),
    re.compile(r"\*\*(?:(?:Git )?Commits?(?:\*\*:|:\*\*)|Attempt \d)", re.IGNORECASE),
    re.compile(r"\bapproved by\b", re.IGNORECASE),
)
_UNIT = re.compile(_HEADING)
_STATUS_KEYS = {"status", "overall status", "final status", "current status", "progress", "overall progress"}
_BEHIND = re.compile(r"\*{0,2}[ ]{0,3}(?:[:.—–-]\*{0,2}[ ]{0,9}|(?=[(\[]))|[ ]{0,3}$")


def recognizes(text: str) -> bool:
    """Whether a text has the form of this dialect, and says of some phase how it stands.

    One that does not only describes how work is to be done: it records nothing.
    """
    return shows(text, _records)


def has_form(text: str) -> bool:
    """Whether a text has a heading for a phase, and the fields that only this dialect has."""
    return shows(text, _has_form)


def _records(text: str) -> bool:
    return _has_form(text) and _says_a_state(text)


def _has_form(text: str) -> bool:
    lines = f"\n{text}"
    return bool(_PHASE.search(lines) and _FIELD.search(lines))


def _says_a_state(text: str) -> bool:
    lines = f"\n{text}"
    headings = [(match, lines[match.end() : match.end() + _LONGEST]) for match in _PHASE.finditer(lines)]
    values = (match[1].strip() for match in _STATUS.finditer(lines))
    return (
        any(heading_status(mend_signs(rest.partition("\n")[0])) for _, rest in headings)
        or any(match["mark"] or match["said"] or sign_status(match["before"]) for match, _ in headings)
        or any(field_status(value) or read_ratio(value) for value in values)
        or any(pattern.search(lines) for pattern in _RECORDED)
    )


def read(path: str, text: str) -> Workflow:
    """Read a workflow document.

    ``path`` is the document's place in the project, with forward slashes; it is named in messages and in the
    workflow. Raises DocumentError for a text in which no heading introduces a phase, and for one with a line that is
    too long.
    """
    check_lines(path, text)
    last_line = text.count("\n") + (not text.endswith("\n"))
    whole = outline(scan(text), last_line)
    title = whole.sections[0].heading.text if whole.sections and whole.sections[0].heading else ""
    root = Draft(level=Level.DOCUMENT, id="", title=title, line=1, end=last_line)
    _sow(whole, root)
    if not root.drafts:
        raise DocumentError('no heading of the document introduces a phase ("## Phase 1: title")', Location(path))
    return Workflow(path=path, dialect=NAME, root=freeze(root))


def _sow(section: Section, root: Draft) -> None:
    """Make a draft of each section that a phase's heading opens; lines outside of phases are the document's."""
    for token in section.body:
        root.claims += _document_claims(token)
    for part in section.sections:
        assert part.heading is not None
        draft = _phase(part.heading, part.end, root)
        if draft is None:
            if said := status_of_all(part.heading.text):
                line, text = part.heading.line, part.heading.text
                root.claims.append(StatusClaim(line=line, text=text, status=said[1], source="heading"))
            _sow(part, root)
        else:
            root.drafts.append(draft)
            read_phase(draft, part)


def _phase(heading: Token, end: int, root: Draft) -> Draft | None:
    """The draft of a phase with what its heading claims, or None for a heading that introduces none."""
    text = mend_signs(heading.text[:_LONGEST])
    unit = _UNIT.match(text)
    if unit is None:
        return None
    said = read_said(text, unit, _BEHIND)
    if said is None:
        return None
    draft = Draft(
        level=Level.PHASE,
        id=said.id,
        title=text[said.start : said.tail].strip(" -–—:|([*"),
        line=heading.line,
        end=end,
        parent=root,
    )
    draft.claims += heading_claims(heading.line, text, said)
    return draft


def _document_claims(token: Token) -> Iterator[Claim]:
    """The fields of the document itself: its request, its pipeline, its status or the count of its done phases."""
    if token.kind in (Kind.FENCE, Kind.COMMENT) and token.hidden:
        yield unclosed(token)
    if token.kind not in (Kind.ITEM, Kind.TEXT):
        return
    for entry in bold_fields(token.text):
        key = normal_key(entry.key)
        count = read_ratio(entry.value) if key in _STATUS_KEYS else None
        if count is not None:
            yield CountClaim(line=token.line, text=entry.value, level=Level.PHASE, total=count.total, done=count.done)
        elif key in _STATUS_KEYS and not is_of_paper(entry.value) and (status := field_status(entry.value)):
            yield StatusClaim(line=token.line, text=entry.value, status=status, source="field")
        else:
            yield FieldClaim(line=token.line, text=entry.value, key=key)
