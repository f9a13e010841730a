"""What a run is asked for: each option from the command line, else from pytest's configuration, at the base if any."""

from __future__ import annotations

import os
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.errors import OptionError, PhasegateError
from pytest_phasegate.plugin.options import BASE, CONFIG, OPTIONS, SWITCH
from pytest_phasegate.policy.root import find_root, has_policy, policy_path, relative
from pytest_phasegate.reports.escape import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_phasegate.plugin.options import Option
    from pytest_phasegate.pull_request.base_settings import BaseSettings
    from pytest_phasegate.pull_request.pytest_settings import PytestRun

_BASE = pytest.StashKey["BaseSettings | None"]()
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})  # as pytest reads a key of type bool
_REVISION, _SHARE = "phasegate_revision", "phasegate_share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is asked for, read once.

    ``values`` are those of our options, by key. A worker process of pytest-xdist is handed ``share``, a folder that all
    processes of the run know, and ``began_at``, the full id of the commit that the first process judges.
    """

    base: BaseSettings | None
    values: Mapping[str, tuple[str, ...]]
    is_worker: bool
    share: Path | None
    began_at: str | None

    def text(self, option: Option) -> str | None:
        """The value of an option that is given once."""
        return next(iter(self.values[option.key]), None)


def read_settings(config: pytest.Config) -> Settings:
    """Read the options; a worker process is handed the base by the first one.

    Raises:
        pytest.UsageError: the run is to be held against a base, and that cannot be.
    """
    handed = getattr(config, "workerinput", None)
    share = handed.get(_SHARE) if handed else None
    base = find_base(config)
    return Settings(
        base=base,
        values={option.key: _value(config, option, base) for option in OPTIONS},
        is_worker=handed is not None,
        share=Path(share) if share else None,
        began_at=handed.get(_REVISION) if handed else None,
    )


def _value(config: pytest.Config, option: Option, base: BaseSettings | None) -> tuple[str, ...]:
    value = config.getoption(option.key)
    if not value:
        value = base.values.get(option.key, ()) if base and not option.head_may_add else config.getini(option.key)
    return tuple(filter(None, [value] if isinstance(value, str) else value))


def is_active_at_base(config: pytest.Config) -> bool:
    """Whether pytest's configuration at the base makes the plugin active: the head cannot switch it off there.

    Raises:
        pytest.UsageError: that configuration cannot be read.
    """
    base = find_base(config)
    return base is not None and "".join(base.values.get(SWITCH, ())).casefold() in _TRUE


def find_base(config: pytest.Config) -> BaseSettings | None:
    """The base that this run is held against, found once.

    Raises:
        pytest.UsageError: there is no such commit, or the head changed how pytest is run.
    """
    if _BASE not in config.stash:
        config.stash[_BASE] = _read_base(config)
    return config.stash[_BASE]


def _read_base(config: pytest.Config) -> BaseSettings | None:
    handed, given = getattr(config, "workerinput", None), config.getoption(BASE.key)
    if handed is None and given is not None and not given.strip():
        raise pytest.UsageError(f"{BASE.flag} names no commit; leave the option out where there is no base")
    name = (given or config.getini(BASE.key)) if handed is None else handed.get(BASE.key)
    if not name:
        return None
    from pytest_phasegate.pull_request import base_settings

    if handed is not None:
        return base_settings.BaseSettings.from_plain(name)
    try:
        return base_settings.read_base(_pytest_run(config), name)
    except PhasegateError as error:
        about = "" if isinstance(error, OptionError) else f"{BASE.flag}: "
        raise pytest.UsageError(f"{about}{for_terminal(str(error))}") from error


def _pytest_run(config: pytest.Config) -> PytestRun:
    """How pytest is asked to run, in plain values."""
    from pytest_phasegate.pull_request.pytest_settings import OwnKey, PytestRun

    keys = {
        each.key: OwnKey(each.is_repeatable, each.head_may_add, config.getoption(each.key), config.getini(each.key))
        for each in OPTIONS
    }
    return PytestRun(
        started=config.invocation_params.dir,
        rootdir=config.rootpath,
        is_rootdir_told=bool(config.getoption("rootdir")),
        inipath=config.inipath,
        named_file=config.getoption("inifilename"),
        arguments=argument_paths(config),
        words=own_words(config),
        reads_toml=pytest.version_tuple >= (9,),
        keys={SWITCH: OwnKey(False, True, None, config.getini(SWITCH)), **keys},
    )


def own_words(config: pytest.Config) -> tuple[str, ...]:
    """The words of the command line and of the environment, which are the user's own."""
    given = (*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *config.invocation_params.args)
    return tuple(map(str, given))


def hand_over(workerinput: dict[str, Any], share: Path, commit: str | None, base: BaseSettings | None) -> None:
    """Give a worker process the folder for what is found once for all, and the commits that all must see.

    ``commit`` is the full id of the judged one; None where there is no repository.
    """
    workerinput |= {_SHARE: str(share), _REVISION: commit, BASE.key: asdict(base) if base else None}


def find_project(config: pytest.Config, base: BaseSettings | None) -> tuple[Path, str | None]:
    """The folder that a run judges, and the policy file that the user names, relative to it; None where none is named.

    On the command line it is relative to the current folder, in pytest's configuration to that file's folder.

    Raises:
        OptionError: pytest was started in one project and told to work in another one.
    """
    named = _named_policy(config)
    if base:
        root = Path(base.root)
    else:
        is_chosen = bool(config.inipath is not None or config.getoption("rootdir"))
        root = find_root(config.invocation_params.dir, config.rootpath, named, has_policy, is_chosen=is_chosen)
    return root, policy_path(named, root, config.getoption(CONFIG.key) or config.getini(CONFIG.key))


def _named_policy(config: pytest.Config) -> Path | None:
    if given := config.getoption(CONFIG.key):
        return Path(os.path.normpath(config.invocation_params.dir / given))
    told = config.getini(CONFIG.key)
    folder = config.inipath.parent if config.inipath else config.rootpath
    return Path(os.path.normpath(folder / told)) if told else None


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
