"""Every way to bring work into the trunk, and every kind of clone to see it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    repository = Repository.create(path, document=DOCUMENT)
    repository.commit("chore: begin", files=["README.md"])
    repository.commit("docs: plan the work", files=[DOCUMENT])
    repository.git("switch", "--quiet", "--create", "work")
    return repository


def move_trunk(repository: Repository) -> None:
    repository.git("switch", "--quiet", "main")
    repository.commit("docs: meanwhile", files=["other.md"])


def two_batches(repository: Repository) -> tuple[str, str]:
    first = repository.commit("feat(app): make the shell", files=["src/shell.py", "src/shell_style.py"])
    second = repository.commit("feat(app): make the core", files=["src/core.py"])
    return first, second


def merge(repository: Repository) -> tuple[str, ...]:
    ids = two_batches(repository)
    move_trunk(repository)
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge work", "work")
    return ids


def squash(repository: Repository) -> tuple[str, ...]:
    first = repository.commit("feat(app): make the shell", files=["src/shell.py", "src/shell_style.py"])
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
    first = repository.commit("feat(app): make the shell", files=["src/shell.py", "src/shell_style.py"])
    repository.clock += 60
    repository.write(DOCUMENT, f"**Commit**: {first}\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--amend", "--no-edit")
    return (first,)


def revert(repository: Repository) -> tuple[str, ...]:
    repository.git("switch", "--quiet", "main")
    first = repository.commit("feat(app): make the shell", files=["src/shell.py", "src/shell_style.py"])
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


def build_cases(folder: Path) -> dict[str, Case]:
    """A repository for each way, with enough on top of the work that a clone of depth 50 does not reach it."""
    cases = {}
    for number, (way, work) in enumerate(WAYS.items()):
        repository = start(folder / str(number))
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
