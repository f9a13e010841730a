"""What is a path among words, and what hangs on it."""

from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.paths import (
    clean_path,
    find_lines,
    has_ending,
    is_end_of,
    is_glob,
    link_paths,
    link_target,
    looks_like_path,
    paths_in,
)


@pytest.mark.parametrize("name", ["src/a.py", "a.py", "./a", "../a", "a/b/c", "src/*", r"src\a.py", "D:/a", "LICENSE"])
def test_a_bare_name_with_a_folder_or_an_extension_is_a_path(name: str) -> None:
    assert looks_like_path(name, quoted=False)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "@scope/name",
        "@scope/name/",
        "N/A",
        "client/server",
        "word",
        "http://a/b.html",
        "e.g.",
        "v1.2",
        "3/4",
        "--flag/x",
        "~/a.py",
        "$HOME/a.py",
        "/api/users",
    ],
)
def test_a_bare_word_is_no_path(name: str) -> None:
    assert not looks_like_path(name, quoted=False)


def test_in_code_a_folder_needs_no_extension() -> None:
    assert looks_like_path("client/server", quoted=True)
    assert not looks_like_path("word", quoted=True)


def test_a_drive_is_no_line_number() -> None:
    assert clean_path("D:12") == ("D:12", ())
    assert clean_path(r"D:\a.ts:12-14") == (r"D:\a.ts", ((12, 14),))


def test_lines_are_found_behind_a_word_or_a_colon() -> None:
    assert find_lines(" (lines 98-123)") == ((98, 123),)
    assert find_lines(" (L3 and 5)") == ((3, 3), (5, 5))
    assert find_lines(" (version 3)") == ()


def test_braces_are_a_pattern_only_with_a_choice() -> None:
    assert is_glob("a.{ts,html}")
    assert not is_glob("a{b}.ts")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("src/store.py::store", "src/store.py"),
        ("tests/test_a.py::TestA::test_b[x/y]", "tests/test_a.py"),
        ("src/store.py:store", "src/store.py"),
        ("src/store.py:Store.load()", "src/store.py"),
        ("docs/use.md#install", "docs/use.md"),
        ("src/c#/a.cs", "src/c#/a.cs"),
        (r"D:\work\a.ts:load", r"D:\work\a.ts"),
        ("src/…/store.py", "src/**/store.py"),
        (".../store.py", "**/store.py"),
        (r"src\...\store.py", r"src\**\store.py"),
        ("src/app/...", "src/app/..."),
        ("@src/store.py", "src/store.py"),
        ("@/store.py", "store.py"),
        ("@README.md", "README.md"),
        ("@types/express.d.ts", "@types/express.d.ts"),
        ("app/@modal/page.tsx", "app/@modal/page.tsx"),
    ],
)
def test_what_stands_around_a_path_is_no_part_of_it(name: str, path: str) -> None:
    assert clean_path(name) == (path, ())
    assert looks_like_path(name, quoted=True)


def test_a_line_is_no_name_in_the_file() -> None:
    assert clean_path("src/a.py:L12-L20") == ("src/a.py", ((12, 20),))
    assert clean_path("src/a.py#L3") == ("src/a.py", ((3, 3),))
    assert clean_path("a.py:12:5") == ("a.py", ((12, 12),))


def test_a_package_is_no_path() -> None:
    assert not looks_like_path("@scope/name", quoted=True)
    assert looks_like_path("@scope/name/index.ts", quoted=False)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("docs/a%20b.md", "docs/a b.md"),
        ("<docs/a b.md>", "docs/a b.md"),
        ("../../src/a.py", "src/a.py"),
        ("./a.py", "a.py"),
        ("mdc:src/a.ts", "src/a.ts"),
        ("src/../a.py", "src/../a.py"),
        ("100%.md", "100%.md"),
    ],
)
def test_the_target_of_a_link_is_a_path_as_the_web_writes_it(target: str, path: str) -> None:
    assert link_target(target) == path


def test_a_file_has_an_ending_and_a_folder_and_an_address_have_none() -> None:
    assert [has_ending(path) for path in ("a/b.py", ".env", "a/b", "a/", "api/v1.0")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_end_of_a_path_begins_with_a_name() -> None:
    assert is_end_of("store.py", "src/Store.py")
    assert is_end_of("./src/store.py", r"D:\x\src\store.py")
    assert not is_end_of("tore.py", "src/store.py")


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
