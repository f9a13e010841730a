"""Units in a file of data: entries of lists, each key of an entry with its line; as front matter is, but nested."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.drafts import Draft
from pytest_phasegate.documents.place import Units
from pytest_phasegate.text.front_matter import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.dialect import Dialect, UnitLine
    from pytest_phasegate.text.json_places import Node


class DataTree(NamedTuple):
    """The units of a file of data, with the values of each."""

    units: Units
    values: list[tuple[Draft, Sequence[Entry]]]


def grow_from_data(dialect: Dialect, data: Node, root: Draft) -> DataTree:
    """Make the units of a file, below the document.

    A list whose name a row gives holds units of its kind: at the top or in a value of the top (a tag), or in a unit.
    Where several tags hold units, the ids of all but the first begin with their tag.
    """
    tree = DataTree(Units(), [])
    outer = [row for row in dialect.units if not row.is_within]
    for place, (tag, row, nodes) in enumerate(_tagged_lists(data, outer)):
        for node in nodes:
            _add(tree, dialect, row, node, root, f"{tag}/" if place and tag else "")
    return tree


def _tagged_lists(data: Node, rows: Sequence[UnitLine]) -> Iterator[tuple[str, UnitLine, list[Node]]]:
    for tag, held in [("", data), *(data.value.items() if isinstance(data.value, dict) else ())]:
        for row in rows:
            found = held.value.get(row.entries) if isinstance(held.value, dict) else None
            if found and isinstance(found.value, list):
                yield tag, row, found.value


def _add(tree: DataTree, dialect: Dialect, row: UnitLine, node: Node, parent: Draft, prefix: str = "") -> None:
    values = node.value if isinstance(node.value, dict) else {}
    keys = (*row.front_id, row.front_title)
    if not row.front_title or any(key not in values or not values[key].text for key in keys):
        return
    id_ = "-".join(values[key].text for key in row.front_id)
    unit = Draft(
        level=row.level,
        id=f"{parent.id}.{id_}" if row.is_within else f"{prefix}{id_}",
        title=values[row.front_title].text,
        line=node.line,
        end=node.end,
        parent=parent,
        row=row,
        is_numbered=row.is_within,
    )
    parent.drafts.append(unit)
    tree.units.add(unit)
    entries = [Entry((key.casefold(),), value.text, value.line) for key, value in values.items()]
    tree.values.append((unit, entries))
    for inner in dialect.units:
        held = values.get(inner.entries) if row.level in inner.under else None
        for each in held.value if held and isinstance(held.value, list) else ():
            _add(tree, dialect, inner, each, unit)
