"""Reads coverage measurements: coverage.py's data file, its JSON, Cobertura XML, and LCOV."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.files.python_source import may_overflow
from pytest_phasegate.evidence.results.coverage_texts import MOST_LINES, Lines, read_cobertura, read_json, read_lcov
from pytest_phasegate.model.measures import LineCoverage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from coverage import Coverage

MOST_BYTES = 64 * 1024 * 1024
SQLITE = b"SQLite format 3\0"
_COMPUTING = re.compile(r"\b(?:virtual|as|check)\b", re.IGNORECASE)


def parse_coverage(path: str, data: bytes, locate: Callable[[str], str | None]) -> LineCoverage:
    """Read a measurement that is a text: XML, JSON or LCOV, told by its content.

    ``locate`` finds a file's path in the project by the name that the measurement gives it; None: not of the project.
    """
    said_at = None
    lines = Lines(locate)
    try:
        if len(data) > MOST_BYTES:
            raise EvidenceError(f"it has more than {MOST_BYTES:,} bytes")
        start = data.lstrip()[:1]
        if start == b"<":
            said_at = read_cobertura(data, lines)
        elif start == b"{":
            read_json(data, lines)
        else:
            read_lcov(data, lines)
    except EvidenceError as error:
        return LineCoverage(path=path, problem=error.message)
    return LineCoverage(path=path, files=lines.files(), said_at=said_at)


def read_data_file(path: str, content: bytes, root: Path, locate: Callable[[str], str | None]) -> LineCoverage:
    """Read coverage.py's own data file, through coverage.py.

    A copy of it is opened: whoever opens a database may write into it, and beside it. What can be executed is told by
    coverage.py's analysis of the sources as they are now, which executes nothing; no settings of the project are read,
    for they may name plugins.
    """
    from coverage.exceptions import CoverageException

    copy = None
    lines = Lines(lambda place: place)
    try:
        with TemporaryDirectory(prefix="phasegate-coverage-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder, "data")
            copy.write_bytes(content)
            _check_database(copy, len(content))
            _read_database(copy, root, locate, lines)
    except EvidenceError as error:
        return LineCoverage(path=path, problem=error.message)
    # values are of the wrong type where another program has written into the tables
    except (CoverageException, sqlite3.Error, OSError, TypeError, ValueError) as error:
        return LineCoverage(path=path, problem=f"coverage.py cannot read it: {str(error).replace(str(copy), path)}")
    return LineCoverage(path=path, files=lines.files())


def _check_database(file: Path, size: int) -> None:
    """Raise EvidenceError for a database that is large, broken, or made to compute while it is read.

    A view may count to infinity, and the pages of a broken file may lead in circles.
    """
    if size > MOST_BYTES:
        raise EvidenceError(f"it has more than {MOST_BYTES:,} bytes")
    with closing(sqlite3.connect(file)) as database:
        schema = database.execute("select type, coalesce(sql, '') from sqlite_master").fetchall()
        if not all(_is_plain(kind, text) for kind, text in schema):
            raise EvidenceError("it is a database that holds more than plain tables, which coverage.py never makes")
        if database.execute("pragma quick_check(1)").fetchone() != ("ok",):
            raise EvidenceError("it is a broken database")
        longest = database.execute("select coalesce(max(length(numbits)), 0) from line_bits").fetchone()[0]
        if longest > MOST_LINES // 8:
            raise EvidenceError(f"it speaks of files with more than {MOST_LINES:,} lines")


def _is_plain(kind: str, text: str) -> bool:
    return kind in ("table", "index") and _COMPUTING.search(text) is None


def _read_database(file: Path, root: Path, locate: Callable[[str], str | None], lines: Lines) -> None:
    from coverage import Coverage, CoverageData

    data = CoverageData(basename=str(file), no_disk=False)
    engine = Coverage(data_file=None, config_file=False)
    try:
        data.read()
        for name in sorted(data.measured_files()):
            place = locate(name)
            known = None if place is None or data.file_tracer(name) else lines.of(place)
            if known is None or place is None:
                continue
            executed = set(data.lines(name) or ())
            statements = _statements(engine, root / place)
            # Where there are none to be had, what was executed is all that is known. Else no other line counts: one
            # byte of a data file tells of eight lines, and a hostile one of more than fit into memory.
            known[0].update(executed if statements is None else statements)
            known[1].update(executed if statements is None else executed.intersection(statements))
    finally:
        for each in (data, engine.get_data()):
            if hasattr(each, "close"):  # not in all releases; the engine keeps its own, in memory, open
                each.close(force=True)


def _statements(engine: Coverage, source: Path) -> Collection[int] | None:
    """The lines of a file that can be executed; None where it is no Python that can be parsed."""
    from coverage.exceptions import CoverageException

    try:
        if may_overflow(source.read_bytes()):
            return None
        return list(engine.analysis2(str(source))[1])
    except (CoverageException, SyntaxError, ValueError, OSError, RecursionError, MemoryError):
        return None
