"""What a command of the program ``phasegate`` is: a row of the table, and a module that does the work."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.errors import PhasegateError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pytest_phasegate.registry import Registry

DONE, REFUSED, WRONG_USE, OUR_BUG = 0, 1, 2, 3
"""The exit codes: done; refused, or claims are false; the command is used wrongly; a mistake of ours."""


class UsageError(PhasegateError):
    """A command is asked for something that cannot be: it names what is not there, or names it twice."""


class Line(NamedTuple):
    """A line for people; ``style`` (``good``, ``bad``, ``warn``, ``dim``, ``head``) is shown on a terminal alone.

    The text may come out of a document: the program escapes it.
    """

    text: str
    style: str = ""


class Asked(NamedTuple):
    """What a command is asked: its options, the folder to work in, and the gates, dialects and reports there are.

    ``progress`` tells a person what is being done; it is shown where that takes longer than a second.
    """

    options: argparse.Namespace
    folder: Path
    registry: Registry
    progress: Callable[[str], None] = lambda text: None


class Told(NamedTuple):
    """What a command answers.

    ``answer`` is an ``Answer`` of its module: what ``--json`` prints. ``lines`` say the same for people. ``notes`` are
    messages beside that, and ``printed`` are whole texts (a report, a schema), each with its format, that are printed
    as they are.
    """

    answer: Any
    lines: Sequence[Line | str] = ()
    code: int = DONE
    notes: Sequence[str] = ()
    printed: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the commands' table.

    ``name`` is that of the module in this folder too, which is imported when the command is asked for, or its help. It
    offers ``Answer``, a frozen dataclass (what ``--json`` prints, and by it the published schema), ``add_options``,
    which takes an ``argparse.ArgumentParser``, and ``run``, from ``Asked`` to ``Told``.
    """

    name: str
    help: str

    @property
    def module(self) -> Any:
        """The module that does the work."""
        return import_module(f"pytest_phasegate.commands.{self.name.replace('-', '_')}")


_TABLE = (
    Command("init", "write a first policy, with what fails today waived if asked"),
    Command("status", "tell how far the documents are, and what of it is so"),
    Command("next", "tell what may begin, why, and what waits for what"),
    Command("explain", "explain a verdict: claimed, found, what mends it, how to see it"),
    Command("verify", "judge the claims with pytest, all or those of a unit"),
    Command("metrics", "measure documents: times, attempts, how far claims can be trusted"),
    Command("doctor", "look at git, the clone, the policy, CI and plugins"),
    Command("gates", "list the gates with their settings"),
    Command("dialects", "list the dialects, and where their documents are found"),
    Command("schema", "print the JSON Schema of policies, or of what a command answers"),
    Command("combine", "join the outcomes of several runs"),
    Command("report", "make reports from an outcome"),
    Command("scaffold", "lay a fresh document of a dialect at its place"),
    Command("start", "start the pipeline that a request belongs to"),
    Command("assign", "mark a unit in progress, and print the complete brief"),
    Command("complete", "verify a unit, and record it as done if it holds"),
    Command("fail", "record an attempt that failed, and print the retry"),
    Command("sync", "tick what the evidence proves and nobody ticked"),
    Command("repin", "replace the ids of commits that a squash or a rebase took away"),
    Command("reset", "archive a finished document, and lay a fresh one from the template"),
    Command("handoff", "hand a unit on: who approved it, and the question for the next role"),
)

COMMANDS: Mapping[str, Command] = {command.name: command for command in _TABLE}
"""The commands by name, in the order in which the program lists them: a new one is a module here and a row above."""
