"""Names of pytest's nodes: what a document or its path says must neither end a line nor be taken for a command."""

from __future__ import annotations

import re

from pytest_phasegate.reports.escape import visible_path

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


def is_plain(name: str) -> bool:
    """Whether a path, or a unit's key, holds nothing that hides, ends a line, or reorders text."""
    return visible_path(name) == name
