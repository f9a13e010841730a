from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence.gather import ProjectEvidence

if TYPE_CHECKING:
    from tests.repository import Repository


def revert(repository: Repository, commit: str) -> str:
    repository.clock += 60
    repository.git("revert", "--no-edit", commit)
    return repository.git("rev-parse", "HEAD")


def test_the_commit_that_takes_another_back_is_found(repository: Repository) -> None:
    first = repository.commit_files("feat: one", "a.py")
    second = repository.commit_files("feat: two", "b.py")
    back = revert(repository, first)
    with ProjectEvidence(repository.path, cited=[first, second]) as evidence:
        assert evidence.resolve(first).reachable
        reverting = evidence.reverted_by(first)
        assert reverting is not None
        assert (reverting.id, reverting.subject) == (back, 'Revert "feat: one"')
        assert evidence.reverted_by(second) is None


def test_what_was_brought_again_is_not_taken_back(repository: Repository) -> None:
    first = repository.commit_files("feat: one", "a.py")
    revert(repository, revert(repository, first))
    with ProjectEvidence(repository.path, cited=[first]) as evidence:
        assert evidence.reverted_by(first) is None


def test_a_commit_older_than_all_that_are_cited_is_looked_for_in_all_of_history(repository: Repository) -> None:
    old = repository.commit_files("feat: old", "a.py")
    back = revert(repository, old)
    repository.clock += 90 * 86_400
    new = repository.commit_files("feat: new", "b.py")
    with ProjectEvidence(repository.path, cited=[new]) as evidence:
        assert evidence.resolve(new).reachable
        assert evidence.reverted_by(new) is None
        assert evidence.resolve(old).reachable
        reverting = evidence.reverted_by(old)
        assert reverting is not None
        assert reverting.id == back


def test_a_message_that_only_speaks_of_a_revert_takes_nothing_back(repository: Repository) -> None:
    first = repository.commit_files("feat: one", "a.py")
    repository.commit_files(f"docs: why\n\nThis reverts commit {first}, in spirit.", "why.md")
    with ProjectEvidence(repository.path, cited=[first]) as evidence:
        assert evidence.reverted_by(first) is None


def test_without_a_repository_nothing_is_known_to_be_taken_back(repository: Repository) -> None:
    with ProjectEvidence(repository.path / "..") as evidence:
        assert evidence.reverted_by("0" * 40) is None
