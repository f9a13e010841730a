from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_phasegate.reports.formats import FORMATS, FormatError, ReportInput, Request, make_files, read_request
from tests.reports.outcomes import outcome_of, result, sample


@pytest.mark.parametrize(
    ("spelling", "request_"),
    [
        ("term", Request(format="term")),
        ("term-missing:skip-covered", Request(format="term-missing", skip_covered=True)),
        ("xml", Request(format="xml", dest="phasegate-coverage.xml")),
        ("html:build/html", Request(format="html", dest="build/html")),
        ("json:C:\\out\\a.json", Request(format="json", dest="C:\\out\\a.json")),
        ("total", Request(format="total")),
        ("total:total.txt", Request(format="total", dest="total.txt")),
        ("github", Request(format="github")),
    ],
)
def test_a_request_is_read_as_cov_report_is(spelling: str, request_: Request) -> None:
    assert read_request(spelling) == request_


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        ("pdf", f'there is no report "pdf"; there are {", ".join(FORMATS)}'),
        ("term:a.txt", 'a report "term" is printed: only "term:skip-covered" is possible, not "a.txt"'),
    ],
)
def test_what_there_is_not_is_told(spelling: str, message: str) -> None:
    with pytest.raises(FormatError) as error:
        read_request(spelling)
    assert str(error.value) == message


def files_of(spelling: str) -> dict[str, bytes]:
    outcome = outcome_of(result()) if spelling.startswith("badge") else sample()
    given = ReportInput(outcome=outcome, root=Path("/project"), read=lambda path: "text\n" * 40)
    files = make_files(read_request(spelling), given, Path("/here"))
    return {path.as_posix(): data for path, data in files.items()}


def test_a_badge_is_a_picture_an_endpoint_or_both() -> None:
    assert list(files_of("badge")) == ["/here/phasegate-badge/badge.svg", "/here/phasegate-badge/badge.json"]
    assert files_of("badge:a.svg")["/here/a.svg"].startswith(b"<svg")
    assert json.loads(files_of("badge:a.json")["/here/a.json"])["message"] == "100%"


def test_html_is_a_folder_with_both_indexes() -> None:
    assert {"/here/out/index.html", "/here/out/workflow.html"} <= set(files_of("html:out"))


def test_a_place_may_be_absolute() -> None:
    assert list(files_of("sarif:/there/a.sarif")) == ["/there/a.sarif"]
