from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.text.placeholders import find_placeholder, is_unfilled


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "[Key points]",
        "[file:line]",
        "`[Decision/Learning]`",
        "**[Name]**",
        "TBD",
        "todo",
        "...",
        "???",
        "GET /notes: [Request body]",
        "written in [Name of the file] by hand",
        "[Component 1]",
        "<describe the change>",
        "`<Name of the file>`",
        "<a short summary>",
        "<link to the issue>",
        "<path/to/file, line>",
        "<name>",
        "<TBD>",
        "{{name}}",
        "{{ Brief description }}",
        "**{{DATE}}**",
        "{{}}",
    ],
)
def test_what_waits_to_be_written_is_unfilled(text: str) -> None:
    assert is_unfilled(text)


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "[none]",
        "[N/A]",
        "a client, a store",
        "rows[Index Of Row]",
        "see [the notes](notes.md)",
        "see [The notes](notes.md)",
        "see [The notes][1]",
        "[x] done",
        "[1] and [2]",
        "Record[String]",
        "[P1] first",
        "a [word] in brackets",
        "<https://example.org/notes>",
        "<https://example.org/notes with spaces=1>",
        "<ada@example.org>",
        "<Ada Example ada@example.org>",
        "Vec<T>",
        "Map<String, Rows>",
        "<String, Rows>",
        "<T extends Row>",
        "<br>",
        "<br />",
        "</details>",
        "<Header>",
        "<user-card>",
        "<button disabled>",
        '<a href="notes.md">',
        "<Header {...rest} />",
        "<!doctype html>",
        "<not applicable>",
        "<5 ms or less>",
        "1 < 2 and 3 > 2",
        "shows `{{ user.name }}` to the reader",
        "{{ first }} and {{ last }}",
        "{ a: 1 }",
        "<b>done</b>",
        "TBD by Monday is not what it says: done",
    ],
)
def test_an_answer_is_filled(text: str) -> None:
    assert not is_unfilled(text)


def test_the_placeholder_within_an_answer_is_named() -> None:
    assert find_placeholder("GET /notes: [Request body] and more") == "[Request body]"


@given(st.text())
def test_any_text_is_one_or_the_other(text: str) -> None:
    assert is_unfilled(text) in (True, False)
    assert is_unfilled(f"[{'a' * 3}]")


@pytest.mark.parametrize("text", ["\u200b", "\ufeff\u00a0", "\u2800", "`\u00ad`", "\0"])
def test_b4_what_cannot_be_seen_fills_nothing(text: str) -> None:
    assert is_unfilled(text)
    assert not is_unfilled(f"{text}a")
