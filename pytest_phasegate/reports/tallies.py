"""A run in numbers and words: the headline, counts, shares and times that reports show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.model.shares import (
    Share,
    all_line_states,
    only_agrees_with_itself,
    share_of,
    show_percent,
)
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.verdict import Outcome


TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_LAST_SECOND = 253_402_300_799  # the end of the year 9999: a commit may claim a later time, and Python has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was found of one document, or of all of them."""

    path: str
    units: int
    planned: int
    counts: Mapping[Answer, int]
    share: Share

    @property
    def is_partial(self) -> bool:
        """Whether checks were left out."""
        return sum(self.counts.values()) < self.planned

    @property
    def percent(self) -> str:
        """The share of lines that is proven: "67%"; a dash where not all was judged, or no check looks at any line."""
        percent = None if self.is_partial else self.share.percent
        return "-" if percent is None else f"{show_percent(percent)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run in one sentence, and what was found of each document and of all of them."""

    headline: str
    documents: tuple[Tally, ...]
    total: Tally


def summarize(outcome: Outcome) -> Summary:
    """Count the verdicts of a run, by document in the order of paths, and the lines that are proven."""
    counts: dict[str, Counter[Answer]] = {path: Counter() for path in outcome.planned}
    for result in outcome.results:
        counts.setdefault(result.document, Counter())[result.verdict.answer] += 1
    states = all_line_states(outcome)
    documents = tuple(
        Tally(
            path=path,
            units=outcome.units.get(path, 0),
            planned=outcome.planned.get(path, 0),
            counts=counts[path],
            share=share_of(states.get(path, {}).values()),
        )
        for path in sorted(counts)
    )
    total = Tally(
        path="",
        units=sum(each.units for each in documents),
        planned=sum(each.planned for each in documents),
        counts=outcome.counts(),
        share=share_of(state for lines in states.values() for state in lines.values()),
    )
    return Summary(headline=_headline(outcome, total), documents=documents, total=total)


def left_out(outcome: Outcome) -> str:
    """How many checks a partial run left out: "3 of 10 checks were left out"."""
    return f"{outcome.left_out} of {sum(outcome.planned.values())} checks were left out"


def show_time(seconds: int) -> str:
    """Write seconds since 1970-01-01 UTC as "2026-11-20T09:30:00Z"; years after 9999 as the end of 9999."""
    return datetime.fromtimestamp(max(0, min(seconds, _LAST_SECOND)), tz=timezone.utc).strftime(TIME_FORMAT)


def _headline(outcome: Outcome, total: Tally) -> str:
    """The result of a run in one sentence."""
    counts = total.counts
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
        return f"Partial run: {said}; {left_out(outcome)}"
    return f"{said[0].upper()}{said[1:]}; {total.percent} of the plan is proven"
