"""Who does the work: names, and the words for nobody that all fields share."""

from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.handoffs import read_assignee, read_name
from pytest_phasegate.model.claims import AssigneeClaim


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("backend-developer", "backend-developer"),
        ("`ana`", "ana"),
        ("@ana", "ana"),
        ('"Lena Lead"', "Lena Lead"),
        ("solution-architect (design)", "solution-architect"),
        ("Nadia", "Nadia"),
    ],
)
def test_a_name_is_read_without_its_wrapping_and_remark(value: str, name: str) -> None:
    assert list(read_assignee(3, "developer", value)) == [AssigneeClaim(line=3, text=value, name=name)]


@pytest.mark.parametrize(
    "value", ["", "-", "TBD", "tba", "None", "N/A", "pending", "[pending]", "unassigned", "Both", "…"]
)
def test_nobody_is_no_assignee(value: str) -> None:
    assert read_name(value) is None
    assert list(read_assignee(3, "role", value)) == []
