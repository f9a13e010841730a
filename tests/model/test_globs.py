from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.model.globs import MOST_ALTERNATIVES, allows, expand_braces, matches

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
]
DO_NOT_FIT = [
    ("*.py", "a/b.py"),
    ("src/**", "source/a.py"),
    ("a/?", "a/"),
    ("a/{b,c}", "a/d"),
    ("A", "a"),
    ("a/**/z", "a/y"),
    ("a", "a/b"),
]


@pytest.mark.parametrize(("pattern", "path"), FIT)
def test_a_glob_fits(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(("pattern", "path"), DO_NOT_FIT)
def test_a_glob_does_not_fit(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


def test_braces_cannot_grow_without_bound() -> None:
    assert len(expand_braces("{a,b}" * 40)) <= 2 * MOST_ALTERNATIVES


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
