# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

from datetime import date

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import (
    Command,
    DocumentRule,
    GateRule,
    Phase,
    Policy,
    Role,
    UnitMatch,
    Waiver,
    WindowRule,
)
from pytest_phasegate.policy.read import read_policy
from tests.policy.kinds import GATES, mistakes, read

YAML = """\
version: 1
include: [gates/*.yaml, roles.toml]
documents:
  - a/*.md
  - {path: b.md, dialect: batches}
commands:
  build: {run: [make], timeout: 1min}
  lint: {run: make lint, shell: true}
waivers:
  - check: a/b.md::batch-1::commit
    reason: lost in a move
    owner: Ada
    expires: 2027-01-31
"""
INCLUDED = """\
phases:
- id: backend
  match: {assignee: ada}
  inputs: [plan.md]
  gates:
    commit: {levels: [task]}
    build: false
"""


def at(path: str, line: int) -> Location:
    return Location(path, line)


def test_a_policy_is_read_from_all_its_files_with_the_place_of_everything() -> None:
    policy = read(
        phasegate__yaml=YAML, gates___backend__yaml=INCLUDED, roles__toml="[roles.ada]\nmay_change = ['a/**']\n"
    )
    config, backend = "phasegate.yaml", "gates/backend.yaml"
    assert policy == Policy(
        source=config,
        files=(config, backend, "roles.toml"),
        digest=policy.digest,
        documents=(
            DocumentRule(path="a/*.md", location=at(config, 4)),
            DocumentRule(path="b.md", dialect="batches", location=at(config, 5)),
        ),
        roles={"ada": Role(name="ada", may_change=("a/**",), location=at("roles.toml", 1))},
        commands={
            "build": Command(name="build", run=("make",), timeout=60.0, location=at(config, 7)),
            "lint": Command(name="lint", run=("make lint",), shell=True, location=at(config, 8)),
        },
        phases=(
            Phase(
                id="backend",
                match=UnitMatch(assignee="ada"),
                inputs=("plan.md",),
                gates={
                    "commit": GateRule(kind="commit", settings={"levels": ("task",)}, location=at(backend, 6)),
                    "build": GateRule(kind="build", enabled=False, location=at(backend, 7)),
                },
                location=at(backend, 2),
            ),
        ),
        waivers=(
            Waiver(
                check="a/b.md::batch-1::commit",
                reason="lost in a move",
                owner="Ada",
                expires=date(2027, 1, 31),
                location=at(config, 10),
            ),
        ),
    )


def test_no_policy_file_is_the_empty_policy() -> None:
    assert read() == Policy()


def test_yaml_and_toml_say_the_same() -> None:
    toml = """
version = 1
gates.commit = {cited = "required"}
[[phases]]
id = "a"
match.level = "batch"
[[waivers]]
check = "a::b::commit"
reason = "r"
owner = "o"
expires = 2027-01-31
"""
    yaml = """
version: 1
gates: {commit: {cited: required}}
phases: [{id: a, match: {level: batch}}]
waivers: [{check: "a::b::commit", reason: r, owner: o, expires: 2027-01-31}]
"""
    table = toml.replace("[[", "[[tool.phasegate.").replace("\nversion", "[tool.phasegate]\nversion")
    policies = [read(phasegate__yaml=yaml), read(phasegate__toml=toml), read(pyproject__toml=table)]
    first, second, third = (
        (
            {kind: rule.settings for kind, rule in policy.gates.items()},
            [(phase.id, phase.match) for phase in policy.phases],
            [(waiver.check, waiver.expires) for waiver in policy.waivers],
        )
        for policy in policies
    )
    assert first == second == third
    assert policies[1].phases[0].location == Location("phasegate.toml", 4)
    assert policies[2].waivers[0].location == Location("pyproject.toml", 7)


def test_the_digest_follows_the_bytes_of_every_file() -> None:
    first = read(phasegate__yaml="version: 1\ninclude: [a.yaml]", a__yaml="gates: {}")
    again = read(phasegate__yaml="version: 1\ninclude: [a.yaml]", a__yaml="gates: {}")
    other = read(phasegate__yaml="version: 1\ninclude: [a.yaml]", a__yaml="gates:  {}")
    assert first.digest == again.digest != other.digest
    assert len(first.digest) == 64


def test_includes_are_relative_to_the_file_that_names_them() -> None:
    policy = read("ci/gates.yaml", ci___gates__yaml="version: 1\ninclude: [sub/a.yaml]", ci___sub___a__yaml="gates: {}")
    assert policy.files == ("ci/gates.yaml", "ci/sub/a.yaml")


