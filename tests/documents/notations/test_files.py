"""Files in fields, lists and cells: paths in every shape, with what is said to be done to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.documents.notations.file_actions import apply_actions
from pytest_phasegate.documents.notations.file_keys import file_key_action, is_plain_file_key, read_action
from pytest_phasegate.documents.notations.files import read_file_field, read_files
from pytest_phasegate.model.claims import Action, FieldClaim, FileClaim, Problem

N, C, M, D = Action.NAME, Action.CREATE, Action.MODIFY, Action.DELETE

SHAPES: dict[str, list[tuple[str, Action]]] = {
    # where paths come from
    r"D:\work\app\src\main.ts": [(r"D:\work\app\src\main.ts", N)],
    r"`d:\work\app\src\main.ts`": [(r"d:\work\app\src\main.ts", N)],
    r"C:\My Work\app\main.ts (CREATE)": [(r"C:\My Work\app\main.ts", C)],
    "D:/code/app/src/main.ts": [("D:/code/app/src/main.ts", N)],
    "/Volumes/disk/app/main.ts": [("/Volumes/disk/app/main.ts", N)],
    "/Users/ada/app/main.ts": [("/Users/ada/app/main.ts", N)],
    "src/main.py": [("src/main.py", N)],
    "`src/main.py`": [("src/main.py", N)],
    "'src/main.py'": [("src/main.py", N)],
    "main.py": [("main.py", N)],
    "`src/app`": [("src/app", N)],
    "src/app/": [("src/app/", N)],
    "`app/(tabs)/[id]/page.tsx`": [("app/(tabs)/[id]/page.tsx", N)],
    ".gitignore": [(".gitignore", N)],
    "Makefile": [("Makefile", N)],
    "`.github/workflows/ci.yml`": [(".github/workflows/ci.yml", N)],
    "D:/w/.claude-worktrees/fix/turn/libs/a.ts": [("D:/w/.claude-worktrees/fix/turn/libs/a.ts", N)],
    # what is done to them
    "`src/a.py` (CREATE)": [("src/a.py", C)],
    "bin/tool (CREATE)": [("bin/tool", C)],
    "`src/a.py` (CREATED)": [("src/a.py", C)],
    "src/a.py (NEW FILE)": [("src/a.py", C)],
    "src/a.py (NEW)": [("src/a.py", C)],
    "src/a.py (new file)": [("src/a.py", C)],
    "`src/a.py` [NEW]": [("src/a.py", C)],
    "`src/a.py` **[MODIFY]**": [("src/a.py", M)],
    "(MODIFY) src/a.py": [("src/a.py", M)],
    "MODIFY `src/a.py`": [("src/a.py", M)],
    "CREATE: `src/a.py`": [("src/a.py", C)],
    "**CREATE**: `src/a.py`": [("src/a.py", C)],
    "Modify: src/a.py": [("src/a.py", M)],
    "src/a.py (DELETE)": [("src/a.py", D)],
    "src/a.py (REWRITE)": [("src/a.py", Action.REWRITE)],
    "src/a.py (VERIFY, possibly MODIFY)": [("src/a.py", Action.VERIFY)],
    "src/a.py (added the exports)": [("src/a.py", N)],
    "src/a.py (already created)": [("src/a.py", N)],
    "src/a.py (verification task)": [("src/a.py", N)],
    # several
    "`src/a.py`, `src/b.py`": [("src/a.py", N), ("src/b.py", N)],
    "src/a.py, src/b.py and src/c.py": [("src/a.py", N), ("src/b.py", N), ("src/c.py", N)],
    "src/a.py (MODIFY) + src/b.py (CREATE)": [("src/a.py", M), ("src/b.py", C)],
    "`src/{a,b}.py`, `c.py`": [("src/{a,b}.py", N), ("c.py", N)],
    "`src/view.ts` and `.html` template": [("src/view.ts", N)],
    "src/{a,b}.py": [("src/{a,b}.py", N)],
    "src/{a, b}.py, c.py": [("src/{a,b}.py", N), ("c.py", N)],
    "`src/a.py` or `src/b.py`": [("src/a.py", N), ("src/b.py", N)],
    "`src/a.py` / `src/b.py`": [("src/a.py", N), ("src/b.py", N)],
    "`src/a.py`/`src/b.py`": [("src/a.py", N), ("src/b.py", N)],
    "`src/a.py`<br>`src/b.py`": [("src/a.py", N), ("src/b.py", N)],
    "src/a.py<br />src/b.py plus src/c.py": [("src/a.py", N), ("src/b.py", N), ("src/c.py", N)],
    "src/a.py、src/b.py": [("src/a.py", N), ("src/b.py", N)],
    # wrapped
    "✅ `src/a.py`": [("src/a.py", N)],
    "[x] `src/a.py`": [("src/a.py", N)],
    "**src/a.py**: the store": [("src/a.py", N)],
    "**`src/a.py`** - the store": [("src/a.py", N)],
    "**a.py:** the store": [("a.py", N)],
    "a.py: the store": [("a.py", N)],
    "Backend: src/a.py, src/b.py": [("src/a.py", N), ("src/b.py", N)],
    "**Backend**: `src/a.py` (NEW)": [("src/a.py", C)],
    "Create src/a.py": [("src/a.py", C)],
    "NEW FILE: `src/a.py`": [("src/a.py", C)],
    "`src/a.py::load`": [("src/a.py", N)],
    "@src/a.py": [("src/a.py", N)],
    "src/…/a.py": [("src/**/a.py", N)],
    ".../a.py": [("**/a.py", N)],
    "**/a.py": [("**/a.py", N)],
    "[a](docs/a%20b.md)": [("docs/a b.md", N)],
    "[src/b.py](src/a.py)": [("src/a.py", N), ("src/b.py", N)],
    "[src/a.py](../../src/a.py)": [("src/a.py", N)],
    "[a.py](src/a.py)": [("src/a.py", N)],
    "[a.ts](file:///d:/code/a.ts#L1-L265)": [("d:/code/a.ts", N)],
    "[a.ts](file:///home/ada/a.ts)": [("/home/ada/a.ts", N)],
    "`src/a.py` - the entry point": [("src/a.py", N)],
    "`src/a.py` holds the entry point": [("src/a.py", N)],
    "D:/code/a.py holds the entry point": [("D:/code/a.py", N)],
    "src/a.py holds the entry point": [("src/a.py", N)],
}

NO_FILES = [
    "src/a.py (MODIFY if exists)",
    "src/a.py (MODIFY if it exists)",
    "`src/a.py` (if needed)",
    "src/a.py (CREATE, optional)",
    "src/a.py (MODIFY as needed)",
    "`docs/a.md` (if the page gets too long)",
    "`@scope/name`",
    "",
    "N/A",
    "N/A (verification only)",
    "None (documentation task)",
    "All modified files",
    "All spec files",
    "~28 files",
    "12",
    "Manual testing in the browser",
    "client/server integration",
    "and/or",
    "NOT CREATED (on purpose)",
    "https://example.org/a.html",
    "`{TASK_ID}/tasks.md`",
    "`<name>/tasks.md`",
    "[Component 1]",
    "`TASK_[ID]`",
    "-",
    "()",
    "`",
    "``",
]

LINES = {
    "src/a.py:134": ((134, 134),),
    "src/a.py:171-203, 459-465": ((171, 203), (459, 465)),
    "`src/a.py` (lines 98-123)": ((98, 123),),
    "src/a.py (line 112)": ((112, 112),),
    "src/a.py (lines 79, 88)": ((79, 79), (88, 88)),
    "`src/a.py#L32-L57`": ((32, 57),),
    "src/a.py#L3": ((3, 3),),
    "`src/a.py` lines 351-362": ((351, 362),),
    "src/a.py, lines 3-9": ((3, 9),),
    "src/a.py, line 3": ((3, 3),),
    r"D:\work\a.ts:12": ((12, 12),),
    "src/a.py": (),
}


@pytest.mark.parametrize(("value", "files"), SHAPES.items())
def test_every_shape_of_a_path_is_read(value: str, files: list[tuple[str, Action]]) -> None:
    claims = read_files(7, "", value)
    assert [(claim.path, claim.action) for claim in claims if isinstance(claim, FileClaim)] == files
    assert {claim.line for claim in claims} == {7}
    assert {claim.text for claim in claims} == {value}


@pytest.mark.parametrize("value", NO_FILES)
def test_prose_names_no_file(value: str) -> None:
    assert read_files(1, "", value) == []


@pytest.mark.parametrize(("value", "lines"), LINES.items())
def test_line_numbers_are_no_part_of_the_path(value: str, lines: tuple[tuple[int, int], ...]) -> None:
    (claim,) = read_files(1, "", value)
    assert isinstance(claim, FileClaim)
    assert claim.path.endswith((r"a.ts", "src/a.py"))
    assert claim.lines == lines


@pytest.mark.parametrize(
    "value",
    [
        "src/a.py -> src/b.py",
        "src/a.py → src/b.py",
        "`src/a.py` -> `src/b.py` (RENAME + REWRITE)",
        "(RENAME) src/a.py -> src/b.py",
        "RENAME `src/a.py` → `src/b.py`",
        "`src/a.py` -> `src/b.py` (MODIFY)",
        "src/a.py RENAME to src/b.py",
        "`src/a.py` - renamed to `src/b.py`",
        "src/a.py (RENAME to src/b.py)",
        "`src/a.py` (moved to `src/b.py`)",
        "RENAME src/a.py to src/b.py",
        "Rename `src/a.py` to `src/b.py`",
    ],
)
def test_d8_a_renamed_file_has_two_names(value: str) -> None:
    (claim,) = read_files(1, "", value)
    assert isinstance(claim, FileClaim)
    assert (claim.path, claim.new_path, claim.action) == ("src/a.py", "src/b.py", Action.RENAME)


@pytest.mark.parametrize("value", ["`src/a.py` (moved to phase 2)", "src/a.py (renamed from src/b.py)"])
def test_d8_what_is_no_new_name_renames_nothing(value: str) -> None:
    (claim,) = read_files(1, "", value)
    assert isinstance(claim, FileClaim)
    assert (claim.path, claim.new_path, claim.action) == ("src/a.py", None, N)


@pytest.mark.parametrize(
    ("lines", "files"),
    [
        (["F1 a.py", "A CREATE", "F2 b.py", "A MODIFY"], [("a.py", C), ("b.py", M)]),
        (["F1 a.py", "A CREATE", "F2 b.py"], [("a.py", C), ("b.py", N)]),
        (["F1 a.py", "F2 b.py", "A CREATE"], [("a.py", C), ("b.py", C)]),
        (["A CREATE", "F1 a.py", "A MODIFY", "F2 b.py"], [("a.py", C), ("b.py", M)]),
        (["A CREATE", "F1 a.py", "F2 b.py (DELETE)"], [("a.py", C), ("b.py", D)]),
        (["F1 a.py", "A Remove the else branch in `a.py`"], [("a.py", N)]),
    ],
)
def test_d8_an_action_field_is_about_the_files_beside_it(lines: list[str], files: list[tuple[str, Action]]) -> None:
    claims = [
        FieldClaim(line=line, text=text[2:], key="action")
        if text.startswith("A ")
        else replace(read_files(line, "", text[3:])[0], line=line)
        for line, text in enumerate(lines, start=1)
    ]
    found = [(claim.path, claim.action) for claim in apply_actions(claims) if isinstance(claim, FileClaim)]
    assert found == files


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ("RENAME to x.py", "x.py"),
        ("RENAME to `src/x.py`", "src/x.py"),
        ("Move to src/core/", "src/core/a.py"),
        ("MOVE → src/x.py", "src/x.py"),
        ("Rename `src/a.py` to `src/x.py`", "src/x.py"),
        ("RENAME", None),
    ],
)
def test_d8_a_renaming_action_keeps_the_new_name(said: str, new: str | None) -> None:
    claims = [*read_files(1, "", "src/a.py"), FieldClaim(line=2, text=said, key="action")]
    (claim,) = (claim for claim in apply_actions(claims) if isinstance(claim, FileClaim))
    assert (claim.path, claim.action, claim.new_path) == ("src/a.py", Action.RENAME, new)


@pytest.mark.parametrize(
    ("value", "is_glob"), [("src/*.spec.ts", True), ("src/**", True), ("src/{a,b}.py", True), ("src/[id]/a.py", False)]
)
def test_a_pattern_is_marked(value: str, is_glob: bool) -> None:
    (claim,) = read_files(1, "", f"`{value}`")
    assert isinstance(claim, FileClaim)
    assert (claim.path, claim.is_glob) == (value, is_glob)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("`src/app/...`", "'src/app/...' is no path that can be looked at: it ends in an ellipsis"),
        ("`src/{all *.ts}`", "'src/{all *.ts}' is no path that can be looked at: its braces hold prose"),
        ("`src/\x07.ts`", r"'src/\x07.ts' is no path that can be looked at: it holds a control character"),
    ],
)
def test_what_is_meant_as_a_path_and_is_none_is_a_problem(value: str, message: str) -> None:
    (claim,) = read_files(1, "", value)
    assert isinstance(claim, Problem)
    assert claim.message == message


def test_the_action_of_the_key_holds_where_no_marker_overrules_it() -> None:
    claims = read_files(1, "", "src/a.py, src/b.py (DELETE)", Action.CREATE)
    assert [claim.action for claim in claims if isinstance(claim, FileClaim)] == [C, D]


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("file", N),
        ("files", N),
        ("file(s)", N),
        ("file 1", N),
        ("files owned (edit-only)", N),
        ("file location", N),
        ("files affected", N),
        ("files to create", C),
        ("files to create/modify", N),
        ("files to create or add", C),
        ("files modified and deleted", N),
        ("files to create/whatever", C),
        ("files to modify", M),
        ("files to change", M),
        ("files to update", M),
        ("files to delete", D),
        ("files to check", Action.VERIFY),
        ("files created", C),
        ("files created (3 files)", C),
        ("files modified", M),
        ("file modified", M),
        ("files deleted", D),
        ("new files", C),
        ("create (6 files)", C),
        ("create file", C),
        ("test file", N),
        ("target file", N),
        ("config files", N),
        ("store module file", N),
        ("path", N),
        ("source file", None),
        ("optional files", None),
        ("files tested", None),
        ("file size", None),
        ("modify (1 file)", M),
        ("related file", None),
        ("example files", None),
        ("files to love", None),
        ("create", None),
        ("profile", None),
        ("", None),
    ],
)
def test_a_key_says_whether_it_holds_files_and_what_is_done_to_them(key: str, action: Action | None) -> None:
    assert file_key_action(key) is action


@pytest.mark.parametrize(
    ("value", "action"),
    [
        ("DELETE", D),
        ("MODIFY (additions only)", M),
        ("MODIFY lines 3-9", M),
        ("MODIFY, then test", M),
        ("`CREATE`", C),
        ("**CREATE**", C),
        ("create", C),
        ("CREATE new file", C),
        ("Delete the old file.", D),
        ("Delete - unused", D),
        ("Delete `src/a.py` (unused)", D),
        ("Delete src/a.py and src/b.py", D),
        ("RENAME to x.py", Action.RENAME),
        ("Move to `src/core/`", Action.RENAME),
        ("Rename (to x.py)", Action.RENAME),
        ("Remove the else branch in `src/a.py`", None),
        ("REMOVE the else branch", None),
        ("Remove `load()` from src/a.py", None),
        ("Remove `src/a.py` imports", None),
        ("Remove imports from files", None),
        ("Create the store", None),
        ("Add to README.md", None),
        ("Update the tests", None),
        ("Move to the parser", None),
        ("Run it", None),
        ("", None),
    ],
)
def test_d8_an_action_is_a_word_alone_or_before_a_path(value: str, action: Action | None) -> None:
    assert read_action(value) is action


@given(
    st.from_regex(
        r"(?a:`?([A-Z]:\\)?[-\w./\\]{1,9}\.(py|g|7z)`?( \((CREATE|new|optional|[a-zA-Z]{3,9})\))?)", fullmatch=True
    ),
    st.sampled_from([Action.NAME, Action.MODIFY]),
)
def test_a_plain_value_is_read_as_it_is_among_blanks(value: str, action: Action) -> None:
    plain, padded = (read_files(1, "", each, action) for each in (value, f" {value}"))
    assert plain == [replace(claim, text=value) for claim in padded]


FIELDS = {
    # C8: one folder and no ending
    "scripts/deploy": ["scripts/deploy"],
    "scripts/deploy - the script": ["scripts/deploy"],
    "src/a.py, scripts/deploy and bin/run": ["src/a.py", "scripts/deploy", "bin/run"],
    "client/server": [],
    "Add/Remove": [],
    "N/A": [],
    "@scope/name": [],
    # C9: addresses
    "[src/a.py](https://host.example/o/r/blob/main/src/a.py)": ["src/a.py"],
    "[`src/a.py`](https://docs.example/a)": ["src/a.py"],
    "https://host.example/o/r/blob/main/src/a%20b.py#L3-L9": ["src/a b.py"],
    "<https://host.example/g/o/r/-/blob/main/src/a.py>": ["src/a.py"],
    "vscode://file/home/ada/r/src/a.py": ["/home/ada/r/src/a.py"],
    "[the docs](https://docs.example/a.html)": [],
    "https://docs.example/a.html": [],
    # C12: names with blanks
    "src/gone rules.py": ["src/gone rules.py"],
    "src/gone rules.py - the rules": ["src/gone rules.py"],
    "docs/My Notes/plan v2.md and src/a.py": ["docs/My Notes/plan v2.md", "src/a.py"],
    "client/server code in app.py": [],
    # D11: what is no file of the tree, and odd names of files that are
    "`~/.config/x`": [],
    "~/.config/x/a.toml": [],
    "`$HOME/.config/a.toml`": [],
    "`/api/users`": [],
    "`/v1/days/:id`": [],
    "/src/a.py": ["/src/a.py"],
    "app/(tabs)/[id].tsx": ["app/(tabs)/[id].tsx"],
    "(tabs)/[id].tsx": ["(tabs)/[id].tsx"],
    "src/a.ts:81,115": ["src/a.ts"],
    "The store is `src/a.py`": ["src/a.py"],
    "The store (`src/a.py`)": ["src/a.py"],
    "Tests in tests/test_a.py, and more": ["tests/test_a.py"],
    "All files in `src/app/`": ["src/app/"],
    "store.py holds the store": ["store.py"],
    "README.md update": ["README.md"],
    "Node.js runtime": [],
    "N/A (see `src/a.py`)": [],
    "No file, not even `src/a.py`": [],
    "`src/a.py` (if needed)": [],
    "All modified files": [],
}


@pytest.mark.parametrize(("value", "paths"), FIELDS.items())
def test_c8_c9_c12_d11_in_a_file_field_what_is_meant_as_a_file_is_read(value: str, paths: list[str]) -> None:
    claims = read_file_field(1, "files", value, M)
    assert all(claim.text == value for claim in claims)
    assert [(claim.path, claim.action) for claim in claims if isinstance(claim, FileClaim)] == [
        (path, M) for path in paths
    ]
    assert not any(isinstance(claim, Problem) for claim in claims)


def test_a_file_field_that_names_a_file_only_in_words_is_a_problem() -> None:
    (claim,) = read_file_field(1, "files", "Compare `src/a.py` with the old one", N)
    assert isinstance(claim, Problem)
    assert claim.message == (
        "'Compare `src/a.py` with the old one' names src/a.py in words; write the path first: `src/a.py` - ..."
    )


def test_a_path_field_may_hold_an_address() -> None:
    assert read_file_field(1, "path", "`/api/days`", N) == []
    assert read_file_field(1, "path", "see `src/a.py` there", N) == []
    (claim,) = read_file_field(1, "path", "`src/a.py`", N)
    assert isinstance(claim, FileClaim)


@pytest.mark.parametrize(
    ("key", "is_plain"),
    [("file", True), ("files to create", True), ("test file", True), ("config file", False), ("path", False)],
)
def test_few_keys_are_fields_without_bold_type(key: str, is_plain: bool) -> None:
    assert is_plain_file_key(key) is is_plain
