"""What a project writes counts more than what a preset writes, wherever either of them writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.errors import PolicyError
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.workflow import Unit
from pytest_phasegate.policy.lookup import phases_of, settings_for
from pytest_phasegate.policy.read import read_policy

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy

SETTINGS = {kind: gate.settings for kind, gate in GATES.items()}
BUILD = "commands: {build: {run: [make]}}\n"


def read(text: str, **included: str) -> Policy:
    files = {"phasegate.yaml": f"version: 1\n{text}".encode()}
    files |= {name.replace("__", "."): data.encode() for name, data in included.items()}
    return read_policy(files.get, SETTINGS)


def settings(policy: Policy, kind: str, number: str = "3", dialect: str = "phases") -> Any:
    level = Level.PHASE if dialect == "phases" else Level.TASK if dialect == "stages" else Level.BATCH
    unit = Unit(level=level, id=number, key=number, title="", line=1, end=1, status=Status.COMPLETE)
    layers = policy.rule_layers(phases_of(policy, "a.md", unit, None, dialect))
    return settings_for(layers, kind, SETTINGS[kind])


@pytest.mark.parametrize(
    ("preset", "gates", "kind", "field", "value", "kept"),
    [
        ("phases", "attempts: {most: 5}", "attempts", "most", 5, "why_blocked"),
        ("phases", "assignment: {role: qa-engineer}", "assignment", "role", "qa-engineer", "required"),
        ("phases", "order: {sequential: false}", "order", "sequential", False, "commits"),
        ("stages", "symbols: true\n  shape: {wording: []}", "shape", "wording", (), "numbering"),
        ("stages", "outcomes: {file: done.md}", "outcomes", "file", "done.md", "required"),
        ("batches", "record: {counts: false}", "record", "counts", False, "status_agrees"),
        ("checkpoints", "order: {checkpoints: false}", "order", "checkpoints", False, ""),
    ],
)
def test_b9_gates_of_the_project_count_more_than_those_of_a_presets_phase(
    preset: str, gates: str, kind: str, field: str, value: object, kept: str
) -> None:
    build = BUILD if preset == "batches" else ""
    before = settings(read(f"extends: [{preset}]\n{build}"), kind, dialect=preset)
    after = settings(read(f"extends: [{preset}]\n{build}gates:\n  {gates}\n"), kind, dialect=preset)
    assert getattr(before, field) != value
    assert getattr(after, field) == value
    assert not kept or getattr(after, kept) is getattr(before, kept) is True


@pytest.mark.parametrize("preset", ["batches", "phases", "stages"])
def test_d2_presets_ask_units_that_are_not_done_for_their_dependencies_too(preset: str) -> None:
    build = BUILD if preset == "batches" else ""
    asked = settings(read(f"extends: [{preset}]\n{build}"), "order", dialect=preset)
    assert (asked.unfinished, asked.known) == (True, True)
    assert (SETTINGS["order"]().unfinished, SETTINGS["order"]().known) == (False, False)


def test_b9_a_gate_that_a_presets_phase_asks_for_is_switched_off_by_the_project() -> None:
    assert settings(read("extends: [phases]\n"), "handoff") is not None
    assert settings(read("extends: [phases]\ngates: {handoff: false}\n"), "handoff") is None


def test_b9_a_gate_that_a_presets_phase_switches_off_is_switched_on_by_the_project() -> None:
    assert settings(read("extends: [phases]\n"), "message") is None
    assert settings(read("extends: [phases]\ngates: {message: {conventional: true}}\n"), "message").conventional is True


def test_b9_what_the_project_does_not_mention_is_the_presets() -> None:
    policy = read("extends: [phases]\ngates: {order: {commits: false}}\n")
    assert settings(policy, "attempts").most == 3
    assert settings(policy, "order").sequential is True
    assert settings(policy, "assignment", "1").role == "business-analyst"


def test_b9_a_phase_of_the_project_counts_more_than_its_gates_and_both_more_than_any_preset() -> None:
    own = "phases: [{id: mine, match: {unit: '3'}, gates: {attempts: {most: 7}}}]\n"
    policy = read(f"extends: [phases]\ngates: {{attempts: {{most: 5}}}}\n{own}")
    assert settings(policy, "attempts", "3").most == 7
    assert settings(policy, "attempts", "2").most == 5
    assert settings(policy, "attempts", "2").escalated is True


def test_b9_a_phase_of_a_presets_name_counts_more_than_the_projects_gates() -> None:
    own = "phases: [{id: testing, gates: {coverage: {least: 95}}}]\n"
    policy = read(f"extends: [phases]\ngates: {{coverage: {{least: 90}}}}\n{own}")
    assert settings(policy, "coverage", "4").least == 95
    assert settings(policy, "coverage", "4").phases == ("implementation",)


@pytest.mark.parametrize("presets", ["batches, phases", "phases, batches", "phases, stages, checkpoints, batches"])
def test_b9_it_holds_under_several_presets_in_any_order(presets: str) -> None:
    policy = read(f"extends: [{presets}]\n{BUILD}gates: {{order: {{sequential: false}}}}\n")
    for dialect in ("phases", "batches", "stages"):
        assert settings(policy, "order", dialect=dialect).sequential is False
    assert settings(read(f"extends: [{presets}]\n{BUILD}"), "order", dialect="phases").sequential is True


def test_b9_gates_of_an_included_file_are_the_projects() -> None:
    policy = read("extends: [phases]\ninclude: [a.yaml]\n", a__yaml="gates: {attempts: {most: 5}}\n")
    assert settings(policy, "attempts").most == 5


def test_b9_what_a_preset_needs_and_the_project_sets_anew_need_not_be_there() -> None:
    text = "version: 1\nextends: [batches]\ngates: {build: %s}\ncommands: {make: {run: [make]}}\n"
    assert read(text.removeprefix("version: 1\n") % "{command: make}").source
    assert read(text.removeprefix("version: 1\n") % "false").source
    revived = "phases: [{id: p, gates: {build: true}}]\n"
    with pytest.raises(PolicyError, match='the preset "batches" needs a command named "build"'):
        read(text.removeprefix("version: 1\n") % "false" + revived)
