from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

HEAD = "### **Stage 1: CORE**\n(Dependencies: None | Stage Gate: the store is read back)\n\n"
NUMBERS = {"numbering": True}
CLOSED = {
    "closers": ("task",),
    "wording": ("1 validate: core functionality of Task {}", "1 document: Task {} implementation"),
}
CLOSERS = (
    "1.1.A **Validate** core functionality of Task 1.1 *(docs and patterns)*\n"
    "1.1.B **Verify** Task 1.1\n"
    "1.1.C Document Task 1.1 implementation in `task_outcomes.md`\n"
)

HONEST = {
    "numbers count up": (f"{HEAD}1.1 Store\n1.1.1 Read\n1.1.2 Write\n1.2 Report\n1.2.1 Sum\n", NUMBERS, "1.2"),
    "the first leaf": (f"{HEAD}1.1 Store\n1.1.1 Read\n", NUMBERS, "1.1.1"),
    "the first stage": (HEAD + "1.1 Store\n", NUMBERS, None),
    "closers have letters": (f"{HEAD}1.1 Store\n1.1.1 Read\n{CLOSERS}", NUMBERS, "1.1.B"),
    "dependencies are noted": (
        f"{HEAD}1.1 Store (Dependencies: None)\n1.1.1 Read\n",
        {"dependencies": ("task",)},
        "1.1",
    ),
    "dependencies in a field": (
        f"{HEAD}1.1 Store\n**Dependencies**: can run beside 1.2\n\n1.1.1 Read\n",
        {"dependencies": ("task",)},
        "1.1",
    ),
    "the stage has its gate": (HEAD + "1.1 Store\n", {"stage_gates": ("stage",)}, None),
    "closers end the task": (f"{HEAD}1.1 Store\n1.1.1 Read\n{CLOSERS}", CLOSED, "1.1"),
    "numbered closers, any wording": (
        (
            f"{HEAD}- 1.1 Store\n  - 1.1.1 Read\n  - 1.1.2 Validate outputs of Task 1.1\n"
            "  - 1.1.3 Verify correctness of Task 1.1\n  - 1.1.4 Document results of Task 1.1\n"
        ),
        {**CLOSED, "wording": ()},
        "1.1",
    ),
    "one action": (f"{HEAD}1.1 Store\n1.1.1 Write the store and its index\n", {"atomic": "fail"}, "1.1.1"),
}


@pytest.mark.parametrize(("text", "settings", "unit"), HONEST.values(), ids=HONEST)
def test_a_tree_of_the_right_shape_holds(
    stages: Repository, text: str, settings: dict[str, object], unit: str | None
) -> None:
    place = f"stage-1::{unit}::shape" if unit else "stage-1::shape"
    verdict = stages.verdicts(text.replace("1.1 Store", "1.1 Store - IN PROGRESS"), with_gates(shape=settings))[place]
    if verdict.answer is Answer.PENDING:  # what holds of a unit that is not begun is pending
        assert not verdict.findings
    else:
        assert_holds(verdict)


