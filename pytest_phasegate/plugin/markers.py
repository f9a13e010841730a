"""The markers that select checks: one for all, and one for each kind of gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.plugin.options import MARKER

if TYPE_CHECKING:
    import pytest

WAIVERS = "waivers"
"""The kind of the check that finds waivers without a check; it is no gate, for no policy may turn it off."""

TASK_LIST = "base"
"""The kind of the check that finds what a document has at the base and no more; no policy may turn it off either."""

NO_GATES = (WAIVERS, TASK_LIST)


def register_markers(config: pytest.Config) -> None:
    """Make ``-m phasegate`` and ``-m phasegate_commit`` known to pytest, which may be told to refuse other words."""
    config.addinivalue_line("markers", f"{MARKER}: every check of a task document")
    for kind in (*GATES, *NO_GATES):
        config.addinivalue_line("markers", f"{marker_name(kind)}: the {kind} checks of task documents")


def marker_name(kind: str) -> str:
    """The marker of a kind of gate: ``phasegate_commit``."""
    return f"{MARKER}_{kind.replace('-', '_')}"
