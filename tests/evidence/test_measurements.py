"""Files that runs leave behind, what changed since, and whose lines are whose, in real repositories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.files.artifacts import find_artifacts
from pytest_phasegate.evidence.git.differences import carry_over
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.measures import Written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

NOW = 2_000_000_000.0


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("a.xml", "reports/b.xml", "reports/deep/c.xml", "reports/d.txt", "node_modules/e.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.xml", ("a.xml",)),
        ("b.xml", ()),
        ("*.xml", ("a.xml",)),
        ("reports/*.xml", ("reports/b.xml",)),
        ("reports/**", ("reports/b.xml", "reports/d.txt", "reports/deep/c.xml")),
        ("**/*.xml", ("a.xml", "reports/b.xml", "reports/deep/c.xml")),
        ("nowhere/*.xml", ()),
        ("../*.xml", ()),
        ("/etc/passwd", ()),
    ],
)
def test_files_are_found_by_path_or_glob_and_never_outside(files: Path, pattern: str, found: tuple[str, ...]) -> None:
    assert find_artifacts(files, pattern) == found


def touch(repository: Repository, name: str, moment: float) -> None:
    os.utime(repository.path / name, (moment, moment))


def since(repository: Repository, moment: float | str, *globs: str) -> str | None:
    with ProjectEvidence(repository.path) as evidence:
        change = evidence.results.changed_since(globs or ("src/**",), moment)
        return f"{change.path}: {change.how}" if change else None


def test_a_file_written_before_is_unchanged(repository: Repository) -> None:
    repository.commit("base", files=["src/a.py"])
    touch(repository, "src/a.py", NOW - 10)
    assert since(repository, NOW) is None


def test_b16_what_a_file_was_before_it_was_checked_out_cannot_be_told(repository: Repository) -> None:
    """The commit may bear any date: that of a change, or one of long before."""
    repository.commit("base", files=["src/a.py"])
    touch(repository, "src/a.py", NOW + 10)
    anew = ": src/a.py was written anew on 2033-05-18 03:33:30 UTC, and what it was before cannot be told"
    assert since(repository, NOW) == anew
    text = (repository.path / "src" / "a.py").read_bytes()
    (repository.path / "src" / "a.py").write_bytes(text.replace(b"\n", b"\r\n"))
    touch(repository, "src/a.py", NOW + 10)
    assert since(repository, NOW) == anew


def test_b16_a_file_that_was_tested_before_it_was_committed_is_unchanged(repository: Repository) -> None:
    repository.clock = int(NOW)
    repository.commit("base", files=["src/a.py"])
    touch(repository, "src/a.py", NOW - 10)
    assert since(repository, NOW) is None


def test_a_file_edited_later_has_changed(repository: Repository) -> None:
    repository.commit("base", files=["src/a.py"])
    repository.write("src/a.py", "other\n")
    touch(repository, "src/a.py", NOW + 10)
    assert since(repository, NOW) == "src/a.py: written on 2033-05-18 03:33:30 UTC, and not committed"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_file_that_became_a_named_pipe_or_a_link_has_changed_and_keeps_nobody_waiting(repository: Repository) -> None:
    repository.commit("base", files=["src/a.py"])
    (repository.path / "src" / "a.py").unlink()
    os.mkfifo(repository.path / "src" / "a.py")
    touch(repository, "src/a.py", NOW + 10)
    assert str(since(repository, NOW)).startswith("src/a.py: written on ")
    (repository.path / "src" / "a.py").unlink()
    (repository.path / "src" / "a.py").symlink_to("/dev/zero")
    assert str(since(repository, 1)).startswith("src/a.py: ")


def test_a_file_added_later_and_not_committed_counts_once_git_knows_it(repository: Repository) -> None:
    repository.commit("base", files=["src/a.py"])
    repository.write("src/b.py", "b\n")
    touch(repository, "src/b.py", NOW + 10)
    touch(repository, "src/a.py", NOW - 10)
    assert since(repository, NOW) is None
    repository.git("add", "src/b.py")
    assert str(since(repository, NOW)).startswith("src/b.py: written on ")


def test_a_file_committed_or_deleted_later_has_changed(repository: Repository) -> None:
    repository.commit("base", files=["src/a.py", "src/b.py"])
    repository.clock = int(NOW)
    (repository.path / "src" / "b.py").unlink()
    commit = repository.commit("drop b")
    touch(repository, "src/a.py", NOW - 10)
    assert since(repository, NOW) == f'src/b.py: committed in {commit[:10]} "drop b"'
    assert since(repository, NOW, "src/**", "!src/b.py") is None


def test_files_are_held_against_those_of_a_commit(repository: Repository) -> None:
    first = repository.commit("base", files=["src/a.py", "src/b.py"])
    assert since(repository, first) is None
    repository.commit("later", files=["docs/a.md"])
    assert since(repository, first) is None
    repository.commit("later", files=["src/a.py"])
    assert since(repository, first) == f"src/a.py: not as in commit {first[:10]}"
    assert since(repository, first, "src/b.py") is None


def test_without_a_repository_nothing_can_be_told(tmp_path: Path) -> None:
    with ProjectEvidence(tmp_path) as evidence:
        change = evidence.results.changed_since(("**",), NOW)
        assert change
        assert change.how == "without a git repository it cannot be told what changed since"
        assert evidence.git.line_commits("a.py") == causes.NO_REPOSITORY


def test_lines_belong_to_the_commits_that_wrote_them(repository: Repository) -> None:
    first = repository.commit("one", files={"a.py": "one\ntwo\n"})
    second = repository.commit("two", files={"a.py": "zero\none\n2\n"})
    repository.write("a.py", "zero\nnew\none\n2\n")
    repository.write("b.py", "b\n")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.line_commits("a.py") == (second, None, first, second)
        assert evidence.git.line_commits("b.py") == (None,)
        assert evidence.git.line_commits("nowhere.py") == ()


def test_a_carriage_return_alone_ends_no_line_as_git_counts_them(repository: Repository) -> None:
    first = repository.commit("one", files={"a.md": "# A\rB\rC\n\nthree\nfour\n"})
    second = repository.commit("two", files={"a.md": "# A\rB\rC\n\nthree\nfour\nfive\n"})
    repository.write("a.md", "# A\rB\rC\n\nthree changed\nfour\nfive\n")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.line_commits("a.md") == (first, first, None, first, second)


def test_the_repositorys_own_settings_do_not_bend_whose_lines_are_whose(repository: Repository) -> None:
    first = repository.commit("one", files={"a.py": "one\n", ".gitattributes": "*.py diff=evil filter=evil\n"})
    repository.write("ignored", first + "\n")
    repository.git("config", "blame.ignoreRevsFile", "ignored")
    repository.git("config", "diff.evil.textconv", "touch pwned; cat")
    repository.git("config", "filter.evil.clean", "touch pwned; cat")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.line_commits("a.py") == (first,)
    assert not (repository.path / "pwned").exists()


def test_artifacts_of_a_judged_commit_are_those_it_holds(repository: Repository) -> None:
    commit = repository.commit("one", files={"junit.xml": "<testsuite><testcase name='a'/></testsuite>"})
    repository.write("other.xml", "<testsuite/>")
    with ProjectEvidence(repository.path, at=commit) as evidence:
        assert evidence.results.artifacts("*.xml") == ("junit.xml",)
        run = evidence.results.suite_run("junit.xml")
        assert len(run.cases) == 1
        assert evidence.results.written("junit.xml") == Written(commit=commit)
        assert evidence.results.suite_run("other.xml").problem == "it is not there"
        assert evidence.results.line_coverage("other.xml").problem == "it is not there"


def test_lines_are_carried_over_by_what_they_say() -> None:
    assert carry_over(b"a\nb\n", b"a\nb\n", ("1", "2")) == ("1", "2")
    assert carry_over(b"a\nb\nc\n", b"x\nb\nc\ny\n", ("1", "2", "3")) == (None, "2", "3", None)
    assert carry_over(b"a\r\nb\r\n", b"a\nb\n", ("1", "2")) == ("1", "2")
