from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.runs.checkout import TrackedFiles, find_tracked_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions, links and pipes")


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder with its size and its time."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def install_hooks(repository: Repository, witness: Path) -> None:
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = repository.write(f".git/hooks/{name}", f"#!/bin/sh\necho {name} >> {witness.as_posix()}\n")
        hook.chmod(0o755)


def test_a_checkout_holds_the_commit_and_nothing_else(repository: Repository) -> None:
    commit = repository.commit("first", files=["src/a.py", "b.txt"])
    repository.write("b.txt", "changed")
    repository.write("untracked.txt")
    with find_tracked_files(repository.path).checked_out(commit) as files:
        assert set(listing(files.top)) == {"src/a.py", "b.txt"}
        assert (files.top / "b.txt").read_text() == "b.txt\nfirst\n"
        place = files.top.parent
    assert not place.exists()


def test_a_checkout_leaves_the_repository_alone_and_runs_no_hook(repository: Repository, tmp_path: Path) -> None:
    commit = repository.commit("first", files=["a.py"])
    repository.commit("second", files=["a.py", "b.py"])
    repository.git("config", "core.splitIndex", "true")
    repository.git("config", "core.fsmonitor", f"echo monitor >> {tmp_path.as_posix()}/witness; false")
    install_hooks(repository, tmp_path / "witness")
    before = listing(repository.path)
    with find_tracked_files(repository.path).checked_out(commit) as files:
        assert (files.top / "a.py").read_text() == "a.py\nfirst\n"
        assert files.changed_since(files.state() or {}) == ()
    assert listing(repository.path) == before
    assert not (tmp_path / "witness").exists()


def test_files_come_as_stored_and_not_as_an_archive_would_write_them(repository: Repository) -> None:
    repository.write(".gitattributes", "notes.txt export-ignore\nversion.txt export-subst\n")
    commit = repository.commit("first", files={"notes.txt": "notes", "version.txt": "$Format:%H$"})
    with find_tracked_files(repository.path).checked_out(commit) as files:
        assert (files.top / "notes.txt").read_text() == "notes"
        assert (files.top / "version.txt").read_text() == "$Format:%H$"


def test_a_sparse_checkout_is_laid_out_in_full(repository: Repository) -> None:
    commit = repository.commit("first", files=["in/a.py", "out/b.py"])
    repository.git("sparse-checkout", "set", "in")
    with find_tracked_files(repository.path).checked_out(commit) as files:
        assert set(listing(files.top)) == {"in/a.py", "out/b.py"}


def test_filter_programs_are_not_run(repository: Repository, tmp_path: Path) -> None:
    program = f"echo run >> {tmp_path.as_posix()}/witness; cat"
    repository.write(".gitattributes", "*.bin filter=big\n")
    commit = repository.commit("first", files={"a.bin": "pointer"})
    for name in ("clean", "smudge", "process"):
        repository.git("config", f"filter.big.{name}", program)
    repository.git("config", "filter.big.required", "true")
    with find_tracked_files(repository.path).checked_out(commit) as files:
        assert (files.top / "a.bin").read_text() == "pointer"
        (files.top / "a.bin").write_text("other")
        assert files.state()
    assert not (tmp_path / "witness").exists()


