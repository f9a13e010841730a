"""The commands that build and test a project, told by the files in its folder."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.facts import Tree

MOST_BYTES = 1024 * 1024
_TARGET = pattern(r"^(build|all|test|check)[ ]{0,4}:(?!=)", re.MULTILINE)
_MEANS = {"build": "build", "all": "build", "test": "test", "check": "test"}
_RUNNERS = (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun"), ("bun.lock", "bun"))
_FOLDER = pattern(r"[A-Za-z_][\w.-]{0,80}", re.ASCII)


class FoundCommand(NamedTuple):
    """A command by what it is for (``build``, ``test``), and the file that tells of it."""

    name: str
    run: tuple[str, ...]
    source: str


def find_commands(tree: Tree) -> tuple[FoundCommand, ...]:
    """The command that builds the project and the one that tests it, of each the first that is found.

    What the project itself calls so (a target of make, a script) comes before what its language does.
    """
    found: dict[str, FoundCommand] = {}
    for reader in (_make, _node, _cargo, _go, _python):
        for command in reader(tree):
            found.setdefault(command.name, command)
    return tuple(found[name] for name in ("build", "test") if name in found)


def _text(tree: Tree, path: str) -> str:
    return (tree.read(path, MOST_BYTES) or b"").decode("utf-8", "replace")


def _make(tree: Tree) -> Iterator[FoundCommand]:
    for path in ("Makefile", "makefile", "GNUmakefile"):
        targets = {match[1] for match in _TARGET.finditer(_text(tree, path))}
        for target in (each for each in _MEANS if each in targets):
            yield FoundCommand(_MEANS[target], ("make", target), path)


def _node(tree: Tree) -> Iterator[FoundCommand]:
    try:
        scripts = json.loads(_text(tree, "package.json")).get("scripts", {})
    except (ValueError, AttributeError, RecursionError):
        return
    runner = next((name for lock, name in _RUNNERS if tree.entry(lock) is not None), "npm")
    for name in ("build", "test"):
        if isinstance(scripts, dict) and isinstance(scripts.get(name), str):
            yield FoundCommand(name, (runner, "run", name), "package.json")
    if tree.entry("nx.json") is not None:
        yield FoundCommand("build", ("npx", "nx", "run-many", "-t", "build"), "nx.json")
        yield FoundCommand("test", ("npx", "nx", "run-many", "-t", "test"), "nx.json")


def _cargo(tree: Tree) -> Iterator[FoundCommand]:
    if tree.entry("Cargo.toml") is not None:
        yield FoundCommand("build", ("cargo", "build"), "Cargo.toml")
        yield FoundCommand("test", ("cargo", "test"), "Cargo.toml")


def _go(tree: Tree) -> Iterator[FoundCommand]:
    if tree.entry("go.mod") is not None:
        yield FoundCommand("build", ("go", "build", "./..."), "go.mod")
        yield FoundCommand("test", ("go", "test", "./..."), "go.mod")


def _python(tree: Tree) -> Iterator[FoundCommand]:
    source = next((name for name in ("pyproject.toml", "setup.py", "setup.cfg") if tree.entry(name) is not None), "")
    if not source:
        return
    packages = {path.rpartition("/")[0] for path in tree.glob("*/__init__.py")} - {"tests", "test"}
    folders = ["src"] if tree.glob("src/**/*.py") else sorted(filter(_FOLDER.fullmatch, packages))
    if folders:
        yield FoundCommand("build", ("python", "-m", "compileall", "-q", *folders), source)
    if tree.glob("tests/**/test_*.py") or "pytest" in _text(tree, source):
        yield FoundCommand("test", ("python", "-m", "pytest", "-q"), source)
