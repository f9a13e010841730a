from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.all_dialects import SEARCHED, recognized
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Level, Status
from tests.documents.test_batches import claims_of
from tests.reading import stages
from tests.text.test_scanner import PIECES

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow

SAMPLES = Path(__file__).parent.parent / "samples"
CORPUS = Path(os.environ.get("PHASEGATE_CORPUS", Path(__file__).parents[2].parent / "shared")) / "corpus"


def read(text: str) -> Workflow:
    return stages.read("tasks_list.md", text)


def units(text: str) -> dict[str, Unit]:
    return {unit.id: unit for unit in read(text).units()}


def test_the_sample_is_recognized_as_staged_and_the_others_are_not() -> None:
    for name in SEARCHED:
        path = SAMPLES / name / "everything.md"
        if path.is_file():
            assert stages.recognizes(path.read_text(encoding="utf-8")) is (name == "stages")


@pytest.mark.parametrize(
    "text",
    [
        "# Tasks\n\n- [ ] 1. Plan\n- [ ] 1.1 Draw\n",
        "## Phase 1: Plan\n\n- [ ] Draw\n\n**Dependencies**: None\n",
        "## 1.1 Chapter\n\nDependencies: none of 1.1\n",
        "Phase 1: Plan\n\n1.1 Draw\n",
        "",
    ],
)
def test_other_lists_are_not_recognized(text: str) -> None:
    assert not stages.recognizes(text)


def _dialect_of(text: str) -> str | None:
    try:
        workflow = recognized("a.md", text)
    except DocumentError:
        return None
    return workflow.dialect if workflow else None


def test_real_lists_of_other_kinds_are_not_taken_for_trees() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the collection of real task lists is not there")
    texts = {path: path.read_text("utf-8", "replace") for path in CORPUS.rglob("*.md")}
    taken = [path for path, text in texts.items() if _dialect_of(text) == "stages"]
    assert len(texts) > 100
    assert len(taken) <= 1  # a chat in which such a tree is quoted
    for text in texts.values():
        with suppress(DocumentError):  # most have no stage and no phase
            assert list(read(text).units())


@pytest.mark.parametrize("text", ["", "prose\n", "192.168.0.1 is up\n", "1.1 Task\n", "# 1. Plan\n"])
def test_a_text_without_a_stage_is_an_error(text: str) -> None:
    with pytest.raises(DocumentError, match="no line of the document introduces a stage or a numbered task"):
        read(text)


@pytest.mark.parametrize(
    "line",
    [
        "Stage 1: CORE",
        "### **Stage 1: CORE – Foundation**",
        "**Stage 1: CORE**",
        "## STAGE 1 – CORE",
        "Phase 1: CORE (Dependencies: [])",
        "Stage 1",
        "- Stage 1: CORE",
        "## 🚀 Phase 1: CORE ✅",
    ],
)
def test_a_stage_is_introduced_in_many_ways(line: str) -> None:
    (unit,) = read(f"{line}\n").units()
    assert unit.id == "1"
    assert unit.level in (Level.STAGE, Level.PHASE)
    assert unit.key in ("stage-1", "phase-1")


@pytest.mark.parametrize("line", ["Phases are sequential", "Stage one: CORE", "Stage 1 is done by Friday"])
def test_a_line_that_only_speaks_of_stages_introduces_none(line: str) -> None:
    assert [unit.id for unit in read(f"Stage 7: A\n{line}\n").units()] == ["7"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("1.1 Store the diary", "Store the diary"),
        ("  1.1 Store the diary", "Store the diary"),
        ("          1.1 Store the diary", "Store the diary"),
        ("- 1.1 Store the diary", "Store the diary"),
        ("- [x] 1.1 Store the diary", "Store the diary"),
        ("### 1.1 Store the diary", "Store the diary"),
        ("**1.1** Store the diary", "Store the diary"),
        ("**1.1: Store the diary**", "Store the diary"),
        ("1.1. Store the diary", "Store the diary"),
        ("Task 1.1: Store the diary", "Store the diary"),
        ("- **Task 1.1** – Store the diary", "Store the diary"),
        ("1.1 store", "store"),
        ("- [x] (1.1) Store the diary", "Store the diary"),
        ("- [1.1] Store the diary", "Store the diary"),
        ("##### [x] 1.1 Store the diary", "Store the diary"),
        ("[Completed] 1.1 Store the diary", "Store the diary"),
        ("- [P] 1.1 Store the diary", "Store the diary"),
        ("- [x] [P] 1.1 Store the diary", "Store the diary"),
        ("## [API] 1.1 Store the diary", "Store the diary"),
        ("- ✅ 1.1 Store the diary", "Store the diary"),
        ("- 1.1 [x] Store the diary", "Store the diary"),
        ("\t- [x] 1.1 Store the diary", "Store the diary"),
    ],
)
def test_a_task_is_introduced_in_many_ways(line: str, title: str) -> None:
    assert units(f"Stage 1: CORE\n\n{line}\n")["1.1"].title == title


