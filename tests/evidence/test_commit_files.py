from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.commit_files import CommitFiles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository


def test_files_are_read_as_they_were_wherever_they_lie_in_the_repository(repository: Repository) -> None:
    repository.write("top.txt", "then\n")
    repository.write("app/in.txt", "inside\n")
    commit = repository.commit("first")
    repository.write("top.txt", "now\n")
    repository.commit("second")
    folder = repository.path / "app"
    with CommitFiles(folder, commit) as files:
        assert (files.name, files.commit) == (commit[:10], commit)
        assert files.read(repository.path / "top.txt") == b"then\n"
        assert files.read(folder / "in.txt") == b"inside\n"
        assert files.read(folder / "../app/in.txt") == b"inside\n"
        assert files.read(folder) is None
        assert files.read(repository.path / "gone.txt") is None
        assert files.read(repository.path.parent / "top.txt") is None
        assert files.holds(repository.path)
        assert not files.holds(repository.path.parent)


def test_a_link_is_no_file(repository: Repository) -> None:
    try:
        (repository.path / "link").symlink_to("file.txt")
    except OSError:
        pytest.skip("no symlinks here")
    commit = repository.commit("first", files=["file.txt"])
    with CommitFiles(repository.path, commit) as files:
        assert files.read(repository.path / "link") is None


def test_what_a_partial_clone_lacks_is_told(repository: Repository, tmp_path: Path) -> None:
    repository.write("phasegate.yaml", "version: 1\n")
    commit = repository.commit("first")
    repository.write("phasegate.yaml", "version: 1\n# more\n")
    repository.commit("second")
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none")
    with CommitFiles(clone.path, commit) as files, pytest.raises(EvidenceError, match="is not in this clone"):
        files.read(clone.path / "phasegate.yaml")


def test_a_revision_is_never_an_option(repository: Repository) -> None:
    repository.commit("first", files=["file.txt"])
    with pytest.raises(EvidenceError, match=r"cannot compare with '--batch-all-objects': there is no such commit here"):
        CommitFiles(repository.path, "--batch-all-objects")
