from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.errors import PolicyError
from pytest_phasegate.policy.lookup import settings_for
from pytest_phasegate.policy.presets import PRESETS, preset_of, read_preset
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.text.requests import pipeline_for
from tests.policy.kinds import node

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy

SETTINGS = {kind: gate.settings for kind, gate in GATES.items()}
BUILD = "commands: {build: {run: [make]}}\n"


def read(text: str) -> Policy:
    return read_policy({"phasegate.yaml": f"version: 1\n{text}".encode()}.get, SETTINGS)


def test_the_presets_are_the_files_that_are_shipped() -> None:
    shipped = files("pytest_phasegate.policy.presets").iterdir()
    assert sorted(f"{name}.yaml" for name in PRESETS) == sorted(e.name for e in shipped if e.name.endswith(".yaml"))
    assert all(preset_of(read_preset(name)) == name for name in PRESETS)
    assert preset_of(node("a: 1")) is None


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_right_by_the_real_gates(name: str) -> None:
    assert read(f"extends: [{name}]\n{BUILD}").files == ("phasegate.yaml",)


def test_batches_asks_for_one_commit_a_batch_in_sequence_by_known_roles_with_a_build() -> None:
    policy = read("extends: [batches]\n" + BUILD)
    named = {kind: rule.settings for kind, rule in policy.preset_gates.items() if rule.enabled}
    assert named["commit"]["cited"] == "required"
    assert named["commit"]["one_per_unit"] is True
    assert named["message"]["pattern"] == "{type}({scope}): batch {number} - {summary}"
    assert named["message"]["lists_tasks"] is True
    assert named["record"]["tasks_verified"] is True
    assert named["order"]["sequential"] is True
    assert named["order"]["one_in_progress_per_role"] is True
    assert named["assignment"]["required"] is True
    assert named["build"]["command"] == "build"
    assert set(policy.roles) == {"backend-developer", "frontend-developer"}
    assert [(phase.match.assignee, phase.inputs) for phase in policy.phases] == [
        ("backend-developer", ("{document_dir}/implementation-plan.md",)),
        ("frontend-developer", ("{document_dir}/implementation-plan.md",)),
    ]
    assert [document.path for document in policy.documents] == ["task-tracking/*/tasks.md"]


def test_checkpoints_needs_no_further_configuration() -> None:
    policy = read("extends: [checkpoints]\nreviewers: [Rita <rita@example.org>]\n")
    assert policy.reviewers == ("Rita <rita@example.org>",)
    order, signoff = (settings_for(policy.rule_layers(()), kind, SETTINGS[kind]) for kind in ("order", "signoff"))
    assert order is not None
    assert signoff is not None
    assert (order.from_, order.checkpoints) == ("history", True)
    assert (signoff.levels, signoff.independent) == (("checkpoint",), True)
    assert [(document.path, document.dialect) for document in policy.documents] == [
        ("docs/active-workflows/*.md", "checkpoints")
    ]


def test_d12_the_preset_of_batches_asks_for_the_promised_scope() -> None:
    policy = read("extends: [batches]\ncommands: {build: {run: [make]}}")
    message = settings_for(policy.rule_layers(policy.phases), "message", SETTINGS["message"])
    assert message is not None
    assert message.promised_scope == "fail"


@pytest.mark.parametrize("name", ["batches", "checkpoints", "stages"])
def test_d13_presets_demand_the_boxes_of_a_document_that_uses_none(name: str) -> None:
    commands = "commands: {build: {run: [make]}}\n" if name == "batches" else ""
    policy = read(f"extends: [{name}]\n{commands}gates: {{checklist: true}}")
    checklist = settings_for(policy.rule_layers(policy.phases), "checklist", SETTINGS["checklist"])
    assert checklist is not None
    assert checklist.unused == "fail"


@pytest.mark.parametrize(
    ("request_text", "name"),
    [
        ("Implement Snowline SSO integration for the portal", "feature"),
        ("I need an API that reads gauges and correlates them with stations", "feature"),
        ("I'd like an internal API for the gauges", "feature"),
        ("We want a REST API, please", "feature"),
        ("Build a backend for weather reports", "feature"),
        ("Create data types for gauges", "feature"),
        ("Please add data processing to the backend.", "feature"),
        ("Could you set up a nightly import?", "feature"),
        ("Fix the clock of the portal", None),
        ("We need to mend the API that drops gauges", None),
        ("Rename the reports", None),
        ("build", None),
    ],
)
def test_d10_the_preset_of_phases_takes_requests_as_people_write_them(request_text: str, name: str | None) -> None:
    pipelines = read("extends: [phases]").pipelines.values()
    found = pipeline_for(request_text, pipelines).pipeline
    assert (found.name if found else None) == name


def test_the_project_is_laid_over_its_preset() -> None:
    gates = "gates: {commit: {cited: optional}, build: false, checklist: false}"
    policy = read(f"extends: [batches]\ndocuments: [plan/tasks.md]\n{gates}")
    layers = policy.rule_layers(())
    commit = settings_for(layers, "commit", SETTINGS["commit"])
    assert commit is not None
    assert (commit.cited, commit.one_per_unit) == ("optional", True)
    assert settings_for(layers, "checklist", SETTINGS["checklist"]) is None
    assert [document.path for document in policy.documents] == ["plan/tasks.md"]


def test_a_preset_that_relies_on_the_project_says_what_is_missing() -> None:
    with pytest.raises(PolicyError) as caught:
        read("extends:\n- batches")
    assert str(caught.value) == (
        'phasegate.yaml:2: extends: the preset "batches" needs a command named "build" (gates.build.command); '
        "define it under commands, or set gates.build: false"
    )


def test_an_unknown_preset_is_told_with_the_nearest() -> None:
    with pytest.raises(
        PolicyError, match=r'extends\[0\]: expected one of: .*, found "batch"; did you mean "batches"\?'
    ):
        read("extends: [batch]")


def test_phases_takes_a_request_through_six_phases_of_a_role_each() -> None:
    policy = read("extends: [phases]\n")
    names = ("requirements", "planning", "implementation", "testing", "validation", "submission")
    assert policy.pipelines["feature"].phases == names
    phases = {phase.id: phase for phase in policy.phases}
    assert [phases[name].needs for name in names] == [(), *((name,) for name in names[:-1])]
    assert [phases[name].preset_gates["assignment"].settings["role"] for name in names] == [
        "business-analyst",
        "solution-architect",
        "senior-developer",
        "test-engineer",
        "qa-engineer",
        "devops-engineer",
    ]
    assert phases["every-phase"].preset_gates["handoff"].settings["approvers"] == ("engineering-manager",)
    assert phases["testing"].preset_gates["coverage"].settings["phases"] == ("implementation",)
    assert not phases["every-phase"].preset_gates["message"].enabled


def test_two_workflows_live_side_by_side() -> None:
    policy = read("extends: [batches, phases]\n" + BUILD)
    assert policy.preset_gates["commit"].settings["levels"] == ("batch",)
    assert {document.path for document in policy.documents} == {"workflows/*.md"}
