"""Reads JUnit XML files, as pytest, Maven, Gradle, Jest, Go's tools and many others write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.results.safe_xml import read_xml
from pytest_phasegate.model.measures import Case, CaseResult, SuiteRun

if TYPE_CHECKING:
    from collections.abc import Mapping

EARLIEST = timezone(timedelta(hours=14))
REVISION_NAMES = frozenset({"revision", "git.commit", "commit", "git_sha", "vcs.revision"})
MOST_CASES = 500_000
MOST_NAME = 1_000  # characters of a test's class and of its name
_ENDINGS = {"failure", "error", "skipped"}


def parse_junit(path: str, data: bytes) -> SuiteRun:
    """Read a file of test results.

    There is no standard; https://github.com/testmoapp/junitxml describes what tools agree on. A test is a
    ``testcase``; it failed if it holds ``failure`` or ``error``, was skipped if it holds ``skipped``, else it passed.
    Of the ``timestamp`` of a suite nothing is taken but the latest moment: who writes a file can write any.
    """
    suites = _Suites()
    try:
        read_xml(data, suites.begin, suites.end)
    except EvidenceError as error:
        return SuiteRun(path=path, problem=error.message)
    return SuiteRun(
        path=path,
        cases=tuple(suites.cases),
        said_at=suites.moment,
        revision=suites.revision.strip().lower() if suites.revision else None,
    )


class _Suites:
    """What has been read so far."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.moment: float | None = None
        self.revision: str | None = None
        self._open: list[tuple[str, Mapping[str, str], set[str]]] = []  # with the kinds of its children, of a test

    def begin(self, kind: str, attributes: Mapping[str, str]) -> None:
        if kind in ("html", "coverage"):
            raise EvidenceError(f"it holds no test results, but <{kind}>")
        if self._open and self._open[-1][0] == "testcase":
            self._open[-1][2].update(_ENDINGS & {kind})
        if kind == "testsuite":
            self._take_time(_moment(attributes.get("timestamp", "")))
        self._open.append((kind, attributes if kind in ("testcase", "property") else {}, set()))

    def end(self, kind: str, text: str) -> None:
        _, attributes, inside = self._open.pop()
        if kind == "testcase":
            self._add(_case(attributes, inside))
        elif kind == "property" and attributes.get("name", "") in REVISION_NAMES:
            self.revision = attributes.get("value") or text or self.revision

    def _take_time(self, moment: float | None) -> None:
        if moment is not None:
            self.moment = moment if self.moment is None else max(self.moment, moment)

    def _add(self, case: Case) -> None:
        if len(self.cases) == MOST_CASES:
            raise EvidenceError(f"it tells of more than {MOST_CASES:,} tests")
        self.cases.append(case)


def _case(attributes: Mapping[str, str], inside: set[str]) -> Case:
    status = attributes.get("status")
    result = CaseResult.PASSED
    if inside & {"failure", "error"} or status in ("failed", "error"):
        result = CaseResult.FAILED
    elif "skipped" in inside or status in ("skipped", "disabled", "notrun"):
        result = CaseResult.SKIPPED
    parts = (attributes.get("classname", ""), attributes.get("name", ""))
    return Case(".".join(part[:MOST_NAME] for part in parts if part), result)


def _moment(text: str) -> float | None:
    """A moment in seconds since 1970-01-01 UTC; without a time zone the earliest that it can mean, UTC+14."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=EARLIEST)).timestamp()
    except (ValueError, OverflowError):
        return None
