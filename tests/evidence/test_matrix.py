"""What becomes of a cited id: every way to bring work into the trunk, seen in every kind of clone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.gather import ProjectEvidence
from pytest_phasegate.model.facts import Match, Presence, Sought
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCUMENT = "task-tracking/TASK_1/tasks.md"
FILLER = 60  # commits on top, so that a clone of depth 50 does not reach the work


@dataclass(frozen=True)
class Case:
    """A repository with work in it: the ids that the document cites, and the judged work's files by batch."""

    repository: Repository
    cited: tuple[str, ...]


def start(path: Path) -> Repository:
    repository = Repository.create(path)
    repository.commit_files("chore: begin", "README.md")
    repository.commit_files("docs: plan the work", DOCUMENT)
    repository.git("switch", "--quiet", "--create", "work")
    return repository


def move_trunk(repository: Repository) -> None:
    repository.git("switch", "--quiet", "main")
    repository.commit_files("docs: meanwhile", "other.md")


def two_batches(repository: Repository) -> tuple[str, str]:
    first = repository.commit_files("feat(app): make the shell", "src/shell.py", "src/shell_style.py")
    second = repository.commit_files("feat(app): make the core", "src/core.py")
    return first, second


def merge(repository: Repository) -> tuple[str, ...]:
    ids = two_batches(repository)
    move_trunk(repository)
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge work", "work")
    return ids


def squash(repository: Repository) -> tuple[str, ...]:
    first = repository.commit_files("feat(app): make the shell", "src/shell.py", "src/shell_style.py")
    move_trunk(repository)
    repository.git("merge", "--quiet", "--squash", "work")
    repository.commit("Work of the week (#7)")
    return (first,)


def squash_of_several(repository: Repository) -> tuple[str, ...]:
    ids = two_batches(repository)
    move_trunk(repository)
    repository.git("merge", "--quiet", "--squash", "work")
    repository.commit("Work of the week (#7)")
    return ids


def rebase(repository: Repository) -> tuple[str, ...]:
    ids = two_batches(repository)
    move_trunk(repository)
    repository.git("switch", "--quiet", "work")
    repository.git("rebase", "--quiet", "main")
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "--ff-only", "work")
    return ids


def cherry_pick(repository: Repository) -> tuple[str, ...]:
    ids = two_batches(repository)
    move_trunk(repository)
    repository.git("cherry-pick", *ids)
    return ids


def amend(repository: Repository) -> tuple[str, ...]:
    repository.git("switch", "--quiet", "main")
    first = repository.commit_files("feat(app): make the shell", "src/shell.py", "src/shell_style.py")
    repository.clock += 60
    repository.write(DOCUMENT, f"**Commit**: {first}\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--amend", "--no-edit")
    return (first,)


def revert(repository: Repository) -> tuple[str, ...]:
    repository.git("switch", "--quiet", "main")
    first = repository.commit_files("feat(app): make the shell", "src/shell.py", "src/shell_style.py")
    repository.git("revert", "--no-edit", first)
    return (first,)


WAYS: dict[str, Callable[[Repository], tuple[str, ...]]] = {
    "merge": merge,
    "squash": squash,
    "squash of several": squash_of_several,
    "rebase": rebase,
    "cherry-pick": cherry_pick,
    "amend": amend,
    "revert": revert,
}
FILES = (("src/shell.py", "src/shell_style.py"), ("src/core.py",))
SUBJECTS = ("feat(app): make the shell", "feat(app): make the core")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    cases = {}
    for way, work in WAYS.items():
        repository = start(tmp_path_factory.mktemp("matrix") / "origin")
        cited = work(repository)
        stream = "".join(
            f"commit refs/heads/main\ncommitter A <a@example.org> {repository.clock + 60 * count} +0000\ndata 2\nx\n"
            + ("from refs/heads/main^0\n" if count == 0 else "")
            for count in range(FILLER)
        )
        repository.git("fast-import", "--quiet", stdin=stream)
        repository.git("reset", "--quiet", "--hard")
        cases[way] = Case(repository, cited)
    return cases


def full(case: Case, path: Path) -> Path:
    return case.repository.path


def depth_1(case: Case, path: Path) -> Path:
    return case.repository.clone(path / "clone", "--depth=1").path


def depth_50(case: Case, path: Path) -> Path:
    return case.repository.clone(path / "clone", "--depth=50").path


def blobless(case: Case, path: Path) -> Path:
    return case.repository.clone(path / "clone", "--filter=blob:none", "--no-checkout").path


def worktree(case: Case, path: Path) -> Path:
    case.repository.git("worktree", "add", "--quiet", "--detach", str(path / "tree"), "main")
    return path / "tree"


