"""``phasegate gates``: every kind of gate, what it asks for, and the settings that a policy may give it."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_phasegate.commands.command import Asked, Line, Told
from pytest_phasegate.commands.layout import paragraph, rows
from pytest_phasegate.commands.names import no_such

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Gate


@dataclass(frozen=True, slots=True)
class Setting:
    """A key that a policy may set of a gate; ``takes`` says what its value must be."""

    name: str
    takes: str
    default: Any
    doc: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A gate: ``reads`` are claims, levels or parts of a policy of which it needs one; none: it is asked anyway."""

    kind: str
    doc: str
    runs_commands: bool
    reads: tuple[str, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The gates, in the order in which a unit's checks are listed."""

    gates: tuple[Shown, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "List the gates; with the names of some, their settings and defaults too."
    parser.add_argument("names", nargs="*", metavar="GATE", help="show the settings of this gate")


def run(asked: Asked) -> Told:
    """List the gates that are asked for, or all."""
    gates, names = asked.registry.tables.gates, asked.options.names
    for name in names:
        if name not in gates:
            raise no_such("gate", name, gates)
    shown = tuple(_shown(gates[kind]) for kind in names or gates)
    if names:
        return Told(Answer(shown), [line for each in shown for line in _in_full(each)])
    hint = "phasegate gates GATE shows the settings of one; docs/gates.md tells more."
    lines = [*rows((each.kind, each.doc) for each in shown), Line(""), Line(hint, "dim")]
    return Told(Answer(shown), lines)


def _shown(gate: Gate) -> Shown:
    from pytest_phasegate.policy.settings import settings_keys

    kind: Any = gate.settings
    doc = inspect.cleandoc(import_module(gate.module).__doc__ or "").partition("\n")[0]
    settings = (Setting(name, key.takes.words, key.default, key.doc) for name, key in settings_keys(kind).items())
    return Shown(gate.kind, doc, gate.runs_commands, tuple(sorted(gate.reads or ())), tuple(settings))


def _in_full(gate: Shown) -> Iterator[Line]:
    yield Line(gate.kind, "head")
    yield from paragraph(gate.doc, 2)
    if gate.runs_commands:
        yield from paragraph("It runs commands of the policy, after all gates that only read.", 2)
    for each in gate.settings:
        yield Line(f"  {each.name}: {json.dumps(each.default)}")
        yield from paragraph(f"{each.doc} ({each.takes})", 6, style="dim")
    yield Line("")
