from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.checkpoints import BEGUN, CHECKED, NOTED, READ, SHARED, WRITTEN, filled, policy_of
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

STRICT = policy_of()
ALL = {**BEGUN, **READ, **NOTED, **SHARED, **WRITTEN, **CHECKED}
NOTES, WRITE, CHECK, WHOLE = "phase-1::step-1.2", "phase-2::step-2.1", "phase-3::step-3.1", ""


def name(unit: str) -> str:
    return f"{unit}::fields" if unit else "fields"


HONEST = {
    "a block that is filled in": (NOTES, {}),
    "a list under a key": (NOTES, {"Findings: the": "Findings:\n    - the"}),
    "an answer on the next line": (NOTES, {"Findings: the": "Findings:\n      the"}),
    "nothing to say, and said so": (NOTES, {"Findings: the store is read line by line": "Findings: none"}),
    "a bracket that is no placeholder": (NOTES, {"the store is read": "reads rows[Index], see [the notes](notes.md)"}),
    "an address": (NOTES, {"the store is read line by line": "<https://example.org/notes>"}),
    "a type": (NOTES, {"the store is read line by line": "Vec<T>"}),
    "a tag": (NOTES, {"the store is read line by line": "<br>"}),
    "braces as code in a sentence": (NOTES, {"the store is read": "the page shows `{{ row }}`, read"}),
    "places for each component": (WRITE, {}),
    "pairs with both sides": (CHECK, {}),
    "a place in words behind a file": (WRITE, {"src/export.py:5": "src/export.py, in the writer"}),
    "no place, and said so": (WRITE, {"src/export.py:5": "none"}),
    "an empty block that was taken out": (NOTES, {"    ```\n    Related Files: src/store.py\n": "    ```\n"}),
    "state and feature filled in": (WHOLE, {}),
    "no decision while nothing is verified": (
        WHOLE,
        {"1. [x] CSV, because every program reads it": "1. [ ] [Decision]", "1. [x] Check it": "1. [ ] Check it"},
    ),
    "a decision that is written but not ticked": (WHOLE, {"1. [x] CSV": "1. [ ] CSV"}),
    "a struck component that nobody describes": (WRITE, {"- [x] Writer": "- [x] Writer\n- [x] ~~Reader~~"}),
}


@pytest.mark.parametrize(("unit", "change"), HONEST.values(), ids=HONEST)
def test_what_is_filled_in_holds(checkpoints: Repository, unit: str, change: dict[str, str]) -> None:
    assert_holds(checkpoints.verdicts(filled(ALL, change), STRICT)[name(unit)])


LIES = {
    "a placeholder is left": (
        NOTES,
        {"the store is read line by line": "[Key points]"},
        "field-unfilled",
        'its "findings" still reads [Key points]',
        26,
    ),
    "a placeholder in angle brackets": (
        NOTES,
        {"the store is read line by line": "<describe what you found>"},
        "field-unfilled",
        'its "findings" still reads <describe what you found>',
        26,
    ),
    "a placeholder in braces": (
        WHOLE,
        {"Task: Export the diary": "Task: {{ task }}"},
        "field-unfilled",
        'its "current task" still reads {{ task }}',
        5,
    ),
    "a placeholder is left within an answer": (
        NOTES,
        {"the store is read line by line": "read [Name of the file] first"},
        "field-unfilled",
        'its "findings" still reads [Name of the file]',
        26,
    ),
    "a value is empty": (
        NOTES,
        {"Findings: the store is read line by line": "Findings:"},
        "field-unfilled",
        'its "findings" is empty',
        26,
    ),
    "a value is to be done": (
        NOTES,
        {"the store is read line by line": "TBD"},
        "field-unfilled",
        'its "findings" still reads TBD',
        26,
    ),
    "a list of placeholders": (
        NOTES,
        {"Findings: the store is read line by line": "Findings:\n    - [First finding]"},
        "field-unfilled",
        'its "findings" still reads [First finding]',
        26,
    ),
    "a block without a line": (
        NOTES,
        {"    Related Files: src/store.py\n    Findings: the store is read line by line\n": ""},
        "field-unfilled",
        'its "block" is empty',
        24,
    ),
    "a component without a name": (
        WRITE,
        {"Writer:\n": "[Component Name]:\n"},
        "field-unfilled",
        'its "name" still reads [Component Name]',
        34,
    ),
    "a place that is not named": (
        WRITE,
        {"Location: src/export.py:5": "Location: [file:line]"},
        "field-unfilled",
        'its "location" of Writer still reads [file:line]',
        35,
    ),
    "a place that is no file": (
        WRITE,
        {"Location: src/export.py:5": "Location: the store module"},
        "location-unnamed",
        "no file is named there, so nothing can be looked up",
        35,
    ),
    "a component that nobody describes": (
        WRITE,
        {"- [x] Writer": "- [x] Writer\n- [ ] Reader"},
        "component-undescribed",
        'it does not describe "Reader" (docs/active-workflows/export.md:16)',
        35,
    ),
    "a pair with a placeholder": (
        CHECK,
        {"A diary becomes a file -> src/export.py:1": "A diary becomes a file -> [Implementation]"},
        "pair-incomplete",
        '"- A diary becomes a file -> [Implementation]" does not say what meets it',
        44,
    ),
    "a pair without its left side": (
        CHECK,
        {"A diary becomes a file -> src": "[Requirement] -> src"},
        "pair-incomplete",
        '"- [Requirement] -> src/export.py:1" does not say what was asked for',
        44,
    ),
    "a pair without sides": (
        CHECK,
        {"A diary becomes a file -> src/export.py:1": "[Requirement] -> [Implementation]"},
        "pair-incomplete",
        '"- [Requirement] -> [Implementation]" has neither side filled in',
        44,
    ),
    "a pair that ends with its arrow": (
        CHECK,
        {"A diary becomes a file -> src/export.py:1": "A diary becomes a file ->"},
        "pair-incomplete",
        '"- A diary becomes a file ->" does not say what meets it',
        44,
    ),
    "a tick at a placeholder": (
        WHOLE,
        {"- [x] Writer": "- [x] [First component]"},
        "box-placeholder",
        "behind the tick stands nothing but the template's placeholder",
        15,
    ),
    "a tick at a placeholder in braces": (
        WHOLE,
        {"- [x] Writer": "- [x] {{component}}"},
        "box-placeholder",
        "behind the tick stands nothing but the template's placeholder",
        15,
    ),
    "no phase named": (
        WHOLE,
        {"Phase: 2. Building": "Phase: [Number and name]"},
        "field-unfilled",
        'its "project phase" still reads [Number and name]',
        4,
    ),
    "no task named": (
        WHOLE,
        {"Task: Export the diary": "Task:"},
        "field-unfilled",
        'its "current task" is empty',
        5,
    ),
    "no field for the task": (
        WHOLE,
        {"Current Task: Export the diary\n": ""},
        "field-missing",
        'it has no field "current task"',
        1,
    ),
    "verified without a decision": (
        WHOLE,
        {"1. [x] CSV, because every program reads it": "1. [ ] [Decision and why]"},
        "decision-missing",
        "0 of 1 key decision is written down",
        40,
    ),
}


