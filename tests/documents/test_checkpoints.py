# ruff: noqa: E501 - a table of values
from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.documents.notations.boxes import find_box
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Level, Mark, Status
from tests.reading import checkpoints

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit

TEMPLATE = (Path(__file__).parent.parent / "samples" / "checkpoints" / "template.md").read_text(encoding="utf-8")
CORPUS = Path(os.environ.get("PHASEGATE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus")) / "cursor"
BEGUN = TEMPLATE.replace("1. [ ] Read", "1. [x] Read")


def root(text: str) -> Unit:
    return checkpoints.read("plan.md", text).root


def units(text: str) -> list[str]:
    return [f"{unit.key} {unit.status.value}" for unit in root(text).walk()][1:]


def test_phases_hold_steps_and_checkpoints_by_number() -> None:
    assert units(BEGUN) == [
        "phase-1 in_progress",
        "step-1.1 complete",
        "step-1.2 pending",
        "checkpoint-1.3 pending",
        "phase-2 pending",
        "step-2.1 pending",
        "checkpoint-2.2 pending",
        "phase-3 pending",
        "step-3.1 pending",
        "checkpoint-3.2 pending",
        "phase-4 pending",
        "step-4.1 pending",
        "step-4.2 pending",
        "step-4.3 pending",
    ]


def test_units_know_titles_and_lines() -> None:
    found = {unit.key: (unit.title, unit.line, unit.end) for unit in root(TEMPLATE).walk()}
    assert found["phase-1"] == ("Understanding Phase", 19, 29)
    assert found["step-1.2"] == ("Note what was found", 23, 27)
    assert found["checkpoint-1.3"] == ("Share what was understood", 28, 29)
    assert found["step-4.3"] == ("Reset workflow", 54, 55)


def test_nested_boxes_belong_to_their_step() -> None:
    step = root(BEGUN).units[0].units[0]
    assert [(box.text, box.mark, box.line, box.depth, box.parent) for box in step.boxes] == [
        ("The store", Mark.OPEN, 21, 0, None),
        ("The records", Mark.OPEN, 22, 0, None),
    ]


def test_what_stands_outside_the_phases_is_the_document_s() -> None:
    found = root(TEMPLATE)
    assert [(each.key, each.text) for each in found.fields] == [
        ("project phase", "[Number and name of the phase]"),
        ("current task", "[What is being done]"),
        ("name", "[Name of the feature]"),
        ("description", "[What it does]"),
    ]
    assert [(box.group, box.text) for box in found.boxes] == [
        ("task breakdown", "Pick the task"),
        ("task breakdown", "Name its parts"),
        ("primary feature", "[First component]"),
        ("key decisions", "[Decision and why]"),
    ]
    assert [(each.id, each.mark, each.text) for each in found.log] == [
        ("1.3", Mark.OPEN, "1.3 Understood"),
        ("2.2", Mark.OPEN, "2.2 Reviewed"),
        ("3.2", Mark.OPEN, "3.2 Accepted"),
    ]
    assert [each.text for each in found.decisions] == ["[Decision and why]"]


