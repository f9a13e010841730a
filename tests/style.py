"""Measures the style of a package, and names the places that miss a mark."""

from __future__ import annotations

import ast
import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef

DECISIONS = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.comprehension)

SMALL = {
    "__init__": "says what its folder is",
    "location": "the lowest layer: one record, which all others use",
    "garbage_collector": "switches off what is global: kept apart from what runs under it",
    "dialects": "a dialect is a table: a short one is a good one",
    "gates": "a gate is one rule: a short one is a good one",
}
"""Modules and folders whose modules may have fewer than 40 lines, each with the reason."""

LONG_DIALECTS = ("checkpoints", "stages")
"""The dialects with a form of their own."""


class Figure(NamedTuple):
    """What was measured; ``place`` stays the same when lines move, ``where`` says path and line."""

    place: str
    where: str
    value: int


@dataclass(frozen=True)
class Module:
    """A module of a package."""

    path: str
    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".py")

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def functions(self) -> tuple[tuple[str, Function], ...]:
        """All functions with their names, those within others as well."""
        return tuple(functions_of(self.tree))

    def figure(self, value: int, line: int = 1, name: str = "") -> Figure:
        return Figure(f"{self.path}::{name}" if name else self.path, f"{self.path}:{line}", value)


class Package(NamedTuple):
    """All modules of a package."""

    name: str
    modules: tuple[Module, ...]

    def under(self, folder: str) -> list[Module]:
        """The modules that stand in a folder itself, without the one that says what it is."""
        place = f"{self.name}/{folder}"
        return [module for module in self.modules if module.folder == place and module.stem != "__init__"]


class Mark(NamedTuple):
    """A bound for a figure; what is beyond it misses the mark."""

    name: str
    figures: Callable[[Package], Iterable[Figure]]
    most: int | None = None
    least: int | None = None

    def misses(self, value: int) -> bool:
        return (self.most is not None and value > self.most) or (self.least is not None and value < self.least)

    def is_worse(self, value: int, known: int) -> bool:
        return value < known if self.most is None else value > known

    @property
    def bound(self) -> str:
        return f"at least {self.least}" if self.most is None else f"at most {self.most}"


def faults(mark: Mark, package: Package, known: Mapping[str, int]) -> list[str]:
    """What misses a mark and is not known to, or misses it by more than is known, and what is known but mended."""
    found = {figure.place: figure for figure in mark.figures(package) if mark.misses(figure.value)}
    worse = [
        f"{figure.where}: {mark.name}: {figure.value}, {mark.bound} "
        f"(its row in MISSED: {place!r}: {known.get(place, 'none')})"
        for place, figure in found.items()
        if place not in known or mark.is_worse(figure.value, known[place])
    ]
    mended = [
        f"{mark.name}: {mark.bound} holds for {place!r}: take its row out of MISSED"
        for place in known
        if place not in found
    ]
    return [*worse, *mended]


def read_package(folder: Path) -> Package:
    modules = []
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder.parent).as_posix()
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules.append(Module(path, name, file.read_text(encoding="utf-8")))
    return Package(folder.name, tuple(modules))


