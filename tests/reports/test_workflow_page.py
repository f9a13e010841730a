"""The page in a real browser: what it shows, how it is used, and that nothing of a document runs in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.reports.coverage_formats import render_html
from pytest_phasegate.reports.formats import ReportInput
from pytest_phasegate.reports.workflow_page import render
from tests.reports.browser import needs_browser, start
from tests.reports.outcomes import TEXT, hostile, large, outcome_of, result, sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.reports.browser import Browser

READY = "document.body.dataset.ready === 'yes'"
NAMES = "[...document.querySelectorAll('#units > li:not(.context) .name')].map((each) => each.textContent)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with start(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Browser]:
    """The sample's page, beside its annotated documents."""
    given = ReportInput(outcome=sample(), root=tmp_path, read=lambda path: TEXT)
    report = render_html(given)
    for name, data in report.files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "workflow.html").write_text(render(given.outcome, report.pages), encoding="utf-8")
    browser.events.clear()
    browser.resize(1200, 900)
    browser.prefer("light")
    browser.open((tmp_path / "workflow.html").as_uri())
    browser.wait_for(READY)
    yield browser
    assert browser.complaints() == []


def test_the_page_is_one_file_that_asks_for_nothing() -> None:
    text = render(sample(), {})
    assert not re.search(r"<link|<img|<iframe|src=|url\(|@import|fetch\(|innerHTML|eval\(", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy.group(1).startswith("default-src 'none'; ")
    assert "unsafe" not in policy.group(1)


def test_the_head_says_what_came_out_even_without_a_script() -> None:
    text = render(sample(left_out=3), {})
    assert "<h1>Partial run: 2 of 5 claims are false and 1 is unknown; 3 of 10 checks were left out</h1>" in text
    assert '<p class="banner">Partial: 3 of 10 checks were left out.</p>' in text
    assert 'aria-label="1 held, 2 false, 1 pending, 1 waived"' in text
    assert "<noscript>" in text


def test_what_git_cannot_show_is_told() -> None:
    blind = outcome_of(result(), facts={"blind": "the clone is shallow; git fetch --unshallow"})
    assert '<p class="banner">the clone is shallow; git fetch --unshallow</p>' in render(blind)


def test_without_results_there_is_a_page_all_the_same() -> None:
    assert "<h1>No claim was judged; - of the plan is proven</h1>" in render(outcome_of())


def test_times_make_a_timeline_and_no_times_make_none() -> None:
    assert "<h2>Timeline</h2>" in render(sample())
    assert "batch 1: begun 2025-12-29T09:20:00Z, done 2025-12-31T16:53:20Z" in render(sample())
    assert "batch 1: proven by a commit of 2025-12-30T13:06:40Z" in render(sample())
    assert "Timeline" not in render(large(40))


def test_a_timeline_shows_the_units_of_the_top_level_and_counts_the_rest() -> None:
    from tests.reports.outcomes import unit

    units = [unit("", "Plan", 1)]
    for number in range(150):
        units += [
            unit(f"batch-{number}", "B", 2, begun=10**9 + number),
            unit(f"batch-{number}::t", "T", 3, begun=10**9),
        ]
    text = render(outcome_of(result(), units=tuple(units)))
    assert text.count('class="span"') == 120
    assert "180 further units with times are in the list below." in text


def test_every_unit_travels_with_its_checks() -> None:
    data = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', render(sample(), {"docs/tasks.md": "p.html"})
    )
    assert data
    units = json.loads(data.group(1))
    assert [(each["name"], each["depth"], each["parent"], len(each["checks"]), each["page"]) for each in units] == [
        ("document", 0, -1, 1, "p.html"),
        ("batch 1", 1, 0, 1, "p.html"),
        ("task 1.1", 2, 1, 1, "p.html"),
        ("task 1.2", 2, 1, 1, "p.html"),
        ("batch 2", 1, 0, 1, "p.html"),
        ("document", 0, -1, 0, ""),
        ("batch 1", 1, 5, 2, ""),
    ]


@needs_browser
def test_units_are_listed_and_what_is_false_stands_open(page: Browser) -> None:
    assert page.run(NAMES) == [
        "docs/tasks.md",
        "batch 1",
        "task 1.1",
        "task 1.2",
        "batch 2",
        "other/tasks.md",
        "batch 1",
    ]
    assert page.run("document.getElementById('count').textContent") == "5 of 5 units"
    opened = "[...document.querySelectorAll('details[open] .name')].map((each) => each.textContent)"
    assert page.run(opened) == ["task 1.1", "task 1.2", "batch 1"]
    text = page.run("document.querySelector('details[open]').innerText")
    assert "claimed task 1.1 creates src/a.py" in text
    assert "found there is no file src/a.py" in text
    assert "to mend create it" in text