VARIANTS = {
    "phases by word": ("## Phase 2: Plan\n1. [x] A\n", ["phase-2 complete", "step-2.1 complete"]),
    "phases with letters": ("# Phase AI-2: Plan\n1. [x] A\n", ["phase-AI-2 complete", "step-AI-2.1 complete"]),
    "a phase with a state": ("### 1. Plan ✅ COMPLETE\n1. [x] A\n", ["phase-1 complete", "step-1.1 complete"]),
    "a phase that is begun": ("### Phase 5: Plan 🚧\n- [ ] A\n", ["phase-5 in_progress"]),
    "a phase with a tick before it": ("### ✅ 1. Plan\n1. [x] A\n2. [ ] B\n", ["phase-1 complete", "step-1.1 complete", "step-1.2 pending"]),
    "a phase with a box": ("### [x] 1. Plan\n1. [x] A\n2. [ ] B\n", ["phase-1 complete", "step-1.1 complete", "step-1.2 pending"]),
    "a step with a box in its heading": ("### 1. Plan\n#### [x] 1.1 A\n- [ ] B\n#### ✅ 1.2 C\n- [x] D\n", ["phase-1 complete", "step-1.1 complete", "step-1.2 complete"]),
    "states in brackets": ("### 1. Plan\n1. [WIP] A\n2. [blocked] B\n3. [Done] C\n", ["phase-1 in_progress", "step-1.1 in_progress", "step-1.2 pending", "step-1.3 complete"]),
    "brackets behind numbers": ("### 1) Plan\n1) [x] A\n2) [ ] CHECKPOINT - B\n", ["phase-1 in_progress", "step-1.1 complete", "checkpoint-1.2 pending"]),
    "a bold checkpoint": ("### 1. Plan\n3. [x] **CHECKPOINT**: B\n", ["phase-1 complete", "checkpoint-1.3 complete"]),
    "a checkpoint in small letters": ("### 1. Plan\n3. [x] Checkpoint: B\n", ["phase-1 complete", "checkpoint-1.3 complete"]),
    "a checkpoint all in small letters": ("### 1. Plan\n3. [x] **checkpoint**: B\n", ["phase-1 complete", "checkpoint-1.3 complete"]),
    "a checkpoint without a number": ("### 1. Plan\n- [ ] CHECKPOINT: B\n", ["phase-1 pending", "checkpoint-1.CHECKPOINT pending"]),
    "a word about checkpoints": ("### 1. Plan\n1. [x] Checkpoint files are written\n", ["phase-1 complete", "step-1.1 complete"]),
    "boxes without a bullet": ("## Phase 5: Plan\n\n[✓] A\n[Not done] B\n   - [✓] C\n", ["phase-5 pending"]),
    "a list that counts itself": ("### 1. Plan\n1. [x] A\n1. [ ] B\n1. [ ] C\n", ["phase-1 in_progress", "step-1.1 complete", "step-1.2 pending", "step-1.3 pending"]),
    "a number twice": ("### 1. Plan\n1. [x] A\n2. [ ] B\n2. [ ] C\n", ["phase-1 in_progress", "step-1.1 complete", "step-1.2 pending", "step-1.2~2 pending"]),
    "in progress and dropped": ("### 1. Plan\n1. [~] A\n2. [x] ~~B~~\n", ["phase-1 in_progress", "step-1.1 in_progress", "step-1.2 skipped"]),
    "headings that part the steps": ("### 1. Plan\n#### Early\n1. [x] A\n#### Late\n2. [ ] B\n", ["phase-1 in_progress", "step-1.1 complete", "step-1.2 pending"]),
    "a list that begins anew": ("### 1. Plan\n#### Early\n1. [x] A\n#### Late\n1. [ ] B\n", ["phase-1 in_progress", "step-1.1 complete"]),
    "steps with headings": ("### 1. Plan\n#### 1.1 A ✅ COMPLETE\n- [x] B\n#### 1.2 CHECKPOINT: C\n- [ ] D\n", ["phase-1 in_progress", "step-1.1 complete", "checkpoint-1.2 pending"]),
    "a step without a box": ("### 1. Plan\n1. A\n2. [x] B\n", ["phase-1 complete", "step-1.2 complete"]),
    "a heading with a number and no box": ("### 1. Plan\n1. [x] A\n### 2. Notes\nnothing\n", ["phase-1 complete", "step-1.1 complete"]),
    "boxes in a fence": ("### 1. Plan\n1. [ ] A\n```\n2. [x] B\n```\n", ["phase-1 pending", "step-1.1 pending"]),
    "boxes in a comment": ("### 1. Plan\n1. [ ] A\n<!--\n2. [x] B\n-->\n", ["phase-1 pending", "step-1.1 pending"]),
    "carriage returns": ("### 1. Plan\r\n1. [x] A\r\n2. [ ] CHECKPOINT: B\r\n", ["phase-1 in_progress", "step-1.1 complete", "checkpoint-1.2 pending"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VARIANTS.values(), ids=VARIANTS)
def test_documents_vary(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ("1. [x] A\n2. [x] B\n", Status.COMPLETE),
        ("1. [x] A\n2. [x] ~~B~~\n", Status.COMPLETE),
        ("- [x] before\n1. [x] A\n", Status.COMPLETE),
        ("1. [x] A\n2. [ ] B\n", Status.IN_PROGRESS),
        ("- [ ] before\n1. [x] A\n", Status.IN_PROGRESS),
        ("1. [x] A\n2. [&] B\n", Status.IN_PROGRESS),
        ("1. [x] A\n#### 1.2 B\n- [x] silent\n", Status.IN_PROGRESS),
        ("1. [ ] A\n2. [ ] B\n", Status.PENDING),
        ("- [x] no step at all\n", Status.PENDING),
    ],
)
def test_a_phase_that_says_nothing_is_what_its_steps_are(steps: str, status: Status) -> None:
    assert root(f"### 1. P\n{steps}").units[0].status is status


def test_a_phase_that_says_something_is_what_it_says() -> None:
    phase = root("### 1. P - BLOCKED\n1. [x] A\n").units[0]
    assert (phase.status, [claim.source for claim in phase.statuses]) == (Status.BLOCKED, ["heading"])


def test_boxes_without_a_bullet_hold_those_below_them() -> None:
    phase = root("## Phase 5: Plan\n\n[✓] A\n   - [✓] B\n     - [ ] C\n[Not done] D\n[ - ] E\n").units[0]
    assert [(box.text, box.mark, box.depth, box.parent) for box in phase.boxes] == [
        ("A", Mark.TICKED, 0, None),
        ("B", Mark.TICKED, 1, 3),
        ("C", Mark.OPEN, 2, 4),
        ("D", Mark.OPEN, 0, None),
        ("E", Mark.IN_PROGRESS, 0, None),
    ]


def test_a_log_without_numbers_names_no_checkpoint() -> None:
    found = root("### 1. P\n1. [ ] A\n\n## Checkpoint Log\n1. [x] Understanding: agreed\n- [&] 1.1 Odd\n- plain\n")
    assert [(each.id, each.mark) for each in found.log] == [(None, Mark.TICKED)]
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    "text",
    ["### 1. P\n1. [&] A\n", "### 1. P\n1. [ ] A\n    - [&] B\n", "## Tasks\n- [&] B\n### 1. P\n1. [ ] A\n"],
)
def test_a_mark_that_is_not_known_is_a_problem(text: str) -> None:
    (problem,) = [problem for unit in root(text).walk() for problem in unit.problems]
    assert problem.message == "the checkbox holds '&', which no dialect knows; write [ ], [x] or [~]"


