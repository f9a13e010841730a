from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.model.graph import find_cycles


def test_a_circle_is_found_in_the_order_of_the_nodes() -> None:
    assert find_cycles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == (("a", "b", "c"),)


def test_a_chain_of_any_length_has_no_circle() -> None:
    length = 50_000
    assert find_cycles({str(i): [str(i + 1)] for i in range(length)}) == ()


def test_a_self_loop_and_an_unknown_node_are_no_circle() -> None:
    assert find_cycles({"a": ["a", "nowhere"]}) == ()


def test_two_circles_are_two_groups() -> None:
    assert set(find_cycles({"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c"]})) == {("a", "b"), ("c", "d")}


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4)))
def test_the_groups_are_those_that_reach_each_other(edges: dict[str, list[str]]) -> None:
    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(edges.get(start, ()))
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(edges.get(node, ()))
        return seen

    expected = {
        frozenset(other for other in edges if other in reach(node) and node in reach(other)) | {node}
        for node in edges
        if node in reach(node)
    }
    assert {frozenset(group) for group in find_cycles(edges)} == {group for group in expected if len(group) > 1}
