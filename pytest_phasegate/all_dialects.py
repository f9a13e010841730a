"""The dialects by name: a new way of writing tasks is a module in ``documents/dialects/`` and a name here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from pytest_phasegate.documents.reader import read
from pytest_phasegate.documents.recognition import fits, has_form, without_unclosed
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.model.workflow import Workflow

_NAMES = {
    "batches": True,
    "checkpoints": True,
    "phases": True,
    "stages": True,
    "spec-kit": False,
    "openspec": False,
    "taskmaster": False,
}
"""Every dialect, and whether its documents are found in its places though no policy names them."""

SEARCHED = tuple(name for name, is_found in _NAMES.items() if is_found)
"""The dialects whose documents are found in their places though no policy names them, in the order of asking."""

AUTO = "auto"


class _Dialects(Mapping[str, "Dialect"]):
    """The dialects by name, each imported when it is first asked for: most runs need one of them."""

    def __getitem__(self, name: str) -> Dialect:
        if name not in _NAMES:
            raise KeyError(name)
        return _load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


DIALECTS: Mapping[str, Dialect] = _Dialects()


@cache
def _load(name: str) -> Dialect:
    module = import_module(f"pytest_phasegate.documents.dialects.{name.replace('-', '_')}")
    dialect: Dialect = module.DIALECT
    return dialect


def read_document(path: str, text: str, dialect: str = AUTO) -> Workflow:
    """Read a task document.

    ``path`` is the document's place in the project, with forward slashes; ``dialect`` is a name in ``DIALECTS``, or
    "auto" to tell the dialect by the text. Raises DocumentError for a text of no dialect, or that holds no unit, and
    for a dialect that does not exist.
    """
    if dialect in DIALECTS:
        return read(DIALECTS[dialect], path, text)
    if dialect != AUTO:
        known = ", ".join((AUTO, *DIALECTS))
        raise DocumentError(f"there is no dialect {dialect!r}; known are {known}", Location(path))
    here = tuple(name for name in DIALECTS if _is_in_place(name, path))
    others = tuple(name for name in DIALECTS if name not in SEARCHED)
    # The lists come last: a template of checkpoints is a numbered list of boxes too.
    found = recognized(path, text, here) or recognized(path, text) or _template(path, text)
    found = found or recognized(path, text, others)
    if found is None:
        raise DocumentError(f"the document is written in no known dialect ({', '.join(DIALECTS)})", Location(path))
    return found


def recognized(path: str, text: str, names: tuple[str, ...] = SEARCHED) -> Workflow | None:
    """What a text says by the dialect that it is written in, or None where it is no task document by itself.

    The dialect of the place where it lies is asked first. Raises DocumentError for a line that is too long, and for a
    fence or comment that is never closed and hides what would be a document.
    """
    found = _first_that_fits(path, text, names)
    if found is None and (open_block := without_unclosed(text)):
        problem, shown = open_block
        if _first_that_fits(path, shown, names):
            raise DocumentError(problem.message, Location(path, problem.line))
    return found


def _first_that_fits(path: str, text: str, names: tuple[str, ...]) -> Workflow | None:
    readings = _readings(path, text, names)
    return next((found for name, found in readings if fits(DIALECTS[name], found)), None)


def form_of(path: str, text: str) -> str:
    """The dialect of which a text has the form though nothing in it is begun, as a template has it; "" for none."""
    found = _template(path, text)
    return found.dialect if found else ""


def _template(path: str, text: str) -> Workflow | None:
    """What a template says: a document that the policy names may be one."""
    names = tuple(name for name in SEARCHED if DIALECTS[name].needs_state)
    return next((found for name, found in _readings(path, text, names) if has_form(DIALECTS[name], found)), None)


def _readings(path: str, text: str, names: tuple[str, ...]) -> Iterator[tuple[str, Workflow]]:
    """What a text says in each dialect that finds a unit in it, that of its place first."""
    check_lines(path, text)
    for name in sorted(names, key=lambda name: not _is_in_place(name, path)):
        with suppress(DocumentError):
            yield name, read(DIALECTS[name], path, text)


def _is_in_place(name: str, path: str) -> bool:
    return any(matches(glob, path) for glob in DIALECTS[name].places)
