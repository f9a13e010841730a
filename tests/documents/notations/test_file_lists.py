from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.file_keys import file_key_action
from pytest_phasegate.documents.notations.file_lists import announces, read_file_list
from pytest_phasegate.documents.table_rows import row_unit
from pytest_phasegate.model.claims import Action, FileClaim, Problem
from pytest_phasegate.text.scanner import scan

N, C, M, D = Action.NAME, Action.CREATE, Action.MODIFY, Action.DELETE
FIELD = "**Files**:\n"

BELOW_A_FIELD = {
    "- a/b.py\n- a/c.py (NEW)\n": [(2, "a/b.py", N), (3, "a/c.py", C)],
    "\n* [x] `a/b.py`\n": [(3, "a/b.py", N)],
    "`a/b.py`\na/c.py\n": [(2, "a/b.py", N), (3, "a/c.py", N)],
    "- a/b.py holds\n  the store\n- a/c.py\n": [(2, "a/b.py", N), (4, "a/c.py", N)],
    "- a/b.py\n\n  It holds the store.\n\n  ```\n  - a/x.py\n  ```\n- a/c.py\n": [(2, "a/b.py", N), (9, "a/c.py", N)],
    "\n[Source: the plan]\n\n- a/b.py\n": [(5, "a/b.py", N)],
    "\nAll of these:\n\n- a/b.py\n": [(5, "a/b.py", N)],
    # labels
    "- **Backend**:\n  - a/b.py\n- **Frontend**:\n  - a/c.ts\n": [(3, "a/b.py", N), (5, "a/c.ts", N)],
    "- Backend:\n  - a/b.py\n": [(3, "a/b.py", N)],
    "- **Backend**: a/b.py\n- Frontend: `a/c.ts`\n": [(2, "a/b.py", N), (3, "a/c.ts", N)],
    "- **a/b.py**: the store\n- b.py: the rest\n": [(2, "a/b.py", N), (3, "b.py", N)],
    "- Created:\n  - a/b.py\n- **Deleted**:\n  - a/c.py\n- a/d.py\n": [
        (3, "a/b.py", C),
        (5, "a/c.py", D),
        (6, "a/d.py", N),
    ],
    "- **CREATE**: a/b.py\n": [(2, "a/b.py", C)],
    # what is said about a file
    "- a/b.py\n  - imports a/x.py\n  - see `a/y.py`\n- a/c.py\n": [(2, "a/b.py", N), (5, "a/c.py", N)],
    "- a/b.py\n  - a/c.py\n": [(2, "a/b.py", N), (3, "a/c.py", N)],
    # where it ends
    "- a/b.py\n\nThe rest:\n\n- a/x.py\n": [(2, "a/b.py", N)],
    "- a/b.py\n- **Status**: done\n- a/x.py\n": [(2, "a/b.py", N)],
    "- a/b.py\n  - **Status**: done\n- a/c.py\n": [(2, "a/b.py", N), (4, "a/c.py", N)],
    "- **New Files**:\n  - a/x.py\n- a/b.py\n": [(4, "a/b.py", N)],
    "- File: a/x.py\n- a/b.py\n": [(3, "a/b.py", N)],
    "\nThe store.\n\n- a/x.py\n": [],
    "**Status**: done\n- a/x.py\n": [],
    "\n---\n\n- a/x.py\n": [],
    "```py\na/x.py\n```\n- a/x.py\n": [],
    # tables
    "\n| File | Action |\n|--|--|\n| `a/b.py` | Create |\n| a/c.py | |\n": [(5, "a/b.py", C), (6, "a/c.py", N)],
    "\n| What | Path |\n|--|--|\n| The store | a/b.py |\n": [(5, "a/b.py", N)],
    "\n| Module | Why |\n|--|--|\n| a/b.py | like a/x.py |\n": [(5, "a/b.py", N)],
    "\n| Task | File |\n|--|--|\n| 1.1 | a/x.py |\n": [],
    "\nFile | Why\n--|--\na/b.py | the store\n\nAnd so on.\n": [(5, "a/b.py", N)],
    "a/b.py | a/c.py\n": [(2, "a/b.py", N), (2, "a/c.py", N)],
}


def is_known(key: str) -> bool:
    return key in ("Status", "Files", "New Files") or file_key_action(key.lower()) is not None


def read(text: str, index: int) -> list[tuple[int, str, Action]]:
    found = read_file_list(scan(text), index, "files", N, is_known, row_unit)
    return [(claim.line, claim.path, claim.action) for claim in found if isinstance(claim, FileClaim)]


@pytest.mark.parametrize(("below", "files"), BELOW_A_FIELD.items())
def test_the_files_below_a_field_are_read(below: str, files: list[tuple[int, str, Action]]) -> None:
    assert read(FIELD + below, 0) == files


def test_the_list_below_a_field_in_a_list_stands_farther_in() -> None:
    assert read("- **Files**:\n  - a/b.py\n- a/x.py\n", 0) == [(2, "a/b.py", N)]


def test_below_a_heading_all_lists_are_read() -> None:
    text = "Two files:\n\n- a/b.py\n\nAnd `the rest`\n\n1. a/c.py\n\n| File |\n|--|\n| a/d.py |\n\n---\n\n- a/x.py\n"
    assert read(text, -1) == [(3, "a/b.py", N), (7, "a/c.py", N), (11, "a/d.py", N)]


def test_a_line_below_a_heading_may_begin_with_a_file() -> None:
    assert read("`a/b.py` holds the store.\n\nAs a/x.py did.\n", -1) == [(1, "a/b.py", N)]


def test_a_file_in_other_words_is_a_problem_at_its_line() -> None:
    (claim,) = read_file_list(scan(f"{FIELD}- Compare `a/b.py`\n"), 0, "files", N, is_known)
    assert isinstance(claim, Problem)
    assert claim.line == 2


@pytest.mark.parametrize("value", ["", "3 files", "~28 files", "(2)", "see below", "below", "all new:"])
def test_a_value_may_only_announce_the_files(value: str) -> None:
    assert announces(value)


@pytest.mark.parametrize("value", ["N/A", "all files", "a/b.py", "none (docs)"])
def test_another_value_announces_none(value: str) -> None:
    assert not announces(value)


def test_files_may_stand_in_a_block() -> None:
    text = "\n```\na/b.py\na/c.py (NEW)  # the rest\n- a/d.py\n\nand more\n```\n\n- a/x.py\n"
    files = [("a/b.py", N), ("a/c.py", C), ("a/d.py", N)]
    assert read(FIELD + text, 0) == [(4 + index, *each) for index, each in enumerate(files)]
    assert read(text, -1) == [(3 + index, *each) for index, each in enumerate(files)] + [(10, "a/x.py", N)]
    assert read(f"> {FIELD}> ~~~text\n> a/b.py\n> ~~~\n", 0) == [(3, "a/b.py", N)]


def test_files_that_are_drawn_as_a_tree_are_a_problem() -> None:
    (claim,) = read_file_list(scan(f"{FIELD}```\na/\n├── b.py\n└── c.py\n```\n"), 0, "files", N, is_known)
    assert isinstance(claim, Problem)
    assert (claim.line, claim.message) == (
        4,
        "files that are drawn as a tree cannot be read; write their paths as a list",
    )
