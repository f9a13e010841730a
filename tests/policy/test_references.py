from __future__ import annotations

import pytest

from tests.policy.kinds import mistakes, read


def test_every_name_that_leads_nowhere_is_told() -> None:
    text = """\
version: 1
roles: {backend: {}}
commands: {make: {run: [make]}}
gates: {build: {command: mak, reviewer: zzz}}
phases:
- id: one
  match: {assignee: backnd}
  needs: [two, on]
- id: two
  gates: {build: {command: zzz}}
"""
    assert mistakes(phasegate__yaml=text) == [
        'phasegate.yaml:4: gates.build.command: no command is named "mak"; did you mean "make"?',
        'phasegate.yaml:4: gates.build.reviewer: no role is named "zzz"; valid are: backend',
        'phasegate.yaml:7: phases[0].match.assignee: no role is named "backnd"; did you mean "backend"?',
        'phasegate.yaml:8: phases[0].needs[1]: no phase is named "on"; did you mean "one"?',
        'phasegate.yaml:10: phases[1].gates.build.command: no command is named "zzz"; valid are: make',
    ]


@pytest.mark.parametrize(
    "text",
    [
        "gates: {build: {command: ''}}",
        "phases: [{id: a, match: {assignee: anyone}}]",
        "phases: [{id: a, gates: {build: {command: c}}}]\ncommands: {c: {run: [x]}}",
        "phases: [{id: a, needs: [b]}, {id: b}]",
    ],
)
def test_names_that_lead_somewhere_and_none_at_all_are_right(text: str) -> None:
    assert read(phasegate__yaml=f"version: 1\n{text}").source


def test_a_circle_of_great_length_is_cut_short() -> None:
    phases = ", ".join(f"{{id: p{number}, needs: [p{(number + 1) % 20}]}}" for number in range(20))
    (told,) = mistakes(phasegate__yaml=f"version: 1\nphases: [{phases}]")
    assert told.count(" needs ") == 10
    assert told.endswith(" needs …")


def test_a_flood_of_names_that_lead_nowhere_is_answered_quickly() -> None:
    roles = ", ".join(f"role{number}: {{}}" for number in range(5_000))
    phases = "".join(f"- {{id: p{number}, match: {{assignee: rule{number}}}}}\n" for number in range(2_000))
    told = mistakes(phasegate__yaml=f"version: 1\nroles: {{{roles}}}\nphases:\n{phases}")
    assert len(told) == 100
    assert told[0] == 'phasegate.yaml:4: phases[0].match.assignee: no role is named "rule0"; valid are 5,000 others'


@pytest.mark.parametrize(
    ("phases", "message"),
    [
        ("[{id: a, needs: [a]}]", "phases[0].needs: phases need each other, so that none can begin: a needs a"),
        (
            "[{id: a, needs: [b]}, {id: b, needs: [a]}]",
            "phases[0].needs: phases need each other, so that none can begin: a needs b needs a",
        ),
    ],
)
def test_phases_that_need_each_other_are_told(phases: str, message: str) -> None:
    assert mistakes(phasegate__yaml=f"version: 1\nphases: {phases}") == [f"phasegate.yaml:2: {message}"]
