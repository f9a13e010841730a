"""The tree of a document under pytest: file, top-level unit, unit, check."""

from __future__ import annotations

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
        return nodes_below(self, list(zip(places, self.document.checks, strict=True)), self.gates)


class UnitCollector(pytest.Collector):
    """A unit of a document."""

    def __init__(self, *, placed: Sequence[PlacedCheck], gates: GateSession, **node: Any) -> None:
        super().__init__(**node)
        self.placed = placed
        self.gates = gates

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The checks on the unit itself, and a collector for each unit below it."""
        return nodes_below(self, self.placed, self.gates)


PlacedCheck = tuple[tuple[str, ...], "Check[Any]"]
"""A check with the rest of its id: the units below the node that holds it, then the gate."""


def nodes_below(
    parent: pytest.Collector, placed: Sequence[PlacedCheck], gates: GateSession
) -> Iterator[pytest.Item | pytest.Collector]:
    """Make the nodes for some checks: an item where only the gate is left of the id, else a collector for the unit."""
    for (name, is_item), group in groupby(placed, key=lambda pair: (pair[0][0], len(pair[0]) == 1)):
        if is_item:
            for _, check in group:
                yield GateItem.from_parent(parent, name=name, check=check, gates=gates)
        else:
            below = [(place[1:], check) for place, check in group]
            yield UnitCollector.from_parent(parent, name=name, placed=below, gates=gates)


def document_file(path: Path, parent: pytest.Collector, gates: GateSession) -> DocumentFile | None:
    """Make the collector for a file, if it is a document."""
    name = relative(path, gates.root)
    document = gates.documents.get(name) if name else None
    if document is None:
        return None
    return DocumentFile.from_parent(parent, path=path, document=document, gates=gates)


def take_place_of_testpaths(config: pytest.Config) -> None:
    """Let pytest collect nothing by itself where no path was given; ``collect_rest`` adds the documents."""
    if not has_path_arguments(config):
        config.args = []
        config.args_source = pytest.Config.ArgsSource.INVOCATION_DIR  # the header must not speak of testpaths


def collect_rest(session: pytest.Session, gates: GateSession, items: list[pytest.Item]) -> None:
    """Add the items of the documents that pytest cannot have found by walking through folders.

    Without path arguments these are all documents: they may lie in hidden folders, or far from the current one.
    With path arguments they are those below a given folder that are in the judged commit only.
    """
    for document in gates.documents.values():
        path = gates.root / document.path
        if _is_left(session.config, path):
            node = DocumentFile.from_parent(session, path=path, document=document, gates=gates)
            items.extend(session.genitems(node))


def _is_left(config: pytest.Config, path: Path) -> bool:
    if not has_path_arguments(config):
        return not is_ignored(config, path)
    below = any(folder in path.parents for folder in argument_paths(config))
    return below and not path.exists() and not is_ignored(config, path)
