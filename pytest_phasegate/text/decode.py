"""Bytes to text: the limits on a document, what is said of a file that is not text, and characters that hide."""

from __future__ import annotations

import re
import unicodedata

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location

MAX_BYTES = 16 * 1024 * 1024
"""The largest document that is read; the largest real one seen has 1.6 million bytes."""

MAX_LINE_LENGTH = 1_000_000
"""The longest line that is read, in characters."""

BYTE_ORDER_MARK = "\ufeff"
_SHARE_OF_UTF_16 = 4
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")

# Besides control characters: what reorders or hides text (bidirectional marks, zero-width characters), separators
# that end a line, and halves of surrogate pairs, which cannot be printed at all.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SHOWN_ANYWAY = frozenset("\u200d\ufe0f")  # they join emoji, and documents are full of emoji
_PLAIN = re.compile(r"[\x20-\x7e]*")


def decode(path: str, data: bytes) -> str:
    """Turn the bytes of a document into text.

    ``path`` is only named in messages. Returns the text without its byte order mark, line ends untouched.
    Raises DocumentError for bytes that are not UTF-8 (with their offset, from 0), for UTF-16, and for what
    is larger than ``MAX_BYTES``, and for line ends that nothing else reads as such.
    """
    location = Location(path)
    if len(data) > MAX_BYTES:
        raise DocumentError(f"the document has {len(data)} bytes; at most {MAX_BYTES} are read", location)
    if data.startswith(_UTF_16_MARKS):
        raise DocumentError("the document is UTF-16 (byte order mark at byte 0); save it as UTF-8", location)
    if data.count(0) * _SHARE_OF_UTF_16 > len(data):  # every other byte of plain letters is one
        raise DocumentError("the document is UTF-16 without a byte order mark; save it as UTF-8", location)
    if b"\r" in data and b"\n" not in data:  # git and editors see one line
        raise DocumentError("the document's lines end in carriage returns alone; save it with line feeds", location)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            f"the document is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; save it as UTF-8",
            Location(path, line),
        ) from error
    return text.removeprefix(BYTE_ORDER_MARK)


def check_lines(path: str, text: str) -> None:
    """Raise DocumentError at the first line of a text that is longer than ``MAX_LINE_LENGTH``."""
    if len(text) <= MAX_LINE_LENGTH:
        return
    lengths = list(map(len, text.split("\n")))
    if max(lengths) <= MAX_LINE_LENGTH:
        return
    number, length = next(each for each in enumerate(lengths, start=1) if each[1] > MAX_LINE_LENGTH)
    raise DocumentError(f"the line has {length} characters; at most {MAX_LINE_LENGTH} are read", Location(path, number))


def show_hidden(line: str) -> str:
    """A text on one line as it is, but for characters that hide, reorder, break lines, or cannot stand in XML."""
    if _PLAIN.fullmatch(line):
        return line
    return "".join(map(_shown, line))


def _shown(character: str) -> str:
    if character in _SHOWN_ANYWAY or unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    return character.encode("unicode_escape").decode("ascii")
