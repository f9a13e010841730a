"""What runs say: how commands ended, which tests passed, which lines were executed, and when results were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """How a command of the policy ended.

    ``exit_code`` is None where it did not end by itself: ``signal`` then names the signal, or ``timed_out`` or
    ``flooded`` is set. ``output`` is what it printed, head and tail, as text without control characters;
    ``seconds`` how long it took. ``changed`` are tracked files that it changed. ``left_running`` says that it ended
    while processes it had started still ran (they were ended). ``not_run`` says why the command could not be
    started at all. ``written`` are the files of results that it was seen to write, None where that could not be seen.
    """

    exit_code: int | None
    seconds: float
    output: str
    signal: str = ""
    timed_out: bool = False
    flooded: bool = False
    left_running: bool = False
    changed: tuple[str, ...] = ()
    not_run: str = ""
    written: tuple[str, ...] | None = None

    @property
    def passed(self) -> bool:
        """Whether the command ended by itself with exit code 0 and left tracked files alone."""
        return self.exit_code == 0 and not self.changed


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
    """A test run, as read from a JUnit XML file.

    ``said_at`` is the latest time in the file (seconds since 1970-01-01 UTC, None if it has none), which does not prove
    when it was written. ``revision`` is the commit on which the tests ran, if the file names it. ``problem`` says why
    the file cannot be read; the rest is then empty.
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
    """When a file of results was written.

    ``commit`` (a full id) added it as it is; else ``at`` is when it was written, in seconds since 1970-01-01 UTC.
    ``future`` says that it is dated in the future; ``unknown`` says why nothing is known.
    """

    commit: str | None = None
    at: float | None = None
    future: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """A file that changed after a point in time; ``how`` says how. Without a ``path``, why this is not known."""

    path: str
    how: str
