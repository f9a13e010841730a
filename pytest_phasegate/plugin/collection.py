"""The tree of a document under pytest: folders, file, top-level unit, unit, check.

All of it is made here and none of it by pytest's own collectors: those import the ``__init__.py`` and ``conftest.py``
of the folders that they walk through, take a text for a doctest or a module, and list a folder anew for each document
in it.
"""

from __future__ import annotations

import os
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.errors import ExtensionError
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.plugin.arguments import names_of, shown_name, shown_path
from pytest_phasegate.plugin.conftests import ConftestHooks
from pytest_phasegate.plugin.options import MARKER
from pytest_phasegate.reports.escape import for_terminal, one_line
from pytest_phasegate.reports.failure import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pluggy
    from _pytest._code.code import ExceptionInfo

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.plugin.session import GateSession


class DocumentFolder(pytest.Directory):
    """A folder that holds documents: never collected, so that nothing in it is imported."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Nothing: the documents below it are collected one by one."""
        return iter(())

    def __repr__(self) -> str:
        """As pytest calls a folder."""
        return f"<Dir {self.name}>"


class DocumentFile(pytest.File):
    """A task document; ``checks`` are those of its checks that are asked for.

    ``place`` is its path in the run and ``shown`` as pytest writes it; ``hooks`` are those that its nodes call.
    """

    def __init__(
        self, *, place: str, checks: Sequence[Check[Any]], gates: GateSession, hooks: pluggy.HookRelay, **node: Any
    ) -> None:
        super().__init__(**node)
        self.place = place
        self.checks = checks
        self.gates = gates
        self.hooks = hooks
        self.shown = self.nodeid.replace("/", os.sep)
        self.add_marker(getattr(pytest.mark, MARKER))

    @cached_property
    def ihook(self) -> pluggy.HookRelay:
        """The hooks that this node calls."""
        return self.hooks

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """The checks on the document itself, and a collector for each top-level unit."""
        return nodes_below(self, "", [(names_of(check), check) for check in self.checks], self)


class UnitCollector(pytest.Collector):
    """A unit of a document; ``units`` is what the names of the items below it begin with."""

    def __init__(self, *, units: str, placed: Sequence[PlacedCheck], document: DocumentFile, **node: Any) -> None:
        super().__init__(**node)
        self.units = units
        self.placed = placed
        self.document = document

    @cached_property
    def ihook(self) -> pluggy.HookRelay:
        """The hooks that this node calls."""
        return self.document.hooks

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """The checks on the unit itself, and a collector for each unit below it."""
        return nodes_below(self, self.units, self.placed, self.document)


class GateFailure(Exception):  # noqa: N818 - a verdict, not a defect
    """A claim is false; the text is the message."""


class GateItem(pytest.Item):
    """One check.

    Its name is all of its id after the document. The node id ends with the gate alone, and VS Code's tree shows names
    without the units around them: sixteen items would be called "files".
    """

    def __init__(self, *, parent: pytest.Collector, units: str, check: Check[Any], document: DocumentFile) -> None:
        """Make an item; ``units`` is its name before the gate."""
        super().__init__(name=f"{units}{check.gate}", parent=parent, nodeid=f"{parent.nodeid}::{check.gate}")
        self.check = check
        self.result: Result | None = None
        self._document = document
        self.extra_keyword_matches.update(phase.id for phase in check.phases)
        self.add_marker(f"{MARKER}_{check.gate.replace('-', '_')}")

    @cached_property
    def ihook(self) -> pluggy.HookRelay:
        """The hooks that this node calls."""
        return self._document.hooks

    def __repr__(self) -> str:
        """As it is listed below its units."""
        return f"<{type(self).__name__} {self.check.gate}>"

    def setup(self) -> None:
        """Judge the check; a claim that cannot be verified is an error, and one that is not made is skipped."""
        try:
            self.result = result = self._document.gates.judge(self._document.place, self.check)
        except ExtensionError as error:
            pytest.fail(for_terminal(str(error)), pytrace=False)
        verdict = result.verdict
        about = {
            "document": result.document,
            "unit": result.unit,
            "gate": result.gate,
            "verdict": verdict.answer.value,
            "commit": verdict.commit,
        }
        self.user_properties.extend((f"phasegate_{name}", value) for name, value in about.items() if value)
        if verdict.answer is Answer.UNKNOWN:
            pytest.fail(render(result), pytrace=False)  # of another exception pytest would format a traceback
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
        check = self.check
        return self._document.shown, max(check.location.line - 1, 0), f"{check.unit.name}: {check.gate}"

    @property
    def shown_place(self) -> str:
        """The absolute path of the document, as it can be printed."""
        return os.path.normpath(self.config.rootpath / self._document.shown)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The document, the claim's line (from 0, as pytest counts), and the check in words."""
        _, line, name = self.location
        return self.path, line, name

    def complete(self, report: pytest.TestReport, error: BaseException | None) -> None:
        """Give the report on a phase that failed or was skipped the place and text that a document's reader needs."""
        if isinstance(error, pytest.fail.Exception):
            report.longrepr = str(error)
        elif isinstance(error, pytest.skip.Exception) and report.skipped:
            report.longrepr = (self.shown_place, max(self.check.location.line, 1), f"Skipped: {error.msg}")


