"""Units in a file of data: entries of lists, each key of an entry with its line; as front matter is, but nested."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.drafts import Draft, Units
from pytest_phasegate.text.front_matter import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    for tag, held in [("", data), *_values(data).items()]:
        for row in rows:
            found = _entries(_values(held), row)
            if found is not None:
                yield tag, row, found


def _values(node: Node) -> Mapping[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _entries(values: Mapping[str, Node], row: UnitLine) -> list[Node] | None:
    """The list that may hold units of a kind; None where there is none."""
    held = values.get(row.entries)
    return held.value if held and isinstance(held.value, list) else None


def _add(tree: DataTree, dialect: Dialect, row: UnitLine, node: Node, parent: Draft, prefix: str = "") -> None:
    values = _values(node)
    if not _is_unit(row, values):
        return
    unit = _draft(row, node, parent, prefix)
    parent.drafts.append(unit)
    tree.units.add(unit)
    entries = [Entry((key.casefold(),), value.text, value.line) for key, value in values.items()]
    tree.values.append((unit, entries))
    for inner in dialect.units:
        for each in (_entries(values, inner) if row.level in inner.under else None) or ():
            _add(tree, dialect, inner, each, unit)


def _is_unit(row: UnitLine, values: Mapping[str, Node]) -> bool:
    keys = (*row.front_id, row.front_title)
    return bool(row.front_title) and all(key in values and values[key].text for key in keys)


def _draft(row: UnitLine, node: Node, parent: Draft, prefix: str) -> Draft:
    values = _values(node)
    id_ = "-".join(values[key].text for key in row.front_id)
    return Draft(
        level=row.level,
        id=f"{parent.id}.{id_}" if row.is_within else f"{prefix}{id_}",
        title=values[row.front_title].text,
        line=node.line,
        end=node.end,
        parent=parent,
        is_numbered=row.is_within,
    )
