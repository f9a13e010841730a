"""Reads JUnit XML files, as pytest, Maven, Gradle, Jest, Go's tools and many others write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.safe_xml import read_elements
from pytest_phasegate.model.measures import Case, CaseResult, SuiteRun

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EARLIEST = timezone(timedelta(hours=14))
REVISION_NAMES = frozenset({"revision", "git.commit", "commit", "git_sha", "vcs.revision"})


def parse_junit(path: str, data: bytes) -> SuiteRun:
    """Read a file of test results.

    There is no standard; https://github.com/testmoapp/junitxml describes what tools agree on. A test is a
    ``testcase``; it failed if it holds ``failure`` or ``error``, was skipped if it holds ``skipped``, else it passed.
    Of the ``timestamp`` of a suite nothing is taken but the latest moment: who writes a file can write any.

    Args:
        path: the file's place in the project.
        data: its content.
    """
    cases: list[Case] = []
    moments: list[float] = []
    revision = None
    try:
        for element in read_elements(data):
            kind = _kind(element)
            if kind == "testcase":
                cases.append(_case(element))
                element.clear()
            elif kind == "property" and element.get("name", "") in REVISION_NAMES:
                revision = element.get("value") or element.text or revision
            elif kind == "testsuite" and (moment := _moment(element.get("timestamp", ""))) is not None:
                moments.append(moment)
            elif kind in ("html", "coverage"):
                return SuiteRun(path=path, problem=f"it holds no test results, but <{kind}>")
    except EvidenceError as error:
        return SuiteRun(path=path, problem=error.message)
    return SuiteRun(
        path=path,
        cases=tuple(cases),
        said_at=max(moments, default=None),
        revision=revision.strip().lower() if revision else None,
    )


def _kind(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _case(element: Element) -> Case:
    inside = {_kind(child) for child in element}
    result = CaseResult.PASSED
    if inside & {"failure", "error"} or element.get("status") in ("failed", "error"):
        result = CaseResult.FAILED
    elif "skipped" in inside or element.get("status") in ("skipped", "disabled", "notrun"):
        result = CaseResult.SKIPPED
    parts = (element.get("classname", ""), element.get("name", ""))
    return Case(".".join(part for part in parts if part), result)


def _moment(text: str) -> float | None:
    """A moment in seconds since 1970-01-01 UTC; without a time zone the earliest that it can mean, UTC+14."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=EARLIEST)).timestamp()
    except (ValueError, OverflowError):
        return None