@pytest.mark.parametrize(
    "line",
    [
        "- [1.1](#a) A link",
        "[Note] 1.5 Something",
        "(1.5) says a note",
        "- [x] 3.11 support",
        "- [x] 192.168.0.1 Server",
        "1.5 GB of memory",
        "1.5x faster",
        "1.1st",
        "192.168.0.1 is up",
        "9.1 Far away",
        "1.5 seconds later",
        "1.5",
    ],
)
def test_a_number_in_prose_introduces_nothing(line: str) -> None:
    assert set(units(f"Stage 1: CORE\n\n1.1 Task\n{line}\n")) == {"1", "1.1"}


def test_levels_follow_from_what_a_unit_holds() -> None:
    text = "Stage 1: A\n1.1 B\n1.1.1 C\n1.1.1.1 D\n1.1.1.1.1 E\n1.2 F\n1.2.1 G\n1.2.A Validate Task 1.2\n"
    levels = {unit.id: unit.level for unit in read(text).units()}
    assert levels == {
        "1": Level.STAGE,
        "1.1": Level.PHASE,
        "1.1.1": Level.TASK,
        "1.1.1.1": Level.SUBTASK,
        "1.1.1.1.1": Level.ATOMIC,
        "1.2": Level.TASK,
        "1.2.1": Level.ATOMIC,
        "1.2.A": Level.CLOSER,
    }


def test_a_tree_nests_by_numbers_whatever_its_indents() -> None:
    text = "Stage 1: A\n    - 1.1 B\n- 1.1.1 C\n      1.2 D\n\n            1.2.1 E\n"
    workflow = read(text)
    names = {unit.id: getattr(workflow.parent(unit), "id", None) for unit in workflow.units()}
    assert names == {"1": "", "1.1": "1", "1.1.1": "1.1", "1.2": "1", "1.2.1": "1.2"}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("- [x] 1.1 A", Status.COMPLETE),
        ("- [ ] 1.1 A", Status.PENDING),
        ("- [~] 1.1 A", Status.IN_PROGRESS),
        ("- ~~[ ] 1.1 A~~", Status.SKIPPED),
        ("- [✓ Completed] **1.1: A**", Status.COMPLETE),
        ("- [In progress] 1.1 A", Status.IN_PROGRESS),
        ("- [Skipped] 1.1 A", Status.SKIPPED),
        ("1.1 A ✅", Status.COMPLETE),
        ("1.1 A - IN PROGRESS", Status.IN_PROGRESS),
        ("1.1 A (Dependencies: None) — ✅ COMPLETED", Status.COMPLETE),
        ("1.1 A\n\n**Status**: Done", Status.COMPLETE),
        ("1.1 A\n- Status: Completed", Status.COMPLETE),
        ("1.1 Scripts verified", Status.PENDING),
        ("- ✅ 1.1 A", Status.COMPLETE),
        ("- **✅ 1.1 A**", Status.COMPLETE),
        ("- 1.1 ✅ A", Status.COMPLETE),
        ("- ❌ 1.1 A", Status.FAILED),
        ("- 🚀 1.1 A", Status.PENDING),
        ("- ✅ 1.1 A - IN PROGRESS", Status.IN_PROGRESS),
        ("- [ ] 1.1 ✅ A", Status.PENDING),
        ("- 1.1 [x] A", Status.COMPLETE),
        ("1.1: [~] A", Status.IN_PROGRESS),
        ("- [x] (1.1) A", Status.COMPLETE),
        ("##### [x] 1.1 A", Status.COMPLETE),
        ("[Completed] 1.1 A", Status.COMPLETE),
        ("[x] 1.1 A", Status.COMPLETE),
        ("- [x] [P] 1.1 A", Status.COMPLETE),
        ("\t- [x] 1.1 A", Status.COMPLETE),
        ("1.1 A\n\nTASK 1.1 COMPLETED", Status.COMPLETE),
        ("1.1 A\n\nStage 1: DONE", Status.COMPLETE),
    ],
)
def test_a_unit_is_in_the_state_that_it_says(line: str, status: Status) -> None:
    assert units(f"Stage 1: CORE\n\n{line}\n")["1.1"].status is status


