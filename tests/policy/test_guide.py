"""The examples of docs/policy.md do what the guide says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.grammar import POLICY
from pytest_phasegate.policy.lookup import settings_for
from pytest_phasegate.policy.read import read_policy

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy

GUIDE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
POLICIES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
ANSWERS = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
WORKED, SETTINGS, OUTRANKING, WRONG = POLICIES


def read(text: str) -> Policy:
    gates = {kind: gate.settings for kind, gate in GATES.items()}
    return read_policy({"phasegate.yaml": text.encode()}.get, gates, dialects=DIALECTS)


@pytest.mark.parametrize(
    ("text", "answer"),
    [(WORKED, ANSWERS[0]), ("version: 1\nextends: [batches]", ANSWERS[1]), (WRONG, ANSWERS[2])],
)
def test_each_mistake_of_the_guide_is_told_as_it_says(text: str, answer: str) -> None:
    with pytest.raises(PhasegateError) as caught:
        read(text)
    assert str(caught.value) == answer.rstrip("\n")


def test_the_worked_example_holds_with_its_one_line_cure() -> None:
    policy = read(WORKED.replace("commands:", "  software-architect: {}\ncommands:", 1))
    commit = GATES["commit"].settings
    backend = next(phase for phase in policy.phases if phase.id == "backend")
    everybody = {"cited": "required", "one_per_unit": True, "rewritten": "proven"}
    for phases, asked in (((), everybody), ((backend,), {**everybody, "rewritten": "fail"})):
        settings = settings_for(policy.rule_layers(phases), "commit", commit)
        assert settings is not None
        assert {name: getattr(settings, name) for name in asked} == asked


def test_gates_are_set_switched_on_and_switched_off() -> None:
    policy = read(SETTINGS)
    assert {kind: rule.enabled for kind, rule in policy.gates.items()} == {
        "commit": True,
        "files": True,
        "checklist": False,
    }


def test_b9_the_project_outranks_the_preset_as_the_guide_says() -> None:
    policy = read(OUTRANKING)
    layers = policy.rule_layers(policy.phases)
    kinds = ("attempts", "handoff")
    attempts, handoff = (settings_for(layers, kind, GATES[kind].settings) for kind in kinds)
    assert attempts is not None
    assert attempts.most == 5
    assert handoff is None


def test_the_guide_names_every_key() -> None:
    for key in POLICY.keys:
        assert f"| `{key}` |" in GUIDE
