"""Reports at the end of a run: what is asked for is made, written and printed, and thresholds are held."""

from __future__ import annotations

import os
import platform
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.engine import claim_lines
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.shares import asked_of, has_thresholds, judge_thresholds, show_percent
from pytest_phasegate.plugin.extensions import registry_of
from pytest_phasegate.plugin.options import COMPARE, FAIL_UNDER, GITHUB, REPORT
from pytest_phasegate.plugin.runner_commands import commands_allowed
from pytest_phasegate.reports.escape import for_terminal, one_line
from pytest_phasegate.reports.formats import (
    COVERAGE,
    WITH_DATES,
    ReportInput,
    Request,
    make_files,
    make_text,
    read_request,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_phasegate.model.described import Threshold
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.plugin.session import GateSession
    from pytest_phasegate.plugin.settings import Settings
    from pytest_phasegate.projects.project import Project
    from pytest_phasegate.pull_request.judge import Base
    from pytest_phasegate.reports.formats import Format

_UNFINISHED = (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user asks for: reports, the least share of the total, the run to compare with."""

    requests: tuple[Request, ...]
    formats: Mapping[str, Format]
    minimum: float | None
    base: Outcome | None
    folder: Path
    on_github: bool
    summary: str


def read_wishes(config: pytest.Config, settings: Settings) -> Wishes:
    """Read the options, before anything is judged.

    Raises:
        pytest.UsageError: one of them is wrong.
    """
    minimum, folder, formats = settings.text(FAIL_UNDER), config.invocation_params.dir, registry_of(config).formats
    try:
        requests = tuple(read_request(each, formats) for each in settings.values[REPORT.key])
        base = _read_outcome(folder, settings.text(COMPARE))
    except PhasegateError as error:
        raise pytest.UsageError(f"{REPORT.flag}: {for_terminal(str(error))}") from error
    on_github = os.environ.get("GITHUB_ACTIONS") == "true" and settings.text(GITHUB) != "off"
    return Wishes(
        requests=requests,
        formats=formats,
        minimum=None if minimum is None else _share(minimum),
        base=base,
        folder=folder,
        on_github=on_github,
        summary=os.environ.get("GITHUB_STEP_SUMMARY", "") if on_github else "",
    )


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 100:
        raise pytest.UsageError(f"{FAIL_UNDER.flag}={one_line(text)}: expected a number from 0 to 100")
    return share


def _read_outcome(folder: Path, name: str | None) -> Outcome | None:
    if name is None:
        return None
    from pytest_phasegate.reports import outcome_json

    try:
        return outcome_json.load(folder / name, name)
    except PhasegateError as error:
        raise pytest.UsageError(f"{COMPARE.flag}={for_terminal(str(error))}") from error


class Reporting:
    """The hooks of the process that says what came out; worker processes of pytest-xdist have none of these.

    ``started`` gives the run once the session has started.
    """

    def __init__(self, config: pytest.Config, settings: Settings, started: Callable[[], GateSession | None]) -> None:
        self._wishes = read_wishes(config, settings)
        self._started = started
        self._thresholds: tuple[Threshold, ...] = ()
        self._lines: list[str] = []
        self._printed: list[tuple[str, str]] = []  # format and text of what is printed
        self._errors: list[str] = []
        self._written: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
        """Make and write the reports; what falls short of a threshold, or cannot be written, fails the run."""
        gates = self._started()
        if gates is None or session.config.option.collectonly or exitstatus in _UNFINISHED or not self._is_asked(gates):
            return
        outcome = full_outcome(gates)
        self._thresholds = _judge_thresholds(gates, outcome, self._wishes.minimum)
        self._lines = [_say(threshold, outcome, gates.policy.report.precision) for threshold in self._thresholds]
        if self._wishes.requests or self._wishes.on_github:
            self._report(gates, self._dated(gates, replace(outcome, thresholds=self._thresholds)))
        falls_short = bool(self._errors) or not all(threshold.is_met for threshold in self._thresholds)
        if falls_short and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _is_asked(self, gates: GateSession) -> bool:
        """Whether anything is to be made of the outcome besides the table, which is cheap."""
        wishes = self._wishes
        is_reported = bool(wishes.requests or wishes.on_github)
        if is_reported or any(has_thresholds(each.policy, wishes.minimum) for each in gates.projects):
            return True
        bases = (each.base for each in gates.projects if each.base is not None)
        return any(has_thresholds(base.policy, _base_minimum(base)) for base in bases)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what is to be printed, then what was written, then thresholds."""
        for name, text in self._printed:
            if name not in ("github", "total"):
                terminalreporter.write_sep("-", "phasegate: coverage of the plan")
            with commands_allowed(terminalreporter) if name == "github" else nullcontext():
                for line in text.rstrip("\n").split("\n"):
                    terminalreporter.write_line(line)
        for line in self._written:
            terminalreporter.write_line(line)
        for line in self._errors:
            terminalreporter.write_line(f"ERROR: {line}", red=True, bold=True)
        for threshold, line in zip(self._thresholds, self._lines, strict=True):
            colors = {"green": True} if threshold.is_met else {"red": True, "bold": True}
            terminalreporter.write_line(line, **colors)

    def _dated(self, gates: GateSession, outcome: Outcome) -> Outcome:
        """With the dates of units, where a report shows them: they take a pass over each document's history."""
        from pytest_phasegate.plugin.unit_dates import add_dates

        if not any(request.format in WITH_DATES for request in self._wishes.requests):
            return outcome
        dated = [outcome]
        self._try("the dates of units", lambda: dated.append(add_dates(outcome, gates)))
        return dated[-1]

    def _report(self, gates: GateSession, outcome: Outcome) -> None:

        wishes = self._wishes
        given = ReportInput(
            outcome=outcome, base=wishes.base, root=gates.root, read=_reader(gates), rule=gates.policy.report
        )
        self._try("the folder .phasegate", self._leave_folder, given)
        for request in wishes.requests:
            self._try(f"the report {request.format}", self._make, request, given)
        if wishes.on_github:
            if not any(request.format == "github" for request in wishes.requests):
                self._try("the report github", self._make, Request(format="github"), given)
            self._try("the job's summary", self._write_summary, outcome)

    def _try(self, what: str, step: Callable[..., None], *arguments: object) -> None:
        """Do one step; what fails is told in a line, and costs neither another report nor the run's verdict."""
        try:
            step(*arguments)
        except PhasegateError as error:
            self._errors.append(one_line(str(error)))
        except Exception as error:  # noqa: BLE001 - a fault of ours, or of coverage.py, in one format of many
            self._errors.append(one_line(f"{what} cannot be made: {type(error).__name__}: {error}"))

    def _leave_folder(self, given: ReportInput) -> None:
        from pytest_phasegate.reports.writer import write_files

        if not any(request.format in COVERAGE for request in self._wishes.requests):
            return
        from pytest_phasegate.reports.coverage_formats import FOLDER, render_folder

        files = render_folder(given.outcome, given.root)
        write_files({given.root / FOLDER / name: data for name, data in files.items()}, given.root)

    def _make(self, request: Request, given: ReportInput) -> None:
        from pytest_phasegate.reports.writer import write_files

        if not request.dest:
            if text := make_text(request, given, self._wishes.formats):
                self._printed.append((request.format, text))
            return
        files = make_files(request, given, self._wishes.folder, self._wishes.formats)
        write_files(files, given.root)
        what = f"phasegate: {request.format} written to {request.dest}"
        self._written.append(one_line(what if files else f"phasegate: no {request.format}, for the run is partial"))

    def _write_summary(self, outcome: Outcome) -> None:
        from pytest_phasegate.reports.github import render_summary
        from pytest_phasegate.reports.writer import append_file

        if self._wishes.summary:
            text = render_summary(outcome, self._wishes.base)
            append_file(Path(self._wishes.summary), text.encode("utf-8", "backslashreplace"))


def _judge_thresholds(gates: GateSession, outcome: Outcome, minimum: float | None) -> tuple[Threshold, ...]:
    """Hold the run against the thresholds of each project's policy, and of the base's where there is one.

    A policy asks for its share of what it judges; what the user asks for is asked of the run as a whole.
    """
    outermost, *inner = gates.projects
    if not inner:
        return _of_project(outermost, outcome, minimum)
    total = judge_thresholds(outcome, Policy(report=outermost.policy.report), minimum) if minimum else ()
    total += _total_at_base(gates, outcome, total)
    parts = ((each, _of_project(each, each.part(outcome), minimum, is_all=False)) for each in gates.projects)
    return (*total, *(threshold for each, thresholds in parts for threshold in each.called(thresholds)))


def _total_at_base(gates: GateSession, outcome: Outcome, others: tuple[Threshold, ...]) -> tuple[Threshold, ...]:
    """The share that is asked of the run as a whole at the base: of all documents that the policies there find."""
    base = gates.base
    minimum = _base_minimum(base) if base else None
    if base is None or not minimum:
        return ()
    known = {f"{each.folder}{path}" for each in gates.projects if each.base for path in each.base.asked}
    part = replace(
        outcome,
        results=tuple(result for result in outcome.results if result.document in known),
        planned={path: count for path, count in outcome.planned.items() if path in known},
        documents={path: facts for path, facts in outcome.documents.items() if path in known},
    )
    return base.called(judge_thresholds(part, Policy(report=base.policy.report), minimum), others)


def _of_project(
    project: Project, outcome: Outcome, minimum: float | None, *, is_all: bool = True
) -> tuple[Threshold, ...]:
    """The thresholds of a project, which is all of the run or a part of it."""
    own = judge_thresholds(outcome, *asked_of(project.policy, minimum, has_total=is_all))
    if project.base is None:
        return own
    asked = asked_of(project.base.policy, _base_minimum(project.base), has_total=is_all)
    return (*own, *project.base.thresholds(outcome, *asked, own))


def _base_minimum(base: Base) -> float | None:
    """The threshold for the total that is asked for at the base in place of its policy's."""
    return None if base.settings.fail_under is None else _share(base.settings.fail_under)


def _say(threshold: Threshold, outcome: Outcome, precision: int) -> str:
    """Write what a threshold asks for and what there is."""
    named = threshold.name if threshold.scope == "total" else f"{threshold.scope} {one_line(threshold.name)}"
    wanted = f"{threshold.minimum:g}% of {named} must be proven"
    if outcome.is_partial:
        return f"FAIL: {wanted}; a partial run meets no threshold ({outcome.left_out} checks were left out)"
    if threshold.percent is None:
        return f"FAIL: {wanted}; it claims nothing"
    shown = show_percent(threshold.percent, max(2, precision))
    return f"{'phasegate' if threshold.is_met else 'FAIL'}: {wanted}; {shown}% is"


def full_outcome(gates: GateSession) -> Outcome:
    """The outcome of a run with all that reports tell besides verdicts."""
    outcome = gates.outcome()
    lines = {name: claim_lines(check) for name, check in gates.checks}
    return replace(
        outcome,
        results=tuple(replace(result, lines=lines[result.id]) for result in outcome.results),
        facts={**outcome.facts, **_facts(gates)},
    )


def _facts(gates: GateSession) -> dict[str, str]:
    from importlib.metadata import version

    from pytest_phasegate.reports.tallies import show_time

    facts = {
        "tree": gates.evidence.files.tree().name,
        "version": version("pytest-phasegate"),
        "time": show_time(_now()),
    }
    if digest := gates.policy_digest:
        facts["policy_digest"] = f"sha256:{digest}"
    facts["versions"] = f"Python {platform.python_version()}, pytest {pytest.__version__}"
    return facts


def _now() -> int:
    """The time, or the one that is given for reproducible builds (reproducible-builds.org/specs/source-date-epoch)."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdecimal() and len(given) < 12 else int(time.time())


def _reader(gates: GateSession) -> Callable[[str], str]:
    """Gives the text of a document as it was judged, by the path that coverage.py knows it by."""
    from pytest_phasegate.reports.coverage_documents import place_of

    base = os.path.realpath(gates.root)
    names = {place_of(path, base): path for path in gates.documents}

    def read(path: str) -> str:
        data = gates.evidence.files.read_document(names[path]) or b""
        return data.decode("utf-8-sig", "replace")

    return read
