from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git import history
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.facts import Order

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


@pytest.fixture
def graph(repository: Repository) -> dict[str, str]:
    """A trunk a-b-c-m-z with a branch a-x-y that was merged in m, and a branch b-lost-later that was not."""
    ids = {name: repository.commit(name, files=[f"{name}.py"]) for name in "ab"}
    repository.git("switch", "--quiet", "--create", "side", ids["a"])
    ids |= {name: repository.commit(name, files=[f"{name}.py"]) for name in "xy"}
    repository.git("switch", "--quiet", "--create", "gone", ids["b"])
    ids |= {name: repository.commit(name, files=[f"{name}.py"]) for name in ("lost", "later")}
    repository.git("switch", "--quiet", "main")
    ids["c"] = repository.commit("c", files=["c.py"])
    repository.git("merge", "--quiet", "--no-ff", "--message", "m", "side")
    ids["m"] = repository.git("rev-parse", "HEAD")
    ids["z"] = repository.commit("z", files=["z.py"])
    return ids


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ("a", "a", Order.SAME),
        ("a", "b", Order.BEFORE),
        ("z", "a", Order.AFTER),
        ("a", "y", Order.BEFORE),
        ("x", "z", Order.BEFORE),
        ("x", "y", Order.BEFORE),
        ("m", "x", Order.AFTER),
        ("b", "x", Order.APART),
        ("y", "c", Order.APART),
        ("b", "later", Order.BEFORE),
        ("later", "lost", Order.AFTER),
        ("lost", "z", Order.APART),
        ("z", "lost", Order.APART),
    ],
)
def test_two_commits_stand_so(
    repository: Repository, graph: dict[str, str], first: str, second: str, order: Order
) -> None:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.order(graph[first], graph[second]) is order
        assert evidence.git.order(graph[first], graph[second]) is order


def test_what_git_cannot_compare_is_unknown(repository: Repository, graph: dict[str, str]) -> None:
    with ProjectEvidence(repository.path) as evidence, pytest.raises(EvidenceError):
        evidence.git.order(graph["a"], "1" * 40)


def test_in_a_shallow_clone_only_what_is_seen_is_said(
    repository: Repository, graph: dict[str, str], tmp_path: Path
) -> None:
    clone = repository.clone(tmp_path / "clone", "--depth=3")
    with ProjectEvidence(clone.path) as evidence:
        assert evidence.git.order(graph["c"], graph["z"]) is Order.BEFORE
        assert evidence.git.order(graph["z"], graph["c"]) is Order.AFTER
        with pytest.raises(EvidenceError, match="the clone is shallow"):
            evidence.git.order(graph["c"], graph["y"])
        assert evidence.git.commits_between(graph["c"], graph["m"]) == causes.SHALLOW


def test_a_range_lists_its_commits_oldest_first(repository: Repository, graph: dict[str, str]) -> None:
    with ProjectEvidence(repository.path) as evidence:
        commits = evidence.git.commits_between(graph["a"], graph["c"])
        assert isinstance(commits, tuple)
        assert [commit.id for commit in commits] == [graph["b"], graph["c"]]
        assert [change.path for commit in commits for change in commit.changes or ()] == ["b.py", "c.py"]
        merged = evidence.git.commits_between(graph["c"], graph["m"])
        assert isinstance(merged, tuple)
        assert {commit.subject for commit in merged} == {"x", "y", "m"}
        assert evidence.git.commits_between(graph["c"], graph["a"]) == ()


def test_a_range_that_cannot_be_read_is_not_told(repository: Repository, graph: dict[str, str]) -> None:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.commits_between("1" * 40, graph["z"]) == causes.DAMAGED


def test_a_range_without_end_is_not_told(
    repository: Repository, graph: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "RANGE_LIMIT", 2)
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.commits_between(graph["a"], graph["z"]) == history.TOO_MANY
        assert isinstance(evidence.git.commits_between(graph["a"], graph["c"]), tuple)


def test_before_the_first_commit_of_a_branch_any_two_can_be_compared(
    repository: Repository, graph: dict[str, str]
) -> None:
    repository.git("checkout", "--quiet", "--orphan", "fresh")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.order(graph["a"], graph["z"]) is Order.BEFORE
        assert evidence.git.order(graph["b"], graph["x"]) is Order.APART
