"""The formats that coverage.py makes: tables, annotated pages, Cobertura XML, JSON and LCOV."""

from __future__ import annotations

import io
import json
import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports import outcome_json
from pytest_phasegate.reports.coverage_documents import MODULE, TasksPlugin, sources_of
from pytest_phasegate.reports.tallies import TIME_FORMAT, left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coverage import Coverage, CoverageData

    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.reports.coverage_documents import Source
    from pytest_phasegate.reports.formats import ReportInput

FOLDER = ".phasegate"
"""The folder in the project in which a run leaves what coverage.py's own program needs."""

DATA = "coverage"
OUTCOME = "outcome.json"
_SETTINGS = f"""\
# coverage report --rcfile={FOLDER}/coveragerc (in the project's root)
[run]
plugins = {MODULE}
data_file = {FOLDER}/{DATA}
"""

TITLE = "Phasegate: what is proven"
_CREATED = re.compile(rb"created at \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}")


def _partial(outcome: Outcome) -> str:
    """How a partial run is marked in every format; empty for a whole one."""
    return f"partial: {left_out(outcome)}" if outcome.is_partial else ""


def render_table(given: ReportInput, *, show_missing: bool = False, skip_covered: bool | None = None) -> str:
    """The table of ``coverage report``."""
    out = io.StringIO()
    rule = given.rule
    with _reporting(given) as coverage:
        coverage.report(
            file=out,
            show_missing=show_missing,
            skip_covered=rule.skip_covered if skip_covered is None else skip_covered,
            skip_empty=rule.skip_empty,
            precision=rule.precision,
            sort=rule.sort,
        )
    words = _partial(given.outcome)
    return f"{out.getvalue().rstrip()}\n" + (f"{words}\n" if words else "")


def render_total(given: ReportInput) -> str:
    """The share of lines that are proven, only the number; a partial run has none."""
    words = _partial(given.outcome)
    if words:
        return f"- ({words})\n"
    out = io.StringIO()
    with _reporting(given) as coverage:
        coverage.report(file=out, output_format="total", precision=given.rule.precision)
    return f"{out.getvalue().strip()}\n"


def render_xml(given: ReportInput) -> str:
    """Cobertura XML."""
    with _reporting(given) as coverage:
        text = _written(lambda path: coverage.xml_report(outfile=path, skip_empty=given.rule.skip_empty))
    text = re.sub(r' timestamp="\d+"', f' timestamp="{_seconds(given.outcome) * 1000}"', text, count=1)
    words = _partial(given.outcome)
    return text.replace("<sources>", f"<!-- {words} -->\n\t<sources>", 1) if words else text


def render_json(given: ReportInput) -> str:
    """The JSON of ``coverage json``, with the run's evidence under ``meta.phasegate``."""
    with _reporting(given) as coverage:
        # Without contexts: coverage.py would query those of the whole file once for each unit.
        text = _written(lambda path: coverage.json_report(outfile=path))
    plain = json.loads(text)
    outcome = given.outcome
    plain["meta"]["timestamp"] = outcome.facts.get("time", "")
    plain["meta"]["phasegate"] = {
        "is_partial": outcome.is_partial,
        "left_out": outcome.left_out,
        "evidence": dict(outcome.facts),
    }
    return json.dumps(plain, ensure_ascii=True) + "\n"


