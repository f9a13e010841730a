"""What is delivered, what the work starts from, and the documents that record it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.documents.notations.deliverables import read_deliverables, read_inputs, read_links
from pytest_phasegate.model.claims import DeliverableClaim, FieldClaim, InputClaim, LinkClaim, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.claims import Claim


NAMES: dict[type[Claim], str] = {
    DeliverableClaim: "delivers",
    InputClaim: "needs",
    LinkClaim: "see",
    FieldClaim: "field",
    Problem: "problem",
}


def shown(claims: Iterable[Claim]) -> list[str]:
    names = {
        DeliverableClaim: "delivers",
        InputClaim: "needs",
        LinkClaim: "see",
        FieldClaim: "field",
        Problem: "problem",
    }
    return [f"{names[type(claim)]} {getattr(claim, 'path', claim.text)}" for claim in claims]


DELIVERABLES = {
    "`docs/design.md`": ["delivers docs/design.md"],
    "docs/design.md, docs/api.md": ["delivers docs/design.md", "delivers docs/api.md"],
    "the design in `docs/design.md`": ["delivers docs/design.md"],
    "a review of `src/store.py`": ["field a review of `src/store.py`"],
    "notes on `a/b.py`, written to `docs/notes.md`": ["delivers docs/notes.md"],
    "a working store": ["field a working store"],
    "src/**/*.py": ["delivers src/**/*.py"],
    "TBD": [],
    "none": [],
    "-": [],
}
INPUTS = {"docs/a.md (approved)": ["needs docs/a.md"], "what the client said": ["field what the client said"]}
LINKS = {
    "`task-tracking/T1/tasks.md`": ["see task-tracking/T1/tasks.md"],
    "the task list": ["problem the task list"],
    "docs/*.md": ["problem docs/*.md"],
    "pending": [],
}


@pytest.mark.parametrize("value", DELIVERABLES)
def test_deliverables_are_files_first_or_among_words(value: str) -> None:
    assert shown(read_deliverables(2, "deliverables", value)) == DELIVERABLES[value]


@pytest.mark.parametrize("value", INPUTS)
def test_inputs_are_files_or_stay_a_field(value: str) -> None:
    assert shown(read_inputs(2, "inputs", value)) == INPUTS[value]


@pytest.mark.parametrize("value", LINKS)
def test_a_link_names_one_document(value: str) -> None:
    assert shown(read_links(2, "document", value)) == LINKS[value]