@pytest.mark.parametrize(("unit", "change", "code", "found", "line"), LIES.values(), ids=LIES)
def test_what_is_not_filled_in_fails_at_its_line(
    checkpoints: Repository, unit: str, change: dict[str, str], code: str, found: str, line: int
) -> None:
    verdict = checkpoints.verdicts(filled(ALL, change), STRICT)[name(unit)]
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == line


def test_an_open_step_owes_nothing(checkpoints: Repository) -> None:
    assert checkpoints.verdicts(filled(BEGUN), STRICT)[name(NOTES)].answer is Answer.PENDING


def test_a_template_owes_nothing(checkpoints: Repository) -> None:
    verdicts = checkpoints.verdicts(filled(), STRICT)
    assert {verdict.answer for check, verdict in verdicts.items() if "::" in check} == {Answer.PENDING}
    assert {verdict.answer for check, verdict in verdicts.items() if "::" not in check} == {Answer.HELD}


def test_without_a_policy_only_what_is_ticked_is_held(checkpoints: Repository) -> None:
    verdicts = checkpoints.verdicts(
        filled(ALL, {"Task: Export the diary": "Task:", "1. [x] CSV, because": "1. [ ] CSV, because"}),
    )
    assert "fields" not in verdicts
    assert_holds(verdicts[name(NOTES)])


def test_the_phase_of_verification_may_be_named_by_its_id(checkpoints: Repository) -> None:
    rule = GateRule(kind="fields", settings={"decisions": 2, "verification": "2"}, location=Location("phasegate.yaml"))
    verdict = checkpoints.verdicts(filled(ALL), Policy(gates={"fields": rule}))["fields"]
    assert_fails(verdict, "decision-missing", "1 of 2 key decisions is written down")
    assert verdict.findings[0].claim == 'phase 2, "Building Phase", has begun'


@pytest.mark.parametrize(("title", "answer"), [("Primary Feature", Answer.FAILED), ("secondary feature", Answer.HELD)])
def test_the_policy_names_the_list_of_components(checkpoints: Repository, title: str, answer: Answer) -> None:
    policy = policy_of(f"gates: {{fields: {{components: {title}}}}}\n")
    verdict = checkpoints.verdicts(filled(ALL, {"- [x] Writer": "- [x] Writer\n- [ ] Reader"}), policy)[name(WRITE)]
    assert verdict.answer is answer


def test_the_gate_can_be_told_to_look_at_no_blanks(checkpoints: Repository) -> None:
    rule = GateRule(kind="fields", settings={"filled": False}, location=Location("phasegate.yaml"))
    assert name(NOTES) not in checkpoints.verdicts(filled(ALL), Policy(gates={"fields": rule}))


def test_the_policy_s_fields_are_not_asked_of_documents_without_checkpoints(built: Repository) -> None:
    assert "fields" not in built.verdicts("## Batch 1: A - COMPLETE\n\n**Notes**: [Key points]\n", STRICT)
