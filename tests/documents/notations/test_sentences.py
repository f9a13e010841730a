"""What a task's own words claim of files, of what they define, and of tests."""

from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.paths import paths_in
from pytest_phasegate.documents.notations.sentences import file_roles, read_inline
from pytest_phasegate.model.claims import Action, FileClaim, Mention, SymbolClaim

FILES = {
    "Create UserRepository class in app/db/users.py with seed data": [(Action.NAME, "app/db/users.py", None)],
    "Replace the login in app/core/auth.py": [(Action.NAME, "app/core/auth.py", None)],
    "Create `.env.example` and a loader": [(Action.CREATE, ".env.example", None)],
    "Write the file notes.md": [],
    "Create a new `notes.md`": [(Action.CREATE, "notes.md", None)],
    "Update `src/a.ts` and `src/b.ts`": [(Action.MODIFY, "src/a.ts", None), (Action.NAME, "src/b.ts", None)],
    "Delete `old/x.py`": [(Action.DELETE, "old/x.py", None)],
    "**Delete** old/x.py": [(Action.DELETE, "old/x.py", None)],
    "Rename `a/b.py` to `a/c.py`": [(Action.RENAME, "a/b.py", "a/c.py")],
    "Rename `a/b.py`": [],
    "Follow [the plan](docs/plan.md#L3)": [(Action.NAME, "docs/plan.md", None)],
    "Update [src/b.py](src/a.py)": [(Action.MODIFY, "src/a.py", None), (Action.NAME, "src/b.py", None)],
    "Write src/{a,b}.py": [(Action.CREATE, "src/{a,b}.py", None)],
    "Replace src/old.py with src/new.py": [(Action.NAME, "src/new.py", None)],
    "Ignore dist/a.js in .gitignore": [],
    "Remove all imports of src/old.py": [],
    "Move the old src/a.py to src/b.py": [(Action.RENAME, "src/a.py", "src/b.py")],
    "Cover src/**/*.py": [(Action.NAME, "src/**/*.py", None)],
    "Scaffold the folders (`app/api`, `app/core`)": [],
    "Implement GET /api/users/{id} and and/or": [],
    "See https://example.org/a.html": [],
    "Run `pytest tests/test_a.py`": [],
    "Improve notes.md": [],
    "Create pyproject.toml with the dependencies": [(Action.CREATE, "pyproject.toml", None)],
    "Write the file setup-log.sh for the log": [(Action.CREATE, "setup-log.sh", None)],
    "Create global.json file with `sdk`": [(Action.CREATE, "global.json", None)],
    "Add main.go.": [(Action.CREATE, "main.go", None)],
    "Add package.json scripts": [],
    "Add package.json to .gitignore": [],
    "Add three.js": [],
    "Create a Next.js page with a form": [],
    "Write log.json for each day": [],
    "Write log.json under each folder": [],
    "Create a.py or b.py": [],
    "Update setup.py with the test runner": [],
    "Create `.lint.yml` at project root - rules": [(Action.CREATE, ".lint.yml", None)],
    "Create a.toml in the repository root": [(Action.CREATE, "a.toml", None)],
    "Create `a.toml` in the root of the project": [(Action.CREATE, "a.toml", None)],
    "Create `a.toml` in each package root": [],
    "Create `a.toml` in the root folder of the package": [],
    "Create `a.toml` in the root of each package": [],
}


@pytest.mark.parametrize(("title", "expected"), FILES.items())
def test_files_are_found_in_the_words_of_a_task(title: str, expected: list[tuple[Action, str, str | None]]) -> None:
    claims = [claim for claim in read_inline(3, title) if isinstance(claim, FileClaim)]
    assert [(claim.action, claim.path, claim.new_path) for claim in claims] == expected
    assert all(claim.line == 3 for claim in claims)


def test_a_pattern_is_marked() -> None:
    (claim,) = read_inline(1, "Cover src/**/*.py")
    assert isinstance(claim, FileClaim)
    assert claim.is_glob


SYMBOLS = {
    "Create UserRepository class in app/users.py": ("UserRepository", "class", "app/users.py"),
    "Create the class `Users` in `app/users.py`": ("Users", "class", "app/users.py"),
    "Create Users class in app/users.py": ("Users", "class", "app/users.py"),
    "Add an async `load()` function to app/users.py": ("load", "function", "app/users.py"),
    "Implement Users.find method in app/users.py": ("Users.find", "method", "app/users.py"),
    "Define LoginForm component in web/form.tsx": ("LoginForm", "component", "web/form.tsx"),
    "Create base class in app/users.py": None,
    "Create Python class in app/users.py": None,
    "Add load function to app/users.py": None,
    "Create UserRepository class": None,
    "Create UserRepository class for app/users.py": None,
    "Remove UserRepository class from app/users.py": None,
}


