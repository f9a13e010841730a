"""Measure sign-off over a document with a long history: ``python -m benchmarks.signoff [COMMITS]``.

Every commit writes a note or ticks a box of the document: steps by their doer, each tenth, a checkpoint, by a reviewer.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import Judge, plan
from pytest_phasegate.evidence.git.program import Git
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer

PATH = "docs/active-workflows/plan.md"
STEPS = 10
EDITS = 5
POLICY = Policy(
    gates={
        "signoff": GateRule(
            kind="signoff", settings={"levels": ("checkpoint",)}, location=Location("phasegate.yaml", 1)
        )
    },
    reviewers=("rita@example.org",),
)


def document(edits: int, done: int) -> str:
    """A document as it is after some of its edits: the work on each box takes five, the last of which ticks it."""
    lines = ["# Plan", ""]
    ticked, notes = divmod(done, EDITS)
    for number in range(edits // EDITS):
        phase, step = divmod(number, STEPS)
        if not step:
            lines += ["", f"### {phase + 1}. Phase"]
        name = "CHECKPOINT: Review" if step == STEPS - 1 else f"Step {step + 1} of phase {phase + 1}"
        lines.append(f"{step + 1}. [{'x' if number < ticked else ' '}] {name}")
        count = EDITS - 1 if number < ticked else notes if number == ticked else 0
        lines += [f"    Note {note + 1}: what was seen on this day" for note in range(count)]
    return "\n".join([*lines, ""])


def make_history(root: Path, commits: int) -> None:
    """Build the repository; it must not exist."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(root)], check=True)
    parts = []
    for number in range(commits + 1):
        data = document(commits, number).encode()
        who = "Rita <rita@example.org>" if number and not number % (EDITS * STEPS) else "Dora <dora@example.org>"
        when = f"{who} {1_700_000_000 + number} +0000"
        head = f"commit refs/heads/main\nauthor {when}\ncommitter {when}\ndata 4\ntick\n"
        parts += [head.encode(), f"M 100644 inline {PATH}\ndata {len(data)}\n".encode(), data, b"\n"]
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=b"".join(parts), check=True)
    subprocess.run(["git", "-C", str(root), "reset", "--quiet", "--hard"], check=True)


def measure(folder: Path, commits: int) -> list[tuple[str, str, str, bool]]:
    """Judge all sign-offs; returns what was measured, the figure, the budget, and whether it is met."""
    root = folder / "signoff"
    make_history(root, commits)
    workflow = read_document(PATH, document(commits, commits))
    checks = [check for check in plan(workflow, POLICY, GATES) if check.gate == "signoff"]
    calls: Counter[str] = Counter()
    start = Git.start

    def counted(git: Git, *arguments: str, **options: object) -> object:
        calls[arguments[0]] += 1
        return start(git, *arguments, **options)  # type: ignore[arg-type]

    with ProjectEvidence(root, read=read_document) as evidence, patch.object(Git, "start", counted):
        evidence.files.read_document(PATH)
        calls.clear()
        began = time.perf_counter()
        judge = Judge(checks, evidence, GATES)
        assert {judge.verdict(check).answer for check in checks} == {Answer.HELD}
        mine = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run(
        ["git", "-C", str(root), "log", "--follow", "-p", "-U1000000", "HEAD", "--", PATH],
        capture_output=True,
        check=True,
    )
    raw = time.perf_counter() - began
    count = sum(calls.values())
    what = f"{len(checks)} sign-offs over {commits:,} commits of a document"
    return [
        (f"{what}: git processes", str(count), "2", count == 2),
        (f"{what}: time", f"{mine / raw:.2f} x raw git ({mine:.2f} s / {raw:.2f} s)", "", True),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for row in measure(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 500):
            print(*row)
