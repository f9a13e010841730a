"""Names of pytest's nodes: what a document or its path says must neither end a line nor be taken for a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.reports.escape import visible_path

if TYPE_CHECKING:
    from pytest_phasegate.location import Location

_PLAIN = re.compile(r"[\w.~ +@=-]*", re.ASCII)


def shown_path(path: str) -> str:
    """A path as node ids show it.

    ``::`` ends the path in a node id. At the start of a line GitHub's runner takes it for a command, as it takes
    ``##[`` anywhere in one.
    """
    return "/".join(shown_name(name) for name in path.split("/"))


def shown_name(name: str) -> str:
    """The name of a file or a unit as node ids show it."""
    if _PLAIN.fullmatch(name):
        return name
    return visible_path(name).replace("::", r"\x3a\x3a").replace("##[", r"\x23#[")


def check_name(name: str, location: Location) -> None:
    """Raise DocumentError for a path or a unit's key that holds what hides, ends a line, or reorders text.

    Node ids show it escaped; a name that nobody would give by mistake does not pass for one.
    """
    if not name.isprintable() and visible_path(name) != name:
        raise DocumentError(f"a character in the name {visible_path(name)} cannot be seen; rename it", location)
