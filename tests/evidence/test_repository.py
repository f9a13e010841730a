from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.facts import Order, Presence
from pytest_phasegate.model.searches import Sought
from pytest_phasegate.model.unknown import Unknown
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

SOUGHT = Sought(cited=None, level="batch", id="1", files=("a.py",), document="tasks.md")


def test_head_is_named_with_its_branch(repository: Repository) -> None:
    head = repository.commit("chore: begin")
    with ProjectEvidence(repository.path) as evidence:
        revision = evidence.git.revision()
    assert (revision.commit, revision.name) == (head, f"main ({head[:10]})")
    assert revision.unknown is None


def test_a_detached_head_is_named_so(repository: Repository) -> None:
    head = repository.commit("chore: begin")
    repository.git("checkout", "--quiet", "--detach")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().name == f"HEAD ({head[:10]})"


def test_a_branch_without_a_commit_contains_nothing(repository: Repository) -> None:
    lost = repository.commit("feat: a", files=["a.py"])
    repository.git("checkout", "--quiet", "--orphan", "fresh")
    with ProjectEvidence(repository.path, cited=[lost]) as evidence:
        revision = evidence.git.revision()
        assert (revision.commit, revision.name, revision.unknown) == (None, "fresh (no commit yet)", None)
        resolution = evidence.git.resolve(lost)
        assert (resolution.presence, resolution.reachable) == (Presence.PRESENT, False)
        assert resolution.found == "a commit that fresh (no commit yet) does not contain"
        assert evidence.git.resolve("0123456789").presence is Presence.MISSING
        search = evidence.git.search(Sought(cited=lost, level="batch", id="1", files=("a.py",), document="a.py"))
        assert (search.successor, search.unknown) == (None, None)


def test_a_new_repository_knows_no_id(repository: Repository) -> None:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.resolve("0123456789").presence is Presence.MISSING
        assert evidence.files.list_paths() == ()


