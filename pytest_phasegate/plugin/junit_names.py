"""The names of JUnit's cases: with the units, of which pytest keeps no more than the gate for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.collection import GateItem

if TYPE_CHECKING:
    from collections.abc import Generator

_NAME = "phasegate_name"


class JunitNames:
    """The hooks that bring an item's name to JUnit's writer, from a worker process to the first one.

    pytest takes the name from the end of the node id. What it offers to change that, the fixture
    ``record_xml_attribute``, is for functions, and does nothing in a worker process; this is what the fixture does.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the name to the first report on an item."""
        report = yield
        if isinstance(item, GateItem) and report.when == "setup":
            setattr(report, _NAME, item.name)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hand the name on, where the results are written."""
        from _pytest.junitxml import xml_key

        name, writer = getattr(report, _NAME, None), self._config.stash.get(xml_key, None)
        if name is not None and writer is not None:
            writer.node_reporter(report).add_attribute("name", name)
