"""``phasegate verify``: judges the claims with pytest, all of them, some units, or what is not committed yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.commands.changes import touched_checks
from pytest_phasegate.commands.command import DONE, REFUSED, Asked, Line, Told
from pytest_phasegate.commands.judging import Fault, fault_of, total
from pytest_phasegate.commands.layout import paragraph, rows
from pytest_phasegate.commands.names import find_unit
from pytest_phasegate.commands.opening import add_at, find_setting, open_projects
from pytest_phasegate.commands.pytest_child import run_gates
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.verdict import Answer as Word
from pytest_phasegate.reports.failure import render
from pytest_phasegate.reports.tallies import summarize
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pytest_phasegate.model.verdict import Outcome, Result
    from pytest_phasegate.projects.opened import Projects


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gates say.

    ``headline`` sums it up; ``judged`` counts the checks, and ``checks`` their verdicts by word. ``passed`` is whether
    the run did: no claim is false or unknown, what is asked for is done, and enough is proven.
    """

    headline: str
    passed: bool
    judged: int
    checks: dict[str, int]
    false: tuple[Fault, ...]
    unknown: tuple[Fault, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Judge the claims with pytest, in the program's own environment: nothing of the project is imported. A unit "
        "that is named must be done."
    )
    parser.add_argument("units", nargs="*", metavar="UNIT", help="judge this unit (batch-2, 2.1) or document alone")
    parser.add_argument("--changed", action="store_true", help="judge units that the working tree or the index touches")
    parser.add_argument("--base", metavar="REV", help="the commit that a pull request is merged into")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the checks that hold too")
    add_at(parser)


def run(asked: Asked) -> Told:
    """Judge with pytest, and tell what is false or unknown."""
    options = asked.options
    with open_projects(asked) as opened:
        root, nodes, needed = opened.root, *_nodes(opened, asked)
    if options.changed and not nodes:
        return _nothing_changed()
    asked.progress(f"judging {count_of(len(nodes), 'check') if options.changed else 'with pytest'}")
    outcome, passed = run_gates(root, _options(asked, needed), nodes)
    answer = Answer(
        _headline(outcome),
        passed,
        len(outcome.results),
        _counts(outcome),
        tuple(fault_of(each) for each in _of(outcome, Word.FAILED)),
        tuple(fault_of(each) for each in _of(outcome, Word.UNKNOWN)),
    )
    return Told(answer, [*_lines(answer, outcome, verbose=options.verbose)], code=DONE if passed else REFUSED)


def _options(asked: Asked, needed: list[str]) -> list[str]:
    """Our options of the run: those asked for, and what pytest's configuration in the project asks for besides."""
    setting, options = find_setting(asked.folder), asked.options
    given = [("at", options.at), ("config", setting.config), *(("require", each) for each in needed)]
    given += [("base", options.base)] if options.base else []
    names = {name for name, value in given if value} - {"require"}
    given += [(name, value) for name, value in setting.values if name not in names]
    return [f"--phasegate-{name}={value}" for name, value in given if value]


def _nodes(opened: Projects, asked: Asked) -> tuple[list[str], list[str]]:
    """The node ids to judge, none for all; and the units that must be done, as globs."""
    places = [find_unit(opened, name) for name in asked.options.units]
    if asked.options.changed:
        ids = [place.id for place in places] or [""]
        touched = touched_checks(opened)
        return [check for check in touched if any(f"{check}::".startswith(id_ and f"{id_}::") for id_ in ids)], []
    needed = [_escaped(place.id) for place in places if place.unit.level is not Level.DOCUMENT]
    return [place.id for place in places], needed


def _escaped(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in name)


def _nothing_changed() -> Told:
    answer = Answer("Nothing that is not committed touches a unit", True, 0, {}, (), ())
    return Told(answer, [Line(answer.headline, "good")])


def _of(outcome: Outcome, answer: Word) -> Iterator[Result]:
    return (each for each in outcome.results if each.verdict.answer is answer)


def _counts(outcome: Outcome) -> dict[str, int]:
    claimed = {
        unit.place
        for document in outcome.documents.values()
        for unit in document.units
        if Status(unit.status).is_claimed
    }
    words = {Word.FAILED: "false"}
    return total(
        {
            "nothing to check"
            if each.verdict.answer is Word.PENDING and each.place in claimed
            else words.get(each.verdict.answer, each.verdict.answer.value): 1
        }
        for each in outcome.results
    )


def _lines(answer: Answer, outcome: Outcome, *, verbose: bool) -> Iterator[Line]:
    """The messages on what does not hold, what many checks share said once, and the sum."""
    if verbose:
        yield from rows((each.verdict.answer.value, f"{each.id}: {each.verdict.reason}") for each in outcome.results)
        yield Line("")
    for word, style in ((Word.FAILED, "bad"), (Word.UNKNOWN, "warn")):
        shared: dict[object, list[Result]] = {}
        for each in _of(outcome, word):
            shared.setdefault((each.document, each.verdict.findings or each.id), []).append(each)
        for first, *others in shared.values():
            yield from (Line(each.id, style) for each in (first, *others))
            yield from _message(first)
            yield Line("")
    counts = ", ".join(f"{count:,} {word}" for word, count in answer.checks.items())
    yield from paragraph(f"{answer.headline}: {counts or 'no check'}", style="good" if answer.passed else "bad")
    if not answer.passed and not (answer.false or answer.unknown):
        yield Line("Less is proven than the policy asks for.", "bad")


def _message(result: Result) -> Iterator[Line]:
    """The message on a check, as pytest shows it, wrapped; what a program printed keeps its lines."""
    for line in render(result).splitlines():
        if not line or line.lstrip().startswith("|"):
            yield Line(f"  {line}".rstrip())
        else:
            yield from paragraph(line.strip(), 2 + len(line) - len(line.lstrip()), hang=9 if line[0] == " " else 2)


def _headline(outcome: Outcome) -> str:
    if not outcome.is_partial:
        return summarize(outcome).headline
    return f"{len(outcome.results):,} of {count_of(sum(outcome.planned.values()), 'check')} judged"
