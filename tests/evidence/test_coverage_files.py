"""The text formats of coverage data; what real tools write is read in tests/gates/test_coverage.py."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from coverage import CoverageData

from pytest_phasegate.evidence.results import coverage_files
from pytest_phasegate.evidence.results.coverage_files import parse_coverage, read_data_file
from pytest_phasegate.model.measures import FileLines, LineCoverage

if TYPE_CHECKING:
    from pathlib import Path

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
    assert (found.files, found.said_at) == (A, 1_777_593_600.0)


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


def read_changed(project: Path, *changes: str, source: bytes = b"a = 1\nb = 2\n") -> LineCoverage:
    """Read a data file that coverage.py wrote, of a run that executed line 1, after somebody has changed it."""
    (project / "src").mkdir()
    (project / "src" / "a.py").write_bytes(source)
    file = project / ".coverage"
    data = CoverageData(basename=str(file))
    data.add_lines({str(project / "src" / "a.py"): [1]})
    data.write()
    data.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for change in changes:
            database.execute(change)
    before = {path: path.read_bytes() for path in project.iterdir() if path.is_file()}
    found = read_data_file(".coverage", file.read_bytes(), project, locate)
    assert {path: path.read_bytes() for path in project.iterdir() if path.is_file()} == before
    return found


@pytest.mark.parametrize("change", [(), ("pragma journal_mode=wal",)])
def test_a_data_file_is_read_and_nothing_is_written_beside_it(tmp_path: Path, change: tuple[str, ...]) -> None:
    assert read_changed(tmp_path, *change).files == {"src/a.py": FileLines(frozenset({1, 2}), frozenset({1}))}


ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select x as id, 'src/a.py' as path from c"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (("alter table file rename to f", f"create view file as {ENDLESS}"), "it is a database that holds more than"),
        (("insert into file(path) values (null)",), "coverage.py cannot read it: "),
        (("insert into file(path) values (x'00ff')",), "coverage.py cannot read it: "),
        (("update line_bits set numbits = 'abc'",), "coverage.py cannot read it: "),
        (("update line_bits set numbits = null",), "coverage.py cannot read it: "),
        (("update meta set value = null",), "coverage.py cannot read it: "),
        (("drop table coverage_schema",), "coverage.py cannot read it: "),
        (("drop table file",), "coverage.py cannot read it: Couldn't use data file '.coverage': no such table"),
        (("update line_bits set numbits = zeroblob(1000000)",), "it speaks of files with more than 1,048,576 lines"),
    ],
)
def test_a_hostile_data_file_is_a_problem_and_no_crash(tmp_path: Path, changes: tuple[str, ...], problem: str) -> None:
    found = read_changed(tmp_path, *changes)
    assert found.problem.startswith(problem)
    assert not found.files


def test_a_broken_or_huge_data_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_changed(tmp_path)
    content = (tmp_path / ".coverage").read_bytes()
    assert read_data_file(".coverage", content[:4096], tmp_path, locate).problem
    monkeypatch.setattr(coverage_files, "MOST_BYTES", 5)
    assert read_data_file(".coverage", content, tmp_path, locate).problem == "it has more than 5 bytes"


@pytest.mark.parametrize("source", [b"(" * 100_000, b"x=" + b"-" * 100_000 + b"1", b"a\0b", b"# coding: xx\na"])
def test_of_a_source_that_cannot_be_parsed_the_executed_lines_are_known(tmp_path: Path, source: bytes) -> None:
    assert read_changed(tmp_path, source=source).files == {"src/a.py": FileLines(frozenset({1}), frozenset({1}))}
