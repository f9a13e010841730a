from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.badge import render, render_endpoint
from tests.reports.outcomes import finding, outcome_of, result, sample

HELD, PENDING = Answer.HELD, Answer.PENDING


def shares(held: int, pending: int) -> dict[str, object]:
    results = [
        result(f"batch-{line}", "files", HELD if line <= held else PENDING, line)
        for line in range(1, held + pending + 1)
    ]
    endpoint: dict[str, object] = json.loads(render_endpoint(outcome_of(*results)))
    return endpoint


@pytest.mark.parametrize(
    ("held", "pending", "message", "color"),
    [(4, 0, "100%", "brightgreen"), (3, 1, "75%", "yellowgreen"), (2, 2, "50%", "yellow"), (1, 3, "25%", "grey")],
)
def test_the_endpoint_says_how_much_is_proven(held: int, pending: int, message: str, color: str) -> None:
    assert shares(held, pending) == {"schemaVersion": 1, "label": "plan proven", "message": message, "color": color}


def test_a_false_claim_makes_it_red_whatever_the_share() -> None:
    assert json.loads(render_endpoint(sample()))["message"] == "33%, 2 false"
    assert json.loads(render_endpoint(sample()))["color"] == "red"
    unseen = outcome_of(result("batch-1", "files", Answer.UNKNOWN, 1, finding(unknown=True)), result())
    assert json.loads(render_endpoint(unseen))["color"] == "red"


def test_the_picture_is_svg_that_reads_the_same() -> None:
    picture = ET.fromstring(render(sample()))
    assert picture.get("aria-label") == "plan proven: 33%, 2 false"
    assert [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")] == ["plan proven", "33%, 2 false"]


def test_a_partial_run_paints_no_badge() -> None:
    assert render(sample(left_out=1)) == render_endpoint(sample(left_out=1)) == ""


def test_nothing_to_prove_paints_no_badge() -> None:
    assert render(outcome_of()) == ""
