"""Two tables: units that stay within their scope, and those that leave it."""

# ruff: noqa: E501 - messages are written as users see them, on one line

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.project import assert_fails, assert_holds, lines_of
from tests.gates.story import Story, policy, roles, rules

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
def story(repository: Repository) -> Story:
    story = Story(repository)
    story.commit("base", "Lena", old__py="old\n", docs___api___a__md="a\n")
    return story


HONEST = {
    "what its role may change": (PHASE, PHASES, "Ana", {"docs___a__md": "a\n"}),
    "the workflow document with it": (PHASE, PHASES, "Ana", {"docs___a__md": "a\n", "workflows___frost__md": "x\n"}),
    "a role without limits": (PHASE, replace(PHASES, roles=roles()), "Ana", {"src___a__py": "a\n"}),
    "what the policy lets everybody change": (
        PHASE,
        replace(PHASES, gates=rules(scope={"by_name": False, "may_change": ("*.lock",)})),
        "Ana",
        {"docs___a__md": "a\n", "poetry__lock": "a\n"},
    ),
    "what the batch names and its role may change": (
        BATCH,
        BATCHES,
        "Dev",
        {"lib___model__py": "a\n", "src___a__py": "a\n", "new__py": "a\n", "tests___test_a__py": "a\n"},
    ),
    "only what the batch names": (
        BATCH,
        Policy(gates=rules(scope={"unexplained": True})),
        "Dev",
        {"lib___model__py": "a\n"},
    ),
    "somebody else, where people do not count": (
        PHASE,
        replace(PHASES, gates=rules(scope={"by_name": False, "people": False})),
        "Zoe",
        {"docs___a__md": "a\n"},
    ),
}


@pytest.mark.parametrize(("text", "rule", "author", "files"), HONEST.values(), ids=HONEST)
def test_work_within_its_scope_holds(story: Story, text: str, rule: Policy, author: str, files: dict[str, str]) -> None:
    story.commit("work", author, **files)
    story.record("doc", "Lena", text)
    verdicts = story.judge(rule, "auto")
    checks = {check: verdict for check, verdict in verdicts.items() if check.endswith("::scope")}
    for verdict in checks.values():
        assert_holds(verdict)
    assert bool(checks) or not rule.roles["analyst"].may_change


LIES = {
    "a requirements phase that touches sources": (
        PHASE,
        PHASES,
        "Ana",
        {"docs___a__md": "a\n", "src___b__py": "b\n", "src___a__py": "a\n"},
        "scope-exceeded",
        "its commits change what analyst may not change: src/a.py ({work}), src/b.py ({work})",
    ),
    "an exception of its role": (
        PHASE,
        PHASES,
        "Ana",
        {"docs___api___a__md": "b\n"},
        "scope-exceeded",
        "its commits change what analyst may not change: docs/api/a.md ({work})",
    ),
    "a source that it names as a deliverable": (
        PHASE.replace("docs/a.md", "src/a.py"),
        PHASES,
        "Ana",
        {"src___a__py": "a\n"},
        "scope-exceeded",
        "its commits change what analyst may not change: src/a.py ({work})",
    ),
    "a batch that changes what it does not name": (
        BATCH,
        BATCHES,
        "Dev",
        {"lib___model__py": "a\n", "lib___other__py": "a\n"},
        "scope-exceeded",
        "its commits change what neither batch 1 names nor developer may change: lib/other.py ({work})",
    ),
    "more than anybody explains": (
        BATCH,
        Policy(gates=rules(scope={"unexplained": True})),
        "Dev",
        {f"x{number}__py": "a\n" for number in range(7)},
        "scope-exceeded",
        "its commits change what batch 1 does not name: x0.py ({work}), x1.py ({work}), x2.py ({work}), x3.py ({work}), x4.py ({work}) and 2 more",
    ),
    "the work of another role": (
        PHASE,
        PHASES,
        "Dev",
        {"docs___a__md": "a\n"},
        "scope-stranger",
        '{work} "work by Dev" was made by Dev, who is not of that role',
    ),
}


@pytest.mark.parametrize(("text", "rule", "author", "files", "code", "found"), LIES.values(), ids=LIES)
def test_work_outside_its_scope_fails(
    story: Story, text: str, rule: Policy, author: str, files: dict[str, str], code: str, found: str
) -> None:
    story.commit("work", author, **files)
    story.record("doc", "Lena", text)
    unit = "phase-1" if "Phase" in text else "batch-1"
    verdict = story.judge(rule, "auto")[f"{unit}::scope"]
    assert_fails(verdict, code, found.replace("{work}", story.ids["work"][:10]))
    assert lines_of(verdict) == [4]


def test_a_task_is_held_to_its_batchs_role(story: Story) -> None:
    story.commit("work", "Dev", src___a__py="a\n", infra___a__yml="a\n")
    text = BATCH.replace("**Commit**: {work}\n", "") + "**Commit**: {work}\n"
    story.record("doc", "Lena", text)
    finding = story.judge(BATCHES, "auto")["batch-1::1.1::scope"].findings[0]
    work = story.ids["work"][:10]
    assert (
        finding.found
        == f"its commits change what neither task 1.1 names nor developer may change: infra/a.yml ({work})"
    )
    assert finding.remedy == "name these files in the unit, or widen may_change of developer (phasegate.yaml:1)"


def test_a_commit_that_is_not_there_is_the_matter_of_another_gate(story: Story) -> None:
    story.record("doc", "Lena", PHASE.replace("{work}", "0123456789"))
    verdict = story.judge(PHASES)["phase-1::scope"]
    assert verdict.answer is Answer.PENDING
    assert verdict.reason == "no commit of phase 1 is found; the gate commit says why"


def test_what_a_shallow_clone_hides_is_unknown(story: Story, tmp_path_factory: pytest.TempPathFactory) -> None:
    story.commit("work", "Ana", docs___a__md="a\n")
    text = story.write(PHASE)
    clone = story.repository.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=1")
    verdict = Story(clone, ids=story.ids, text=text).judge(PHASES)["phase-1::scope"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].code == "scope-unknown"
