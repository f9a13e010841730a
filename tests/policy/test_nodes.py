from __future__ import annotations

import pytest

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.policy.nodes import decode, read_nodes


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: 1\nb: \xff", "a.yaml:2: not UTF-8 text: byte 0xff; save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "a.yaml:1: not UTF-8 text: byte 0xff; save the file as UTF-8"),
        ("a: ä".encode("latin-1"), "a.yaml:1: not UTF-8 text: byte 0xe4; save the file as UTF-8"),
        (b"a: 1\n\n\0", "a.yaml:3: the character U+0000 is not allowed here"),
        (b"a: \x1b[31m", "a.yaml:1: the character U+001B is not allowed here"),
        ("a: \ufffe".encode(), "a.yaml:1: the character U+FFFE is not allowed here"),
        (b"#" * 1_000_001, "a.yaml: the file has 1,000,001 bytes; at most 1,000,000 are read"),
    ],
)
def test_bytes_that_are_no_text_are_refused_at_their_line(data: bytes, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        decode(data, "a.yaml")
    assert str(caught.value) == message


def test_the_ending_of_a_name_tells_its_format() -> None:
    assert isinstance(read_nodes(b"a = 1", "x/a.toml").value, dict)
    assert read_nodes(b"a = 1", "a.yaml").value == "a = 1"