def test_states_below_a_ticked_step_are_its_boxes() -> None:
    step = root("### 1. P\n1. [x] A\n    - [x] B\n    - [WIP] C\n    - [blocked] D\n    - ☐ E\n").units[0].units[0]
    assert [box.mark for box in step.boxes] == [Mark.TICKED, Mark.IN_PROGRESS, Mark.OPEN, Mark.OPEN]


def test_an_unknown_word_among_boxes_is_a_problem() -> None:
    step = root("### 1. P\n1. [x] A\n    - [x] B\n    - [later] C\n    - [P] D\n").units[0].units[0]
    assert [problem.line for problem in step.problems] == [4]


def test_a_tick_with_unknown_words_is_a_problem() -> None:
    (problem,) = root("### 1. Plan ✅ LANDED\n1. [x] A\n").units[0].problems
    assert problem.message == "the tick stands with 'LANDED', which is no status; write COMPLETE or the like"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("### 1. P\n1. [ ] A\n```\n2. [ ] CHECKPOINT: B\n", "the code fence is never closed and hides all to line 4"),
        ("### 1. P\n1. [ ] A\n\n<!-- gone\n2. [ ] B\n", "the HTML comment is never closed and hides all to line 5"),
    ],
)
def test_what_hides_the_rest_is_a_problem(text: str, what: str) -> None:
    (problem,) = [problem for unit in root(text).walk() for problem in unit.problems]
    assert problem.message.startswith(what)


def test_a_field_within_a_step_is_to_be_filled_in() -> None:
    step = (
        root("### 1. P\n1. [x] A\n    Notes: [Key points]\n    **Found**: b\n    Document each step:\n")
        .units[0]
        .units[0]
    )
    assert [(each.key, each.text, each.is_form) for each in step.fields] == [
        ("notes", "[Key points]", True),
        ("found", "b", True),
    ]


def test_the_phase_may_be_named_in_a_heading() -> None:
    found = root("## Current Phase: Building\n### Phase 1: Building\n- [ ] A\n")
    assert [(each.key, each.text) for each in found.fields] == [("current phase", "Building")]


@pytest.mark.parametrize("text", ["", "# Notes\n", "### 1. P\nno boxes\n", "- [ ] A\n2. [ ] CHECKPOINT: B\n"])
def test_a_text_without_a_phase_is_no_document(text: str) -> None:
    with pytest.raises(DocumentError, match="no heading of the document introduces a phase"):
        checkpoints.read("plan.md", text)


