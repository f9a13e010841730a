"""The dialects by name: a new way of writing tasks is a module in ``documents/dialects/`` and a name here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.reader import read
from pytest_phasegate.documents.recognition import first_claim, has_form, is_unused_template, without_unclosed
from pytest_phasegate.errors import DocumentError, faults_of
from pytest_phasegate.location import Location
from pytest_phasegate.model.workflow import CLAIMS
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.model.workflow import Workflow

_NAMES = {
    "batches": True,
    "checkpoints": True,
    "phases": True,
    "stages": True,
    "spec-kit": True,
    "openspec": True,
    "kiro": True,
    "bmad": True,
    "taskmaster": True,
    "conductor": True,
    "gsd": True,
    "backlog": True,
    "agent-os": True,
    "superpowers": True,
    "checklists": False,
}
"""Every dialect in the order of asking, and whether its documents are found in its places though nobody names them."""

SEARCHED = tuple(name for name, is_found in _NAMES.items() if is_found)
"""The dialects whose documents are found in their places though no policy names them, in the order of asking."""

AUTO = "auto"
PLAIN = "checklists"
"""The dialect of any list of boxes: no text is told by it, but for one that somebody names as a task document."""

_LONGEST_SHOWN = 80


class Dialects(Mapping[str, "Dialect"]):
    """The dialects by name; ours are imported when they are first asked for: most runs need one of them.

    Args:
        others: dialects of other packages, by how messages call the package; their documents are found in the places
            that they name.
    """

    def __init__(self, others: Mapping[str, Iterable[Dialect]] = MappingProxyType({})) -> None:
        self._owners = {dialect.name: owner for owner, dialects in others.items() for dialect in dialects}
        self._others = {dialect.name: dialect for dialects in others.values() for dialect in dialects}
        self._found = tuple(name for name, dialect in self._others.items() if dialect.places)
        self.searched = (*SEARCHED, *self._found)

    @property
    def only_named(self) -> tuple[str, ...]:
        """The dialects whose documents somebody has to name; a plain list of boxes is told by that alone."""
        return tuple(name for name in self if name not in self.searched and name != PLAIN)

    def __getitem__(self, name: str) -> Dialect:
        return _load(name) if name in _NAMES else self._others[name]

    def read(self, name: str, path: str, text: str) -> Workflow:
        """What a text says in a dialect; raises DocumentError where it says nothing there."""
        with self.reading(name, path):
            return read(self[name], path, text)

    def reading(self, name: str, path: str) -> AbstractContextManager[None]:
        """Tell what code of a dialect raises as a fault of the package that adds the dialect."""
        owner = self._owners.get(name)
        return faults_of(f"{owner}: the dialect {name} cannot read {path}") if owner else nullcontext()

    def __iter__(self) -> Iterator[str]:
        return iter((*_NAMES, *self._others))

    def __len__(self) -> int:
        return len(_NAMES) + len(self._others)


DIALECTS = Dialects()


@cache
def _load(name: str) -> Dialect:
    module = import_module(f"pytest_phasegate.documents.dialects.{name.replace('-', '_')}")
    dialect: Dialect = module.DIALECT
    return dialect


def read_named(path: str, text: str, dialect: str = AUTO, dialects: Dialects = DIALECTS) -> Workflow:
    """Read a file that somebody names as a task document: the same, and a plain list of boxes is one too."""
    try:
        return read_document(path, text, dialect, dialects)
    except DocumentError:
        if dialect == AUTO and (plain := plain_list(path, text, dialects)):
            return plain
        raise


def plain_list(path: str, text: str, dialects: Dialects = DIALECTS) -> Workflow | None:
    """What a text says that is a list of boxes and no more; None where it is none, or the template of a dialect."""
    return None if form_of(path, text, dialects) else recognized(path, text, (PLAIN,), dialects)


def read_document(path: str, text: str, dialect: str = AUTO, dialects: Dialects = DIALECTS) -> Workflow:
    """Read a task document.

    ``path`` is the document's place in the project, with forward slashes; ``dialect`` is a name in ``dialects``, or
    "auto" to tell the dialect by the text. Raises DocumentError for a text of no dialect, or that holds no unit, and
    for a dialect that does not exist.
    """
    if dialect in dialects:
        return dialects.read(dialect, path, text)
    if dialect != AUTO:
        known = ", ".join((AUTO, *dialects))
        raise DocumentError(f"there is no dialect {dialect!r}; known are {known}", Location(path))
    found = recognized(path, text, dialects=dialects) or _template(path, text, dialects)
    found = found or recognized(path, text, dialects.only_named, dialects)
    if found is None:
        raise DocumentError(f"the document is written in no known dialect ({', '.join(dialects)})", Location(path))
    return found


def recognized(
    path: str, text: str, names: tuple[str, ...] | None = None, dialects: Dialects = DIALECTS, place: str = ""
) -> Workflow | None:
    """What a text says by the dialect that it is written in, or None where it is no task document by itself.

    Those of ``names`` are asked, by default those that are searched for; the dialects of the place where it lies come
    first, and less is asked of a text there. ``place`` is where it was found, if a link leads from there to its path.
    Raises DocumentError for a line that is too long, and for a fence or comment that is never closed and hides what
    would be a document.
    """
    asked = dialects.searched if names is None else names
    place = place or path
    found = _first_that_fits(path, text, asked, dialects, place)
    if found is None and (open_block := without_unclosed(text)):
        problem, shown = open_block
        if _first_that_fits(path, shown, asked, dialects, place):
            raise DocumentError(problem.message, Location(path, problem.line))
    return found


def _first_that_fits(path: str, text: str, asked: Iterable[str], dialects: Dialects, place: str) -> Workflow | None:
    for dialect, found in _readings(path, text, asked, dialects, place):
        if has_form(dialect, found, in_place=_is_in_place(dialect, place)):
            # A template of checkpoints is a numbered list of boxes too, and no list of tasks.
            return None if is_unused_template(dialect, found) else found
    return None


class UnreadClaim(NamedTuple):
    """A claim that a person sees in a text which no dialect reads.

    ``place`` is the dialect whose documents lie there, ``nearest`` the one that the text looks most like.
    """

    line: int
    words: str
    place: str
    nearest: str


def first_unread(place: str, text: str, dialects: Dialects = DIALECTS) -> UnreadClaim | None:
    """The first claim in a text that no dialect reads; None where it claims nothing."""
    words = sorted({word for name in dialects.searched for word in dialects[name].words}, key=len, reverse=True)
    seen = first_claim(text, words)
    if seen is None:
        return None
    here = next((name for name in dialects.searched if _is_in_place(dialects[name], place)), dialects.searched[0])
    return UnreadClaim(seen.line, seen.words[:_LONGEST_SHOWN], here, nearest(place, text, dialects) or here)


def form_of(path: str, text: str, dialects: Dialects = DIALECTS) -> str:
    """The dialect of which a text has the form though nothing in it is begun, as a template has it; "" for none."""
    found = _template(path, text, dialects)
    return found.dialect if found else ""


def nearest(path: str, text: str, dialects: Dialects = DIALECTS) -> str:
    """The dialect that reads most claims in a text which is written in none; "" where none reads a unit that claims."""
    best, most = "", 0
    with suppress(DocumentError):
        for dialect, found in _readings(path, text, dialects, dialects):
            claims = sum(len(getattr(unit, kind)) for unit in found.units() for kind in CLAIMS if kind != "problems")
            if claims > most:
                best, most = dialect.name, claims
    return best


def _template(path: str, text: str, dialects: Dialects) -> Workflow | None:
    """What a template says: a document that the policy names may be one."""
    asked = [name for name in dialects.searched if dialects[name].needs_state]
    return next((found for dialect, found in _readings(path, text, asked, dialects) if has_form(dialect, found)), None)


def _readings(
    path: str, text: str, asked: Iterable[str], dialects: Dialects, place: str = ""
) -> Iterator[tuple[Dialect, Workflow]]:
    """What a text says in each dialect that finds a unit in it, that of its place first."""
    check_lines(path, text)
    for name in sorted(asked, key=lambda each: not _is_in_place(dialects[each], place or path)):
        with suppress(DocumentError):
            yield dialects[name], dialects.read(name, path, text)


def _is_in_place(dialect: Dialect, path: str) -> bool:
    return any(matches(glob, path) for glob in dialect.places)
