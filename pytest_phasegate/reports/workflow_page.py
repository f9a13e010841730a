"""The page ``workflow.html``: one file that shows every unit with its verdicts and opens without a server.

The head and the charts are HTML and SVG; the units are JSON that a script of this package shows as text nodes. The
page's content security policy allows only that script and its style, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.findings import kind_of
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.escape import for_terminal, one_line
from pytest_phasegate.reports.tallies import left_out, show_time, summarize
from pytest_phasegate.reports.timeline import render as render_timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_phasegate.model.described import DocumentFacts, UnitFacts
    from pytest_phasegate.model.verdict import Finding, Outcome, Result
    from pytest_phasegate.reports.tallies import Summary

MAX_OUTPUT = 4_000
"""The most characters of a finding that the page shows, a program's output included."""

MAX_ROWS = 7
"""The most rows of a chart that are shown; the others are collapsed."""

_WORDS = {
    Answer.HELD: "held",
    Answer.FAILED: "false",
    Answer.UNKNOWN: "unknown",
    Answer.PENDING: "pending",
    Answer.WAIVED: "waived",
}


def render(outcome: Outcome, pages: Mapping[str, str] | None = None) -> str:
    """Write the page; ``pages`` are the annotated pages of documents, by their paths, relative to this page."""
    style, script = _asset("workflow.css"), _asset("workflow.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    summary = summarize(outcome)
    title = one_line(summary.headline)
    return "".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>Phasegate: {escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            *_head(outcome, title),
            *_documents(summary, pages or {}),
            '<h2>What the gates found</h2>\n<div class="charts">\n',
            *_charts(outcome),
            "</div>\n",
            render_timeline(outcome),
            *_tools(outcome),
            f'<script type="application/json" id="data">{_data(outcome, pages or {})}</script>\n',
            f"<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def _asset(name: str) -> str:
    return files("pytest_phasegate.reports").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _head(outcome: Outcome, title: str) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>\n"
    shown = ("revision", "tree", "policy", "base", "time", "version")
    facts = (
        f"<span>{name}: {escape(one_line(outcome.facts[name]))}</span> " for name in shown if name in outcome.facts
    )
    yield f'<p class="facts">{"".join(facts)}</p>\n'
    if outcome.is_partial:
        yield f'<p class="banner">Partial: {left_out(outcome)}.</p>\n'
    if "blind" in outcome.facts:
        yield f'<p class="banner">{escape(one_line(outcome.facts["blind"]))}</p>\n'


def _documents(summary: Summary, pages: Mapping[str, str]) -> Iterator[str]:
    heads = "".join(f"<th>{word}</th>" for word in _WORDS.values())
    yield '<h2>Documents</h2>\n<div class="table"><table>\n<thead><tr><th>document</th><th></th><th>plan proven</th>'
    yield f"<th>units</th>{heads}</tr></thead>\n<tbody>\n"
    for each in summary.documents:
        path = escape(one_line(each.path))
        name = f'<a href="#units" data-document="{path}">{path}</a>'
        if each.path in pages:
            name += f' <a href="{escape(pages[each.path])}">annotated</a>'
        cells = "".join(_number(each.counts.get(answer, 0)) for answer in _WORDS)
        yield f'<tr><td>{name}</td><td class="wide">{_bar(each.counts)}</td><td>{each.percent}</td>'
        yield f"<td>{each.units}</td>{cells}</tr>\n"
    yield f"</tbody></table></div>\n{_legend()}"


def _number(count: int) -> str:
    return f"<td>{count:,}</td>" if count else '<td class="zero">0</td>'


def _legend() -> str:
    items = (
        f'<span><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" class="{answer.value}"/></svg>'
        f"{word}</span>"
        for answer, word in _WORDS.items()
    )
    return f'<p class="legend">{"".join(items)}</p>\n'


def _bar(counts: Mapping[Answer, int]) -> str:
    """A bar whose parts are as wide as their counts."""
    total = sum(counts.get(answer, 0) for answer in _WORDS)
    words = ", ".join(f"{counts.get(answer, 0)} {word}" for answer, word in _WORDS.items() if counts.get(answer))
    parts, left = [], 0.0
    for answer in _WORDS:
        width = 1000 * counts.get(answer, 0) / total if total else 0
        if width:
            parts.append(f'<rect x="{left:.1f}" width="{width:.1f}" height="12" class="{answer.value}"/>')
        left += width
    label = words or "nothing was judged"
    return (
        f'<svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label="{label}">'
        f"<title>{label}</title>{''.join(parts)}</svg>"
    )


def _charts(outcome: Outcome) -> Iterator[str]:
    levels = {unit.place: unit.level for facts in outcome.documents.values() for unit in facts.units}
    phases = {unit.place: unit.phases for facts in outcome.documents.values() for unit in facts.units}
    yield _chart("By gate", ((result.gate, result) for result in outcome.results))
    yield _chart("By kind of unit", ((levels.get(result.place, "other"), result) for result in outcome.results))
    by_phase = [(phase, result) for result in outcome.results for phase in phases.get(result.place, ())]
    if by_phase:
        yield _chart("By phase of the policy", by_phase)


def _chart(title: str, named: Iterable[tuple[str, Result]]) -> str:
    counts: dict[str, Counter[Answer]] = {}
    for name, result in named:
        counts.setdefault(name, Counter())[result.verdict.answer] += 1
    worst_first = sorted(counts.items(), key=lambda pair: (-_bad(pair[1]), -sum(pair[1].values()), pair[0]))
    rows = [
        f'<dt title="{escape(one_line(name))}">{escape(one_line(name))}</dt><dd>{_bar(each)}</dd>'
        f'<dd class="n">{sum(each.values()):,}</dd>'
        for name, each in worst_first
    ]
    rest = ""
    if len(rows) > MAX_ROWS:
        rest = f"<details><summary>{len(rows) - MAX_ROWS} more</summary><dl>{''.join(rows[MAX_ROWS:])}</dl></details>"
    return f'<section class="card"><h3>{title}</h3><dl>{"".join(rows[:MAX_ROWS])}</dl>{rest}</section>\n'


def _bad(counts: Mapping[Answer, int]) -> int:
    return counts.get(Answer.FAILED, 0) + counts.get(Answer.UNKNOWN, 0)


def _tools(outcome: Outcome) -> Iterator[str]:
    counts = outcome.counts()
    yield '<h2 id="list">Units</h2>\n<noscript><p class="banner">The list of units needs JavaScript; the annotated '
    yield "documents and the other reports do not.</p></noscript>\n"
    yield '<div class="tools" role="search"><input id="search" type="search" placeholder="Search (press /)" '
    yield 'aria-label="Search units, reasons, findings, commits" autocomplete="off">'
    options = "".join(f"<option>{escape(one_line(path))}</option>" for path in outcome.planned)
    yield f'<select id="document" aria-label="Document"><option value="">all documents</option>{options}</select>'
    for answer, word in _WORDS.items():
        yield f'<button type="button" data-answer="{answer.value}" aria-pressed="true">'
        yield f'<span class="c-{answer.value}">{word}</span> {counts[answer]:,}</button>'
    yield '<span id="count" role="status"></span></div>\n<ul id="units"></ul>\n'
    yield '<p id="none" hidden>No unit fits.</p>\n<button id="more" type="button" hidden>Show more</button>\n'


def _data(outcome: Outcome, pages: Mapping[str, str]) -> str:
    """The units as JSON without characters that could end the script element."""
    text = json.dumps(list(_units(outcome, pages)), ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _units(outcome: Outcome, pages: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    results: dict[str, list[Result]] = {}
    for result in outcome.results:
        results.setdefault(result.place, []).append(result)
    start = 0
    for path, facts in outcome.documents.items():
        yield from _document_units(facts, results, pages.get(path, ""), start)
        start += len(facts.units)


def _document_units(
    facts: DocumentFacts, results: Mapping[str, list[Result]], page: str, start: int
) -> Iterator[dict[str, Any]]:
    places: dict[str, tuple[int, int]] = {}  # of a unit: its index among all, and its depth
    for index, unit in enumerate(facts.units, start):
        parent, depth = places.get(unit.parent or "", (-1, -1))
        places[unit.place] = (index, depth + 1)
        yield {
            "path": one_line(facts.path),
            "name": one_line(f"{unit.level} {unit.id}", 80),
            "title": one_line(unit.title, 200),
            "status": unit.status,
            "depth": depth + 1,
            "parent": parent,
            "page": page,
            "checks": [_check(result) for result in results.get(unit.place, ())],
            **_times(unit),
        }


def _times(unit: UnitFacts) -> dict[str, str]:
    times = {"begun": unit.begun, "done": unit.done, "proven": unit.proven}
    return {name: show_time(seconds) for name, seconds in times.items() if seconds is not None}


def _check(result: Result) -> dict[str, Any]:
    verdict = result.verdict
    return {
        "gate": result.gate,
        "answer": verdict.answer.value,
        "line": max(result.location.line, 1),
        "reason": one_line(verdict.reason),
        "commit": verdict.commit,
        "looked_at": verdict.looked_at,
        "notes": [one_line(note) for note in verdict.notes[:20]],
        "findings": [_finding(finding) for finding in verdict.findings[:50]],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "number": kind_of(finding).number,
        "code": finding.code,
        "line": max(finding.line, 1),
        "claim": one_line(finding.claim),
        "found": for_terminal(finding.found[:MAX_OUTPUT]),
        "remedy": one_line(finding.remedy),
    }
