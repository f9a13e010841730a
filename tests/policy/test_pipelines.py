"""Roles, pipelines and rules of a policy: what is taken, and how each mistake is told."""

from __future__ import annotations

import pytest

from pytest_phasegate.location import Location
from tests.policy.kinds import mistakes, read

PIPELINE = """\
phases: [{id: plan}, {id: work, needs: [plan]}]
pipelines:
  feature:
    phases: [plan, work]
    requests: ["implement [API/service] for [entity]"]
    examples: [Implement a service for frost warnings]
"""


def test_a_pipeline_names_its_phases_and_the_requests_for_it() -> None:
    pipeline = read(phasegate__yaml="version: 1\n" + PIPELINE).pipelines["feature"]
    assert (pipeline.phases, pipeline.requests) == (("plan", "work"), ("implement [API/service] for [entity]",))
    assert pipeline.location == Location("phasegate.yaml", 4)


def test_a_role_has_paths_with_exceptions_and_people() -> None:
    policy = read(
        phasegate__yaml="version: 1\nroles: {analyst: {may_change: ['docs/**', '!docs/api/**'], people: [Ana A]}}"
    )
    assert (policy.roles["analyst"].may_change, policy.roles["analyst"].people) == (
        ("docs/**", "!docs/api/**"),
        ("Ana A",),
    )


def test_a_rule_says_what_files_must_and_must_not_hold() -> None:
    text = "version: 1\nrules: {cloud: {paths: ['src/**'], forbid: ['client(*)'], require: [License], reason: why}}"
    rule = read(phasegate__yaml=text).rules["cloud"]
    assert (rule.paths, rule.forbid, rule.require, rule.reason) == (("src/**",), ("client(*)",), ("License",), "why")


def test_files_of_the_project_lay_their_parts_together() -> None:
    policy = read(phasegate__yaml="version: 1\ninclude: [b.yaml]\n", b__yaml=PIPELINE)
    assert set(policy.pipelines) == {"feature"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            PIPELINE.replace("Implement a service for frost warnings", "buy milk"),
            ['phasegate.yaml:7: pipelines.feature.examples[0]: no pattern under requests fits the example "buy milk"'],
        ),
        (
            PIPELINE.replace("phases: [plan, work]", "phases: [plan, wrok]"),
            ['phasegate.yaml:5: pipelines.feature.phases[1]: no phase is named "wrok"; did you mean "work"?'],
        ),
        (
            "pipelines: {feature: {requests: [a b]}}",
            ["phasegate.yaml:2: pipelines.feature: the pipeline names no phases, here or in a preset"],
        ),
        (
            "rules: {cloud: {paths: ['src/**']}}",
            ['phasegate.yaml:2: rules.cloud: a rule needs "forbid" or "require"'],
        ),
        (
            "rules: {cloud: {paths: [], forbid: [a]}}",
            ["phasegate.yaml:2: rules.cloud.paths: expected a list of paths or globs, found an empty list"],
        ),
    ],
)
def test_every_mistake_is_told_at_its_line(text: str, told: list[str]) -> None:
    assert mistakes(phasegate__yaml="version: 1\n" + text) == told


def test_what_two_files_define_both_is_told() -> None:
    told = mistakes(
        phasegate__yaml="version: 1\ninclude: [b.yaml]\nrules: {x: {paths: [a], forbid: [b]}}",
        b__yaml="rules: {x: {paths: [a], forbid: [b]}}",
    )
    assert told == ['phasegate.yaml:3: rules.x: the rule "x" is defined already, at b.yaml:1']