def test_a_template_is_told_from_a_document() -> None:
    assert not checkpoints.recognizes(TEMPLATE)
    assert checkpoints.is_template(TEMPLATE)
    assert checkpoints.recognizes(BEGUN)
    assert checkpoints.recognizes(TEMPLATE.replace("[Number and name of the phase]", "1. Understanding"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("### 1. P\n1. [x] A\n2. [ ] CHECKPOINT: B\n", True),
        ("### 1. P\n1. [x] A\n2. [ ] checkpoint: B\n", True),
        ("## Current Phase: Plan\n### Phase 1: Plan\n- [x] A\n", True),
        ("### 1. P\n1. [x] A\n", False),
        ("## Phase 1: Setup\n- [x] T001 A\n", False),
        ("- [x] CHECKPOINT: B\n", False),
        ("## \nPhase 1: P\n1. [x] CHECKPOINT: B\n", False),
        ("## Batch 1: A - COMPLETE\n", False),
    ],
)
def test_a_text_is_recognized_by_its_checkpoints_or_its_state(text: str, is_one: bool) -> None:
    assert checkpoints.recognizes(text) is is_one


def test_the_dialect_is_found_by_the_text() -> None:
    assert read_document("plan.md", BEGUN).dialect == "checkpoints"


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    checkpoints.recognizes(text)
    try:
        checkpoints.read("plan.md", f"### 1. P\n1. [ ] A\n{text}")
    except DocumentError:
        assert len(text) > 10


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "### 1. P",
                    "### 2. Q",
                    "#### 1.1 R",
                    "1. [x] A",
                    "2. [ ] CHECKPOINT: B",
                    "    - [x] C",
                    "[x] D",
                    "```",
                ),
                *(
                    "Key: [Value here]",
                    "- a -> b",
                    "## Checkpoint Log",
                    "- [x] 1.2 B",
                    "",
                    "<!--",
                    "-->",
                    "## Key Decisions",
                ),
            ]
        ),
        max_size=30,
    )
)
def test_every_claim_stands_within_its_unit_and_keys_differ(lines: list[str]) -> None:
    text = "\n".join(["### 1. P", "1. [ ] A", *lines])
    found = root(text)
    keys = [unit.key for unit in found.walk()]
    assert len(keys) == len(set(keys))
    for unit in found.walk():
        for box in unit.boxes:
            assert unit.line <= box.line <= unit.end
            assert text.split("\n")[box.line - 1][box.column - 1] in "[~"


@pytest.mark.parametrize(
    "text",
    [
        "### 1. P\n" + "1. [x] A\n" * 30_000,
        "### 1. P\n1. [ ] A\n" + "    - [ ] b\n" * 30_000,
        "### 1. " + " " * 300_000 + "x\n1. [ ] A\n",
        "### 1. P\n1. [ ] A\n```\n" + "Key" * 100_000 + "\n```\n",
        "### 1. P\n1. [ ] A\n```\n" + "- a -> " * 40_000 + "\n```\n",
        "### 1. P\n1. [ ] A\n```\n" + "Key:\n" * 20_000 + "```\n",
        "### 1. P\n1. [ ] " + "[" * 200_000 + "\n",
        "### 1. P\n1. [ ] A\n```\nKey:\n" + "on and on\n" * 100_000 + "```\n",
        "### 1. P\n1. [ ] A\n" + "#### x\n1. [ ] y\n" * 10_000,
        "# \n" * 60_000 + "### 1. P\n1. [ ] A\n",
    ],
    ids=range(10),
)
def test_reading_takes_time_in_proportion_to_the_text(text: str) -> None:
    began = time.process_time()
    checkpoints.recognizes(text)
    checkpoints.read("plan.md", text)
    assert time.process_time() - began < 60  # a quadratic reader takes minutes


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real documents is not here")
def test_real_documents_are_read_box_by_box() -> None:
    for path in sorted(CORPUS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        found = root(text)
        claims = [box for unit in found.walk() for box in unit.boxes]
        claims += [claim for unit in found.walk() for claim in unit.statuses if claim.source == "box"]  # type: ignore[misc]
        bare = [line.strip().lstrip("-*0123456789. ") for line in text.split("\n")]
        assert len(claims) == sum(find_box(line) is not None for line in bare), path.name
        assert not [problem for unit in found.walk() for problem in unit.problems if not problem.is_seen], path.name
        assert all(
            unit.level is not Level.PHASE or unit.status is not Status.COMPLETE or unit.statuses
            for unit in found.walk()
        )
