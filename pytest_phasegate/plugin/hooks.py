"""The hooks of an active plugin; each hands on to the module that does the work."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.evidence.runs.environment import RUNNING
from pytest_phasegate.evidence.runs.signals import taken_as_interrupt
from pytest_phasegate.plugin.arguments import list_left_out
from pytest_phasegate.plugin.collection import GateItem, collect_documents
from pytest_phasegate.plugin.reporting import Reporting
from pytest_phasegate.plugin.runner_commands import guard, safe_error
from pytest_phasegate.plugin.session import GateSession
from pytest_phasegate.plugin.settings import hand_over, has_path_arguments, read_settings
from pytest_phasegate.plugin.terminal import QUIETEST, Message, SharedCauses, header, print_table
from pytest_phasegate.policy.root import relative
from pytest_phasegate.reports.result_json import result_to_plain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytest_phasegate.plugin.settings import Settings

REPORTED = "phasegate"
"""The attribute of a test report that holds a check's result as JSON values: from a worker, and for other plugins."""


def register_hooks(config: pytest.Config) -> None:
    """Register the hooks; inside a command that a gate runs, only one that says so, or it would never end."""
    register = config.pluginmanager.register
    if os.environ.get(RUNNING):
        register(Asleep(), "phasegate-hooks")
        return
    settings = read_settings(config)
    hooks = Hooks(config, settings)
    register(hooks, "phasegate-hooks")
    if config.getoption("xmlpath", None):
        from pytest_phasegate.plugin.junit_names import JunitNames

        register(JunitNames(config), "phasegate-junit-names")
    if not settings.is_worker:
        register(Reporting(config, settings, lambda: hooks.started), "phasegate-reports")
        register(SharedCauses(lambda: hooks.started), "phasegate-shared-causes")


@contextmanager
def staying() -> Iterator[None]:
    """Make many objects that will stay: the garbage collector does not look through them, neither meanwhile nor later.

    Documents, checks, items and reports live to the end of a run. The collector would look through all of them again
    and again, five times by pytest's own wish before the process ends.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


class Asleep:
    """The hooks inside a command that a gate runs."""

    def pytest_report_header(self) -> str:
        """Say why nothing is judged."""
        return f"phasegate: not active inside a command that a gate runs ({RUNNING} is set)"


class Hooks:
    """The hooks of one process of a run; their state is its ``GateSession``."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._config = config
        self._settings = settings
        self._share: Path | None = None
        self._ending = ExitStack()
        self._only_gates = False
        self.started: GateSession | None = None

    @property
    def gates(self) -> GateSession:
        """The run; there is none before the session starts."""
        assert self.started is not None, "the session has started"
        return self.started

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the policy and the documents; mistakes in them end the run here, with exit code 4."""
        guard(self._config)
        gc.unfreeze()  # what the last run in this process left, if there was one
        try:
            with staying():
                self.started = GateSession(self._config, self._settings)
        except pytest.UsageError as error:
            raise safe_error(error) from error
        if not has_path_arguments(self._config):
            self._config.args = []
            self._config.args_source = pytest.Config.ArgsSource.INVOCATION_DIR  # the header must not say testpaths

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Leave documents out of what pytest collects, and say more of a file in which it finds nothing."""
        given, self._config.args = self._config.args, list(self.gates.selection.others)
        try:
            return (yield)
        except pytest.UsageError as error:
            raise safe_error(self.gates.explain(error)) from error
        finally:
            self._config.args = given

    def pytest_report_header(self) -> list[str]:
        """Say what is judged."""
        return header(self.gates)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Let nobody else collect a document that pytest meets on its way: not as a doctest, not as a module."""
        name = relative(collection_path, self.gates.root)
        return True if name in self.gates.documents else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the documents, before others select among the items."""
        collect_documents(session, self.gates, items)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """See whether a test of the user's runs, whose garbage has to be found in time."""
        self._only_gates = bool(session.items) and all(isinstance(item, GateItem) for item in session.items)
        if self._only_gates:
            gc.freeze()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the result to the report that tells it, which travels from a worker process to the first one."""
        report = yield
        if isinstance(item, GateItem) and (call.when == "call" or (call.when == "setup" and not report.passed)):
            if call.excinfo:
                item.complete(report, call.excinfo.value)
            if item.result is not None:
                setattr(report, REPORTED, result_to_plain(item.result))
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in the result that a report carries, and lighten the report, which pytest keeps to the end."""
        plain = getattr(report, REPORTED, None)
        if plain is not None and self.started is not None and not self._settings.is_worker:
            result = self.started.take_in(report, plain)
            delattr(report, REPORTED)
            if isinstance(report.longrepr, str):
                style = self._config.getoption("tbstyle", "auto")
                message = Message(report, result, self.started.root, style)
                report.longrepr = message  # type: ignore[assignment]  # has what pytest asks for

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        if self.started is not None and terminalreporter.config.get_verbosity() > QUIETEST:
            print_table(terminalreporter, self.gates)
            if not self._config.option.collectonly:
                for line in list_left_out(self.gates.documents, self.gates.selection, self.gates.ignored):
                    terminalreporter.write_line(line, yellow=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand a worker process of pytest-xdist what all must share."""
        if self._share is None:
            self._ending.enter_context(taken_as_interrupt())  # a cancelled job must not leave the folder behind
            self._share = Path(tempfile.mkdtemp(prefix="phasegate-"))
        hand_over(node.workerinput, self._share, self.gates.evidence.git.revision().commit, self._settings.base)

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self) -> None:
        """Leave nothing behind but memory, which goes with the process, or when the next run in it begins."""
        if self._only_gates:
            gc.freeze()
        else:
            gc.unfreeze()
        if self.started is not None:
            self.started.close()
        if self._share is not None:
            shutil.rmtree(self._share, ignore_errors=True)
        self._ending.close()
