"""The report ``acme-list``: a line for each check."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome


def render(outcome: Outcome) -> str:
    """Write the answer to each check before its id."""
    return "".join(f"{result.verdict.answer.value} {result.id}\n" for result in outcome.results)
