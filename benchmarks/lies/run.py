"""Planting one lie of a kind in a random repository, and holding it against its honest twin."""

from __future__ import annotations

import shutil
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.lies.bases import EXAMPLE, Shape, make_project, random_shape
from benchmarks.lies.judging import Found, judge
from benchmarks.lies.kinds import KINDS
from benchmarks.lies.project import NoPlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.lies.kind import Kind
    from benchmarks.lies.project import Expected, Project

MOST_TRIES = 400

CAUGHT, ELSEWHERE, MISSED = "caught", "elsewhere", "missed"


class Case(NamedTuple):
    """One lie: its kind, the repository it was planted in, how it ended, and what the honest twin was accused of."""

    name: str
    shape: Shape
    seed: int
    end: str
    expected: Expected
    found: tuple[Found, ...]
    false_alarms: tuple[Found, ...]

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return KINDS[self.name]


def run_cases(count: int, seed: int, folder: Path, kinds: Sequence[str] = (), jobs: int = 1) -> Iterator[Case]:
    """Plant lies, kind after kind in a random order; one seed, the same cases, by so many processes."""
    names = sorted(kinds or KINDS)
    order = Random(seed)
    order.shuffle(names)
    asked = [(names[number % len(names)], seed * 1_000_003 + number) for number in range(count)]
    run = partial(_run_in, folder)
    if jobs == 1:
        yield from map(run, asked)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(run, asked, chunksize=8)


def _run_in(folder: Path, asked: tuple[str, int]) -> Case:
    name, seed = asked
    return run_case(KINDS[name], seed, folder / f"case{seed}")


def run_case(kind: Kind, seed: int, folder: Path) -> Case:
    """Plant one lie and judge it, and its honest twin."""
    shape, at = _find_place(kind, seed)
    honest, lied = (_prepared(kind, shape, at) for _ in range(2))
    lied.random = Random(at)
    expected = kind.plant(lied)
    is_example = shape.dialect == EXAMPLE  # whose other documents take longer to judge, and are the twin's
    found = _judged(lied, folder / "lied", expected.path if is_example else "")
    alarms = _alarms(kind, honest, folder / "honest", is_example=is_example)
    shutil.rmtree(folder)
    return Case(kind.name, shape, seed, _end(kind, expected, found, alarms), expected, tuple(found), tuple(alarms))


def _find_place(kind: Kind, seed: int) -> tuple[Shape, int]:
    """A repository in which the kind has a place."""
    random = Random(seed)
    for _ in range(MOST_TRIES):
        dialect, at = random.choice(kind.on), random.randrange(10**9)
        shape = Shape(EXAMPLE) if dialect == EXAMPLE else random_shape(dialect, random)
        try:
            project = _prepared(kind, shape, at)
            project.random = Random(at)
            kind.plant(project)
        except NoPlaceError:
            continue
        return shape, at
    raise AssertionError(f"no repository has a place for {kind.name}")


def _prepared(kind: Kind, shape: Shape, seed: int) -> Project:
    project = make_project(shape, seed)
    if kind.prepare:
        kind.prepare(project)
    if kind.policy:
        project.rules(kind.policy)
    return project


def _alarms(kind: Kind, honest: Project, root: Path, *, is_example: bool) -> list[Found]:
    """What the honest twin is accused of; the example is the same for all kinds that change nothing in it."""
    if not is_example:
        return _judged(honest, root)
    key = (kind.policy, kind.prepare)
    if key not in _EXAMPLE_ALARMS:
        _EXAMPLE_ALARMS[key] = _judged(honest, root)
    return _EXAMPLE_ALARMS[key]


_EXAMPLE_ALARMS: dict[object, list[Found]] = {}


def _judged(project: Project, root: Path, only: str = "") -> list[Found]:
    ids = project.history.build(root)
    base = ids[project.base] if project.base else ""
    return judge(root, base=base, require=project.require, only=only)


def _end(kind: Kind, expected: Expected, found: Sequence[Found], alarms: Sequence[Found]) -> str:
    new = Counter((each.path, each.code, each.line) for each in found)
    new -= Counter((each.path, each.code, each.line) for each in alarms)
    if any(path == expected.path and code in kind.codes and line in expected.lines for path, code, line in new):
        return CAUGHT
    return ELSEWHERE if new else MISSED


@dataclass
class Tally:
    """How the lies of one kind ended."""

    caught: int = 0
    elsewhere: int = 0
    missed: int = 0
    false_alarms: int = 0
    odd: list[Case] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many there were."""
        return self.caught + self.elsewhere + self.missed

    def add(self, case: Case) -> None:
        """Count a case."""
        setattr(self, case.end, getattr(self, case.end) + 1)
        self.false_alarms += bool(case.false_alarms)
        if case.end != CAUGHT or case.false_alarms:
            self.odd.append(case)
