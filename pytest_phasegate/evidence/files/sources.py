"""What stands in the files of the judged tree: sections, definitions, tests; each file is read once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.files.ctags import Ctags
from pytest_phasegate.evidence.files.named_tests import find_tests
from pytest_phasegate.evidence.files.python_source import read_python
from pytest_phasegate.model.sources import NamedTest, SourceFile
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.text.sections import Sections, numbered_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_phasegate.model.facts import Tree

SOURCE_LIMIT = 2**21
TEXT_LIMIT = 2**24
_PYTHON = (".py", ".pyi", ".pyw")


class Texts:
    """The files of one tree, read when they are first asked for."""

    def __init__(self, tree: Tree, paths: Callable[[], Iterable[str]]) -> None:
        """Take a tree in hand.

        Args:
            tree: where the files are.
            paths: gives the paths of all its files.
        """
        self._tree = tree
        self._paths = paths
        self._sections: dict[str, Sections | None] = {}
        self._sources: dict[str, SourceFile | None] = {}
        self._ctags = Ctags()

    def sections(self, path: str) -> Sections | None:
        """The numbered sections of a text, at most 16 MiB of it, or None where there is no such file."""
        if path not in self._sections:
            data = self._tree.read(path, TEXT_LIMIT)
            text = (data or b"").decode("utf-8", "replace")
            self._sections[path] = None if data is None else Sections(every=numbered_sections(text))
        return self._sections[path]

    def source(self, path: str) -> SourceFile | None:
        """What a source file holds, or None where there is no such file; the path's ending tells its language."""
        if path not in self._sources:
            data = self._tree.read(path, SOURCE_LIMIT + 1)
            self._sources[path] = None if data is None else self._read_source(path, data)
        return self._sources[path]

    @cached_property
    def tests(self) -> tuple[NamedTest, ...]:
        """Every test of the tree."""
        return find_tests(self._tree, self._paths())

    def _read_source(self, path: str, data: bytes) -> SourceFile:
        if len(data) > SOURCE_LIMIT:
            why = f"{path} has more than {SOURCE_LIMIT} bytes"
            return SourceFile(language="", unknown=Unknown(why, "waive the check, or split the file"))
        if path.lower().endswith(_PYTHON):
            return read_python(data)
        return self._ctags.read(path, data)
