"""Measure every budget and print one table: ``python -m benchmarks [--quick]``.

Each figure is a ratio of two things measured in the same run, so that it holds on a slow or busy machine: our whole run
against the same number of empty items in the same pytest, our evidence against the bare git processes that answer the
same questions, hostile text against harmless text of ten times less. A time is the least of several runs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import signoff
from benchmarks.material import document, make_project
from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import Judge, plan
from pytest_phasegate.evidence.gather import ProjectEvidence
from pytest_phasegate.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

FLOOR = """
import pytest
class Floor(pytest.Item):
    def runtest(self): pass
class File(pytest.File):
    def collect(self):
        return [Floor.from_parent(self, name=f"item{i}") for i in range(COUNT)]
def pytest_collect_file(file_path, parent):
    if file_path.name == "floor.txt":
        return File.from_parent(parent, path=file_path)
"""


class Row(NamedTuple):
    """One line of the table: what was measured, the figure, and the budget it is held to."""

    what: str
    figure: str
    budget: str
    meets: bool | None = None


def least(action: Callable[[], object], runs: int) -> float:
    """The least time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def run_pytest(directory: Path, *arguments: str) -> int:
    """Run pytest in a directory; returns its peak memory in KiB."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", *arguments]
    process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 5):
        raise SystemExit(f"{' '.join(command)} in {directory} ended with {process.returncode}")
    return usage.ru_maxrss


def count_checks(root: Path) -> int:
    """How many checks the documents of a project make."""
    paths = sorted(root.glob("task-tracking/*/tasks.md"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return sum(len(plan(read_document("tasks.md", text), Policy(), GATES)) for text in texts)


def whole_run(folder: Path, runs: int, documents: int, batches: int, commits: int) -> list[Row]:
    """The whole of ``pytest --phasegate`` against the same number of empty items."""
    root, floor = folder / "project", folder / "floor"
    make_project(root, commits=commits, documents=documents, batches=batches)
    checks = count_checks(root)
    floor.mkdir(parents=True)
    (floor / "floor.txt").write_text("")
    (floor / "conftest.py").write_text(FLOOR.replace("COUNT", str(checks)))
    memory: list[int] = []
    ours = least(lambda: memory.append(run_pytest(root, "--phasegate")), runs)
    empty = least(lambda: memory.append(run_pytest(floor)), runs)
    per_check = (memory[0] - memory[-1]) / checks
    what = f"whole run, {checks:,} checks of {documents} documents, {commits:,} commits"
    return [
        Row(what, f"{ours / empty:.2f} x the floor ({ours:.2f} s / {empty:.2f} s)", "1.25 x", ours / empty <= 1.25),
        Row(f"memory, {checks:,} checks", f"{per_check:.2f} KiB a check above the floor", "-"),
    ]


def per_gate(root: Path, ids: list[str]) -> list[Row]:
    """Our own time for each gate: reading, planning and judging, git's processes left out."""
    paths = sorted(root.glob("task-tracking/*/tasks.md"))
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    start = time.perf_counter()
    workflows = [read_document(path, text) for path, text in texts.items()]
    read = time.perf_counter()
    checks = [check for workflow in workflows for check in plan(workflow, Policy(), GATES)]
    planned = time.perf_counter()
    with ProjectEvidence(root, cited=ids) as evidence:
        for cited in ids:
            evidence.resolve(cited[:10])
        evidence.tree().locate("nowhere")
        found = time.perf_counter()
        judge = Judge(checks, evidence, GATES)
        for check in checks:
            judge.verdict(check)
        judged = time.perf_counter()
    count = len(checks)
    total = (planned - start + judged - found) / count * 1e6
    parts = [(read - start, "read"), (planned - read, "plan"), (judged - found, "judge")]
    split = ", ".join(f"{name} {seconds / count * 1e6:.1f}" for seconds, name in parts)
    return [Row(f"ours for each of {count:,} checks", f"{total:.1f} us ({split})", "20 us", total <= 20)]


def evidence_against_git(root: Path, ids: list[str], runs: int) -> list[Row]:
    """Commit evidence against the bare processes that answer the same questions."""
    short = "".join(f"{cited[:10]}\n" for cited in ids).encode()
    full = "".join(f"{cited}\n" for cited in ids).encode()
    log = ["log", "--no-walk=unsorted", "--stdin", "--raw", "-z", "--first-parent", "-m", "--root", "--no-renames"]
    questions = (
        (["cat-file", "--batch-check", "--buffer"], short),
        (["rev-list", "--topo-order", "HEAD"], b""),
        ([*log, "--no-abbrev", "--format=%H%n%P%n%an%n%ae%n%cn%n%ce%n%at%n%ct%n%B"], full),
    )

    def bare() -> None:
        for arguments, stdin in questions:
            subprocess.run(["git", "-C", str(root), *arguments], input=stdin, stdout=subprocess.DEVNULL, check=True)

    def ours() -> None:
        with ProjectEvidence(root, cited=[cited[:10] for cited in ids]) as evidence:
            for cited in ids:
                assert evidence.resolve(cited[:10]).reachable

    mine, raw = least(ours, runs), least(bare, runs)
    commits = subprocess.run(["git", "-C", str(root), "rev-list", "--count", "HEAD"], capture_output=True, check=True)
    what = f"commit evidence, {len(ids):,} ids in {int(commits.stdout):,} commits"
    return [Row(what, f"{mine / raw:.2f} x raw git ({mine:.2f} s / {raw:.2f} s)", "1.5 x", mine / raw <= 1.5)]


