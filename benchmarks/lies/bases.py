"""Honest repositories to plant lies in: the example, and made ones over dialects, sizes and styles of merging."""

from __future__ import annotations

import copy
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.lies.documents import FORMS, Plan, Task, Unit, render
from benchmarks.lies.history import DORA, History, read_history
from benchmarks.lies.project import POLICY, Project, Work

EXAMPLE = "example"
STYLES = ("linear", "merge", "squash")
SIZES = {"small": (2, 1), "middle": (4, 3), "large": (9, 4)}
"""How many units a document has, and at most how many tasks each of them."""

LENA = "Lena Lead <lena@example.org>"
NOUNS = (
    *("night", "month", "year", "rain", "frost", "wind", "station", "gauge", "report", "table", "index", "page"),
    *("reader", "writer", "store", "parser", "limit", "warning", "record", "column", "export", "import", "sum"),
)
BOXES = (
    *("An empty file is refused", "The order of lines is kept", "A gap is told at its day", "Numbers keep their sign"),
    *("The first line names the columns", "A line that is twice there counts once", "Each month has its own sum"),
)
OLD = 12  # files that are there from the beginning
QUIET = 45  # commits, an hour apart, before a document appears: more than any window reaches back


class Shape(NamedTuple):
    """What a made repository is like."""

    dialect: str
    style: str = "linear"
    size: str = "middle"
    cites: bool = True

    def __str__(self) -> str:
        return " ".join((self.dialect, self.style, self.size, "" if self.cites else "uncited")).strip()


def random_shape(dialect: str, random: Random) -> Shape:
    """A shape of a dialect; a squash leaves no id to cite."""
    style = random.choice(STYLES)
    cites = FORMS[dialect].cites and style != "squash" and random.random() < 0.7
    return Shape(dialect, style, random.choice(tuple(SIZES)), cites)


def make_project(shape: Shape, seed: int) -> Project:
    """Make an honest repository of a shape; one seed, one repository."""
    random = Random(f"{shape} {seed}")
    if shape.dialect == EXAMPLE:
        return _example(random)
    return _Maker(shape, random).make()


