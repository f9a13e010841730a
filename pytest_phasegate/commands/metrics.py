"""``phasegate metrics``: how long work took, how often it was tried, and how far claims can be trusted."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields, replace
from typing import TYPE_CHECKING

from pytest_phasegate.commands.claim_figures import BULK, Figures, measure_claims
from pytest_phasegate.commands.command import Asked, Line, Told
from pytest_phasegate.commands.layout import field, rows
from pytest_phasegate.commands.names import find_document
from pytest_phasegate.commands.opening import add_at, open_projects
from pytest_phasegate.metrics import COUNT, RATIO, Metric, document_metrics, overall
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.shares import show_percent

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.projects.opened import Projects

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LABEL = 22  # columns


@dataclass(frozen=True, slots=True)
class Answer:
    """The metrics of documents that have phases (docs/metrics.md defines them), then those over all of them.

    ``claims`` are figures on the claims of all documents that were looked at.
    """

    metrics: tuple[Metric, ...]
    claims: Figures


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "Measure documents from git: times, completion, attempts, and how far claims can be trusted."
    parser.add_argument("document", nargs="?", metavar="DOC", help="measure this document alone")
    parser.add_argument("--csv", action="store_true", help="print the metrics as CSV")
    add_at(parser)


def run(asked: Asked) -> Told:
    """Measure."""
    with open_projects(asked) as opened:
        name = asked.options.document
        paths = [find_document(opened, name)] if name else list(opened.documents)
        found = [metric for path in paths for metric in _of_document(opened, path)]
        answer = Answer((*found, *overall(found)), measure_claims(asked, opened, paths))
    if asked.options.csv:
        return Told(answer, printed=[("csv", _csv(answer.metrics))])
    return Told(answer, [*_lines(answer, is_single=bool(name))])


def _of_document(opened: Projects, path: str) -> Iterator[Metric]:
    workflow, project = opened.documents[path].workflow, opened.project_of(path)
    if any(unit.level is Level.PHASE for unit in workflow.root.units):
        for metric in document_metrics(workflow, project.policy, project.evidence):
            yield replace(metric, document=path)


def _csv(metrics: Sequence[Metric]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([each.name for each in fields(Metric)])
    writer.writerows([_cell(value) for value in astuple(metric)] for metric in metrics)
    return out.getvalue()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: names come out of documents."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _lines(answer: Answer, *, is_single: bool) -> Iterator[Line]:
    for document in dict.fromkeys(metric.document for metric in answer.metrics):
        if document is not None or not is_single:
            yield Line(document or "all documents (median of times, mean of all else)", "head")
            yield from _table([each for each in answer.metrics if each.document == document])
            yield Line("")
    if not answer.metrics:
        yield Line("No document has phases: there are no times to measure.", "dim")
    yield from _claims(answer.claims)


def _table(metrics: Sequence[Metric]) -> Iterator[Line]:
    """The metrics of one document: a row for each phase, then those of the whole."""
    phases: dict[str, dict[str, str]] = {}
    for metric in metrics:
        if metric.phase is not None:
            phases.setdefault(metric.phase, {})[metric.name] = _shown(metric)
    names = list(dict.fromkeys(name for shown in phases.values() for name in shown))
    head = ("phase", *(name.removeprefix("phase_") for name in names))
    cells = ((phase, *(shown.get(name, "-") for name in names)) for phase, shown in phases.items())
    if phases:
        yield from rows((head, *cells), 2, styles=("dim",))
    for metric in metrics:
        if metric.phase is None:
            yield from field(f"  {metric.name.replace('_', ' ')}", _shown(metric), _LABEL)


def _shown(metric: Metric) -> str:
    if metric.value is None:
        return f"- ({metric.missing})"
    if metric.unit == RATIO:
        return f"{show_percent(100 * metric.value)}%"
    return f"{metric.value:g}" if metric.unit == COUNT else duration(metric.value)


def duration(seconds: float) -> str:
    """A time in words, in its two largest units: "3 d 4 h"."""
    left, words = int(seconds), []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        number, left = divmod(left, size)
        words += [f"{number} {unit}"] if number else []
    return " ".join(words[:2]) or "0 s"


def _claims(figures: Figures) -> Iterator[Line]:
    yield Line("claims", "head")
    false = [f"{each.name} {each.false} of {each.claims}" for each in figures.claimants]
    ticks = f"{figures.ticks.in_bulk} of {figures.ticks.ticked} (in commits of {BULK} or more)"
    yield from field("  false, by person", ", ".join(false) or "no unit is called done in git", _LABEL)
    yield from field("  ticked in bulk", ticks, _LABEL)
    late = "never, where git knows both" if figures.late is None else f"by {duration(figures.late)} (median)"
    yield from field("  evidence came late", late, _LABEL)
    waivers = [f"{each.check} of {each.owner} until {each.expires} ({each.state})" for each in figures.waivers]
    yield from field("  waivers", "; ".join(waivers) or "none", _LABEL)
