"""Finds the tests of a project by their names, without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.files.python_source import read_python
from pytest_phasegate.model.sources import NamedTest
from pytest_phasegate.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.facts import Tree

FILE_LIMIT = 2**20
MOST_FILES = 20_000

_FILES = re.compile(
    r"(?:^|/)(?:test_[^/]*\.py|[^/]*_tests?\.py|tests?\.py|[^/]*[._](?:test|spec)\.(?:js|jsx|ts|tsx|mjs|cjs|mts|cts|rb)"
    r"|[^/]*_test\.(?:go|rs|dart|exs|cc|cpp)|tests/[^/]*\.rs|[^/]*Tests?\.(?:java|kt|cs|php|swift|scala))$"
)
_QUOTED = re.compile(
    r"\b(?:it|test|describe|context|specify|should)(?:\.\w{1,20})?[ (]{1,3}(['\"`])((?:(?!\1).){1,200})\1"
)
_FUNCTIONS = re.compile(
    r"\bfunc[ ](?:\([^)]{0,80}\)[ ])?(Test\w{0,200})|\bfn[ ](\w{1,200})[ ]?\("
    r"|\b(?:def|function|fun|void)[ ](test\w{0,200}|\w{1,200})[ ]?\(|\bTEST(?:_[FP])?\((\w{1,100},[ ]?\w{1,100})\)"
)


def is_test_file(path: str) -> bool:
    """Whether a file's name is one that test runners look for."""
    return _FILES.search(path) is not None


def find_tests(tree: Tree, paths: Iterable[str]) -> tuple[NamedTest, ...]:
    """The tests in those of the files that hold some, in the order of the paths.

    Args:
        tree: where the files are.
        paths: the files of the tree; at most 20,000 with tests are read, of each the first MiB.
    """
    files = [path for path in paths if is_test_file(path)][:MOST_FILES]
    return tuple(test for path in files for test in _tests_of(path, tree.read(path, FILE_LIMIT) or b""))


def _tests_of(path: str, data: bytes) -> Iterator[NamedTest]:
    for line, name in _names_in_python(data) if path.endswith(".py") else _names_in_lines(data):
        yield NamedTest(path=path, line=line, name=name, words=stems(f"{path.rpartition('/')[2]} {name}"))


def _names_in_python(data: bytes) -> Iterator[tuple[int, str]]:
    for definition in read_python(data).definitions:
        is_test = definition.name.rpartition(".")[2].lower().startswith("test")
        if is_test and definition.kind in ("function", "class"):
            yield definition.line, definition.name


def _names_in_lines(data: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), start=1):
        text = line[:2_000]
        for match in _QUOTED.finditer(text):
            yield number, match[2]
        for match in _FUNCTIONS.finditer(text):
            yield number, next(filter(None, match.groups()))
