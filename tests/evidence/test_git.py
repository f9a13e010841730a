from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.program import Git, GitError, NoRepositoryError, find_git, git_environment
from pytest_phasegate.evidence.git.repository import discover
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.searches import Sought

if TYPE_CHECKING:
    from tests.repository import Repository

needs_shell = pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a file ``sprung`` beside it when it runs."""
    path = tmp_path / "trap"
    path.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\nexit 0\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def look_at_everything(repository: Repository, *cited: str) -> None:
    """Ask every kind of question that git answers."""
    head = repository.git("rev-parse", "HEAD")
    with ProjectEvidence(repository.path, cited=cited) as evidence:
        for id_ in cited:
            evidence.git.resolve(id_)
            sought = Sought(cited=id_, level="batch", id="1", files=("a.py",), subjects=("feat: a",), document="a.py")
            evidence.git.search(sought)
        evidence.git.order(repository.git("rev-parse", "HEAD~1"), head)
        evidence.git.commits_between(head, head)
        evidence.files.list_paths()
        for tree in (evidence.files.tree(), evidence.files.tree(head)):
            tree.locate("b.py")
            tree.entry("a.py")
            tree.glob("**")
            tree.read("a.py", 10)


@pytest.fixture
def lost(repository: Repository) -> str:
    """The id of a commit that was rebased away, in a repository where every question has something to look at."""
    repository.commit("chore: begin", files=["README.md"])
    repository.git("switch", "--quiet", "--create", "work")
    lost = repository.commit("feat: a", files=["a.py"])
    repository.git("switch", "--quiet", "main")
    repository.commit("docs: meanwhile", files=["README.md"])
    repository.write("a.py", "a.py\nfeat: a\n")  # the same patch, made anew
    repository.commit("something else")
    return lost


@needs_shell
@pytest.mark.parametrize(
    "settings",
    [
        ["core.fsmonitor={trap}"],
        ["core.fsmonitor=true", "core.hooksPath={folder}"],
        ["diff.external={trap}"],
        ["diff.bad.textconv={trap}"],
        ["diff.bad.command={trap}"],
        ["filter.bad.clean={trap}", "filter.bad.smudge={trap}", "filter.bad.process={trap}"],
        ["gpg.program={trap}", "log.showSignature=true"],
        ["core.pager={trap}", "pager.log=true", "pager.config=true"],
        ["core.sshCommand={trap}", "remote.origin.url=ssh://host/x", "remote.origin.promisor=true"],
        ["core.alternateRefsCommand={trap}"],
    ],
    ids=lambda settings: settings[0].split("=")[0],
)
def test_no_program_of_the_repositorys_config_runs(
    repository: Repository, lost: str, trap: Path, settings: list[str]
) -> None:
    repository.write(".gitattributes", "* diff=bad filter=bad\n")
    repository.git("add", ".gitattributes")
    for setting in settings:
        key, _, value = setting.partition("=")
        repository.git("config", key, value.format(trap=trap, folder=trap.parent))
    look_at_everything(repository, lost, "0123456789", lost[:7] + "fffff")
    assert not (trap.parent / "sprung").exists()


@needs_shell
def test_no_hook_runs(repository: Repository, lost: str, trap: Path) -> None:
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"):
        (repository.path / ".git" / "hooks").mkdir(exist_ok=True)
        (repository.path / ".git" / "hooks" / hook).symlink_to(trap)
    look_at_everything(repository, lost)
    assert not (trap.parent / "sprung").exists()


@needs_shell
def test_the_traps_do_spring_where_git_is_asked_without_care(repository: Repository, lost: str, trap: Path) -> None:
    repository.git("config", "core.fsmonitor", str(trap))
    repository.git("status")
    assert (trap.parent / "sprung").exists()


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_variables_that_point_git_elsewhere_are_dropped(
    repository: Repository, lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    head = repository.git("rev-parse", "main")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.revision().commit == head
        assert evidence.git.resolve(lost).presence is Presence.PRESENT
        assert evidence.files.tree().glob("*.py") == ("a.py",)


def test_settings_from_the_environment_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_EXTERNAL_DIFF", "GIT_TRACE", "Git_Pager"):
        monkeypatch.setenv(name, "1")
    names = {name.upper() for name in git_environment()}
    assert not names & {"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_EXTERNAL_DIFF", "GIT_TRACE", "GIT_PAGER"}
    assert git_environment()["GIT_CONFIG_GLOBAL"] == os.devnull


@pytest.mark.parametrize("key", ["safe.directory", "safe.Directory"])
def test_e6_folders_that_the_environment_trusts_stay_trusted_and_nothing_else_of_it_counts(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    pairs = (("core.abbrev", "4"), (key, "*"), ("diff.external", "/bin/false"), (key, "/a"), ("log.follow", "true"))
    for number, (name, value) in enumerate(pairs):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "5")
    settings = {name: value for name, value in git_environment().items() if name.startswith("GIT_CONFIG_")}
    assert {name: value for name, value in settings.items() if name[11:14] in ("COU", "KEY", "VAL")} == {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
        "GIT_CONFIG_KEY_1": "safe.directory",
        "GIT_CONFIG_VALUE_1": "/a",
    }


@pytest.mark.parametrize("count", ["", "x", "-1", "1", "9" * 30])
def test_e6_a_count_that_counts_nothing_changes_nothing(monkeypatch: pytest.MonkeyPatch, count: str) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", count)
    assert "GIT_CONFIG_COUNT" not in git_environment()


@pytest.mark.parametrize(
    "text", [":/feat", "--output=written", "HEAD", "main", "main~1", "@{-1}", "a..b", "^main", "-n", "", "dead\nHEAD"]
)
def test_revision_syntax_and_options_are_not_ids(repository: Repository, lost: str, text: str) -> None:
    with ProjectEvidence(repository.path, cited=[text, lost]) as evidence:
        resolution = evidence.git.resolve(text)
    assert (resolution.presence, resolution.found) == (
        Presence.MISSING,
        "not a commit id: 7 to 64 hex digits are one",
    )
    assert not (repository.path / "written").exists()


@pytest.mark.parametrize("name", ["--output=written", "-p", ":(glob)**", ":/", "a.py\nb.py", "x\0y"])
def test_a_path_is_neither_an_option_nor_a_pattern(repository: Repository, lost: str, name: str) -> None:
    sought = Sought(cited=None, level="batch", id="9", files=(name,), document="README.md")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.search(sought).successor is None
        assert evidence.files.tree().entry(name) is None
        assert evidence.files.tree(lost).entry(name) is None
    assert not (repository.path / "written").exists()


def test_a_missing_object_is_not_fetched(repository: Repository, lost: str, tmp_path: Path) -> None:
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    blob = repository.git("rev-parse", "main:a.py")
    unknown = "0123456789abcdef" * 4
    with ProjectEvidence(clone.path, cited=[lost, unknown[:40], unknown[:12], unknown]) as evidence:
        assert evidence.git.resolve(lost).presence is Presence.PRESENT
        assert {evidence.git.resolve(unknown[:length]).presence for length in (12, 40, 64)} == {Presence.MISSING}
        with pytest.raises(EvidenceError, match=r"is not in this clone: the clone is partial"):
            evidence.files.tree(evidence.git.revision().commit).read("a.py", 10)
    assert clone.git("cat-file", "--batch-check", stdin=blob[:20]) == f"{blob[:20]} missing"


def test_a_branch_that_is_named_like_an_id_does_not_stand_in_for_it(repository: Repository, lost: str) -> None:
    repository.git("branch", "deadbeef")
    repository.git("branch", lost[:8])
    with ProjectEvidence(repository.path, cited=["deadbeef", lost[:8]]) as evidence:
        assert evidence.git.resolve("deadbeef").presence is Presence.MISSING
        found = evidence.git.resolve(lost[:8])
    assert found.commit is not None
    assert found.commit.id == lost


def test_nothing_is_left_running_or_open(repository: Repository, lost: str) -> None:
    before = children()
    handles = count_handles()
    for _ in range(3):
        look_at_everything(repository, lost)
    assert children() == before
    assert count_handles() == handles


def test_closing_twice_and_asking_after_it_is_fine(repository: Repository, lost: str) -> None:
    evidence = ProjectEvidence(repository.path)
    assert evidence.files.tree(lost).read("a.py", 4) == b"a.py"
    evidence.close()
    evidence.close()
    assert evidence.files.tree(lost).read("README.md", 6) == b"README"
    evidence.close()


def test_a_command_that_takes_too_long_is_killed(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^git cat-file did not end within 0\.2 seconds$"):
        slow(repository).ask("cat-file", timeout=0.2)


def test_output_without_end_is_cut(repository: Repository) -> None:
    repository.write("big", "x" * 5000)
    repository.commit("big")
    with pytest.raises(GitError, match=r"^git show printed more than 100 bytes$"):
        find_git(repository.path).ask("show", "HEAD:big", limit=100)


def test_a_failure_is_told_in_gits_words(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^fatal: Not a valid object name nowhere$"):
        find_git(repository.path).ask("cat-file", "-p", "nowhere")


def test_a_silent_failure_is_told_by_its_exit_code(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^git rev-parse ended with exit code 1$"):
        find_git(repository.path).ask("rev-parse", "--verify", "--quiet", "nowhere")


def test_discovery_of_a_folder_that_is_not_there_finds_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoRepositoryError, match=r"^the project is not in a git repository$"):
        discover(tmp_path / "nowhere")


def slow(repository: Repository) -> Git:
    """Git with a program in its place that reads nothing and waits."""
    program = repository.path / "slow"
    program.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(30)\n", encoding="utf-8")
    program.chmod(0o755)
    if os.name == "nt":
        pytest.skip("a script is not a program there")
    return Git(program=str(program), directory=repository.path)


def children() -> set[str]:
    if not sys.platform.startswith("linux"):
        pytest.skip("counted through /proc")
    listed = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return {line for line in listed.stdout.splitlines() if not line.endswith(" ps")}


def count_handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