LIES = {
    "a gap": (
        f"{HEAD}1.1 A\n1.1.1 B\n1.1.3 C\n",
        NUMBERS,
        "1.1.3",
        "number-gap",
        "behind 1.1.1, 1.1.2 was expected",
        6,
    ),
    "the first is not 1": (f"{HEAD}1.2 A\n", NUMBERS, "1.2", "number-gap", "as the first one, 1.1 was expected", 4),
    "backwards": (
        f"{HEAD}1.1 A\n1.1.2 B\n1.1.1 C\n",
        NUMBERS,
        "1.1.1",
        "number-gap",
        "behind 1.1.2, 1.1.3 was expected",
        6,
    ),
    "letters leave one out": (
        f"{HEAD}1.1 A\n1.1.1 B\n1.1.B Verify Task 1.1\n",
        NUMBERS,
        "1.1.B",
        "number-gap",
        "behind 1.1.1, 1.1.A was expected",
        6,
    ),
    "a number behind letters": (
        f"{HEAD}1.1 A\n1.1.A Validate Task 1.1\n1.1.1 B\n",
        NUMBERS,
        "1.1.1",
        "number-gap",
        "behind 1.1.A, no further number was expected",
        6,
    ),
    "no parent": (
        f"{HEAD}1.1 A\n1.2.1 B\n",
        NUMBERS,
        "1.2.1",
        "number-orphan",
        "there is no 1.2; atomic task 1.2.1 stands under stage 1",
        5,
    ),
    "apart from its parent": (
        f"{HEAD}1.1 A\n1.1.1 B\n1.2 C\n1.1.2 D\n",
        NUMBERS,
        "1.1.2",
        "number-misplaced",
        "atomic task 1.1.2 stands apart from task 1.1, which ends at line 5",
        7,
    ),
    "too deep": (
        f"{HEAD}1.1 A\n1.1.1 B\n1.1.1.1 C\n1.1.1.1.1 D\n1.1.1.1.1.1 E\n",
        NUMBERS,
        "1.1.1.1.1.1",
        "number-deep",
        "the number 1.1.1.1.1.1 has 6 parts, and at most 5 are asked for",
        8,
    ),
    "no dependencies": (
        f"{HEAD}1.1 A\n1.1.1 B\n",
        {"dependencies": ("task",)},
        "1.1",
        "note-missing",
        "task 1.1 has no note that begins with Dependencies:",
        4,
    ),
    "dependencies without a word": (
        f"{HEAD}1.1 A (Dependencies: )\n1.1.1 B\n",
        {"dependencies": ("task",)},
        "1.1",
        "note-missing",
        "the note Dependencies: of task 1.1 says nothing",
        4,
    ),
    "a closer is missing": (
        f"{HEAD}1.1 A\n1.1.1 B\n1.1.A Validate core functionality of Task 1.1\n1.1.B Verify Task 1.1\n",
        CLOSED,
        "1.1",
        "closer-missing",
        "task 1.1 has no closer that begins with Document",
        4,
    ),
    "closers are not at the end": (
        f"{HEAD}1.1 A\n{CLOSERS}1.1.1 B\n",
        CLOSED,
        "1.1",
        "closer-order",
        "task 1.1 does not end with its closers in the order Validate, Verify, Document",
        4,
    ),
    "closers in another order": (
        f"{HEAD}1.1 A\n1.1.1 B\n" + "\n".join(reversed(CLOSERS.splitlines())) + "\n",
        CLOSED,
        "1.1",
        "closer-order",
        "task 1.1 does not end with its closers in the order Validate, Verify, Document",
        4,
    ),
    "the wording of another stage": (
        f"{HEAD}1.1 A\n1.1.1 B\n{CLOSERS.replace('core functionality', 'integration')}",
        CLOSED,
        "1.1",
        "closer-wording",
        'in stage 1 it begins with "Validate core functionality of Task 1.1"',
        6,
    ),
    "a wording of the policy's own": (
        f"{HEAD}1.1 A\n1.1.1 B\n{CLOSERS}",
        {**CLOSED, "wording": (*CLOSED["wording"], "1 verify: the figures of Task {}")},
        "1.1",
        "closer-wording",
        'in stage 1 it begins with "Verify the figures of Task 1.1"',
        7,
    ),
    "a closer of another task": (
        f"{HEAD}1.1 A\n1.1.1 B\n{CLOSERS.replace('Verify** Task 1.1', 'Verify** Task 1.11')}",
        CLOSED,
        "1.1",
        "closer-wording",
        'in stage 1 it begins with "Verify Task 1.1"',
        7,
    ),
    "two actions": (
        f"{HEAD}1.1 A\n1.1.1 Write the store and create the report\n",
        {"atomic": "fail"},
        "1.1.1",
        "leaf-not-atomic",
        'atomic task 1.1.1 is more than one action: "create the report" begins another',
        5,
    ),
}


