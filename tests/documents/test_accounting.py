"""What a person sees as a claim is read, or reported at its line; what nobody takes for one is neither."""

from __future__ import annotations

import pytest

from tests.samples.form import Claims, Row, Sample

BATCHES = "# Ledger\n\n## Batch 9: Later - PENDING\n\n"
PHASES = "# Ledger\n\n## Phase 9: Later - PENDING\n\n**Deliverables**: docs/later.md\n\n"
DONE = "## Batch 4: Ledger - COMPLETE\n\n"
OPEN = "## Batch 4: Ledger - PENDING\n\n"
BOXES = DONE + "- [x] counted\n"


def rows_at(line: int, text: str, dialect: str = "batches") -> list[Row]:
    """What is read from a line of a document that is no template and lies in no place of a dialect."""
    return [row for row in Sample(f"{dialect}/plan.md", text, Claims()).read().rows if row.line == line]


def said(rows: list[Row]) -> set[str]:
    """Kinds and values in short: "status complete", "file src/a.py"; a unit is "unit batch 4"."""
    return {f"{row.kind} {row.value.partition(';')[0].partition(' to ')[0]}" for row in rows}


def is_reported(rows: list[Row]) -> bool:
    return any(row.kind == "problem" for row in rows)


UNIT_READ = [
    "## @@ 4: Ledger - COMPLETE",
    "## @@{nbsp}4: Ledger - COMPLETE",
    "## @@{zwsp} 4: Ledger - COMPLETE",
    "## {wide} ４: Ledger - COMPLETE",
    "## @@ 4: Ledger - ~~PENDING~~ COMPLETE",
    "## @@ 4: Ledger - <b>COMPLETE</b>",
    "## @@ 4: Ledger - **COM**PLETE",
    "## @@ 4: Ledger &#x2705; done",
    "## @@ 4: Ledger - ＣＯＭＰＬＥＴＥ",
    "## @@ 4: Ledger - COM{zwsp}PLETE",
    "## <a name='ledger'></a>@@ 4: Ledger - COMPLETE",
    "## @@ No 4: Ledger - COMPLETE",
    "## ~~@@ 4: Ledger~~ COMPLETE",
    "**@@ 4: Ledger - COMPLETE**",
    "***@@ 4: Ledger - COMPLETE***",
    "__@@ 4: Ledger - COMPLETE__",
    "<b>@@ 4: Ledger - COMPLETE</b>",
    "**@@ 4**: Ledger - COMPLETE",
    "@@ 4: Ledger - COMPLETE",
    "##@@ 4: Ledger - COMPLETE",
    "<h2>@@ 4: Ledger - COMPLETE</h2>",
    '<h2 id="ledger">@@ 4: Ledger ✅ done</h2>',
    "## [@@ 4](#ledger): Ledger - COMPLETE",
    "## [@@ 4: Ledger](#ledger) - COMPLETE",
    "@@ 4: Ledger - COMPLETE\n====",
    "@@ 4: Ledger - COMPLETE\n----",
    "## _@@ 4_: Ledger - COMPLETE",
    "## @@&nbsp;4: Ledger - COMPLETE",
    "## @@ **4**: Ledger - COMPLETE",
    "## @@ `4`: Ledger - COMPLETE",
]
UNIT_SEEN = [
    "## @@ 4: Ledger - POSTED",
    "## @@ 4: Ledger - POSTED OK",
    "## @@ 4: Ledger - ALL POSTED",
    "## @@ 4: Ledger (POSTED)",
    "## Last @@ 4: Ledger - COMPLETE",
    "- [x] **@@ 4: Ledger**",
    "- [x] @@ 4: Ledger",
    "- ✅ @@ 4: Ledger",
    "- **@@ 4: Ledger** - COMPLETE",
    "1. @@ 4: Ledger ✅",
]
"""Forms of a unit and its state, read in full or seen at least. "N°4" may stay silent: nobody was seen to write it."""

TASK_SEEN = ["### TASK-4.2: Sum it up - COMPLETE", "### Task L.6: Sum it up - COMPLETE"]

FRAMES = {"batches": (BATCHES, "Batch", "ＢATCH"), "phases": (PHASES, "Phase", "ＰHASE")}


def unit_form(dialect: str, form: str) -> tuple[str, int]:
    """A document with one of the forms, and the form's line."""
    head, word, wide = FRAMES[dialect]
    line = form.replace("@@", word).format(nbsp="\u00a0", zwsp="\u200b", wide=wide)
    return f"{head}{line}\n\n- [x] counted\n", head.count("\n") + 1


