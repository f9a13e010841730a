from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.results import safe_xml
from pytest_phasegate.evidence.results.safe_xml import MOST_ATTRIBUTES, MOST_NAMES, read_xml

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<a>&c;</a>"""


def told(data: bytes) -> list[str]:
    """What is told of a document: the begin of an element with its attributes, and its end with a text."""
    parts: list[str] = []
    read_xml(
        data,
        lambda kind, attributes: parts.append(" ".join([f"<{kind}", *map("=".join, attributes.items())])),
        lambda kind, text: parts.append(f"{kind}>{text}"),
    )
    return parts


def test_each_element_is_told_when_it_begins_and_when_it_ends() -> None:
    data = b'<a x:y="1"><n:b>text &amp; more</n:b><c><d/></c></a>'
    assert told(data) == ["<a x:y=1", "<b", "b>text & more", "<c", "<d", "d>", "c>", "a>"]


def test_a_plain_doctype_names_a_file_that_is_never_fetched() -> None:
    data = b'<!DOCTYPE coverage SYSTEM "http://nowhere.invalid/coverage-04.dtd"><coverage/>'
    assert told(data) == ["<coverage", "coverage>"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "declares entities"),
        (b"<!DOCTYPE a SYSTEM 'x' [ ]><a/>", "declares entities"),
        (b"<!doctype a [<!entity b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "it is no XML"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "declares entities"),
        ("<a/>".encode("utf-16"), "it is not UTF-8"),
        ("<a/>".encode("utf-16-le"), "it is not UTF-8"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "it is not UTF-8"),
        (b"<a>&b;</a>", "it is no XML: undefined entity"),
        (b"<a><b></a>", "it is no XML: mismatched tag"),
        (b"", "it is no XML: no element found"),
        (b"<a>" * 200 + b"</a>" * 200, "its elements are more than 100 deep"),
        (b"<a>" + b"".join(b"<b%d/>" % each for each in range(2000)) + b"</a>", "have more than 1,000 names"),
        (b"<a " + b"".join(b"b%d='' " % each for each in range(2000)) + b"/>", "have more than 1,000 names"),
        (b"<a " + b"".join(b"b%d='>' " % each for each in range(20000)) + b"/>", "more than 1,000 attributes"),
        (b"<!DOCTYPE a SYSTEM 'x' [<!ATTLIST a b CDATA 'c'>]><a/>", "declares entities"),
        (b"<!DOCTYPE " * 100_000, "it is no XML"),
    ],
)
def test_what_could_do_harm_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(EvidenceError, match=why):
        told(data)


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_BYTES", 10)
    with pytest.raises(EvidenceError, match="it has more than 10 bytes"):
        told(b"<a>12345678</a>")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(EvidenceError):
        assert told(data)


def test_a_text_that_looks_like_a_declaration_is_none() -> None:
    assert told(b"<a><![CDATA[<!ENTITY b 'c'> <!DOCTYPE a [ ]>]]></a>") == ["<a", "a><!ENTITY b 'c'> <!DOCTYPE a [ ]>"]
    assert told(b"<a><!-- <!ENTITY b 'c'> --></a>") == ["<a", "a>"]


def test_a_long_text_and_a_long_value_are_no_matter() -> None:
    text = b"say \"x\" = 'y' " * 20_000
    assert told(b"<a>" + text + b"</a>") == ["<a", f"a>{text.decode()[:1000]}"]
    assert told(b'<a b="' + b"x>" * 100_000 + b'"/>') == [f"<a b={'x>' * 100_000}", "a>"]


def test_what_honest_files_hold_is_far_from_the_bounds() -> None:
    attributes = b"".join(b'b%d="" ' % each for each in range(900))
    assert MOST_ATTRIBUTES == MOST_NAMES == 1000
    assert len(told(b"<a " + attributes + b"/>")) == 2
