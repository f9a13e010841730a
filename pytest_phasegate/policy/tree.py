"""The values of a config file with their locations: what YAML and TOML are read into, within limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_MISTAKES = 100  # reported for one policy
MAX_NUMBER = 10**15  # exact as a float too, so that every reader of the file sees the same number
BAD_NUMBER = "a number must be finite and have at most 15 digits"

_MOST_COMPARED = 200  # comparing takes some ten microseconds for each name

# https://yaml.org/spec/1.2.2/#51-character-set, applied to TOML as well
_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# Escapes can put these into a string; no path, program or report can take them.
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")

Plain = str | bool | int | float | None


class Node(NamedTuple):
    """A value of a config file and its location.

    ``location`` is the line of the value's key, or of the list item; ``trail`` names it: ``phases[0].gates.commit``.
    Dates are strings, whichever the format.
    """

    value: Plain | tuple[Node, ...] | Mapping[str, Node]
    location: Location
    trail: str = ""


def decode(data: bytes, path: str) -> str:
    """Bytes of a config file as text; raises PolicyError if they are too many, or not UTF-8 text."""
    if len(data) > MAX_BYTES:
        raise PolicyError(f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read", Location(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}"
        raise PolicyError(f"not UTF-8 text: byte {byte}; save the file as UTF-8", Location(path, line)) from None
    if forbidden := re.search(_FORBIDDEN, text):
        line = text.count("\n", 0, forbidden.start()) + 1
        raise PolicyError(f"the character U+{ord(forbidden[0]):04X} is not allowed here", Location(path, line))
    return text


def check_string(text: str) -> str:
    """The text itself; raises ValueError with a message for the user if it cannot be used."""
    if _UNUSABLE.search(text):
        raise ValueError("a string holds a NUL or half a character")
    return text


def check_number(value: Plain) -> Plain:
    """The value itself; raises ValueError with a message for the user if it is too large a number."""
    if isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
        raise ValueError(BAD_NUMBER)
    return value


def join_trail(trail: str, part: str | int) -> str:
    """The name of a value in a mapping or list: ``phases[0]``, ``commands.build``."""
    if isinstance(part, int):
        return f"{trail}[{part}]"
    part = part if len(part) <= 60 else f"{part[:60]}…"
    return f"{trail}.{part}" if trail else part


def mistake_at(location: Location, message: str, trail: str = "") -> PolicyError:
    """A mistake at a location, with the name of the value in front.

    The message may quote the file, which may be hostile: control characters are escaped.
    """
    text = f"{trail}: {message}" if trail else message
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
    return PolicyError(text, location)


def mistake(node: Node, message: str, location: Location | None = None) -> PolicyError:
    """A mistake at a node, or at a line in it, with the node's name in front of the message."""
    return mistake_at(location or node.location, message, node.trail)


def unexpected(node: Node, words: str) -> PolicyError:
    """A mistake: the node is not what ``words`` describe."""
    return mistake(node, f"expected {words}, found {describe(node)}")


def kind_of(node: Node) -> str:
    """What a node is, in the words of JSON Schema; every number is a "number"."""
    for types, kind in _KINDS:
        if isinstance(node.value, types):
            return kind
    return "object"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
    (tuple, "array"),
)
_FOUND = {"null": "nothing", "number": "a number", "array": "a list", "object": "a mapping"}


def describe(node: Node) -> str:
    """What a node is, in words for the user: a number, the string "yes"."""
    if isinstance(node.value, bool):
        return str(node.value).lower()
    if isinstance(node.value, str):
        return f"the string {quote(node.value)}"
    return _FOUND[kind_of(node)]


def quote(text: str) -> str:
    """A text of the user's in quotes, shortened if it is long."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:60]}…"'


def nearest(name: str, valid: Collection[str]) -> str | None:
    """The valid name that is most like another one, None if none is like it."""
    from difflib import get_close_matches

    # Only the head is compared: the time is quadratic in the length.
    return next(iter(get_close_matches(name[:60], valid, n=1)), None)


def suggest(name: str, valid: Collection[str]) -> str:
    """What to use instead of an unknown name: the nearest valid one, or all of them unless there are too many."""
    if len(valid) > _MOST_COMPARED:
        return f"valid are {len(valid):,} others"
    if near := nearest(name, valid):
        return f"did you mean {quote(near)}?"
    return f"valid are: {', '.join(sorted(valid))}" if valid else "there is none"
