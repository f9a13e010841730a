"""What the command line names: documents, which are ours alone, and what is left to pytest; and how ids name them."""

from __future__ import annotations

import fnmatch
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.plugin.settings import has_path_arguments
from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.text.decode import show_hidden
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.task_documents import Document

MOST_NAMED = 5
Names = tuple[str, ...]
"""The parts of a node id after the document: units, then the gate."""

_PLAIN = re.compile(r"[\w.~ +@=-]*", re.ASCII)
_PLAIN_PATH = re.compile(r"[\w.~ +@=/-]*", re.ASCII)


def shown_path(path: str) -> str:
    """A path as node ids show it.

    ``::`` ends the path in a node id. At the start of a line GitHub's runner takes it for a command, as it takes
    ``##[`` anywhere in one.
    """
    return path if _PLAIN_PATH.fullmatch(path) else "/".join(map(shown_name, path.split("/")))


def shown_name(name: str) -> str:
    """The name of a file or a unit as node ids show it: it must neither end a line nor be taken for a command."""
    if _PLAIN.fullmatch(name):
        return name
    return show_hidden(name).replace("::", r"\x3a\x3a").replace("##[", r"\x23#[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a run collects.

    ``documents`` holds, for each document to collect, what is asked for of it: the beginnings of its node ids; an empty
    one stands for all. ``others`` are the arguments that pytest collects by itself.
    """

    documents: Mapping[str, frozenset[Names]]
    others: Sequence[str] = ()

    def checks(self, path: str, checks: tuple[Check[Any], ...]) -> tuple[Check[Any], ...]:
        """Those checks of a document that are asked for, in their order."""
        asked = self.documents[path]
        return checks if () in asked else tuple(check for check in checks if _is_below(names_of(check), asked))


def names_of(check: Check[Any]) -> Names:
    """The parts of a check's id after its document."""
    return tuple(check.id[len(check.workflow.path) + len("::") :].split("::"))


def list_left_out(documents: Iterable[str], selection: Selection, ignored: Sequence[str]) -> Iterator[str]:
    """The lines on the documents that arguments or ``--ignore`` leave out, and on those that git ignores."""
    paths = [path for path in documents if path not in selection.documents]
    if paths:
        were = "was" if len(paths) == 1 else "were"
        yield f"phasegate: {count_of(len(paths), 'document')} of the project {were} not judged: {_names(paths)}"
    if ignored:
        yield f"phasegate: git ignores {count_of(len(ignored), 'document')}, not judged: {_names(ignored)}"


def _names(paths: Sequence[str]) -> str:
    more = f", and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
    return ", ".join(shown_path(path) for path in paths[:MOST_NAMED]) + more


def _is_below(names: Names, asked: frozenset[Names]) -> bool:
    return any(names[:length] in asked for length in range(len(names) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """The documents of a run, by the places by which an argument may call them."""

    root: Path
    documents: Mapping[str, Document]
    by_place: Mapping[str, str]

    @classmethod
    def of(cls, root: Path, documents: Mapping[str, Document]) -> _Places:
        shown = {_normal(root / shown_path(path)): path for path in documents}
        return cls(
            root=root, documents=documents, by_place={**shown, **{_normal(root / path): path for path in documents}}
        )

    def find(self, folder: Path, argument: str) -> tuple[str, Names] | None:
        """The document that an argument names, and the parts of the node id after it; a path may hold ``::`` itself."""
        parts = argument.split("::")
        for count in range(len(parts), 0, -1):
            place = folder / "::".join(parts[:count])
            path = self.by_place.get(_normal(place)) or self.by_place.get(_normal(os.path.realpath(place)))
            if path is not None:
                return path, tuple(parts[count:])
        return None

    def below(self, folder: Path) -> Iterator[str]:
        """The documents below a folder."""
        folders = {_normal(folder), _normal(os.path.realpath(folder))}
        for path in self.documents:
            if any(_normal(parent) in folders for parent in (self.root / path).parents):
                yield path


def _normal(path: str | os.PathLike[str]) -> str:
    return os.path.normcase(os.path.normpath(path))


def select(config: pytest.Config, root: Path, documents: Mapping[str, Document]) -> Selection:
    """Tell what a run collects; without path arguments it is every document, in place of ``testpaths``.

    Raises:
        pytest.UsageError: an argument names a unit or a check that a document does not have.
    """
    is_ignored = _ignoring(config)
    if not has_path_arguments(config):
        whole = (path for path in documents if not is_ignored(root / path))
        return Selection(documents=dict.fromkeys(whole, frozenset([()])))
    places = _Places.of(root, documents)
    asked: dict[str, set[Names]] = {}
    others = []
    for argument in config.args:
        named = places.find(config.invocation_params.dir, argument)
        if named is None:
            others.append(argument)
            for path in places.below(config.invocation_params.dir / argument):
                if not is_ignored(root / path):
                    asked.setdefault(path, set()).add(())
        else:
            path, names = named
            _check_names(root / path, documents[path], names)
            asked.setdefault(path, set()).add(names)
    return Selection(documents={path: frozenset(names) for path, names in asked.items()}, others=others)


def _ignoring(config: pytest.Config) -> Callable[[Path], bool]:
    """Whether ``--ignore`` or ``--ignore-glob`` leaves a document out that nobody named.

    Folders' names do not matter here (``norecursedirs``): documents in ``.specs/`` are found all the same.
    """
    base = config.invocation_params.dir
    ignored = {Path(os.path.normpath(base / name)) for name in config.getoption("ignore") or ()}
    globs = [os.path.normpath(base / glob) for glob in config.getoption("ignore_glob") or ()]

    def is_ignored(path: Path) -> bool:
        above = (path, *path.parents)
        return any(each in ignored or any(fnmatch.fnmatch(str(each), glob) for glob in globs) for each in above)

    return is_ignored if ignored or globs else lambda _: False


def _check_names(place: Path, document: Document, names: Names) -> None:
    """Raise pytest.UsageError where a document has no such unit or check."""
    if not any(_is_below(names_of(check), frozenset([names])) for check in document.checks):
        raise pytest.UsageError(
            f"not found: {one_line('::'.join((str(place), *names)))}\n"
            f"({shown_path(place.name)} has no such unit or check; pytest --phasegate --co -q lists them)"
        )
