from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.facts import Entry, EntryKind, Fit, Place

if TYPE_CHECKING:
    from tests.repository import Repository


@pytest.fixture
def commits(repository: Repository) -> list[str]:
    """Begin; a commit that adds, changes, empties and deletes; a commit that moves all that away."""
    begin = repository.commit("chore: begin", files=["libs/a/index.ts", "libs/b/index.ts", "libs/b/gone.ts", "one.ts"])
    (repository.path / "libs/b/gone.ts").unlink()
    repository.write("libs/a/empty.ts", "")
    work = repository.commit("feat: work", files=["libs/a/index.ts", "libs/a/new.ts"])
    repository.git("mv", "libs", "packages")
    moved = repository.commit("refactor: move")
    return [begin, work, moved]


def test_each_tree_answers_as_of_its_commit(repository: Repository, commits: list[str]) -> None:
    begin, work, moved = commits
    with ProjectEvidence(repository.path, cited=commits) as evidence:
        evidence.git.resolve(work)
        assert evidence.files.tree(begin).name == f"commit {begin[:10]}"
        assert evidence.files.tree(begin).entry("libs/b/gone.ts") == Entry(kind=EntryKind.FILE)
        assert evidence.files.tree(work).entry("libs/b/gone.ts") is None
        assert evidence.files.tree(work).entry("libs/a/empty.ts") == Entry(kind=EntryKind.FILE, is_empty=True)
        assert evidence.files.tree(work).entry("libs/a/new.ts") == Entry(kind=EntryKind.FILE)
        assert evidence.files.tree(work).entry("libs/b/index.ts") == Entry(kind=EntryKind.FILE)
        assert evidence.files.tree(work).entry("libs/b") == Entry(kind=EntryKind.DIRECTORY)
        assert evidence.files.tree(work).entry("libs/A/new.ts") is None
        assert evidence.files.tree(work).entry("libs/../one.ts") is None
        assert evidence.files.tree(work).entry("/one.ts") is None
        assert evidence.files.tree(work).entry("one.ts/below") is None
        assert evidence.files.tree(moved).entry("libs/a/new.ts") is None
        assert evidence.files.tree(moved) is evidence.files.tree(moved)


def test_content_is_read_as_of_the_commit(repository: Repository, commits: list[str]) -> None:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.tree(commits[0]).read("libs/a/index.ts", 100) == b"libs/a/index.ts\nchore: begin\n"
        assert evidence.files.tree(commits[1]).read("libs/a/index.ts", 5) == b"libs/"
        assert evidence.files.tree(commits[1]).read("libs/a", 5) is None
        assert evidence.files.tree(commits[1]).read("none", 5) is None
        assert evidence.files.tree(commits[1]).read("one.ts", 5) == b"one.t"  # what the last read left was thrown away


def test_patterns_match_the_paths_of_the_commit(repository: Repository, commits: list[str]) -> None:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.tree(commits[0]).glob("libs/**/*.ts") == (
            "libs/a/index.ts",
            "libs/b/gone.ts",
            "libs/b/index.ts",
        )
        assert evidence.files.tree(commits[2]).glob("libs/**") == ()


@pytest.mark.parametrize(
    ("number", "name", "place"),
    [
        (1, "libs/a/new.ts", Place(fit=Fit.EXACT, path="libs/a/new.ts")),
        (1, r"D:\x\libs\a\new.ts", Place(fit=Fit.SUFFIX, path="libs/a/new.ts")),
        (1, r"D:\x\libs\b\gone.ts", Place(fit=Fit.SUFFIX, path="libs/b/gone.ts")),  # deleted there
        (1, "gone.ts", Place(fit=Fit.SUFFIX, path="libs/b/gone.ts")),
        (1, "index.ts", Place(fit=Fit.SUFFIX, path="libs/a/index.ts")),  # the one of the two that it changed
        (0, r"D:\x\libs\b\index.ts", Place(fit=Fit.SUFFIX, path="libs/b/index.ts")),
        (1, "/y/x/one.ts", Place(fit=Fit.SUFFIX, path="one.ts")),
        (1, "libs/b", Place(fit=Fit.EXACT, path="libs/b")),
        (1, "b/index.ts", Place(fit=Fit.SUFFIX, path="libs/b/index.ts")),  # gone from the judged tree
        (1, "libs/c.ts", Place(fit=Fit.ABSENT, path="libs/c.ts")),
        (1, "../a", Place(fit=Fit.OUTSIDE, path="")),
    ],
)
def test_names_are_matched_as_of_the_commit(
    repository: Repository, commits: list[str], number: int, name: str, place: Place
) -> None:
    with ProjectEvidence(repository.path, cited=commits) as evidence:
        evidence.git.resolve(commits[0])
        assert evidence.files.tree(commits[number]).locate(name) == place


def test_a_name_that_fits_several_files_of_the_commit_is_ambiguous(repository: Repository, commits: list[str]) -> None:
    with ProjectEvidence(repository.path, cited=commits) as evidence:
        place = evidence.files.tree(commits[2]).locate("index.ts")
    assert place.fit is Fit.AMBIGUOUS
    assert place.candidates == ("packages/a/index.ts", "packages/b/index.ts")


def test_the_judged_commit_is_its_own_measure(repository: Repository, commits: list[str]) -> None:
    with ProjectEvidence(repository.path, at=commits[1]) as evidence:
        assert evidence.files.tree().locate("D:/x/libs/a/new.ts").path == "libs/a/new.ts"
        assert evidence.files.tree(commits[1]).locate("b/index.ts").path == "libs/b/index.ts"
        assert evidence.files.tree(commits[0]).locate("b/index.ts").path == "libs/b/index.ts"


def test_a_commit_that_is_not_there_has_no_tree(repository: Repository, commits: list[str]) -> None:
    with (
        ProjectEvidence(repository.path) as evidence,
        pytest.raises(EvidenceError, match=r"^commit 1111111111 is not in"),
    ):
        evidence.files.tree("1" * 40).entry("a")


def test_links_in_a_circle_lead_nowhere(repository: Repository) -> None:
    blobs = {
        name: repository.git("hash-object", "-w", "--stdin", stdin=target) for name, target in (("a", "b"), ("b", "a"))
    }
    listing = "".join(f"120000 blob {blob}\t{name}\n" for name, blob in blobs.items())
    commit = repository.git("commit-tree", "-m", "x", repository.git("mktree", stdin=listing))
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.tree(commit).entry("a") == Entry(kind=EntryKind.SYMLINK, target=None)
