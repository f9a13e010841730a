"""The same hostile texts through every format, each target's own parser as judge."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from pytest_phasegate.reports import failure, markdown, terminal, workflow_page
from pytest_phasegate.reports.escape import for_github, for_github_property, for_markdown, markdown_code
from pytest_phasegate.reports.formats import FORMATS, ReportInput, Request, make_files, make_text
from tests.reports.outcomes import HOSTILE, HOSTILE_PATH, hostile, hostile_path, sample

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]")
OUTCOMES = {"texts": hostile(), "path": hostile_path()}
MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])


def given_of(outcome: Outcome, base: Outcome | None = None) -> ReportInput:
    return ReportInput(outcome=outcome, base=base, root=Path("/project"), read=lambda path: "\n".join(HOSTILE))


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
@pytest.mark.parametrize("name", FORMATS)
def test_nothing_hidden_or_unbounded_gets_into_a_report(name: str, outcome: Outcome) -> None:
    request = Request(format=name, dest=FORMATS[name].dest)
    if request.dest:
        files = make_files(request, given_of(outcome, sample()), Path("/out"))
        texts = {path.name: data.decode() for path, data in files.items() if path.suffix not in (".png", ".js", ".css")}
    else:
        texts = {"": make_text(request, given_of(outcome, sample()))}
    assert texts
    for where, text in texts.items():
        found = CONTROL.search(text)
        assert not found, (where, found, text[max(0, found.start() - 50) : found.end()])
        # Only the outcome itself and the document's own text are there in full.
        is_whole = name == "phasegate-json" or where.startswith("z_") or (name == "html" and where != "workflow.html")
        assert is_whole or len(text) < 400_000, (where, len(text))


class Page(HTMLParser):
    """What an HTML parser sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parse(text: str) -> Page:
    page = Page()
    page.feed(text)
    return page


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_the_page_has_no_tag_or_attribute_but_its_own(outcome: Outcome) -> None:
    page, harmless = parse(workflow_page.render(outcome, {})), parse(workflow_page.render(sample(), {}))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in harmless.tags} | {"rect"}
    assert [tag for tag, _ in page.tags].count("script") == 2
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        assert not (attributes.get("href") or "#").startswith(("javascript:", "data:", "http"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_markdown_shows_hostile_text_as_words(text: str) -> None:
    for source in (f"- {for_markdown(text)}\n", f"- {markdown_code(text)}\n", f"{for_markdown(text)}\n"):
        page = parse(MARKDOWN.render(source))
        assert {tag for tag, _ in page.tags} <= {"ul", "li", "p", "code"}, source[:200]
        assert "<!-- -->" not in "".join(page.texts) or "<!-- -->" in text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_cell_of_a_markdown_table_stays_one_cell(text: str) -> None:
    source = f"| a | b |\n|---|---|\n| {for_markdown(text)} | {markdown_code(text)} |\n"
    tags = [tag for tag, _ in parse(MARKDOWN.render(source)).tags]
    assert tags.count("td") == 2
    assert tags.count("tr") == 2


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_markdown_makes_no_mention_or_reference(text: str) -> None:
    """Hosts look for these in the text nodes of what is rendered, outside code."""
    for words in parse(MARKDOWN.render(f"{for_markdown(text)}\n")).texts:
        assert not re.search(r"[@#!$~]\w|https?://|www\.", words.replace("\\u", "")), words[:200]


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_a_markdown_report_has_no_markup_but_its_own(outcome: Outcome) -> None:
    page = parse(MARKDOWN.render(markdown.render(outcome, sample())))
    own = {"h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "ul", "li", "p", "details"}
    own |= {"summary", "hr"}
    assert {tag for tag, _ in page.tags} <= own, {tag for tag, _ in page.tags} - own
    assert all(not attributes or set(attributes) == {"style"} for _, attributes in page.tags)


def test_code_spans_hold_what_they_were_given() -> None:
    for text in ("a`b", "``", "`a", "a``b`", " spaced "):
        page = parse(MARKDOWN.render(markdown_code(text)))
        assert [tag for tag, _ in page.tags] == ["p", "code"]
        assert "".join(page.texts).strip() == text.strip()
    assert markdown_code("") == ""


def test_github_commands_are_escaped_as_the_toolkit_does() -> None:
    assert for_github("a%b\r\nc:d,e") == "a%25b%0D%0Ac:d,e"
    assert for_github_property("a%b\r\nc:d,e") == "a%25b%0D%0Ac%3Ad%2Ce"


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_the_terminal_shows_no_control_character(outcome: Outcome) -> None:
    for line in terminal.render(outcome, 100):
        assert not CONTROL.search(line.text)
    for result in outcome.results:
        assert not CONTROL.search(failure.render(result))


def test_a_hostile_path_is_named_as_it_is_where_programs_read_it() -> None:
    gitlab = json.loads(make_text(Request(format="gitlab"), given_of(hostile_path())))
    assert gitlab[0]["location"]["path"] == HOSTILE_PATH
