from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.path_names import link_paths, paths_in

TEXTS = {
    "see `src/a.py` and src/b.py.": ["src/a.py", "src/b.py"],
    "see [a](docs/a%20b.md)": ["docs/a b.md"],
    'see [a](<docs/a b.md>) and [b](docs/b.md "the b")': ["docs/a b.md", "docs/b.md"],
    "see src/{a,b}.py, src/…/c.py": ["src/{a,b}.py", "src/**/c.py"],
    "see @src/a.py": ["src/a.py"],
    "see [src/a.py](src/b.py)": ["src/b.py", "src/a.py"],
    "see `src/`, `name`, a/b, `@scope/name` and https://example.org/a.html": [],
    "run `pytest tests/test_a.py`": [],
}


@pytest.mark.parametrize(("text", "paths"), TEXTS.items())
def test_files_are_found_among_words(text: str, paths: list[str]) -> None:
    assert [name.path for name in paths_in(text)] == paths


def test_places_are_those_of_what_is_written() -> None:
    text = "see `src/a.py` here"
    (name,) = paths_in(text)
    assert text[name.start : name.end] == "`src/a.py`"


def test_folders_are_found_where_they_are_asked_for() -> None:
    assert [name.path for name in paths_in("all in `src/app/` and `src/b`", folders=True)] == ["src/app/"]


@pytest.mark.parametrize(
    ("label", "target", "paths"),
    [
        ("the store", "src/store.py", ("src/store.py",)),
        ("store.py", "src/store.py", ("src/store.py",)),
        ("`store.py:3`", "src/store.py#L3", ("src/store.py#L3",)),
        ("src/store.py", "../../src/store.py", ("src/store.py",)),
        ("docs/plan.md", "./plan.md", ("docs/plan.md",)),
        ("src/nope.py", "src/store.py", ("src/store.py", "src/nope.py")),
        ("@plan.md", "../docs/plan.md", ("docs/plan.md",)),
        ("see src/nope.py", "src/store.py", ("src/store.py",)),
    ],
)
def test_a_link_names_its_target_and_what_else_its_text_names(label: str, target: str, paths: tuple[str, ...]) -> None:
    assert link_paths(label, target) == paths


@pytest.mark.parametrize(
    "text", ["a/" * 50_000, "`" * 100_000, "[a](" * 30_000, "a/{" * 30_000, "@" * 100_000, "…/" * 50_000]
)
def test_hostile_lines_are_read(text: str) -> None:
    assert len(list(paths_in(text))) <= len(text)
