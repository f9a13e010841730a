"""The tables of what was caught, which are a part of the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.lies.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.lies.kind import Kind
    from benchmarks.lies.run import Tally

HEAD = "| kind of lie | code | cases | caught at its line | elsewhere | missed | false alarms |"
UNSEEN = "| kind of lie | cases | caught at its line | elsewhere | missed | false alarms | why not always |"


def table(tallies: Mapping[str, Tally]) -> str:
    """Two Markdown tables with a row for each kind: those that are always to be caught, and those that cannot be."""
    kinds = sorted((KINDS[name] for name in tallies), key=lambda kind: (kind.codes[0], kind.name))
    seen = (
        f"| {each.says} | `{each.codes[0]}` | {_figures(tallies[each.name])} |" for each in _where(kinds, seen=True)
    )
    unseen = (f"| {each.says} | {_figures(tallies[each.name])} | {each.unseen} |" for each in _where(kinds, seen=False))
    return "\n".join((HEAD, _line(HEAD), *seen, "", UNSEEN, _line(UNSEEN), *unseen))


def summary(tallies: Mapping[str, Tally]) -> str:
    """All kinds that are always to be caught, in one line."""
    seen = [tallies[kind.name] for kind in _where([KINDS[name] for name in tallies], seen=True)]
    cases, caught = sum(tally.cases for tally in seen), sum(tally.caught for tally in seen)
    alarms = sum(tally.false_alarms for tally in tallies.values())
    every = sum(tally.cases for tally in tallies.values())
    told = f"{every:,} lies of {len(tallies)} kinds; of {cases:,} that are always to be caught {caught:,} were"
    return f"{told}, each at its line; {alarms:,} false alarms on {every:,} honest twins"


def _where(kinds: Iterable[Kind], *, seen: bool) -> Iterable[Kind]:
    return (kind for kind in kinds if bool(kind.unseen) is not seen)


def _figures(tally: Tally) -> str:
    return " | ".join(map(str, (tally.cases, tally.caught, tally.elsewhere, tally.missed, tally.false_alarms)))


def _line(head: str) -> str:
    return "|" + "---|" * (head.count("|") - 1)
