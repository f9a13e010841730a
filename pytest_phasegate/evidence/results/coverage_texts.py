"""Reads the texts of coverage measurements, which may be hostile: Cobertura XML, coverage.py's JSON, and LCOV."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.results.safe_xml import read_xml
from pytest_phasegate.model.measures import FileLines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_LINES = 2**20  # of a file: a larger number is no line of a source
# JSON is read as a whole; what takes memory in it is counted first: a key takes 110 bytes, a list 60, a number 36.
MOST_JSON = {b":": 2_000_000, b"[": 1_000_000, b"{": 1_000_000, b",": 10_000_000}


class Lines:
    """The lines of the project's files that a measurement tells of; of other files nothing is kept."""

    def __init__(self, locate: Callable[[str], str | None]) -> None:
        self._locate = lru_cache(maxsize=1024)(locate)
        self._files: dict[str, tuple[set[int], set[int]]] = {}
        self._has_file = False

    def of(self, name: str) -> tuple[set[int], set[int]] | None:
        """The lines of a file that can be executed, and those that were; what two names of one file say is joined."""
        self._has_file = True
        path = self._locate(name)
        return None if path is None else self._files.setdefault(path, (set(), set()))

    def require(self, problem: str) -> None:
        """Raise EvidenceError with these words where the measurement tells of no file at all."""
        if not self._has_file:
            raise EvidenceError(problem)

    def files(self) -> dict[str, FileLines]:
        """All of them, by path."""
        return {path: FileLines(frozenset(lines), frozenset(hit)) for path, (lines, hit) in self._files.items()}


def add_line(lines: tuple[set[int], set[int]], number: str, hits: str) -> None:
    """Take a line in, as texts write its number and how often it was executed."""
    if number.isdecimal() and len(number) < 9 and int(number) <= MOST_LINES:
        lines[0].add(int(number))
        if hits.isdecimal() and hits.strip("0"):
            lines[1].add(int(number))


def read_cobertura(data: bytes, lines: Lines) -> float | None:
    """Read Cobertura's format, http://cobertura.sourceforge.net/xml/coverage-04.dtd, in which coverage.py writes.

    Returns when it was made (seconds since 1970-01-01 UTC), where it says so; raises EvidenceError for another file.
    """
    report = _Cobertura(lines)
    read_xml(data, report.begin, report.end)
    if not report.is_coverage:
        raise EvidenceError("it is XML, but no coverage report")
    return report.said_at


class _Cobertura:
    def __init__(self, lines: Lines) -> None:
        self.is_coverage = False
        self.said_at: float | None = None
        self._lines = lines
        self._sources: list[str] = []
        self._of_class: tuple[set[int], set[int]] | None = None

    def begin(self, kind: str, attributes: Mapping[str, str]) -> None:
        if kind == "line" and self._of_class is not None:
            add_line(self._of_class, attributes.get("number", ""), attributes.get("hits", ""))
        elif kind == "class":
            self._of_class = self._lines.of(self._full_name(attributes.get("filename", "")))
        elif kind == "coverage":
            self.is_coverage = True
            self.said_at = _moment(attributes.get("timestamp", ""))

    def end(self, kind: str, text: str) -> None:
        if kind == "class":
            self._of_class = None
        elif kind == "source" and text and len(self._sources) < 2:
            self._sources.append(text.strip().rstrip("/"))

    def _full_name(self, name: str) -> str:
        """The name below the one source folder, or as it stands where that cannot be told."""
        return f"{self._sources[0]}/{name}" if len(self._sources) == 1 and not name.startswith("/") else name


def _moment(stamp: str) -> float | None:
    """Unix time, which some programs write in milliseconds."""
    if not stamp.isdecimal() or len(stamp) >= 16:
        return None
    return int(stamp) / (1000 if len(stamp) > 11 else 1)


def read_json(data: bytes, lines: Lines) -> None:
    """Read coverage.py's JSON: ``files``, each with ``executed_lines`` and ``missing_lines``; else EvidenceError."""
    for sign, most in MOST_JSON.items():
        if data.count(sign) > most:
            raise EvidenceError(f'it holds "{sign.decode()}" more than {most:,} times')
    try:
        report = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"it is no JSON: {error}") from error
    files = report.get("files") if isinstance(report, dict) else None
    if not isinstance(files, dict):
        raise EvidenceError("it is JSON, but no coverage report")
    for name, entry in files.items():
        known = lines.of(name)
        if known is not None:
            executed, missing = (_numbers(entry, key) for key in ("executed_lines", "missing_lines"))
            known[0].update(executed, missing)
            known[1].update(executed)


def _numbers(entry: object, key: str) -> set[int]:
    values = entry.get(key) if isinstance(entry, dict) else None
    return {value for value in values if isinstance(value, int)} if isinstance(values, list) else set()


def read_lcov(data: bytes, lines: Lines) -> None:
    """Read LCOV's tracefile, geninfo(1): ``SF:`` begins a file, ``DA:line,hits`` is a line; else EvidenceError."""
    known: tuple[set[int], set[int]] | None = None
    for line in io.BytesIO(data):
        key, _, value = line.strip().partition(b":")
        if key == b"SF":
            known = lines.of(value.decode("utf-8", "replace"))
        elif key == b"DA" and known is not None:
            number, hits = [*value[:100].decode("utf-8", "replace").split(","), ""][:2]
            add_line(known, number, hits)
        elif key == b"end_of_record":
            known = None
    lines.require("it is neither coverage.py's data, nor JSON, XML or LCOV")
