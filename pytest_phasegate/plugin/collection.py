"""The tree of a document under pytest: folders, file, top-level unit, unit, check.

All of it is made here and none of it by pytest's own collectors: those import the ``__init__.py`` and ``conftest.py``
of the folders that they walk through, take a text for a doctest or a module, and list a folder anew for each document
in it.
"""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.plugin.arguments import names_of
from pytest_phasegate.plugin.conftest_hooks import ConftestHooks
from pytest_phasegate.plugin.items import GateItem
from pytest_phasegate.plugin.node_names import shown_name, shown_path
from pytest_phasegate.plugin.options import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pluggy

    from pytest_phasegate.model.check import Check
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
        self.shown = shown_path(_relative_to(self.config.rootpath, self.path).replace(os.sep, "/")).replace("/", os.sep)
        self.add_marker(getattr(pytest.mark, MARKER))

    @property
    def ihook(self) -> pluggy.HookRelay:
        """The hooks that this node calls."""
        return self.hooks

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The checks on the document itself, and a collector for each top-level unit."""
        return nodes_below(self, [(names_of(check), check) for check in self.checks], self)


class UnitCollector(pytest.Collector):
    """A unit of a document."""

    def __init__(self, *, placed: Sequence[PlacedCheck], document: DocumentFile, **node: Any) -> None:
        super().__init__(**node)
        self.placed = placed
        self.document = document

    @property
    def ihook(self) -> pluggy.HookRelay:
        """The hooks that this node calls."""
        return self.document.hooks

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The checks on the unit itself, and a collector for each unit below it."""
        return nodes_below(self, self.placed, self.document)


PlacedCheck = tuple[tuple[str, ...], "Check[Any]"]
"""A check with the rest of its id: the units below the node that holds it, then the gate."""


def nodes_below(
    parent: pytest.Collector, placed: Sequence[PlacedCheck], document: DocumentFile
) -> Iterator[pytest.Item | pytest.Collector]:
    """Make the nodes for some checks: an item where only the gate is left of the id, else a collector for the unit."""
    for (name, is_item), group in groupby(placed, key=lambda pair: (pair[0][0], len(pair[0]) == 1)):
        if is_item:
            for _, check in group:
                yield GateItem.from_parent(parent, check=check, document=document)
        else:
            below = [(place[1:], check) for place, check in group]
            yield UnitCollector.from_parent(parent, name=shown_name(name), placed=below, document=document)


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
