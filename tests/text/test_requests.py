from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Pipeline
from pytest_phasegate.text.requests import fits_request, pipeline_for

HERE = Location("phasegate.yaml", 1)
SERVICE = "implement [API/endpoint/service] for [entity]"


@pytest.mark.parametrize(
    ("pattern", "request_text"),
    [
        (SERVICE, "implement service for users"),
        (SERVICE, "Please IMPLEMENT an endpoint for the frost warnings, soon."),
        ("build a backend for [feature]", "We should build the backend for reports"),
        ("I need an API that [functionality]", "I need an API that sums a month up"),
        ("add [authentication/data processing] to backend", "add data processing to backend"),
        ("create [data types/models] for [entities]", "create data types for storms and floods"),
        ("link [this] with [that] twice", "link snow and ice with rain with frost twice"),
        ("don't [do]", "don't panic"),
    ],
)
def test_a_pattern_fits(pattern: str, request_text: str) -> None:
    assert fits_request(pattern, request_text)


@pytest.mark.parametrize(
    ("pattern", "request_text"),
    [
        (SERVICE, "implement a parser for users"),
        (SERVICE, "implement a service for"),
        (SERVICE, "implement services for users"),
        (SERVICE, "reimplement a service for users"),
        (SERVICE, ""),
        ("", "anything"),
        ("[/]", "anything"),
        ("link [this] with [that]", "link with"),
    ],
)
def test_a_pattern_does_not_fit(pattern: str, request_text: str) -> None:
    assert not fits_request(pattern, request_text)


def pipeline(name: str, *requests: str) -> Pipeline:
    return Pipeline(name=name, phases=("a",), requests=requests, location=HERE)


FEATURE = pipeline("feature", SERVICE, "add [anything]")
FIX = pipeline("fix", "fix [bug]", "add [anything]", "add [test/check] for [bug]")


@pytest.mark.parametrize(
    ("request_text", "name", "rivals"),
    [
        ("implement a service for users", "feature", ("feature",)),
        ("fix the clock", "fix", ("fix",)),
        ("add a test for the clock", "fix", ("fix",)),
        ("add a clock", None, ("feature", "fix")),
        ("sing a song", None, ()),
    ],
)
def test_a_request_belongs_to_the_pipeline_whose_pattern_says_most(
    request_text: str, name: str | None, rivals: tuple[str, ...]
) -> None:
    choice = pipeline_for(request_text, (FEATURE, FIX))
    assert (choice.pipeline.name if choice.pipeline else None) == name
    assert choice.rivals == (() if name else rivals)


def test_the_best_pattern_is_named() -> None:
    assert pipeline_for("implement a service for users", (FEATURE, FIX)).pattern == SERVICE


@given(st.text(alphabet="ab[]/ "), st.text(alphabet="ab/ "))
def test_any_pattern_and_any_request_can_be_asked(pattern: str, request_text: str) -> None:
    assert fits_request(pattern, request_text) in (True, False)


def test_a_hostile_request_costs_no_more_than_its_length_times_the_patterns() -> None:
    assert not fits_request("[a] x " * 100 + "end", "x " * 50_000)