def functions_of(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from functions_of(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", node
            yield from functions_of(node, f"{prefix}{node.name}.")
        elif not isinstance(node, ast.expr):
            yield from functions_of(node, prefix)


def percentile(values: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile, so that it is one of the values."""
    return sorted(values)[max(1, math.ceil(percent / 100 * len(values))) - 1] if values else 0


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def branches(function: Function) -> int:
    """One and the decisions of a function, those of functions within it as well."""
    nodes = list(ast.walk(function))
    conditions = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    return 1 + conditions + sum(isinstance(node, (*DECISIONS, ast.match_case)) for node in nodes)


def arguments(name: str, function: Function) -> int:
    """The arguments without the first one of a method."""
    args = function.args
    total = len(args.posonlyargs) + len(args.args) + len(args.kwonlyargs)
    first = [arg.arg for arg in (*args.posonlyargs, *args.args)][:1]
    return total - ("." in name and first in (["self"], ["cls"]))


def of_functions(measure: Callable[[str, Function], int]) -> Callable[[Package], Iterator[Figure]]:
    def figures(package: Package) -> Iterator[Figure]:
        for module in package.modules:
            for name, function in module.functions:
                yield module.figure(measure(name, function), function.lineno, name)

    return figures


def lengths_at(percent: int) -> Callable[[Package], Iterator[Figure]]:
    """A percentile of the lengths of all functions."""

    def figures(package: Package) -> Iterator[Figure]:
        lengths = [length(function) for module in package.modules for _, function in module.functions]
        yield Figure(package.name, package.name, percentile(lengths, percent))

    return figures


def branches_of_folders(package: Package) -> Iterator[Figure]:
    for folder in sorted({module.folder for module in package.modules}):
        inside = [module for module in package.modules if module.folder == folder]
        values = [branches(function) for module in inside for _, function in module.functions]
        yield Figure(folder, folder, percentile(values, 90))


def of_modules(package: Package) -> Iterator[Figure]:
    return (module.figure(module.lines, module.lines) for module in package.modules)


def of_larger_modules(package: Package) -> Iterator[Figure]:
    """The modules of which none may be tiny."""
    for module in package.modules:
        if not SMALL.keys() & {module.stem, module.folder.rpartition("/")[2]}:
            yield module.figure(module.lines)


def of_dialects(*, long: bool) -> Callable[[Package], Iterator[Figure]]:
    def figures(package: Package) -> Iterator[Figure]:
        for module in package.under("documents/dialects"):
            if (module.stem in LONG_DIALECTS) is long:
                yield module.figure(module.lines, module.lines)

    return figures


def of_gates(package: Package) -> Iterator[Figure]:
    return (module.figure(module.lines, module.lines) for module in package.under("gates"))


def of_all(package: Package) -> Iterator[Figure]:
    yield Figure(package.name, package.name, sum(module.lines for module in package.modules))


def counted(module: Module, lines: Sequence[int]) -> Iterator[Figure]:
    """How often a module does what none may do, at the first line that does it."""
    if lines:
        yield module.figure(len(lines), min(lines))


def attributes(module: Module, owner: str) -> Iterator[ast.Attribute]:
    """Where a module uses something of a name, such as ``re.compile`` of "re"."""
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner:
            yield node


def patterns(package: Package) -> Iterator[Figure]:
    """Regular expressions where data and decisions stand: what a text says is read below them."""
    for module in package.modules:
        if module.path.startswith((f"{package.name}/model/", f"{package.name}/gates/")):
            uses = [node for node in attributes(module, "re") if node.attr not in ("Match", "Pattern")]
            yield from counted(module, [node.lineno for node in uses])


def changes_of_frozen(package: Package) -> Iterator[Figure]:
    for module in package.modules:
        changes = [node.lineno for node in attributes(module, "object") if node.attr == "__setattr__"]
        yield from counted(module, changes)


def missing_sentences(package: Package) -> Iterator[Figure]:
    """Modules that do not open with one sentence on one line."""
    for module in package.modules:
        first = (ast.get_docstring(module.tree) or "").partition("\n\n")[0]
        if not first.endswith(".") or "\n" in first or ". " in first.replace("e.g. ", ""):
            yield module.figure(1)


def names_twice(package: Package) -> Iterator[Figure]:
    """Modules of one name in a layer: a folder below the package, with all that is in it."""
    seen: Counter[tuple[str, str]] = Counter()
    for module in package.modules:
        layer = module.path.split("/")[1]
        seen[layer, module.stem] += module.stem != "__init__"
        if seen[layer, module.stem] > 1:
            yield module.figure(seen[layer, module.stem])


def imports_of(module: Module, names: set[str]) -> dict[str, int]:
    """The modules of the package that a module imports anywhere, with the lines."""
    found: dict[str, int] = {}
    for node in module.nodes:
        if isinstance(node, ast.Import):
            found.update((alias.name, node.lineno) for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found[whole if whole in names else node.module or ""] = node.lineno
    return {name: line for name, line in found.items() if name in names and name != module.name}


def cycles(package: Package) -> Iterator[Figure]:
    """Modules that import each other, directly or through others, in functions and for types as well."""
    graph = {module.name: imports_of(module, {other.name for other in package.modules}) for module in package.modules}
    reached: dict[str, set[str]] = {name: set(uses) for name, uses in graph.items()}
    for middle in graph:
        for uses in reached.values():
            if middle in uses:
                uses.update(reached[middle])
    for module in package.modules:
        ring = {other for other in reached[module.name] if module.name in reached[other]}
        lines = [line for other, line in graph[module.name].items() if other in ring]
        if lines:
            yield module.figure(len(ring), min(lines))


MARKS = (
    Mark("median of functions' lines", lengths_at(50), most=8),
    Mark("90th percentile of functions' lines", lengths_at(90), most=25),
    Mark("lines of a function", of_functions(lambda _, function: length(function)), most=60),
    Mark("90th percentile of branches in a folder", branches_of_folders, most=6),
    Mark("branches of a function", of_functions(lambda _, function: branches(function)), most=15),
    Mark("arguments of a function", of_functions(arguments), most=7),
    Mark("lines of a module at most", of_modules, most=350),
    Mark("lines of a module at least", of_larger_modules, least=40),
    Mark("lines of a dialect", of_dialects(long=False), most=120),
    Mark("lines of a dialect with a form", of_dialects(long=True), most=200),
    Mark("lines of a gate", of_gates, most=200),
    # with fifteen dialects and the commands that write documents
    Mark("lines of the package", of_all, most=31_000),
    Mark("patterns in model and gates", patterns, most=0),
    Mark("changes of frozen data", changes_of_frozen, most=0),
    Mark("sentences that open a module", missing_sentences, most=0),
    Mark("modules of one name in a layer", names_twice, most=0),
    Mark("cycles of imports", cycles, most=0),
)
