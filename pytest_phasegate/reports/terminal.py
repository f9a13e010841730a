"""The table at the end of a run: how many claims of each document hold, laid out like coverage.py's report."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.model.shares import only_agrees_with_itself, say_unproven, show_percent
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


class Row(NamedTuple):
    """A document, or the total: ``cells`` are its numbers, ``missing`` the lines that do not hold."""

    name: str
    cells: tuple[str, ...]
    missing: str
    tone: str


def render(outcome: Outcome, width: int) -> tuple[Line, ...]:
    """Draw the table of a run: a row for each document with a judged check, and the total.

    In a partial run (``-k``, ``--lf``, ``-x``, a path) a line says how many checks were judged, and the total has
    no percentage.

    ``width`` is the terminal's, in columns. The lines have no control characters; there are none if nothing was judged.
    """
    if not outcome.results:
        return ()
    by_document: dict[str, list[Result]] = defaultdict(list)
    for result in outcome.results:
        by_document[result.document].append(result)
    rows = [
        _row(one_line(path), outcome.units.get(path, 0), outcome.planned.get(path, 0), results)
        for path, results in sorted(by_document.items())
    ]
    units = sum(outcome.units.get(path, 0) for path in by_document)
    judged, planned = len(outcome.results), sum(outcome.planned.values())
    lines = _draw([*rows, _row("TOTAL", units, planned, outcome.results)._replace(missing="")], width)
    if outcome.is_partial:
        were = "was" if judged == 1 else "were"
        lines.append(Line(f"partial: {judged} of {count_of(planned, 'check')} {were} judged", "doubtful"))
    elif unproven := say_unproven(outcome):
        lines.append(Line(unproven))
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


def _row(name: str, units: int, planned: int, results: Sequence[Result]) -> Row:
    counts = Counter(result.verdict.answer for result in results)
    is_known = len(results) >= planned and not only_agrees_with_itself(results)
    claimed = len(results) - counts[Answer.PENDING]
    numbers = (units, claimed, *(counts[answer] for answer in _COUNTED))
    cells = (*map(str, numbers), _proven(counts) if is_known else "-")
    return Row(name=name, cells=cells, missing=line_ranges(_missing(results)), tone=_tone(counts))


_COUNTED = (Answer.HELD, Answer.FAILED, Answer.PENDING, Answer.UNKNOWN, Answer.WAIVED)


def _proven(counts: Mapping[Answer, int]) -> str:
    """The share of claims that are proven; waived ones are not counted, as excluded lines in coverage.py."""
    total = counts[Answer.HELD] + counts[Answer.FAILED] + counts[Answer.UNKNOWN]
    return f"{show_percent(100 * counts[Answer.HELD] / total)}%" if total else "-"


def _tone(counts: Mapping[Answer, int]) -> str:
    tones = {Answer.FAILED: "bad", Answer.UNKNOWN: "doubtful", Answer.HELD: "good"}
    return next((tone for answer, tone in tones.items() if counts[answer]), "")


def _missing(results: Iterable[Result]) -> set[int]:
    """The lines of the claims that do not hold or cannot be verified."""
    lines = set()
    for result in results:
        if result.verdict.answer in (Answer.FAILED, Answer.UNKNOWN):
            lines |= {finding.line for finding in result.verdict.findings} or {result.location.line}
    return lines - {0}


def _draw(rows: Sequence[Row], width: int) -> list[Line]:
    """Lay out the rows; the last one is the total."""
    longest_missing = max(len(row.missing) for row in rows)
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
    drawn = [Line(draw(row.name, row.cells, row.missing), row.tone) for row in rows]
    rule = Line("-" * max(len(head), *(len(line.text) for line in drawn)))
    return [Line(head), rule, *drawn[:-1], rule, drawn[-1]]


def _columns(rows: Sequence[Row], room: int) -> list[tuple[int, int]]:
    """The columns of numbers, each with its width; without columns of zeros if there is no room for them."""
    table = [row.cells for row in rows]
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
