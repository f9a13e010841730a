"""The format ``markdown``: a comment on a pull request, or a job's summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.model.shares import say_unproven
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.escape import for_markdown, markdown_code
from pytest_phasegate.reports.failure import found_head
from pytest_phasegate.reports.problems import FALSE, list_problems
from pytest_phasegate.reports.tallies import Summary, Tally, summarize
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.model.described import Threshold
    from pytest_phasegate.model.verdict import Outcome, Result
    from pytest_phasegate.reports.problems import Problem

MARKER = "<!-- phasegate -->"
"""The first line: the comment of an earlier run is found by it, and replaced."""

MAX_CHARACTERS = 65_536
"""The most that GitHub takes as a comment."""

_ROOM_FOR_LAST_LINE = 300
_COLUMNS = (Answer.HELD, Answer.FAILED, Answer.UNKNOWN, Answer.PENDING, Answer.WAIVED)


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
    """Compare two runs by the ids of their checks; ``base`` is the one before.

    What cannot be verified counts as false. A partial run removes nothing: what it left out may still be there.
    """
    before = {result.id: result.verdict.answer for result in base.results}
    now = {result.id for result in head.results}
    bad = [result for result in head.results if result.verdict.answer in FALSE]
    return Changes(
        newly_proven=tuple(
            result
            for result in head.results
            if result.verdict.answer is Answer.HELD and before.get(result.id) is not Answer.HELD
        ),
        newly_false=tuple(result for result in bad if before.get(result.id) not in FALSE),
        still_false=tuple(result for result in bad if before.get(result.id) in FALSE),
        removed=() if head.is_partial else tuple(result for result in base.results if result.id not in now),
    )


def render(outcome: Outcome, base: Outcome | None = None, limit: int = MAX_CHARACTERS) -> str:
    """Write the report: a sentence, a table, what is false, and folded details.

    What does not fit into ``limit`` characters is left out, item by item, the least important first (evidence, waived,
    changes, unknown, false, documents); the last line says what. ``base`` is the run to compare with.
    """
    changes = compare(base, outcome) if base else None
    summary = summarize(outcome)
    head = f"{MARKER}\n### {summary.headline}\n"
    room = limit - len(head) - _ROOM_FOR_LAST_LINE
    chosen, left_out = [head], []
    for name, part in _parts(outcome, summary, base, changes):
        fitting, rest = _fit(part, room)
        chosen.append(fitting)
        room -= len(fitting)
        if rest:
            left_out.append(f"{rest} of {count_of(len(part) - 2, name)}")
            room = 0  # nothing less important is shown instead
    if left_out:
        chosen.append(f"\nLeft out for length: {'; '.join(left_out)}. The report of format `phasegate-json` has all.\n")
    return "".join(chosen)


def _parts(
    outcome: Outcome, summary: Summary, base: Outcome | None, changes: Changes | None
) -> Iterator[tuple[str, Sequence[str]]]:
    """The parts by importance, which is their order: the name of an item, and the opening, items and end."""
    yield "document", _table(summary, changes)
    if unproven := say_unproven(outcome):
        yield "remark", ("", f"\n{unproven}.\n", "")
    if base is not None and base.is_partial:
        yield "remark", ("", "\nThe base report is of a partial run: what it left out counts as new.\n", "")
    if outcome.thresholds:
        yield "threshold", _thresholds(outcome)
    if false := list_problems(outcome, (Answer.FAILED,)):
        yield "false claim", _false(false, changes)
    if unknown := list_problems(outcome, (Answer.UNKNOWN,)):
        yield "unknown claim", _folded("Cannot be verified", (_item(each) for each in unknown))
    if changes:
        yield from _changes(changes)
    if waived := [result for result in outcome.results if result.verdict.answer is Answer.WAIVED]:
        yield "waived claim", _folded("Waived", (_line(result) for result in waived))
    facts = (f"- {for_markdown(name)}: {markdown_code(value)}\n" for name, value in outcome.facts.items())
    yield "evidence line", _folded("Evidence", facts)


def _false(problems: Iterable[Problem], changes: Changes | None) -> Sequence[str]:
    """The false claims, the new ones first."""
    newly = {result.id for result in changes.newly_false} if changes else set()
    ordered = sorted(problems, key=lambda problem: problem.result.id not in newly)
    return ("\n#### False\n\n", *(_item(each, each.result.id in newly) for each in ordered), "")


def _fit(part: Sequence[str], room: int) -> tuple[str, int]:
    """As many items of a part as there is room for, and how many are left out."""
    opening, *items, end = part
    room -= len(opening) + len(end)
    count = 0
    for item in items:
        if len(item) > room:
            break
        room -= len(item)
        count += 1
    if not count:
        return "", len(items)
    return f"{opening}{''.join(items[:count])}{end}", len(items) - count


def _table(summary: Summary, changes: Changes | None) -> tuple[str, ...]:
    opening = "\n| document | plan proven | held | false | unknown | pending | waived |"
    rule = "|---|---:|---:|---:|---:|---:|---:|"
    if changes:
        opening, rule = f"{opening} changed |", f"{rule}---|"
    rows = [_row(each, changes) for each in summary.documents]
    total = ("all", summary.total.percent, *(str(summary.total.counts[answer]) for answer in _COLUMNS))
    end = f"| {' | '.join(f'**{cell}**' for cell in total)} |{' |' if changes else ''}\n"
    return (f"{opening}\n{rule}\n", *rows, end)


def _row(each: Tally, changes: Changes | None) -> str:
    cells = [markdown_code(each.path), each.percent, *(str(each.counts.get(answer, 0)) for answer in _COLUMNS)]
    if changes:
        words = ("newly proven", "newly false", "still false", "removed")
        counts = zip(changes.counts_in(each.path), words, strict=True)
        cells.append(", ".join(f"{count} {word}" for count, word in counts if count))
    return f"| {' | '.join(cells)} |\n"


def _thresholds(outcome: Outcome) -> tuple[str, ...]:
    return ("\n#### Thresholds\n\n", *map(_threshold, outcome.thresholds), "")


def _threshold(each: Threshold) -> str:
    is_total = each.scope == "total"
    what = for_markdown(each.name) if is_total else f"{for_markdown(each.scope)} {markdown_code(each.name)}"
    found = "not measured" if each.percent is None else f"{each.percent:.2f}%"
    return f"- {'met' if each.is_met else '**not met**'}: {each.minimum:g}% of {what} must be proven, {found}\n"


def _item(problem: Problem, is_new: bool = False) -> str:
    finding = problem.finding
    place = markdown_code(f"{problem.path}:{problem.line}")
    kind = markdown_code(f"{problem.kind.number} {problem.kind.code}")
    new = "**new** " if is_new else ""
    return (
        f"- {new}{place} {for_markdown(problem.result.unit)}, {kind}\n"
        f"  - claimed: {for_markdown(finding.claim)}\n"
        f"  - found: {for_markdown(found_head(finding))}\n"
        f"  - to mend: {for_markdown(finding.remedy)}\n"
    )


def _changes(changes: Changes) -> Iterator[tuple[str, Sequence[str]]]:
    for title, results in (
        ("Newly proven", changes.newly_proven),
        ("Still false", changes.still_false),
        ("Removed", changes.removed),
    ):
        if results:
            yield f"{title.lower()} check", _folded(title, (_line(result) for result in results))


def _line(result: Result) -> str:
    return f"- {markdown_code(result.id)}: {for_markdown(result.verdict.reason, 200)}\n"


def _folded(title: str, items: Iterable[str]) -> tuple[str, ...]:
    listed = tuple(items)
    opening = f"\n<details><summary>{title} ({len(listed)})</summary>\n\n"
    return (opening, *listed, "\n</details>\n")
