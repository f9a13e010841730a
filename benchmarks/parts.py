"""The parts of a run by themselves: reading, planning and judging, and commit evidence against bare git."""

from __future__ import annotations

import contextlib
import cProfile
import pstats
import subprocess
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.material import HOSTILE, document, tree
from benchmarks.measure import Row, interleaved, least, spent
from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import Judge, plan
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.plugin.hooks import staying
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.text.scanner import scan

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.workflow import Workflow

LOG = (
    *("log", "-z", "--no-walk=unsorted", "--stdin", "--raw", "--no-abbrev", "--root", "--no-renames"),
    *("--diff-merges=first-parent", "--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%s%x00%b"),
)


def reading(runs: int) -> list[Row]:
    """How fast documents are read: where each line claims something, among prose, and lines alone."""
    rows = []
    for what, prose in (("each line of which claims something", 0), ("with six lines of prose for each task", 6)):
        text = document(1000, prose=prose)
        size = len(text.encode()) / 1e6
        with staying():  # as in a run
            read, lines = interleaved([partial(read_document, "t.md", text), partial(scan, text)], runs)
        rate = size / min(read)
        figure = f"{rate:.1f} MB/s (lines alone {size / min(lines):.1f} MB/s)"
        rows.append(Row(f"reading a document {what}", figure, "20 MB/s", rate >= 20))
    return rows


def hostile(runs: int) -> list[Row]:
    """How much longer hostile documents of ten times the size take to read and to plan."""
    growths = []
    for name, make in HOSTILE.items():
        texts = (make(50_000), make(500_000))
        small, large = (least(partial(_read_and_plan, text), runs) for text in texts)
        growths.append((large / small, name))
    growth, name = max(growths)
    what = f"{len(HOSTILE)} hostile documents of 500 KB instead of 50 KB"
    return [Row(what, f"{growth:.1f} x the time at most ({name})", "15 x", growth <= 15)]


def _read_and_plan(text: str) -> None:
    with contextlib.suppress(DocumentError):
        plan(read_document("tasks.md", text, "batches"), Policy(), GATES)


def per_check(root: Path, ids: list[str]) -> list[Row]:
    """Our own time for each check, git's processes left out, and the function that takes most of it."""
    paths = sorted(root.glob("task-tracking/*/tasks.md"))
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    with ProjectEvidence(root, cited=[cited[:10] for cited in ids]) as evidence:
        _judge(_plan(_read(texts)), evidence)  # git answers once, for all
        times: list[tuple[float, ...]] = []
        for _ in range(3):
            with staying():  # as in a run
                start = spent()
                workflows = _read(texts)
                read = spent()
                checks = _plan(workflows)
                planned = spent()
            _judge(checks, evidence)
            times.append((read - start, planned - read, spent() - planned))
        profile = cProfile.Profile()
        profile.runcall(lambda: _judge(_plan(_read(texts)), evidence))
    read, planned, judged = (min(part) / len(checks) * 1e6 for part in zip(*times, strict=True))
    figure = f"{planned + judged:.1f} us (plan {planned:.1f}, judge {judged:.1f}; reading its lines {read:.1f})"
    what = f"ours for each of {len(checks):,} checks"
    return [Row(what, figure, "20 us", planned + judged <= 20), Row("  next largest cost", _largest(profile))]


def staged_tree(root: Path, leaves: int) -> list[Row]:
    """A staged tree, which has a unit on each line: reading it, and judging it under the preset's rules."""
    text = tree(leaves)
    settings = {kind: gate.settings for kind, gate in GATES.items()}
    policy = read_policy({"phasegate.yaml": b"version: 1\nextends: [stages]\n"}.get, settings)
    times: list[tuple[float, ...]] = []
    with ProjectEvidence(root) as evidence:
        for _ in range(4):
            with staying():  # as in a run
                start = spent()
                workflow = read_document("tasks_list.md", text)
                read = spent()
                checks = plan(workflow, policy, GATES)
                planned = spent()
            _judge(list(checks), evidence)
            times.append((read - start, planned - read, spent() - planned))
    read, planned, judged = (min(part) for part in zip(*times[1:], strict=True))  # at first, git is started
    units, rate = sum(1 for _ in workflow.units()), len(text.encode()) / 1e6 / read
    planned, judged = planned / len(checks) * 1e6, judged / len(checks) * 1e6
    figure = f"{rate:.1f} MB/s ({read / units * 1e6:.0f} us a unit)"
    split = f"{planned + judged:.1f} us (plan {planned:.1f}, judge {judged:.1f}; {len(checks):,} checks)"
    return [
        Row(f"reading a tree of {units:,} units", figure, "20 MB/s", rate >= 20),
        Row("  ours for each of its checks", split, "20 us", planned + judged <= 20),
    ]


def _read(texts: dict[str, str]) -> list[Workflow]:
    return [read_document(path, text) for path, text in texts.items()]


def _plan(workflows: list[Workflow]) -> list[Check[Any]]:
    return [check for workflow in workflows for check in plan(workflow, Policy(), GATES)]


def _judge(checks: list[Check[Any]], evidence: ProjectEvidence) -> None:
    judge = Judge(checks, evidence, GATES)
    for check in checks:
        judge.verdict(check)


def _largest(profile: cProfile.Profile) -> str:
    """The function of ours that takes most of the time by itself."""
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(entry[2] for entry in stats.values())
    own = {where: entry[2] for where, entry in stats.items() if "pytest_phasegate" in where[0]}
    file, _, function = max(own, key=own.__getitem__)
    return f"{function} in {file.rpartition('/')[2]}: {max(own.values()) / total:.0%} of reading, planning and judging"


def evidence_against_git(root: Path, ids: list[str], runs: int) -> list[Row]:
    """Commit evidence against the bare processes that give the same answers, unread: an own open repository each."""
    short = "".join(f"{cited[:10]}\n" for cited in ids).encode()
    full = "".join(f"{cited}\n" for cited in ids).encode()
    questions = (
        (("rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD"), b""),
        (("cat-file", "--batch-check", "--buffer"), short),
        (LOG, full),
        (("rev-list", "--stdin"), full + b"^HEAD\n"),
    )
    paths: list[int] = []

    def bare() -> list[bytes]:
        return [
            subprocess.run(["git", "-C", str(root), *arguments], input=stdin, capture_output=True, check=True).stdout
            for arguments, stdin in questions
        ]

    def ours() -> None:
        with ProjectEvidence(root, cited=[cited[:10] for cited in ids]) as evidence:
            found = [evidence.git.resolve(cited[:10]) for cited in ids]
            assert all(each.reachable and each.commit for each in found)
            paths.append(sum(len(each.commit.changes or ()) for each in found if each.commit))

    ours()  # imports what it needs
    _, objects, log, outside = bare()
    assert objects.count(b" commit ") == len(ids)
    assert outside == b""
    mine, raw = (min(times) for times in interleaved([ours, bare], runs))
    assert set(paths) == {log.count(b"\x00:") + log.count(b"\x00\n:")}, "both tell of the same changed paths"
    commits = subprocess.run(["git", "-C", str(root), "rev-list", "--count", "HEAD"], capture_output=True, check=True)
    what = f"commit evidence, {len(ids):,} ids in {int(commits.stdout):,} commits"
    ratio = mine / raw
    return [Row(what, f"{ratio:.2f} x raw git ({mine * 1000:.0f} ms / {raw * 1000:.0f} ms)", "1.5 x", ratio <= 1.5)]
