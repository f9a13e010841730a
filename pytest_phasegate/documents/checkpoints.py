"""The dialect of checkpoint templates: numbered phases of steps, with CHECKPOINT steps that hold back the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.boxes import box_of
from pytest_phasegate.documents.claims.marks import STATES, read_mark
from pytest_phasegate.documents.claims.problems import unknown_mark
from pytest_phasegate.documents.claims.statuses import heading_status
from pytest_phasegate.documents.claims.unit_headings import heading_claims, said_around
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.parts.checkpoint_claims import (
    read_blocks,
    read_boxes,
    read_decisions,
    read_fields,
    read_log,
)
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import BoxClaim, FieldClaim, Level, Status, StatusClaim
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.fields import normal_key, plain_field
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.outline import Section, outline
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.scanner import scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.claims.marks import Box
    from pytest_phasegate.text.lines import Token

NAME = "checkpoints"
PLACES = ("docs/active-workflows/*.md",)

STATE_KEYS = ("project phase", "current phase")
"""The fields that say which phase the work has come to."""

_ID = r"\d{1,9}[A-Za-z]?(?:\.\d{1,9})*|[A-Z]{1,9}-?\d{1,9}(?:\.\d{1,9})*"
_BOX = r"(?P<mark>\[[^\]\n]{0,14}\][ ]{1,3})?"
_PHASE = re.compile(
    rf"[^\w\[\n]*{_BOX}(?:(?i:phase)[ ]{{1,4}}(?P<named>{_ID})(?![\w.])|(?P<bare>\d{{1,9}})[.)](?=[ ]))[ :.)–—-]*"
)
_STEP_HEADING = re.compile(rf"[^\w\[]*{_BOX}(?P<id>\d{{1,9}}(?:\.\d{{1,9}})*)(?:[.):]|(?=[ ]))[ ]+")
_CHECKPOINT = re.compile(r"[^\w\[]*(?:CHECKPOINT\b|(?i:checkpoint)(?=\**:))[ :*_–—-]*")

# A line begins behind a "\n", which is found ten times faster than "^".
_HEADING_LINE = re.compile(rf"\n[ ]{{0,3}}#{{1,6}}[ \t]{{1,8}}{_PHASE.pattern}")
_CHECKPOINT_LINE = re.compile(
    r"\n[ \t]{0,20}(?:(?:\d{1,9}[.)]|[-*+])[ \t]{1,8})?\[[^\]\n]{0,20}\][ \t]{1,8}[*_]{0,3}"
    r"(?:CHECKPOINT\b|[Cc]heckpoint:)"
)
_OWN_SECTION = re.compile(
    r"\n[ ]{0,3}#{1,6}[ \t]{1,8}(?:(?:checkpoint log|project state)[ \t]*$|current phase:)",
    re.MULTILINE | re.IGNORECASE,
)
_BEGUN = re.compile(r"\[[ \t]{0,4}(?:[xv✓✔✅☑~/-]|done)[ \t]{0,4}\]", re.IGNORECASE)
_STATE_LINE = re.compile(r"(?:project|current) phase\**[ \t]*:\**[ \t]*([^\n]{0,200})", re.IGNORECASE)


def recognizes(text: str) -> bool:
    """Whether a text has phases, with checkpoints or the project's state, and is no template that waits to be used.

    A template is told by what it does not say: no box in it is ticked or in progress, and no phase is named as the
    project's.
    """
    return has_form(text) and not is_template(text)


def has_form(text: str) -> bool:
    """Whether a text has phases, with checkpoints or the project's state, be it a template or not."""
    return shows(text, _has_form)


def _has_form(text: str) -> bool:
    lines = f"\n{text}"
    return bool(_HEADING_LINE.search(lines)) and bool(_CHECKPOINT_LINE.search(lines) or _OWN_SECTION.search(lines))


def is_template(text: str) -> bool:
    """Whether nothing in a text has been begun or filled in."""
    if _BEGUN.search(text):
        return False
    state = _STATE_LINE.search(text)
    return state is None or is_unfilled(state[1])


from functools import partial
from pytest_phasegate.documents.dialects.checkpoints import DIALECT
from pytest_phasegate.documents import reader
read = partial(reader.read, DIALECT)