@pytest.mark.parametrize("dialect", FRAMES)
@pytest.mark.parametrize("form", UNIT_READ)
def test_a_heading_that_is_written_with_decoration_is_read(dialect: str, form: str) -> None:
    text, line = unit_form(dialect, form)
    assert {f"unit {FRAMES[dialect][1].lower()} 4", "status complete"} <= said(rows_at(line, text, dialect))


@pytest.mark.parametrize("dialect", FRAMES)
@pytest.mark.parametrize("form", UNIT_SEEN)
def test_what_looks_like_a_unit_and_its_state_is_read_or_reported(dialect: str, form: str) -> None:
    text, line = unit_form(dialect, form)
    rows = rows_at(line, text, dialect)
    is_read = {f"unit {FRAMES[dialect][1].lower()} 4", "status complete"} <= said(rows)
    assert is_read or is_reported(rows), "silent"


@pytest.mark.parametrize("form", TASK_SEEN)
def test_what_looks_like_a_task_is_read_or_reported(form: str) -> None:
    rows = rows_at(5, f"{BATCHES}{form}\n\n- [x] counted\n")
    assert is_reported(rows) or "status complete" in said(rows), "silent"


BOX_READ = {
    "* [ ]post": "open",
    "+ [ ] post": "open",
    "• [ ] post": "open",
    "1) [ ] post": "open",
    "- [  ] post": "open",
    "- [x ] post": "ticked",
    "- [ x] post": "ticked",
    "- [] post": "open",
    "> - [ ] post": "open",
    "- **[ ]** post": "open",
    "[ ] post": "open",
    "- ［ ］ post": "open",
    "- [\u200b ] post": "open",
    "|[ ]|post|": "open",
    "-[ ] post": "open",
    "-[x] post": "ticked",
    "2.[ ] post": "open",
    "4.1 [ ] post": "open",
    "4.1. [x] post": "ticked",
    "b. [ ] post": "open",
    "ii. [ ] post": "open",
    "(2) [ ] post": "open",
    "– [ ] post": "open",
    "→ [ ] post": "open",
    "- **Step 2** [ ] post": "open",
    "**Step 2** [x] post": "ticked",
    "Step 2 [ ] post": "open",
    "post it [ ]": "open",
    "- post it [x]": "ticked",
    '<input type="checkbox"> post': "open",
    '- <input type="checkbox" checked> post': "ticked",
    "- 🔲 post": "open",
    "- ◻️ post": "open",
    "- \\[ ] post": "open",
}
BOX_SEEN = ["- □ post", "- ( ) post", "( ) post"]
"""Forms of a box. "｢ ｣" may stay silent: nobody was seen to write it."""


@pytest.mark.parametrize(("form", "mark"), BOX_READ.items(), ids=list(BOX_READ))
def test_a_box_is_read_in_many_forms(form: str, mark: str) -> None:
    assert f"box {mark}" in said(rows_at(4, f"{BOXES}{form}\n"))


@pytest.mark.parametrize("form", BOX_SEEN)
def test_what_looks_like_a_box_is_read_or_reported(form: str) -> None:
    rows = rows_at(4, f"{BOXES}{form}\n")
    assert is_reported(rows) or "box open" in said(rows), "silent"


STATUS_READ = [
    "**Status**: ~~PENDING~~ COMPLETE",
    "**Status**: <b>COMPLETE</b>",
    "**Status**: **COM**PLETE",
    "**Status**: &#x2705; done",
    "**Status**: ＣＯＭＰＬＥＴＥ",
    "<b>Status</b>: COMPLETE",
    "**STATUS: COMPLETE**",
    "__Status__: COMPLETE",
    "**Status**&#58; COMPLETE",
    "**Sta**tus: COMPLETE",
    "> Status: COMPLETE",
    "* **Status** : COMPLETE",
]
STATUS_SEEN = {
    "Status — COMPLETE": "complete",
    "**Status: COMPLETE** - since Monday": "complete",
    "**Status** - COMPLETE": "complete",
    "`Status`: COMPLETE": "complete",
    "**Status**: POSTED": "complete",
    "**Status:** fertig": "complete",
    "**Status: BLOCKED** - the bank is shut": "blocked",
    "**STATUS: ✅ ALL TASKS DONE**": "complete",
    "> Status: ✅ **DONE** (2026-03-02)": "complete",
    "**Status: ✅ DONE** - 2026-03-02": "complete",
}


@pytest.mark.parametrize("form", STATUS_READ)
def test_a_status_field_is_read_in_many_forms(form: str) -> None:
    assert "status complete" in said(rows_at(3, f"{OPEN}{form}\n"))


