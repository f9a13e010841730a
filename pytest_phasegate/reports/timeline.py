"""A picture of when units were begun, done and proven, as SVG for the workflow page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.tallies import show_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.model.described import UnitFacts
    from pytest_phasegate.model.verdict import Outcome

MAX_ROWS = 120
"""The most units that are drawn."""

_NAMES = 190  # how wide the names are, and then the picture itself
_WIDTH = 760
_ROW = 20
_HEAD = 26


def render(outcome: Outcome) -> str:
    """Draw the timeline; an empty text where the outcome has no times.

    A bar runs from when a unit was begun to when its document called it done; a mark shows when the commit that proves
    it was made.
    """
    dated = [unit for facts in outcome.documents.values() for unit in facts.units[1:] if _times(unit)]
    if not dated:
        return ""
    tops = {facts.units[0].place for facts in outcome.documents.values() if facts.units}
    top_level = [unit for unit in dated if unit.parent in tops]
    rows = (top_level or dated)[:MAX_ROWS]
    first = min(min(_times(unit)) for unit in rows)
    last = max(max(*_times(unit), first + 60) for unit in rows)
    height = _HEAD + _ROW * len(rows)
    parts = [
        *_grid(first, last, height),
        *(part for row, unit in enumerate(rows) for part in _row(row, unit, first, last)),
    ]
    left_out = len(dated) - len(rows)
    note = f'<p class="dim">{left_out:,} further units with times are in the list below.</p>' if left_out else ""
    return (
        '<h2>Timeline</h2>\n<div class="card timeline" tabindex="0">'
        f'<svg viewBox="0 0 {_NAMES + _WIDTH + 20} {height}" role="img" '
        f'aria-label="When units were begun, done and proven">{"".join(parts)}</svg></div>\n'
        '<p class="legend"><span>bar: begun to done</span><span><svg viewBox="0 0 10 10" aria-hidden="true">'
        f'<circle cx="5" cy="5" r="5" class="held"/></svg>commit that proves it</span></p>\n{note}'
    )


def _times(unit: UnitFacts) -> list[int]:
    return [time for time in (unit.begun, unit.done, unit.proven) if time is not None]


def _x(time: int, first: int, last: int) -> float:
    return _NAMES + _WIDTH * (time - first) / (last - first)


def _grid(first: int, last: int, height: int) -> Iterator[str]:
    for step in range(5):
        time = first + (last - first) * step // 4
        x = _x(time, first, last)
        anchor = ("start", "middle", "middle", "middle", "end")[step]
        shown = show_time(time).replace("T", " ")[: 10 if last - first > 3 * 86_400 else 16]
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_HEAD - 6}" y2="{height}" class="grid"/>'
        yield f'<text x="{x:.1f}" y="14" class="dim" text-anchor="{anchor}">{shown}</text>'


def _row(row: int, unit: UnitFacts, first: int, last: int) -> Sequence[str]:
    y = _HEAD + row * _ROW + _ROW / 2
    name = f"{unit.level} {unit.id}"
    parts = [f'<text x="0" y="{y + 4:.1f}">{escape(one_line(name, 28))}</text>']
    end = unit.done if unit.done is not None else last
    if unit.begun is not None:
        x1, x2 = _x(unit.begun, first, last), _x(max(end, unit.begun), first, last)
        title = f"{name}: begun {show_time(unit.begun)}" + (f", done {show_time(end)}" if unit.done is not None else "")
        line = f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}" class="span">'
        parts.append(f"{line}<title>{escape(one_line(title))}</title></line>")
    if unit.proven is not None:
        title = f"{name}: proven by a commit of {show_time(unit.proven)}"
        circle = f'<circle cx="{_x(unit.proven, first, last):.1f}" cy="{y:.1f}" r="5" class="held">'
        parts.append(f"{circle}<title>{escape(one_line(title))}</title></circle>")
    return parts