def test_the_named_file_is_the_policy() -> None:
    assert read("b.yaml", phasegate__yaml="broken", b__yaml="version: 1").source == "b.yaml"


@pytest.mark.parametrize(
    ("include", "message"),
    [
        ("b.yaml", "there is no file b.yaml"),
        ("*.toml", "no file matches *.toml"),
        ("a.txt", "a.txt is not a .yaml, .yml or .toml file"),
        ("phasegate.yaml", "phasegate.yaml is included already, or is the policy file itself"),
        ("../a.yaml", 'expected a path inside the project (relative, forward slashes, no ".."), found the string "../a.yaml"'),
        ("/a.yaml", 'expected a path inside the project (relative, forward slashes, no ".."), found the string "/a.yaml"'),
    ],
)  # fmt: skip
def test_an_include_that_leads_nowhere_is_told(include: str, message: str) -> None:
    files = {"phasegate__yaml": f"version: 1\ninclude:\n- a.yaml\n- '{include}'", "a__yaml": "gates: {}", "a__txt": ""}
    assert mistakes(**files) == [f"phasegate.yaml:4: include[1]: {message}"]


def test_an_include_twice_is_told() -> None:
    told = mistakes(phasegate__yaml="version: 1\ninclude: [a.yaml, a.yaml]", a__yaml="gates: {}")
    assert told == ["phasegate.yaml:2: include[1]: a.yaml is included already, or is the policy file itself"]


def test_a_pattern_needs_a_way_to_list_files() -> None:
    files = {"phasegate.yaml": b"version: 1\ninclude: ['*.yml']", "a.yml": b"gates: {}"}
    with pytest.raises(Exception, match="no file matches"):
        read_policy(files.get, GATES)


def test_more_files_than_anyone_has_are_refused() -> None:
    files = {f"a{number:03}__yml": "gates: {}" for number in range(120)}
    told = mistakes(phasegate__yaml="version: 1\ninclude: ['*.yml']", **files)
    assert told == ["phasegate.yaml:2: include[0]: more than 100 files"] * 21


def test_a_phase_config_holds_no_project_keys() -> None:
    config = "version: 1\ninclude: [b.yaml]\nextends: []\ndocuments: [a]\nwaivers: []\n"
    told = mistakes(phasegate__yaml="version: 1\ninclude: [a.yaml]", a__yaml=config)
    valid = "valid are: commands, gates, phases, pipelines, roles, rules, version"
    assert told == [
        f'a.yaml:2: unknown key "include"; {valid}',
        f'a.yaml:3: unknown key "extends"; {valid}',
        f'a.yaml:4: unknown key "documents"; {valid}',
        f'a.yaml:5: unknown key "waivers"; {valid}',
    ]


def test_mistakes_in_all_files_are_told_together_in_their_order() -> None:
    told = mistakes(
        phasegate__yaml="version: 2\ninclude: [b.yaml, a.yaml, c.yaml, 7]\ngate: {}",
        a__yaml="phases:\n- {id: 3}\n",
        b__yaml="version: 1\nversion: 1",
        c__yaml="phases: [{id: a, needs: [zzz]}]",  # not told: what it needs may stand in a broken file
    )
    assert told == [
        "a.yaml:2: phases[0].id: expected a line of text, found a number",
        'b.yaml:2: the key "version" is written twice; the first is on line 1',
        "phasegate.yaml:1: version: this release reads version 1 of the policy format only; write version: 1",
        'phasegate.yaml:2: include[3]: expected a path inside the project (relative, forward slashes, no ".."), found a number',
        'phasegate.yaml:3: unknown key "gate"; did you mean "gates"?',
    ]


def test_a_flood_of_mistakes_is_counted() -> None:
    told = mistakes(phasegate__yaml="version: 1\nphases:\n" + "- {}\n" * 1_100)
    assert len(told) == 101
    assert told[-1] == "1,000 more mistakes"


def test_a_window_is_read_and_bounded() -> None:
    assert read(phasegate__yaml="version: 1\nwindow: {before: 3, hours: 0}\n").window == WindowRule(before=3, hours=0)
    assert read(phasegate__yaml="version: 1\n").window == WindowRule(before=20, hours=24)
    problems = mistakes(phasegate__yaml="version: 1\nwindow: {before: 101, hours: -1}\n")
    assert problems == [
        "phasegate.yaml:2: window.before: expected a whole number from 0 to 100, found a number",
        "phasegate.yaml:2: window.hours: expected a whole number from 0 to 8760, found a number",
    ]
