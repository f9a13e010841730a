from __future__ import annotations

import pytest

from pytest_phasegate.gates.parts.document_paths import each_deliverable, each_file, pattern_ends
from pytest_phasegate.model.claims import Action, DeliverableClaim, FileClaim

DOCUMENT = "task-tracking/T1/tasks.md"
TAKEN_APART = {
    "src/{a,b}.py": [("src/a.py", False), ("src/b.py", False)],
    "src/{a,b*}.py": [("src/a.py", False), ("src/b*.py", True)],
    "{src,lib}/{a,b}.py": [("src/a.py", False), ("src/b.py", False), ("lib/a.py", False), ("lib/b.py", False)],
    "src/*.py": [("src/*.py", True)],
    "../../src/{a,b*}.py": [("src/a.py", False), ("src/b*.py", True)],
    "../../../*.py": [("../../../*.py", True)],
    "src/{a}*.py": [("src/{a}*.py", True)],
}


@pytest.mark.parametrize(("path", "expected"), TAKEN_APART.items(), ids=TAKEN_APART)
def test_alternatives_are_so_many_claims(path: str, expected: list[tuple[str, bool]]) -> None:
    file = FileClaim(line=3, text="x", path=path, action=Action.CREATE, is_glob=True)
    assert [(each.path, each.is_glob) for each in each_file([file], DOCUMENT)] == expected
    assert {(each.line, each.action) for each in each_file([file], DOCUMENT)} == {(3, Action.CREATE)}
    deliverable = DeliverableClaim(line=3, text="x", path=path, is_glob=True)
    assert [(each.path, each.is_glob) for each in each_deliverable([deliverable], DOCUMENT)] == expected


def test_a_plain_path_may_hold_braces() -> None:
    claim = FileClaim(line=3, text="x", path="src/{id}/page.ts")
    assert list(each_file([claim], DOCUMENT)) == [claim]


@pytest.mark.parametrize(
    ("new_path", "expected"),
    [
        ("lib/{c,d}.py", ["lib/c.py", "lib/d.py"]),
        ("lib/", ["lib/", "lib/"]),
        ("lib/{c,d,e}.py", ["lib/{c,d,e}.py"] * 2),
    ],
)
def test_alternatives_move_to_their_like(new_path: str, expected: list[str]) -> None:
    claim = FileClaim(line=3, text="x", path="src/{a,b}.py", action=Action.RENAME, new_path=new_path, is_glob=True)
    assert [each.new_path for each in each_file([claim], DOCUMENT)] == expected


def test_more_alternatives_than_can_be_meant_are_not_all_taken_apart() -> None:
    claim = FileClaim(line=3, text="x", path="src/" + "{a,b}" * 40, is_glob=True)
    assert len(list(each_file([claim], DOCUMENT))) < 100


def test_the_ends_of_a_pattern_keep_a_folder() -> None:
    assert list(pattern_ends(r"D:\app\src\*.py")) == ["D:/app/src/*.py", "app/src/*.py", "src/*.py"]
    assert list(pattern_ends("*.py")) == ["*.py"]
