"""How much memory files of results and measurements take, whatever they hold: a pull request may bring any."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.results import coverage_texts, junit
from pytest_phasegate.evidence.results.coverage_files import parse_coverage
from pytest_phasegate.evidence.results.junit import parse_junit

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 2**17


def peak(parse: Callable[[bytes], object], data: bytes) -> int:
    """The most bytes that were taken at once, besides the data itself."""
    tracemalloc.start()
    try:
        parse(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def results(data: bytes) -> object:
    return parse_junit("a.xml", data)


def measured(data: bytes) -> object:
    return parse_coverage("a", data, lambda name: None)


def many(part: bytes, root: bytes = b"a") -> bytes:
    return b"<" + root + b">" + part * (SIZE // len(part)) + b"</" + root.split()[0] + b">"


NOTHING_KEPT = {
    "elements": many(b"<a/>"),
    "elements in elements": many(b"<a><b><c/></b></a>"),
    "elements in a test": many(b"<a/>", b"testcase"),
    "failures of a test": many(b"<failure/>", b"testcase"),
    "suites": many(b'<testsuite timestamp="2026-01-01T00:00:00Z"/>', b"testsuites"),
    "properties": many(b'<property name="commit" value="abc"/>', b"properties"),
    "attributes": many(b"<a b='' c='' d='' e='' f=''/>"),
    "text": many(b"x"),
    "comments": many(b"<!---->"),
    "instructions": many(b"<?a b?>"),
    "sources": many(b"<source>x</source>", b"coverage"),
    "classes of other projects": many(b'<class filename="x.py"><line number="1" hits="1"/></class>', b"coverage"),
    "lines of other projects": many(b'<line number="1" hits="1"/>', b'coverage a="" class="x"'),
}


@pytest.mark.parametrize("data", NOTHING_KEPT.values(), ids=NOTHING_KEPT)
@pytest.mark.parametrize("parse", [results, measured], ids=["test results", "coverage"])
def test_a9_what_is_not_asked_for_takes_no_memory(parse: Callable[[bytes], object], data: bytes) -> None:
    assert peak(parse, data) < 4 * SIZE


LCOV = {
    "lines": b"\n" * SIZE,
    "blank lines of two characters": b"a\n" * (SIZE // 2),
    "other files": b"".join(b"SF:%d\n" % number for number in range(SIZE // 9)),
    "commas": b"SF:x\nDA:" + b"," * SIZE,
}


@pytest.mark.parametrize("data", LCOV.values(), ids=LCOV)
def test_a9_a_tracefile_is_read_line_by_line(data: bytes) -> None:
    assert peak(measured, data) < 4 * SIZE


def test_a9_a_test_takes_little_more_than_its_text() -> None:
    data = b"<a>" + b"".join(b'<testcase name="test_%06d"/>' % number for number in range(SIZE // 32)) + b"</a>"
    assert peak(results, data) < 8 * SIZE


def test_a9_more_tests_than_any_project_has_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "MOST_CASES", 3)
    assert not parse_junit("a.xml", b"<a>" + b"<testcase/>" * 3 + b"</a>").problem
    run = parse_junit("a.xml", b"<a>" + b"<testcase/>" * 4 + b"</a>")
    assert (run.problem, run.cases) == ("it tells of more than 3 tests", ())


@pytest.mark.parametrize("sign", [":", "[", "{", ","])
def test_a9_json_that_would_take_much_memory_is_a_problem(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = b'{"files": {"a.py": {"executed_lines": [1], "missing_lines": [2]}}}'
    assert not parse_coverage("a.json", report, lambda name: name).problem
    monkeypatch.setattr(coverage_texts, "MOST_JSON", {sign.encode(): 0})
    assert parse_coverage("a.json", report, lambda name: name).problem == f'it holds "{sign}" more than 0 times'


def test_a9_a_line_that_no_file_has_does_not_count() -> None:
    data = b"SF:a.py\nDA:1,1\nDA:1048577,1\nDA:99999999,1\nend_of_record\n"
    assert parse_coverage("a.info", data, lambda name: name).files["a.py"].executed == {1}