@needs_browser
def test_buttons_filter_by_answer_and_keep_what_is_above_in_sight(page: Browser) -> None:
    for answer in ("held", "unknown", "pending", "waived"):
        page.run(f"document.querySelector('[data-answer={answer}]').click()")
    assert page.run(NAMES) == ["task 1.1", "task 1.2"]
    above = "[...document.querySelectorAll('#units > li.context .name')].map((each) => each.textContent)"
    assert page.run(above) == ["docs/tasks.md", "batch 1"]
    assert page.run("document.querySelector('[data-answer=held]').getAttribute('aria-pressed')") == "false"
    page.run("document.querySelector('[data-answer=failed]').click()")
    assert page.run("document.getElementById('none').hidden") is False


@needs_browser
def test_search_finds_findings_and_titles_and_documents_are_chosen(page: Browser) -> None:
    page.run("document.getElementById('search').focus()")
    for letter in "PG201":
        page.press(letter, letter)
    page.wait_for("document.getElementById('count').textContent === '1 of 5 units'")
    assert page.run(NAMES) == ["task 1.1"]
    page.press("Escape")
    page.wait_for("document.getElementById('count').textContent === '5 of 5 units'")
    page.run("document.querySelector('a[data-document=\"other/tasks.md\"]').click()")
    assert page.run(NAMES) == ["other/tasks.md", "batch 1"]


@needs_browser
def test_the_keyboard_suffices(page: Browser) -> None:
    page.press("/", "/")
    assert page.run("document.activeElement.id") == "search"
    page.run("document.activeElement.blur()")
    focused = "document.activeElement.querySelector('.name').textContent"
    page.press("j", "j")
    page.press("j", "j")
    page.press("j", "j")
    assert page.run(focused) == "task 1.1"
    page.press("k", "k")
    assert page.run(focused) == "batch 1"
    page.press("Enter", "\r")
    page.wait_for("document.activeElement.parentElement.innerText.includes('lost in a move')")
    assert page.run(
        "[...document.querySelectorAll('#units details')].every((each) => each.querySelector('summary').tabIndex === 0)"
    )


@needs_browser
def test_a_line_leads_to_the_annotated_line(page: Browser) -> None:
    page.run("setTimeout(() => document.querySelector('details[open] a').click()) && true")  # answers before it leaves
    page.wait_for("document.readyState === 'complete' && location.hash === '#t7'")
    assert page.run("document.querySelector('#t7').closest('p').className") == "mis show_mis"


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_its_background(page: Browser, scheme: str) -> None:
    page.prefer(scheme)
    contrast = """(() => {
      const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
        .map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
      const page = light(getComputedStyle(document.body).backgroundColor);
      return Math.min(...[...document.querySelectorAll('h1, h2, td, th, a, p, .name, .title, .c-failed, .status')]
        .map((each) => light(getComputedStyle(each).color))
        .map((each) => (Math.max(each, page) + 0.05) / (Math.min(each, page) + 0.05)));
    })()"""
    assert page.run(contrast) >= 4.5


@needs_browser
def test_it_fits_a_phone(page: Browser) -> None:
    page.resize(390, 844)
    assert page.run("document.documentElement.scrollWidth") <= 390
    assert (
        page.run(
            "Math.min(...[...document.querySelectorAll('.tools button, summary')].map((each) => each.offsetHeight))"
        )
        >= 24
    )


@needs_browser
def test_no_hostile_text_runs_or_breaks_the_page(browser: Browser, tmp_path: Path) -> None:
    browser.events.clear()
    given = ReportInput(
        outcome=hostile(), root=tmp_path, read=lambda path: "<script>document.title='ran'</script>\n" * 40
    )
    report = render_html(given)
    for name, data in {**report.files, "workflow.html": render(given.outcome, report.pages).encode()}.items():
        (tmp_path / name).write_bytes(data)
    for name in ("workflow.html", "index.html", *report.pages.values()):
        browser.open((tmp_path / name).as_uri())
        if name == "workflow.html":
            browser.wait_for(READY)
            browser.run("document.querySelectorAll('#units details').forEach((each) => { each.open = true; })")
            assert browser.run("document.querySelectorAll('script').length") == 2
        assert "ran" not in browser.run("document.title")
        assert browser.run("document.querySelectorAll('img[src=x], main b, [onmouseover]').length") == 0
    assert browser.complaints() == []


@needs_browser
def test_twenty_thousand_units_are_loaded_and_filtered_at_once(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "workflow.html").write_text(render(large(20_000)), encoding="utf-8")
    browser.open((tmp_path / "workflow.html").as_uri())
    browser.wait_for(READY)
    assert browser.run("performance.getEntriesByType('navigation')[0].domComplete") < 15_000
    filtering = """(() => {
      const start = performance.now();
      document.querySelector('[data-answer=held]').click();
      return performance.now() - start;
    })()"""
    assert browser.run(filtering) < 1_000
    drawn = browser.run("document.querySelectorAll('#units > li').length")
    assert 200 <= drawn <= 1_000
    browser.run("document.getElementById('more').click()")
    assert browser.run("document.querySelectorAll('#units > li').length") > drawn
