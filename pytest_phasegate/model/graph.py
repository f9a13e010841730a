"""Cycles in a directed graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def find_cycles(edges: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Find the groups of nodes that can reach each other, self-loops left out.

    Tarjan's algorithm for strongly connected components (SIAM J. Comput. 1, 1972) with a stack of its own, so
    that a long chain does not reach Python's recursion limit. Linear in nodes and edges.

    Args:
        edges: for each node the nodes it points to; nodes that are no key have no edges.

    Returns:
        Each group of two or more nodes, in the order of ``edges``.
    """
    order = {node: place for place, node in enumerate(edges)}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    groups: list[tuple[str, ...]] = []
    for root in edges:
        work = [] if root in index else [(root, _open(root, edges, index, low, stack, on_stack))]
        while work:
            node, targets = work[-1]
            target = next((t for t in targets if t not in index or t in on_stack), None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group = _close(node, stack, on_stack)
                    if len(group) > 1:
                        groups.append(tuple(sorted(group, key=order.__getitem__)))
            elif target in index:
                low[node] = min(low[node], index[target])
            else:
                work.append((target, _open(target, edges, index, low, stack, on_stack)))
    return tuple(groups)


def _open(
    node: str,
    edges: Mapping[str, Sequence[str]],
    index: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    on_stack: set[str],
) -> Iterator[str]:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    return iter(edges.get(node, ()))


def _close(node: str, stack: list[str], on_stack: set[str]) -> list[str]:
    group = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        group.append(member)
        if member == node:
            return group
