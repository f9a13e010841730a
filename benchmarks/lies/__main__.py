"""Plant lies and print what was caught: ``python -m benchmarks.lies --cases 2000 --seed 1``."""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.lies.kinds import KINDS
from benchmarks.lies.run import Tally, run_cases
from benchmarks.lies.table import summary, table

if TYPE_CHECKING:
    from benchmarks.lies.run import Case


def main() -> int:
    """Plant them; the exit code is 1 where one that git can show was not caught at its line, or a twin was accused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", default=[], choices=sorted(KINDS), metavar="KIND")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    asked = parser.parse_args()
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    with tempfile.TemporaryDirectory() as name:
        for case in run_cases(asked.cases, asked.seed, Path(name), asked.kind, asked.jobs):
            tallies[case.kind.name].add(case)
            if case.false_alarms or (case.end != "caught" and not case.kind.unseen):
                print(told(case), flush=True)
    print(f"{table(tallies)}\n\n{summary(tallies)}")
    return int(any(tally.false_alarms or (tally.odd and not KINDS[kind].unseen) for kind, tally in tallies.items()))


def told(case: Case) -> str:
    """What there is to know of a case that did not end as it should."""
    lines = [f"{case.kind.name} in {case.shape}, seed {case.seed}: {case.end}; expected {case.kind.codes} at"]
    lines[0] += f" {case.expected.path}:{','.join(map(str, case.expected.lines))}"
    for what, found in (("found", case.found), ("false alarm", case.false_alarms)):
        lines += [f"    {what} {each.path}:{each.line} {each.code} ({each.answer}): {each.words}" for each in found[:6]]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
