from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.project import ProjectEvidence
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


def revert(repository: Repository, commit: str) -> str:
    repository.clock += 60
    repository.git("revert", "--no-edit", commit)
    return repository.git("rev-parse", "HEAD")


def test_the_commit_that_takes_another_back_is_found(repository: Repository) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    second = repository.commit("feat: two", files=["b.py"])
    back = revert(repository, first)
    with ProjectEvidence(repository.path, cited=[first, second]) as evidence:
        assert evidence.git.resolve(first).reachable
        reverting = evidence.git.undone_by(first)
        assert reverting is not None
        assert (reverting.commit, reverting.name) == (back, f'{back[:10]} "Revert "feat: one""')
        assert evidence.git.undone_by(second) is None


def test_what_was_brought_again_is_not_taken_back(repository: Repository) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    revert(repository, revert(repository, first))
    with ProjectEvidence(repository.path, cited=[first]) as evidence:
        assert evidence.git.undone_by(first) is None


def test_a_commit_older_than_all_that_are_cited_is_looked_for_in_all_of_history(repository: Repository) -> None:
    old = repository.commit("feat: old", files=["a.py"])
    back = revert(repository, old)
    repository.clock += 90 * 86_400
    new = repository.commit("feat: new", files=["b.py"])
    with ProjectEvidence(repository.path, cited=[new]) as evidence:
        assert evidence.git.resolve(new).reachable
        assert evidence.git.undone_by(new) is None
        assert evidence.git.resolve(old).reachable
        reverting = evidence.git.undone_by(old)
        assert reverting is not None
        assert reverting.commit == back


def test_a_message_that_only_speaks_of_a_revert_takes_nothing_back(repository: Repository) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    repository.commit(f"docs: why\n\nThis reverts commit {first}, in spirit.", files=["why.md"])
    with ProjectEvidence(repository.path, cited=[first]) as evidence:
        assert evidence.git.undone_by(first) is None


def test_without_a_repository_nothing_is_known_to_be_taken_back(repository: Repository) -> None:
    is_told = pytest.raises(EvidenceError, match=r"^the project is not in a git repository$")
    with ProjectEvidence(repository.path / "..") as evidence, is_told:
        evidence.git.undone_by("0" * 40)


def take_back(repository: Repository, subject: str, body: str, *files: str) -> str:
    """A commit with a message of its own that deletes files."""
    for file in files:
        (repository.path / file).unlink()
    return repository.commit(f"{subject}\n\n{body}")


def reverting(repository: Repository, commit: str, *cited: str) -> str | None:
    with ProjectEvidence(repository.path, cited=[commit, *cited]) as evidence:
        assert evidence.git.resolve(commit).reachable
        found = evidence.git.undone_by(commit)
        return found.commit if found else None


@pytest.mark.parametrize("length", [7, 8, 9, 11, 13, 14, 23, 39, 40])
@pytest.mark.parametrize("is_upper", [False, True])
def test_b2_a_revert_is_known_by_any_length_of_id(repository: Repository, length: int, *, is_upper: bool) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    other = repository.commit("feat: two", files=["b.py"])
    id_ = first[:length].upper() if is_upper else first[:length]
    back = take_back(repository, 'Revert "feat: one"', f"This reverts commit {id_}.", "a.py")
    assert reverting(repository, first) == back
    assert reverting(repository, other) is None


@pytest.mark.parametrize("length", [12, 63, 64])
def test_b2_a_revert_is_known_where_ids_have_64_digits(tmp_path: Path, length: int) -> None:
    repository = Repository.create(tmp_path / "long", "--object-format=sha256")
    first = repository.commit("feat: one", files=["a.py"])
    back = take_back(repository, 'Revert "feat: one"', f"This reverts commit {first[:length]}.", "a.py")
    assert reverting(repository, first) == back