@pytest.mark.parametrize(
    ("boxes", "status"),
    [
        ("xx", Status.COMPLETE),
        ("x ", Status.IN_PROGRESS),
        ("  ", Status.PENDING),
        (" ~", Status.IN_PROGRESS),
        ("x-", Status.IN_PROGRESS),
    ],
)
def test_a_silent_task_is_as_done_as_what_is_below_it(boxes: str, status: Status) -> None:
    leaves = "".join(f"- [{box}] 1.1.{place} L\n" for place, box in enumerate(boxes, 1))
    found = units(f"Stage 1: CORE\n\n1.1 A\n{leaves}")
    assert (found["1.1"].status, found["1"].status) == (status, status)


def test_what_stands_in_a_comment_counts_only_when_a_line_says_it_is_done() -> None:
    hidden = "<!-- Stage 1: A\n\n1.1 B\n-->\n"
    assert set(units(f"{hidden}STAGE 1 COMPLETED\n\nStage 2: C\n")) == {"1", "1.1", "2"}
    assert units(f"{hidden}STAGE 1 COMPLETED\n")["1.1"].status is Status.COMPLETE
    assert set(units(f"{hidden}\nStage 2: C\n")) == {"2"}
    assert set(units(f"{hidden}STAGE 9 COMPLETED\n\nStage 2: C\n")) == {"2"}


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("tests pass", None),
        ("tests pass ✅", Status.COMPLETE),
        ("tests pass - MET", Status.COMPLETE),
        ("tests pass - NOT MET", Status.PENDING),
        ("tests pass, NOT YET PASSED", Status.PENDING),
        ("tests pass - PENDING", Status.PENDING),
        ("the requirements are met", None),
    ],
)
def test_a_stage_gate_is_met_where_its_note_says_so(value: str, status: Status | None) -> None:
    for text in (f"Stage 1: A (Stage Gate: {value})\n", f"Stage 1: A\n\n1.1 B\n\n**Stage Gate**: {value}\n"):
        (gate,) = units(text)["1"].stage_gates
        assert (gate.text, gate.status) == (value, status)


@pytest.mark.parametrize(("mark", "status"), [("x", Status.COMPLETE), (" ", Status.PENDING)])
def test_a_stage_gate_may_have_a_box(mark: str, status: Status) -> None:
    (gate,) = units(f"Stage 1: A\n\n- [{mark}] Stage Gate: tests pass\n\n1.1 B\n")["1"].stage_gates
    assert gate.status is status