PlacedCheck = tuple[tuple[str, ...], "Check[Any]"]
"""A check with the rest of its id: the units below the node that holds it, then the gate."""


def nodes_below(
    parent: pytest.Collector, units: str, placed: Sequence[PlacedCheck], document: DocumentFile
) -> list[pytest.Item | pytest.Collector]:
    """Make the nodes for some checks: an item where only the gate is left of the id, else a collector for the unit."""
    nodes: list[pytest.Item | pytest.Collector] = []
    for (name, is_item), group in groupby(placed, key=lambda pair: (pair[0][0], len(pair[0]) == 1)):
        if is_item:
            for _, check in group:
                nodes.append(GateItem.from_parent(parent, units=units, check=check, document=document))
        else:
            shown = shown_name(name)
            below = [(place[1:], check) for place, check in group]
            node: dict[str, Any] = {"name": shown, "units": f"{units}{shown}::", "placed": below}
            nodes.append(UnitCollector.from_parent(parent, **node, document=document))
    return nodes


def collect_documents(session: pytest.Session, gates: GateSession, items: list[pytest.Item]) -> None:
    """Add the items of the documents that this run collects, after those of the user's tests.

    Of ``conftest.py`` files only those that pytest loads without the documents see these items.
    """
    folders = _Folders(session)
    for path, document in gates.documents.items():
        if path in gates.selection.documents:
            checks = gates.selection.checks(path, document.checks)
            items.extend(session.genitems(folders.make_file(path, checks, gates)))


class _Folders:
    """The folders between pytest's rootdir and the documents, each made once."""

    def __init__(self, session: pytest.Session) -> None:
        self._root = session.config.rootpath
        self._made: dict[Path, pytest.Collector] = {}
        self._session = session
        self._hooks = ConftestHooks(session.config)

    def make_file(self, place: str, checks: Sequence[Check[Any]], gates: GateSession) -> DocumentFile:
        """Make the collector of a document; outside of rootdir, pytest would make an id that leads nowhere."""
        path = gates.root / place
        nodeid = _node_id(self._root, path)
        if self._root in path.parents:
            parent, name = self._folder(path.parent), shown_name(path.name)
        else:
            parent, name = self._session, nodeid
        node: dict[str, Any] = {"name": name, "nodeid": nodeid, "path": path, "hooks": self._hooks.of(path)}
        return DocumentFile.from_parent(parent, **node, place=place, checks=checks, gates=gates)

    def _folder(self, path: Path) -> pytest.Collector:
        if path not in self._made:
            parent = self._session if path == self._root else self._folder(path.parent)
            node: dict[str, Any] = {"name": shown_name(path.name), "nodeid": _node_id(self._root, path), "path": path}
            self._made[path] = DocumentFolder.from_parent(parent, **node)
        return self._made[path]


def _node_id(folder: Path, path: Path) -> str:
    return shown_path(_relative_to(folder, path).replace(os.sep, "/"))


def _relative_to(folder: Path, path: Path) -> str:
    """The way from a folder to a path, or the path itself where there is none (another drive)."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return str(path)
