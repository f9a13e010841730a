"""What many checks cannot tell for one reason is said once, above all errors, with what would mend it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.plugin.workers import REPORTED
from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

_FEWEST = 2
"""How many checks share a cause that is said once."""


class _Blind(NamedTuple):
    """A check that cannot be told: pytest's report on it, and its result as JSON values."""

    report: pytest.TestReport
    result: dict[str, Any]


class SharedCauses:
    """Hooks that keep errors of one cause out of pytest's list of errors, and tell the cause in their place.

    A shallow clone of a project of 200 checks had pytest print 626 lines, all for one reason. The reports stay errors:
    they are counted, and they fail the run.
    """

    def __init__(self) -> None:
        self._blind: dict[tuple[str, str], list[_Blind]] = defaultdict(list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a check that cannot be told for a cause that others may share."""
        result = getattr(report, REPORTED, None)
        if result is not None and (cause := _cause_of(result)):
            self._blind[cause].append(_Blind(report, result))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None]:
        """Tell the causes, then let pytest list all other errors."""
        shared = {cause: checks for cause, checks in self._blind.items() if len(checks) >= _FEWEST}
        errors = terminalreporter.stats.get("error", [])
        if not shared or not errors:
            yield
            return
        is_verbose = terminalreporter.config.get_verbosity() > 0
        terminalreporter.write_sep("=", "phasegate: what cannot be told here", yellow=True)
        for (why, remedy), checks in shared.items():
            for line in _lines(why, remedy, checks, in_full=is_verbose):
                terminalreporter.write_line(line)
        told = {id(check.report) for checks in shared.values() for check in checks}
        every = list(errors)
        errors[:] = [report for report in every if id(report) not in told]
        if not errors:
            del terminalreporter.stats["error"]
        try:
            yield
        finally:
            errors[:] = every
            terminalreporter.stats["error"] = errors


def _cause_of(result: dict[str, Any]) -> tuple[str, str] | None:
    """The one cause, with its remedy, for which a result is unknown, if it is unknown for one cause."""
    if result["answer"] != Answer.UNKNOWN.value:
        return None
    causes = {(finding["cause"], finding["remedy"]) for finding in result["findings"]}
    return next(iter(causes)) if len(causes) == 1 and all(why for why, _ in causes) else None


def _lines(why: str, remedy: str, checks: Sequence[_Blind], *, in_full: bool) -> Iterator[str]:
    how_many = f"{count_of(len(checks), 'check')} {are(len(checks))} unknown for it"
    yield f"{one_line(why)} ({how_many}{':' if in_full else '; -v lists them'})"
    if in_full:
        yield f"  to mend: {one_line(remedy)}"
        yield from (f"  {one_line(_place(check.result))}: see above" for check in checks)
    else:
        yield f"  to mend: {one_line(remedy)}"


def _place(result: dict[str, Any]) -> str:
    line = f":{result['line']}" if result["line"] else ""
    return f"{result['document']}{line}: {result['unit']}: {result['gate']}"
