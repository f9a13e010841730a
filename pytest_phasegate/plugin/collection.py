"""The tree of a document under pytest: file, top-level unit, unit, check."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.plugin.items import GateItem
from pytest_phasegate.plugin.options import MARKER
from pytest_phasegate.plugin.project import argument_paths, has_path_arguments, is_ignored, relative

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.plugin.documents import Document
    from pytest_phasegate.plugin.session import GateSession


class DocumentFile(pytest.File):
    """A task document."""

    def __init__(self, *, document: Document, gates: GateSession, **node: Any) -> None:
        super().__init__(**node)
        self.document = document
        self.gates = gates
        self.add_marker(getattr(pytest.mark, MARKER))

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The checks on the document itself, and a collector for each top-level unit."""
        start = len(self.document.path) + len("::")
        places = [tuple(check.id[start:].split("::")) for check in self.document.checks]
        shown = _relative_to(self.config.rootpath, self.path)
        return nodes_below(self, list(zip(places, self.document.checks, strict=True)), self.gates, shown)


class UnitCollector(pytest.Collector):
    """A unit of a document; ``shown`` is the path of that as pytest writes it."""

    def __init__(self, *, placed: Sequence[PlacedCheck], gates: GateSession, shown: str, **node: Any) -> None:
        super().__init__(**node)
        self.placed = placed
        self.gates = gates
        self.shown = shown

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The checks on the unit itself, and a collector for each unit below it."""
        return nodes_below(self, self.placed, self.gates, self.shown)


PlacedCheck = tuple[tuple[str, ...], "Check[Any]"]
"""A check with the rest of its id: the units below the node that holds it, then the gate."""


def nodes_below(
    parent: pytest.Collector, placed: Sequence[PlacedCheck], gates: GateSession, shown: str
) -> Iterator[pytest.Item | pytest.Collector]:
    """Make the nodes for some checks: an item where only the gate is left of the id, else a collector for the unit."""
    for (name, is_item), group in groupby(placed, key=lambda pair: (pair[0][0], len(pair[0]) == 1)):
        if is_item:
            for _, check in group:
                yield GateItem.from_parent(parent, name=name, check=check, gates=gates, shown=shown)
        else:
            below = [(place[1:], check) for place, check in group]
            yield UnitCollector.from_parent(parent, name=name, placed=below, gates=gates, shown=shown)


def document_file(path: Path, parent: pytest.Collector, gates: GateSession) -> DocumentFile | None:
    """Make the collector for a file, if it is a document."""
    name = relative(path, gates.root)
    document = gates.documents.get(name) if name else None
    if document is None:
        return None
    return _make_file(parent, path, document, gates)


def _make_file(parent: pytest.Collector, path: Path, document: Document, gates: GateSession) -> DocumentFile:
    node: dict[str, Any] = {"path": path, "document": document, "gates": gates}
    rootpath = parent.config.rootpath
    if rootpath not in path.parents:  # pytest would make an id that leads nowhere
        node |= {"name": document.path, "nodeid": _relative_to(rootpath, path).replace(os.sep, "/")}
    return DocumentFile.from_parent(parent, **node)


def _relative_to(folder: Path, path: Path) -> str:
    """The way from a folder to a path, or the path itself where there is none (another drive)."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return str(path)


def take_place_of_testpaths(config: pytest.Config, gates: GateSession) -> None:
    """Let pytest collect the documents where no path was given."""
    if not has_path_arguments(config):
        paths = (gates.root / name for name in gates.documents)
        config.args = [str(path) for path in paths if _can_be_argument(path) and not is_ignored(config, path)]
        config.args_source = pytest.Config.ArgsSource.INVOCATION_DIR  # the header must not speak of testpaths


def _can_be_argument(path: Path) -> bool:
    """Whether pytest can be told to collect a path: it must be a file, and not look like a selection."""
    return path.is_file() and not any(sign in str(path) for sign in ("[", "::"))


def collect_rest(session: pytest.Session, gates: GateSession, items: list[pytest.Item]) -> None:
    """Add the items of the documents that pytest cannot be told to collect: most are in the judged commit only.

    With path arguments they are those below a given folder. Of conftest files only those that pytest has loaded
    for the folders it walked through see these items.
    """
    folders = argument_paths(session.config) or (gates.root,)
    for name, document in gates.documents.items():
        path = gates.root / name
        is_below = any(folder in path.parents for folder in folders)
        if is_below and not _can_be_argument(path) and not is_ignored(session.config, path):
            items.extend(session.genitems(_make_file(session, path, document, gates)))
