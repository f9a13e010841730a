"""What reports cost, as a share of the run: ``python -m benchmarks.reports [CHECKS]``.

One project of about 10,000 checks is judged with no report and with every one; then each format is made by itself from
the outcome. Times are the least of three.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.material import document, make_project
from pytest_phasegate.reports import outcome_json
from pytest_phasegate.reports.formats import FORMATS, ReportInput, Request, make_files, make_text

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKS_PER_BATCH = 6
DOCUMENTS = 4


def least(action: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return min(taken)


def build(root: Path, checks: int) -> None:
    """A project with about so many checks."""
    batches = checks // CHECKS_PER_BATCH // DOCUMENTS
    ids = make_project(root, commits=batches * DOCUMENTS, documents=DOCUMENTS, batches=batches)
    for number in range(DOCUMENTS):
        path = root / "task-tracking" / f"TASK_{number}" / "tasks.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        first = number * batches
        path.write_text(document(batches, first, ids[first : first + batches]), encoding="utf-8")


def run(root: Path, *options: str) -> None:
    """Judge the project."""
    command = [sys.executable, "-m", "pytest", "--phasegate", "-q", "-p", "no:cacheprovider", *options]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stdout[-2000:] + ran.stderr[-2000:]


def main(checks: int = 10_000) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "project")
        build(root, checks)
        alone = least(lambda: run(root))
        everything = [f"--phasegate-report={each}" for each in FORMATS]
        full = least(lambda: run(root, *everything))
        outcome = outcome_json.read((root / "phasegate-outcome.json").read_text(encoding="utf-8"), "outcome")
        given = ReportInput(outcome=outcome, root=root, read=lambda path: Path(path).read_text(encoding="utf-8"))
        print(f"{len(outcome.results)} checks: a run takes {alone:.2f} s, with every report {full:.2f} s")
        print(f"all {len(FORMATS)} reports: {full - alone:.2f} s, {100 * (full - alone) / full:.0f}% of the run")
        for each in FORMATS:
            request = Request(format=each, dest=FORMATS[each].dest)

            def make(request: Request = request) -> object:
                if request.dest:
                    return make_files(request, given, root)
                return make_text(request, given)

            print(f"  {each:16} {1000 * least(make):7.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
