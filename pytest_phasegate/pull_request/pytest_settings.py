"""How pytest is configured at another commit: which file it would find there, and what that file says."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.policy.find import PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pytest_phasegate.policy.tree import Node

    Values = Mapping[str, object]

ADDOPTS = "addopts"
_TOML_NAMES = ("pytest.toml", ".pytest.toml")  # since pytest 9
_INI_NAMES = ("pytest.ini", ".pytest.ini")
_OTHER_NAMES = (PYPROJECT, "tox.ini", "setup.cfg")


class Files(Protocol):
    """Where a configuration is read: the files of a commit, or those that lie on disk."""

    def holds(self, place: Path) -> bool:
        """Whether a place on disk is in the repository."""

    def read(self, place: Path) -> bytes | None:
        """The content of the file that lies at a place; None for none."""


class OwnKey(NamedTuple):
    """A key of ours in pytest's configuration: ``given`` on the command line, ``here`` in the judged tree.

    With ``head_may_add`` what is there counts besides what the base says, for it can only ask for more.
    """

    is_list: bool
    head_may_add: bool
    given: Any
    here: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PytestRun:
    """How pytest is asked to run, in plain values.

    ``started`` is the folder in which it is, ``arguments`` are the files and folders that it is to collect, ``words``
    is its whole command line. ``inipath`` is the file that configures it, ``named_file`` that which the user names, as
    it is named. ``reads_toml`` tells that this pytest has a TOML file of its own, ``keys`` are all of ours by name.
    """

    started: Path
    rootdir: Path
    is_rootdir_told: bool
    inipath: Path | None
    named_file: str | None
    arguments: tuple[Path, ...]
    words: tuple[str, ...]
    reads_toml: bool
    keys: Mapping[str, OwnKey]

    def overridden(self) -> set[str]:
        """The keys of the configuration that the command line or the environment sets: ``addopts`` do not count."""
        values = [after for before, after in pairwise(self.words) if before in ("-o", "--override-ini")]
        values += [word.removeprefix("--override-ini=") for word in self.words if word.startswith("--override-ini=")]
        values += [word[2:] for word in self.words if word.startswith("-o") and len(word) > 2]
        return {key for key, sign, _ in (value.partition("=") for value in values) if sign}

    def addopts(self) -> Sequence[str]:
        """The words that the file which configures this run adds to the command line.

        They are read anew, for they may hide themselves from pytest. Raises PhasegateError where they cannot be read.
        """
        values = _values(self.inipath, self.inipath.read_bytes()) if self.inipath else None
        return words_of((values or {}).get(ADDOPTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class PytestSettings:
    """How pytest is configured at a commit.

    ``rootdir`` is the folder that it would take, and ``is_chosen`` tells that this is no mere guess. ``values`` are
    those of the file, with what the command line lays over them; a path in them is relative to ``folder``. ``addopts``
    are the words that it adds to the command line, None where that says which these are.
    """

    rootdir: Path
    is_chosen: bool
    values: Values
    folder: Path
    addopts: Sequence[str] | None


def read_settings(run: PytestRun, files: Files) -> PytestSettings:
    """Read the configuration that pytest would find at a commit.

    Raises:
        PhasegateError: it cannot be read.
    """
    told = run.rootdir if run.named_file or run.is_rootdir_told else None
    overridden, found = run.overridden(), _configuring_file(run, files)
    place, values = found or ((run.rootdir if run.arguments else run.started) / PYPROJECT, {})
    return PytestSettings(
        rootdir=told or place.parent,
        is_chosen=bool(told or found),
        values={**values, **{key: run.keys[key].here for key in overridden & run.keys.keys()}},
        folder=place.parent,
        addopts=None if ADDOPTS in overridden else words_of(values.get(ADDOPTS)),
    )


def find_settings(started: Path, files: Files) -> tuple[Path, Values] | None:
    """The file that a pytest started in a folder would be configured by, and what it says; None for none.

    Raises:
        PhasegateError: it cannot be read.
    """
    run = PytestRun(
        started=started,
        rootdir=started,
        is_rootdir_told=False,
        inipath=None,
        named_file=None,
        arguments=(),
        words=(),
        reads_toml=True,
        keys={},
    )
    return _found_file(run, files)


def words_of(value: object) -> list[str]:
    """The words of a value, which is a list or a line of them."""
    if isinstance(value, str):
        return shlex.split(value)
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _configuring_file(run: PytestRun, files: Files) -> tuple[Path, Values] | None:
    """The file that ``-c`` names, else the one that pytest would find by itself, with what it says."""
    return _named_file(run, run.named_file, files) if run.named_file else _found_file(run, files)


def _named_file(run: PytestRun, name: str, files: Files) -> tuple[Path, Values]:
    """The file that ``-c`` names; one that lies outside of the repository is nobody's but the user's."""
    place = run.started / name
    if not files.holds(place):
        return place, {key: each.here for key, each in run.keys.items()} | {ADDOPTS: run.addopts()}
    data = files.read(place)
    return place, (_values(place, data) or {}) if data is not None else {}


def _found_file(run: PytestRun, files: Files) -> tuple[Path, Values] | None:
    """The file that pytest would find by itself; without any, the first pyproject.toml, as pytest takes it."""
    pyproject: Path | None = None
    for place in _candidates(run, files):
        data = files.read(place)
        if data is None:
            continue
        if (values := _values(place, data)) is not None:
            return place, values
        if place.name == PYPROJECT and pyproject is None:
            pyproject = place
    return (pyproject, {}) if pyproject else None


def _candidates(run: PytestRun, files: Files) -> Iterator[Path]:
    """The files that may configure pytest, in the order in which it looks for them."""
    names = (*(_TOML_NAMES if run.reads_toml else ()), *_INI_NAMES, *_OTHER_NAMES)
    for start in run.arguments or (run.started,):
        for folder in (start, *start.parents):
            if files.holds(folder):
                yield from (folder / name for name in names)


def _values(place: Path, data: bytes) -> Values | None:
    """What a file says as pytest's configuration; None where it is not that."""
    if place.suffix == ".toml":
        return _toml_values(place, data)
    from iniconfig import IniConfig, ParseError

    section = "tool:pytest" if place.suffix == ".cfg" else "pytest"
    try:
        sections = IniConfig(place.name, data=data.decode("utf-8", "replace"))
    except ParseError as error:
        raise EvidenceError(f"pytest's configuration cannot be read: {error}") from error
    if section in sections:
        return dict(sections[section].items())
    return {} if place.name in _INI_NAMES else None


def _toml_values(place: Path, data: bytes) -> Values | None:
    from pytest_phasegate.policy.toml import read_toml

    is_own = place.name in _TOML_NAMES
    tables = (("pytest",),) if is_own else (("tool", "pytest", "ini_options"), ("tool", "pytest"))
    for table in tables:
        node = read_toml(data, place.name, table)
        if node is not None:
            values = _plain(node)
            return values if isinstance(values, dict) else {}
    return {} if is_own else None


def _plain(node: Node) -> Any:
    if isinstance(node.value, tuple):
        return [_plain(item) for item in node.value]
    return {key: _plain(item) for key, item in node.value.items()} if isinstance(node.value, dict) else node.value
