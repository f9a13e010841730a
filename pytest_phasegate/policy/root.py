"""Which folder is the project that a run judges: the nearest one that holds a policy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import OptionError
from pytest_phasegate.policy.find import NAMES, PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Callable


def find_root(
    started: Path, rootdir: Path, named: Path | None, holds_policy: Callable[[Path], bool], *, is_chosen: bool
) -> Path:
    """Find the folder that documents, policy and paths are relative to.

    It is the nearest one with a policy, from where pytest was started upwards in the same repository. Without any it is
    pytest's rootdir, except where a policy lies further up in the same repository: then it is that policy's folder. And
    where pytest only guessed its rootdir from the paths given, because nothing there configures it, it is the top of
    the repository.

    Args:
        started: where pytest was started.
        rootdir: pytest's rootdir.
        named: the policy that the user names, if one is; only a folder above it holds a policy.
        holds_policy: whether a folder holds a policy.
        is_chosen: whether the rootdir is configured or told, so that it is the root where there is no policy.

    Raises:
        OptionError: pytest was started in one project and told to work in another one.
    """

    def holds(folder: Path) -> bool:
        return (named is None or folder in named.parents) and holds_policy(folder)

    nearest = next((folder for folder in _upwards(started, rootdir) if holds(folder)), None)
    if nearest is not None and (nearest == rootdir or nearest in rootdir.parents or rootdir in nearest.parents):
        return nearest
    other = _root_from(rootdir, holds, is_chosen=is_chosen)
    if nearest is None:
        return other
    what = f"the policy in {other}" if holds(other) else f"no policy in {other}"
    raise OptionError(
        f"phasegate cannot tell which policy holds: pytest was started in {started}, where the one in {nearest} does, "
        f"and its rootdir is {rootdir}, with {what}. Start it in the project that is to be judged"
    )


def _upwards(start: Path, last: Path) -> tuple[Path, ...]:
    """The folders from one upwards: to the top of its repository, or to another one, whichever comes first."""
    folders = (start, *start.parents)
    for count, folder in enumerate(folders, start=1):
        if folder == last or (folder / ".git").exists():
            return folders[:count]
    return (start,)


def _root_from(start: Path, holds: Callable[[Path], bool], *, is_chosen: bool) -> Path:
    """The first folder with a policy, from one upwards in its repository; without any, that one or the top."""
    folders = [start]
    if any((folder / ".git").exists() for folder in (start, *start.parents)):
        for parent in start.parents:
            if (folders[-1] / ".git").exists():
                break
            folders.append(parent)
    for folder in folders:
        if holds(folder):
            return folder
    return folders[0] if is_chosen else folders[-1]


def has_policy(folder: Path) -> bool:
    """Whether a folder on disk holds a policy file.

    Raises:
        OptionError: its ``pyproject.toml`` cannot be read.
    """
    if any((folder / name).is_file() for name in NAMES):
        return True
    pyproject = folder / PYPROJECT
    try:
        # a named pipe would keep us waiting, and a device has no end
        return pyproject.is_file() and is_policy(PYPROJECT, pyproject.read_bytes())
    except OSError as error:  # what cannot be read must not pass for no policy, which asks for less
        raise OptionError(f"{pyproject} cannot be read: {error.strerror}") from error


def is_policy(name: str, data: bytes | None) -> bool:
    """Whether a file of this name and content (None: there is no file) is a policy."""
    return data is not None and (name != PYPROJECT or b"[tool.phasegate" in data)


def policy_path(named: Path | None, root: Path, told: object) -> str | None:
    """The policy file that the user names, relative to the root; None where none is named.

    ``told`` is what the user wrote.

    Raises:
        OptionError: it lies outside the project.
    """
    if named is None:
        return None
    path = relative(named, root)
    if path is None:
        raise OptionError(f"--phasegate-config={told}: the policy must lie in the project, which is {root}")
    return path


def relative(path: Path, root: Path) -> str | None:
    """A path relative to the root with forward slashes, or None where it lies outside."""
    try:
        return Path(os.path.normpath(path)).relative_to(root).as_posix()
    except ValueError:
        return None
