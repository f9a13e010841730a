from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.documents import batches
from pytest_phasegate.documents.parts.batch_keys import Key, Keys, may_be_plain
from pytest_phasegate.model.claims import Action, Level, Reference
from pytest_phasegate.vocabulary import STATUS_KEYS

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


def test_what_a_key_means_is_found_out_once() -> None:
    keys = Keys()
    assert keys["**Git  Commit"] == Key("git commit", None, True, None, True)
    assert keys["Batch 1"] == Key("batch 1", Reference("1", Level.BATCH), False, None, True)
    assert keys["Files to Create"] == Key("files to create", None, False, Action.CREATE, True)
    assert keys["Owner"] == Key("owner", None, False, None, True)
    assert keys["Expected Commit"] == Key("expected commit", None, False, None, True)
    assert keys["Note"] == Key("note", None, False, None, False)
    assert keys["Note"] is keys["Note"]
    assert len(keys) == 6


@given(
    st.lists(
        st.sampled_from(
            [
                *("status", "State", "git", "verification", "commit", "SHA", "id", "batch", "Wave", "task"),
                " ",
                "  ",
                "1",
            ]
        )
    ).map("".join)
)
def test_what_is_read_without_bold_type_is_told_by_a_quick_look(written: str) -> None:
    key = Keys()[written]
    if key.unit or key.names_commits or key.name in STATUS_KEYS:
        assert may_be_plain(written)


def test_prose_before_a_colon_is_no_plain_field() -> None:
    assert not may_be_plain("What there is to know")
