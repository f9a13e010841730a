"""The table at the end of a run: how many claims of each document hold, laid out like coverage.py's report."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.model.shares import only_agrees_with_itself
from pytest_phasegate.model.verdict import UNPROVEN, Answer
from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.text.words import count_of, line_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pytest_phasegate.model.verdict import Outcome, Result

_NUMBERS = ("Units", "Claimed", "Held", "False", "Pending", "Unknown", "Waived", "Proven")
_DROPPED_FIRST = ("Waived", "Unknown", "Pending")
MOST_UNPROVEN = 20  # notes that are shown without being asked for
_LEAST_NAME = 12  # columns that a document's name keeps, however narrow the terminal
_LEAST_MISSING = 12  # and the lines, where there are so many: "120-124, ..."


class Line(NamedTuple):
    """A line to print; ``tone`` is "good", "bad", "doubtful", or empty."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table: a document, or the total.

    ``missing`` are the lines of the claims that do not hold or cannot be verified. ``is_whole`` says whether all
    checks were judged, ``is_proven`` whether any claim was compared with more than the document itself.
    """

    name: str
    units: int
    counts: Mapping[Answer, int]
    missing: tuple[int, ...] = ()
    is_whole: bool = True
    is_proven: bool = True

    @property
    def claimed(self) -> int:
        """How many checks a claim was made for: all but the pending ones."""
        return sum(self.counts.values()) - self.counts.get(Answer.PENDING, 0)

    @property
    def proven(self) -> str:
        """The share of claims that are proven: held / (held + failed + unknown), in whole percent.

        Waived claims are not counted, as excluded lines in coverage.py; as there, 100% means all and 0% means none;
        no other share is rounded to them. It is a dash if nothing is claimed, or not all was judged.
        """
        held = self.counts.get(Answer.HELD, 0)
        total = held + self.counts.get(Answer.FAILED, 0) + self.counts.get(Answer.UNKNOWN, 0)
        if not total or not self.is_whole or not self.is_proven:
            return "-"
        if held in (0, total):
            return f"{100 * held // total}%"
        return f"{min(99, max(1, round(100 * held / total)))}%"

    @property
    def tone(self) -> str:
        """Good where all that is claimed holds, bad where something is false."""
        if self.counts.get(Answer.FAILED):
            return "bad"
        if self.counts.get(Answer.UNKNOWN):
            return "doubtful"
        return "good" if self.counts.get(Answer.HELD) else ""

    def cells(self) -> tuple[str, ...]:
        """The numbers, in the order of the columns."""
        counts = [str(self.counts.get(answer, 0)) for answer in _COUNTED]
        return (str(self.units), str(self.claimed), *counts, self.proven)


_COUNTED = (Answer.HELD, Answer.FAILED, Answer.PENDING, Answer.UNKNOWN, Answer.WAIVED)


def render(outcome: Outcome, width: int) -> tuple[Line, ...]:
    """Draw the table of a run: a row for each document with a judged check, and the total.

    In a partial run (``-k``, ``--lf``, ``-x``, a path) a line says how many checks were judged, and the total has
    no percentage.

    ``width`` is the terminal's, in columns. The lines have no control characters; there are none if nothing was judged.
    """
    if not outcome.results:
        return ()
    rows = _rows(outcome)
    total = _total(outcome, rows)
    lines = _draw([*rows, total], width)
    if outcome.is_partial:
        judged, planned = len(outcome.results), sum(outcome.planned.values())
        were = "was" if judged == 1 else "were"
        lines.append(Line(f"partial: {judged} of {count_of(planned, 'check')} {were} judged", "doubtful"))
    return tuple(lines)


def render_notes(outcome: Outcome, *, in_full: bool) -> tuple[Line, ...]:
    """List the notes on checks that did not fail: a rewritten commit, a step that is ready to tick.

    Unless ``in_full``, only how many there are, and those that say that something is not proven.
    """
    quiet = (Answer.HELD, Answer.PENDING)  # the messages of other checks contain their notes
    noted = [result for result in outcome.results if result.verdict.answer in quiet and result.verdict.notes]
    if not noted:
        return ()
    count = sum(len(result.verdict.notes) for result in noted)
    shown = [
        Line(f"  {one_line(str(result.location))}: {one_line(note)}")
        for result in noted
        for note in result.verdict.notes
        if in_full or note.startswith(UNPROVEN)
    ]
    behind = "" if len(shown) == count else " (-v lists them)"
    head = Line(f"{count_of(count, 'note')} on claims{behind}{':' if shown else ''}")
    return (head, *(shown if in_full else shown[:MOST_UNPROVEN]))


def shorten(text: str, width: int) -> str:
    """Cut out of the middle of a path that is longer than ``width``: "task...TASK_7/tasks.md".

    More of its end is kept: documents often have the same name in different folders.
    """
    if len(text) <= width:
        return text
    head = max(1, (width - 3) // 4)
    return f"{text[:head]}...{text[len(text) - (width - 3 - head) :]}"


def _rows(outcome: Outcome) -> list[Row]:
    by_document: dict[str, list[Result]] = defaultdict(list)
    for result in outcome.results:
        by_document[result.document].append(result)
    return [
        Row(
            name=one_line(document),
            units=outcome.units.get(document, 0),
            counts=Counter(result.verdict.answer for result in results),
            missing=_missing(results),
            is_whole=len(results) >= outcome.planned.get(document, 0),
            is_proven=not only_agrees_with_itself(results),
        )
        for document, results in sorted(by_document.items())
    ]


def _missing(results: Iterable[Result]) -> tuple[int, ...]:
    lines = set()
    for result in results:
        if result.verdict.answer in (Answer.FAILED, Answer.UNKNOWN):
            lines |= {finding.line for finding in result.verdict.findings} or {result.location.line}
    return tuple(sorted(lines - {0}))


def _total(outcome: Outcome, rows: Sequence[Row]) -> Row:
    units = sum(row.units for row in rows)
    is_proven = any(row.is_proven for row in rows)
    return Row(name="TOTAL", units=units, counts=outcome.counts(), is_whole=not outcome.is_partial, is_proven=is_proven)


def _draw(rows: Sequence[Row], width: int) -> list[Line]:
    """Lay out the rows; the last one is the total."""
    missing = [line_ranges(row.missing) for row in rows]
    longest_missing = max(map(len, missing))
    for_missing = longest_missing and max(len("Missing"), min(longest_missing, _LEAST_MISSING)) + 2
    longest = max(len("Document"), *(len(row.name) for row in rows))
    columns = _columns(rows, width - longest - for_missing)
    numbers_width = sum(cell_width + 1 for _, cell_width in columns)
    name_width = min(longest, max(_LEAST_NAME, width - numbers_width - for_missing))
    missing_width = max(_LEAST_MISSING, width - name_width - numbers_width - 2)

    def draw(name: str, cells: Sequence[str], lines: str) -> str:
        numbers = "".join(f" {cells[place]:>{cell_width}}" for place, cell_width in columns)
        return f"{shorten(name, name_width):<{name_width}}{numbers}  {_cut(lines, missing_width)}".rstrip()

    head = draw("Document", _NUMBERS, "Missing" if for_missing else "")
    drawn = [Line(draw(row.name, row.cells(), lines), row.tone) for row, lines in zip(rows, missing, strict=True)]
    rule = Line("-" * max(len(head), *(len(line.text) for line in drawn)))
    return [Line(head), rule, *drawn[:-1], rule, drawn[-1]]


def _columns(rows: Sequence[Row], room: int) -> list[tuple[int, int]]:
    """The columns of numbers, each with its width; without columns of zeros if there is no room for them."""
    table = [row.cells() for row in rows]
    columns = [(place, max(len(head), *(len(cells[place]) for cells in table))) for place, head in enumerate(_NUMBERS)]
    for name in _DROPPED_FIRST:
        place = _NUMBERS.index(name)
        if sum(cell_width + 1 for _, cell_width in columns) > room and all(cells[place] == "0" for cells in table):
            columns = [column for column in columns if column[0] != place]
    return columns


def _cut(lines: str, width: int) -> str:
    """Keep whole ranges only: a shortened number would be a wrong one."""
    if len(lines) <= width:
        return lines
    return lines[: width - len(", ...") + 1].rpartition(",")[0] + ", ..."
