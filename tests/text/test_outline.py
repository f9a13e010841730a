from __future__ import annotations

from pytest_phasegate.text.outline import Section, outline
from pytest_phasegate.text.scanner import scan


def shown(section: Section) -> tuple[str, int, list[str], list[object]]:
    title = section.heading.text if section.heading else ""
    return title, section.end, [token.text for token in section.body], [shown(part) for part in section.sections]


def test_sections_nest_by_level() -> None:
    text = "top\n# A\na\n## B\nb\n### C\n## D\nd\n# E\n"
    assert shown(outline(scan(text), 9)) == (
        "", 9, ["top"], [
            ("A", 8, ["a"], [("B", 6, ["b"], [("C", 6, [], [])]), ("D", 8, ["d"], [])]),
            ("E", 9, [], []),
        ],
    )  # fmt: skip


def test_a_level_may_be_left_out() -> None:
    assert shown(outline(scan("### A\n# B\n#### C\n## D"), 4))[3] == [
        ("A", 1, [], []),
        ("B", 4, [], [("C", 3, [], []), ("D", 4, [], [])]),
    ]


def test_a_quoted_heading_opens_no_section() -> None:
    assert shown(outline(scan("# A\n> # B"), 2))[3] == [("A", 2, ["B"], [])]


def test_a_hundred_thousand_headings_are_no_depth() -> None:
    text = "".join(f"{'#' * (number % 6 + 1)} h\n" for number in range(100_000))
    assert sum(1 for _ in outline(scan(text), 100_000).walk()) == 100_001
