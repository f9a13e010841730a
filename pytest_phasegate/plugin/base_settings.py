"""What a run rests on where it is held against a base: the commit, the project's folder, and our options there.

The head of a pull request may change pytest's configuration as well as the policy. So our keys in it count as they are
at the base, and ``addopts`` that the head changed are refused, for they could leave any check out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.git.commit_files import CommitFiles
from pytest_phasegate.plugin.options import BASE, CONFIG, FAIL_UNDER, OPTIONS, REQUIRE, SWITCH
from pytest_phasegate.plugin.project import choose_root, holder_of, is_policy, relative
from pytest_phasegate.plugin.pytest_settings import read_addopts, read_settings, words_of
from pytest_phasegate.policy.find import NAMES, PYPROJECT
from pytest_phasegate.reports.escape import for_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pytest_phasegate.plugin.options import Option
    from pytest_phasegate.plugin.pytest_settings import PytestSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseSettings:
    """The commit that is the base, and what is asked for there; made of plain values, for it goes to workers.

    ``name`` is the revision as messages call it, ``commit`` its full id, ``root`` the project's folder. ``config`` is
    the policy file that is named, relative to the root; ``require`` and ``fail_under`` are those options. ``values``
    are all our keys of pytest's configuration there, ``changed`` those which the head sets to something else in vain.
    """

    name: str
    commit: str
    root: str
    config: str | None = None
    require: tuple[str, ...] = ()
    fail_under: str | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: tuple[str, ...] = ()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any] | None) -> BaseSettings | None:
        """Make it again from what another process sent, where lists stand for tuples."""
        if plain is None:
            return None
        values = {name: tuple(words) for name, words in plain["values"].items()}
        lists = {"require": tuple(plain["require"]), "changed": tuple(plain["changed"]), "values": values}
        return cls(**{**plain, **lists})


def read_base(config: pytest.Config) -> BaseSettings | None:
    """Find the base that a run is held against, where it is asked for.

    Raises:
        pytest.UsageError: there is no such commit, or the head changed how pytest is run.
    """
    given = config.getoption(BASE.key)
    if given is not None and not given.strip():
        raise pytest.UsageError(f"{BASE.flag} names no commit; leave the option out where there is no base")
    name = given or config.getini(BASE.key)
    if not name:
        return None
    try:
        with CommitFiles(config.rootpath, name) as files:
            return _read(config, files)
    except PhasegateError as error:
        raise pytest.UsageError(f"{BASE.flag}: {for_terminal(str(error))}") from error


def _read(config: pytest.Config, files: CommitFiles) -> BaseSettings:
    there = read_settings(config, files)
    _check_unchanged(config, files.name, there)

    def holds_policy(folder: Path) -> bool:
        return any(is_policy(name, files.read(folder / name)) for name in (*NAMES, PYPROJECT))

    holds = holder_of(_named_policy(config, there), holds_policy)
    root = choose_root(config.invocation_params.dir, there.rootdir, holds, is_chosen=there.is_chosen)
    fail_under = config.getoption(FAIL_UNDER.key) or there.values.get(FAIL_UNDER.key)
    return BaseSettings(
        name=files.name,
        commit=files.commit,
        root=str(root),
        config=_policy_path(config, root, there),
        require=tuple(config.getoption(REQUIRE.key) or words_of(there.values.get(REQUIRE.key))),
        fail_under=str(fail_under) if fail_under else None,
        values=_values(there),
        changed=_changed(config, there),
    )


def _values(there: PytestSettings) -> dict[str, tuple[str, ...]]:
    """All our keys at the base that say anything."""
    known = {option.key: option for option in OPTIONS}
    values: dict[str, tuple[str, ...]] = {}
    for key in (SWITCH, *known):
        value = there.values.get(key)
        is_list = key in known and known[key].is_repeatable
        words = words_of(value) if is_list else [] if value is None else [str(value)]
        values[key] = tuple(word for word in words if word)
    return values


def _changed(config: pytest.Config, there: PytestSettings) -> tuple[str, ...]:
    """Our keys that say something else in the judged tree, where that has no effect."""
    values = _values(there)
    keys = (each for each in OPTIONS if not each.head_may_add and each is not BASE and not config.getoption(each.key))
    return tuple(each.key for each in keys if _here(config, each) != values[each.key])


def _here(config: pytest.Config, option: Option) -> tuple[str, ...]:
    value = config.getini(option.key)
    return tuple(value) if option.is_repeatable else tuple(word for word in (str(value),) if word)


def _check_unchanged(config: pytest.Config, name: str, there: PytestSettings) -> None:
    """Raise pytest.UsageError where the head's configuration could leave checks out."""
    file = config.inipath.name if config.inipath else "pytest's configuration"
    if there.addopts is not None and there.addopts != read_addopts(config):
        raise pytest.UsageError(
            f"the addopts of {file} are not those of {name}: what a pull request adds to them could leave checks out. "
            f"Leave them aside where pull requests are judged: pytest -o addopts= {BASE.flag}=..."
        )


def _policy_path(config: pytest.Config, root: Path, there: PytestSettings) -> str | None:
    """The policy file that is named for the base, relative to the root."""
    named = _named_policy(config, there)
    path = relative(named, root) if named else None
    if named is not None and path is None:
        raise pytest.UsageError(f"{CONFIG.flag}={named}: the policy must lie in the project, which is {root}")
    return path


def _named_policy(config: pytest.Config, there: PytestSettings) -> Path | None:
    given, told = config.getoption(CONFIG.key), there.values.get(CONFIG.key)
    if not given and not told:
        return None
    named = config.invocation_params.dir / given if given else there.folder / str(told)
    return Path(os.path.normpath(named))
