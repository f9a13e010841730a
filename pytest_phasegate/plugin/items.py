"""A check as a pytest item: its verdict becomes passed, failed, error, skipped or xfailed."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.plugin.arguments import names_of
from pytest_phasegate.plugin.node_names import shown_name
from pytest_phasegate.plugin.workers import REPORTED
from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.failure import render
from pytest_phasegate.reports.result_json import result_to_plain

if TYPE_CHECKING:
    from pathlib import Path

    import pluggy
    from _pytest._code.code import ExceptionInfo
    from _pytest.nodes import Node

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.plugin.collection import DocumentFile


class GateFailure(Exception):  # noqa: N818 - a verdict, not a defect
    """A claim is false; the text is the message."""


class GateItem(pytest.Item):
    """One check.

    Its name is all of its id after the document. The node id ends with the gate alone, and VS Code's tree shows names
    without the units around them: sixteen items would be called "files".
    """

    def __init__(self, *, parent: Node, check: Check[Any], document: DocumentFile, **node: Any) -> None:
        name = "::".join(map(shown_name, names_of(check)))
        super().__init__(name=name, parent=parent, nodeid=f"{parent.nodeid}::{shown_name(check.gate)}", **node)
        self.check = check
        self.gates = document.gates
        self._document = document
        self.result: Result | None = None
        self.extra_keyword_matches.update(phase.id for phase in check.phases)
        self.add_marker(self.gates.markers[check.gate])

    @property
    def ihook(self) -> pluggy.HookRelay:
        """The hooks that this node calls."""
        return self._document.hooks

    def __repr__(self) -> str:
        """As it is listed below its units."""
        return f"<{type(self).__name__} {self.check.gate}>"

    def setup(self) -> None:
        """Judge the check; a claim that cannot be verified is an error, and one that is not made is skipped."""
        self.result = self.gates.judge(self._document.place, self.check)
        verdict = self.result.verdict
        self.user_properties.extend(_properties(self.result))
        if verdict.answer is Answer.UNKNOWN:
            pytest.fail(render(self.result), pytrace=False)  # of another exception pytest would format a traceback
        if verdict.answer is Answer.PENDING:
            pytest.skip(one_line(verdict.reason))

    def runtest(self) -> None:
        """Pass where the claim holds."""
        assert self.result is not None, "setup has judged the check"
        verdict = self.result.verdict
        if verdict.answer is Answer.WAIVED:
            pytest.xfail(one_line(verdict.reason))  # does nothing under --runxfail
        if verdict.answer is not Answer.HELD:
            raise GateFailure(render(self.result))

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message alone: a traceback would tell of our code, not of the document."""
        if isinstance(excinfo.value, GateFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    @cached_property
    def location(self) -> tuple[str, int | None, str]:
        """What ``reportinfo`` tells, as pytest would say it; its own way there makes a path anew for each item."""
        _, line, name = self.reportinfo()
        return self._document.shown, line, name

    @property
    def shown_place(self) -> str:
        """The absolute path of the document, as it can be printed."""
        return os.path.normpath(self.config.rootpath / self._document.shown)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The document, the claim's line (from 0, as pytest counts), and the check in words."""
        check = self.check
        return self.path, max(check.location.line - 1, 0), f"{check.unit.name}: {check.gate}"


def complete_report(report: pytest.TestReport, item: GateItem, call: pytest.CallInfo[None]) -> None:
    """Give pytest's report on a phase of an item the result, and the place and text that a document's reader needs."""
    if item.result is not None and (call.when == "call" or (call.when == "setup" and not report.passed)):
        setattr(report, REPORTED, result_to_plain(item.result))
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, pytest.fail.Exception):
        report.longrepr = str(error)
    elif isinstance(error, pytest.skip.Exception) and report.skipped:
        _, line, _ = item.reportinfo()
        report.longrepr = (item.shown_place, line + 1, f"Skipped: {error.msg}")


def _properties(result: Result) -> list[tuple[str, object]]:
    """What JUnit and other reports carry of a check."""
    properties = {
        "document": result.document,
        "unit": result.unit,
        "gate": result.gate,
        "verdict": result.verdict.answer.value,
        "commit": result.verdict.commit,
    }
    return [(f"phasegate_{name}", value) for name, value in properties.items() if value]
