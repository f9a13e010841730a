from __future__ import annotations

import pytest

from pytest_phasegate.evidence.results.junit import parse_junit
from pytest_phasegate.model.measures import Case, CaseResult


def cases(inside: str, attributes: str = "") -> tuple[Case, ...]:
    return parse_junit("a.xml", f"<testsuites><testsuite {attributes}>{inside}</testsuite></testsuites>".encode()).cases


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('<testcase classname="a.B" name="c"/>', CaseResult.PASSED),
        ('<testcase classname="a.B" name="c"><failure/></testcase>', CaseResult.FAILED),
        ('<testcase classname="a.B" name="c"><error message="x"/></testcase>', CaseResult.FAILED),
        ('<testcase classname="a.B" name="c"><skipped/></testcase>', CaseResult.SKIPPED),
        ('<testcase classname="a.B" name="c"><system-out>ok</system-out></testcase>', CaseResult.PASSED),
        ('<testcase classname="a.B" name="c" status="notrun"/>', CaseResult.SKIPPED),
        ('<testcase classname="a.B" name="c" status="failed"/>', CaseResult.FAILED),
        ('<testcase classname="a.B" name="c"><skipped/><failure/></testcase>', CaseResult.FAILED),
    ],
)
def test_a_case_ends_as_what_it_holds_says(text: str, result: CaseResult) -> None:
    assert cases(text) == (Case("a.B.c", result),)


def test_a_case_without_a_class_goes_by_its_name() -> None:
    assert cases('<testcase name="c"/>') == (Case("c", CaseResult.PASSED),)


def test_names_of_elements_count_without_their_namespace() -> None:
    run = parse_junit("a.xml", b'<testsuite xmlns="urn:x"><testcase name="c"><failure/></testcase></testsuite>')
    assert run.cases == (Case("c", CaseResult.FAILED),)


@pytest.mark.parametrize(
    ("stamps", "moment"),
    [
        (('timestamp="2026-05-01T00:00:00+00:00"',), 1_777_593_600.0),
        (('timestamp="2026-05-01T02:00:00+02:00"',), 1_777_593_600.0),
        (('timestamp="2026-04-30T23:59:00Z"', 'timestamp="2026-05-01T00:00:00Z"'), 1_777_593_600.0),
        (('timestamp="2026-05-01T14:00:00"',), 1_777_593_600.0),  # as early as it can mean
        (('timestamp="yesterday"',), None),
        (('timestamp="0001-01-01T00:00:00"',), -62_135_647_200.0),
        (("",), None),
    ],
)
def test_a4_a_file_is_taken_at_its_latest_word(stamps: tuple[str, ...], moment: float | None) -> None:
    suites = "".join(f"<testsuite {stamp}/>" for stamp in stamps)
    assert parse_junit("a.xml", f"<testsuites>{suites}</testsuites>".encode()).said_at == moment


def test_the_commit_is_the_one_that_a_property_names() -> None:
    text = "<testsuite><properties><property name='revision' value=' ABC1234 '/></properties></testsuite>"
    assert parse_junit("a.xml", text.encode()).revision == "abc1234"


@pytest.mark.parametrize("tag", ["html", "coverage"])
def test_xml_of_another_kind_is_a_problem(tag: str) -> None:
    assert parse_junit("a.xml", f"<{tag}/>".encode()).problem == f"it holds no test results, but <{tag}>"
