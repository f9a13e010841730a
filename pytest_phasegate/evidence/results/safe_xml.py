"""Reads XML that may be hostile: no entities, no external parts, bounded size, depth and variety, and nothing is kept.

A tree of elements takes some 22 times the memory of its text, so none is made: the elements are told one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from pytest_phasegate.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Begin = Callable[[str, Mapping[str, str]], None]
    End = Callable[[str, str], None]

MOST_BYTES = 64 * 1024 * 1024
MOST_DEPTH = 100
MOST_NAMES = 1_000  # of elements and attributes; the parser remembers each
MOST_ATTRIBUTES = 1_000  # of one element
MOST_TEXT = 1_000  # characters of an element's text

_DECLARED = "it declares entities or a document type of its own, which are not read"
_ENCODING = re.compile(
    rb"\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"'](?!utf-8|ascii|us-ascii|iso-8859-1)", re.IGNORECASE
)
_LONG_TAG = re.compile(rb"<[^<!/?][^<]{100000}")  # no value of an attribute holds "<"
_VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'|>")


def read_xml(data: bytes, begin: Begin, end: End) -> None:
    """Tell of each element of a document when it begins and when it ends.

    A document that declares entities, or anything else, could grow without bound or name other files: it is refused,
    as is one in an encoding that few programs write. A plain DOCTYPE, which Cobertura's files have, names a file that
    is never fetched.

    Args:
        data: the document.
        begin: takes the name of an element, without a namespace's prefix, and its attributes.
        end: takes the name, and the text behind the last tag in front of the end, at most 1,000 characters of it.

    Raises:
        EvidenceError: the document is too large or too deep, declares something, or is no XML.
    """
    if len(data) > MOST_BYTES:
        raise EvidenceError(f"it has more than {MOST_BYTES:,} bytes")
    if _has_rare_encoding(data):
        raise EvidenceError("it is not UTF-8")
    if any(_has_many_attributes(data, match.start()) for match in _LONG_TAG.finditer(data)):
        raise EvidenceError(f"an element has more than {MOST_ATTRIBUTES:,} attributes")
    parser = expat.ParserCreate()
    _Telling(parser, begin, end)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise EvidenceError(f"it is no XML: {error}") from error


def _has_rare_encoding(data: bytes) -> bool:
    return b"\0" in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff")) or _ENCODING.match(data) is not None


def _has_many_attributes(data: bytes, start: int) -> bool:
    """Whether a tag has more than 1,000 quoted values; the parser would read them all before it tells of any."""
    for count, value in enumerate(_VALUE.finditer(data, start)):
        if value[0] == b">":
            return False
        if count >= MOST_ATTRIBUTES:
            return True
    return False


class _Telling:
    """The handlers of one parser."""

    def __init__(self, parser: expat.XMLParserType, begin: Begin, end: End) -> None:
        self._begin, self._end = begin, end
        self._depth = 0
        self._names: set[str] = set()
        self._text = ""
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._stop
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = parser.ElementDeclHandler = parser.AttlistDeclHandler = self._declaration
        parser.NotationDeclHandler = parser.UnparsedEntityDeclHandler = self._declaration

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._text = ""
        self._names.add(name)
        self._names.update(attributes)
        if self._depth > MOST_DEPTH:
            raise EvidenceError(f"its elements are more than {MOST_DEPTH} deep")
        if len(self._names) > MOST_NAMES:
            raise EvidenceError(f"its elements and attributes have more than {MOST_NAMES:,} names")
        self._begin(name.rpartition(":")[2], attributes)

    def _stop(self, name: str) -> None:
        self._depth -= 1
        text, self._text = self._text, ""
        self._end(name.rpartition(":")[2], text)

    def _characters(self, text: str) -> None:
        if len(self._text) < MOST_TEXT:
            self._text += text[: MOST_TEXT - len(self._text)]

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if has_subset:
            raise EvidenceError(_DECLARED)

    def _declaration(self, *declared: object) -> None:
        raise EvidenceError(_DECLARED)
