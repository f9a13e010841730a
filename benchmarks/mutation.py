"""Change the package in small ways and see whether a test fails: ``python -m benchmarks.mutation --map FILE``.

A mutant is one change of one place in ``gates/``, ``evidence/`` or ``documents/``, chosen by seed. It is made in a copy
of the repository and run against the tests that reach its lines, those that reach least first. The map of which test
reaches which line is made once, by coverage.py with the tests' names as contexts:

    pytest --cov=pytest_phasegate --cov-context=test --cov-report= tests     # writes .coverage, the map

What survives is told with its place; those that no test can kill are listed in ``mutation_equivalent.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.mutation_equivalent import EQUIVALENT
from benchmarks.mutation_operators import Mutant, mutants_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "pytest_phasegate"
FOLDERS = ("gates", "evidence", "documents")
MOST_TESTS = 400  # a function that each document passes through is reached by thousands
MOST_OF_A_FILE = 80
TIMEOUT = 600

KILLED, SURVIVED, ALIKE, UNREACHED = "killed", "survived", "equivalent", "unreached"


class Reach(NamedTuple):
    """Which tests reach which lines: by file, by line, the tests' ids; and how many lines each test reaches."""

    lines: Mapping[str, Mapping[int, frozenset[str]]]
    widths: Mapping[str, int]


def every_mutant(root: Path = ROOT) -> list[Mutant]:
    """All mutants of the three folders, in an order that stays the same."""
    paths = [path for folder in FOLDERS for path in sorted((root / PACKAGE / folder).rglob("*.py"))]
    return [
        mutant
        for path in paths
        for mutant in mutants_of(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    ]


def choose(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many of them, at most one of a line; one seed, the same ones."""
    shuffled = list(mutants)
    Random(seed).shuffle(shuffled)
    chosen: dict[tuple[str, int], Mutant] = {}
    for mutant in shuffled:
        chosen.setdefault((mutant.path, mutant.line), mutant)
        if len(chosen) == count:
            break
    return list(chosen.values())


def read_map(path: Path, root: Path) -> Reach:
    """Read the map that coverage.py wrote in a repository."""
    from coverage import CoverageData

    data = CoverageData(basename=str(path))
    data.read()
    lines: dict[str, dict[int, frozenset[str]]] = {}
    widths: Counter[str] = Counter()
    for file in data.measured_files():
        by_line = {
            line: frozenset(context.rpartition("|")[0] for context in contexts if context)
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        lines[Path(file).relative_to(root).as_posix()] = by_line
        for tests in by_line.values():
            widths.update(tests)
    return Reach(lines, widths)


def reaching(mutant: Mutant, reach: Reach) -> list[str]:
    """The tests that reach a mutant, those that reach least first; of a line that is run at import, the module's."""
    by_line = reach.lines.get(mutant.path, {})
    tests = {test for line in range(mutant.line, mutant.end + 1) for test in by_line.get(line, ())}
    tests = tests or {test for each in by_line.values() for test in each}
    name = Path(mutant.path).stem
    ordered = sorted(tests, key=lambda test: (name not in test.partition("::")[0], reach.widths[test], test))
    taken: Counter[str] = Counter()
    chosen = []
    for test in ordered:
        file = test.partition("::")[0]
        taken[file] += 1
        if taken[file] <= MOST_OF_A_FILE:
            chosen.append(test)
    return chosen[:MOST_TESTS]


def run_mutant(mutant: Mutant, tests: Sequence[str], copy: Path) -> str:
    """Make a mutant in a copy of the repository and run tests there; the copy is as before afterwards.

    A test that fails there without the mutant, too, tells nothing: it is left out.
    """
    left = list(tests)
    while left:
        target = copy / mutant.path
        before = target.read_text(encoding="utf-8")
        target.write_text(mutant.text, encoding="utf-8", newline="\n")
        try:
            failed = failing(left, copy)
        finally:
            target.write_text(before, encoding="utf-8", newline="\n")
        if failed is None:
            return SURVIVED
        without = failing(failed or left, copy)
        if without is None:
            return KILLED
        whole = list(dict.fromkeys(test.partition("[")[0] for test in left))
        if not without and whole == left:
            raise SystemExit(f"the tests of {mutant.path} cannot be run: {left[:3]}")
        # not every id of a parametrized test can be given back to pytest
        left = [test for test in left if test not in without] if without else whole
    return UNREACHED


def failing(tests: Sequence[str], copy: Path) -> list[str] | None:
    """The first test that fails in a copy of the repository; none where pytest cannot start; None where all pass."""
    listed, cache = copy / "chosen-tests.txt", copy / ".chosen-cache"
    listed.write_text("\n".join(tests), encoding="utf-8")
    shutil.rmtree(cache, ignore_errors=True)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-o", f"cache_dir={cache}"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    try:
        ended = subprocess.run(
            [*command, f"@{listed.name}"],
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return []
    if ended.returncode == 0:
        return None
    found = cache / "v" / "cache" / "lastfailed"
    return list(json.loads(found.read_text(encoding="utf-8"))) if found.exists() else []


def copy_of(root: Path, folder: Path) -> Path:
    """A copy of the repository without its history and caches."""
    ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "*.egg-info", ".coverage*")
    return Path(shutil.copytree(root, folder / "copy", ignore=ignored, symlinks=True))


def report(ends: Iterable[tuple[Mutant, str]]) -> str:
    """How many ended how, and the share of those that are not equivalent that were killed."""
    count = Counter(end for _, end in ends)
    told = ", ".join(f"{count[end]} {end}" for end in (KILLED, SURVIVED, UNREACHED, ALIKE))
    able = count[KILLED] + count[SURVIVED] + count[UNREACHED]
    return f"{count.total()} mutants: {told}; {count[KILLED] / able if able else 0:.1%} of those not equivalent killed"


def main() -> int:
    """Run the mutants; the exit code is 0 where 90 % of those that are not equivalent are killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--map", type=Path, required=True, help="the data file of coverage.py with the tests' names")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument(
        "--skip", type=int, default=0, help="leave out so many of the chosen ones, that were run before"
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    reach, ends = read_map(asked.map, ROOT), list[tuple[Mutant, str]]()
    with tempfile.TemporaryDirectory() as name:
        copy = copy_of(ROOT, Path(name))
        for mutant in choose(every_mutant(), asked.count, asked.seed)[asked.skip :]:
            tests = reaching(mutant, reach)
            end = ALIKE if mutant.key in EQUIVALENT else run_mutant(mutant, tests, copy)
            ends.append((mutant, end))
            print(f"{end:10} {mutant.path}:{mutant.line} {mutant.key} ({len(tests)} tests)", flush=True)
    print(report(ends))
    killed = sum(end == KILLED for _, end in ends)
    return int(killed < 0.9 * sum(end != ALIKE for _, end in ends))


if __name__ == "__main__":
    raise SystemExit(main())
