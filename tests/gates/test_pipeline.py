"""Two tables: workflow documents that go through their pipeline, and those that do not."""

# ruff: noqa: E501 - messages are written as users see them, on one line

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.policy import Pipeline, Policy
from tests.gates.policies import HERE, policy
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

ONE = policy()
FIX = Pipeline(name="fix", phases=("requirements",), requests=("fix [bug]",), location=HERE)
TWO = replace(ONE, pipelines={**ONE.pipelines, "fix": FIX})
HEAD = "**Request**: implement a service for frost\n**Pipeline**: feature\n\n"
PHASES = "## Phase 1: A\n\n## Phase 2: B\n\n## Phase 3: C\n"

HONEST = {
    "all phases in order": (HEAD + PHASES, TWO),
    "the only pipeline need not be named": ("**Request**: implement a service for frost\n\n" + PHASES, ONE),
    "no request, for a pipeline that is for any": (
        "**Pipeline**: `feature`\n\n" + PHASES,
        replace(TWO, pipelines={"fix": FIX, "feature": replace(ONE.pipelines["feature"], requests=())}),
    ),
    "no request, and nobody asks about it": (
        "**Pipeline**: feature\n\n" + PHASES,
        replace(TWO, gates=policy(pipeline={"request": False}).gates),
    ),
    "a short pipeline": ("**Request**: fix the clock\n**Pipeline**: fix\n\n## Phase 1: A\n", TWO),
    "a phase that may be skipped": (
        HEAD + PHASES.replace("B", "B - SKIPPED"),
        replace(TWO, gates=policy(pipeline={"may_skip": ("planning",)}).gates),
    ),
    "a request nobody asks about": (
        HEAD.replace("implement", "sing") + PHASES,
        replace(TWO, gates=policy(pipeline={"request": False}).gates),
    ),
}


@pytest.mark.parametrize(("text", "rule"), HONEST.values(), ids=HONEST)
def test_a_document_that_goes_through_its_pipeline_holds(phases: Repository, text: str, rule: Policy) -> None:
    phases.record("doc", text, by="Lena")
    assert_holds(phases.verdicts(policy=rule)["pipeline"])


LIES = {
    "a phase left out": (HEAD + PHASES.replace("## Phase 2: B\n\n", ""), "phase-missing",
                         "the document has no phase planning", 2),
    "a phase skipped": (HEAD + PHASES.replace("B", "B - SKIPPED"), "phase-skipped",
                        "phase 2 is skipped, and feature cannot do without phase planning", 6),
    "phases out of order": (HEAD + "## Phase 2: B\n\n## Phase 1: A\n\n## Phase 3: C\n", "phase-misplaced",
                            "phase 2 of phase planning stands before phase 1, which comes first in feature", 4),
    "a phase twice": (HEAD + PHASES + "## Phase 2: D\n", "phase-doubled",
                      "2 phases of the document are phase planning: 2, 2", 9),
    "a phase that nobody knows": (HEAD + PHASES + "## Phase 9: D\n", "phase-unknown",
                                  "phase 9 is none of the phases of feature: requirements, planning, implementation", 9),
    "no pipeline named": (PHASES, "pipeline-unknown", "the document does not say which pipeline it goes through", 1),
    "an unknown pipeline": ("**Pipeline**: feat\n\n" + PHASES, "pipeline-unknown",
                            "the policy knows no pipeline feat", 1),
    "a request for another pipeline": (HEAD.replace("implement a service for frost", "fix frost") + PHASES,
                                       "pipeline-request", 'the request belongs to fix, by its pattern "fix [bug]"', 1),
    "no request": ("**Pipeline**: feature\n\n" + PHASES, "pipeline-no-request",
                   "the document does not say what was requested", 1),
    "a request that is empty": (HEAD.replace("implement a service for frost", "") + PHASES, "pipeline-no-request",
                                "the document does not say what was requested", 1),
    "a request that the template left": (HEAD.replace("implement a service for frost", "[What is asked for]") + PHASES,
                                         "pipeline-no-request",
                                         "the document does not say what was requested but [What is asked for]", 1),
    "a request that fits none": (HEAD.replace("implement", "sing") + PHASES, "pipeline-request",
                                 "no pattern of feature fits the request", 1),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(phases: Repository, text: str, code: str, found: str, line: int) -> None:
    phases.record("doc", text, by="Lena")
    verdict = phases.verdicts(policy=TWO)["pipeline"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == line


def test_other_dialects_have_no_pipeline(phases: Repository) -> None:
    phases.record("doc", "## Batch 1: A\n", by="Lena")
    assert "pipeline" not in phases.verdicts(policy=TWO, dialect="batches")