def test_a_folder_that_is_no_repository_is_unknown_land(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("a", encoding="utf-8")
    with ProjectEvidence(tmp_path, cited=["0123456789"]) as evidence:
        revision = evidence.git.revision()
        assert revision.commit is None
        assert revision.name == "no git repository"
        assert revision.unknown == causes.NO_REPOSITORY
        resolution = evidence.git.resolve("0123456789")
        assert resolution.presence is Presence.UNKNOWN
        assert resolution.unknown == revision.unknown
        assert evidence.git.search(SOUGHT).unknown == revision.unknown
        with pytest.raises(EvidenceError, match=r"^the project is not in a git repository$"):
            evidence.git.order("a" * 40, "b" * 40)
        assert evidence.git.commits_between("a" * 40, "b" * 40) == causes.NO_REPOSITORY
        entry = evidence.files.tree().entry("src/a.py")
        assert entry is not None
        assert not entry.tracked
        assert evidence.files.tree().locate("/home/x/project/src/a.py").path == "src/a.py"
        assert evidence.files.tree().glob("src/*.py") == evidence.files.list_paths() == ("src/a.py",)
        assert evidence.files.read_document("src/a.py") == b"a"


def test_without_git_everything_of_commits_is_unknown(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = repository.commit("feat: a", files=["a.py"])
    monkeypatch.setenv("PATH", str(repository.path / "nothing-here"))
    with ProjectEvidence(repository.path, cited=[id_]) as evidence:
        resolution = evidence.git.resolve(id_)
        assert (resolution.presence, resolution.unknown) == (Presence.UNKNOWN, causes.NO_GIT)
        assert evidence.files.tree().entry("a.py") is not None


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_repository_of_another_user_is_not_trusted(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = repository.commit("feat: a", files=["a.py"])
    stand_in = tmp_path / "bin" / "git"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n', "utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")
    with ProjectEvidence(repository.path, cited=[id_]) as evidence:
        resolution = evidence.git.resolve(id_)
    assert resolution.presence is Presence.UNKNOWN
    assert resolution.unknown == Unknown(
        "git does not trust the repository: it belongs to another user",
        f"git config --global --add safe.directory {repository.path.as_posix()}",
    )


def test_a_head_whose_commit_is_gone_is_told(repository: Repository) -> None:
    repository.commit("chore: begin")
    (repository.path / ".git" / "refs" / "heads" / "main").write_text("1" * 40 + "\n", encoding="ascii")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().unknown == causes.HEAD_MISSING
        assert evidence.git.resolve("0123456789").presence is Presence.UNKNOWN


def test_a_broken_config_is_told_in_gits_words(repository: Repository) -> None:
    repository.commit("chore: begin")
    (repository.path / ".git" / "config").write_text("[core\n", encoding="ascii")
    with ProjectEvidence(repository.path) as evidence:
        why = "git cannot read the repository: fatal: bad config line 1 in file .git/config"
        assert evidence.git.revision().unknown == Unknown(why, "git fsck")


def test_a_folder_below_the_top_sees_its_own_paths(repository: Repository) -> None:
    repository.commit("chore: begin", files=["README.md", "packages/one/src/a.py", "packages/two/src/b.py"])
    change = repository.commit("feat: b", files=["packages/one/src/b.py", "packages/two/src/b.py"])
    with ProjectEvidence(repository.path / "packages" / "one", cited=[change]) as evidence:
        commit = evidence.git.resolve(change).commit
        assert commit is not None
        assert [item.path for item in commit.changes or ()] == ["src/b.py"]
        assert evidence.files.list_paths() == ("src/a.py", "src/b.py")
        for tree in (evidence.files.tree(), evidence.files.tree(change)):
            assert tree.glob("**/*.py") == ("src/a.py", "src/b.py")
            assert tree.read("src/b.py", 100) == b"src/b.py\nfeat: b\n".replace(b"src", b"packages/one/src")
            assert tree.entry("packages/two/src/b.py") is None
            assert tree.locate("D:\\work\\packages\\one\\src\\b.py").path == "src/b.py"


def test_a_folder_that_a_commit_does_not_have_is_empty_there(repository: Repository) -> None:
    before = repository.commit("chore: begin", files=["README.md"])
    repository.commit("feat: a", files=["packages/one/a.py"])
    with ProjectEvidence(repository.path / "packages" / "one") as evidence:
        assert evidence.files.tree(before).glob("**") == ()
        assert evidence.files.tree(before).entry("a.py") is None


def test_a_worktree_is_judged_by_its_own_head(repository: Repository, tmp_path: Path) -> None:
    repository.commit("chore: begin", files=["a.py"])
    repository.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    side = Repository(tmp_path / "side", repository.clock)
    here = side.commit("feat: b", files=["b.py"])
    with ProjectEvidence(side.path, cited=[here]) as evidence:
        assert evidence.git.revision().name == f"side ({here[:10]})"
        assert evidence.git.resolve(here).reachable is True
    with ProjectEvidence(repository.path, cited=[here]) as evidence:
        assert evidence.git.resolve(here).reachable is False


def test_a_sha256_repository_is_read_like_any_other(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "project", "--object-format=sha256")
    empty = repository.write("empty.py", "")
    id_ = repository.commit("feat: a", files=["src/a.py"])
    empty.unlink()
    with ProjectEvidence(repository.path, cited=[id_, id_[:8]]) as evidence:
        assert evidence.git.resolve(id_[:8]).reachable is True
        assert evidence.git.resolve(id_[:40] + "0" * 24).near == (id_,)
        tree = evidence.files.tree(id_)
        assert tree.read("src/a.py", 8) == b"src/a.py"
        entry = tree.entry("empty.py")
        assert entry is not None
        assert entry.is_empty


def test_a_submodule_stands_where_it_is_and_its_files_count_as_tracked(repository: Repository, tmp_path: Path) -> None:
    library = Repository.create(tmp_path / "library")
    library.commit("feat: lib", files=["lib.py"])
    repository.commit("chore: begin", files=["a.py"])
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path.as_uri(), "lib")
    id_ = repository.commit("chore: add lib")
    (repository.path / "lib" / "loose.py").write_text("x", encoding="utf-8")
    with ProjectEvidence(repository.path, cited=[id_]) as evidence:
        tree = evidence.files.tree()
        assert [str(getattr(tree.entry(name), "kind", None)) for name in ("lib", "lib/lib.py")] == [
            "EntryKind.SUBMODULE",
            "EntryKind.FILE",
        ]
        assert [getattr(tree.entry(f"lib/{name}.py"), "tracked", None) for name in ("lib", "loose")] == [True, False]
        with pytest.raises(EvidenceError, match=r"^lib/lib\.py lies in a submodule"):
            evidence.files.tree(id_).entry("lib/lib.py")
    with ProjectEvidence(repository.path / "lib") as evidence:  # the submodule as a project of its own
        assert evidence.files.list_paths() == ("lib.py", "loose.py")


def test_replaced_and_grafted_history_is_seen_as_it_was_made(repository: Repository) -> None:
    first = repository.commit("feat: a", files=["a.py"])
    second = repository.commit("feat: b", files=["b.py"])
    repository.git("switch", "--quiet", "--orphan", "other")
    other = repository.commit("feat: other", files=["other.py"])
    repository.git("switch", "--quiet", "main")
    repository.git("replace", "--graft", first, other)
    (repository.path / ".git" / "info").mkdir(exist_ok=True)
    (repository.path / ".git" / "info" / "grafts").write_text(f"{second} {other}\n", encoding="ascii")
    with ProjectEvidence(repository.path, cited=[first, second, other]) as evidence:
        assert [evidence.git.resolve(id_).reachable for id_ in (first, second, other)] == [True, True, False]
        assert evidence.git.order(first, second) is Order.BEFORE


def test_a_treeless_clone_knows_the_commits_but_not_what_they_changed(repository: Repository, tmp_path: Path) -> None:
    repository.commit("docs: plan", files=["tasks.md"])
    done = repository.commit("feat: batch 1", files=["a.py"])
    repository.commit("feat: more", files=["b.py"])
    clone = repository.clone(tmp_path / "clone", "--filter=tree:0", "--no-checkout")
    with ProjectEvidence(clone.path, cited=[done]) as evidence:
        resolution = evidence.git.resolve(done)
        assert resolution.reachable is True
        assert resolution.commit is not None
        assert resolution.commit.changes is None
        assert resolution.commit.subject == "feat: batch 1"
        search = evidence.git.search(SOUGHT)
        assert (search.successor, search.unknown) == (None, causes.PARTIAL)
        with pytest.raises(EvidenceError, match=r"is not in this clone: the clone is partial"):
            evidence.files.tree(done).entry("a.py")


def test_the_first_commit_of_a_shallow_clone_hides_what_it_changed(repository: Repository, tmp_path: Path) -> None:
    repository.commit("chore: begin", files=["a.py"])
    last = repository.commit("feat: b", files=["b.py"])
    clone = repository.clone(tmp_path / "clone", "--depth=1")
    with ProjectEvidence(clone.path, cited=[last]) as evidence:
        resolution = evidence.git.resolve(last)
        assert (resolution.presence, resolution.reachable) == (Presence.PRESENT, True)
        assert resolution.commit is not None
        assert resolution.commit.changes is None
        assert evidence.files.tree(last).entry("a.py") is not None
        assert evidence.git.search(SOUGHT).unknown == causes.SHALLOW


def test_a_commit_beside_a_shallow_history_may_or_may_not_be_in_it(repository: Repository, tmp_path: Path) -> None:
    repository.commit("chore: begin", files=["a.py"])
    repository.git("branch", "side")
    repository.commit("feat: b", files=["b.py"])
    clone = repository.clone(tmp_path / "clone", "--depth=1", "--no-single-branch")
    side = repository.git("rev-parse", "side")
    with ProjectEvidence(clone.path, cited=[side]) as evidence:
        resolution = evidence.git.resolve(side)
        assert (resolution.presence, resolution.reachable) == (Presence.PRESENT, None)
        assert resolution.unknown == causes.SHALLOW
        with pytest.raises(EvidenceError, match=r"stand to each other cannot be told: the clone is shallow"):
            evidence.git.order(side, evidence.git.revision().commit or "")


@pytest.mark.parametrize("revision", ["v1", "HEAD~1", "main~1", ":/feat: a"])
def test_another_revision_is_judged_without_touching_the_working_tree(repository: Repository, revision: str) -> None:
    first = repository.commit("feat: a", files=["a.py"])
    repository.git("tag", "--annotate", "--message=v1", "v1")
    second = repository.commit("feat: b", files=["a.py", "b.py"])
    repository.write("loose.py")
    with ProjectEvidence(repository.path, at=revision, cited=[first, second]) as evidence:
        assert evidence.git.revision().commit == first
        assert evidence.git.revision().name == f"{revision} ({first[:10]})"
        assert evidence.files.tree().name == f"commit {first[:10]}"
        assert evidence.files.list_paths() == ("a.py",)
        assert evidence.files.read_document("a.py") == b"a.py\nfeat: a\n"
        assert evidence.files.read_document("b.py") is None
        assert evidence.git.resolve(second).reachable is False


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD:a.py", "", "HEAD\nHEAD"])
def test_a_revision_that_is_no_commit_is_a_mistake_of_the_user(repository: Repository, revision: str) -> None:
    repository.commit("feat: a", files=["a.py"])
    message = re.escape(f"cannot judge {revision!r}: there is no such commit here")
    with pytest.raises(EvidenceError, match=f"^{message}$"):
        ProjectEvidence(repository.path, at=revision)


def test_a_revision_needs_a_repository(tmp_path: Path) -> None:
    with pytest.raises(
        EvidenceError,
        match=r"^cannot judge 'v1': the project is not in a git repository \(run pytest in a checkout of the project's",
    ):
        ProjectEvidence(tmp_path, at="v1")