HOSTILE = {
    "spaces behind a heading": lambda size: "## Batch 1: a" + " " * size + "b\n",
    "comments that never close": lambda size: "## Batch 1: a\n" + "<!-- " * (size // 5) + "\n",
    "nested fences": lambda size: "## Batch 1: a\n" + "".join(f"{'`' * (3 + n % 50)}\n" for n in range(size // 28)),
    "empty bold fields": lambda size: "## Batch 1: a\n" + "**" * (size // 2) + "\n",
    "table bars": lambda size: "## Batch 1: a\n" + "|" * size + "\n|-|\n",
    "nested lists": lambda size: "## Batch 1: a\n" + "".join(f"{' ' * (n % 40)}- [ ] x\n" for n in range(size // 28)),
    "numbers": lambda size: f"## Batch 1: a\n**Dependencies**: {'1.' * (size // 2)}\n",
    "commit ids": lambda size: f"## Batch 1: a\n**Commit**: {'deadbeef, ' * (size // 10)}\n",
    "paths": lambda size: f"## Batch 1: a\n**File**: {'a/' * (size // 2)}b\n",
    "headings": lambda size: "## Batch 1: a\n" + "### x\n" * (size // 6),
}


def reading(runs: int) -> list[Row]:
    """How fast documents are read, and how much slower hostile ones of ten times the size."""
    text = document(3000)
    size = len(text.encode()) / 1e6
    rate = size / least(lambda: read_document("tasks.md", text), runs)
    worst, name = 0.0, ""
    for each, make in HOSTILE.items():
        small, large = make(20_000), make(200_000)
        growth = least(lambda text=large: _read(text), runs) / least(lambda text=small: _read(text), runs)  # type: ignore[misc]
        worst, name = max((worst, name), (growth, each))
    return [
        Row(f"reading a document of {size:.1f} MB", f"{rate:.1f} MB/s", "20 MB/s", rate >= 20),
        Row("hostile text of ten times the size", f"{worst:.1f} x the time ({name})", "linear: 10 x", worst <= 15),
    ]


def _read(text: str) -> None:
    from pytest_phasegate.errors import DocumentError

    with contextlib.suppress(DocumentError):
        plan(read_document("tasks.md", text, "batches"), Policy(), GATES)


def idle(folder: Path, runs: int) -> list[Row]:
    """What the installed plugin costs where it is not asked for."""
    empty = folder / "empty"
    empty.mkdir(parents=True)
    pairs = [
        (least(lambda: run_pytest(empty, "--co"), 1), least(lambda: run_pytest(empty, "--co", "-p", "no:phasegate"), 1))
        for _ in range(runs * 4)
    ]
    added = (min(one for one, _ in pairs) - min(other for _, other in pairs)) * 1000
    return [Row("idle plugin at start-up", f"{added:.1f} ms", "5 ms", added <= 5)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, one run each: to see that it works")
    quick = parser.parse_args().quick
    runs = 1 if quick else 3
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows += idle(folder, runs)
        rows += reading(runs)
        rows += [Row(*each) for each in signoff.measure(folder, 50 if quick else 500)]
        sizes = [(10, 8, 1_000)] if quick else [(100, 1, 1_000), (100, 8, 1_000), (100, 40, 1_000), (100, 8, 100_000)]
        for number, (documents, batches, commits) in enumerate(sizes):
            rows += whole_run(folder / str(number), runs, documents, batches, commits)
        for commits in (1_000,) if quick else (1_000, 100_000):
            root = folder / f"git{commits}"
            ids = make_project(root, commits=commits, documents=50 if quick else 100, batches=10)
            rows += per_gate(root, ids)
            rows += evidence_against_git(root, ids, runs)
    width = max(len(row.what) for row in rows)
    for row in rows:
        mark = {True: "meets", False: "MISSES", None: ""}[row.meets]
        print(f"{row.what:{width}}  {row.figure:45}  budget {row.budget:12}  {mark}")
    print(f"peak memory of this program: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
