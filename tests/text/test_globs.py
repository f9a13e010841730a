from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.text import globs
from pytest_phasegate.text.globs import MOST_ALTERNATIVES, allows, expand_braces, match_paths, matches

FIT = [
    ("src/**", "src/a/b.py"),
    ("**/*.py", "a.py"),
    ("**/*.py", "x/y/a.py"),
    ("a/**/z", "a/z"),
    ("a/{b,c}/*.t?", "a/c/x.ts"),
    ("a/", "a/b/c"),
    ("*", "a"),
    ("app/[id]/page.tsx", "app/[id]/page.tsx"),
    ("a{b", "a{b"),
    ("**", "a/b/c"),
    ("*a*b", "xaxxab"),
    ("a.py", "a.py"),
    ("./a.py", "a.py"),
    ("./", "a/b"),
    ("*.py", "a.py"),
    ("src/*.py", "src/a.py"),
    ("src/**/c.py", "src/c.py"),
    ("src/**/c.py", "src/a/b/c.py"),
    ("**/*.spec.ts", "x.spec.ts"),
    ("**/*.spec.ts", "a/b/x.spec.ts"),
    ("a/?.py", "a/b.py"),
    ("{a,b}.py", "b.py"),
    ("src/{a,b}/{c,d}.py", "src/b/c.py"),
    ("src/{a,{b,c}}.py", "src/c.py"),
    ("src/{a, b}.py", "src/b.py"),
    ("app/(tabs)/*.tsx", "app/(tabs)/a.tsx"),
    ("{a}.py", "{a}.py"),
    ("a},b.py", "a},b.py"),
    ("a*b*c", "aXbYbZc"),
]
DO_NOT_FIT = [
    ("*.py", "a/b.py"),
    ("src/**", "source/a.py"),
    ("a/?", "a/"),
    ("a/{b,c}", "a/d"),
    ("A", "a"),
    ("a/**/z", "a/y"),
    ("a", "a/b"),
    ("src/*.py", "src/a/b.py"),
    ("src/**/c.py", "lib/c.py"),
    ("a/?.py", "a/.py"),
    ("a/?.py", "a/bc.py"),
    ("app/[id]/page.tsx", "app/i/page.tsx"),
    ("{a,b}.py", "c.py"),
    ("", "a"),
    ("a*b", "abc"),
]


@pytest.mark.parametrize(("pattern", "path"), FIT)
def test_a_glob_fits(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(("pattern", "path"), DO_NOT_FIT)
def test_a_glob_does_not_fit(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


def test_matches_come_sorted() -> None:
    assert match_paths("**/*.py", ["b.py", "a/z.py", "c.md"]) == ("a/z.py", "b.py")


def test_braces_cannot_grow_without_bound() -> None:
    assert len(expand_braces("{a,b}" * 40)) <= MOST_ALTERNATIVES + 1


def test_a_long_pattern_is_not_copied_for_each_of_its_choices() -> None:
    pattern = "x" * 100_000 + "{" + "," * 100_000 + "}"
    assert expand_braces(pattern) == (pattern,)


def test_braces_stand_for_each_choice_in_order() -> None:
    assert expand_braces("x{a,b}y{c,d}") == ("xayc", "xayd", "xbyc", "xbyd")


@given(st.text(alphabet="ab/", max_size=30))
def test_every_path_fits_itself_and_any_depth(path: str) -> None:
    assert matches("**", path)
    assert path.endswith("/") or matches(path, path)


@given(st.text(alphabet="a*?/{,}", max_size=40), st.text(alphabet="ab/", max_size=60))
def test_no_pattern_is_too_much(pattern: str, path: str) -> None:
    assert matches(pattern, path) in (True, False)


@pytest.mark.parametrize("pattern", ["*a" * 50 + "b", "**/a/" * 50 + "b", "{" * 5000, "{a," * 5000, "{a," * 1000])
@pytest.mark.parametrize("path", ["a" * 200, "/".join("a" * 200)])
def test_a_hostile_pattern_asks_for_no_more_than_the_product_of_the_lengths(
    pattern: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def count(wanted: str, character: str) -> bool:
        nonlocal asked
        asked += 1
        return wanted in ("?", character)

    monkeypatch.setattr(globs, "_fits_character", count)
    assert not matches(pattern, path)
    assert asked <= len(pattern) * len(path)


@pytest.mark.parametrize(
    ("patterns", "path", "allowed"),
    [
        (("docs/**",), "docs/a.md", True),
        (("docs/**",), "src/a.py", False),
        (("docs/**", "!docs/api/**"), "docs/api/a.md", False),
        (("docs/**", "!docs/api/**", "docs/api/a.md"), "docs/api/a.md", True),
        (("!docs/**",), "docs/a.md", False),
        ((), "docs/a.md", False),
    ],
)
def test_the_last_of_several_globs_that_fits_decides(patterns: tuple[str, ...], path: str, allowed: bool) -> None:
    assert allows(patterns, path) is allowed
