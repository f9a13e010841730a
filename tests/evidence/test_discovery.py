"""Which repository is asked: the one of the nearest ``.git``, whatever folders a commit brings and a hook sets."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.program import SAFE_CONFIG, BareRepositoryError, Git, MisleadingRepositoryError
from pytest_phasegate.evidence.git.repository import discover
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.evidence.runs.checkout import find_tracked_files
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.unknown import Unknown
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason="scripts stand in for git, and links need no rights")

OLD_GIT = """#!{python}
import os, sys
words = sys.argv[1:]
if "safe.bareRepository=explicit" in words:
    at = words.index("safe.bareRepository=explicit")
    del words[at - 1 : at + 1]
os.execv({git!r}, ["git", *words])
"""


@pytest.fixture(params=["this git", pytest.param("a git before 2.38", marks=posix)])
def any_git(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as it is, and as it was when it did not know ``safe.bareRepository``."""
    if request.param == "this git":
        return
    script = tmp_path / "old" / "git"
    script.parent.mkdir()
    script.write_text(OLD_GIT.format(python=sys.executable, git=shutil.which("git")), encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")


def bring_bare_repository(repository: Repository, folder: str, other: Path) -> str:
    """Commit, in a folder, files that git takes for a repository; returns the only id that is known in there."""
    evil = Repository.create(other)
    id_ = evil.commit("feat: never done", files=["a.py"])
    for name in ("HEAD", "config", "objects", "refs"):
        place = repository.path / folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        source = evil.path / ".git" / name
        shutil.copytree(source, place) if source.is_dir() else shutil.copy(source, place)
    for empty in ("objects", "refs"):  # git keeps no empty folders
        (repository.path / folder / empty / "keep").touch()
    repository.commit("docs: a folder")
    assert f"{folder}/HEAD".lstrip("./") in repository.git("ls-files").splitlines()
    return id_


@pytest.mark.usefixtures("any_git")
@pytest.mark.parametrize("folder", ["app", "."])
def test_a3_a_repository_that_a_commit_brings_is_not_asked(repository: Repository, tmp_path: Path, folder: str) -> None:
    honest = repository.commit("feat: a", files=["app/a.py"])
    invented = bring_bare_repository(repository, folder, tmp_path / "evil")
    with ProjectEvidence(repository.path / "app") as evidence:
        assert evidence.git.revision().name.startswith("main (")
        assert evidence.git.resolve(honest).presence is Presence.PRESENT
        assert evidence.git.resolve(invented).presence is Presence.MISSING
        assert "a.py" in evidence.files.list_paths()
    files = find_tracked_files(repository.path / "app")
    assert (files.top, files.git_dir) == (repository.path, repository.path / ".git")


@pytest.mark.usefixtures("any_git")
def test_a3_a_bare_repository_without_a_git_folder_above_is_none(repository: Repository, tmp_path: Path) -> None:
    bare = Repository.create(tmp_path / "bare.git", "--bare")
    with ProjectEvidence(bare.path) as evidence:
        assert evidence.git.revision().unknown == causes.NO_REPOSITORY


@pytest.mark.usefixtures("any_git")
def test_a3_a_broken_git_folder_does_not_lead_to_a_repository_beside_it(repository: Repository, tmp_path: Path) -> None:
    repository.commit("feat: a", files=["a.py"])
    bring_bare_repository(repository, ".", tmp_path / "evil")
    shutil.rmtree(repository.path / ".git" / "objects")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().commit is None
        assert evidence.git.revision().unknown


def test_a3_git_is_told_not_to_look_for_bare_repositories() -> None:
    assert "safe.bareRepository=explicit" in SAFE_CONFIG


@posix
def test_a3_every_git_process_of_a_session_is_told(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    real = shutil.which("git")
    script.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    first = repository.commit("feat: a", files=["app/a.py"])
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    with ProjectEvidence(repository.path / "app", cited=[first]) as evidence:
        evidence.git.resolve(first)
        evidence.files.list_paths()
        evidence.files.tree(first).read("a.py", 10)
        assert evidence.git.line_commits("a.py") == (first, first)
    with find_tracked_files(repository.path / "app").checked_out(first) as files:
        assert (files.top / "app" / "a.py").exists()
    calls = [line for line in log.read_text(encoding="utf-8").splitlines() if line != "version"]
    assert len(calls) > 8
    assert [line for line in calls if "-c safe.bareRepository=explicit" not in line] == []


@pytest.mark.usefixtures("any_git")
def test_a3_a_linked_worktree_is_judged(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit("feat: a", files=["app/a.py"])
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "side")
    with ProjectEvidence(tmp_path / "linked" / "app") as evidence:
        assert evidence.git.revision().name == f"side ({first[:10]})"
        assert evidence.files.list_paths() == ("a.py",)


@pytest.mark.usefixtures("any_git")
def test_a3_a_worktree_of_a_bare_repository_is_judged(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit("feat: a", files=["app/a.py"])
    project = tmp_path / "bare layout"
    repository.git("clone", "--quiet", "--bare", str(repository.path), str(project / ".bare"))
    (project / ".git").write_text("gitdir: ./.bare\n", encoding="utf-8")
    Repository(project).git("worktree", "add", "--quiet", str(project / "feature"), "-b", "feature", "main")
    with ProjectEvidence(project / "feature" / "app") as evidence:
        assert evidence.git.revision().name == f"feature ({first[:10]})"
        assert evidence.files.list_paths() == ("a.py",)
    with ProjectEvidence(project) as evidence:
        assert evidence.git.revision().unknown == causes.BARE


@pytest.mark.usefixtures("any_git")
def test_a3_a_submodule_is_judged_by_its_own_repository(repository: Repository, tmp_path: Path) -> None:
    library = Repository.create(tmp_path / "library")
    first = library.commit("feat: lib", files=["src/a.py"])
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(library.path), "vendor/lib")
    repository.commit("chore: take lib in")
    with ProjectEvidence(repository.path / "vendor" / "lib" / "src") as evidence:
        assert evidence.git.revision().commit == first
        assert evidence.files.list_paths() == ("a.py",)


@posix
@pytest.mark.usefixtures("any_git")
def test_a3_a_git_folder_may_be_a_link_that_leads_out(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit("feat: a", files=["a.py"])
    (repository.path / ".git").rename(tmp_path / "data")
    (repository.path / ".git").symlink_to(tmp_path / "data")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().name == f"main ({first[:10]})"
        assert evidence.files.list_paths() == ("a.py",)


@pytest.mark.parametrize("how", ["a file", pytest.param("a link", marks=posix)])
@pytest.mark.usefixtures("any_git")
def test_a3_data_among_the_files_are_refused_for_a_commit_can_write_them(repository: Repository, how: str) -> None:
    repository.commit("feat: a", files=["a.py"])
    (repository.path / ".git").rename(repository.path / "data")
    if how == "a file":
        repository.write(".git", "gitdir: data\n")
    else:
        (repository.path / ".git").symlink_to("data")
    with pytest.raises(MisleadingRepositoryError):
        discover(repository.path)
    with ProjectEvidence(repository.path) as evidence:
        place = repository.path / "data"
        why = f"the repository's data lie among its files, in {place}, where commits can write to them"
        assert evidence.git.revision().unknown == Unknown(why, "clone the project anew, with its data in .git")


def test_a3_a_folder_whose_files_are_said_to_lie_elsewhere_is_refused(repository: Repository, tmp_path: Path) -> None:
    repository.commit("feat: a", files=["a.py"])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    repository.git("config", "core.worktree", str(elsewhere))
    with ProjectEvidence(repository.path) as evidence:
        where = f"the repository at {repository.path}"
        why = f"{where} is set to hold the files of another folder (core.worktree is {elsewhere})"
        assert evidence.git.revision().unknown == Unknown(why, "clone the project anew, with its data in .git")


def test_a3_files_that_begin_above_the_git_folder_are_judged(tmp_path: Path) -> None:
    inner = Repository.create(tmp_path / "project" / "data")
    inner.git("config", "core.worktree", "../..")
    (tmp_path / "project" / "data" / "a.py").write_text("a\n", encoding="utf-8")
    inner.git("add", "a.py")
    inner.git("commit", "--quiet", "--message", "feat: a")
    with ProjectEvidence(inner.path) as evidence:
        assert evidence.files.list_paths() == ("a.py",)


@pytest.mark.usefixtures("any_git")
def test_a3_a_git_folder_that_holds_nothing_is_passed_over_as_git_does(repository: Repository) -> None:
    first = repository.commit("feat: a", files=["app/a.py"])
    (repository.path / "app" / ".git").mkdir()
    with ProjectEvidence(repository.path / "app") as evidence:
        assert evidence.git.revision().commit == first


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES"])
def test_a3_a_hooks_variables_do_not_point_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    first = repository.commit("feat: a", files=["app/a.py"])
    other = Repository.create(tmp_path / "other")
    other.commit("feat: b", files=["app/b.py"])
    monkeypatch.setenv(name, str(repository.path if "CEILING" in name else other.path / ".git"))
    with ProjectEvidence(repository.path / "app") as evidence:
        assert evidence.git.revision().name == f"main ({first[:10]})"
        assert evidence.files.list_paths() == ("a.py",)


def test_a3_a_working_tree_that_is_set_bare_is_told_as_such(repository: Repository) -> None:
    repository.commit("feat: a", files=["a.py"])
    repository.git("config", "core.bare", "true")
    with pytest.raises(BareRepositoryError):
        discover(repository.path)
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().unknown == causes.BARE
        assert causes.BARE.remedy.startswith("git config core.bare false, if ")


@posix
@pytest.mark.parametrize("name", ["with $HOME in it", "with a\nline feed"])
def test_a3_a_folder_of_any_name_is_judged_or_told(tmp_path: Path, name: str) -> None:
    repository = Repository.create(tmp_path / name)
    first = repository.commit("feat: a", files=["a.py"])
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().commit == (None if "\n" in name else first)
        blind = evidence.git.revision().unknown
        assert (blind is not None and "cannot be read" in blind.why) is ("\n" in name)


@pytest.mark.parametrize(
    ("commands", "name"),
    [
        ([], "main ({short})"),
        (["switch --create topic/one"], "topic/one ({short})"),
        (["switch --detach"], "HEAD ({short})"),
        (["update-ref refs/heads/HEAD HEAD"], "HEAD ({short})"),
        (["switch --orphan next"], "next (no commit yet)"),
    ],
    ids=["main", "a name with a slash", "detached", "a branch called HEAD", "without a commit"],
)
def test_the_branch_is_told(repository: Repository, commands: list[str], name: str) -> None:
    first = repository.commit("feat: a", files=["a.py"])
    for command in commands:
        repository.git(*command.split())
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().name == name.format(short=first[:10])


def test_git_is_asked_once_where_the_repository_lies(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("feat: a", files=["app/a.py"])
    asked: list[str] = []
    ask = Git.ask

    def counted(git: Git, *arguments: str, **options: object) -> bytes:
        asked.append(arguments[0])
        return ask(git, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "ask", counted)
    discover(repository.path)
    assert asked == ["rev-parse"]
