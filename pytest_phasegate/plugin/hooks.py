"""The hooks of an active plugin; each hands on to the module that does the work."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.evidence.runs.environment import RUNNING
from pytest_phasegate.evidence.runs.signals import taken_as_interrupt
from pytest_phasegate.plugin.arguments import list_left_out
from pytest_phasegate.plugin.collection import collect_documents
from pytest_phasegate.plugin.garbage_collector import staying
from pytest_phasegate.plugin.items import GateItem, complete_report
from pytest_phasegate.plugin.junit_names import JunitNames, wants_junit
from pytest_phasegate.plugin.project import has_path_arguments, relative
from pytest_phasegate.plugin.reporting import Reporting
from pytest_phasegate.plugin.runner_commands import guard, safe_error
from pytest_phasegate.plugin.session import GateSession
from pytest_phasegate.plugin.shared_causes import SharedCauses
from pytest_phasegate.plugin.summary import QUIETEST, header, print_table
from pytest_phasegate.plugin.workers import REPORTED, hand_over, handed, is_worker

if TYPE_CHECKING:
    from collections.abc import Generator


def register_hooks(config: pytest.Config) -> None:
    """Register the hooks; inside a command that a gate runs, only one that says so, or it would never end."""
    if os.environ.get(RUNNING):
        config.pluginmanager.register(Asleep(), "phasegate-hooks")
        return
    hooks = Hooks(config)
    config.pluginmanager.register(hooks, "phasegate-hooks")
    if wants_junit(config):
        config.pluginmanager.register(JunitNames(config), "phasegate-junit-names")
    if not is_worker(config):
        reporting = Reporting(config, lambda: hooks.started)
        config.pluginmanager.register(reporting, "phasegate-reports")
        config.pluginmanager.register(SharedCauses(), "phasegate-shared-causes")


class Asleep:
    """The hooks inside a command that a gate runs."""

    def pytest_report_header(self) -> str:
        """Say why nothing is judged."""
        return f"phasegate: not active inside a command that a gate runs ({RUNNING} is set)"


class Hooks:
    """The hooks of one process of a run; their state is its ``GateSession``.

    Documents, checks, items and reports live to the end of the run. Python's garbage collector would walk through
    them again and again, and pytest lets it take them apart one by one before the process ends, which together takes
    a third of the time of a run of nothing but gates. So they are frozen as they come (``gc.freeze``).
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._gates: GateSession | None = None
        self._share: Path | None = None
        self._ending = ExitStack()
        self._only_gates = False

    @property
    def started(self) -> GateSession | None:
        """The run, if the session has started."""
        return self._gates

    @property
    def gates(self) -> GateSession:
        """The run; there is none before the session starts."""
        assert self._gates is not None, "the session has started"
        return self._gates

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the policy and the documents; mistakes in them end the run here, with exit code 4."""
        guard(self._config)
        gc.unfreeze()  # what the last run in this process left, if there was one
        try:
            with staying():
                self._gates = GateSession(self._config, **handed(self._config))
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
        """Attach the result to the report, which travels from a worker process to the first one."""
        report = yield
        if isinstance(item, GateItem):
            complete_report(report, item, call)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in the result that a report carries, and lighten the report, which pytest keeps to the end."""
        plain = getattr(report, REPORTED, None)
        if plain is not None and not is_worker(self._config):
            self.gates.take_in(plain)
            delattr(report, REPORTED)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        if self._gates is not None and terminalreporter.config.get_verbosity() > QUIETEST:
            print_table(terminalreporter, self._gates)
            if not self._config.option.collectonly:
                for line in list_left_out(self._gates.documents, self._gates.selection):
                    terminalreporter.write_line(line, yellow=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand a worker process of pytest-xdist what all must share."""
        if self._share is None:
            self._ending.enter_context(taken_as_interrupt())  # a cancelled job must not leave the folder behind
            self._share = Path(tempfile.mkdtemp(prefix="phasegate-"))
        base = self.gates.base.settings if self.gates.base else None
        hand_over(node.workerinput, self._share, self.gates.evidence.git.revision().commit, base)

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self) -> None:
        """Leave nothing behind but memory, which goes with the process, or when the next run in it begins."""
        if self._only_gates:
            gc.freeze()
        else:
            gc.unfreeze()
        if self._gates is not None:
            self._gates.close()
        if self._share is not None:
            shutil.rmtree(self._share, ignore_errors=True)
        self._ending.close()
