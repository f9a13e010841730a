from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy, Role
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

HERE = Location("phasegate.yaml", 1)
ROLES = Policy(
    roles={"backend-developer": Role(name="backend-developer", location=HERE)},
    gates={"assignment": GateRule(kind="assignment", settings={"required": True}, location=HERE)},
)


def test_a_role_of_the_policy_holds_however_it_is_spelt(built: Repository) -> None:
    for name in ("backend-developer", "`backend-developer`", "Backend Developer"):
        text = f"## Batch 1: A - COMPLETE\n\n**Assigned To**: {name}\n"
        assert_holds(built.verdicts(text, ROLES)["batch-1::assignment"])


def test_an_unknown_role_fails_with_the_nearest(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: A - PENDING\n\n**Assigned To**: backend-developper\n", ROLES)
    assert_fails(
        verdict["batch-1::assignment"],
        "assignee-unknown",
        "the policy knows no role backend-developper; did you mean backend-developer?",
    )
    assert lines_of(verdict["batch-1::assignment"]) == [3]


def test_an_unassigned_batch_fails_where_assignment_is_required(built: Repository) -> None:
    verdicts = built.verdicts("## Batch 1: A - IN PROGRESS\n", ROLES)
    assert_fails(verdicts["batch-1::assignment"], "assignee-missing", "batch 1 is assigned to nobody")


def test_without_roles_nothing_is_asked(built: Repository) -> None:
    assert "batch-1::assignment" not in built.verdicts("## Batch 1: A - COMPLETE\n\n**Assigned To**: anybody\n")
