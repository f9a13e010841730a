"""The value of an option: from the command line, else from pytest's configuration, at the base if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.base_settings import BaseSettings, read_base
from pytest_phasegate.plugin.options import SWITCH

if TYPE_CHECKING:
    from pytest_phasegate.plugin.options import Option

BASE = "phasegate_base"
"""The name under which a worker process of pytest-xdist is handed the base."""

_BASE = pytest.StashKey["BaseSettings | None"]()
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})  # as pytest reads a key of type bool


def base_of(config: pytest.Config) -> BaseSettings | None:
    """The base that this run is held against, found once.

    Raises:
        pytest.UsageError: there is no such commit, or the head changed how pytest is run.
    """
    if _BASE not in config.stash:
        given = getattr(config, "workerinput", None)
        config.stash[_BASE] = read_base(config) if given is None else BaseSettings.from_plain(given.get(BASE))
    return config.stash[_BASE]


def text_value(config: pytest.Config, option: Option) -> str | None:
    """The value of an option that is given once.

    Raises:
        pytest.UsageError: the run is to be held against a base, and that cannot be.
    """
    given = config.getoption(option.key)
    if given:
        return str(given)
    there = _at_base(config, option)
    return (config.getini(option.key) if there is None else "".join(there[:1])) or None


def list_value(config: pytest.Config, option: Option) -> tuple[str, ...]:
    """The values of an option that may be given several times; the command line replaces the configuration's.

    Raises:
        pytest.UsageError: the run is to be held against a base, and that cannot be.
    """
    given = config.getoption(option.key)
    if given:
        return tuple(given)
    there = _at_base(config, option)
    return tuple(config.getini(option.key)) if there is None else there


def is_active_at_base(config: pytest.Config) -> bool:
    """Whether pytest's configuration at the base makes the plugin active: the head cannot switch it off there.

    Raises:
        pytest.UsageError: that configuration cannot be read.
    """
    base = base_of(config)
    return base is not None and "".join(base.values.get(SWITCH, ())).casefold() in _TRUE


def _at_base(config: pytest.Config, option: Option) -> tuple[str, ...] | None:
    """What an option's key says at the base; None where the judged tree's own counts."""
    base = None if option.head_may_add else base_of(config)
    return None if base is None else base.values.get(option.key, ())
