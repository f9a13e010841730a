"""Every format a report can have: its name, where it goes by default, and how it is made.

The module that makes a format is imported when a report of it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import PhasegateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.reports.coverage_formats import Sheet

    Make = Callable[[Sheet, "Request", Outcome | None], Mapping[str, str | bytes]]

SKIP_COVERED = "skip-covered"


class FormatError(PhasegateError):
    """A report is asked for that there is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A report that is asked for; where ``dest`` is empty it is printed."""

    format: str
    dest: str = ""
    skip_covered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: ``make`` gives its files by name, a single file by the empty name; ``dest`` is where they go."""

    dest: str
    make: Make


def _by_coverage(function: str) -> Make:
    """Made by coverage.py."""

    def make(sheet: Sheet, request: Request, base: Outcome | None) -> Mapping[str, str]:
        return {"": getattr(_module("coverage_formats"), function)(sheet)}

    return make


def _of_outcome(module: str) -> Make:
    """Made by the function ``render`` of a module, from the outcome alone."""

    def make(sheet: Sheet, request: Request, base: Outcome | None) -> Mapping[str, str]:
        return {"": _module(module).render(sheet.outcome)}

    return make


def _module(name: str) -> Any:
    return import_module(f"pytest_phasegate.reports.{name}")


def _table(sheet: Sheet, request: Request, base: Outcome | None) -> Mapping[str, str]:
    from pytest_phasegate.reports import coverage_formats

    missing = request.format == "term-missing"
    return {"": coverage_formats.render_table(sheet, show_missing=missing, skip_covered=request.skip_covered)}


def _html(sheet: Sheet, request: Request, base: Outcome | None) -> Mapping[str, str | bytes]:
    from pytest_phasegate.reports import coverage_formats, workflow_page

    report = coverage_formats.render_html(sheet)
    return {**report.files, "workflow.html": workflow_page.render(sheet.outcome, report.pages)}


def _markdown(sheet: Sheet, request: Request, base: Outcome | None) -> Mapping[str, str]:
    from pytest_phasegate.reports import markdown

    return {"": markdown.render(sheet.outcome, base)}


def _badge(sheet: Sheet, request: Request, base: Outcome | None) -> Mapping[str, str]:
    from pytest_phasegate.reports import badge

    if sheet.outcome.is_partial:
        return {}
    name = "" if request.dest.endswith((".svg", ".json")) else "badge.svg"
    if request.dest.endswith(".json"):
        return {"": badge.render_endpoint(sheet.outcome)}
    picture = {name: badge.render(sheet.outcome)}
    return picture if name == "" else {**picture, "badge.json": badge.render_endpoint(sheet.outcome)}


FORMATS: Mapping[str, Format] = {
    "term": Format(dest="", make=_table),
    "term-missing": Format(dest="", make=_table),
    "total": Format(dest="", make=_by_coverage("render_total")),
    "html": Format(dest="phasegate-html", make=_html),
    "xml": Format(dest="phasegate-coverage.xml", make=_by_coverage("render_xml")),
    "json": Format(dest="phasegate-coverage.json", make=_by_coverage("render_json")),
    "lcov": Format(dest="phasegate-coverage.lcov", make=_by_coverage("render_lcov")),
    "phasegate-json": Format(dest="phasegate-outcome.json", make=_of_outcome("outcome_json")),
    "workflow": Format(dest="workflow.html", make=_of_outcome("workflow_page")),
    "markdown": Format(dest="phasegate.md", make=_markdown),
    "github": Format(dest="", make=_of_outcome("github")),
    "sarif": Format(dest="phasegate.sarif", make=_of_outcome("sarif")),
    "gitlab": Format(dest="gl-code-quality-report.json", make=_of_outcome("gitlab")),
    "badge": Format(dest="phasegate-badge", make=_badge),
}
"""The formats by name; those of coverage.py first, with its names, then our own."""

COVERAGE = frozenset({"term", "term-missing", "total", "html", "xml", "json", "lcov"})
"""Those that coverage.py makes: they leave the folder ``.phasegate`` for its own program."""

JSON = frozenset({"json", "phasegate-json", "sarif", "gitlab"})
"""Those that are JSON, whatever their place."""

WITH_DATES = frozenset({"html", "workflow", "phasegate-json"})
"""Those that tell when units were begun, done and proven."""


def read_request(spelling: str) -> Request:
    """Read ``TYPE[:DEST]`` as ``--cov-report`` is read: "html:build/html", "term-missing:skip-covered", "xml".

    Raises:
        FormatError: there is no such type.
    """
    name, _, rest = spelling.partition(":")
    if name not in FORMATS:
        raise FormatError(f'there is no report "{name}"; there are {", ".join(FORMATS)}')
    if name.startswith("term"):
        if rest not in ("", SKIP_COVERED):
            raise FormatError(f'a report "{name}" is printed: only "{name}:{SKIP_COVERED}" is possible, not "{rest}"')
        return Request(format=name, skip_covered=bool(rest) or None)
    return Request(format=name, dest=rest or FORMATS[name].dest)


def make_files(request: Request, sheet: Sheet, base: Outcome | None, folder: Path) -> dict[Path, bytes]:
    """Make the files of a report that is written.

    Args:
        request: a report with a place to go to.
        sheet: what it is made from.
        base: the run to compare with.
        folder: what the place is relative to.
    """
    place = folder / request.dest
    files = FORMATS[request.format].make(sheet, request, base)
    return {place / name if name else place: _bytes(data) for name, data in files.items()}


def make_text(request: Request, sheet: Sheet, base: Outcome | None) -> str:
    """Make a report that is printed."""
    data = FORMATS[request.format].make(sheet, request, base)[""]
    return data if isinstance(data, str) else data.decode("utf-8")


def _bytes(data: str | bytes) -> bytes:
    # Halves of surrogate pairs, which stand for undecodable bytes of file names, cannot be written.
    return data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace")
