from __future__ import annotations

import json
import subprocess
import sys
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


IMPORTED = """
import sys
from pathlib import Path
import pytest_phasegate.plugin.reporting, pytest_phasegate.plugin.hooks
from pytest_phasegate.reports.formats import ReportInput, make_text, read_request
from tests.reports.outcomes import sample
request = read_request("FORMAT")
if MAKE:
    make_text(request, ReportInput(outcome=sample(), root=Path("/project"), read=lambda path: ""))
names = (name.rpartition(".") for name in sys.modules)
print(*sorted(name for folder, _, name in names if folder == "pytest_phasegate.reports"))
"""
NEEDED = {"escape", "failure", "formats", "result_json", "terminal", "writer"}


def imported(name: str, *, make: bool) -> set[str]:
    program = IMPORTED.replace("FORMAT", name).replace("MAKE", str(make))
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_module_of_a_format_is_imported_when_a_report_of_it_is_made() -> None:
    assert imported("sarif", make=False) <= NEEDED
    assert imported("sarif", make=True) - NEEDED == {"problems", "sarif"}
    assert imported("gitlab", make=True) - NEEDED == {"gitlab", "problems", "tallies"}
