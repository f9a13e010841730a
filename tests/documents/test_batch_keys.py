from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.claims import Level, Reference
from tests.reading import batches

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit


def batch(body: str) -> Unit:
    """The only batch of a document with these lines in it."""
    return batches.read("tasks.md", f"## Batch 1: Store\n\n{body}\n").root.units[0]


@pytest.mark.parametrize(
    "key",
    [
        "Developer",
        "Assigned To",
        "Assigned",
        "Assignee",
        "Agent",
        "Owner",
        "Assigned Developer",
        "Assigned implementer",
    ],
)
def test_every_key_for_people_assigns(key: str) -> None:
    assert batch(f"**{key}**: `backend-developer` (part time)").assignee == "backend-developer"


@pytest.mark.parametrize("value", ["Unassigned", "None", "TBD", "-", "both (see below)", ""])
def test_nobody_is_no_assignee(value: str) -> None:
    made = batch(f"**Owner**: {value}")
    assert made.assignee is None
    assert [claim.key for claim in made.fields] == ["owner"]


@pytest.mark.parametrize("key", ["Dependencies", "Depends on", "Dependency", "Blocked By", "Prerequisites"])
def test_every_key_for_dependencies_depends(key: str) -> None:
    (claim,) = batch(f"**{key}**: Batch 0").dependencies
    assert claim.units == (Reference("0", Level.BATCH),)


def test_dependencies_may_be_a_list_under_their_field() -> None:
    (claim,) = batch("**Dependencies**:\n\n- Task 0.1 (the types)\n- Batch 0\n").dependencies
    assert (claim.line, [str(named) for named in claim.units]) == (3, ["task 0.1", "batch 0"])


def test_a_dependency_in_prose_stays_a_field() -> None:
    made = batch("**Dependencies**: All previous tasks")
    assert (made.dependencies, made.problems) == ((), ())
    assert [claim.text for claim in made.fields] == ["All previous tasks"]
