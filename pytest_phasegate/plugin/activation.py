"""Whether a run judges documents, told before anything else of the plugin is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.plugin.options import BASE, MARKER, NO_SWITCH, OPTIONS, SWITCH

if TYPE_CHECKING:
    import pytest


def is_active(config: pytest.Config) -> bool:
    """Whether the plugin is to judge documents: the command line decides, else pytest's configuration.

    Raises:
        pytest.UsageError: the run is to be held against a base, and that cannot be.
    """
    given = config.getoption(SWITCH)
    if given is False and config.getoption(BASE.key):
        _check_switch(config)
    if given is not None:
        return bool(given)
    if not config.getini(SWITCH) and config.getoption(BASE.key):
        from pytest_phasegate.plugin.settings import is_active_at_base

        return is_active_at_base(config)
    return bool(config.getini(SWITCH))


def _check_switch(config: pytest.Config) -> None:
    """Raise pytest.UsageError where addopts that the head changed may have switched the plugin off."""
    from pytest_phasegate.plugin.settings import find_base, own_words

    if NO_SWITCH not in own_words(config):
        find_base(config)  # which refuses such addopts


def refuse_idle_options(config: pytest.Config) -> None:
    """Raise pytest.UsageError for an option of ours on the command line of a run that judges nothing.

    Such a run was green whatever the documents claim. In pytest's configuration, ``addopts`` too, they are defaults.
    """
    given = [option.flag for option in OPTIONS if config.getoption(option.key)]
    words = [str(word).partition("=")[0] for word in config.invocation_params.args] if given else []
    idle = [flag for flag in given if flag in words]
    if idle and config.getoption(SWITCH) is None:
        import pytest

        what = f"{' and '.join(idle)} {'needs' if len(idle) == 1 else 'need'} --phasegate"
        raise pytest.UsageError(f"{what}: without it no document is judged")


def is_active_early(config: pytest.Config) -> bool:
    """Whether the plugin will be active, told before the command line is read in full."""
    given = getattr(config.known_args_namespace, "phasegate", None)
    return bool(config.getini("phasegate") if given is None else given)


def needs_markers(config: pytest.Config) -> bool:
    """Whether our markers may be asked for: where they are not, the gates need not be imported to list them."""
    return bool(is_active(config) or config.getoption("markers") or MARKER in (config.getoption("markexpr") or ""))


def register_markers(config: pytest.Config) -> None:
    """Make ``-m phasegate`` and ``-m phasegate_commit`` known to pytest, which may be told to refuse other words."""
    from pytest_phasegate.all_gates import GATES, NO_GATES

    config.addinivalue_line("markers", f"{MARKER}: every check of a task document")
    gates = GATES
    if is_active(config):
        from pytest_phasegate.plugin.extensions import registry_of

        gates = registry_of(config).tables.gates
    for kind in (*gates, *NO_GATES):
        config.addinivalue_line("markers", f"{MARKER}_{kind.replace('-', '_')}: the {kind} checks of task documents")
