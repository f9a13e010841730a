"""Reads XML that may be hostile: no entities, no external parts, bounded size and depth."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pytest_phasegate.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MOST_BYTES = 64 * 1024 * 1024
MOST_DEPTH = 100
_DECLARATION = re.compile(rb"<!\s*(?:ENTITY|ELEMENT|ATTLIST|NOTATION)|<!\s*DOCTYPE[^>]*\[", re.IGNORECASE)


def read_elements(data: bytes) -> Iterator[Element]:
    """Each element of a document when it ends, inner ones first.

    A document that declares entities, or anything else, could grow without bound or name other files: it is refused
    before it is parsed, as is one in an encoding in which that could not be seen. A plain DOCTYPE, which Cobertura's
    files have, names a file that is never fetched.

    Raises:
        EvidenceError: the document is too large or too deep, declares something, or is no XML.
    """
    if len(data) > MOST_BYTES:
        raise EvidenceError(f"it has more than {MOST_BYTES:,} bytes")
    if b"\0" in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EvidenceError("it is not UTF-8")
    if re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8|ascii|us-ascii|iso-8859-1)", data, re.IGNORECASE):
        raise EvidenceError("it is not UTF-8")
    if _DECLARATION.search(data):
        raise EvidenceError("it declares entities or a document type of its own, which are not read")
    depth = 0
    try:
        for event, element in ET.iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314 - see above
            depth += 1 if event == "start" else -1
            if depth > MOST_DEPTH:
                raise EvidenceError(f"its elements are more than {MOST_DEPTH} deep")
            if event == "end":
                yield element
    except ET.ParseError as error:
        raise EvidenceError(f"it is no XML: {error}") from error
