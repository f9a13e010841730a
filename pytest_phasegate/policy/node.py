"""A value of a config file with its place, and the limits of the tree it is part of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.location import Location
    from pytest_phasegate.policy.scalars import Plain

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_MISTAKES = 100  # of one policy: nobody reads more

# What an escape can bring into a string, and no path, program or report can take.
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value of a config file and its place.

    ``location`` is the line of the value's key, or of the list item; ``trail`` names it: ``phases[0].gates.commit``.
    Dates are strings, whichever the format.
    """

    value: Plain | tuple[Node, ...] | Mapping[str, Node]
    location: Location
    trail: str = ""


def check_string(text: str) -> str:
    """The text itself; raises ValueError with a message for the user where nothing can be done with it."""
    if _UNUSABLE.search(text):
        raise ValueError("a string holds a NUL or half a character")
    return text


def mistake_at(location: Location, message: str, trail: str = "") -> PolicyError:
    """A mistake at a place, with the name of the value in front.

    The message may quote the file, and the file may come from anybody: what could steer a terminal is written out.
    """
    text = f"{trail}: {message}" if trail else message
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
    return PolicyError(text, location)


def join_trail(trail: str, part: str | int) -> str:
    """The name of a value in a mapping or list: ``phases[0]``, ``commands.build``."""
    if isinstance(part, int):
        return f"{trail}[{part}]"
    part = part if len(part) <= 60 else f"{part[:60]}…"
    return f"{trail}.{part}" if trail else part
