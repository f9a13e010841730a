"""Git that is cut short, prints what nobody knows, hangs or dies: errors of ours that name the question, in time."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.git.objects import ObjectReader
from pytest_phasegate.evidence.git.program import (
    BrokenIndexError,
    Git,
    GitAnswerError,
    GitError,
    GitTimeoutError,
    Talk,
    answer_of,
)
from pytest_phasegate.evidence.git.repository import discover
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.searches import Sought
from pytest_phasegate.model.unknown import UnknownError
from tests.evidence.test_process import is_running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.repository import Repository

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts stand in for git")

COMMANDS = (
    "rev-parse",
    "cat-file",
    "config",
    "log",
    "rev-list",
    "ls-files",
    "ls-tree",
    "diff-tree",
    "diff-index",
    "blame",
)
ANSWERS = {
    "cut": '"$git" "$@" | head -c 45',
    "cut at once": '"$git" "$@" | head -c 1',
    "nothing": ":",
    "odd words": "echo odd words here",
    "more than was asked": '"$git" "$@"; printf "odd\\0line\\n\\0"',
    "other separators": '"$git" "$@" | tr " \\t\\0" "_\\n_"',
}


def put_in_place(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a script stand in for git on the PATH; in it ``$git`` is the real one."""
    path = folder / "bin" / "git"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\ngit={shutil.which('git')}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


def questions(evidence: ProjectEvidence, first: str, lost: str) -> list[Callable[[], object]]:
    sought = Sought(cited=lost, level="batch", id="1", files=("a.py",), subjects=("feat: a",), document="tasks.md")
    return [
        lambda: evidence.git.resolve(first),
        lambda: evidence.git.resolve(lost),
        lambda: evidence.git.resolve("0123456789"),
        lambda: evidence.git.search(sought),
        lambda: evidence.git.ever_held("a.py"),
        lambda: evidence.git.undone_by(first),
        lambda: evidence.git.order(first, lost),
        lambda: evidence.git.commits_between(first, lost),
        lambda: evidence.git.commits_of(("a.py",)),
        lambda: evidence.git.commits((first, lost)),
        lambda: evidence.git.document_history("tasks.md", "batches"),
        lambda: evidence.git.line_commits("a.py"),
        lambda: evidence.results.changed_since(("**",), first),
        lambda: evidence.results.changed_since(("**",), 5.0),
        lambda: evidence.results.written("a.py"),
        lambda: evidence.git.signature(first),
        lambda: evidence.files.tree().locate("x/a.py"),
        lambda: evidence.files.tree(first).entry("a.py"),
        lambda: evidence.files.tree(first).read("a.py", 100),
        lambda: evidence.files.tree(first).is_blank("a.py"),
        lambda: evidence.files.tree(first).glob("**"),
        evidence.files.list_paths,
    ]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_g8_an_answer_that_cannot_be_read_is_an_error_of_ours(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, answer: str
) -> None:
    first = repository.commit("feat: a", files=["a.py", "tasks.md", "src/b.py"])
    repository.git("switch", "--quiet", "--create", "side")
    lost = repository.commit("feat: b", files=["b.py"])
    repository.git("switch", "--quiet", "main")
    repository.commit("chore: c", files=["a.py", "tasks.md"])
    put_in_place(
        tmp_path,
        f'case " $* " in *" {command} "*) {ANSWERS[answer]} ;; *) exec "$git" "$@" ;; esac',
        monkeypatch,
    )
    with suppress(PhasegateError), ProjectEvidence(repository.path, cited=[first, lost]) as evidence:
        if evidence.git.revision().commit is None:  # a repository that cannot be asked gives no ids to ask about
            evidence.files.list_paths()
            return
        for ask in questions(evidence, first, lost):
            with suppress(PhasegateError):
                ask()


def test_g8_the_error_names_what_was_asked() -> None:
    with pytest.raises(GitAnswerError, match=r"^git log printed what cannot be read \(odd\)$"), answer_of("log"):
        raise ValueError("odd")


@pytest.mark.parametrize(
    ("script", "error", "message"),
    [
        ("echo odd words", GitAnswerError, r"^git cat-file answered 'odd words' when asked for object {id}$"),
        ('printf "{full} blob 5\\nab"', GitError, r"^git cat-file ended with exit code 0 when asked for object {id}$"),
        ("echo {full} blob", GitAnswerError, r"^git cat-file answered '{full} blob' when asked for object {id}$"),
        ("echo {other} blob 1; echo x", GitAnswerError, r"^git cat-file answered '{other} blob 1' when asked for "),
        ("exit 3", GitError, r"^git cat-file ended with exit code 3 when asked for object {id}$"),
        ("echo fatal: disk on fire >&2; exit 3", GitError, "^fatal: disk on fire$"),
        ("read line; kill -9 $$", GitError, r"^git cat-file ended with exit code -9 when asked for object {id}$"),
        ("sleep 60", GitTimeoutError, r"^git cat-file did not answer within 0\.5 seconds when asked for object {id}$"),
        ("sleep 60 & wait", GitTimeoutError, r"^git cat-file did not answer within 0\.5 seconds"),
        ('printf "{full} blob 5\\nab"; sleep 60', GitTimeoutError, r"^git cat-file did not answer within 0\.5 seconds"),
    ],
)
def test_g9_a_talk_that_ends_or_hangs_says_the_true_reason(
    repository: Repository, tmp_path: Path, script: str, error: type[GitError], message: str
) -> None:
    full, other = "1" * 40, "2" * 40
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\n{script.format(full=full, other=other)}\n", encoding="utf-8")
    program.chmod(0o755)
    git = Git(program=str(program), directory=repository.path)
    reader = ObjectReader(git, 40, timeout=0.5 if error is GitTimeoutError else 60)
    began = time.monotonic()
    with pytest.raises(error, match=message.format(id=full[:10], full=full, other=other)):
        reader.read(full, 100)
    assert time.monotonic() - began < 30
    reader.close()


