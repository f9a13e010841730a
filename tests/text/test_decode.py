from __future__ import annotations

import pytest

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.text.decode import MAX_BYTES, MAX_LINE_LENGTH, check_lines, decode


def test_text_is_decoded_and_its_line_ends_are_kept() -> None:
    assert decode("a.md", "# ✅\r\nb\n".encode()) == "# ✅\r\nb\n"


def test_a_byte_order_mark_is_dropped() -> None:
    assert decode("a.md", b"\xef\xbb\xbf# a") == "# a"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\nb\xff", "docs/a.md:2: the document is not UTF-8: byte 0xff at offset 3; save it as UTF-8"),
        (b"\xff\xfe#\x00", "docs/a.md: the document is UTF-16 (byte order mark at byte 0); save it as UTF-8"),
        (b"\xfe\xff\x00#", "docs/a.md: the document is UTF-16 (byte order mark at byte 0); save it as UTF-8"),
    ],
)
def test_what_is_not_utf_8_is_an_error_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode("docs/a.md", data)
    assert str(caught.value) == message


def test_a_document_has_a_largest_size() -> None:
    assert decode("a.md", b"a" * MAX_BYTES)
    with pytest.raises(DocumentError, match=rf"^a.md: the document has {MAX_BYTES + 1} bytes; at most {MAX_BYTES} are"):
        decode("a.md", b"a" * (MAX_BYTES + 1))


def test_a_line_has_a_largest_length() -> None:
    check_lines("a.md", "short")
    check_lines("a.md", "a\n" * MAX_LINE_LENGTH)
    with pytest.raises(DocumentError, match=r"^a.md:3: the line has 1000001 characters; at most 1000000 are read$"):
        check_lines("a.md", "a\nb\n" + "c" * (MAX_LINE_LENGTH + 1))
