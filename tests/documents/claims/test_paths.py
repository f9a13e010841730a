from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.paths import clean_path, find_lines, is_glob, looks_like_path


@pytest.mark.parametrize(
    "name", ["src/a.py", "a.py", "./a", "../a", "~/a", "a/b/c", "src/*", r"src\a.py", "D:/a", "LICENSE"]
)
def test_a_bare_name_with_a_folder_or_an_extension_is_a_path(name: str) -> None:
    assert looks_like_path(name, quoted=False)


@pytest.mark.parametrize(
    "name", ["", "N/A", "client/server", "word", "http://a/b.html", "e.g.", "v1.2", "3/4", "--flag/x"]
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
