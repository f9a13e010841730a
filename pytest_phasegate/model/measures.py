"""What test runs and coverage measurements say, as facts: which tests passed, and which lines were executed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class CaseResult(Enum):
    """How one test ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a run: its ``name`` is the class name and the name of the JUnit file, joined by a dot."""

    name: str
    result: CaseResult


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteRun:
    """A test run, as a JUnit XML file tells it.

    ``said_at`` is the latest moment that the file names as its own (seconds since 1970-01-01 UTC, None: it names none),
    which proves nothing of when it was written. ``revision`` is the commit on which it ran, where the file says so.
    ``problem`` says in words why the file cannot be read; the rest is then empty.
    """

    path: str
    cases: tuple[Case, ...] = ()
    said_at: float | None = None
    revision: str | None = None
    problem: str = ""

    def count(self, result: CaseResult) -> int:
        """How many tests ended so."""
        return sum(case.result is result for case in self.cases)


@dataclass(frozen=True, slots=True)
class FileLines:
    """The lines of a file that can be executed, and those that were (counted from 1)."""

    statements: frozenset[int]
    executed: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCoverage:
    """A coverage measurement: ``files`` by their paths in the project; ``said_at`` and ``problem`` as in a SuiteRun."""

    path: str
    files: Mapping[str, FileLines] = field(default_factory=dict)
    said_at: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How a file of results came to lie where it lies.

    ``commit`` (a full id) brought it as it is; else ``at`` is when it was written, in seconds since 1970-01-01 UTC.
    ``future`` says in words that it bears a moment that is still to come; ``unknown`` why nothing can be told.
    """

    commit: str | None = None
    at: float | None = None
    future: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """A file that changed after a moment; ``how`` says it in words. Without a ``path`` it says what cannot be told."""

    path: str
    how: str
