"""What a run prints besides pytest's own: a line at its head, what many checks share, and a table at its end."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pytest

from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.failure import first_place, render_reason
from pytest_phasegate.reports.terminal import render, render_notes
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from _pytest._io import TerminalWriter

    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.plugin.session import GateSession

_FEWEST = 2
"""How many checks share a cause that is said once."""

_COLORS = {"good": {"green": True}, "bad": {"red": True}, "doubtful": {"yellow": True}}
QUIETEST = -2
"""The verbosity (``-qq``) at which pytest is told to be so quiet that nothing of ours is printed at the end."""


def header(gates: GateSession) -> list[str]:
    """Say what is judged: documents, units, revision and policy, and what git cannot show."""
    units = sum(document.units for document in gates.documents.values())
    facts = gates.facts
    what = f"{count_of(len(gates.documents), 'document')}, {count_of(units, 'unit')}"
    lines = [f"phasegate: {what}; revision: {facts['revision']}; policy: {facts['policy']}"]
    if gates.base:
        lines += _about_base(gates)
    lines += [f"phasegate: {line}" for line in gates.registry.left_out]
    if "blind" in facts:
        lines.append(f"phasegate: {facts['blind']}")
    return [one_line(line) for line in lines]


def _about_base(gates: GateSession) -> Iterator[str]:
    """Say which policies the base has, and which are not there yet."""
    bases = [project.base for project in gates.projects if project.base]
    sources = ", ".join(dict.fromkeys(base.policy.source for base in bases if base.policy.source))
    differs = ", which differs" if any(base.is_changed for base in bases) else ""
    yield f"phasegate: base: {gates.facts['base']}; policy there: {sources or 'none'}{differs}"
    changed = ", ".join(dict.fromkeys(key for base in bases for key in base.settings.changed))
    if changed:
        yield f"phasegate: {changed} of pytest's configuration: as at the base, whatever stands here"
    if gates.waiting:
        names = ", ".join(gates.waiting)
        yield f"phasegate: new policy in {names}: until it is merged, what others find is judged by theirs"


def print_table(reporter: pytest.TerminalReporter, gates: GateSession) -> None:
    """Print how much of each document is proven."""
    outcome = gates.outcome()
    lines = render(outcome, reporter.config.get_terminal_writer().fullwidth)
    if lines:
        reporter.write_sep("=", "phasegate: what is proven")
        for line in (*lines, *render_notes(outcome, in_full=reporter.config.get_verbosity() > 0)):
            reporter.write_line(line.text, **_COLORS.get(line.tone, {}))


class Message:
    """The message on a check as pytest keeps it: its short summary shows the reason alone, behind the check's id.

    It takes the first line of a plain text, which begins with the document's path as the id does: in 80 columns the
    path stood there twice, and the reason not once.
    """

    __slots__ = ("_shown", "_text", "reprcrash")

    def __init__(self, report: pytest.TestReport, result: Result, root: Path, style: str) -> None:
        """Take the text of a report on a result; ``root`` is the project's folder and ``style`` that of ``--tb``."""
        self._text = str(report.longrepr)
        line = self._text.split("\n", 1)[0]
        place = first_place(result)
        self.reprcrash = _Crash(line, render_reason(result), str(root / place.path), max(place.line, 1))
        # With --tb=line pytest prints the line of a failure itself, and an error whole.
        self._shown = self._text if style != "line" else line if report.when == "setup" else ""

    def __str__(self) -> str:
        """The whole message."""
        return self._text

    def toterminal(self, writer: TerminalWriter) -> None:
        """Print the whole message, or no more than a line where pytest is asked for that."""
        if self._shown:
            writer.line(self._shown)


class _Crash(NamedTuple):
    """What pytest shows of a message in one line: ``line`` for ``--tb=line``, and ``message`` in its short summary.

    Other plugins ask for ``path`` (absolute) and ``lineno`` (from 1), as of the place where a test crashed.
    """

    line: str
    message: str
    path: str
    lineno: int

    def __str__(self) -> str:
        return self.line


class SharedCauses:
    """Keeps errors of one cause out of pytest's list of errors, and tells the cause in their place.

    A shallow clone of a project of 200 checks had pytest print 626 lines, all for one reason. The reports stay errors:
    they are counted, and they fail the run.
    """

    def __init__(self, started: Callable[[], GateSession | None]) -> None:
        self._started = started

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None]:
        """Tell the causes, then let pytest list all other errors."""
        gates = self._started()
        shared = _shared_causes(gates.unseen) if gates else {}
        errors = terminalreporter.stats.get("error", [])
        if not shared or not errors:
            yield
            return
        in_full = _lists_errors(terminalreporter.config)
        terminalreporter.write_sep("=", "phasegate: what cannot be told here", yellow=True)
        for (why, remedy), unseen in shared.items():
            for line in _lines(why, remedy, [result for _, result in unseen], in_full=in_full):
                terminalreporter.write_line(line)
        told = {id(report) for unseen in shared.values() for report, _ in unseen}
        every = list(errors)
        errors[:] = [report for report in every if id(report) not in told]
        if not errors:
            del terminalreporter.stats["error"]
        try:
            yield
        finally:
            errors[:] = every
            terminalreporter.stats["error"] = errors


def _lists_errors(config: pytest.Config) -> bool:
    """Whether the user asks for each error: -v, -rE, -rA; pytest's own default for -r says nothing of the user."""
    asked: str = config.getoption("reportchars")
    return config.get_verbosity() > 0 or (asked != "fE" and not {"E", "a", "A"}.isdisjoint(asked))


Unseen = tuple[pytest.TestReport, "Result"]
"""A check that cannot be told: pytest's report on it, and its result."""


def _shared_causes(unseen: Sequence[Unseen]) -> dict[tuple[str, str], list[Unseen]]:
    """The checks that cannot be told for one cause alone, by that cause and its remedy, where several share it."""
    found: dict[tuple[str, str], list[Unseen]] = defaultdict(list)
    for report, result in unseen:
        if cause := _cause_of(result):
            found[cause].append((report, result))
    return {cause: checks for cause, checks in found.items() if len(checks) >= _FEWEST}


def _cause_of(result: Result) -> tuple[str, str] | None:
    causes = {(finding.cause, finding.remedy) for finding in result.verdict.findings}
    return next(iter(causes)) if len(causes) == 1 and all(why for why, _ in causes) else None


def _lines(why: str, remedy: str, results: Sequence[Result], *, in_full: bool) -> Iterator[str]:
    how_many = f"{count_of(len(results), 'check')} {are(len(results))} unknown for it"
    yield f"{one_line(why)} ({how_many}{':' if in_full else '; -v lists them'})"
    yield f"  to mend: {one_line(remedy)}"
    for result in results if in_full else ():
        line = f":{result.location.line}" if result.location.line else ""
        yield f"  {one_line(f'{result.document}{line}: {result.unit}: {result.gate}')}: see above"
