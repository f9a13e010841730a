"""The values of a TOML reader made into nodes, with the lines found in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.policy.node import MAX_NODES, Node, check_string, join_trail, mistake_at
from pytest_phasegate.policy.scalars import check_number
from pytest_phasegate.policy.toml_lines import KeyPath, line_of


@dataclass
class TomlTree:
    """Makes nodes of one file's values.

    ``lines`` are those of its key paths, ``skip`` how many keys lead to the table that is read.
    """

    path: str
    lines: dict[KeyPath, int]
    skip: int = 0
    count: int = 0

    def node(self, value: Any, path: KeyPath) -> Node:
        """Make a node of a value; its depth was bounded before the text was read."""
        location = Location(self.path, line_of(path, self.lines))
        trail = ""
        for part in path[self.skip :]:
            trail = join_trail(trail, part)
        self.count += 1
        if self.count > MAX_NODES:
            raise PolicyError(f"more than {MAX_NODES:,} values", location)
        if isinstance(value, dict):
            return Node(
                value={key: self.node(item, (*path, key)) for key, item in value.items()},
                location=location,
                trail=trail,
            )
        if isinstance(value, list):
            items = tuple(self.node(item, (*path, index)) for index, item in enumerate(value))
            return Node(value=items, location=location, trail=trail)
        try:
            return Node(value=_scalar(value), location=location, trail=trail)
        except ValueError as error:
            raise mistake_at(location, str(error), trail) from None


def _scalar(value: Any) -> str | bool | int | float | None:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return check_string(value) if isinstance(value, str) else check_number(value)
