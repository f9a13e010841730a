"""What programs of the policy get: few variables, each for a reason; and where a program is that a name stands for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RUNNING = "PHASEGATE_RUNNING"
"""Set to 1 in every program that a gate starts: a pytest in there must not judge gates again."""

# No PYTHONPATH and the like: a build must not pass because of the shell it was started from. No tokens, no proxies
# (their addresses hold passwords): a policy names what a command needs besides these.
PASSED_ON = frozenset(
    {
        *("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_PREFIX"),
        *("HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ"),
        # Without these, programs on Windows do not start, or do not find the user's folders.
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "OS", "NUMBER_OF_PROCESSORS"),
        *("PROCESSOR_ARCHITECTURE", "USERNAME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA"),
        *("PROGRAMDATA", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "COMMONPROGRAMFILES", "PUBLIC"),
    }
)


def clean_environment(names: Iterable[str] = (), source: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables that a program of the policy gets: the usual few, and those named, where they are set."""
    source = os.environ if source is None else source
    wanted = PASSED_ON | {_as_compared(name) for name in names}
    environment = {
        name: value
        for name, value in source.items()
        if _as_compared(name) in wanted or _as_compared(name).startswith("LC_")
    }
    return {**environment, "PATH": os.pathsep.join(search_path(environment)), RUNNING: "1"}


def search_path(environment: Mapping[str, str]) -> list[str]:
    """The folders of ``PATH``, without the empty and relative ones, which stand for places in the project."""
    return [folder for folder in environment.get("PATH", os.defpath).split(os.pathsep) if Path(folder).is_absolute()]


def _as_compared(name: str) -> str:
    return name.upper() if os.name == "nt" else name


def find_program(name: str, *, directory: Path, root: Path, environment: Mapping[str, str]) -> str:
    """The absolute path of a program, as the policy writes it; EvidenceError says why there is none.

    A bare name is looked up in the folders of ``PATH`` alone: on Windows the system would begin with the current
    directory, which is the project's. A relative path counts from the working directory, and must not leave the root.
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
        known = list(filter(None, environment.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";")))
        endings = endings if path.suffix.upper() in map(str.upper, known) else known
    for ending in endings:
        candidate = path.with_name(path.name + ending)
        if candidate.is_file() and os.access(candidate, os.X_OK):
            yield candidate
