"""Finds the program that a name stands for: on the search path, or at a place inside the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.runs.environment import search_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def find_program(name: str, *, directory: Path, root: Path, environment: Mapping[str, str]) -> str:
    """The absolute path of a program.

    A bare name is looked up in the folders of ``PATH`` alone: on Windows the system would begin with the current
    directory, which is the project's. A relative path counts from the working directory.

    Args:
        name: as the policy writes it.
        directory: the working directory.
        root: the project's root, which a relative path must not leave.
        environment: the variables of the program to be.

    Raises:
        EvidenceError: there is no such program; its message says why.
    """
    if not name or "\0" in name:
        raise EvidenceError("the command names no program")
    if not any(separator in name for separator in (os.sep, os.altsep) if separator):
        return _find_on_path(name, environment)
    path = Path(os.path.normpath(directory / name))  # not resolved: .venv/bin/python is a link that leads out
    if not Path(name).is_absolute() and not path.is_relative_to(root):
        raise EvidenceError(f"the program {name} lies outside the project")
    found = next(_candidates(path, environment), None)
    if found is None:
        problem = "is not executable" if path.is_file() else "is not there"
        raise EvidenceError(f"the program {name} {problem}")
    return str(found)


def _find_on_path(name: str, environment: Mapping[str, str]) -> str:
    for folder in search_path(environment):
        for path in _candidates(Path(folder, name), environment):
            return str(path)
    raise EvidenceError(f"the program {name} was not found on PATH")


def _candidates(path: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    endings = [""]
    if os.name == "nt":  # pragma: no cover - the tests' coverage is taken on Linux
        known = [ending for ending in environment.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";") if ending]
        endings = endings if path.suffix.upper() in map(str.upper, known) else known
    for ending in endings:
        candidate = path.with_name(path.name + ending)
        if candidate.is_file() and os.access(candidate, os.X_OK):
            yield candidate
