"""What a run prints besides pytest's own: a line at its head and a table at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.reports.terminal import render, render_notes
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from pytest_phasegate.plugin.session import GateSession

_COLORS = {"good": {"green": True}, "bad": {"red": True}, "doubtful": {"yellow": True}}
QUIETEST = -2
"""The verbosity (``-qq``) at which pytest is told to be so quiet that nothing of ours is printed at the end."""


def header(gates: GateSession) -> list[str]:
    """Say what is judged: documents, units, revision and policy, and what git cannot show."""
    units = sum(document.units for document in gates.documents.values())
    facts = gates.facts
    what = f"{count_of(len(gates.documents), 'document')}, {count_of(units, 'unit')}"
    lines = [f"phasegate: {what}; revision: {facts['revision']}; policy: {facts['policy']}"]
    if gates.base:
        lines += _about_base(gates)
    lines += [f"phasegate: {line}" for line in gates.registry.left_out]
    if "blind" in facts:
        lines.append(f"phasegate: {facts['blind']}")
    return [one_line(line) for line in lines]


def _about_base(gates: GateSession) -> Iterator[str]:
    """Say which policies the base has, and which are not there yet."""
    bases = [project.base for project in gates.projects if project.base]
    sources = ", ".join(dict.fromkeys(base.policy.source for base in bases if base.policy.source))
    differs = ", which differs" if any(base.is_changed for base in bases) else ""
    yield f"phasegate: base: {gates.facts['base']}; policy there: {sources or 'none'}{differs}"
    changed = ", ".join(dict.fromkeys(key for base in bases for key in base.settings.changed))
    if changed:
        yield f"phasegate: {changed} of pytest's configuration: as at the base, whatever stands here"
    if gates.waiting:
        names = ", ".join(gates.waiting)
        yield f"phasegate: new policy in {names}: until it is merged, what others find is judged by theirs"


def print_table(reporter: pytest.TerminalReporter, gates: GateSession) -> None:
    """Print how much of each document is proven."""
    outcome = gates.outcome()
    lines = render(outcome, reporter.config.get_terminal_writer().fullwidth)
    if lines:
        reporter.write_sep("=", "phasegate: what is proven")
        for line in (*lines, *render_notes(outcome, in_full=reporter.config.get_verbosity() > 0)):
            reporter.write_line(line.text, **_COLORS.get(line.tone, {}))
