"""What a run rests on where it is held against a base: the commit, the project's folder, and our options there.

The head of a pull request may change pytest's configuration as well as the policy. So our keys in it count as they are
at the base, and ``addopts`` that the head changed are refused, for they could leave any check out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import OptionError
from pytest_phasegate.evidence.git.commit_files import CommitFiles
from pytest_phasegate.policy.find import NAMES, PYPROJECT
from pytest_phasegate.policy.root import find_root, is_policy, policy_path
from pytest_phasegate.pull_request.pytest_settings import read_settings, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from pytest_phasegate.pull_request.pytest_settings import OwnKey, PytestRun, PytestSettings

BASE = "phasegate_base"
CONFIG = "phasegate_config"
REQUIRE = "phasegate_require"
FAIL_UNDER = "phasegate_fail_under"


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
    def from_plain(cls, plain: Mapping[str, Any]) -> BaseSettings:
        """Make it again from what another process sent, where lists stand for tuples."""
        values = {name: tuple(words) for name, words in plain["values"].items()}
        lists = {"require": tuple(plain["require"]), "changed": tuple(plain["changed"]), "values": values}
        return cls(**{**plain, **lists})


def read_base(run: PytestRun, name: str) -> BaseSettings:
    """Find the base that a run is held against.

    Args:
        run: how pytest is asked to run.
        name: the base's revision.

    Raises:
        PhasegateError: there is no such commit, or the head changed how pytest is run.
    """
    with CommitFiles(run.rootdir, name) as files:
        there = read_settings(run, files)
        _check_unchanged(run, files.name, there)

        def holds_policy(folder: Path) -> bool:
            return any(is_policy(name, files.read(folder / name)) for name in (*NAMES, PYPROJECT))

        named = _named_policy(run, there)
        root = find_root(run.started, there.rootdir, named, holds_policy, is_chosen=there.is_chosen)
    values = {name: _words(key, there.values.get(name)) for name, key in run.keys.items()}
    fail_under = run.keys[FAIL_UNDER].given or there.values.get(FAIL_UNDER)
    return BaseSettings(
        name=files.name,
        commit=files.commit,
        root=str(root),
        config=policy_path(named, root, named),
        require=tuple(run.keys[REQUIRE].given or words_of(there.values.get(REQUIRE))),
        fail_under=str(fail_under) if fail_under else None,
        values=values,
        changed=tuple(_changed(run, values)),
    )


def _changed(run: PytestRun, values: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Our keys that say something else in the judged tree, where that has no effect."""
    for name, key in run.keys.items():
        if not (key.head_may_add or key.given or name == BASE) and _words(key, key.here) != values[name]:
            yield name


def _words(key: OwnKey, value: object) -> tuple[str, ...]:
    """What a key says, as words; none where it says nothing."""
    words = words_of(value) if key.is_list else [] if value is None else [str(value)]
    return tuple(filter(None, words))


def _check_unchanged(run: PytestRun, name: str, there: PytestSettings) -> None:
    """Raise OptionError where the head's configuration could leave checks out."""
    file = run.inipath.name if run.inipath else "pytest's configuration"
    if there.addopts is not None and there.addopts != run.addopts():
        raise OptionError(
            f"the addopts of {file} are not those of {name}: what a pull request adds to them could leave checks out. "
            "Leave them aside where pull requests are judged: pytest -o addopts= --phasegate-base=..."
        )


def _named_policy(run: PytestRun, there: PytestSettings) -> Path | None:
    """The policy file that is named for the base: on the command line, else in pytest's configuration there."""
    given, told = run.keys[CONFIG].given, there.values.get(CONFIG)
    if not given and not told:
        return None
    return Path(os.path.normpath(run.started / given if given else there.folder / str(told)))
