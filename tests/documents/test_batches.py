from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Claim, Level, Status
from pytest_phasegate.model.workflow import CLAIMS
from tests.reading import batches
from tests.text.test_scanner import PIECES, count_lines

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow

SAMPLES = Path(__file__).parent.parent / "samples"
CORPUS = Path(os.environ.get("PHASEGATE_CORPUS", Path(__file__).parents[2].parent / "shared")) / "corpus" / "batches"


def claims_of(unit: Unit) -> list[Claim]:
    return [claim for kind in CLAIMS for claim in getattr(unit, kind)]


def shown(workflow: Workflow) -> str:
    """Every unit and every claim of a workflow, a line each: what the golden files hold."""
    lines = []
    for unit in workflow.root.walk():
        lines.append(f"{unit.line}-{unit.end} {unit.name} [{unit.key}] {unit.status.value}: {unit.title}")
        for claim in sorted(claims_of(unit), key=lambda claim: claim.line):
            values = [
                f"{field.name}={_plain(getattr(claim, field.name))}"
                for field in fields(claim)
                if field.name not in ("line", "text") and getattr(claim, field.name) not in (None, (), False, "")
            ]
            lines.append(f"    {claim.line} {type(claim).__name__} {' '.join(values)}".rstrip())
    return "\n".join(lines) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ",".join(str(_plain(part)) for part in value)
    return getattr(value, "value", value)


def read(text: str) -> Workflow:
    return batches.read("tasks.md", text)


def only_unit(text: str) -> Unit:
    (unit,) = read(text).units()
    return unit


@pytest.mark.parametrize(
    ("heading", "level", "unit_id", "title"),
    [
        ("## Batch 2C: Types", Level.BATCH, "2C", "Types"),
        ("## Batch 3.5 - Types", Level.BATCH, "3.5", "Types"),
        ("## Batch 1A — Types", Level.BATCH, "1A", "Types"),
        ("## Batch A: Types", Level.BATCH, "A", "Types"),
        ("## Batch F1: Types", Level.BATCH, "F1", "Types"),
        ("## Batch 0", Level.BATCH, "0", ""),
        ("## Batch 1 ✅ COMPLETE", Level.BATCH, "1", ""),
        ("## Batch 1 COMPLETE", Level.BATCH, "1", ""),
        ("## Batch 1 (Types)", Level.BATCH, "1", "(Types)"),
        ("## 🚀 Batch 1: Types", Level.BATCH, "1", "Types"),
        ("## **Batch 1**: Types", Level.BATCH, "1", "Types"),
        ("## Wave 2 — Types", Level.BATCH, "2", "Types"),
        ("### Sub-Batch 7.2: Types - 🔄 IMPLEMENTED", Level.BATCH, "7.2", "Types"),
        ("# Task 3: Types", Level.TASK, "3", "Types"),
        ("### Task 1.1: Types ✅ COMPLETE", Level.TASK, "1.1", "Types"),
        ("#### Task 7.2.1: Types", Level.TASK, "7.2.1", "Types"),
        ("### Task 3B.1: Types [HIGH]", Level.TASK, "3B.1", "Types [HIGH]"),
        ("### Task F1.1: Types", Level.TASK, "F1.1", "Types"),
        ("### Task -1.4: Types", Level.TASK, "-1.4", "Types"),
        ("### Task T1: Types", Level.TASK, "T1", "Types"),
        ("### TASK 2: Types", Level.TASK, "2", "Types"),
    ],
)
def test_a_heading_introduces_a_unit(heading: str, level: Level, unit_id: str, title: str) -> None:
    unit = only_unit(heading)
    assert (unit.level, unit.id, unit.title) == (level, unit_id, title)
    assert batches.recognizes(heading + "\n**Status**: COMPLETE\n")


@pytest.mark.parametrize(
    "heading",
    [
        "## Batch Execution Protocol",
        "### Batch 1 Commits:",
        "## Batch 1 Verification Requirements",
        "## Task Summary",
        "## Task Status Legend",
        "## Batch Dependency Graph",
        "## Batches",
        "## Batch one: Types",
        "## Tasks 1.1: Types",
        "## All of Batch 1: Types",
        "Batch 1: Types",
        "> ## Batch 1: Types",
        "```\n## Batch 1: Types",
        "## Batch {N}: Types",
        "## Task [ID]: Types",
    ],
)
def test_a_heading_that_only_speaks_of_units_introduces_none(heading: str) -> None:
    assert [unit.name for unit in read(f"## Batch 1: a\n\n# Notes\n\n{heading}\n").units()] == ["batch 1"]


