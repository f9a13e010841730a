"""Where the project is, and which of its paths the command line names."""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.options import CONFIG
from pytest_phasegate.policy.find import NAMES, PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def find_root(config: pytest.Config) -> Path:
    """Find the folder that documents, policy and paths are relative to.

    It is the nearest one with a policy, from where pytest was started upwards in the same repository. Without any it is
    pytest's rootdir, except where a policy lies further up in the same repository: then it is that policy's folder. And
    where pytest only guessed its rootdir from the paths given, because nothing there configures it, it is the top of
    the repository.

    Raises:
        pytest.UsageError: pytest was started in one project and told to work in another one.
    """
    named = _named_policy(config)
    is_chosen = config.inipath is not None or config.getoption("rootdir")
    started = config.invocation_params.dir
    return choose_root(started, config.rootpath, holder_of(named, has_policy), is_chosen=bool(is_chosen))


def holder_of(named: Path | None, holds_policy: Callable[[Path], bool]) -> Callable[[Path], bool]:
    """Whether a folder holds a policy; where the user names one, that must lie below the folder."""
    return lambda folder: (named is None or folder in named.parents) and holds_policy(folder)


def choose_root(started: Path, rootdir: Path, holds_policy: Callable[[Path], bool], *, is_chosen: bool) -> Path:
    """Find the root, as ``find_root`` says.

    Args:
        started: where pytest was started.
        rootdir: pytest's rootdir.
        holds_policy: whether a folder holds a policy.
        is_chosen: whether the rootdir is configured or told, so that it is the root where there is no policy.

    Raises:
        pytest.UsageError: pytest was started in one project and told to work in another one.
    """
    nearest = next((folder for folder in _upwards(started, rootdir) if holds_policy(folder)), None)
    if nearest is None:
        return root_from(rootdir, holds_policy, is_chosen=is_chosen)
    if nearest == rootdir or nearest in rootdir.parents or rootdir in nearest.parents:
        return nearest
    other = root_from(rootdir, holds_policy, is_chosen=is_chosen)
    what = f"the policy in {other}" if holds_policy(other) else f"no policy in {other}"
    raise pytest.UsageError(
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


def root_from(start: Path, holds_policy: Callable[[Path], bool], *, is_chosen: bool) -> Path:
    """The first folder with a policy, from one upwards to the top of the repository; without any, the one or the top.

    Args:
        start: pytest's rootdir.
        holds_policy: whether a folder holds a policy.
        is_chosen: whether that rootdir is configured or told, so that it is the root where there is no policy.
    """
    folders = [start]
    if any((folder / ".git").exists() for folder in (start, *start.parents)):
        for parent in start.parents:
            if (folders[-1] / ".git").exists():
                break
            folders.append(parent)
    for folder in folders:
        if holds_policy(folder):
            return folder
    return folders[0] if is_chosen else folders[-1]


def has_policy(folder: Path) -> bool:
    """Whether a folder holds a policy file."""
    if any((folder / name).is_file() for name in NAMES):
        return True
    pyproject = folder / PYPROJECT
    try:
        # a named pipe would keep us waiting, and a device has no end
        return pyproject.is_file() and is_policy(PYPROJECT, pyproject.read_bytes())
    except OSError as error:  # what cannot be read must not pass for no policy, which asks for less
        raise pytest.UsageError(f"{pyproject} cannot be read: {error.strerror}") from error


def is_policy(name: str, data: bytes | None) -> bool:
    """Whether a file of this name and content (None: there is no file) is a policy."""
    return data is not None and (name != PYPROJECT or b"[tool.phasegate" in data)


def config_path(config: pytest.Config, root: Path) -> str | None:
    """The policy file that the user names, relative to the root; None where none is named.

    On the command line it is relative to the current folder, in pytest's configuration to that file's folder.

    Raises:
        pytest.UsageError: it lies outside the project.
    """
    place = _named_policy(config)
    if place is None:
        return None
    path = relative(place, root)
    if path is None:
        named = config.getoption(CONFIG.key) or config.getini(CONFIG.key)
        raise pytest.UsageError(f"{CONFIG.flag}={named}: the policy must lie in the project, which is {root}")
    return path


def _named_policy(config: pytest.Config) -> Path | None:
    given = config.getoption(CONFIG.key)
    base = config.invocation_params.dir if given else config.inipath.parent if config.inipath else config.rootpath
    named = given or config.getini(CONFIG.key)
    return Path(os.path.normpath(base / named)) if named else None


def has_path_arguments(config: pytest.Config) -> bool:
    """Whether the user said what to collect; if not, the documents take the place of ``testpaths``."""
    return config.args_source is pytest.Config.ArgsSource.ARGS


def argument_paths(config: pytest.Config) -> tuple[Path, ...]:
    """The files and folders that the command line names, their selections (``::batch-2``) left out."""
    if not has_path_arguments(config):
        return ()
    names = (argument.partition("[")[0].partition("::")[0] for argument in config.args)
    return tuple(Path(os.path.normpath(config.invocation_params.dir / name)) for name in names)


def named_files(config: pytest.Config, root: Path) -> Iterator[str]:
    """The files on the command line that may be documents, relative to the root: those that are no Python."""
    for path in argument_paths(config):
        if path.suffix not in (".py", ".pyi") and path.is_file():
            name = relative(path, root)
            if name is not None:
                yield name


def is_ignored(config: pytest.Config, path: Path) -> bool:
    """Whether ``--ignore`` or ``--ignore-glob`` leaves a document out that nobody named.

    Folders' names do not matter here (``norecursedirs``): documents in ``.specs/`` are found all the same.
    """
    base = config.invocation_params.dir
    ignored = {Path(os.path.normpath(base / name)) for name in config.getoption("ignore") or ()}
    globs = [os.path.normpath(base / glob) for glob in config.getoption("ignore_glob") or ()]
    above = (path, *path.parents)
    return any(each in ignored or any(fnmatch.fnmatch(str(each), glob) for glob in globs) for each in above)


def relative(path: Path, root: Path) -> str | None:
    """A path relative to the root with forward slashes, or None where it lies outside."""
    try:
        return Path(os.path.normpath(path)).relative_to(root).as_posix()
    except ValueError:
        return None
