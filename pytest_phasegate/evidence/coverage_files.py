"""Reads coverage measurements: coverage.py's data file, its JSON, Cobertura XML, and LCOV."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.python_source import may_overflow
from pytest_phasegate.evidence.safe_xml import read_elements
from pytest_phasegate.model.measures import FileLines, LineCoverage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coverage import Coverage

    Measured = dict[str, tuple[set[int], set[int]]]  # by file as named there: lines that can be, and that were executed

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 2**20
SQLITE = b"SQLite format 3\0"
_COMPUTING = re.compile(r"\b(?:virtual|as|check)\b", re.IGNORECASE)


def parse_coverage(path: str, data: bytes, locate: Callable[[str], str | None]) -> LineCoverage:
    """Read a measurement that is a text: XML, JSON or LCOV, told by its content.

    Args:
        path: the file's place in the project.
        data: its content.
        locate: finds a file's path in the project by the name that the measurement gives it; None: not of the project.
    """
    said_at = None
    try:
        if len(data) > MOST_BYTES:
            raise EvidenceError(f"it has more than {MOST_BYTES:,} bytes")
        start = data.lstrip()[:1]
        if start == b"<":
            measured, said_at = _read_xml(data)
        elif start == b"{":
            measured = _read_json(data)
        else:
            measured = _read_lcov(data)
    except EvidenceError as error:
        return LineCoverage(path=path, problem=error.message)
    return LineCoverage(path=path, files=_located(measured, locate), said_at=said_at)


def read_data_file(path: str, content: bytes, root: Path, locate: Callable[[str], str | None]) -> LineCoverage:
    """Read coverage.py's own data file, through coverage.py.

    A copy of it is opened: whoever opens a database may write into it, and beside it. What can be executed is told by
    coverage.py's analysis of the sources as they are now, which executes nothing; no settings of the project are read,
    for they may name plugins.

    Args:
        path: the file's place in the project.
        content: its bytes.
        root: the project's root.
        locate: as for ``parse_coverage``.
    """
    from coverage.exceptions import CoverageException

    copy = None
    try:
        with TemporaryDirectory(prefix="phasegate-coverage-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder, "data")
            copy.write_bytes(content)
            _check_database(copy, len(content))
            measured = _read_database(copy, root, locate)
    except EvidenceError as error:
        return LineCoverage(path=path, problem=error.message)
    # of the wrong type is what another program, or nobody's program, has written into the tables
    except (CoverageException, sqlite3.Error, OSError, TypeError, ValueError) as error:
        return LineCoverage(path=path, problem=f"coverage.py cannot read it: {str(error).replace(str(copy), path)}")
    return LineCoverage(path=path, files=_located(measured, lambda name: name))


def _check_database(file: Path, size: int) -> None:
    """Raise EvidenceError for a database that is large, broken, or made to compute while it is read.

    A view may count to infinity, and the pages of a broken file may lead in circles.
    """
    if size > MOST_BYTES:
        raise EvidenceError(f"it has more than {MOST_BYTES:,} bytes")
    with closing(sqlite3.connect(file)) as database:
        schema = database.execute("select type, coalesce(sql, '') from sqlite_master").fetchall()
        if any(kind not in ("table", "index") or _COMPUTING.search(text) for kind, text in schema):
            raise EvidenceError("it is a database that holds more than plain tables, which coverage.py never makes")
        if database.execute("pragma quick_check(1)").fetchone() != ("ok",):
            raise EvidenceError("it is a broken database")
        longest = database.execute("select max(length(numbits)) from line_bits").fetchone()[0] or 0
        if longest > MOST_LINES // 8:
            raise EvidenceError(f"it speaks of files with more than {MOST_LINES:,} lines")


def _read_database(file: Path, root: Path, locate: Callable[[str], str | None]) -> Measured:
    from coverage import Coverage, CoverageData

    measured: Measured = {}
    data = CoverageData(basename=str(file), no_disk=False)
    engine = Coverage(data_file=None, config_file=False)
    try:
        data.read()
        for name in sorted(data.measured_files()):
            place = locate(name)
            if place is None or data.file_tracer(name):
                continue
            executed = set(data.lines(name) or ())
            before = measured.setdefault(place, (set(), set()))
            statements = _statements(engine, root / place)
            # where there are none to be had, what was executed is all that is known
            before[0].update(executed if statements is None else statements)
            before[1].update(executed)
    finally:
        for each in (data, engine.get_data()):
            if hasattr(each, "close"):  # not in all releases; the engine's is in memory, and kept open without a word
                each.close(force=True)
    return measured


def _statements(engine: Coverage, source: Path) -> Iterable[int] | None:
    """The lines of a file that can be executed; None where it is no Python that can be parsed."""
    from coverage.exceptions import CoverageException

    try:
        if may_overflow(source.read_bytes()):
            return None
        return engine.analysis2(str(source))[1]
    except (CoverageException, SyntaxError, ValueError, OSError, RecursionError, MemoryError):
        return None


def _located(measured: Measured, locate: Callable[[str], str | None]) -> dict[str, FileLines]:
    """The measured files of the project, by path; what is known of one file under two names is laid together."""
    found: Measured = {}
    for name, (statements, executed) in measured.items():
        path = locate(name)
        if path is not None:
            known = found.setdefault(path, (set(), set()))
            known[0].update(statements)
            known[1].update(executed)
    return {path: FileLines(frozenset(lines), frozenset(hit)) for path, (lines, hit) in found.items()}


def _read_xml(data: bytes) -> tuple[Measured, float | None]:
    """Cobertura's format, http://cobertura.sourceforge.net/xml/coverage-04.dtd, in which coverage.py writes."""
    measured: Measured = {}
    sources: list[str] = []
    said_at = None
    is_coverage = False
    for element in read_elements(data):
        kind = element.tag.rpartition("}")[2]
        if kind == "source" and element.text:
            sources.append(element.text.strip().rstrip("/"))
        elif kind == "class":
            lines, executed = _xml_lines(list(element.iter("line")))
            name = element.get("filename", "")
            for full in _full_names(name, sources):
                known = measured.setdefault(full, (set(), set()))
                known[0].update(lines)
                known[1].update(executed)
            element.clear()
        elif kind == "coverage":
            is_coverage = True
            stamp = element.get("timestamp", "")
            said_at = int(stamp) / (1000 if len(stamp) > 11 else 1) if stamp.isdecimal() and len(stamp) < 16 else None
    if not is_coverage:
        raise EvidenceError("it is XML, but no coverage report")
    return measured, said_at


