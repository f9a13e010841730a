from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import HERE, with_gates

if TYPE_CHECKING:
    from tests.repository import Repository

SILENT = "Stage 1: CORE\n\n1.1 Store\n- 1.1.1 Create Store class in diary/store.py\n"
TOLD = {"ai_docs/tasks/task_outcomes.md": "## 1.1 Store\n\nIt is read back.\n"}


def test_a_silent_tree_is_judged_as_far_as_its_outcomes_tell(stages: Repository) -> None:
    assert stages.verdicts(SILENT)["stage-1::1.1.1::symbols"].answer is Answer.PENDING
    assert stages.verdicts(SILENT, files=TOLD)["stage-1::1.1.1::symbols"].answer is Answer.FAILED
    verdicts = stages.verdicts(SILENT, files={"diary/store.py": "class Store:\n    pass\n", **TOLD})
    assert verdicts["stage-1::1.1.1::symbols"].answer is Answer.HELD


def test_the_policy_names_the_file_or_turns_it_off(stages: Repository) -> None:
    other = with_gates(outcomes={"file": "docs/done.md"})
    assert stages.verdicts(SILENT, other, files=TOLD)["stage-1::1.1.1::symbols"].answer is Answer.PENDING
    off = Policy(gates={"outcomes": GateRule(kind="outcomes", enabled=False, location=HERE)})
    assert stages.verdicts(SILENT, off, files=TOLD)["stage-1::1.1.1::symbols"].answer is Answer.PENDING