def detached(case: Case, path: Path) -> Path:
    clone = case.repository.clone(path / "clone")
    clone.git("checkout", "--quiet", "--detach")
    return clone.path


CLONES: dict[str, Callable[[Case, Path], Path]] = {
    "full": full,
    "depth 1": depth_1,
    "depth 50": depth_50,
    "blob-less": blobless,
    "worktree": worktree,
    "detached head": detached,
}

# For each clone: what resolving says, and what a search by the document's files finds (None: nothing was needed).
HERE = "present, reachable"
LOST = "present, not reachable"
GONE = "missing"
BLIND = "unknown"
PATCH, SUBJECT, FILES_CHANGED = Match.PATCH, Match.SUBJECT, Match.FILES
EXPECTED: dict[str, dict[str, tuple[str, Match | str | None]]] = {
    "merge": {
        "full": (HERE, None),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (HERE, None),
        "worktree": (HERE, None),
        "detached head": (HERE, None),
    },
    "squash": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (LOST, PATCH),  # the branch was cloned too; folders tell enough
        "worktree": (LOST, PATCH),
        "detached head": (LOST, PATCH),
    },
    "squash of several": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (LOST, PATCH),
        "worktree": (LOST, PATCH),
        "detached head": (LOST, PATCH),
    },
    "rebase": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (GONE, SUBJECT),  # no branch holds the old commits any more
        "worktree": (LOST, PATCH),
        "detached head": (GONE, SUBJECT),
    },
    "cherry-pick": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (LOST, PATCH),
        "worktree": (LOST, PATCH),
        "detached head": (LOST, PATCH),
    },
    "amend": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (GONE, SUBJECT),
        "worktree": (LOST, PATCH),
        "detached head": (GONE, SUBJECT),
    },
    "revert": {
        "full": (HERE, None),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (HERE, None),
        "worktree": (HERE, None),
        "detached head": (HERE, None),
    },
}


def seen(evidence: ProjectEvidence, cited: str) -> str:
    resolution = evidence.resolve(cited)
    if resolution.presence is not Presence.PRESENT:
        return str(resolution.presence.value)
    return {True: HERE, False: LOST, None: BLIND}[resolution.reachable]


def found(evidence: ProjectEvidence, cited: str, batch: int, subjects: tuple[str, ...]) -> Match | str | None:
    sought = Sought(
        cited=cited, level="batch", id=str(batch + 1), files=FILES[batch], subjects=subjects, document=DOCUMENT, line=1
    )
    search = evidence.search(sought)
    if search.successor:
        assert set(FILES[batch]) <= {change.path for change in search.successor.commit.changes or ()}
        return search.successor.match
    return BLIND if search.unknown else None


@pytest.mark.parametrize("clone", CLONES)
@pytest.mark.parametrize("way", WAYS)
def test_every_clone_gives_the_right_answer_or_says_that_it_cannot_see(
    cases: dict[str, Case], tmp_path: Path, way: str, clone: str
) -> None:
    case = cases[way]
    answer, match = EXPECTED[way][clone]
    with ProjectEvidence(CLONES[clone](case, tmp_path), cited=case.cited) as evidence:
        for batch, cited in enumerate(case.cited):
            assert seen(evidence, cited) == answer
            if match is not None:
                assert found(evidence, cited, batch, SUBJECTS[batch : batch + 1]) == match


@pytest.mark.parametrize("way", ["squash", "squash of several", "rebase", "cherry-pick", "amend"])
def test_without_a_word_of_it_the_changed_files_give_the_work_away(
    cases: dict[str, Case], tmp_path: Path, way: str
) -> None:
    case = cases[way]
    clone = case.repository.clone(tmp_path / "clone", "--single-branch", "--branch=main")
    with ProjectEvidence(clone.path, cited=case.cited) as evidence:
        for batch, cited in enumerate(case.cited):
            resolution = evidence.resolve(cited)
            assert (resolution.presence, resolution.found) == (
                Presence.MISSING,
                "no such object; only the branch main was fetched",
            )
            assert found(evidence, cited, batch, ()) is FILES_CHANGED


@pytest.mark.parametrize("clone", ["depth 1", "depth 50"])
def test_a_shallow_clone_names_its_one_line_remedy(cases: dict[str, Case], tmp_path: Path, clone: str) -> None:
    case = cases["merge"]
    with ProjectEvidence(CLONES[clone](case, tmp_path), cited=case.cited) as evidence:
        resolution = evidence.resolve(case.cited[0])
        assert resolution.found == "no such object here: the clone is shallow: older commits are not in it"
        assert resolution.remedy == evidence.revision().remedy == "git fetch --unshallow"
