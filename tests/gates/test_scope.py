"""Two tables: units that stay within their scope, and those that leave it."""

# ruff: noqa: E501 - messages are written as users see them, on one line

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import policy, roles, rules
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

LIMITS = roles(analyst=("docs/**", "!docs/api/**"), developer=("src/**",))
PHASES = replace(policy(scope={"by_name": False}), roles=LIMITS)
BATCHES = replace(policy(), roles=LIMITS)
PHASE = "## Phase 1: A - COMPLETE\n\n**Role**: analyst\n**Commits**: {work}\n**Deliverables**: docs/a.md\n"
BATCH = """\
## Batch 1: A - COMPLETE

**Developer**: developer
**Commit**: {work}

### Task 1.1: Model

**Files**: lib/model.py, old.py → new.py, tests/*.py
"""


@pytest.fixture
def project(phases: Repository) -> Repository:
    phases.commit("base", by="Lena", files={"old.py": "old\n", "docs/api/a.md": "a\n"})
    return phases


HONEST = {
    "what its role may change": (PHASE, PHASES, "Ana", {"docs/a.md": "a\n"}),
    "the workflow document with it": (PHASE, PHASES, "Ana", {"docs/a.md": "a\n", "workflows/frost.md": "x\n"}),
    "a role without limits": (PHASE, replace(PHASES, roles=roles()), "Ana", {"src/a.py": "a\n"}),
    "what the policy lets everybody change": (
        PHASE,
        replace(PHASES, gates=rules(scope={"by_name": False, "may_change": ("*.lock",)})),
        "Ana",
        {"docs/a.md": "a\n", "poetry.lock": "a\n"},
    ),
    "what the batch names and its role may change": (
        BATCH,
        BATCHES,
        "Dev",
        {"lib/model.py": "a\n", "src/a.py": "a\n", "new.py": "a\n", "tests/test_a.py": "a\n"},
    ),
    "only what the batch names": (
        BATCH,
        Policy(gates=rules(scope={"unexplained": True})),
        "Dev",
        {"lib/model.py": "a\n"},
    ),
    "somebody else, where people do not count": (
        PHASE,
        replace(PHASES, gates=rules(scope={"by_name": False, "people": False})),
        "Zoe",
        {"docs/a.md": "a\n"},
    ),
}


@pytest.mark.parametrize(("text", "rule", "author", "files"), HONEST.values(), ids=HONEST)
def test_work_within_its_scope_holds(
    project: Repository, text: str, rule: Policy, author: str, files: dict[str, str]
) -> None:
    project.commit("work", by=author, files=files)
    project.record("doc", text, by="Lena")
    verdicts = project.verdicts(policy=rule, dialect="auto")
    checks = {check: verdict for check, verdict in verdicts.items() if check.endswith("::scope")}
    for verdict in checks.values():
        assert_holds(verdict)
    assert bool(checks) or not rule.roles["analyst"].may_change


LIES = {
    "a requirements phase that touches sources": (
        PHASE,
        PHASES,
        "Ana",
        {"docs/a.md": "a\n", "src/b.py": "b\n", "src/a.py": "a\n"},
        "scope-exceeded",
        "its commits change what analyst may not change: src/a.py ({work}), src/b.py ({work})",
    ),
    "an exception of its role": (
        PHASE,
        PHASES,
        "Ana",
        {"docs/api/a.md": "b\n"},
        "scope-exceeded",
        "its commits change what analyst may not change: docs/api/a.md ({work})",
    ),
    "a source that it names as a deliverable": (
        PHASE.replace("docs/a.md", "src/a.py"),
        PHASES,
        "Ana",
        {"src/a.py": "a\n"},
        "scope-exceeded",
        "its commits change what analyst may not change: src/a.py ({work})",
    ),
    "a batch that changes what it does not name": (
        BATCH,
        BATCHES,
        "Dev",
        {"lib/model.py": "a\n", "lib/other.py": "a\n"},
        "scope-exceeded",
        "its commits change what neither batch 1 names nor developer may change: lib/other.py ({work})",
    ),
    "more than anybody explains": (
        BATCH,
        Policy(gates=rules(scope={"unexplained": True})),
        "Dev",
        {f"x{number}.py": "a\n" for number in range(7)},
        "scope-exceeded",
        "its commits change what batch 1 does not name: x0.py ({work}), x1.py ({work}), x2.py ({work}), x3.py ({work}), x4.py ({work}) and 2 more",
    ),
    "the work of another role": (
        PHASE,
        PHASES,
        "Dev",
        {"docs/a.md": "a\n"},
        "scope-stranger",
        '{work} "work" was made by Dev, who is not of that role',
    ),
}


@pytest.mark.parametrize(("text", "rule", "author", "files", "code", "found"), LIES.values(), ids=LIES)
def test_work_outside_its_scope_fails(
    project: Repository, text: str, rule: Policy, author: str, files: dict[str, str], code: str, found: str
) -> None:
    project.commit("work", by=author, files=files)
    project.record("doc", text, by="Lena")
    unit = "phase-1" if "Phase" in text else "batch-1"
    verdict = project.verdicts(policy=rule, dialect="auto")[f"{unit}::scope"]
    assert_fails(verdict, code, project.fill(found))
    assert lines_of(verdict) == [4]


def test_a_task_is_held_to_its_batchs_role(project: Repository) -> None:
    project.commit("work", by="Dev", files={"src/a.py": "a\n", "infra/a.yml": "a\n"})
    text = BATCH.replace("**Commit**: {work}\n", "") + "**Commit**: {work}\n"
    project.record("doc", text, by="Lena")
    finding = project.verdicts(policy=BATCHES, dialect="auto")["batch-1::1.1::scope"].findings[0]
    work = project.ids["work"][:10]
    assert (
        finding.found
        == f"its commits change what neither task 1.1 names nor developer may change: infra/a.yml ({work})"
    )
    assert finding.remedy == "name these files in the unit, or widen may_change of developer (phasegate.yaml:1)"


def test_a_commit_that_is_not_there_is_the_matter_of_another_gate(project: Repository) -> None:
    project.record("doc", PHASE.replace("{work}", "0123456789"), by="Lena")
    verdict = project.verdicts(policy=PHASES)["phase-1::scope"]
    assert verdict.answer is Answer.PENDING
    assert verdict.reason == "no commit of phase 1 is found; the gate commit says why"


def test_what_a_shallow_clone_hides_is_unknown(project: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    project.commit("work", by="Ana", files={"docs/a.md": "a\n"})
    project.write(project.document, PHASE)
    clone = project.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=1")
    verdict = clone.verdicts(policy=PHASES)["phase-1::scope"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].code == "scope-unknown"
