"""``phasegate verify``: judges the claims with pytest, all of them, some units, or what is not committed yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_phasegate.commands.changes import touched_checks
from pytest_phasegate.commands.command import DONE, REFUSED, Asked, Line, Told
from pytest_phasegate.commands.judging import Fault, fault_of, runs_commands, total
from pytest_phasegate.commands.layout import paragraph, rows
from pytest_phasegate.commands.names import find_unit
from pytest_phasegate.commands.opening import add_at, find_setting, open_projects
from pytest_phasegate.commands.pytest_child import run_gates
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.verdict import Answer as Word
from pytest_phasegate.model.verdict import Outcome
from pytest_phasegate.reports.failure import render
from pytest_phasegate.reports.tallies import summarize
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.commands.names import Place
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.verdict import Result
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
    """Judge, and tell what is false or unknown."""
    options = asked.options
    with open_projects(asked) as opened:
        places = [find_unit(opened, name) for name in options.units]
        if not options.changed:
            root, nodes = opened.root, [place.id for place in places]
            needed = [_escaped(place.id) for place in places if place.unit.level is not Level.DOCUMENT]
        elif touched := _touched(opened, places):
            root, nodes, needed = opened.root, list(touched), []
            gates = asked.registry.tables.gates
            if not options.base and not any(runs_commands(check, gates) for _, check in touched.values()):
                return _tell(asked, _judge_here(asked, opened, touched))
        else:
            nothing = Answer("Nothing that is not committed touches a unit", True, 0, {}, (), ())
            return Told(nothing, [Line(nothing.headline, "good")])
    asked.progress("judging with pytest")
    return _tell(asked, *run_gates(root, _options(asked, needed), nodes))


def _tell(asked: Asked, outcome: Outcome, has_passed: bool | None = None) -> Told:
    """Tell an outcome; a part of a run passes where nothing is false or unknown."""
    false, unknown = tuple(_of(outcome, Word.FAILED)), tuple(_of(outcome, Word.UNKNOWN))
    answer = Answer(
        _headline(outcome),
        not (false or unknown) if has_passed is None else has_passed,
        len(outcome.results),
        _counts(outcome),
        tuple(map(fault_of, false)),
        tuple(map(fault_of, unknown)),
    )
    lines = [*_lines(answer, outcome, verbose=asked.options.verbose)]
    return Told(answer, lines, code=DONE if answer.passed else REFUSED)


def _touched(opened: Projects, places: Sequence[Place]) -> dict[str, tuple[str, Check[Any]]]:
    """The checks that what is not committed touches, of these units where some are named."""
    ids = [f"{place.id}::" for place in places] or [""]
    return {id_: each for id_, each in touched_checks(opened).items() if any(id_.startswith(begin) for begin in ids)}


def _judge_here(asked: Asked, opened: Projects, touched: Mapping[str, tuple[str, Check[Any]]]) -> Outcome:
    """Judge without pytest, which takes longer to start than a few checks that only read; the verdicts are the same."""
    results = []
    for number, (path, check) in enumerate(touched.values(), start=1):
        asked.progress(f"check {number} of {len(touched)}")
        results.append(opened.judge(path, check))
    planned = {path: len(document.checks) for path, document in opened.documents.items()}
    units = {path: document.units for path, document in opened.documents.items()}
    return Outcome(
        results=tuple(results), planned=planned, units=units, facts=opened.facts, documents=opened.describe()
    )


def _options(asked: Asked, needed: list[str]) -> list[str]:
    """Our options of the run: those asked for, and what pytest's configuration in the project asks for besides."""
    setting, options = find_setting(asked.folder), asked.options
    given = [("at", options.at), ("config", setting.config), *(("require", each) for each in needed)]
    given += [("base", options.base)] if options.base else []
    names = {name for name, value in given if value} - {"require"}
    given += [(name, value) for name, value in setting.values if name not in names]
    return [f"--phasegate-{name}={value}" for name, value in given if value]


def _escaped(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in name)


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
