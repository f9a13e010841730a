from __future__ import annotations

from pytest_phasegate.policy.grammar import POLICY
from pytest_phasegate.policy.merge import Layered, lay_over
from tests.policy.kinds import NAMES, mistakes, node


def layered(*texts: str) -> Layered:
    return lay_over((), (POLICY.read(node("version: 1\n" + text), NAMES) for text in texts))


def test_gates_are_laid_over_each_other_field_by_field() -> None:
    result = layered(
        "gates: {commit: {cited: required, levels: [task]}, every: false, build: true}",
        "gates: {commit: {cited: optional}, every: {count: 1}, build: false}",
    ).gates.project
    assert {kind: (gate.enabled, gate.fields.values) for kind, gate in result.items()} == {
        "commit": (True, {"cited": "optional", "levels": ("task",)}),
        "every": (True, {"count": 1}),
        "build": (False, {}),
    }


def test_a_gate_that_is_only_switched_on_keeps_what_was_set() -> None:
    gate = layered("gates: {commit: {cited: required}}", "gates: {commit: true}").gates.project["commit"]
    assert (gate.enabled, gate.fields.values) == (True, {"cited": "required"})


def test_phases_of_one_id_are_laid_over_each_other_and_keep_their_place() -> None:
    phases = layered(
        "phases: [{id: a, inputs: [x], match: {level: task}, gates: {commit: {cited: required}}}, {id: b}]",
        "phases: [{id: c}, {id: a, match: {unit: '1'}, gates: {commit: {one_per_unit: false}}}]",
    ).phases
    assert list(phases) == ["a", "b", "c"]
    assert phases["a"].fields.values["inputs"] == ("x",)
    assert phases["a"].fields.values["match"].values == {"unit": "1"}
    assert phases["a"].gates.project["commit"].fields.values == {"cited": "required", "one_per_unit": False}


def test_roles_are_laid_over_each_other_and_commands_taken_whole() -> None:
    result = layered(
        "roles: {a: {may_change: [x]}, b: {}}\ncommands: {c: {run: make, shell: true}}",
        "roles: {a: {}}\ncommands: {c: {run: [make]}}",
    )
    assert result.named["roles"]["a"].values == {"may_change": ("x",)}
    assert result.named["commands"]["c"].values == {"run": ("make",)}


def test_documents_are_those_of_the_last_file_that_names_any() -> None:
    assert [entry for entry, _ in layered("documents: [a, b]", "documents: [c]", "gates: {}").documents] == ["c"]


def test_what_two_files_of_a_project_define_both_is_told() -> None:
    text = "roles: {r: {}}\ncommands: {c: {run: [a]}}\ngates: {commit: true}\nphases: [{id: p}]\n"
    told = mistakes(phasegate__yaml="version: 1\ninclude: [a.yaml]\n" + text, a__yaml=text)
    assert told == [
        'phasegate.yaml:3: roles.r: the role "r" is defined already, at a.yaml:1',
        'phasegate.yaml:4: commands.c: the command "c" is defined already, at a.yaml:2',
        'phasegate.yaml:5: gates.commit: the gate "commit" is defined already, at a.yaml:3',
        'phasegate.yaml:6: phases[0].id: the phase "p" is defined already, at a.yaml:4',
    ]


def test_what_one_file_lists_twice_is_told() -> None:
    waiver = '- {check: "a::b::commit", reason: r, owner: o, expires: 2027-01-31}\n'
    told = mistakes(phasegate__yaml=f"version: 1\nphases:\n- id: a\n- id: a\nwaivers:\n{waiver}{waiver}")
    assert told == [
        'phasegate.yaml:4: phases[1].id: the phase "a" is defined already, at phasegate.yaml:3',
        'phasegate.yaml:7: waivers[1].check: the waiver "a::b::commit" is defined already, at phasegate.yaml:6',
    ]
