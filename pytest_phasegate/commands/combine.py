"""``phasegate combine``: joins the outcomes of several runs."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from pytest_phasegate.commands.command import DONE, REFUSED, Asked, Told
from pytest_phasegate.model.verdict import Answer as Word
from pytest_phasegate.model.verdict import Finding, Outcome, Result, Verdict
from pytest_phasegate.reports import outcome_json
from pytest_phasegate.reports.tallies import summarize
from pytest_phasegate.reports.writer import write_files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.model.described import DocumentFacts

T = TypeVar("T")

FACTS = ("revision", "commit", "tree", "policy", "policy_digest", "base")
"""Facts that are the same in all runs of one project at one commit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How the joined outcome is summed up, and the ids of checks on which the runs do not agree."""

    headline: str
    conflicts: tuple[str, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Join outcomes (reports of type phasegate-json) of sharded runs, or of several projects. Checks that were "
        "judged differently become unknown, and the exit code is 1."
    )
    parser.add_argument(
        "files", nargs="+", metavar="[NAME=]FILE", help="an outcome; with a name its documents become NAME/path"
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="-", help="where to write (default: print)")


def run(asked: Asked) -> Told:
    """Join the outcomes, and write or print them."""
    pairs = [_named(each) for each in asked.options.files]
    joined = combine([(name, outcome_json.load(asked.folder / path, path)) for name, path in pairs])
    text, output = outcome_json.render(joined), asked.options.output
    if output != "-":
        write_files({asked.folder / output: text.encode("utf-8", "backslashreplace")}, asked.folder)
    answer = Answer(summarize(joined).headline, tuple(_conflicts(joined)))
    notes = [answer.headline, *(f"the runs do not agree on {check}" for check in answer.conflicts)]
    printed = [("phasegate-json", text)] if output == "-" else []
    return Told(answer, code=REFUSED if answer.conflicts else DONE, notes=notes, printed=printed)


def _conflicts(joined: Outcome) -> Iterator[str]:
    for result in joined.results:
        if any(finding.code == "verdicts-conflict" for finding in result.verdict.findings):
            yield result.id


def _named(text: str) -> tuple[str, str]:
    """A name and a path; if a separator comes before the equals sign, all of it is a path."""
    name, sign, path = text.partition("=")
    is_named = sign and name and not any(separator in name for separator in ("/", os.sep))
    return (name, path) if is_named else ("", text)


def combine(outcomes: Sequence[tuple[str, Outcome]]) -> Outcome:
    """Join the outcomes of sharded runs of one project, or of runs of several projects.

    Each outcome has a name; unless it is empty, documents are renamed ``name/path``. Checks of several outcomes with
    the same verdict become one. If verdicts differ the result is unknown, and its finding names both: the better one is
    never chosen. Thresholds are left out, because they were compared with parts.
    """
    named = [rename(outcome, name) if name else outcome for name, outcome in outcomes]
    results = _merge((((result.id, result) for result in outcome.results) for outcome in named), _join)
    return Outcome(
        results=tuple(sorted(results.values(), key=lambda result: (result.document, result.location.line))),
        planned=dict(sorted(_merge((outcome.planned.items() for outcome in named), max).items())),
        units=_merge((outcome.units.items() for outcome in named), max),
        facts=_join_facts([outcome.facts for outcome in named]),
        documents=_merge((outcome.documents.items() for outcome in named), _join_documents),
    )


def _merge(parts: Iterable[Iterable[tuple[str, T]]], join: Callable[[T, T], T]) -> dict[str, T]:
    """The values by key; those of one key are joined."""
    merged: dict[str, T] = {}
    for key, value in chain.from_iterable(parts):
        merged[key] = join(merged[key], value) if key in merged else value
    return merged


def rename(outcome: Outcome, name: str) -> Outcome:
    """Put every document of an outcome into a folder of this name, so that documents of several projects differ."""
    return Outcome(
        results=tuple(_rename_result(result, name) for result in outcome.results),
        planned={f"{name}/{path}": count for path, count in outcome.planned.items()},
        units={f"{name}/{path}": count for path, count in outcome.units.items()},
        facts={key: f"{name}: {value}" if key in FACTS else value for key, value in outcome.facts.items()},
        documents={f"{name}/{path}": _rename_document(facts, name) for path, facts in outcome.documents.items()},
    )


def _rename_result(result: Result, name: str) -> Result:
    location = result.location._replace(path=f"{name}/{result.location.path}")
    return replace(result, id=f"{name}/{result.id}", document=f"{name}/{result.document}", location=location)


def _rename_document(facts: DocumentFacts, name: str) -> DocumentFacts:
    units = (
        replace(unit, place=f"{name}/{unit.place}", parent=unit.parent and f"{name}/{unit.parent}")
        for unit in facts.units
    )
    return replace(facts, path=f"{name}/{facts.path}", units=tuple(units))


def _join(first: Result, second: Result) -> Result:
    """One result of two runs' on the same check."""
    one, other = first.verdict, second.verdict
    if one.answer is other.answer and _findings(first) == _findings(second):
        return first
    finding = Finding(
        code="verdicts-conflict",
        line=first.location.line,
        claim=f"the runs agree on {first.id}",
        found=f"one run says {one.answer.value}: {one.reason}; another says {other.answer.value}: {other.reason}",
        remedy="run the gates again at one commit, with one policy, and join those outcomes",
        unknown=True,
    )
    findings = dict.fromkeys((finding, *one.findings, *other.findings))
    lines = tuple(sorted({*first.lines, *second.lines}))
    verdict = Verdict(answer=Word.UNKNOWN, reason=finding.found, findings=tuple(findings), looked_at=1)
    return replace(first, lines=lines, verdict=verdict)


def _findings(result: Result) -> tuple[tuple[str, int], ...]:
    """What is compared of two runs; the words may differ, because they can hold seconds and folders."""
    return tuple((finding.code, finding.line) for finding in result.verdict.findings)


def _join_documents(first: DocumentFacts, second: DocumentFacts) -> DocumentFacts:
    """What two runs say of a document; if it changed between them, the lines of both count."""
    lines = dict(first.lines)
    for line, checks in second.lines:
        lines[line] = max(lines.get(line, 0), checks)
    places = {unit.place for unit in first.units}
    units = (*first.units, *(unit for unit in second.units if unit.place not in places))
    return replace(first, lines=tuple(sorted(lines.items())), units=units)


def _join_facts(facts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Each fact with its value, or with all values if they differ."""
    joined: dict[str, dict[str, None]] = {}
    for each in facts:
        for name, value in each.items():
            joined.setdefault(name, {})[value] = None
    return {name: "; ".join(values) for name, values in joined.items()}
