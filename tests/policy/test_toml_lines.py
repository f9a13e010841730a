from __future__ import annotations

import pytest

from pytest_phasegate.policy.toml import KeyPath, deepest, key_lines, line_of

TEXT = '''\
version = 1
# [not.a.table]
extends = ["batches"]
text = """
[nor.this]
key = 1
"""
documents = [
  {path = "a/[b]/*.md", dialect = 'auto'},
  "b#.md",
]
gates.commit.cited = "required"

[commands]
build = {run = ["make", "x=y"], timeout = 1.5}
"odd name".run = ['a']

[[phases]]
id = "one"
[phases.gates]
commit = {one_per_unit = true,
  levels = []}

[[phases]]
id = "two"
[phases.gates.build]
command = "build"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("version",), 1),
        (("extends",), 3),
        (("extends", 0), 3),
        (("text",), 4),
        (("documents",), 8),
        (("documents", 0), 9),
        (("documents", 0, "dialect"), 9),
        (("documents", 1), 10),
        (("gates",), 12),
        (("gates", "commit"), 12),
        (("gates", "commit", "cited"), 12),
        (("commands",), 14),
        (("commands", "build", "run", 1), 15),
        (("commands", "odd name", "run"), 16),
        (("phases",), 18),
        (("phases", 0), 18),
        (("phases", 0, "id"), 19),
        (("phases", 0, "gates"), 20),
        (("phases", 0, "gates", "commit", "one_per_unit"), 21),
        (("phases", 0, "gates", "commit", "levels"), 22),
        (("phases", 1), 24),
        (("phases", 1, "gates", "build", "command"), 27),
    ],
)
def test_the_line_of_each_key_is_found(path: KeyPath, line: int) -> None:
    assert key_lines(TEXT)[path] == line


def test_a_table_in_the_text_of_a_string_or_comment_is_none() -> None:
    assert not {("nor", "this"), ("not", "a", "table"), ("key",)} & set(key_lines(TEXT))


def test_a_key_that_is_not_found_takes_the_line_above_it() -> None:
    lines = key_lines('[a]\n[a.b]\n"\\u0063" = 1\n')
    assert line_of(("a", "b", "c"), lines) == 2
    assert line_of(("x",), lines) == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("a = 1", (0, 1)),
        ("a = [\n[1, {b = []}]]", (4, 2)),
        ("\n[a.b.c]", (3, 2)),
        ("a.b.c.d = 1", (3, 1)),
        ('a = \'[[[[\'\nb = "{{{{\\"["\nc = 1 # [[', (0, 1)),
        ('a = """[[["""\nb = [1]', (1, 2)),
        ("a = [1.5, 1.5, 1.5]", (2, 1)),
        ("a = '''[[[", (0, 1)),
    ],
)
def test_depth_counts_brackets_and_dotted_keys_outside_strings(text: str, answer: tuple[int, int]) -> None:
    assert deepest(text) == answer
