from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.trees import HERE, judge_tree, rules

if TYPE_CHECKING:
    from tests.repository import Repository

SILENT = "Stage 1: CORE\n\n1.1 Store\n- 1.1.1 Create Store class in diary/store.py\n"
TOLD = {"ai_docs___tasks___task_outcomes__md": "## 1.1 Store\n\nIt is read back.\n"}


def test_a_silent_tree_is_judged_as_far_as_its_outcomes_tell(repository: Repository) -> None:
    assert judge_tree(repository, SILENT)["stage-1::1.1.1::symbols"].answer is Answer.PENDING
    assert judge_tree(repository, SILENT, **TOLD)["stage-1::1.1.1::symbols"].answer is Answer.FAILED
    verdicts = judge_tree(repository, SILENT, **TOLD, diary___store__py="class Store:\n    pass\n")
    assert verdicts["stage-1::1.1.1::symbols"].answer is Answer.HELD


def test_the_policy_names_the_file_or_turns_it_off(repository: Repository) -> None:
    other = rules(outcomes={"file": "docs/done.md"})
    assert judge_tree(repository, SILENT, other, **TOLD)["stage-1::1.1.1::symbols"].answer is Answer.PENDING
    off = Policy(gates={"outcomes": GateRule(kind="outcomes", enabled=False, location=HERE)})
    assert judge_tree(repository, SILENT, off, **TOLD)["stage-1::1.1.1::symbols"].answer is Answer.PENDING
