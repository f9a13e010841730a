from __future__ import annotations

import pytest

from pytest_phasegate.evidence.junit import parse_junit
from pytest_phasegate.model.measures import Case, CaseResult


def cases(inside: str, attributes: str = "") -> tuple[Case, ...]:
    return parse_junit(
        "a.xml", f"<testsuites><testsuite {attributes}>{inside}</testsuite></testsuites>".encode(), 5.0
    ).cases


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
    run = parse_junit("a.xml", b'<testsuite xmlns="urn:x"><testcase name="c"><failure/></testcase></testsuite>', None)
    assert run.cases == (Case("c", CaseResult.FAILED),)


@pytest.mark.parametrize(
    ("stamps", "moment"),
    [
        (('timestamp="2026-05-01T00:00:00+00:00"',), 1_777_593_600.0),
        (('timestamp="2026-05-01T02:00:00+02:00"',), 1_777_593_600.0),
        (('timestamp="2026-05-01T00:00:00Z"', 'timestamp="2026-04-30T23:59:00Z"'), 1_777_593_540.0),
        (('timestamp="2026-05-01T00:00:00"',), 5.0),
        (('timestamp="yesterday"',), 5.0),
        (("",), 5.0),
    ],
)
def test_the_moment_is_the_earliest_that_names_its_time_zone(stamps: tuple[str, ...], moment: float) -> None:
    suites = "".join(f"<testsuite {stamp}/>" for stamp in stamps)
    assert parse_junit("a.xml", f"<testsuites>{suites}</testsuites>".encode(), 5.0).made_at == moment


def test_the_commit_is_the_one_that_a_property_names() -> None:
    text = "<testsuite><properties><property name='revision' value=' ABC1234 '/></properties></testsuite>"
    assert parse_junit("a.xml", text.encode(), None).revision == "abc1234"


@pytest.mark.parametrize("tag", ["html", "coverage"])
def test_xml_of_another_kind_is_a_problem(tag: str) -> None:
    assert parse_junit("a.xml", f"<{tag}/>".encode(), None).problem == f"it holds no test results, but <{tag}>"
