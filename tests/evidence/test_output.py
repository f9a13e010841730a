from __future__ import annotations

import unicodedata
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.evidence.runs.process import Printed, plain_text, read_printed


def printed(content: bytes, keep: int) -> Printed:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        return read_printed(file, keep)


@pytest.mark.parametrize("content", [b"", b"1234", b"12345678"])
def test_output_within_the_limit_is_kept_whole(content: bytes) -> None:
    assert printed(content, 8) == Printed(head=content)


def test_of_longer_output_a_quarter_is_head_and_the_rest_tail() -> None:
    assert printed(b"ABCDEFGHIJKLMNOP", 8) == Printed(head=b"AB", tail=b"KLMNOP", left_out=8)


def test_a_gap_is_shown_at_line_ends() -> None:
    lines = b"".join(b"line %03d\n" % number for number in range(100))
    assert printed(lines, 40).text == ("line 000\n[... 864 bytes left out ...]\nline 097\nline 098\nline 099\n")


def test_a_gap_within_one_line_is_shown_too() -> None:
    assert printed(b"x" * 2_000, 8).text == "xx\n[... 1,992 bytes left out ...]\nxxxxxx"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("naïve ✅ 👩‍💻".encode(), "naïve ✅ 👩‍💻", id="UTF-8 and joined emoji stay"),
        pytest.param(b"caf\xe9\xff!", "caf\ufffd\ufffd!", id="not UTF-8"),
        pytest.param(b"\x1b[1;31mred\x1b[0m\x1b[K", "red", id="colors"),
        pytest.param(b"\x1b]8;;http://x\x07link\x1b]8;;\x1b\\", "link", id="hyperlinks"),
        pytest.param(b"\x1b]0;never closed\nnext line", "\nnext line", id="an open string hides one line only"),
        pytest.param(b"\x1bPq#0\x1b\\after", "after", id="device strings"),
        pytest.param(b"\x1b(Bcharset\x1bc \x1b", "charset ", id="short sequences, and one that breaks off"),
        pytest.param(b"a\x00b\x07c\x08d\x7fe\tf", "abcde\tf", id="control characters but tab"),
        pytest.param(b"one\r\ntwo\r\r\nthree", "one\ntwo\nthree", id="Windows line ends"),
        pytest.param(b" 10%\r 99%\r100%\ndone", "100%\ndone", id="a progress bar's last state"),
        pytest.param("\u202eevil\u2066\u2028x\u0085y".encode(), "evilxy", id="turned text, foreign line ends"),
    ],
)
def test_text_is_safe_to_show(content: bytes, text: str) -> None:
    assert plain_text(content) == text


@given(st.binary())
def test_no_output_brings_a_control_character_through(content: bytes) -> None:
    assert not {char for char in plain_text(content) if unicodedata.category(char) in ("Cc", "Zl", "Zp")} - {"\n", "\t"}


def test_unclosed_escapes_cost_linear_time() -> None:
    assert plain_text(b"\x1b[" * 200_000 + b"\nend") == "\nend"
    assert plain_text(b"\x1b[" + b"0" * 1_000_000) == "0" * 1_000_000
