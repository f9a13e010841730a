"""Which dialect a text is written in: the one whose own reading shows the facts that its record names."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.boxes import unclosed
from pytest_phasegate.documents.seen import see
from pytest_phasegate.model.claims import FieldClaim, Level, Mark, Status
from pytest_phasegate.model.workflow import CLAIMS
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.scanner import scan
from pytest_phasegate.text.visible import fold
from pytest_phasegate.vocabulary import STATE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.documents.seen import Seen
    from pytest_phasegate.model.claims import BoxClaim, LogClaim, Problem
    from pytest_phasegate.model.workflow import Unit, Workflow

_TICKED = pattern(r"\[[ ]?[xX✓✔✅][ ]?\]|[☑✅🗹]|checked")
_BOX_STANDS_BEFORE = 40


def has_form(dialect: Dialect, workflow: Workflow, *, in_place: bool = False) -> bool:
    """Whether what was read by a dialect shows its form: all facts of one of its signs.

    So a text is never taken for a dialect that then refuses it, or passed over by one that could read it. ``in_place``
    says that the text lies where documents of the dialect do.
    """
    facts = set(_facts(workflow))
    signs = (*dialect.signs, *dialect.signs_in_place) if in_place else dialect.signs
    return any(facts.issuperset(sign.split()) for sign in signs)


def is_unused_template(dialect: Dialect, workflow: Workflow) -> bool:
    """Whether a text waits to be filled in, where that makes it no document of a dialect."""
    return dialect.needs_state and is_template(workflow)


def first_claim(text: str, words: Sequence[str]) -> Seen | None:
    """The first thing in a text by which a person sees that work is done; None for none.

    Args:
        text: what no dialect reads.
        words: what units are called.
    """
    tokens = fold(scan(text), text)
    headings = {token.line for token in tokens if token.kind is Kind.HEADING}
    for seen in sorted(see(tokens, words, {}, {}), key=attrgetter("line")):
        if seen.kind == "unit" and seen.line not in headings:  # a state stands with it, or it would be none
            return seen
        if seen.status is not None and seen.status.is_claimed:
            return seen
        if seen.kind == "box" and _TICKED.search(seen.words[:_BOX_STANDS_BEFORE]):
            return seen
    return None


def is_template(workflow: Workflow) -> bool:
    """Whether nothing in a document says how any work stands."""
    return not any(map(_says, workflow.root.walk()))


def without_unclosed(text: str) -> tuple[Problem, str] | None:
    """The problem of a block that is never closed and hides all behind it, and the text without its first line.

    None where there is no such block: a document in which a fence is left open would else be no document.
    """
    if not any(opening in text for opening in ("```", "~~~", "<!--")):
        return None
    for token in scan(text):
        if token.hidden:
            lines = text.split("\n")
            lines[token.line - 1] = ""
            return unclosed(token), "\n".join(lines)
    return None


def _facts(workflow: Workflow) -> Iterator[str]:
    """What was read, in words for signs: the levels of units, the kinds of their claims, and the document's own."""
    for unit in workflow.root.walk():
        is_document = unit is workflow.root
        yield from (("document-" if is_document else "") + kind for kind in _kinds(unit))
        yield from () if is_document else _facts_of_unit(unit)
        yield from (f"key:{claim.key.replace(' ', '-')}" for claim in unit.fields)


def _kinds(unit: Unit) -> Iterator[str]:
    """The kinds of claims that a unit has; what was seen but not read is none."""
    yield from (kind for kind in CLAIMS if kind != "problems" and getattr(unit, kind))
    if any(not problem.is_seen for problem in unit.problems):
        yield "problems"


def _facts_of_unit(unit: Unit) -> Iterator[str]:
    yield unit.level.value
    if unit.level not in (Level.STAGE, Level.PHASE):  # "Phase 1.1: Setup" numbers phases, and no tasks
        yield "dotted" if "." in unit.id else "single"
    yield f"letters:{unit.id.rstrip('0123456789.')}"
    yield from (f"status-by-{claim.source}" for claim in unit.statuses)


def _says(unit: Unit) -> bool:
    """Whether a unit says how it stands; a box that is open, and a field that is not filled in, say nothing."""
    marked: tuple[BoxClaim | LogClaim, ...] = (*unit.boxes, *unit.log)
    return (
        any((claim.source, claim.status) != ("box", Status.PENDING) for claim in unit.statuses)
        or any(claim.mark is not Mark.OPEN for claim in marked)
        or any((unit.commits, unit.counts, unit.handoffs, unit.attempts))
        or any(map(_is_filled_state, unit.fields))
    )


def _is_filled_state(claim: FieldClaim) -> bool:
    return claim.key in STATE_KEYS and not is_unfilled(claim.text)
