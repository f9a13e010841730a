"""Measure every budget and print one table: ``python -m benchmarks [--quick]``.

Each figure is a ratio of two things measured in the same run, in turn, so that it holds on a slow or busy machine: our
whole run against as many empty items in the same pytest, our evidence against the bare git processes that give the
same answers, hostile text against a tenth of it. Times are processor time, user and system, with that of the programs
that were started; each is the least of several.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.material import make_project
from benchmarks.parts import evidence_against_git, hostile, per_check, reading, staged_tree
from benchmarks.runs import Size, idle, one_folder, small_run, unknown_verdicts, whole_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Row

SIZES = (Size(100, 1, 1_000), Size(100, 8, 1_000), Size(100, 45, 1_000), Size(100, 8, 100_000))
QUICK = (Size(10, 8, 1_000),)
MARKS = {True: "meets", False: "MISSES", None: ""}


def measure(folder: Path, *, is_quick: bool) -> Iterator[Row]:
    """Measure everything, the small things first."""
    runs, cache = (1, folder / "cache") if is_quick else (3, folder / "cache")
    yield from idle(folder / "empty", cache, 5 if is_quick else 25)
    yield from small_run(folder / "small", cache, runs * 3)
    yield from reading(runs)
    yield from hostile(runs)
    yield from unknown_verdicts(folder / "unknown", cache, 100 if is_quick else 1_000, runs)
    for commits in (1_000,) if is_quick else (1_000, 100_000):
        root = folder / f"git{commits}"
        ids = make_project(root, commits=commits, documents=50 if is_quick else 100, batches=10)
        if commits == 1_000:
            yield from per_check(root, ids)
            yield from staged_tree(root, 1_000 if is_quick else 20_000)
        for count in (len(ids) // 20, len(ids)):
            yield from evidence_against_git(root, ids[:count], runs * 3)
    yield from one_folder(folder / "folders", cache, 60 if is_quick else 600, runs)
    for number, size in enumerate(QUICK if is_quick else SIZES):
        yield from whole_run(folder / f"run{number}", cache, size, runs)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, few runs each: to see that it works")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as name:
        for row in measure(Path(name), is_quick=quick):
            line = f"{row.what:68}  {row.figure:62}  {row.budget:12}  {MARKS[row.meets]}"
            print(line.rstrip(" -") if row.budget == "-" else line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
