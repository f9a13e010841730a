"""Counts of a run in words and numbers: what the heads and tables of reports say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.model.shares import (
    Share,
    all_line_states,
    only_agrees_with_itself,
    share_of,
    show_percent,
    total_share,
)
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.verdict import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was found of one document."""

    path: str
    units: int
    planned: int
    counts: Mapping[Answer, int]
    share: Share

    @property
    def is_partial(self) -> bool:
        """Whether checks of the document were left out."""
        return sum(self.counts.values()) < self.planned

    @property
    def percent(self) -> str:
        """The share of its lines that is proven; a dash where not all of it was judged."""
        return "-" if self.is_partial else show_share(self.share)


def tally(outcome: Outcome) -> tuple[Tally, ...]:
    """Count the verdicts of each document, in the order of paths."""
    counts: dict[str, Counter[Answer]] = {path: Counter() for path in outcome.planned}
    for result in outcome.results:
        counts.setdefault(result.document, Counter())[result.verdict.answer] += 1
    states = all_line_states(outcome)
    return tuple(
        Tally(
            path=path,
            units=outcome.units.get(path, 0),
            planned=outcome.planned.get(path, 0),
            counts=counts[path],
            share=share_of(states.get(path, {}).values()),
        )
        for path in sorted(counts)
    )


def show_share(share: Share) -> str:
    """Write a share of lines: "67%"."""
    return "-" if share.percent is None else f"{show_percent(share.percent)}%"


def total_percent(outcome: Outcome) -> str:
    """How much of all is proven: "67%"; a dash for a partial run, which proves nothing of what it left out."""
    return "-" if outcome.is_partial else show_share(total_share(outcome))


def headline(outcome: Outcome) -> str:
    """Say in one sentence what came out: the first thing that a reader of a report sees."""
    counts = outcome.counts()
    false, unknown, held = counts[Answer.FAILED], counts[Answer.UNKNOWN], counts[Answer.HELD]
    judged = held + false + unknown
    if not judged or only_agrees_with_itself(outcome.results):
        said = "nothing is claimed yet" if outcome.results else "no claim was judged"
    elif false or unknown:
        parts = [f"{false} of {count_of(judged, 'claim')} {are(false)} false"] if false else []
        parts += [f"{unknown} {are(unknown)} unknown" if false else f"{unknown} of {judged} cannot be verified"] * (
            unknown > 0
        )
        said = " and ".join(parts)
    else:
        said = f"all {count_of(held, 'claim')} hold" if held > 1 else "the one claim holds"
    if outcome.is_partial:
        return f"Partial run: {said}; {outcome.left_out} of {sum(outcome.planned.values())} checks were left out"
    return f"{said[0].upper()}{said[1:]}; {total_percent(outcome)} of the plan is proven"
