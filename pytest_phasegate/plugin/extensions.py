"""What other packages and the plugins of this run add to the gates, dialects and reports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.runs.environment import RUNNING
from pytest_phasegate.plugin.runner_commands import safe_error
from pytest_phasegate.plugin.settings import find_base
from pytest_phasegate.registry import OUTSIDE, Registry, read_registry

if TYPE_CHECKING:
    from pathlib import Path

_REGISTRY = pytest.StashKey[Registry]()


def registry_of(config: pytest.Config) -> Registry:
    """All that this run can use, found once; nobody is asked inside a command that a gate runs.

    Raises:
        pytest.UsageError: what a package adds cannot be used.
    """
    if _REGISTRY not in config.stash:
        config.stash[_REGISTRY] = Registry() if os.environ.get(RUNNING) else _read(config)
    return config.stash[_REGISTRY]


def _read(config: pytest.Config) -> Registry:
    manager = config.pluginmanager
    plugins = ((name, plugin) for name, plugin in manager.list_name_plugin() if plugin is not None)
    try:
        return read_registry(plugins, manager.is_blocked, lambda: _judged(config))
    except PhasegateError as error:
        raise safe_error(pytest.UsageError(str(error))) from error


def _judged(config: pytest.Config) -> Path | None:
    """The repository that this run is started in, where that is held against a base, or must not be imported from."""
    if find_base(config) is None and not os.environ.get(OUTSIDE):
        return None
    folders = (config.rootpath, *config.rootpath.parents)
    return next((folder for folder in folders if (folder / ".git").exists()), config.rootpath)
