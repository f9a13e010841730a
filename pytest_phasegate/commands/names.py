"""What a person names on the command line, found: a document, or a unit by its node id or the end of it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.commands.command import UsageError
from pytest_phasegate.model.claims import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects
    from pytest_phasegate.task_documents import Document

MOST_NAMES = 8
"""The most names that a message lists."""


class Place(NamedTuple):
    """A unit of a document: ``path`` leads there from the outermost project, ``id`` is its check ids without gate."""

    path: str
    document: Document
    unit: Unit
    id: str


def every_unit(opened: Projects) -> Iterator[Place]:
    """Every unit of every document, the documents themselves among them, in order."""
    for path, facts in opened.describe().items():
        document = opened.documents[path]
        for unit, each in zip(document.workflow.root.walk(), facts.units, strict=True):
            yield Place(path, document, unit, each.place)


def find_unit(opened: Projects, name: str) -> Place:
    """The unit of this name, or the document where a document is named.

    A name is a node id, or the parts of one that tell the unit: ``batch-2``, ``2.1``, ``TASK_7::batch-2``; the case of
    letters does not count, nor a blank in place of a hyphen. A number alone ("2") counts where no key is like that.

    Raises:
        UsageError: no unit has this name, or several do: the message lists them.
    """
    *around, last = [part.strip() for part in name.split("::")]
    places = [place for place in every_unit(opened) if _lies_in(place, around)]
    for fits in (_has_key, _is_document, _has_number):
        found = [place for place in places if fits(place, last)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{name!r} names {len(found)} units: {_listed(place.id for place in found)}")
    units = [place for place in places if place.unit.level is not Level.DOCUMENT]
    error = no_such("unit", name, (key for place in units for key in (place.unit.key, place.id)))
    if "did you mean" in error.message or not units:
        raise error
    raise UsageError(f"there is no unit {name!r} in {_listed(dict.fromkeys(place.path for place in units))}")


def find_document(opened: Projects, name: str) -> str:
    """The path of the document of this name: its path, or the end of it, or a folder that it lies in.

    Raises:
        UsageError: there is none, or there are several.
    """
    found = [path for path in opened.documents if _names_path(name, path)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{name!r} names {len(found)} documents: {_listed(found)}")
    raise no_such("document", name, opened.documents)


def _lies_in(place: Place, around: list[str]) -> bool:
    """Whether a unit lies in all that stands before its own name."""
    path, *keys = place.id.split("::")
    names = around[1:] if around and _names_path(around[0], place.path) else around
    above = {_plain(key) for key in keys[:-1]}
    return path == place.path and all(_plain(each) in above for each in names)


def _has_key(place: Place, name: str) -> bool:
    return place.unit.level is not Level.DOCUMENT and _plain(name) == _plain(place.unit.key)


def _is_document(place: Place, name: str) -> bool:
    return place.unit.level is Level.DOCUMENT and _names_path(name, place.path)


def _has_number(place: Place, name: str) -> bool:
    return place.unit.level is not Level.DOCUMENT and _plain(name) in (_plain(place.unit.id), _plain(place.unit.name))


def _names_path(name: str, path: str) -> bool:
    wanted = name.replace("\\", "/").removeprefix("./").strip("/")
    return bool(wanted) and (path == wanted or path.endswith(f"/{wanted}") or f"/{wanted}/" in f"/{path}")


def _plain(text: str) -> str:
    return "-".join(text.casefold().replace("-", " ").split())


def no_such(what: str, name: str, known: Iterable[str]) -> UsageError:
    """The error that there is no such thing, with the names that are like it, or else all that there are.

    Args:
        what: what is named, such as "command".
        name: the name that is given.
        known: the names that there are.
    """
    names = tuple(dict.fromkeys(known))
    near = get_close_matches(name.casefold(), names, n=3) or get_close_matches(name, names, n=3)
    near = near or [each for each in names if name and name.casefold() in each.casefold()][:3]
    if near:
        return UsageError(f"there is no {what} {name!r}; did you mean {' or '.join(near)}?")
    return UsageError(f"there is no {what} {name!r}; there {'is' if len(names) == 1 else 'are'} {_listed(names)}")


def _listed(names: Iterable[str]) -> str:
    every = tuple(names)
    more = len(every) - MOST_NAMES
    return ", ".join(every[:MOST_NAMES]) + (f", and {more} more" if more > 0 else "") or "none"
