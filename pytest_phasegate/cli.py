"""The program ``phasegate``: its commands, their options, and what they print."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pytest_phasegate.commands.combine import combine
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.model.shares import show_percent, total_share
from pytest_phasegate.registry import read_registry
from pytest_phasegate.reports import outcome_json
from pytest_phasegate.reports.escape import for_terminal, without_commands
from pytest_phasegate.reports.formats import JSON, ReportInput, make_files, make_text, read_request
from pytest_phasegate.reports.tallies import summarize
from pytest_phasegate.reports.writer import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.registry import Registry

FINE, FOUND, USAGE, UNDER = 0, 1, 2, 2
"""Exit codes: success; runs disagree; the command or a file is wrong; too little is proven (as coverage.py)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, by default those of this process; returns the exit code."""
    try:
        options = _parser(read_registry()).parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except PhasegateError as error:
        _tell(f"phasegate: {for_terminal(str(error))}")
        return USAGE


def _parser(registry: Registry) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="phasegate", description="Work with the outcomes of pytest --phasegate.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    joining = commands.add_parser(
        "combine",
        help="join the outcomes of several runs",
        description="Join outcomes (reports of type phasegate-json) of sharded runs, or of several projects. Checks "
        "that were judged differently become unknown, and the exit code is 1.",
    )
    joining.add_argument(
        "files", nargs="+", metavar="[NAME=]FILE", help="an outcome; with a name its documents become NAME/path"
    )
    joining.add_argument("-o", "--output", metavar="FILE", default="-", help="where to write (default: print)")
    joining.set_defaults(command=_combine)
    telling = commands.add_parser(
        "report",
        help="make reports from an outcome",
        description="Make reports from an outcome, without judging again.",
    )
    telling.add_argument("--from", dest="source", required=True, metavar="FILE", help="the outcome (phasegate-json)")
    telling.add_argument(
        "--format",
        action="append",
        required=True,
        metavar="TYPE[:DEST]",
        help=f"may be given several times; types: {', '.join(registry.formats)}; a DEST of - prints",
    )
    telling.add_argument("--compare", metavar="FILE", help="an earlier outcome, for what changed since")
    telling.add_argument("--root", metavar="DIR", default=".", help="the project's folder (default: the current one)")
    telling.add_argument("--fail-under", type=_share, metavar="MIN", help="exit with 2 if less than this is proven")
    telling.set_defaults(command=_report, formats=registry.formats)
    showing = commands.add_parser(
        "schema",
        help="print the JSON Schema of policies",
        description="Print the JSON Schema of policies, for editors, with the gates and dialects of all packages that "
        "are installed here.",
    )
    showing.set_defaults(command=_schema, tables=registry.tables)
    return parser


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 100:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 100")
    return share


def _combine(options: argparse.Namespace) -> int:
    pairs = [_named(each) for each in options.files]
    joined = combine([(name, _read(path)) for name, path in pairs])
    text = outcome_json.render(joined)
    if options.output == "-":
        _print(text.rstrip("\n"), "phasegate-json")
    else:
        write_files({Path(options.output): text.encode("utf-8", "backslashreplace")}, Path())
    conflicts = [
        result.id
        for result in joined.results
        if any(finding.code == "verdicts-conflict" for finding in result.verdict.findings)
    ]
    _tell(f"phasegate: {summarize(joined).headline}")
    for check in conflicts:
        _tell(f"phasegate: the runs do not agree on {for_terminal(check)}")
    return FOUND if conflicts else FINE


def _named(text: str) -> tuple[str, str]:
    """A name and a path; if a separator comes before the equals sign, all of it is a path."""
    name, sign, path = text.partition("=")
    is_named = sign and name and not any(separator in name for separator in ("/", os.sep))
    return (name, path) if is_named else ("", text)


def _report(options: argparse.Namespace) -> int:
    requests = [read_request(each, options.formats) for each in options.format]
    outcome = _read(options.source)
    base = _read(options.compare) if options.compare else None
    given = ReportInput(outcome=outcome, base=base, root=Path(options.root), read=_read_document)
    for request in requests:
        if request.dest in ("", "-"):
            _print(make_text(request, given, options.formats).rstrip("\n"), request.format)
        elif files := make_files(request, given, Path(), options.formats):
            write_files(files, Path(options.root))
            _tell(f"phasegate: {request.format} written to {for_terminal(request.dest)}")
        else:
            _tell(f"phasegate: no {request.format}, for the run is partial")
    return FINE if options.fail_under is None else _check_share(outcome, options.fail_under)


def _schema(options: argparse.Namespace) -> int:
    import json

    from pytest_phasegate.policy.schema import policy_schema
    from pytest_phasegate.policy.values import Names

    tables: Tables = options.tables
    settings = {kind: gate.settings for kind, gate in tables.gates.items()}
    _print(json.dumps(policy_schema(Names(settings, tuple(tables.dialects))), indent=2, ensure_ascii=False), "json")
    return FINE


def _check_share(outcome: Outcome, minimum: float) -> int:
    """Compare the share that is proven with the least that is asked for."""
    percent = None if outcome.is_partial else total_share(outcome).percent
    if percent is not None and round(percent, 2) >= minimum and (minimum < 100 or percent == 100):
        return FINE
    shown = "a partial run meets no threshold" if outcome.is_partial else f"{show_percent(percent, 2)}% is"
    _tell(f"phasegate: {minimum:g}% of all documents must be proven; {shown}")
    return UNDER


def _read(name: str) -> Outcome:
    return outcome_json.load(Path(name), name)


def _read_document(path: str) -> str:
    with contextlib.suppress(OSError):
        return Path(path).read_text(encoding="utf-8-sig", errors="replace")
    return "(the document is not here)"


def _tell(text: str) -> None:
    """Print a message to standard error, so that it is not part of a report."""
    _write(_safe(text), sys.stderr)


def _print(text: str, name: str) -> None:
    """Print a report of a format."""
    _write(text if name == "github" else _safe(text, name), sys.stdout)


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
