"""The environment in which programs of the policy run: few variables, each for a reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """The variables that a program of the policy gets.

    Args:
        names: variables to pass on besides the usual few, where they are set.
        source: where to take them from; by default this process's own environment.
    """
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
