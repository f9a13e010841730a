"""Front matter line by line: values with their keys and lines, whatever YAML would say."""

from __future__ import annotations

import pytest

from pytest_phasegate.text.front_matter import Entry, read_front_matter

ROWS: dict[str, tuple[str, list[tuple[tuple[str, ...], str, int]]]] = {
    "values": ("id: task-1\nStatus-Of: Done", [(("id",), "task-1", 2), (("status_of",), "Done", 3)]),
    "quotes and a remark": ("title: 'a: b'\nid: 3 # third", [(("title",), "a: b", 2), (("id",), "3", 3)]),
    "a list behind its key": ("deps: [task-1, 'task-2']", [(("deps",), "task-1", 2), (("deps",), "task-2", 2)]),
    "a list below its key": ("deps:\n- task-1\n- task-2", [(("deps",), "task-1", 3), (("deps",), "task-2", 4)]),
    "keys in keys": ("files:\n  created:\n    - a.py", [(("files", "created"), "a.py", 4)]),
    "a list of several keys": (
        "files:\n  - path: a.py\n    why: it is new\n  - path: b.py",
        [(("files", "path"), "a.py", 3), (("files", "why"), "it is new", 4), (("files", "path"), "b.py", 5)],
    ),
    "an item with a colon": ("needs:\n  - 'a: b'\n  - c:d", [(("needs",), "a: b", 3), (("needs",), "c:d", 4)]),
    "the key after a list": ("a:\n  - b\nc: d", [(("a",), "b", 3), (("c",), "d", 4)]),
    "what is no YAML": ("title: Add: a, [b: {", [(("title",), "Add: a, [b: {", 2)]),
    "an empty list": ("deps: []\nlabels:", []),
    "a remark and no key": ("# id: 1\nonly words", []),
}


@pytest.mark.parametrize("case", ROWS)
def test_values_are_read_with_their_keys_and_lines(case: str) -> None:
    text, wanted = ROWS[case]
    assert read_front_matter(text) == [Entry(*row) for row in wanted]


def test_deep_nesting_is_cut_and_not_followed() -> None:
    text = "\n".join(f"{' ' * index}k:" for index in range(500)) + f"\n{' ' * 500}v: 1"
    (entry,) = read_front_matter(text)
    assert len(entry.path) <= 42
