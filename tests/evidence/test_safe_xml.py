from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence import safe_xml
from pytest_phasegate.evidence.safe_xml import read_elements

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<a>&c;</a>"""


def test_inner_elements_come_first() -> None:
    assert [element.tag for element in read_elements(b"<a><b/><c><d/></c></a>")] == ["b", "d", "c", "a"]


def test_a_plain_doctype_names_a_file_that_is_never_fetched() -> None:
    data = b'<!DOCTYPE coverage SYSTEM "http://nowhere.invalid/coverage-04.dtd"><coverage/>'
    assert [element.tag for element in read_elements(data)] == ["coverage"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "declares entities"),
        (b"<!DOCTYPE a SYSTEM 'x' [ ]><a/>", "declares entities"),
        (b"<!doctype a [<!entity b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "declares entities"),
        ("<a/>".encode("utf-16"), "it is not UTF-8"),
        ("<a/>".encode("utf-16-le"), "it is not UTF-8"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "it is not UTF-8"),
        (b"<a>&b;</a>", "it is no XML: undefined entity"),
        (b"<a><b></a>", "it is no XML: mismatched tag"),
        (b"", "it is no XML: no element found"),
        (b"<a>" * 200 + b"</a>" * 200, "its elements are more than 100 deep"),
    ],
)
def test_what_could_do_harm_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(EvidenceError, match=why):
        list(read_elements(data))


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_BYTES", 10)
    with pytest.raises(EvidenceError, match="it has more than 10 bytes"):
        list(read_elements(b"<a>12345678</a>"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(EvidenceError):
        assert list(read_elements(data))
