from __future__ import annotations

from pytest_phasegate.documents.parts.tree_tokens import tree_tokens
from pytest_phasegate.text.lines import Kind


def shown(text: str) -> list[tuple[Kind, int, str]]:
    return [(token.kind, token.line, token.text) for token in tree_tokens(text)]


def test_lines_that_are_code_in_markdown_are_read() -> None:
    text = "1.1 A\n\n      1.1.1 B\n\n        - [x] 1.1.1.1 C\n          1. one\n"
    assert shown(text) == [
        (Kind.TEXT, 1, "1.1 A"),
        (Kind.TEXT, 3, "1.1.1 B"),
        (Kind.ITEM, 5, "[x] 1.1.1.1 C"),
        (Kind.ITEM, 6, "one"),
    ]


def test_a_bullet_in_what_markdown_takes_for_a_paragraph_is_an_item() -> None:
    assert shown("1.1 A\n    - [x] 1.1.1 B\n")[1] == (Kind.ITEM, 2, "[x] 1.1.1 B")


def test_a_fence_that_is_far_indented_hides_its_lines() -> None:
    text = "1.1 A\n\n      ```text\n      1.1.1 B\n      ```\n      1.1.2 C\n"
    assert [line for _, line, _ in shown(text)] == [1, 6]


def test_lines_behind_one_tab_are_read() -> None:
    assert shown("1.1 A\n\t- [x] 1.1.1 B\n\t1.1.2 C\n") == [
        (Kind.TEXT, 1, "1.1 A"),
        (Kind.ITEM, 2, "[x] 1.1.1 B"),
        (Kind.TEXT, 3, "1.1.2 C"),
    ]


def test_a_far_indented_fence_ends_where_a_line_stands_to_its_left() -> None:
    text = "1.1 A\n\n      ```text\n      1.1.1 B\n\n1.2 C\n      - 1.2.1 D\n"
    assert [line for _, line, _ in shown(text)] == [1, 6, 7]


def test_a_fence_that_markdown_sees_stays_one_token() -> None:
    text = "- 1.1 A\n  ```\n    1.1.1 B\n  ```\n"
    assert [(kind, line) for kind, line, _ in shown(text)] == [(Kind.ITEM, 1), (Kind.FENCE, 2)]


def test_columns_are_those_of_the_text() -> None:
    token = tree_tokens("1.1 A\n\n        - 1.1.1 B\n")[1]
    assert (token.column, token.indent, token.level, token.bullet) == (11, 8, 4, "-")


def test_a_comment_is_opened_only_for_units_that_are_said_to_be_done() -> None:
    comment = "<!-- Stage 1: A\n1.1 B -->\n"
    assert shown(f"{comment}STAGE 1 COMPLETED\n") == [
        (Kind.TEXT, 1, "Stage 1: A"),
        (Kind.TEXT, 2, "1.1 B"),
        (Kind.TEXT, 3, "STAGE 1 COMPLETED"),
    ]
    assert [kind for kind, _, _ in shown(f"{comment}STAGE 2 COMPLETED\n")] == [Kind.COMMENT, Kind.TEXT]
    assert [kind for kind, _, _ in shown(comment)] == [Kind.COMMENT]