class _Maker:
    """Makes a repository: a quiet time, a plan, and then unit after unit."""

    def __init__(self, shape: Shape, random: Random) -> None:
        self.shape, self.random = shape, random
        self.path = FORMS[shape.dialect].path.format(random.randint(1, 9))
        self.history = History()
        self.old = [f"src/old/part{number}.py" for number in range(OLD)]
        self.free = list(self.old)
        self.names: set[str] = set()
        self.units = tuple(self._unit(number) for number in range(1, SIZES[shape.size][0] + 1))
        self.name = f"{random.choice(NOUNS)}-{random.choice(NOUNS)}"
        count = len(self.units)
        self.done = count if shape.style == "squash" else random.randint(max(count // 2, 1), count)
        self.cited: dict[int, str] = {}

    def make(self) -> Project:
        """The repository."""
        policy = f"version: 1\ndocuments:\n  - {{path: '{self.path}', dialect: {self.shape.dialect}}}\n"
        files: dict[str, str | None] = {path: f"{path} = 0\n" for path in self.old}
        files |= {POLICY: policy, "README.md": "# Diary\n"}
        self.history.add("chore: begin", files)
        for number in range(QUIET):
            self.history.add(f"chore: look after it ({number})", {f"notes/{number % 7}.txt": f"{number}\n"})
        work = {"linear": self._linear, "merge": self._merged, "squash": self._squashed}[self.shape.style]()
        return Project(self.history, (self.path,), self.random, work=tuple(work), dialect=self.shape.dialect)

    def _text(self, done: int) -> str:
        ids = {number: f"⟦{name}⟧" for number, name in self.cited.items()} if self.shape.cites else {}
        known = ids or ({0: ""} if self.shape.cites else {})
        return render(self.shape.dialect, Plan(self.name, self.units, done, known))

    def _linear(self) -> list[Work]:
        self.history.add(f"docs: plan {self.name}", {self.path: self._text(0)})
        work: list[Work] = []
        for unit in self.units[: self.done]:
            commit = self.history.add(self._message(unit), self._files(unit))
            self.cited[unit.number] = commit.name
            if self.random.random() < 0.5:
                self.history.add("chore: mend a word", {"README.md": f"# Diary {unit.number}\n"})
            self.history.add(f"docs: {unit.title} is done", {self.path: self._text(unit.number)}, author=LENA)
            work += _works(unit, commit.name)
        return work

    def _merged(self) -> list[Work]:
        trunk = self.history.add(f"docs: plan {self.name}", {self.path: self._text(0)}).name
        work: list[Work] = []
        for unit in self.units[: self.done]:
            commit = self.history.add(self._message(unit), self._files(unit), parent=trunk)
            self.cited[unit.number] = commit.name
            tick = {self.path: self._text(unit.number)}
            tip = self.history.add(f"docs: {unit.title} is done", tick, author=LENA)
            message = f"Merge branch 'unit-{unit.number}'"
            trunk = self.history.add(message, {}, parent=trunk, merged=tip.name).name
            work += _works(unit, commit.name)
        return work

    def _squashed(self) -> list[Work]:
        """All units in one commit with the document, or each in one of its own, that brings its tick."""
        if self.random.random() < 0.5:
            files = {path: text for unit in self.units for path, text in self._files(unit).items()}
            files[self.path] = self._text(self.done)
            commit = self.history.add(f"{self.name.capitalize()} (#7)", files)
            return [work for unit in self.units for work in _works(unit, commit.name)]
        self.history.add(f"docs: plan {self.name} (#6)", {self.path: self._text(0)})
        work: list[Work] = []
        for unit in self.units[: self.done]:
            files = {**self._files(unit), self.path: self._text(unit.number)}
            work += _works(unit, self.history.add(f"{unit.title} (#{unit.number + 6})", files).name)
        return work

    def _message(self, unit: Unit) -> str:
        listed = "".join(f"- Task {unit.number}.{n}: {task.title}\n" for n, task in enumerate(unit.tasks, 1))
        return f"feat(diary): batch {unit.number} - {unit.title.lower()}\n\n{listed}"

    def _files(self, unit: Unit) -> dict[str, str | None]:
        files: dict[str, str | None] = {}
        for task in unit.tasks:
            if task.action in ("delete", "rename"):
                files[task.path] = None
            else:
                name = Path(task.path).stem
                files[task.path] = f'"""{task.title}."""\n\n\ndef {name}():\n    return {unit.number}\n'
            if task.new_path:
                files[task.new_path] = self._content(task.path)
        return files

    def _content(self, path: str) -> str:
        return self.history.tree()[path]

    def _unit(self, number: int) -> Unit:
        tasks = tuple(self._task(number) for _ in range(self.random.randint(1, SIZES[self.shape.size][1])))
        if all(task.action == "delete" for task in tasks):  # a phase delivers something
            tasks = (replace(self._task(number), action="create", path=self._path(number), new_path=""), *tasks)
        return Unit(number, f"{self._noun().capitalize()} and {self._noun()} of part {number}", tasks)

    def _task(self, number: int) -> Task:
        action = self.random.choice(("create", "create", "create", "modify", "modify", "delete", "rename"))
        if action != "create" and len(self.free) < 5:  # some stay as they are: the lies name them
            action = "create"
        old = self.free.pop(self.random.randrange(len(self.free))) if action != "create" else ""
        path, new = (old or self._path(number)), self._path(number) if action == "rename" else ""
        name = Path(new or path).stem.replace("_", " ")
        boxes = tuple(f"{box} in the {name}" for box in self.random.sample(BOXES, self.random.randint(0, 3)))
        return Task(f"The {name}", action, path, new, boxes)

    def _path(self, number: int) -> str:
        while True:
            name = f"{self._noun()}_{self._noun()}.py"
            if name not in self.names:  # a namesake elsewhere would stand for it
                self.names.add(name)
                return f"src/part{number}/{name}"

    def _noun(self) -> str:
        return self.random.choice(NOUNS)


def _works(unit: Unit, commit: str) -> list[Work]:
    return [Work(task.path, task.new_path, task.action, unit.number, commit) for task in unit.tasks]


@cache
def _read_example() -> History:
    """The history of the example, whose slow commands are left out: their results are planted by hand."""
    program = Path(__file__).resolve().parents[2] / "example_repo" / "history.py"
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, str(program), f"{name}/example"], check=True)
        history = read_history(Path(name) / "example")
    changes = {
        POLICY: (("run: [python, -m, compileall, -q, diary]", "run: [git, --version]"),),
        "pipeline.yaml": (
            ('tests: {results: [reports/junit.xml], command: unit, inputs: ["diary/**", "tests/**"]}', "tests: false"),
            ("coverage: {data: [.coverage], command: unit, least: 90}", "coverage: false"),
        ),
    }
    for path, words in changes.items():
        for commit in history.commits:
            text = commit.files.get(path)
            for old, new in words if text else ():
                assert text is not None
                assert old in text
                text = text.replace(old, new)
            if text:
                commit.files[path] = text
    return history


def _example(random: Random) -> Project:
    history = copy.deepcopy(_read_example())
    tree = history.tree()
    documents = [path for path in tree if path.endswith(("tasks.md", "tasks_list.md"))]
    documents += [path for path in tree if path.startswith(("docs/active-workflows/", "workflows/"))]
    return Project(history, tuple(sorted(documents)), random, dialect=EXAMPLE)


__all__ = ["DORA", "EXAMPLE", "LENA", "SIZES", "STYLES", "Shape", "make_project", "random_shape"]
