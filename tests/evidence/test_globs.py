from __future__ import annotations

import time

import pytest

from pytest_phasegate.evidence.globs import expand_braces, match_paths, matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("a.py", "a.py"),
        ("./a.py", "a.py"),
        ("*.py", "a.py"),
        ("src/*.py", "src/a.py"),
        ("src/**", "src/a/b/c.py"),
        ("src/**/c.py", "src/c.py"),
        ("src/**/c.py", "src/a/b/c.py"),
        ("**/*.spec.ts", "x.spec.ts"),
        ("**/*.spec.ts", "a/b/x.spec.ts"),
        ("**", "a/b"),
        ("a/?.py", "a/b.py"),
        ("{a,b}.py", "b.py"),
        ("src/{a,b}/{c,d}.py", "src/b/c.py"),
        ("src/{a,{b,c}}.py", "src/c.py"),
        ("src/{a, b}.py", "src/b.py"),
        ("app/[id]/page.tsx", "app/[id]/page.tsx"),
        ("app/(tabs)/*.tsx", "app/(tabs)/a.tsx"),
        ("{a}.py", "{a}.py"),
        ("a},b.py", "a},b.py"),
        ("a*b*c", "aXbYbZc"),
    ],
)
def test_a_pattern_matches(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.py", "src/a.py"),
        ("src/*.py", "src/a/b.py"),
        ("src/**/c.py", "lib/c.py"),
        ("src", "src/a.py"),
        ("a/?.py", "a/.py"),
        ("a/?.py", "a/bc.py"),
        ("app/[id]/page.tsx", "app/i/page.tsx"),
        ("A.py", "a.py"),
        ("{a,b}.py", "c.py"),
        ("", "a"),
        ("a*b", "abc"),
    ],
)
def test_a_pattern_does_not_match(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


def test_matches_come_sorted() -> None:
    assert match_paths("**/*.py", ["b.py", "a/z.py", "c.md"]) == ("a/z.py", "b.py")


def test_braces_are_bounded() -> None:
    assert len(expand_braces("{a,b}" * 20)) <= 65


def test_a_long_pattern_is_not_copied_for_each_of_its_words() -> None:
    pattern = "x" * 100_000 + "{" + "," * 100_000 + "}"
    assert expand_braces(pattern) == (pattern,)


@pytest.mark.parametrize("pattern", ["*a" * 50 + "b", "**/a/" * 50 + "b", "{" * 5000, "{a," * 5000])
def test_a_hostile_pattern_ends_soon(pattern: str) -> None:
    start = time.process_time()
    match_paths(pattern, ["a" * 200, "/".join("a" * 200)])
    assert time.process_time() - start < 60
