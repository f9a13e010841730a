"""The program ``phasegate``: reads its command line, runs one command, and prints what that tells."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pytest_phasegate.commands.answers import to_json
from pytest_phasegate.commands.command import COMMANDS, DONE, OUR_BUG, WRONG_USE, Asked, Line, UsageError
from pytest_phasegate.commands.names import no_such
from pytest_phasegate.commands.progress import Progress
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.registry import read_registry
from pytest_phasegate.reports.escape import for_terminal, without_commands
from pytest_phasegate.reports.formats import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.commands.command import Command, Told

_STYLES = {"good": "32", "bad": "31", "warn": "33", "dim": "2", "head": "1"}
_BY_SIGNAL = 130  # as a program ends that Ctrl-C interrupts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, by default those of this process; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _run(given)
    except PhasegateError as error:
        return _refuse(error, as_json="--json" in given)
    except KeyboardInterrupt:
        _tell("interrupted")
        return _BY_SIGNAL
    except BrokenPipeError:  # whoever reads has enough, as head does
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - what is left is written at the end
        return DONE
    except Exception as error:  # noqa: BLE001 - a mistake of ours is told as one, whatever it is
        import traceback

        _write(for_terminal("".join(traceback.format_exception(error))), sys.stderr)
        _tell("this is a mistake in pytest-phasegate, not in your project: please report it with the lines above")
        return OUR_BUG


def _run(given: Sequence[str]) -> int:
    parser = _parser()
    asked_first = parser.parse_args(given)
    if asked_first.command in (None, "help"):
        _write(parser.format_help().rstrip("\n"), sys.stderr if asked_first.command is None else sys.stdout)
        return WRONG_USE if asked_first.command is None else DONE
    if asked_first.command not in COMMANDS:
        raise no_such("command", asked_first.command, COMMANDS)
    command = COMMANDS[asked_first.command]
    options = _parser_of(command).parse_args(asked_first.rest, argparse.Namespace(**_common(asked_first)))
    folder = Path(options.directory)
    if not folder.is_dir():
        raise UsageError(f"-C {options.directory}: there is no such folder")
    with Progress(sys.stderr) as progress:
        told: Told = command.module.run(Asked(options, folder, read_registry(), progress.say))
    _print(command, told, as_json=options.json)
    return told.code


def _common(options: argparse.Namespace) -> dict[str, object]:
    return {"directory": options.directory, "json": options.json}


def _parser() -> argparse.ArgumentParser:
    """The parser of what stands before a command and its own options."""
    width = max(map(len, COMMANDS)) + 2
    listed = "\n".join(f"  {each.name.ljust(width)}{each.help}" for each in COMMANDS.values())
    parser = argparse.ArgumentParser(
        prog="phasegate",
        usage="%(prog)s [-C DIR] [--json] COMMAND ...",
        description="Tell what task documents claim and what is so, and what comes next.",
        epilog=f"commands:\n{listed}\n\nphasegate COMMAND --help tells the options of one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_common(parser, ".", as_json=False)
    parser.add_argument("--version", action="version", version=_version())
    parser.add_argument("command", nargs="?", metavar="COMMAND", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _parser_of(command: Command) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"phasegate {command.name}", allow_abbrev=False)
    command.module.add_options(parser)
    _add_common(parser, argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    return parser


def _add_common(parser: argparse.ArgumentParser, folder: str, *, as_json: object) -> None:
    parser.add_argument("-C", dest="directory", metavar="DIR", default=folder, help="work as if started in this folder")
    parser.add_argument("--json", action="store_true", default=as_json, help="print JSON (phasegate schema tells how)")


def _version() -> str:
    from importlib.metadata import version

    return f"phasegate {version('pytest-phasegate')}"


def _refuse(error: PhasegateError, *, as_json: bool) -> int:
    """Say what is wrong with what was asked."""
    from pytest_phasegate.evidence.causes import in_words

    if as_json:
        from pytest_phasegate.commands.answers import Refusal

        _write(_safe(to_json("error", Refusal(in_words(error))), "json"), sys.stdout)
    _tell(in_words(error))
    return WRONG_USE


def _print(command: Command, told: Told, *, as_json: bool) -> None:
    if as_json:
        _write(_safe(to_json(command.name, told.answer), "json"), sys.stdout)
    else:
        is_painted = _is_painted(sys.stdout)
        for line in told.lines:
            text, style = line if isinstance(line, Line) else (line, "")
            shown = _safe(for_terminal(text))
            _write(f"\x1b[{_STYLES[style]}m{shown}\x1b[0m" if style and is_painted and shown else shown, sys.stdout)
        for name, text in told.printed:
            _write(text.rstrip("\n") if name == "github" else _safe(text.rstrip("\n"), name), sys.stdout)
    sys.stdout.flush()
    for note in told.notes:
        _tell(note)


def _is_painted(out: TextIO) -> bool:
    """Whether lines get colors: a person reads them, and wants some (no-color.org)."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _tell(text: str) -> None:
    """Print a message to standard error, so that it is not part of an answer."""
    _write(_safe(for_terminal(f"phasegate: {text}")), sys.stderr)


def _safe(text: str, name: str = "") -> str:
    """A text without commands for GitHub's runner, which reads what is printed; JSON keeps its value."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    return text.replace("##[", "##\\u005b") if name in JSON else without_commands(text)


def _write(text: str, out: TextIO) -> None:
    """Write what the stream can encode, and the rest as escape sequences."""
    encoding = out.encoding or "utf-8"
    out.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main())
