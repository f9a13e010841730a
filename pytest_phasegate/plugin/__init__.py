"""The pytest plugin: every pytest run on a machine imports this, so the rest is imported when it is asked for."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from importlib.machinery import ModuleSpec


class OwnModules:
    """Finds our modules as Python itself does, with the bytecode that the installation left.

    pytest rewrites the asserts of each module that comes with a plugin, and compiles it for that: straight after an
    installation this took more time than all else in a small run. A plugin's asserts are none that a user reads.
    """

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        """Find a module of ours; anybody else's is left to the finders that come after this one."""
        return PathFinder.find_spec(name, path) if name.startswith("pytest_phasegate.") else None


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options, each also a key of pytest's configuration; for the time of the run we find our own modules."""
    if config := pluginmanager.get_plugin("pytestconfig"):
        sys.meta_path.insert(0, OwnModules)
        config.add_cleanup(_forget_own_modules)
    from pytest_phasegate.plugin.options import add_options

    add_options(parser)


def _forget_own_modules() -> None:
    """Leave the finders as they were: another run in this process may have its own."""
    if OwnModules in sys.meta_path:
        sys.meta_path.remove(OwnModules)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Load no ``conftest.py`` because a document beside it is named."""
    from pytest_phasegate.plugin.activation import is_active_early

    if not is_active_early(early_config):
        return (yield)
    from pytest_phasegate.plugin.conftests import without_documents

    with without_documents(early_config):
        return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and the hooks that do the work where the plugin is active."""
    from pytest_phasegate.plugin.activation import is_active, needs_markers, refuse_idle_options, register_markers

    try:
        if needs_markers(config):
            register_markers(config)
        if is_active(config):
            from pytest_phasegate.plugin.hooks import register_hooks

            register_hooks(config)
        else:
            refuse_idle_options(config)
    except pytest.UsageError as error:
        from pytest_phasegate.plugin.runner_commands import safe_error

        raise safe_error(error) from error
