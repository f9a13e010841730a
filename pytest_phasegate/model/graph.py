"""Cycles in a directed graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def find_cycles(edges: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Find the groups of two or more nodes that can reach each other, each in the order of ``edges``.

    ``edges`` are the nodes that each node points to; nodes that are not a key have no edges. Kosaraju's algorithm,
    without recursion and linear, because a document can list a chain of any length. ``graphlib`` finds one cycle only,
    and every unit in any cycle is to be reported.
    """
    reversed_edges = defaultdict(list)
    for node, targets in edges.items():
        for target in targets:
            reversed_edges[target].append(node)
    order = {node: place for place, node in enumerate(edges)}
    seen: set[str] = set()
    last_first = reversed([node for root in edges for node in _reach(root, edges, seen)])
    grouped: set[str] = set()
    groups = (tuple(_reach(root, reversed_edges, grouped)) for root in last_first)
    return tuple(tuple(sorted(group, key=order.__getitem__)) for group in groups if len(group) > 1)


def _reach(root: str, edges: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[str]:
    """The nodes not yet seen that can be reached from a root, each after all that it points to."""
    if root in seen:
        return
    seen.add(root)
    path = [(root, iter(edges.get(root, ())))]
    while path:
        node, targets = path[-1]
        target = next((each for each in targets if each not in seen), None)
        if target is None:
            path.pop()
            yield node
        else:
            seen.add(target)
            path.append((target, iter(edges.get(target, ()))))
