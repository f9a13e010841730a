from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.inline_claims import read_inline
from pytest_phasegate.model.claims import Action, FileClaim, SymbolClaim

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