@pytest.mark.parametrize("text", ["", "# Title\n\n- [x] done\n", "## Batch Execution Protocol\n"])
def test_a_document_without_a_unit_is_an_error(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        batches.read("docs/tasks.md", text)
    assert str(caught.value) == (
        'docs/tasks.md: no heading of the document introduces a batch or a task ("## Batch 1: title",'
        ' "### Task 1.1: title")'
    )


def test_a_line_without_end_is_an_error() -> None:
    with pytest.raises(DocumentError, match=r"^tasks.md:2: the line has 1000001 characters; at most 1000000 are read$"):
        read("## Batch 1: a\n" + "a" * 1_000_001)


def test_the_second_unit_with_one_id_has_a_key_of_its_own() -> None:
    text = "## Batch 1: a\n### Task 1.1: a\n### Task 1.1: b\n## Batch 1: c\n### Task 1.1: d\n### Sub-Batch 1.2: e\n"
    assert [unit.key for unit in read(text).units()] == ["batch-1", "1.1", "1.1~2", "batch-1~2", "1.1~3", "batch-1.2"]


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("## ✅ Batch 1: Store", Status.COMPLETE),
        ("## [x] Batch 1: Store", Status.COMPLETE),
        ("## Batch 1: Store [x]", Status.COMPLETE),
        ("## Batch 1: Store ✅ APPROVED", Status.COMPLETE),
        ("## Batch 1: Store - Completed by backend-developer", Status.COMPLETE),
        ("## Batch 1: Store - Done 2025-01-02", Status.COMPLETE),
        ("## Batch 1: Store ✅ (2025-12-10)", Status.COMPLETE),
        ("## Batch 1: Store ✅ 🎉", Status.COMPLETE),
        ("## Batch 1: Store - _COMPLETE_", Status.COMPLETE),
        ("## Batch 1: Store ✅ 已完成", Status.COMPLETE),
        ("## Batch #1: Store ✅ COMPLETE", Status.COMPLETE),
        ("## Batch1: Store - DONE", Status.COMPLETE),
        ("## QA Batch 1: Store - DONE", Status.COMPLETE),
        ("## 1. Batch 1: Store - DONE", Status.COMPLETE),
        ("## COMPLETE: Batch 1: Store", Status.COMPLETE),
        ("## Batch 1: Store - In Review", Status.IMPLEMENTED),
        ("## [ ] Batch 1: Store", Status.PENDING),
        ("## Batch 1: Mark orders as done", Status.PENDING),
        ("## Batch 1: Add ✅ icon to list", Status.PENDING),
    ],
)
def test_a_heading_claims_what_it_says_in_many_ways(heading: str, status: Status) -> None:
    unit = only_unit(heading)
    assert (unit.status, unit.problems) == (status, ())
    assert batches.recognizes(heading)


def test_a_tick_with_unknown_words_is_a_problem_and_no_claim() -> None:
    unit = only_unit("## Batch 1: Store ✅ LANDED\n")
    assert unit.status is Status.PENDING
    assert [(problem.line, problem.message) for problem in unit.problems] == [
        (1, "the tick stands with 'LANDED', which is no status; write COMPLETE or the like")
    ]


@pytest.mark.parametrize(("box", "word"), [("x", Status.COMPLETE), (" ", Status.PENDING)])
def test_a_box_and_a_word_of_one_heading_are_two_claims(box: str, word: Status) -> None:
    unit = only_unit(f"## [{box}] Batch 1: Store - IN PROGRESS\n")
    assert [(claim.status, claim.source) for claim in unit.statuses] == [
        (Status.IN_PROGRESS, "heading"),
        (word, "box"),
    ]


def test_a_silent_task_shares_the_claim_of_its_batch() -> None:
    done = "## Batch 1: a ✅ COMPLETE\n### Task 1.1: b\n### Task 1.2: c - PENDING\n"
    text = f"{done}## Batch 2: d - BLOCKED\n### Task 2.1: e\n"
    assert [unit.status for unit in read(text).units()] == [
        Status.COMPLETE, Status.COMPLETE, Status.PENDING, Status.BLOCKED, Status.PENDING,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field", "status"),
    [
        ("PENDING", "COMPLETE", Status.COMPLETE),
        ("COMPLETE", "PENDING", Status.COMPLETE),
        ("IN PROGRESS", "IMPLEMENTED", Status.IMPLEMENTED),
        ("BLOCKED", "IN PROGRESS", Status.IN_PROGRESS),
        ("SKIPPED", "PENDING", Status.SKIPPED),
    ],
)
def test_a_contradiction_cannot_hide_a_claim(heading: str, field: str, status: Status) -> None:
    unit = only_unit(f"## Batch 1: a - {heading}\n**Status**: {field}\n")
    assert unit.status is status
    assert [claim.source for claim in unit.statuses] == ["heading", "field"]


@pytest.mark.parametrize("line", ["**Status: COMPLETE**", "*Status: ✅ COMPLETE*", "**📝 Status**: COMPLETE"])
def test_a_status_is_read_however_it_is_emphasized(line: str) -> None:
    batch = batches.read("tasks.md", f"## Batch 1: A\n\n{line}\n").root.units[0]
    assert [(claim.line, claim.status) for claim in batch.statuses] == [(3, Status.COMPLETE)]


