"""The preset ``stages`` asks of a tree what its format asks for, and asks nothing of documents in other dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.testing import plan_text

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy
    from tests.repository import Repository

LIST = "ai_docs/tasks/tasks_list.md"
SETTINGS = {kind: gate.settings for kind, gate in GATES.items()}
TREE = """\
### **Stage 1: CORE – Foundation & Test Harness**
(Dependencies: None | Stage Gate: the store is read back - MET)

1.1 Store the diary (Dependencies: None)
- [x] 1.1.1 Create Store class in diary/store.py
- [x] 1.1.A **Validate** core functionality of Task 1.1
- [x] 1.1.B **Verify** Task 1.1
- [x] 1.1.C Document Task 1.1 implementation in `task_outcomes.md`
"""
FILES = {
    "ai_docs/tasks/task_outcomes.md": "## 1.1 Store the diary\n\nIt is read back.\n",
    "ai_docs/tasks/wbs.md": "- 1.1 Store the diary\n",
    "diary/store.py": "class Store:\n    pass\n",
}


def policy(text: str = "") -> Policy:
    return read_policy({"phasegate.yaml": f"version: 1\nextends: [stages]\n{text}".encode()}.get, SETTINGS)


NO_SIGN_OFF = "phases: [{id: ours, gates: {signoff: false, shape: {stages: []}}}]"


def test_a_tree_as_the_format_asks_for_it_holds(stages: Repository) -> None:
    verdicts = stages.verdicts(TREE, policy(NO_SIGN_OFF), files=FILES)
    assert {verdict.answer for verdict in verdicts.values()} == {Answer.HELD}
    gates = {check.rpartition("::")[2] for check in verdicts}
    assert gates >= {"shape", "outcomes", "trace", "symbols", "closers", "order", "files"}


def test_validate_closers_ask_for_a_sign_off(stages: Repository) -> None:
    for name, text in FILES.items():
        stages.write(name, text)
    stages.write(LIST, TREE.replace("[x] 1.1.A", "[ ] 1.1.A"))
    stages.commit("feat: the store")
    stages.write(LIST, TREE)
    stages.commit("docs: validated")
    rules = policy("reviewers: [Rita Reviewer <rita@example.org>]")
    verdict = stages.verdicts(TREE, rules)["stage-1::1.1.A::signoff"]
    assert verdict.answer is Answer.FAILED
    assert verdict.findings[0].code == "signoff-not-reviewer"


LIES = {
    "no stage gate": (" | Stage Gate: the store is read back - MET", "", {"stage-1::shape"}),
    "no dependencies": ("diary (Dependencies: None)", "diary", {"stage-1::1.1::shape"}),
    "no closer": ("- [x] 1.1.B **Verify** Task 1.1\n", "", {"stage-1::1.1::shape", "stage-1::1.1.C::shape"}),
    "another class": ("Store class", "Shop class", {"stage-1::1.1.1::symbols"}),
}


@pytest.mark.parametrize(("honest", "false", "checks"), LIES.values(), ids=LIES)
def test_a_tree_that_the_format_does_not_allow_fails(
    stages: Repository, honest: str, false: str, checks: set[str]
) -> None:
    assert honest in TREE
    verdicts = stages.verdicts(TREE.replace(honest, false), policy(NO_SIGN_OFF), files=FILES)
    assert {check for check, verdict in verdicts.items() if verdict.answer is Answer.FAILED} == checks


def test_documents_in_other_dialects_are_left_alone() -> None:
    text = "## Batch 1: A\n\n### Task 1.1: B ✅ COMPLETE\n"
    gates = {check.gate for check in plan_text(text, policy(), dialect="batches")}
    assert gates.isdisjoint({"shape", "outcomes", "trace", "closers", "signoff"})
