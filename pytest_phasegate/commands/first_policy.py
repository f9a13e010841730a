"""The text of a project's first policy: its formats, their presets, its commands; and waivers for what fails today."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.policy.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pytest_phasegate.commands.project_commands import FoundCommand

_HEAD = """\
# What must hold for the task documents of this project. Every key: docs/policy.md of pytest-phasegate; for editors,
# "phasegate schema" prints the schema. What stands here outranks what a preset says.
version: 1
"""
_PRESETS = """
# The rules of the workflows that were found here: "phasegate gates GATE" tells what each setting asks for.
extends: [{names}]
"""
_NO_PRESET = """
# No preset has rules for these documents: they are held to their own words. Ask for more under gates:, such as
#   commit: {cited: required}   # a unit that is done names its commit
#   checklist: {unused: fail}   # every box of a done unit is ticked
gates: {}
"""
_DOCUMENTS = "\n# Which files are task documents.\ndocuments:\n"
_ROLES = (
    "\n# Who does work besides the roles of the presets; may_change: [globs] says what a role may change.\nroles:\n"
)
_COMMANDS = "\n# The only programs that gates may run; a document cannot name others.\ncommands:\n"
_TEST = """\
# No gate runs the tests yet. To hold done units to them, let the command write JUnit XML, and say where:
#   gates: {tests: {command: test, results: [reports/junit.xml]}}
"""
_NO_BUILD = """
# The preset builds each batch, and no build command was found. With commands: {build: {run: [...]}} take this line out.
gates: {build: false}
"""
_WAIVERS = """
# What failed when the gates came. Each is a debt with a date: mend the claim and take the waiver out, for one that is
# not needed any more fails, and so does one that has expired.
waivers:
"""


class FirstPolicy(NamedTuple):
    """What a first policy is made of: globs of documents by dialect, files there that are none, roles, and commands."""

    documents: Mapping[str, Sequence[str]]
    others: Sequence[str]
    roles: Sequence[str]
    commands: Sequence[FoundCommand]

    @property
    def presets(self) -> list[str]:
        """The presets for the documents."""
        return [name for name in PRESETS if name in self.documents]

    def render(self) -> str:
        """The text of the policy file."""
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield _HEAD
        yield _PRESETS.format(names=", ".join(self.presets)) if self.presets else _NO_PRESET
        yield _DOCUMENTS
        for dialect, globs in self.documents.items():
            yield from (f"  - {{path: {quoted(glob)}, dialect: {dialect}}}\n" for glob in globs)
        yield from (f"  - {quoted(f'!{path}')}  # read in no dialect\n" for path in self.others)
        if self.roles:
            yield _ROLES
            yield from (f"  {quoted(role)}: {{}}\n" for role in self.roles)
        if self.commands:
            yield _COMMANDS
        for command in self.commands:
            words = ", ".join(map(quoted, command.run))
            yield f"  {command.name}: {{run: [{words}], timeout: 10min}}  # found in {command.source}\n"
        names = {command.name for command in self.commands}
        if "test" in names:
            yield _TEST
        if "build" not in names and "batches" in self.presets:
            yield _NO_BUILD


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever stands in it: JSON in ASCII is YAML too."""
    return json.dumps(text, ensure_ascii=True)


class Debt(NamedTuple):
    """A check that fails today, and why."""

    check: str
    reason: str


def render_waivers(debts: Iterable[Debt], owner: str, expires: date, *, with_key: bool = True) -> str:
    """The waivers for what fails today, to stand at the end of a policy."""
    lines = [
        f"  - check: {quoted(debt.check)}\n    reason: {quoted(debt.reason)}\n"
        f"    owner: {quoted(owner)}\n    expires: {expires.isoformat()}\n"
        for debt in debts
    ]
    return (_WAIVERS if with_key else "") + "".join(lines)
