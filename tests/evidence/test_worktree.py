from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.files import working_tree as worktree
from pytest_phasegate.evidence.files.working_tree import WorkingTree, walk_files
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.facts import Entry, EntryKind, Fit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_phasegate.model.facts import Tree
    from tests.repository import Repository


@pytest.fixture
def tree(repository: Repository) -> Iterator[Tree]:
    repository.write("empty.py", "")
    repository.write(".gitignore", "ignored.py\n")
    repository.commit("chore: begin", files=["src/a.py", "src/deep/b.py"])
    repository.write("loose.py")
    repository.write("ignored.py")
    repository.write("staged.py")
    repository.git("add", "staged.py")
    with ProjectEvidence(repository.path) as evidence:
        yield evidence.files.tree()


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("src/a.py", Entry(kind=EntryKind.FILE)),
        ("staged.py", Entry(kind=EntryKind.FILE)),
        ("empty.py", Entry(kind=EntryKind.FILE, is_empty=True)),
        ("loose.py", Entry(kind=EntryKind.FILE, tracked=False)),
        ("ignored.py", Entry(kind=EntryKind.FILE, tracked=False)),
        ("src", Entry(kind=EntryKind.DIRECTORY)),
        ("src/deep", Entry(kind=EntryKind.DIRECTORY)),
        (".git", Entry(kind=EntryKind.DIRECTORY, tracked=False)),
        ("nothing.py", None),
        ("src/a.py/b", None),
        ("../project/src/a.py", None),
        ("/etc/passwd", None),
        ("x\0", None),
        ("x" * 5000, None),
        ("SRC/a.py", None),
        ("Loose.py", None),
    ],
)
def test_what_stands_at_a_path(tree: Tree, path: str, entry: Entry | None) -> None:
    assert tree.entry(path) == entry


def test_the_name_says_which_tree_it_is(tree: Tree) -> None:
    assert tree.name == "the working tree"


def test_only_tracked_paths_are_matched_by_a_pattern(tree: Tree) -> None:
    assert tree.glob("**/*.py") == ("empty.py", "src/a.py", "src/deep/b.py", "staged.py")


def test_untracked_files_are_listed_but_ignored_ones_are_not(repository: Repository, tree: Tree) -> None:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.list_paths() == (
            ".gitignore",
            "empty.py",
            "loose.py",
            "src/a.py",
            "src/deep/b.py",
            "staged.py",
        )


def test_reading_is_limited(tree: Tree) -> None:
    assert tree.read("src/a.py", 5) == b"src/a"
    assert tree.read("src", 5) is None
    assert tree.read("nothing.py", 5) is None


def test_an_untracked_file_is_located_where_it_lies(tree: Tree) -> None:
    assert tree.locate("ignored.py").fit is Fit.EXACT
    assert tree.locate("deep/b.py").path == "src/deep/b.py"


def test_a_tracked_file_that_was_removed_is_not_there(repository: Repository, tree: Tree) -> None:
    (repository.path / "src" / "a.py").unlink()
    assert tree.entry("src/a.py") is None


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize(
    ("leads_to", "target"),
    [
        ("src/a.py", "src/a.py"),
        ("src", "src"),
        ("../outside.txt", None),
        ("/etc/passwd", None),
        ("nowhere", None),
        ("link", None),
    ],
)
def test_a_link_is_a_link_and_says_where_it_leads(
    repository: Repository, tree: Tree, leads_to: str, target: str | None
) -> None:
    (repository.path.parent / "outside.txt").write_text("x", encoding="utf-8")
    (repository.path / "link").symlink_to(leads_to)
    repository.git("add", "link")
    id_ = repository.commit("feat: link")
    entry = Entry(kind=EntryKind.SYMLINK, target=target)
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.tree().entry("link") == entry
        assert evidence.files.tree(id_).entry("link") == entry
        assert evidence.files.tree().read("link", 5) is None
        assert evidence.files.tree(id_).read("link", 5) is None


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_nothing_is_found_behind_a_link(repository: Repository, tree: Tree) -> None:
    (repository.path / "link").symlink_to("src")
    id_ = repository.commit("feat: link")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.tree().entry("link/a.py") is None
        assert evidence.files.tree(id_).entry("link/a.py") is None


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets that are files")
def test_a_socket_is_no_file(repository: Repository, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert tree.entry("socket") == Entry(kind=EntryKind.OTHER, tracked=False)


def test_a_file_that_a_sparse_checkout_leaves_out_is_there_all_the_same(repository: Repository, tree: Tree) -> None:
    repository.commit("more")
    repository.git("sparse-checkout", "set", "src")
    with ProjectEvidence(repository.path) as evidence:
        assert not (repository.path / "src" / "deep" / "nothing").exists()
        repository.git("sparse-checkout", "set", "--no-cone", "/src/a.py")
        sparse = evidence.files.tree()
        assert not (repository.path / "empty.py").exists()
        assert sparse.entry("empty.py") == Entry(kind=EntryKind.FILE, is_empty=True)
        assert sparse.entry("src/deep/b.py") == Entry(kind=EntryKind.FILE)


def test_names_of_any_characters_are_found(repository: Repository) -> None:
    names = ["src/ü ñ.py", "a b.py", "app/(tabs)/[id].tsx", "日本.md"]
    id_ = repository.commit("feat: names", files=names)
    with ProjectEvidence(repository.path, cited=[id_]) as evidence:
        assert set(names) == set(evidence.files.list_paths())
        for tree in (evidence.files.tree(), evidence.files.tree(id_)):
            assert all(tree.locate(name).fit is Fit.EXACT for name in names)
            assert all(tree.entry(name) == Entry(kind=EntryKind.FILE) for name in names)


def test_a_file_that_goes_while_it_is_read_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("x", encoding="utf-8")
    tree = WorkingTree(tmp_path, None)
    entry = tree.entry("a.py")
    (tmp_path / "a.py").unlink()
    monkeypatch.setattr(WorkingTree, "entry", lambda self, path: entry)  # it goes between looking and reading
    assert tree.read("a.py", 5) is None


def test_a_folder_without_git_is_walked_but_for_hidden_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.py", "src/b.py", ".venv/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert walk_files(tmp_path).paths == ("a.py", "src/b.py")
    monkeypatch.setattr(worktree, "PLAIN_LIMIT", 1)
    assert walk_files(tmp_path).paths == ("a.py",)


@pytest.mark.parametrize(("text", "target"), [("b.py", "src/b.py"), ("../../b.py", None), ("gone.py", None)])
def test_b4_a_link_that_is_checked_out_as_a_file_is_a_link(
    repository: Repository, text: str, target: str | None
) -> None:
    """As it is on Windows: git keeps links as files there that hold where they lead to."""
    repository.git("config", "core.symlinks", "false")
    repository.write("src/b.py")
    repository.write("src/a.py", text)
    repository.git("add", "--all")
    blob = repository.git("hash-object", "-w", "src/a.py")
    repository.git("update-index", "--cacheinfo", f"120000,{blob},src/a.py")
    repository.git("commit", "--quiet", "--message", "feat: a link")
    with ProjectEvidence(repository.path) as evidence:
        entry = evidence.files.tree().entry("src/a.py")
        assert entry is not None
        assert (entry.kind, entry.target) == (EntryKind.SYMLINK, target)
