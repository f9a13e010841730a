"""The text formats of coverage data; what real tools write is read in tests/gates/test_coverage.py."""

from __future__ import annotations

import pytest

from pytest_phasegate.evidence import coverage_files
from pytest_phasegate.evidence.coverage_files import parse_coverage
from pytest_phasegate.model.measures import FileLines, LineCoverage

A = {"src/a.py": FileLines(frozenset({1, 2, 4}), frozenset({1, 4}))}
LINES = '<line number="1" hits="3"/><line number="2" hits="0"/><line number="4" hits="1"/><line number="x" hits="1"/>'


def locate(name: str) -> str | None:
    """As a tree does: names of other machines by their end; what is not of the project is nowhere."""
    return "src/a.py" if name.endswith("a.py") else None


def read(text: str) -> LineCoverage:
    return parse_coverage("c", text.encode(), locate)


OF_COVERAGE_PY = f"""\
<coverage timestamp="1777593600000">
<sources><source>/home/ci/p/src</source></sources>
<packages><package><classes><class filename="a.py"><lines>{LINES}</lines></class></classes></package></packages>
</coverage>"""
OF_ANOTHER_TOOL = f"""\
<coverage timestamp="1777593600">
<class filename="src/a.py"><methods><method>{LINES}</method></methods></class>
<class filename="/usr/lib/os.py"><lines>{LINES}</lines></class>
</coverage>"""


@pytest.mark.parametrize("text", [OF_COVERAGE_PY, OF_ANOTHER_TOOL])
def test_cobertura_xml_is_read(text: str) -> None:
    found = read(text)
    assert (found.files, found.made_at) == (A, 1_777_593_600.0)


def test_json_is_read() -> None:
    text = '{"files": {"src/a.py": {"executed_lines": [1, 4], "missing_lines": [2, "x"]}, "os.py": {}, "b_a.py": []}}'
    assert read(text).files == A


def test_lcov_is_read() -> None:
    text = (
        "TN:\nSF:C:\\p\\src\\a.py\nDA:1,3\nDA:2,0\nDA:4,1,checksum\nDA:y,1\nend_of_record\nDA:9,9\nSF:os.py\nDA:1,1\n"
    )
    assert read(text).files == A


def test_what_is_known_of_a_file_under_two_names_is_laid_together() -> None:
    assert read("SF:/x/a.py\nDA:1,1\nDA:2,0\nend_of_record\nSF:/y/a.py\nDA:4,1\nend_of_record\n").files == A


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is neither coverage.py's data, nor JSON, XML or LCOV"),
        ("TN:\nend_of_record\n", "it is neither coverage.py's data, nor JSON, XML or LCOV"),
        ("{", "it is no JSON: "),
        ("[" * 100_000, "it is neither"),
        ('{"files": ' * 100_000, "it is no JSON: "),
        ('{"files": []}', "it is JSON, but no coverage report"),
        ("<testsuite/>", "it is XML, but no coverage report"),
        ("<coverage", "it is no XML: "),
    ],
)
def test_what_is_no_coverage_is_a_problem(text: str, problem: str) -> None:
    assert read(text).problem.startswith(problem)


def test_what_is_too_large_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_files, "MOST_BYTES", 5)
    assert read("SF:a.py\n").problem == "it has more than 5 bytes"