@pytest.mark.parametrize(("title", "expected"), SYMBOLS.items())
def test_definitions_are_found_in_the_words_of_a_task(title: str, expected: tuple[str, str, str] | None) -> None:
    claims = [claim for claim in read_inline(1, title) if isinstance(claim, SymbolClaim)]
    assert [(claim.name, claim.kind, claim.path) for claim in claims] == ([expected] if expected else [])


TESTS = {
    "Add integration test for user registration": ("user registration", None),
    "Write unit tests for `parse_date` in tests/test_dates.py": ("parse_date", "tests/test_dates.py"),
    "Create a smoke test for POST /events": ("POST /events", None),
    "Add test cases covering the login; then rest": ("the login", None),
    "Add the test harness": None,
    "Run the tests for users": None,
}


@pytest.mark.parametrize(("title", "expected"), TESTS.items())
def test_tests_are_found_in_the_words_of_a_task(title: str, expected: tuple[str, str | None] | None) -> None:
    claims = [claim for claim in read_inline(1, title) if isinstance(claim, SymbolClaim) and claim.is_test]
    assert [(claim.name, claim.path) for claim in claims] == ([expected] if expected else [])


N, C, M, D, R = Action.NAME, Action.CREATE, Action.MODIFY, Action.DELETE, Action.RENAME

TEXTS: dict[str, list[Action | None]] = {
    # made and changed
    "Create `src/a.py`": [C],
    "Write the new file src/a.py": [C],
    "Update `src/a.py` and `src/b.py`": [M, N],
    "The store in src/a.py": [N],
    "Create src/a.py from templates/a.py": [C, N],
    "Add src/a.py to the index": [N],
    "Add dist/a.js to .gitignore, see docs/a.md": [None, N],
    # replaced
    "Replace src/old.py with src/new.py": [None, N],
    "Replaced the old src/old.py with src/new.py": [None, N],
    "Replace all uses of src/old.py with src/new.py": [None, N],
    "Replace the login in src/a.py": [N],
    "Swap the login for src/new.py": [N],
    "Use src/new.py instead of src/old.py": [N, None],
    "Use src/new.py rather than the src/old.py": [N, None],
    # turned into others
    "Convert src/a.js to src/a.ts": [None, N],
    "Convert src/a.py to async": [N],
    "Split src/a.py into src/b.py and src/c.py": [None, N, N],
    "Merge src/a.py and src/b.py into src/c.py": [None, None, N],
    "Move the store from src/a.py to src/b.py": [None, N],
    "Rename `src/a.py` to `src/b.py`": [R, N],
    "Rename the old src/a.py to src/b.py": [R, N],
    # removed
    "Delete src/a.py": [D],
    "Delete `src/a.py` and `src/b.py`": [D, D],
    "Remove the obsolete src/a.py, as nobody calls it": [D],
    "Remove all imports of src/a.py": [None],
    "Remove src/a.py imports": [None],
    "Remove src/a.py from the index": [None],
    "Remove the import of src/a.py from src/b.py": [None, N],
    "Remove src/a.py and update src/b.py": [D, N],
    "Remove src/a.py in favour of src/b.py": [D, N],
    "Remove src/a.py and the tests with it, tests/a.py": [D, N],
    "Remove dead code, tidy src/a.py": [N],
    "Drop support for src/a.py": [None],
    # left alone
    "Ignore dist/a.js in web/conf.json": [None, N],
    "Stop importing src/a.py": [None],
    "Read src/a.py": [None],
    "Read the settings from conf/local.env": [None],
    "Load the settings in src/a.py": [N],
}


@pytest.mark.parametrize(("text", "roles"), TEXTS.items())
def test_a_sentence_says_what_is_done_to_its_files(text: str, roles: list[Action | None]) -> None:
    paths = [name for name in paths_in(text) if "/" in name.path]
    assert file_roles(text, paths) == roles


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Update `src/cli.py:40,52` for the flag", ((40, 40), (52, 52))),
        ("Update src/cli.py:40-52 for the flag", ((40, 52),)),
        ("Update `src/cli.py:40:7`", ((40, 40),)),
        ("Update `src/cli.py#L40-L52`", ((40, 52),)),
        ("Update `src/cli.py`", ()),
    ],
)
def test_a_file_in_a_sentence_keeps_its_lines(text: str, lines: tuple[tuple[int, int], ...]) -> None:
    (claim,) = (claim for claim in read_inline(1, text) if isinstance(claim, FileClaim))
    assert (claim.path, claim.lines) == ("src/cli.py", lines)


def test_what_is_seen_from_a_file_is_no_file_of_the_project() -> None:
    text = "Point the imports to `../core/ports.py`"
    assert read_inline(1, text) == [Mention(line=1, text=text, path="../core/ports.py")]
