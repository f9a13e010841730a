"""What changed between two runs, check by check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.model.verdict import Answer

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome, Result

_BAD = (Answer.FAILED, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed against a base run; ``removed`` are checks of the base that this run does not make."""

    newly_proven: tuple[Result, ...] = ()
    newly_false: tuple[Result, ...] = ()
    still_false: tuple[Result, ...] = ()
    removed: tuple[Result, ...] = ()

    def counts_in(self, document: str) -> tuple[int, int, int, int]:
        """How many of each kind a document has, in the order of the fields."""
        kinds = (self.newly_proven, self.newly_false, self.still_false, self.removed)
        newly_proven, newly_false, still_false, removed = (
            sum(result.document == document for result in kind) for kind in kinds
        )
        return newly_proven, newly_false, still_false, removed


def compare(base: Outcome, head: Outcome) -> Changes:
    """Compare two runs by the ids of their checks.

    False is what is false or cannot be verified. A partial run removes nothing: what it left out may still be there.

    Args:
        base: the run before, for instance of the branch that a pull request is to be merged into.
        head: the run now.
    """
    before = {result.id: result.verdict.answer for result in base.results}
    now = {result.id for result in head.results}
    bad = [result for result in head.results if result.verdict.answer in _BAD]
    return Changes(
        newly_proven=tuple(
            result
            for result in head.results
            if result.verdict.answer is Answer.HELD and before.get(result.id) is not Answer.HELD
        ),
        newly_false=tuple(result for result in bad if before.get(result.id) not in _BAD),
        still_false=tuple(result for result in bad if before.get(result.id) in _BAD),
        removed=() if head.is_partial else tuple(result for result in base.results if result.id not in now),
    )
