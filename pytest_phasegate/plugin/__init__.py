"""The pytest plugin: every pytest run on a machine imports this, so the rest is imported when it is asked for."""

from __future__ import annotations

import pytest

from pytest_phasegate.plugin.options import add_options, is_active, needs_markers


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each also a key of pytest's configuration."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and the hooks that do the work where the plugin is active."""
    if needs_markers(config):
        from pytest_phasegate.plugin.markers import register_markers

        register_markers(config)
    if is_active(config):
        from pytest_phasegate.plugin.runner_commands import safe_error
        from pytest_phasegate.plugin.shell import register_hooks

        try:
            register_hooks(config)
        except pytest.UsageError as error:
            raise safe_error(error) from error