HOSTILE = {
    "a number of many parts": "1" + ".1" * 100_000 + " x",
    "only dots": "1" + "." * 100_000,
    "digits": "1." + "9" * 100_000 + " x",
    "a number and a letter": "1.1" + ".A" * 50_000 + " x",
    "parentheses": "1.1 a (Dependencies: " + "(" * 100_000,
    "dependencies": "1.1 a (Dependencies: " + "1," * 100_000 + ")",
    "a range": "1.1 a (Dependencies: 1.1 - 1.999999)",
    "notes": "1.1 a (" + "Dependencies:" * 20_000 + ")",
    "stars": "1.1 " + "*" * 100_000,
    "paths": "1.1 " + "a/" * 50_000,
    "backticks": "1.1 " + "` " * 50_000,
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_hostile_lines_are_read(line: str) -> None:
    assert "1" in units(f"Stage 1: CORE\n\n{line}\n- {line}\n")


def test_a_tree_of_many_leaves_is_read() -> None:
    leaves = "".join(f"- 1.1.{number} leaf\n" for number in range(1, 20_001))
    assert len(units(f"Stage 1: CORE\n1.1 A\n{leaves}")) == 20_002


LINES = st.sampled_from(
    [*PIECES, "Stage 1: A", "1.1 B", "- [x] 1.1.1 C", "  1.1.A Verify Task 1.1", "(Dependencies: 1 | Stage Gate: x)"]
)


@given(st.lists(LINES, max_size=30))
def test_whatever_stands_in_a_tree_it_is_read_and_keys_are_distinct(pieces: list[str]) -> None:
    text = "Stage 1: CORE\n" + "\n".join(pieces)
    workflow = read(text)
    keys = [unit.key for unit in workflow.units()]
    assert len(keys) == len(set(keys))
    last = text.count("\n") + 1
    for unit in workflow.root.walk():
        assert 1 <= unit.line <= unit.end <= last
        assert all(1 <= claim.line <= last for claim in claims_of(unit))


def test_words_in_brackets_that_are_no_state_are_reported() -> None:
    (problem,) = units("Stage 1: CORE\n\n- [Tentatively done] 1.1 A\n")["1.1"].problems
    assert problem.message == ("the checkbox holds 'Tentatively done', which no dialect knows; write [ ], [x] or [~]")
    assert not units("Stage 1: CORE\n\n- [link] to 1.1 A\n").get("1.1")


def test_a_stage_is_in_the_state_that_its_sign_or_box_says() -> None:
    for line in ("✅ Stage 1: CORE", "## ✅ Stage 1: CORE", "## [x] Stage 1: CORE"):
        assert read(f"{line}\n").root.units[0].status is Status.COMPLETE


def test_a_unit_with_a_box_in_no_stage_is_a_problem() -> None:
    (problem,) = units("Stage 1: CORE\n\n1.1 A\n- [x] 7.1.1 Write it\n")["1.1"].problems
    assert (problem.line, problem.message) == (
        4,
        "7.1.1 is in no stage of the document; introduce its stage before it",
    )
    (early,) = read("- [x] 1.1 Write it\n\nStage 1: CORE\n").root.problems
    assert early.message == "1.1 is in no stage of the document; introduce its stage before it"


@pytest.mark.parametrize(
    "lines", ["  - Files: src/a.py", "  - **Files**:\n    - src/a.py", "  - **Store**: done\n  - File: `src/a.py`"]
)
def test_the_files_below_a_leaf_are_its_own(lines: str) -> None:
    leaf = units(f"Stage 1: CORE\n\n1.1 A\n- [x] 1.1.1 Write it\n{lines}\n- [x] 1.1.2 B\n")["1.1.1"]
    assert [claim.path for claim in leaf.files] == ["src/a.py"]


@pytest.mark.parametrize("leaf", ["- ✅ 1.1 A", "- [x] (1.1) A", "- [Completed] 1.1 A", "- [x] [P] 1.1 A", "• 1.1 A"])
def test_a_tree_is_recognized_whatever_its_leaves_look_like(leaf: str) -> None:
    assert stages.recognizes(f"Stage 1: CORE (Dependencies: None)\n\n{leaf}\n")


@pytest.mark.parametrize(
    "line",
    [
        "- [x] 1.1.1 Create `src/store.py` (commit a830299)",
        "- [x] 1.1.1 Create `src/store.py` (a830299)",
        "- [x] 1.1.1 Create `src/store.py` [`a830299`]",
        "- [x] 1.1.1 Create `src/store.py` - COMPLETE (a830299) (Dependencies: None)",
        "1.1.1 Create the store - DONE in commit a830299",
        "- [x] 1.1.1 Create the store\n  - **Commit**: a830299",
        "- [x] 1.1.1 Create the store\n  - it is in commit a830299",
    ],
)
def test_a_done_leaf_cites_its_commit(line: str) -> None:
    made = units(f"Stage 1: CORE\n1.1 Store\n{line}\n")["1.1.1"]
    assert [claim.id for claim in made.commits] == ["a830299"]


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] 1.1.1 Create `src/store.py` (commit a830299)",
        "- [x] 1.1.1 Revert the change of a830299",
        "- [x] 1.1.1 Migrate 10 rows (1234567)",
        "- [x] 1.1.1 Sign it (ed25519)",
    ],
)
def test_a_leaf_may_speak_of_other_commits(line: str) -> None:
    assert units(f"Stage 1: CORE\n1.1 Store\n{line}\n")["1.1.1"].commits == ()
