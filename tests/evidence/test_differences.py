"""What is not in the judged tree as in a commit, in real repositories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.project import ProjectEvidence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


def since(repository: Repository, commit: str, *globs: str, at: str | None = None) -> str | None:
    with ProjectEvidence(repository.path, at=at) as evidence:
        change = evidence.results.changed_since(globs or ("**",), commit)
        return f"{change.path}: {change.how}" if change else None


def restage(repository: Repository, name: str) -> None:
    """Let git no longer know by its times that a file is as it was."""
    os.utime(repository.path / name, (1_000_000_000, 1_000_000_000))


def test_a_file_of_another_content_differs_and_one_that_was_written_again_does_not(repository: Repository) -> None:
    commit = repository.commit("base", files=["src/a.py", "src/b.py"])
    restage(repository, "src/a.py")
    assert since(repository, commit) is None
    repository.write("src/a.py", "other\n")
    assert since(repository, commit) == f"src/a.py: not as in commit {commit[:10]}"
    assert since(repository, commit, "**", "!src/a.py") is None
    repository.commit("work")
    for at in (None, "HEAD"):
        assert since(repository, commit, at=at) == f"src/a.py: not as in commit {commit[:10]}"
        assert since(repository, commit, "**", "!src/a.py", at=at) is None


def test_line_ends_alone_are_no_difference(repository: Repository) -> None:
    commit = repository.commit("base", files={"src/a.py": "a\nb\n"})
    repository.write("src/a.py", "a\r\nb\r\n")
    assert since(repository, commit) is None
    repository.commit("line ends")
    assert since(repository, commit, at="HEAD") is None


def test_files_that_came_and_went_differ(repository: Repository) -> None:
    commit = repository.commit("base", files=["src/a.py", "src/b.py"])
    repository.write("src/c.py")
    assert since(repository, commit) is None
    repository.git("add", "src/c.py")
    assert since(repository, commit) == f"src/c.py: not as in commit {commit[:10]}"
    repository.git("rm", "--quiet", "--force", "src/c.py")
    (repository.path / "src/a.py").unlink()
    assert since(repository, commit) == f"src/a.py: not as in commit {commit[:10]}"


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_a_link_differs_by_where_it_leads(repository: Repository) -> None:
    repository.commit("base", files=["src/a.py", "src/b.py"])
    link = repository.path / "link.py"
    link.symlink_to("src/a.py")
    commit = repository.commit("link")
    os.utime(link, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    assert since(repository, commit) is None
    link.unlink()
    link.symlink_to("src/b.py")
    assert since(repository, commit) == f"link.py: not as in commit {commit[:10]}"
    repository.commit("elsewhere")
    assert since(repository, commit, at="HEAD") == f"link.py: not as in commit {commit[:10]}"


def test_below_a_folder_of_a_larger_repository_only_what_lies_in_it_counts(repository: Repository) -> None:
    commit = repository.commit("base", files=["app/a.py", "other/b.py"])
    repository.commit("work", files=["other/b.py"])
    with ProjectEvidence(repository.path / "app") as evidence:
        assert evidence.results.changed_since(("**",), commit) is None
    repository.write("app/a.py", "other\n")
    with ProjectEvidence(repository.path / "app") as evidence:
        change = evidence.results.changed_since(("**",), commit)
    assert change is not None
    assert change.path == "a.py"


def test_files_that_are_the_same_are_not_read(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit("base", files=["src/a.py", "src/b.py"])
    repository.commit("work", files=["src/b.py"])
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    assert since(clone, first, "**", "!src/b.py", at="HEAD") is None
    with pytest.raises(EvidenceError, match="is not in this clone"):
        since(clone, first, at="HEAD")


@pytest.mark.skipif(os.name == "nt", reason="the filter is a shell command")
def test_filter_programs_are_not_run(repository: Repository, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    repository.write(".gitattributes", "*.bin filter=big\n")
    commit = repository.commit("base", files=["a.bin"])
    for name in ("clean", "smudge"):
        repository.git("config", f"filter.big.{name}", f"sh -c 'touch {marker}; cat'")
    index = repository.path / ".git" / "index"
    moment = (repository.path / "a.bin").stat().st_mtime
    os.utime(index, (moment - 10, moment - 10))  # so that git must look at what the file holds
    assert since(repository, commit) is None
    assert not marker.exists()
    repository.git("config", "filter.a=b.clean", "program")
    with pytest.raises(EvidenceError, match=r"names a filter that cannot be switched off: filter\.a=b"):
        since(repository, commit)
