"""How pytest is configured at another commit: which file it would find there, and what that file says."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.plugin.options import OPTIONS, SWITCH
from pytest_phasegate.plugin.project import argument_paths
from pytest_phasegate.policy.find import PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.git.commit_files import CommitFiles
    from pytest_phasegate.policy.tree import Node

    Values = Mapping[str, object]

ADDOPTS = "addopts"
_KEYS = (SWITCH, *(option.key for option in OPTIONS))
_TOML_NAMES = ("pytest.toml", ".pytest.toml")  # since pytest 9
_INI_NAMES = ("pytest.ini", ".pytest.ini")
_OTHER_NAMES = (PYPROJECT, "tox.ini", "setup.cfg")


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


def read_settings(config: pytest.Config, files: CommitFiles) -> PytestSettings:
    """Read the configuration that pytest would find at a commit.

    Raises:
        PhasegateError: it cannot be read.
    """
    is_named = config.getoption("inifilename")
    told = config.rootpath if is_named or config.getoption("rootdir") else None
    found = _named_file(config, files) if is_named else _found_file(config, files)
    start = config.rootpath if argument_paths(config) else config.invocation_params.dir
    place, values = found or (start / PYPROJECT, {})
    return PytestSettings(
        rootdir=told or place.parent,
        is_chosen=bool(told or found),
        values={**values, **{key: config.getini(key) for key in _KEYS if _is_overridden(config, key)}},
        folder=place.parent,
        addopts=None if _is_overridden(config, ADDOPTS) else words_of(values.get(ADDOPTS)),
    )


def read_addopts(config: pytest.Config) -> Sequence[str]:
    """The words that the file which configures this run adds to the command line; they may hide themselves from pytest.

    Raises:
        PhasegateError: it cannot be read.
    """
    values = _values(config.inipath, config.inipath.read_bytes()) if config.inipath else None
    return words_of((values or {}).get(ADDOPTS))


def words_of(value: object) -> list[str]:
    """The words of a value, which is a list or a line of them."""
    if isinstance(value, str):
        return shlex.split(value)
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _is_overridden(config: pytest.Config, key: str) -> bool:
    """Whether the command line or the environment sets a key of the configuration: ``addopts`` do not count."""
    given = (*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *config.invocation_params.args)
    words = [str(word) for word in given]
    values = [after for before, after in pairwise(words) if before in ("-o", "--override-ini")]
    values += [word.removeprefix("--override-ini=") for word in words if word.startswith("--override-ini=")]
    values += [word[2:] for word in words if word.startswith("-o") and len(word) > 2]
    return any(value.startswith(f"{key}=") for value in values)


def _named_file(config: pytest.Config, files: CommitFiles) -> tuple[Path, Values]:
    """The file that ``-c`` names; one that lies outside of the repository is nobody's but the user's."""
    place = config.invocation_params.dir / config.getoption("inifilename")
    if not files.holds(place):
        return place, {key: config.getini(key) for key in _KEYS} | {ADDOPTS: read_addopts(config)}
    data = files.read(place)
    return place, (_values(place, data) or {}) if data is not None else {}


def _found_file(config: pytest.Config, files: CommitFiles) -> tuple[Path, Values] | None:
    """The file that pytest would find by itself; without any, the first pyproject.toml, as pytest takes it."""
    pyproject: Path | None = None
    for place in _candidates(config, files):
        data = files.read(place)
        if data is None:
            continue
        if (values := _values(place, data)) is not None:
            return place, values
        if place.name == PYPROJECT and pyproject is None:
            pyproject = place
    return (pyproject, {}) if pyproject else None


def _candidates(config: pytest.Config, files: CommitFiles) -> Iterator[Path]:
    """The files that may configure pytest, in the order in which it looks for them."""
    names = (*(_TOML_NAMES if pytest.version_tuple >= (9,) else ()), *_INI_NAMES, *_OTHER_NAMES)
    for start in argument_paths(config) or (config.invocation_params.dir,):
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
    from pytest_phasegate.policy.toml import read_toml  # late: few runs have a base

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
