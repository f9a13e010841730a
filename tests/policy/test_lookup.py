from __future__ import annotations

from dataclasses import make_dataclass

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import AssigneeClaim, Level, Status
from pytest_phasegate.model.policy import GateRule, Phase, Policy, UnitMatch
from pytest_phasegate.model.workflow import Unit
from pytest_phasegate.policy.lookup import phases_of, settings_for
from tests.policy.kinds import Commit

HERE = Location("phasegate.yaml", 1)


def unit(level: Level = Level.BATCH, number: str = "2", assignee: str | None = "backend") -> Unit:
    claims = (AssigneeClaim(line=1, text="", name=assignee),) if assignee else ()
    return Unit(level=level, id=number, key=number, title="", line=1, end=1, status=Status.COMPLETE, assignees=claims)


def rule(enabled: bool = True, **settings: object) -> dict[str, GateRule]:
    return {"commit": GateRule(kind="commit", settings=settings, enabled=enabled, location=HERE)}


def phase(match: UnitMatch | None = None, gates: dict[str, GateRule] | None = None) -> Phase:
    return Phase(id="p", match=match or UnitMatch(), gates=gates or {}, location=HERE)


@pytest.mark.parametrize(
    ("match", "covers"),
    [
        (UnitMatch(), True),
        (UnitMatch(level="batch"), True),
        (UnitMatch(level="task"), False),
        (UnitMatch(assignee="backend"), True),
        (UnitMatch(assignee="frontend"), False),
        (UnitMatch(unit="2*"), True),
        (UnitMatch(unit="3*"), False),
        (UnitMatch(document="work/**/tasks.md"), True),
        (UnitMatch(document="work/tasks.md"), False),
        (UnitMatch(level="batch", assignee="frontend"), False),
    ],
)
def test_a_phase_covers_the_units_that_fit_every_field_it_sets(match: UnitMatch, covers: bool) -> None:
    policy = Policy(phases=(phase(match),))
    assert bool(phases_of(policy, "work/a/b/tasks.md", unit())) is covers


def test_a_task_that_names_nobody_is_the_work_of_its_batches_assignee() -> None:
    policy = Policy(phases=(phase(UnitMatch(assignee="backend")),))
    task = unit(Level.TASK, "2.1", assignee=None)
    assert not phases_of(policy, "tasks.md", task)
    assert phases_of(policy, "tasks.md", task, "backend")
    assert not phases_of(policy, "tasks.md", unit(assignee="frontend"), "backend")


@pytest.mark.parametrize(
    ("gates", "phases", "settings"),
    [
        ({}, (), Commit()),
        (rule(cited="required"), (), Commit(cited="required")),
        (rule(cited="required"), (rule(one_per_unit=False),), Commit(cited="required", one_per_unit=False)),
        (rule(cited="required"), (rule(cited="optional"), rule(levels=())), Commit(levels=())),
        (rule(enabled=False), (), None),
        (rule(enabled=False), (rule(cited="required"),), Commit(cited="required")),
        (rule(cited="required"), (rule(enabled=False),), None),
        (rule(cited="required"), (rule(enabled=False), rule()), Commit(cited="required")),
    ],
)
def test_settings_are_laid_over_each_other_field_by_field(
    gates: dict[str, GateRule], phases: tuple[dict[str, GateRule], ...], settings: Commit | None
) -> None:
    policy = Policy(gates=gates)
    layers = policy.rule_layers(phase(gates=each) for each in phases)
    assert settings_for(layers, "commit", Commit) == settings


def test_a_key_that_is_python_s_own_word_fills_the_field_with_an_underscore() -> None:
    settings = make_dataclass("Settings", [("from_", str)])
    rules = {"order": GateRule(kind="order", settings={"from": "history"}, location=Location("phasegate.yaml"))}
    assert settings_for([rules], "order", settings) == settings("history")
