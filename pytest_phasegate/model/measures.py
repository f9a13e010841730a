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

    ``made_at`` is when it began, or when the file was written where it does not say (seconds since 1970-01-01 UTC;
    None: cannot be told). ``revision`` is the commit on which it ran, where the file says so. ``problem`` says in
    words why the file cannot be read; the rest is then empty.
    """

    path: str
    cases: tuple[Case, ...] = ()
    made_at: float | None = None
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
    """A coverage measurement: ``files`` by their paths in the project; ``made_at`` and ``problem`` as in a SuiteRun."""

    path: str
    files: Mapping[str, FileLines] = field(default_factory=dict)
    made_at: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """A file that changed after a moment; ``how`` says it in words."""

    path: str
    how: str
