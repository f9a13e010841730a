"""The dialects by name: a new way of writing tasks is a module in ``documents/`` and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents import batches, checkpoints, phases, stages
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location

if TYPE_CHECKING:
    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.model.workflow import Workflow

DIALECTS: dict[str, Dialect] = {
    "batches": batches,
    "checkpoints": checkpoints,
    "phases": phases,
    "stages": stages,
}

LOOKS_FOR = {
    "batches": 'a heading "## Batch 1: ...", or "### Task 1: ..." with a field such as "**Status**:" or "**File**:"',
    "checkpoints": (
        'a heading "## Phase 1: ..." or "### 1. ...", with a box "1. [x] CHECKPOINT: ..." or a section "Project State" '
        'or "Checkpoint Log"'
    ),
    "phases": 'a heading "## Phase 1: ... - COMPLETE", with a field such as "**Deliverables**:" or "**Handoff**:"',
    "stages": 'the lines "Stage 1: ..." and "1.1 ...", with a note such as "(Dependencies: None)"',
}
"""By what each dialect tells that a text is written in it, in words for people."""

AUTO = "auto"


def read_document(path: str, text: str, dialect: str = AUTO) -> Workflow:
    """Read a task document.

    ``path`` is the document's place in the project, with forward slashes; ``dialect`` is a name in ``DIALECTS``, or
    "auto" to tell the dialect by the text. Raises DocumentError for a text of no dialect, or that holds no unit, and
    for a dialect that does not exist.
    """
    return _module(path, text, dialect).read(path, text)


def _module(path: str, text: str, dialect: str) -> Dialect:
    if dialect == AUTO:
        for module in DIALECTS.values():
            if module.recognizes(text):
                return module
        if form := form_of(text):  # a document that the policy names
            return DIALECTS[form]
        raise DocumentError(f"the document is written in no known dialect ({', '.join(DIALECTS)})", Location(path))
    if dialect not in DIALECTS:
        known = ", ".join((AUTO, *DIALECTS))
        raise DocumentError(f"there is no dialect {dialect!r}; known are {known}", Location(path))
    return DIALECTS[dialect]


def form_of(text: str) -> str:
    """The dialect of which a text has the form though nothing in it is begun, as a template has it; "" for none."""
    return next((form.NAME for form in (checkpoints, phases) if form.has_form(text)), "")
