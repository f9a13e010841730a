"""``phasegate dialects``: every dialect, how it is told, and where its documents are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import Asked, Line, Told
from pytest_phasegate.commands.layout import paragraph, rows
from pytest_phasegate.commands.names import no_such
from pytest_phasegate.policy.presets import PRESETS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pytest_phasegate.all_dialects import Dialects


@dataclass(frozen=True, slots=True)
class Shown:
    """A dialect.

    ``looks_for`` says by what a text of it is told, ``places`` are the globs where its documents conventionally are.
    ``is_searched``: a document there is found though no policy names it. ``preset``: ``extends: [name]`` gives a policy
    the rules of its workflow.
    """

    name: str
    looks_for: str
    places: tuple[str, ...]
    is_searched: bool
    levels: tuple[str, ...]
    preset: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The dialects, in the order in which they are asked."""

    dialects: tuple[Shown, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "List the dialects: how each is told, and where its documents are looked for."
    parser.add_argument("names", nargs="*", metavar="DIALECT", help="show this one alone")


def run(asked: Asked) -> Told:
    """List the dialects that are asked for, or all."""
    dialects, names = asked.registry.tables.dialects, asked.options.names
    for name in names:
        if name not in dialects:
            raise no_such("dialect", name, dialects)
    shown = tuple(_shown(name, dialects) for name in names or dialects)
    return Told(Answer(shown), [line for each in shown for line in _lines(each)])


def _shown(name: str, dialects: Dialects) -> Shown:
    dialect = dialects[name]
    return Shown(
        name,
        dialect.looks_for,
        dialect.places,
        name in dialects.searched,
        tuple(dict.fromkeys(row.level.word for row in dialect.units)),
        name in PRESETS,
    )


def _lines(dialect: Shown) -> Iterator[Line]:
    yield Line(dialect.name, "head")
    if dialect.looks_for:
        yield from paragraph(f"told by {dialect.looks_for}", 2, hang=2)
    is_found = "found without a policy" if dialect.is_searched else "a policy must name the document"
    yield from rows(
        (
            ("units", ", ".join(dialect.levels)),
            ("places", ", ".join(dialect.places) or "none"),
            ("there", is_found),
            ("preset", f"extends: [{dialect.name}]" if dialect.preset else "none"),
        ),
        2,
    )
    yield Line("")
