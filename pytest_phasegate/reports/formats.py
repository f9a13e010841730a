"""Every format a report can have: its name, where it goes by default, and how it is made.

The module that makes a format is imported when a report of it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.model.policy import ReportRule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_phasegate.model.verdict import Outcome

SKIP_COVERED = "skip-covered"


class FormatError(PhasegateError):
    """A report of an unknown type is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """What reports are made from.

    ``base`` is the outcome of a run to compare with, ``root`` the project's folder; ``read`` gives the text of a
    document by its absolute path; ``rule`` says how shares are shown.
    """

    outcome: Outcome
    base: Outcome | None = None
    root: Path
    read: Callable[[str], str]
    rule: ReportRule = field(default_factory=ReportRule)


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
    make: Callable[[ReportInput, Request], Mapping[str, str | bytes]]


def _module(name: str) -> Any:
    return import_module(f"pytest_phasegate.reports.{name}")


def _rendered_by(module: str) -> Callable[[ReportInput, Request], Mapping[str, str]]:
    return lambda given, request: {"": _module(module).render(given.outcome)}


def _by_coverage(function: str) -> Callable[[ReportInput, Request], Mapping[str, str]]:
    return lambda given, request: {"": getattr(_module("coverage_formats"), function)(given)}


def _table(given: ReportInput, request: Request) -> Mapping[str, str]:
    render = _module("coverage_formats").render_table
    return {"": render(given, show_missing=request.format == "term-missing", skip_covered=request.skip_covered)}


def _html(given: ReportInput, request: Request) -> Mapping[str, str | bytes]:
    report = _module("coverage_formats").render_html(given)
    return {**report.files, "workflow.html": _module("workflow_page").render(given.outcome, report.pages)}


def _markdown(given: ReportInput, request: Request) -> Mapping[str, str]:
    return {"": _module("markdown").render(given.outcome, given.base)}


def _badge(given: ReportInput, request: Request) -> Mapping[str, str]:
    badge = _module("badge")
    if given.outcome.is_partial:
        return {}
    if request.dest.endswith(".json"):
        return {"": badge.render_endpoint(given.outcome)}
    if request.dest.endswith(".svg"):
        return {"": badge.render(given.outcome)}
    return {"badge.svg": badge.render(given.outcome), "badge.json": badge.render_endpoint(given.outcome)}


FORMATS: Mapping[str, Format] = {
    "term": Format(dest="", make=_table),
    "term-missing": Format(dest="", make=_table),
    "total": Format(dest="", make=_by_coverage("render_total")),
    "html": Format(dest="phasegate-html", make=_html),
    "xml": Format(dest="phasegate-coverage.xml", make=_by_coverage("render_xml")),
    "json": Format(dest="phasegate-coverage.json", make=_by_coverage("render_json")),
    "lcov": Format(dest="phasegate-coverage.lcov", make=_by_coverage("render_lcov")),
    "phasegate-json": Format(dest="phasegate-outcome.json", make=_rendered_by("outcome_json")),
    "workflow": Format(dest="workflow.html", make=_rendered_by("workflow_page")),
    "markdown": Format(dest="phasegate.md", make=_markdown),
    "github": Format(dest="", make=_rendered_by("github")),
    "sarif": Format(dest="phasegate.sarif", make=_rendered_by("sarif")),
    "gitlab": Format(dest="gl-code-quality-report.json", make=_rendered_by("gitlab")),
    "badge": Format(dest="phasegate-badge", make=_badge),
}
"""The formats by name; those of coverage.py first, with its names, then our own."""

COVERAGE = frozenset({"term", "term-missing", "total", "html", "xml", "json", "lcov"})
"""Those that coverage.py makes; with them the folder ``.phasegate`` is written for its own program."""

JSON = frozenset({"json", "phasegate-json", "sarif", "gitlab"})
"""Those that are JSON."""

WITH_DATES = frozenset({"html", "workflow", "phasegate-json"})
"""Those that show when units were begun, done and proven."""


def read_request(spelling: str, formats: Mapping[str, Format] = FORMATS) -> Request:
    """Read ``TYPE[:DEST]`` as pytest-cov does: "html:build/html", "term-missing:skip-covered", "xml".

    Raises FormatError where there is no such type.
    """
    name, _, rest = spelling.partition(":")
    if name not in formats:
        raise FormatError(f'there is no report "{name}"; there are {", ".join(formats)}')
    if name in ("term", "term-missing"):
        if rest not in ("", SKIP_COVERED):
            raise FormatError(f'a report "{name}" is printed: only "{name}:{SKIP_COVERED}" is possible, not "{rest}"')
        return Request(format=name, skip_covered=bool(rest) or None)
    return Request(format=name, dest=rest or formats[name].dest)


def make_files(
    request: Request, given: ReportInput, folder: Path, formats: Mapping[str, Format] = FORMATS
) -> dict[Path, bytes]:
    """Make the files of a report that is written; its destination is relative to ``folder``."""
    place = folder / request.dest
    files = formats[request.format].make(given, request)
    return {place / name if name else place: _bytes(data) for name, data in files.items()}


def make_text(request: Request, given: ReportInput, formats: Mapping[str, Format] = FORMATS) -> str:
    """Make a report that is printed."""
    data = formats[request.format].make(given, request)[""]
    return data if isinstance(data, str) else data.decode("utf-8")


def _bytes(data: str | bytes) -> bytes:
    # Lone surrogates, which represent undecodable bytes of file names, cannot be encoded.
    return data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace")
