"""What holds of any text: it is read or refused, within its lines, by work in proportion to it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_phasegate.all_dialects import DIALECTS, SEARCHED, read_document
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.workflow import CLAIMS
from tests.reading import Reading, batches, checkpoints, stages
from tests.samples.form import samples_in
from tests.text.test_scanner import PIECES, count_lines

if TYPE_CHECKING:
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.workflow import Unit

SAMPLES = Path(__file__).parent.parent / "samples"
TEMPLATE = (SAMPLES / "checkpoints" / "template.md").read_text(encoding="utf-8")
BEGUN = TEMPLATE.replace("1. [ ] Read", "1. [x] Read")

FIRST = {"batches": "## Batch 1: a\n", "checkpoints": "### 1. P\n1. [ ] A\n", "phases": "## Phase 1: A\n"}
FIRST["stages"] = "Stage 1: CORE\n"
LINES = {
    "batches": ["✅ COMPLETE", "**Commit**: 4830299", "**Files**:", "`a/b.py`", "Task 1.1: "],
    "checkpoints": [
        "### 2. Q", "#### 1.1 R", "1. [x] A", "2. [ ] CHECKPOINT: B", "    - [x] C", "[x] D", "Key: [Value here]",
        "- a -> b", "## Checkpoint Log", "- [x] 1.2 B", "## Key Decisions",
    ],
    "phases": ["## Phase 1: A", "**Hand-off**: approved by A", "**Attempts**:", "**Deliverables**:", "| # | Result |"],
    "stages": [
        "Stage 1: A", "1.1 B", "- [x] 1.1.1 C", "  1.1.A Verify Task 1.1", "(Dependencies: 1 | Stage Gate: x)",
    ],
}  # fmt: skip
LISTS = [
    "## Phase 1: A", "## 1. B", "### Task 1: C", "#### Task Group 1: D", "- [x] T001 Create a/b.py", "- [ ]* 1.1 E",
    "- [x] 2. F", "  - [-] 2.1 G", "- [x] Task: H 4830299", "- [x] I", "- [x] I", "**Files:**", "- Create: `a/b.py`",
    "_Requirements: 1.1_", "Status: done", "### File List", "## Acceptance Criteria", "- [x] #1 J",
]  # fmt: skip
MARKDOWN = tuple(name for name in SEARCHED if not DIALECTS[name].is_data)


def claims_of(unit: Unit) -> list[Claim]:
    return [claim for kind in CLAIMS for claim in getattr(unit, kind)]


@pytest.mark.parametrize("name", MARKDOWN)
@given(data=st.data())
def test_any_lines_are_read_and_no_claim_leaves_the_document(name: str, data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.sampled_from([*PIECES, *LINES.get(name, LISTS)]), max_size=40))
    text = FIRST.get(name, "- [x] T001 1. Task: A\n") + data.draw(st.sampled_from(["", "\n"])).join(pieces)
    with suppress(DocumentError):  # a block that is never closed
        Reading(name).recognizes(text)
    last = text.count("\n") + 1
    try:
        workflow = Reading(name).read("a.md", text)
    except DocumentError:
        assert name not in FIRST
        return
    keys = [unit.key for unit in workflow.units()]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", key) for key in keys)
    for unit in workflow.root.walk():
        assert 1 <= unit.line <= unit.end <= last
        assert all(1 <= claim.line <= last for claim in claims_of(unit))
        if name == "checkpoints":
            assert all(unit.line <= box.line <= unit.end for box in unit.boxes)
        places = ((text.split("\n")[box.line - 1], box.column) for box in unit.boxes)
        assert all(line[column - 1] in "[~|<" for line, column in places if line.isascii())  # others are read folded


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(DocumentError):
        checkpoints.recognizes(text)
        checkpoints.read("plan.md", f"### 1. P\n1. [ ] A\n{text}")


def test_a_line_without_end_is_an_error() -> None:
    with pytest.raises(DocumentError, match=r"^tasks.md:2: the line has 1000001 characters; at most 1000000 are read$"):
        batches.read("tasks.md", "## Batch 1: a\n" + "a" * 1_000_001)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    (sample,) = samples_in(SAMPLES / "batches" / "everything.claims")
    windows = type(sample)(sample.name, "\ufeff" + sample.text.replace("\n", "\r\n"), sample.claims)
    assert windows.read().rows == sample.claims.rows


STATUS_WORDS = {"COMPLETE": Status.COMPLETE, "IMPLEMENTED": Status.IMPLEMENTED, "IN PROGRESS": Status.IN_PROGRESS,
                "PENDING": Status.PENDING, "BLOCKED": Status.BLOCKED, "SKIPPED": Status.SKIPPED}  # fmt: skip
separators = st.sampled_from([" - ", " -- ", " — ", " ✅ ", " 🔄 ", " "])
commits = st.text("0123456789abcdef", min_size=7, max_size=40).filter(lambda text: not re.match(r"(19|20)\d{6}$", text))
names = st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}\.py", fullmatch=True)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(STATUS_WORDS)), separators, commits, names, st.booleans()),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_generated_claim_is_read_at_its_line(rows: list[tuple[str, str, str, str, bool]], newline: str) -> None:
    lines = ["# Plan"]
    expected: list[tuple[int, object]] = []
    for number, (word, separator, commit, name, ticked) in enumerate(rows, start=1):
        lines += [f"## Batch {number}: some work{separator}{word}", "", f"**Commit**: {commit}", f"**File**: `{name}`",
                  "", f"- [{'x' if ticked else ' '}] box"]  # fmt: skip
        line = len(lines) - 5
        expected += [(line, STATUS_WORDS[word]), (line + 2, commit), (line + 3, name), (line + 5, ticked)]
    found: list[tuple[int, object]] = []
    for unit in batches.read("tasks.md", newline.join(lines)).units():
        found += [(claim.line, claim.status) for claim in unit.statuses]
        found += [(claim.line, claim.id) for claim in unit.commits]
        found += [(claim.line, claim.path) for claim in unit.files]
        found += [(claim.line, claim.mark.value == "ticked") for claim in unit.boxes]
        assert unit.problems == ()
    assert sorted(found, key=lambda pair: pair[0]) == expected


HOSTILE = {
    "titles": "## Batch 1: a (done (done (done\n",
    "separators": "## Batch 1: a" + " - " * 30 + "\n",
    "empty fields": "**Files**:\n",
    "lists under fields": "**Files**:\n- a.py\n",
    "one batch again": "## Batch 1: a\n**Commit**: 4830299\n",
    "commits": "**Commit**: " + "4830299, " * 20 + "\n",
    "speaking of commits": "commit (4830299) commit (" * 8 + "\n",
    "paths": "**File**: " + "a/b.py, " * 20 + "\n",
    "labels": "**Batch 1 Verification**:\n",
    "tables": "| Task | Status |\n|--|--|\n| 1.1 | done |\n\n",
    "boxes": "- [x] a\n  - [ ] b\n",
    "ticks": "## Batch 1: a" + " ✅ b" * 30 + "\n",
    "states of units": "**Status**: " + "Batch 1 complete, Batch 2 done; " * 9 + "\n",
    "fields on one line": "**A**: b, " * 30 + "\n",
    "bold type in a value": "**A**: " + "x ** y, **b** " * 30 + "\n",
    "status below": "**Status**:\nCOMPLETE\n",
    "headings of all": "## ✅ ALL BATCHES COMPLETE\n### Status\nDONE\n",
    "words in brackets": "- [later] a\n- [x] b\n  - [sooner] c\n",
    "boxes of units": "- [x] Batch 1: a\n",
    "unread headings": "## The last Task 9.9: a - DONE\n> ## Batch 7: a\n",
    "dependencies": "**Dependencies**: " + "Tasks 1.1-1.9, " * 9 + "\n",
    "recaps": "## Batch 1: a\n**File**: a.py\n## Batch 1: a\n**Status**: COMPLETE\n",
}
OF_CHECKPOINTS = {
    "steps": "1. [x] A\n",
    "boxes of a step": "    - [ ] b\n",
    "pairs": "```\n- a -> b\n```\n",
    "keys": "```\nKey:\n```\n",
    "values": "on and on\n",
    "lists that begin anew": "#### x\n1. [ ] y\n",
    "empty headings": "# \n",
}


@pytest.mark.parametrize(
    ("dialect", "piece"),
    [
        *(pytest.param(batches, piece, id=name) for name, piece in HOSTILE.items()),
        *(pytest.param(checkpoints, piece, id=name) for name, piece in OF_CHECKPOINTS.items()),
    ],
)
def test_work_grows_with_the_document_and_not_with_its_square(dialect: Reading, piece: str) -> None:
    first = FIRST[dialect.name]
    small, large = (count_lines(lambda times=times: dialect.read("a.md", first + piece * times)) for times in (20, 200))
    assert large < 15 * small + 2_000


HOSTILE_LINES = {
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


@pytest.mark.parametrize("line", HOSTILE_LINES.values(), ids=HOSTILE_LINES)
def test_hostile_lines_of_a_tree_are_read(line: str) -> None:
    workflow = stages.read("a.md", f"Stage 1: CORE\n\n{line}\n- {line}\n")
    assert "1" in {unit.id for unit in workflow.units()}


@pytest.mark.parametrize(
    "text",
    [
        "### 1. " + " " * 300_000 + "x\n1. [ ] A\n",
        "### 1. P\n1. [ ] A\n```\n" + "Key" * 100_000 + "\n```\n",
        "### 1. P\n1. [ ] A\n```\n" + "- a -> " * 40_000 + "\n```\n",
        "### 1. P\n1. [ ] " + "[" * 200_000 + "\n",
    ],
    ids=["blanks", "a key", "arrows", "brackets"],
)
def test_hostile_lines_of_a_form_are_read(text: str) -> None:
    checkpoints.recognizes(text)
    assert list(checkpoints.read("plan.md", text).units())


def test_a_tree_of_many_leaves_is_read() -> None:
    leaves = "".join(f"- 1.1.{number} leaf\n" for number in range(1, 20_001))
    assert sum(1 for _ in stages.read("a.md", f"Stage 1: CORE\n1.1 A\n{leaves}").units()) == 20_002


def test_the_sample_is_recognized_as_staged_and_the_others_are_not() -> None:
    for path in SAMPLES.glob("*/everything.md"):
        assert stages.recognizes(path.read_text(encoding="utf-8")) is (path.parent.name == "stages")


def test_a_template_is_told_from_a_document() -> None:
    assert not checkpoints.recognizes(TEMPLATE)
    assert checkpoints.is_template(TEMPLATE)
    assert checkpoints.recognizes(BEGUN)
    assert checkpoints.recognizes(TEMPLATE.replace("[Number and name of the phase]", "1. Understanding"))
    assert read_document("plan.md", BEGUN).dialect == "checkpoints"
