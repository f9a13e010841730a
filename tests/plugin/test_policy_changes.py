from __future__ import annotations

from dataclasses import replace
from datetime import date

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command, GateRule, Phase, Policy, Role, UnitMatch, Waiver
from pytest_phasegate.pull_request.policy_changes import (
    after_moves,
    asks_alike,
    for_moved_document,
    is_defined_alike,
    waiver_for,
    without_places,
)

HERE, THERE = Location("phasegate.yaml", 3), Location("rules.yaml", 9)
BUILD = Command(name="build", run=("make",), location=HERE)
RULE = GateRule(kind="commit", settings={"cited": "required"}, location=HERE)
PHASE = Phase(id="x", match=UnitMatch(document="plans/**"), gates={"commit": RULE}, location=HERE)


def test_where_something_is_written_does_not_count() -> None:
    assert without_places(BUILD) == without_places(replace(BUILD, location=THERE))
    assert without_places(PHASE) == without_places(replace(PHASE, gates={"commit": replace(RULE, location=THERE)}))
    assert without_places(BUILD) != without_places(replace(BUILD, timeout=1.0))


def test_a_command_must_be_defined_to_the_letter() -> None:
    policy = Policy(commands={"build": BUILD})
    assert is_defined_alike(replace(BUILD, location=THERE), policy)
    for other in (
        replace(BUILD, run=("make", "all")),
        replace(BUILD, shell=True),
        replace(BUILD, directory="src"),
        replace(BUILD, environment=("TOKEN",)),
        replace(BUILD, at="commit"),
        replace(BUILD, name="check"),
    ):
        assert not is_defined_alike(other, policy)


def test_policies_that_differ_in_settings_alone_ask_alike() -> None:
    policy = Policy(gates={"commit": RULE}, phases=(PHASE,), commands={"build": BUILD})
    assert asks_alike(policy, replace(policy, gates={}, phases=(replace(PHASE, gates={}),)))
    assert not asks_alike(policy, replace(policy, phases=()))
    assert not asks_alike(policy, replace(policy, commands={}))
    assert not asks_alike(policy, replace(policy, roles={"dev": Role(name="dev", location=HERE)}))


def waiver(check: str) -> Waiver:
    return Waiver(check=check, reason="r", owner="o", expires=date(2030, 1, 1), location=HERE)


def test_waivers_follow_a_document_and_end_where_the_head_takes_them_out() -> None:
    policy = Policy(waivers=(waiver("a.md::batch-1::commit"), waiver("b.md::record"), waiver("c.md::record")))
    after = after_moves(policy, {"a.md": "old/a.md"}, ["old/a.md::batch-1::commit", "b.md::record"])
    assert [each.check for each in after.waivers] == ["old/a.md::batch-1::commit", "b.md::record"]
    assert waiver_for(after, "b.md::record") == waiver("b.md::record")
    assert waiver_for(after, "c.md::record") is None


def test_phases_follow_a_document_that_was_moved() -> None:
    other = replace(PHASE, match=UnitMatch(document="notes/**"))
    moved = for_moved_document(Policy(phases=(PHASE, other)), "plans/a.md")
    assert [phase.match.document for phase in moved.phases] == [None, "notes/**"]
