"""Runs the gates in a pytest of the program's own environment, which imports nothing from the project it judges."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest_phasegate
from pytest_phasegate.commands.command import UsageError
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.runs.process import Limits, run_program
from pytest_phasegate.registry import OUTSIDE
from pytest_phasegate.reports import outcome_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.evidence.runs.process import ProgramEnd
    from pytest_phasegate.model.verdict import Outcome

LONGEST = 24 * 3600.0
"""Seconds; each command of the policy has a limit of its own, and there may be many."""

# "import sys" needs no file, and nothing else is imported before the path is ours: the folder that a program is started
# in stands first in it, and that is the project's.
_START = "import sys; sys.path[:] = sys.argv.pop(1).split(chr(10)); import pytest; sys.exit(pytest.main())"
_NOT_PASSED_ON = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONBREAKPOINT")
_ALL_HELD, _SOME_FAILED, _INTERRUPTED, _OUR_BUG, _USAGE, _NOTHING = range(6)


def run_gates(root: Path, options: Sequence[str], nodes: Sequence[str]) -> tuple[Outcome, bool]:
    """Run the gates, all of them or those below some nodes.

    Args:
        root: the project's folder.
        options: further options of ours, each ``--phasegate-NAME=VALUE``.
        nodes: node ids relative to the root; none for all.

    Returns:
        The outcome, and whether the run passed.

    Raises:
        UsageError: pytest refuses the options, the policy or the documents.
        RuntimeError: it ended as no run should.
    """
    with TemporaryDirectory(prefix="phasegate-") as folder:
        outcome, names = Path(folder, "outcome.json"), Path(folder, "nodes.txt")
        names.write_text("".join(f"./{node}\n" for node in nodes), encoding="utf-8", newline="\n")
        arguments = [
            *("--phasegate", "-q", "--noconftest", "-p", "pytest_phasegate.plugin", "-p", "no:cacheprovider"),
            *("-c", str(Path(__file__).with_name("pytest.ini")), f"--rootdir={root}", "--phasegate-github=off"),
            f"--phasegate-report=phasegate-json:{outcome}",
            *options,
            *([f"@{names}"] if nodes else []),
        ]
        end = run_program(
            [sys.executable, "-c", _START, "\n".join(own_path(root)), *arguments],
            directory=root,
            environment=_environment(),
            limits=Limits(seconds=LONGEST),
            errors_apart=True,
        )
        if end.exit_code in (_ALL_HELD, _SOME_FAILED) and outcome.is_file():
            return outcome_json.load(outcome, "the outcome"), end.exit_code == _ALL_HELD
        raise _why(end)


def own_path(root: Path) -> list[str]:
    """Where the child looks for modules: as this process does, without what lies in the project.

    An environment in the project's folder (``.venv``) stays, and so does the place of our own package.
    """
    project, own = Path(os.path.realpath(root)), Path(pytest_phasegate.__file__).parent.parent
    kept = [Path(os.path.realpath(folder)) for folder in (sys.prefix, sys.base_prefix)]
    found = []
    for entry in filter(None, sys.path):
        place = Path(os.path.realpath(entry))
        is_kept = place == Path(os.path.realpath(own)) or any(place.is_relative_to(each) for each in kept)
        if Path(entry).is_absolute() and "\n" not in entry and (is_kept or not place.is_relative_to(project)):
            found.append(entry)
    return found


def _environment() -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {**passed_on, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", OUTSIDE: "1"}


def _why(end: ProgramEnd) -> Exception:
    """Why there is no outcome, in pytest's words."""
    said = (end.errors.text.strip() or end.output.text.strip()) or end.not_run or end.signal or "no output"
    if end.exit_code == _USAGE:
        lines = [line.removeprefix("ERROR: ") for line in said.splitlines()]
        return UsageError("\n".join(line for line in lines if line.strip()))
    if end.exit_code == _NOTHING:
        return UsageError("there was no check to judge")
    if end.exit_code == _INTERRUPTED or end.timed_out or end.flooded:
        return PhasegateError(f"pytest ended before all was judged: {said}")
    return RuntimeError(f"pytest ended with {end.exit_code}: {said}")
