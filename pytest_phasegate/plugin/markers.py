"""The markers that select checks: one for all, and one for each kind of gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.all_gates import GATES, NO_GATES
from pytest_phasegate.plugin.options import MARKER, is_active

if TYPE_CHECKING:
    import pytest


def register_markers(config: pytest.Config) -> None:
    """Make ``-m phasegate`` and ``-m phasegate_commit`` known to pytest, which may be told to refuse other words."""
    config.addinivalue_line("markers", f"{MARKER}: every check of a task document")
    gates = GATES
    if is_active(config):
        from pytest_phasegate.plugin.extensions import registry_of

        gates = registry_of(config).tables.gates
    for kind in (*gates, *NO_GATES):
        config.addinivalue_line("markers", f"{marker_name(kind)}: the {kind} checks of task documents")


def marker_name(kind: str) -> str:
    """The marker of a kind of gate: ``phasegate_commit``."""
    return f"{MARKER}_{kind.replace('-', '_')}"
