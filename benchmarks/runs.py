"""Whole runs of pytest: with gates against as many empty items, and with the plugin idle against without it."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.material import make_project
from benchmarks.measure import Row, Run, run_pytest
from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import plan
from pytest_phasegate.model.policy import Policy

FLOOR = """
import pytest
class Empty(pytest.Item):
    def runtest(self): pass
class File(pytest.File):
    def collect(self):
        return [Empty.from_parent(self, name=f"item{number}") for number in range(COUNT)]
def pytest_collect_file(file_path, parent):
    if file_path.name == "floor.txt":
        return File.from_parent(parent, path=file_path)
"""
TREE = """
import pytest
class Empty(pytest.Item):
    def runtest(self): pass
class Tree(pytest.Collector):
    def collect(self):
        return below(self, self.tree)
class File(pytest.File):
    def collect(self):
        return below(self, TREES[self.path.parent.name])
def below(parent, tree):
    for name, inner in tree.items():
        if inner:
            node = Tree.from_parent(parent, name=name)
            node.tree = inner
            yield node
        else:
            yield Empty.from_parent(parent, name=name)
def pytest_collect_file(file_path, parent):
    if file_path.name == "tasks.md":
        return File.from_parent(parent, path=file_path)
TREES = """

ASKED = ("--phasegate",)
ALONE = ("-p", "no:phasegate")
"""The options of a run with our plugin, and of one without it."""

EVERYWHERE = "version: 1\ndocuments: [{path: 'task-tracking/**/*.md', dialect: batches}]\n"


class Size(NamedTuple):
    """How large a project is."""

    documents: int
    batches: int
    commits: int


def whole_run(folder: Path, cache: Path, size: Size, runs: int) -> list[Row]:
    """The whole of ``pytest --phasegate`` against as many empty items in the same tree, and in one file."""
    root, floor, tree = folder / "project", folder / "floor", folder / "tree"
    make_project(root, commits=size.commits, documents=size.documents, batches=size.batches)
    ids = check_ids(root)
    floor.mkdir(parents=True)
    (floor / "floor.txt").write_text("")
    (floor / "conftest.py").write_text(FLOOR.replace("COUNT", str(len(ids))))
    make_tree(tree, ids)
    asked = ((root, ASKED), (floor, ALONE), (tree, ALONE))
    taken: list[list[Run]] = [[], [], []]
    run_pytest(root, cache, "--phasegate", "--collect-only")  # writes the bytecode
    for _ in range(runs):
        for (where, options), results in zip(asked, taken, strict=True):
            results.append(run_pytest(where, cache, *options))
    ours, flat, same = (min(results) for results in taken)
    ratio = ours.seconds / same.seconds
    what = f"whole run, {len(ids):,} checks of {size.documents} documents, {size.commits:,} commits"
    figure = f"{ratio:.2f} x as many empty items in the same tree ({ours.seconds:.2f} s / {same.seconds:.2f} s)"
    memory = (median(run.memory for run in taken[0]) - median(run.memory for run in taken[1])) / len(ids)
    return [
        Row(what, figure, "1.25 x", ratio <= 1.25),
        Row("  of that: as many empty items in one file", f"{ours.seconds / flat.seconds:.2f} x"),
        Row("  memory", f"{memory:.2f} KiB a check above empty items in one file"),
    ]


def small_run(folder: Path, cache: Path, runs: int) -> list[Row]:
    """A small run straight after an installation, and warm, against as many empty items in the same tree.

    An installation leaves the bytecode of our modules; what pytest rewrites and compiles for itself is not there yet.
    """
    root, tree = folder / "project", folder / "tree"
    make_project(root, commits=100, documents=2, batches=8)
    ids = check_ids(root)
    make_tree(tree, ids)
    taken: tuple[list[float], ...] = ([], [], [])
    run_pytest(root, cache, "--phasegate")  # writes the bytecode
    for _ in range(runs):
        for path in cache.rglob("*-pytest-*.pyc"):
            if "pytest_phasegate" in path.parts:
                path.unlink()
        for (where, options), times in zip(((root, ASKED), (root, ASKED), (tree, ALONE)), taken, strict=True):
            times.append(run_pytest(where, cache, *options).seconds)
    first, warm, empty = map(min, taken)
    of = f"{{:.2f}} x as many empty items in the same tree ({{:.2f}} s / {empty:.2f} s)"
    return [
        Row(
            f"a run of {len(ids)} checks after an installation",
            of.format(first / empty, first),
            "2 x",
            first <= 2 * empty,
        ),
        Row(f"a run of {len(ids)} checks, warm", of.format(warm / empty, warm), "1.6 x", warm <= 1.6 * empty),
    ]


def one_folder(folder: Path, cache: Path, documents: int, runs: int) -> list[Row]:
    """A run whose documents lie in one folder, against one in which each has a folder of its own."""
    apart, together = folder / "apart", folder / "together"
    for root in (apart, together):
        make_project(root, commits=1_000, documents=documents, batches=1)
        (root / "phasegate.yaml").write_text(EVERYWHERE)
    for path in sorted((together / "task-tracking").glob("*/tasks.md")):
        path.rename(path.parent.with_suffix(".md"))
    taken: list[list[Run]] = [[], []]
    run_pytest(apart, cache, "--phasegate", "--collect-only")  # writes the bytecode
    for _ in range(runs):
        for root, results in zip((apart, together), taken, strict=True):
            results.append(run_pytest(root, cache, "--phasegate"))
    own, same = (min(results).seconds for results in taken)
    what = f"{documents} documents in one folder"
    figure = f"{same / own:.2f} x as many in folders of their own ({same:.2f} s / {own:.2f} s)"
    return [Row(what, figure, "1.2 x", same / own <= 1.2)]


def check_ids(root: Path) -> list[str]:
    """The ids of all checks that the documents of a project make."""
    paths = sorted(root.glob("task-tracking/*/tasks.md"))
    workflows = (read_document(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in paths)
    return [check.id for workflow in workflows for check in plan(workflow, Policy(), GATES)]


def make_tree(folder: Path, ids: list[str]) -> None:
    """Make a project whose empty items have the ids of some checks."""
    trees: dict[str, dict[str, object]] = {}
    for name in ids:
        path, *units = name.split("::")
        place = trees.setdefault(Path(path).parent.name, {})
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
        for unit in units:
            place = place.setdefault(unit, {})  # type: ignore[assignment]
    (folder / "conftest.py").write_text(TREE + repr(trees))


FALSE = "**File**: ../../../away{number}.py"
UNSEEN = "**Commit**: {number:010x}"
"""What a task claims: one that is false, and one that cannot be verified, where there is no repository to ask."""


def unknown_verdicts(folder: Path, cache: Path, count: int, runs: int) -> list[Row]:
    """As many verdicts that are unknown as are false: to say that something cannot be told is to cost no more."""
    taken: list[list[float]] = [[], []]
    for name, claim in (("false", FALSE), ("unknown", UNSEEN)):
        document = folder / name / "task-tracking" / "TASK_1" / "tasks.md"
        document.parent.mkdir(parents=True)
        tasks = (f"### Task 1.{number}: Do it - COMPLETE\n\n{claim.format(number=number)}\n" for number in range(count))
        document.write_text("\n".join(("# Tasks\n\n## Batch 1: All - IN PROGRESS\n", *tasks)))
        run_pytest(folder / name, cache, "--phasegate", "--collect-only")
    for _ in range(runs):
        for name, results in zip(("false", "unknown"), taken, strict=True):
            results.append(run_pytest(folder / name, cache, "--phasegate", codes=(1,)).seconds)
    false, unknown = map(min, taken)
    figure = f"{unknown / false:.2f} x as many that are false ({unknown:.2f} s / {false:.2f} s)"
    return [Row(f"whole run, {count:,} verdicts that are unknown", figure, "1.1 x", unknown <= 1.1 * false)]


def idle(folder: Path, cache: Path, runs: int) -> list[Row]:
    """What the installed plugin costs where it is not asked for: pairs of runs, one after the other."""
    folder.mkdir(parents=True)
    asked = (("--collect-only",), ("--collect-only", "-p", "no:phasegate"))
    pairs = [tuple(run_pytest(folder, cache, *options).seconds for options in asked) for _ in range(runs + 1)][1:]
    added = median(one - other for one, other in pairs) * 1000
    without = median(other for _, other in pairs) * 1000
    figure = f"{added:.1f} ms more than {without:.0f} ms (median of {len(pairs)} pairs)"
    return [Row("idle plugin at start-up", figure, "5 ms", added <= 5)]