@pytest.mark.parametrize(("form", "status"), STATUS_SEEN.items(), ids=list(STATUS_SEEN))
def test_what_looks_like_a_status_is_read_or_reported(form: str, status: str) -> None:
    rows = rows_at(3, f"{OPEN}{form}\n")
    assert is_reported(rows) or f"status {status}" in said(rows), "silent"


FILE_READ = {
    "**File**: <code>src/sums.py</code>": "src/sums.py",
    "**File**: src&#47;sums.py": "src/sums.py",
    "**Fi**le: src/sums.py": "src/sums.py",
    "__File__: src/sums.py": "src/sums.py",
    "<b>File</b>: src/sums.py": "src/sums.py",
    "**File**: ~~src/old.py~~ src/sums.py": "src/sums.py",
    "**File**：src/sums.py": "src/sums.py",
    "**File**: Makefile": "Makefile",
    "**Files**: src/ (whole)": "src/",
}
FILE_SEEN = {
    "**File**: tools/publish": "tools/publish",
    "**File**: [src/sums.py](https://forge.example/o/r/blob/main/src/sums.py)": "src/sums.py",
    "**File**: .hooks/commit-msg": ".hooks/commit-msg",
    "**File**: data/.keep": "data/.keep",
    "**File**: apps/till": "apps/till",
}


@pytest.mark.parametrize(("form", "path"), FILE_READ.items(), ids=list(FILE_READ))
def test_a_file_field_is_read_in_many_forms(form: str, path: str) -> None:
    assert f"file {path}" in said(rows_at(3, f"{DONE}{form}\n"))


@pytest.mark.parametrize(("form", "path"), FILE_SEEN.items(), ids=list(FILE_SEEN))
def test_what_looks_like_a_file_is_read_or_reported(form: str, path: str) -> None:
    rows = rows_at(3, f"{DONE}{form}\n")
    assert is_reported(rows) or f"file {path}" in said(rows), "silent"


COMMIT_READ = [
    "**Commit**: [b7215c0](https://forge.example/o/r/commit/b7215c0)",
    "**Commit**: <code>b7215c0</code>",
    "<b>Commit</b>: b7215c0",
    "__Commit__: b7215c0",
    "**Com**mit: b7215c0",
    "**Commit**: b72\u200b15c0",
    "**Commit**: B7215C0",
    "**Commit**: ｂ7215c0",
    "> **Commit**: b7215c0",
    "Commit: b7215c0",
]
COMMIT_SEEN = ["**Commit** — b7215c0"]


@pytest.mark.parametrize("form", COMMIT_READ)
def test_a_commit_field_is_read_in_many_forms(form: str) -> None:
    assert "commit b7215c0" in said(rows_at(3, f"{DONE}{form}\n"))


@pytest.mark.parametrize("form", COMMIT_SEEN)
def test_what_looks_like_a_commit_is_read_or_reported(form: str) -> None:
    rows = rows_at(3, f"{DONE}{form}\n")
    assert is_reported(rows) or "commit b7215c0" in said(rows), "silent"


@pytest.mark.parametrize("row", ["| 4 | POSTED |", "| 7 | DONE |", "| **7** | <b>DONE</b> |"])
def test_the_state_in_a_table_is_read_or_reported(row: str) -> None:
    rows = rows_at(5, f"{DONE}| Batch | Status |\n|-------|--------|\n{row}\n")
    assert is_reported(rows) or "status complete" in said(rows), "silent"


@pytest.mark.parametrize("column", ["Git", "Merge", "Hash"])
def test_f2_an_id_in_a_column_for_commits_is_read_or_reported(column: str) -> None:
    rows = rows_at(5, f"{DONE}| Batch | {column} |\n|-------|--------|\n| Batch 4 | b7215c0 |\n")
    assert is_reported(rows) or "commit b7215c0" in said(rows), "silent"
    assert not is_reported(rows_at(5, f"{DONE}| Batch | {column} |\n|-------|--------|\n| Batch 4 | by hand |\n"))


@pytest.mark.parametrize("line", ["All batches complete", "✅ All tasks done", "**All 3 batches are now complete.**"])
def test_f3_a_line_that_says_that_all_is_done_is_read_or_reported(line: str) -> None:
    rows = rows_at(1, f"{line}\n\n{OPEN}")
    assert is_reported(rows) or any(row.kind == "status" for row in rows), "silent"


def test_f4_a_heading_whose_unit_is_not_read_is_one_problem() -> None:
    rows = rows_at(5, f"{BATCHES}### Final Batch 3: Polish ✅\n")
    assert [row.value.partition(",")[0] for row in rows] == ["the line names '3' as a heading does"]


