from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.file_roles import file_roles
from pytest_phasegate.documents.claims.path_names import paths_in
from pytest_phasegate.model.claims import Action

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