def test_b2_one_commit_takes_back_several_and_another_brings_all_again(repository: Repository) -> None:
    first, second = (repository.commit(f"feat: {name}", files=[f"{name}.py"]) for name in "ab")
    ids = f"{first[:11]} and {second[:9]}"
    back = take_back(repository, "fix: the stores leak", f"This reverts commits {ids}.", "a.py", "b.py")
    assert (reverting(repository, first), reverting(repository, second)) == (back, back)
    repository.write("a.py")
    repository.write("b.py")
    repository.commit(f'Reapply "both"\n\nThis reverts commit {back[:13]}.')
    assert (reverting(repository, first), reverting(repository, second)) == (None, None)


def test_b2_a_revert_of_a_revert_of_a_revert_takes_back(repository: Repository) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    last = revert(repository, revert(repository, revert(repository, first)))
    with ProjectEvidence(repository.path, cited=[first]) as evidence:
        found = evidence.git.undone_by(first)
        assert found is not None
        assert not (repository.path / "a.py").exists()
        assert found.commit != last


def two_that_begin_alike(repository: Repository) -> tuple[str, str]:
    """Two commits side by side, one that adds a.py and one that adds b.py, whose ids share seven digits."""
    base = repository.git("rev-parse", "HEAD")
    ids: list[dict[str, tuple[str, str]]] = []
    for name in ("a.py", "b.py"):
        repository.write(name, f"{name}\n")
        repository.git("add", "--all")
        tree = repository.git("write-tree")
        (repository.path / name).unlink()
        found = {}
        for number in range(40_000):
            who = "Ada <ada@example.org> 1700000000 +0000"
            text = f"tree {tree}\nparent {base}\nauthor {who}\ncommitter {who}\n\nfeat: {name} {number}\n"
            id_ = hashlib.sha1(f"commit {len(text)}\0{text}".encode()).hexdigest()
            found[id_[:7]] = (id_, text)
        ids.append(found)
    head = next(iter(sorted(ids[0].keys() & ids[1].keys())))
    for found in ids:
        id_, text = found[head]
        assert repository.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text) == id_
    return ids[0][head][0], ids[1][head][0]


def test_b2_a_short_id_that_fits_two_commits_means_the_one_whose_work_is_undone(repository: Repository) -> None:
    repository.commit("chore: begin", files=["begin.py"])
    first, second = two_that_begin_alike(repository)
    repository.git("reset", "--quiet", "--hard", first)
    repository.git("merge", "--quiet", "--no-edit", second)
    back = take_back(repository, 'Revert "feat: b.py"', f"This reverts commit {second[:7]}.", "b.py")
    assert reverting(repository, second, first) == back
    assert reverting(repository, first, second) is None


def test_b16_a_revert_whose_date_was_set_back_is_none_the_less_later(repository: Repository) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    repository.clock -= 3000 * 86_400
    back = take_back(repository, 'Revert "feat: one"', f"This reverts commit {first}.", "a.py")
    assert reverting(repository, first) == back


@pytest.mark.parametrize("is_old", [False, True])
def test_b16_history_is_read_from_the_oldest_cited_commit_on_by_the_graph(repository: Repository, is_old: bool) -> None:
    """The later one of two cited commits bears an older date."""
    first = repository.commit("feat: one", files=["a.py"])
    back = take_back(repository, 'Revert "feat: one"', f"This reverts commit {first}.", "a.py")
    repository.clock -= 3000 * 86_400 if is_old else 0
    second = repository.commit("feat: two", files=["b.py"])
    assert reverting(repository, first, second) == back
    assert reverting(repository, second, first) is None


def test_g2_where_the_messages_cannot_be_read_nobody_can_tell(repository: Repository) -> None:
    first = repository.commit("feat: one", files=["a.py"])
    lost = repository.commit("feat: two", files=["b.py"])
    back = take_back(repository, 'Revert "feat: one"', f"This reverts commit {first}.", "a.py")
    repository.commit("feat: three", files=["c.py"])
    for commit in (lost, back):
        path = repository.path / ".git/objects" / commit[:2] / commit[2:]
        content = path.read_bytes()
        path.unlink()
        with ProjectEvidence(repository.path, cited=[first]) as evidence:
            if evidence.git.resolve(first).commit:
                with pytest.raises(EvidenceError, match=f"whether commit {first[:10]} was taken back cannot be told"):
                    evidence.git.undone_by(first)
        path.write_bytes(content)