HONEST = {
    "a rule on all": "All tasks must be done before the ledger is shut",
    "an item on all": "- All tasks done",
    "an attribute in a code span": "- `[<Column>]` stands on the class",
    "an expected output in quotes": 'Expected: `Status: "Complete"` on the page',
    "a plain field in quotes": 'Status: "Complete" is what the page must show',
    "a task without a number": "### Task: sum it up (draft)",
    "a placeholder": "**Note**: <COMPLETE> stands for the word",
    "a mail address": "Ask <ana@example.org> for the key",
    "a path in prose": "File: Insert @name/of/file where the macro asks for it",
    "a link": "- [x](https://forge.example/x) tells more",
    "a tag": "- [P] may run beside others",
    "a story": "- [US1] as a clerk",
    "a footnote": "- [1] the old ledger, page 7",
    "another footnote": "- [^old] the old ledger",
    "a box in a code span": "Write `- [ ] text` for a box",
    "a box in a fence": "```text\n- [ ] post\n```",
    "a heading in a fence": "~~~\n## Batch 7: Ledger - COMPLETE\n~~~",
    "a commit in a comment": "<!-- **Commit**: b7215c0 -->",
    "a heading about batches": "## Batch Execution Rules",
    "a heading about tasks": "### Task Summary",
    "a heading of all": "## Batches",
    "a template's id": "## Batch {N}: Ledger",
    "a condition": "- Status: 'done' where the sum is right, 'open' otherwise",
    "a key that only begins so": "**Status codes**: 200, 404",
    "a legend of signs": "Legend: ✅ done, ⏸️ waiting, ❌ broken",
    "a strategy": "**Commit Strategy**: one for each batch",
    "a promise": "**Expected Commits**: 2",
    "a plan to commit": "We commit to the plan",
    "a kind of file": "**File types**: csv and pdf",
    "no files": "**Files**: none (only words)",
    "a number that is no id": "The account 7215300 is shut",
    "a range of lines": "see lines 10-20",
    "a verb in a title": "### How to complete the ledger",
    "a tick in prose": "The page shows a ✅ beside each sum",
    "an arrow": "- old sums -> new sums",
    "a smiley": "Good work [:",
    "a matrix": "The value [ 1 ] is the first",
    "a slice": "It reads rows[ ] in order",
}


@pytest.mark.parametrize("form", HONEST.values(), ids=list(HONEST))
def test_what_nobody_takes_for_a_claim_is_not_reported(form: str) -> None:
    text = f"{DONE}- [x] counted\n\n{form}\n\nThe end.\n"
    rows = [row for line in range(5, 9) for row in rows_at(line, text)]
    assert [row for row in rows if row.kind != "field"] == []


QUIET = {
    "small letters behind the title": ("## Batch 4: Ledger (updated)", {"unit batch 4"}),
    "small letters behind a dash": ("## Batch 4: Ledger - for the till", {"unit batch 4"}),
    "an abbreviation in the title": ("## Batch 4: Ledger (VAT)", {"unit batch 4"}),
    "a word in capitals in the title": ("## Batch 4: The VAT ledger", {"unit batch 4"}),
    "a title in code": ("## Batch 4: `SUM` and `MAX`", {"unit batch 4"}),
    "an icon in the title": ("## Batch 4: Add a ✅ icon", {"unit batch 4"}),
    "bold type that begins the next field": (
        "## Batch 4: Ledger\n**Status**: COMPLETE**Developer**: ana",
        {"unit batch 4", "status complete"},
    ),
    "a box that is struck out": ("## Batch 4: Ledger\n- ~~[ ] post~~", {"unit batch 4", "box dropped"}),
    "an open box of a unit to come": (
        "## Batch 4: Ledger\n- [ ] **Batch 7: Till** (next month)",
        {"unit batch 4", "box open"},
    ),
    "a done title that is struck out": ("## ~~Batch 4: Ledger~~", {"unit batch 4", "status skipped"}),
    "a link behind the title": ("## Batch 4: Ledger ([page](https://forge.example/4))", {"unit batch 4"}),
    "a status with its reason": (
        "## Batch 4: Ledger\n**Status**: BLOCKED (the bank is shut)",
        {"unit batch 4", "status blocked"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), QUIET.values(), ids=list(QUIET))
def test_what_is_read_is_not_reported_as_well(text: str, expected: set[str]) -> None:
    head = "# Ledger\n\n"
    rows = [row for line in (3, 4) for row in rows_at(line, f"{head}{text}\n\nThe end.\n")]
    assert expected <= said(rows)
    assert not is_reported(rows)
