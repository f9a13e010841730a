"""The dialect of phase pipelines: a heading for each phase, with its role, deliverables, hand-off and attempts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.counts import read_ratio
from pytest_phasegate.documents.claims.problems import unclosed
from pytest_phasegate.documents.claims.statuses import (
    field_status,
    heading_status,
    is_of_paper,
    mend_signs,
    sign_status,
    status_of_all,
)
from pytest_phasegate.documents.claims.unit_headings import heading_claims, read_said, unit_pattern
from pytest_phasegate.documents.drafts import Draft, freeze
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


from functools import partial
from pytest_phasegate.documents.dialects.phases import DIALECT
from pytest_phasegate.documents import reader
read = partial(reader.read, DIALECT)