def render_lcov(given: ReportInput) -> str:
    """An LCOV tracefile; of a partial run every record carries a test name that says so."""
    with _reporting(given) as coverage:
        text = _written(lambda path: coverage.lcov_report(outfile=path))
    if not given.outcome.is_partial:
        return text
    name = re.sub(r"\W+", "_", _partial(given.outcome))
    return re.sub(r"(?m)^SF:", f"TN:{name}\nSF:", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlReport:
    """The files of an HTML report by name, and which of them is the annotated page of each document, by its path."""

    files: Mapping[str, bytes]
    pages: Mapping[str, str]


def render_html(given: ReportInput) -> HtmlReport:
    """The annotated documents and their index pages; ``index.html`` is the first to open."""
    words = _partial(given.outcome)
    rule = given.rule
    has_contexts = any(result.verdict.answer is Answer.HELD for result in given.outcome.results)
    with _reporting(given) as coverage, tempfile.TemporaryDirectory(prefix="phasegate-html-") as folder:
        coverage.html_report(
            directory=folder,
            title=f"{TITLE} ({words})" if words else TITLE,
            show_contexts=has_contexts,  # coverage.py warns where there are none
            skip_covered=rule.skip_covered,
            skip_empty=rule.skip_empty,
            precision=rule.precision,
        )
        files = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir()) if path.is_file()}
    when = f"created at {given.outcome.facts.get('time', '')}".encode()
    # What coverage.py stores there for its next report differs from run to run.
    pages = _annotated_pages(files.pop("status.json", b"{}"))
    stamped = {name: _CREATED.sub(when, data) if name.endswith(".html") else data for name, data in files.items()}
    return HtmlReport(files=stamped, pages=pages)


def _annotated_pages(status: bytes) -> dict[str, str]:
    indexes = (entry.get("index", {}) for entry in json.loads(status).get("files", {}).values())
    return {index["file"].replace("\\", "/"): index["url"] for index in indexes if "file" in index and "url" in index}


def render_folder(outcome: Outcome, root: Path) -> dict[str, bytes]:
    """Make the files of the folder ``.phasegate``, by name: what coverage.py's own program needs after a run."""
    return {
        ".gitignore": b"# Made by pytest-phasegate.\n*\n",
        "coveragerc": _SETTINGS.encode(),
        DATA: _data(outcome, root),
        OUTCOME: outcome_json.render(outcome).encode(),
    }


def _data(outcome: Outcome, root: Path) -> bytes:
    """A data file of coverage.py's with the proven lines, for ``coverage report`` and ``coverage combine``."""
    from coverage import CoverageData

    with tempfile.TemporaryDirectory(prefix="phasegate-data-") as folder:
        path = Path(folder, "coverage")
        data = CoverageData(basename=str(path))
        _fill(data, sources_of(outcome, root))
        _close(data)
        return path.read_bytes()


def _seconds(outcome: Outcome) -> int:
    """When the run was made, in seconds since 1970-01-01 UTC; 0 where the outcome does not say."""
    try:
        made = datetime.strptime(outcome.facts.get("time", ""), TIME_FORMAT).replace(tzinfo=timezone.utc)
        return int(made.timestamp())
    except ValueError:
        return 0


@contextmanager
def _reporting(given: ReportInput) -> Iterator[Coverage]:
    """A Coverage object with the outcome's lines, without the user's settings and without a data file."""
    from coverage import Coverage

    sources = sources_of(given.outcome, given.root)

    def init(registry: Any) -> None:
        # coverage.py sets this only for plug-ins that it imports; without it the plug-in would be named after None.
        registry.current_module = MODULE
        registry.add_file_tracer(TasksPlugin(sources, given.read))

    coverage = Coverage(data_file=None, config_file=False, plugins=[init])
    try:
        _fill(coverage.get_data(), sources)
        yield coverage
    finally:
        _close(coverage.get_data())


def _fill(data: CoverageData, sources: Mapping[str, Source]) -> None:
    """Add the proven lines; the contexts are the kinds of gates, few enough to cost nothing."""
    data.add_lines({path: [] for path in sources})
    for kind in sorted({kind for source in sources.values() for kind in source.executed}):
        data.set_context(kind)
        data.add_lines({path: source.executed[kind] for path, source in sources.items() if kind in source.executed})
    data.add_file_tracers(dict.fromkeys(sources, f"{MODULE}.{TasksPlugin.__name__}"))


def _close(data: CoverageData) -> None:
    """Close the database, also one in memory; older releases of coverage.py have no method for it."""
    if hasattr(data, "close"):
        data.close(force=True)


def _written(write: Callable[[str], object]) -> str:
    """The text that coverage.py writes to a file."""
    with tempfile.TemporaryDirectory(prefix="phasegate-report-") as folder:
        path = Path(folder, "report")
        write(str(path))
        return path.read_text(encoding="utf-8")
