"""The pytest plugin: every pytest run on a machine imports this, so the rest is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.options import add_options, is_active, is_active_early, needs_markers

if TYPE_CHECKING:
    from collections.abc import Generator


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each also a key of pytest's configuration."""
    add_options(parser)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Load no ``conftest.py`` because a document beside it is named."""
    if not is_active_early(early_config):
        return (yield)
    from pytest_phasegate.plugin.first_conftests import without_documents

    with without_documents(early_config):
        return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and the hooks that do the work where the plugin is active."""
    if needs_markers(config):
        from pytest_phasegate.plugin.markers import register_markers

        register_markers(config)
    if is_active(config):
        from pytest_phasegate.plugin.hooks import register_hooks
        from pytest_phasegate.plugin.runner_commands import safe_error

        try:
            register_hooks(config)
        except pytest.UsageError as error:
            raise safe_error(error) from error