def _full_names(name: str, sources: list[str]) -> Iterator[str]:
    """The names that a file may have: below the one source folder, or as it stands where that cannot be told."""
    yield f"{sources[0]}/{name}" if len(sources) == 1 and not name.startswith("/") else name


def _xml_lines(lines: list[Any]) -> tuple[set[int], set[int]]:
    every: set[int] = set()
    executed: set[int] = set()
    for line in lines:
        number, hits = line.get("number", ""), line.get("hits", "")
        if number.isdecimal() and len(number) < 9:
            every.add(int(number))
            if hits.isdecimal() and hits.strip("0"):
                executed.add(int(number))
    return every, executed


def _read_json(data: bytes) -> Measured:
    """coverage.py's JSON: ``files``, each with ``executed_lines`` and ``missing_lines``."""
    try:
        report = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"it is no JSON: {error}") from error
    files = report.get("files") if isinstance(report, dict) else None
    if not isinstance(files, dict):
        raise EvidenceError("it is JSON, but no coverage report")
    measured: Measured = {}
    for name, entry in files.items():
        executed, missing = (_numbers(entry, key) for key in ("executed_lines", "missing_lines"))
        measured[name] = (executed | missing, executed)
    return measured


def _numbers(entry: object, key: str) -> set[int]:
    values = entry.get(key) if isinstance(entry, dict) else None
    return {value for value in values if isinstance(value, int)} if isinstance(values, list) else set()


def _read_lcov(data: bytes) -> Measured:
    """LCOV's tracefile, geninfo(1): ``SF:`` begins a file, ``DA:line,hits`` tells of a line."""
    measured: Measured = {}
    lines: tuple[set[int], set[int]] | None = None
    for line in data.decode("utf-8", "replace").splitlines():
        key, _, value = line.strip().partition(":")
        if key == "SF":
            lines = measured.setdefault(value, (set(), set()))
        elif key == "DA" and lines is not None:
            number, hits = [*value.split(","), ""][:2]
            if number.isdecimal() and len(number) < 9:
                lines[0].add(int(number))
                if hits.isdecimal() and hits.strip("0"):
                    lines[1].add(int(number))
        elif key == "end_of_record":
            lines = None
    if not measured:
        raise EvidenceError("it is neither coverage.py's data, nor JSON, XML or LCOV")
    return measured