@pytest.mark.parametrize(("text", "settings", "unit", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_tree_of_another_shape_fails_at_its_line(
    stages: Repository, text: str, settings: dict[str, object], unit: str, code: str, found: str, line: int
) -> None:
    verdict = stages.verdicts(text, with_gates(shape=settings))[f"stage-1::{unit}::shape"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict) == [line]


def test_a_stage_without_its_gate_fails(stages: Repository) -> None:
    text = "Stage 1: CORE (Dependencies: None)\n\n1.1 A\n"
    verdict = stages.verdicts(text, with_gates(shape={"stage_gates": ("stage",)}))["stage-1::shape"]
    assert_fails(verdict, "note-missing", "stage 1 has no note that begins with Stage Gate:")


def test_a_gate_that_says_nothing_is_none(stages: Repository) -> None:
    text = "Stage 1: CORE\n(Dependencies: None | Stage Gate:)\n\n1.1 A\n"
    verdict = stages.verdicts(text, with_gates(shape={"stage_gates": ("stage",)}))["stage-1::shape"]
    assert_fails(verdict, "note-missing", "the note Stage Gate: of stage 1 says nothing")
    assert lines_of(verdict) == [2]


def test_dependencies_in_words_are_told_to_be_held_against_nothing(stages: Repository) -> None:
    text = f"{HEAD}1.1 Store (Dependencies: the parser) - DONE\n1.1.1 Read\n"
    verdict = stages.verdicts(text, with_gates(shape={"dependencies": ("task",)}))["stage-1::1.1::shape"]
    assert_holds(verdict)
    assert verdict.notes == ('the dependencies of task 1.1 name no unit by its number: "the parser"',)


def test_stages_count_up_too(stages: Repository) -> None:
    text = "Stage 1: CORE\n\n1.1 A\n\nStage 3: POLISH\n\n3.1 B\n"
    verdict = stages.verdicts(text, with_gates(shape=NUMBERS))["stage-3::shape"]
    assert_fails(verdict, "number-gap", "behind 1, 2 was expected")


def test_two_actions_are_only_noted_by_default(stages: Repository) -> None:
    text = f"{HEAD}1.1 A\n- [x] 1.1.1 Write the store and create the report\n"
    verdict = stages.verdicts(text, with_gates(shape={"atomic": "warn"}))["stage-1::1.1.1::shape"]
    assert_holds(verdict)
    assert verdict.notes == (
        'atomic task 1.1.1 may be more than one action: "create the report" begins another (atomic: fail forbids it)',
    )


def test_without_a_policy_nothing_is_asked_of_the_shape(stages: Repository) -> None:
    verdicts = stages.verdicts(f"{HEAD}1.1 A\n1.1.7 Write it and create that\n")
    assert not [check for check in verdicts if check.endswith("shape")]


def test_a_repeated_number_is_told_once_by_the_record(stages: Repository) -> None:
    text = f"{HEAD}1.1 A\n1.1.1 B\n1.1.1 C\n"
    verdicts = stages.verdicts(text, with_gates(shape=NUMBERS))
    assert not verdicts["stage-1::1.1.1~2::shape"].findings
    assert_fails(
        verdicts["stage-1::1.1.1~2::record"],
        "id-repeated",
        'atomic task 1.1.1 was introduced before, at ai_docs/tasks/tasks_list.md:5, as "B"',
    )


NAMES = {"stages": ("CORE", "INTEGRATION")}


def test_stages_have_the_names_that_the_policy_gives_them(stages: Repository) -> None:
    text = "Stage 1: CORE – Store\n\n1.1 A\n\nStage 2: INTEGRATION\n\n2.1 B\n"
    verdicts = stages.verdicts(text.replace("1.1 A", "- [x] 1.1 A"), with_gates(shape=NAMES))
    assert_holds(verdicts["shape"])
    assert_holds(verdicts["stage-1::shape"])
    assert "stage-1::1.1::shape" not in verdicts


@pytest.mark.parametrize(
    ("text", "check", "code", "found"),
    [
        ("Stage 1: CORE\n\n1.1 A\n", "shape", "stage-missing", "there is no stage 2, INTEGRATION"),
        ("Stage 1: SCORE\n\n1.1 A\n", "stage-1::shape", "stage-name", "stage 1 is CORE"),
        ("Stage 2: CORE\n\n2.1 A\n", "stage-2::shape", "stage-name", "stage 2 is INTEGRATION"),
        ("Stage 3: MORE\n\n3.1 A\n", "stage-3::shape", "stage-name", "there are only the stages CORE, INTEGRATION"),
    ],
)
def test_a_stage_of_another_name_or_none_fails(
    stages: Repository, text: str, check: str, code: str, found: str
) -> None:
    assert_fails(stages.verdicts(text, with_gates(shape=NAMES))[check], code, found)