def test_a_filter_that_cannot_be_switched_off_is_refused(repository: Repository) -> None:
    repository.git("config", "filter.a=b.smudge", "program")
    with pytest.raises(EvidenceError, match="names a filter that cannot be switched off: filter"):
        find_tracked_files(repository.path)


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_variables_of_a_hook_do_not_lead_git_astray(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    commit = repository.commit("first", files=["a.py"])
    monkeypatch.setenv(variable, "elsewhere")
    with find_tracked_files(repository.path).checked_out(commit) as files:
        assert (files.top / "a.py").is_file()


def test_a_missing_commit_is_told_in_gits_words(repository: Repository) -> None:
    repository.commit("first", files=["a.py"])
    files = find_tracked_files(repository.path)
    with pytest.raises(EvidenceError) as caught, files.checked_out("1234567890" * 4):
        pass
    assert str(caught.value).startswith("commit 1234567890 cannot be checked out: failed to unpack tree object")


def test_a_folder_without_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(EvidenceError, match="the project is not in a git repository"):
        find_tracked_files(tmp_path)


def test_a_linked_worktree_can_be_checked_out_from(repository: Repository, tmp_path: Path) -> None:
    commit = repository.commit("first", files=["a.py"])
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    files = find_tracked_files(tmp_path / "linked")
    (tmp_path / "linked" / "a.py").write_text("dirty")
    assert set(files.state() or {}) == {"a.py"}
    with files.checked_out(commit) as checkout:
        assert (checkout.top / "a.py").read_text() == "a.py\nfirst\n"


@pytest.fixture
def files(repository: Repository) -> TrackedFiles:
    repository.commit("first", files=["a.py", "b.py", "sub/naïve name.py"])
    return find_tracked_files(repository.path)


def changes(repository: Repository, files: TrackedFiles, **written: str) -> tuple[str, ...]:
    before = files.state()
    assert before is not None
    for name, text in written.items():
        repository.write(name, text)
    return files.changed_since(before)


def test_untracked_and_equal_files_are_no_change(repository: Repository, files: TrackedFiles) -> None:
    assert changes(repository, files, **{"new.py": "new", "a.py": "a.py\nfirst\n"}) == ()


def test_changed_tracked_files_are_named_in_order(repository: Repository, files: TrackedFiles) -> None:
    assert changes(repository, files, **{"sub/naïve name.py": "x", "a.py": "y"}) == ("a.py", "sub/naïve name.py")


def test_a_file_that_was_changed_before_counts_only_if_it_changes_again(
    repository: Repository, files: TrackedFiles
) -> None:
    repository.write("a.py", "dirty")
    assert changes(repository, files, **{"a.py": "dirty"}) == ()
    assert changes(repository, files, **{"a.py": "dirtier"}) == ("a.py",)
    assert changes(repository, files, **{"a.py": "a.py\nfirst\n"}) == ("a.py",)


def test_deleted_files_are_changes(repository: Repository, files: TrackedFiles) -> None:
    before = files.state() or {}
    (repository.path / "a.py").unlink()
    repository.git("rm", "--quiet", "b.py")
    assert files.changed_since(before) == ("a.py", "b.py")


@posix
def test_links_and_pipes_in_the_place_of_files_are_changes(repository: Repository, files: TrackedFiles) -> None:
    repository.write("a.py", "dirty")
    before = files.state() or {}
    for name in ("a.py", "b.py"):
        (repository.path / name).unlink()
    (repository.path / "a.py").symlink_to("b.py")
    os.mkfifo(repository.path / "b.py")
    linked = files.state() or {}
    assert files.changed_since(before) == ("a.py", "b.py")
    (repository.path / "a.py").unlink()
    (repository.path / "a.py").symlink_to("elsewhere")
    assert files.changed_since(linked) == ("a.py",)


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_does_not_stop_the_look(repository: Repository, files: TrackedFiles) -> None:
    repository.write("a.py", "dirty").chmod(0)
    assert (files.state() or {})["a.py"].endswith("unreadable")


@pytest.mark.skipif(sys.platform != "linux", reason="file names that are not UTF-8")
def test_names_that_are_not_text_are_shown_with_a_question_mark(repository: Repository) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    repository.write(name)
    repository.commit("first")
    files = find_tracked_files(repository.path)
    assert changes(repository, files, **{name: "x"}) == ("caf?.py",)


def test_a_repository_that_can_no_longer_be_read_is_a_change(repository: Repository, files: TrackedFiles) -> None:
    before = files.state()
    assert before == {}
    (repository.path / ".git" / "index").write_bytes(b"broken")
    assert files.state() is None
    assert files.changed_since(before) == (".git",)