def test_g9_a_talk_is_begun_anew_after_it_ended(repository: Repository, tmp_path: Path) -> None:
    repository.commit("feat: a", files=["a.py"])
    blob = repository.git("rev-parse", "HEAD:a.py")
    once = tmp_path / "once"
    program = tmp_path / "git"
    program.write_text(
        f'#!/bin/sh\n[ -e {once} ] && exec {shutil.which("git")} "$@"\ntouch {once}\nexit 3\n', encoding="utf-8"
    )
    program.chmod(0o755)
    reader = ObjectReader(Git(program=str(program), directory=repository.path), 40)
    with pytest.raises(GitError):
        reader.read(blob, 4)
    assert reader.read(blob, 4) == b"a.py"
    reader.close()


def test_g9_what_git_started_itself_does_not_keep_us_waiting(repository: Repository, tmp_path: Path) -> None:
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/pid\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    began = time.monotonic()
    with pytest.raises(GitTimeoutError):
        Git(program=str(program), directory=repository.path).ask("log", timeout=1)
    assert time.monotonic() - began < 30
    deadline = time.monotonic() + 10
    while is_running(int((tmp_path / "pid").read_text())) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(int((tmp_path / "pid").read_text()))


def test_g9_many_large_answers_do_not_block(repository: Repository) -> None:
    repository.write("big", "x" * 3_000_000)
    repository.commit("big")
    blob = repository.git("rev-parse", "HEAD:big")
    reader = ObjectReader(discover(repository.path).git, 40)
    assert [len(reader.read(blob, limit)) for limit in (1, 3_000_000, 0, 5_000_000)] == [1, 3_000_000, 0, 3_000_000]
    reader.close()


def test_g9_what_a_partial_clone_lacks_is_missing_and_nothing_is_wrong_with_git(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit("feat: a", files=["a.py"])
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    blob = repository.git("rev-parse", "HEAD:a.py")
    reader = ObjectReader(discover(clone.path).git, 40)
    for _ in range(2):
        with pytest.raises(UnknownError, match=r"^object .* is not in this clone"):
            reader.read(blob, 10)
    reader.close()


def test_g9_a_partial_clone_is_asked_once_what_it_has_and_that_is_read(repository: Repository, tmp_path: Path) -> None:
    for text in ("1", "2", "3", ""):
        repository.commit("feat: a", files={"a.py": text, "here.py": "x"})
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none")
    asked: list[str] = []

    class Counted(Git):
        def talk(self, *arguments: str, timeout: float = 60) -> Talk:
            asked.append(arguments[0])
            return Git.talk(self, *arguments, timeout=timeout)

    git = discover(clone.path).git
    reader = ObjectReader(Counted(program=git.program, directory=git.directory, places=git.places), 40)
    for back in (1, 2, 3):
        with pytest.raises(UnknownError, match=r"^object .* is not in this clone"):
            reader.read(repository.git("rev-parse", f"HEAD~{back}:a.py"), 10)
    assert reader.read(repository.git("rev-parse", "HEAD:here.py"), 10) == b"x"
    assert reader.read(repository.git("rev-parse", "HEAD:a.py"), 10) == b""
    reader.close()
    assert len(asked) == 2  # git ended at the first that is missing


def test_g14_a_damaged_index_is_told_with_a_remedy(repository: Repository) -> None:
    repository.commit("feat: a", files=["a.py"])
    (repository.path / ".git" / "index").write_bytes(b"A" * 200)
    with ProjectEvidence(repository.path) as evidence, pytest.raises(BrokenIndexError) as raised:
        evidence.files.tree().entry("a.py")
    assert str(raised.value) == ("git's index, the list of tracked files, is damaged (error: bad signature 0x41414141)")
    assert raised.value.remedy == "mv .git/index .git/index.broken && git reset"


@pytest.mark.parametrize(
    "content", [b"DIRC", b"DIRC\0\0\0\x63" + b"\0" * 40, b"no index at all, but a text of more than twenty letters"]
)
def test_g14_an_index_damaged_in_another_way_is_told_too(repository: Repository, content: bytes) -> None:
    repository.commit("feat: a", files=["a.py"])
    (repository.path / ".git" / "index").write_bytes(content)
    with ProjectEvidence(repository.path) as evidence, pytest.raises(BrokenIndexError):
        evidence.files.tree().entry("a.py")


def test_g14_escapes_in_what_git_prints_do_not_reach_a_message(repository: Repository, tmp_path: Path) -> None:
    program = tmp_path / "git"
    program.write_text(
        "#!/bin/sh\nprintf 'fatal: \\033[31m##[error]x\\033]0;y\\007\\r\\n' >&2\nexit 1\n", encoding="utf-8"
    )
    program.chmod(0o755)
    with pytest.raises(GitError) as raised:
        Git(program=str(program), directory=repository.path).ask("log")
    assert str(raised.value) == "fatal: ##[error]x"