@pytest.mark.parametrize("value", ["Approved", "In Review", "READY FOR REVIEW", "Draft"])
def test_a_plan_that_is_approved_is_not_carried_out(value: str) -> None:
    root = read(f"# Plan\n\n**Status**: {value}\n\n## Batch 1: a\n\n**Status**: Approved\n").root
    assert (root.statuses, root.problems) == ((), ())
    assert root.units[0].status is Status.COMPLETE


def test_the_documents_count_is_no_status() -> None:
    root = read("**Status**: 1/1 batches complete (100%)\n## Batch 1: a\n").root
    assert root.statuses == ()
    assert [(claim.level, claim.total, claim.done) for claim in root.counts] == [(Level.BATCH, 1, 1)]


def test_the_documents_level_is_its_units() -> None:
    (count,) = read("**Status**: 1/2 complete\n## Task 1: a\n## Task 2: b\n").root.counts
    assert count.level is Level.TASK


@pytest.mark.parametrize(
    "line",
    [
        "**Commit**: 4830299",
        "- **Git Commit**: `4830299`",
        "- ✅ Git Commit: `4830299`",
        "**Commit SHA**: 4830299  ",
        "**Batch 1 Git Commit**: 4830299",
        "**Actual Commit**: 4830299",
        "**QA Fix Commit**: 4830299",
        "**Git Verification**: ✅ Complete - Commit SHA: 4830299",
        "- ✅ Git commit verified: 4830299",
        "- [x] Commit verified: 4830299",
        "- ✅ One git commit for entire batch (4830299)",
        "**Git Commits**:\n\n- 4830299\n- none yet",
        "**Batch 1**: 4830299",
        "- Batch 1: `4830299`",
        "> **Commit**: 4830299",
        "**Tasks**: 1 | **Commit**: 4830299",
    ],
)
def test_a_batch_cites_its_commit(line: str) -> None:
    (claim,) = only_unit(f"## Batch 1: a\n\n{line}\n").commits
    assert (claim.id, claim.unit) == ("4830299", None)


@pytest.mark.parametrize(
    "line",
    [
        "**Expected Commit**: 4830299",
        "**Commit Strategy**: one (4830299)x",
        "**Estimated Commits**: 1",
        "**Commit Scope**: core",
        "**Batch 1 Commit Format**: 4830299",
        "```\n**Commit**: 4830299\n```",
        "<!-- **Commit**: 4830299 -->",
        "    **Commit**: 4830299",
        "The key is 4830299",
    ],
)
def test_what_is_no_claim_cites_no_commit(line: str) -> None:
    unit = only_unit(f"## Batch 1: a\n\n{line}\n")
    assert (unit.commits, unit.no_commits, unit.problems) == ((), (), ())


def test_a_task_heading_names_commits_of_the_batch_it_is_in() -> None:
    field = "**Batch 1 Git Commit**: 4830299"
    text = f"## Batch 1: a\n### Task 1.1: b\n{field}\n\n# Summary\n\n**Commits**: Task 1.1: 2766f66\n"
    batch, task = read(text).units()
    assert [claim.id for claim in batch.commits] == ["4830299"]
    assert [claim.id for claim in task.commits] == ["2766f66"]


def test_a_batch_keeps_the_commits_of_its_tasks() -> None:
    batch, task = read("## Batch 1: a\n**Commits**: 4830299 (Task 1.1)\n### Task 1.1: b\n").units()
    assert [(claim.id, claim.unit) for claim in batch.commits] == [("4830299", "1.1")]
    assert task.commits == ()


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = (SAMPLES / "batches" / "everything.md").read_text(encoding="utf-8")
    assert shown(read("\ufeff" + text.replace("\n", "\r\n"))) == shown(read(text))


@given(
    st.lists(
        st.sampled_from([*PIECES, "✅ COMPLETE", "**Commit**: 4830299", "**Files**:", "`a/b.py`", "Task 1.1: "]),
        max_size=40,
    )
)
def test_any_document_is_read_within_its_lines(pieces: list[str]) -> None:
    text = "## Batch 1: a\n" + "".join(pieces)
    last = text.count("\n") + 1
    workflow = read(text)
    keys = [unit.key for unit in workflow.units()]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", key) for key in keys)
    for unit in workflow.root.walk():
        assert 1 <= unit.line <= unit.end <= last
        assert all(1 <= claim.line <= last for claim in claims_of(unit))


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
    for unit in read(newline.join(lines)).units():
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
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_document_and_not_with_its_square(piece: str) -> None:
    small, large = (count_lines(lambda times=times: read("## Batch 1: a\n" + piece * times)) for times in (20, 200))
    assert large < 15 * small + 2_000


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")
def test_real_documents_are_read_without_a_false_alarm() -> None:
    read_units = 0
    for path in sorted(CORPUS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if batches.recognizes(text):
            workflow = batches.read(path.name, text)
            read_units += sum(1 for _ in workflow.units())
            assert [problem for unit in workflow.root.walk() for problem in unit.problems] == []
    assert read_units > 300
