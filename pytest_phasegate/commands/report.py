"""``phasegate report``: makes reports from an outcome, without judging again."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import DONE, REFUSED, Asked, Told
from pytest_phasegate.model.shares import show_percent, total_share
from pytest_phasegate.reports import outcome_json
from pytest_phasegate.reports.formats import FORMATS, ReportInput, make_files, make_text, read_request
from pytest_phasegate.reports.writer import write_files

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Made:
    """A report: its ``format``, and where it went; "" where it is printed, or was not made for the run is partial."""

    format: str
    dest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reports, and ``proven``, the share of all documents in percent; null where the run is partial."""

    reports: tuple[Made, ...]
    proven: float | None


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "Make reports from an outcome, without judging again."
    parser.add_argument("--from", dest="source", required=True, metavar="FILE", help="the outcome (phasegate-json)")
    parser.add_argument(
        "--format",
        action="append",
        required=True,
        metavar="TYPE[:DEST]",
        help=f"may be given several times; types: {', '.join(FORMATS)}; a DEST of - prints",
    )
    parser.add_argument("--compare", metavar="FILE", help="an earlier outcome, for what changed since")
    parser.add_argument("--root", metavar="DIR", default=".", help="the project's folder (default: the current one)")
    parser.add_argument("--fail-under", type=_share, metavar="MIN", help="exit with 1 if less than this is proven")


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 100:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 100")
    return share


def run(asked: Asked) -> Told:
    """Make the reports, write those that have a place, and give the others to be printed."""
    options, formats = asked.options, asked.registry.formats
    requests = [read_request(each, formats) for each in options.format]
    outcome = _read(asked.folder, options.source)
    base = _read(asked.folder, options.compare) if options.compare else None
    root = asked.folder / options.root
    given = ReportInput(outcome=outcome, base=base, root=root, read=_read_document)
    made, notes, printed = [], [], []
    for request in requests:
        if request.dest in ("", "-"):
            printed.append((request.format, make_text(request, given, formats)))
            made.append(Made(request.format, ""))
        elif files := make_files(request, given, asked.folder, formats):
            write_files(files, root)
            notes.append(f"{request.format} written to {request.dest}")
            made.append(Made(request.format, request.dest))
        else:
            notes.append(f"no {request.format}, for the run is partial")
            made.append(Made(request.format, ""))
    share = None if outcome.is_partial else total_share(outcome).percent
    too_little = options.fail_under is not None and _too_little(outcome, share, options.fail_under)
    notes += [too_little] if too_little else []
    return Told(Answer(tuple(made), share), code=REFUSED if too_little else DONE, notes=notes, printed=printed)


def _too_little(outcome: Outcome, percent: float | None, minimum: float) -> str:
    """What to say where less is proven than is asked for, else ""."""
    if percent is not None and round(percent, 2) >= minimum and (minimum < 100 or percent == 100):
        return ""
    shown = "a partial run meets no threshold" if outcome.is_partial else f"{show_percent(percent, 2)}% is"
    return f"{minimum:g}% of all documents must be proven; {shown}"


def _read(folder: Path, name: str) -> Outcome:
    return outcome_json.load(folder / name, name)


def _read_document(path: str) -> str:
    with contextlib.suppress(OSError):
        return Path(path).read_text(encoding="utf-8-sig", errors="replace")
    return "(the document is not here)"
