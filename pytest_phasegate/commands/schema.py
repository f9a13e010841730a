"""``phasegate schema``: the JSON Schema of policies, or of what a command answers with ``--json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_phasegate.commands.answers import answer_schema
from pytest_phasegate.commands.command import COMMANDS, Asked, Told
from pytest_phasegate.commands.names import no_such

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.registry import Registry


@dataclass(frozen=True, slots=True)
class Answer:
    """``schema`` is a JSON Schema."""

    schema: dict[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Print the JSON Schema of policies, for editors, with the gates and dialects of all packages that are "
        "installed here; or of what a command prints with --json."
    )
    parser.add_argument("--command", metavar="NAME", help="the schema of what this command prints with --json")


def run(asked: Asked) -> Told:
    """Make the schema."""
    name = asked.options.command
    if name is None:
        schema = _policies(asked.registry)
    elif name in COMMANDS:
        schema = answer_schema(name, COMMANDS[name].module.Answer)
    else:
        raise no_such("command", name, COMMANDS)
    return Told(Answer(schema), printed=[("json", json.dumps(schema, indent=2, ensure_ascii=False))])


def _policies(registry: Registry) -> dict[str, Any]:
    from pytest_phasegate.policy.schema import policy_schema
    from pytest_phasegate.policy.values import Names

    settings = {kind: gate.settings for kind, gate in registry.tables.gates.items()}
    return policy_schema(Names(settings, tuple(registry.tables.dialects)))
