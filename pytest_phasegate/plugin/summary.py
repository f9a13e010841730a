"""What a run prints besides pytest's own: a line at its head and a table at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.terminal import render, render_notes
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import pytest

    from pytest_phasegate.plugin.session import GateSession

_COLORS = {"good": {"green": True}, "bad": {"red": True}, "doubtful": {"yellow": True}}
_QUIETEST = -2


def header(gates: GateSession) -> list[str]:
    """Say what is judged: documents, units, revision and policy, and what git cannot show."""
    units = sum(document.units for document in gates.documents.values())
    facts = gates.facts
    what = f"{count_of(len(gates.documents), 'document')}, {count_of(units, 'unit')}"
    lines = [f"phasegate: {what}; revision: {facts['revision']}; policy: {facts['policy']}"]
    if gates.base:
        differs = ", which differs" if gates.base.is_changed else ""
        changed = ", ".join(gates.base.settings.changed)
        lines.append(f"phasegate: base: {facts['base']}; policy there: {gates.base.policy.source or 'none'}{differs}")
        if changed:
            lines.append(f"phasegate: {changed} of pytest's configuration: as at the base, whatever stands here")
    if "blind" in facts:
        lines.append(f"phasegate: {facts['blind']}")
    return [one_line(line) for line in lines]


def print_table(reporter: pytest.TerminalReporter, gates: GateSession) -> None:
    """Print how much of each document is proven, unless pytest is told to be very quiet."""
    if reporter.config.get_verbosity() <= _QUIETEST:
        return
    outcome = gates.outcome()
    lines = render(outcome, reporter.config.get_terminal_writer().fullwidth)
    if lines:
        reporter.write_sep("=", "phasegate: what is proven")
        for line in (*lines, *render_notes(outcome, in_full=reporter.config.get_verbosity() > 0)):
            reporter.write_line(line.text, **_COLORS.get(line.tone, {}))
