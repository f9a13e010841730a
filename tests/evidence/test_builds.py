from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.evidence.runs.builds import Builds
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command

if TYPE_CHECKING:
    from tests.repository import Repository

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals and links")

LONG = 60  # seconds that no test waits for
COUNT = "open('runs.txt', 'a').write('run\\n')"  # runs.txt is never tracked: it counts how often a command ran


def command(code: str = "", **fields: Any) -> Command:
    """A command that runs some Python code; ``run`` replaces it."""
    run = (sys.executable, "-c", code)
    return Command(
        **{"name": "build", "run": run, "timeout": LONG, "location": Location("phasegate.yaml", 3), **fields}
    )


def runs(root: Path) -> int:
    return len((root / "runs.txt").read_text().splitlines())


def test_a_command_that_passes_tells_what_it_printed(tmp_path: Path) -> None:
    result = Builds(tmp_path).run(command("print('fine')"))
    assert result.passed
    assert (result.exit_code, result.output, result.not_run) == (0, "fine\n", "")
    assert 0 < result.seconds < LONG


def test_a_command_that_fails_tells_its_exit_code(tmp_path: Path) -> None:
    result = Builds(tmp_path).run(command("import sys; sys.exit('broken')"))
    assert (result.passed, result.exit_code, result.output) == (False, 1, "broken\n")


def test_a_command_that_hangs_times_out(tmp_path: Path) -> None:
    result = Builds(tmp_path).run(command(f"import time; time.sleep({LONG})", timeout=0.3))
    assert (result.passed, result.timed_out, result.exit_code) == (False, True, None)


@posix
def test_a_command_ended_by_a_signal_names_it(tmp_path: Path) -> None:
    result = Builds(tmp_path).run(command("import os; os.kill(os.getpid(), 15)"))
    assert (result.passed, result.signal, result.exit_code) == (False, "SIGTERM", None)


@posix
def test_a_command_that_leaves_something_running_says_so(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep({LONG})'])"
    began = time.monotonic()
    result = Builds(tmp_path).run(command(code))
    assert time.monotonic() - began < LONG / 2
    assert (result.exit_code, result.left_running) == (0, True)


def test_secrets_stay_out_and_a_nested_run_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "secret")
    monkeypatch.setenv("WANTED", "given")
    names = "TOKEN WANTED PHASEGATE_RUNNING"
    code = f"import os; print([os.environ.get(name) for name in '{names}'.split()])"
    assert Builds(tmp_path).run(command(code, environment=("WANTED",))).output == "[None, 'given', '1']\n"


def test_a_line_for_the_shell_needs_the_policys_word(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    shell = builds.run(command(run=("echo one&&echo two",), shell=True))
    assert shell.output.split() == ["one", "two"]
    plain = builds.run(command(run=("echo one&&echo two",)))
    assert plain.not_run == "the program echo one&&echo two was not found on PATH"
    assert not plain.passed


def test_a_command_runs_in_its_directory(tmp_path: Path) -> None:
    (tmp_path / "app" / "web").mkdir(parents=True)
    result = Builds(tmp_path).run(command("import os; print(os.getcwd())", directory="app/web"))
    assert Path(result.output.strip()) == (tmp_path / "app" / "web").resolve()


@pytest.mark.parametrize(
    ("directory", "message"),
    [
        ("missing", "the directory 'missing' is not there"),
        ("file.txt", "the directory 'file.txt' is not there"),
        ("..", "the directory '..' leads out of the project"),
        ("app/../..", "the directory 'app/../..' leads out of the project"),
        ("/", "the directory '/' leads out of the project"),
        ("C:\\", "the directory 'C:\\\\' leads out of the project"),
        ("a\0b", "the directory 'a\\x00b' leads out of the project"),
    ],
)
def test_a_directory_that_is_not_in_the_project_is_refused(tmp_path: Path, directory: str, message: str) -> None:
    (tmp_path / "file.txt").touch()
    assert Builds(tmp_path).run(command(directory=directory)).not_run == message


@posix
def test_a_link_does_not_lead_a_command_out_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to(".")
    builds = Builds(root)
    assert builds.run(command(directory="out")).not_run == "the directory 'out' leads out of the project"
    assert builds.run(command(directory="in")).passed


# Once.


def test_a_command_runs_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    first = builds.run(command(COUNT))
    assert builds.run(command(COUNT, name="same command, other name")) is first
    assert runs(tmp_path) == 1


@pytest.mark.parametrize("fields", [{"timeout": 30.0}, {"directory": "sub"}, {"environment": ("WANTED",)}])
def test_what_differs_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]) -> None:
    monkeypatch.setenv("WANTED", "given")
    (tmp_path / "sub").mkdir()
    code = f"open({str(tmp_path / 'runs.txt')!r}, 'a').write('run\\n')"
    builds = Builds(tmp_path)
    builds.run(command(code))
    builds.run(command(code, **fields))
    assert runs(tmp_path) == 2


def test_threads_share_one_run(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    results: list[object] = []
    slow = command(COUNT + "; import time; time.sleep(0.2)")
    threads = [threading.Thread(target=lambda: results.append(builds.run(slow))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs(tmp_path) == 1
    assert len(results) == 3
    assert len(set(map(id, results))) == 1


WORKER = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin deaf to it
import json, sys
from dataclasses import asdict
from pathlib import Path
from pytest_phasegate.evidence.runs.builds import Builds
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command
root, share, code = sys.argv[1:]
command = Command(name="build", run=(sys.executable, "-c", code), location=Location("phasegate.yaml"))
print(json.dumps(asdict(Builds(Path(root), share=Path(share)).run(command))))
"""


def test_processes_share_one_run(tmp_path: Path) -> None:
    share = tmp_path / "share" / "run-1"
    code = COUNT + "; import time; time.sleep(0.3); print('built'); raise SystemExit(2)"
    arguments = [sys.executable, "-c", WORKER, str(tmp_path), str(share), code]
    workers = [subprocess.Popen(arguments, stdout=subprocess.PIPE) for _ in range(3)]
    results = [json.loads(worker.communicate(timeout=LONG)[0]) for worker in workers]
    assert runs(tmp_path) == 1
    assert [(result["exit_code"], result["output"]) for result in results] == [(2, "built\n")] * 3


def test_different_commands_of_the_working_tree_take_turns(tmp_path: Path) -> None:
    code = "import time; f = open('order.txt', 'a', 1); f.write('begin\\n'); time.sleep(0.3); f.write('end\\n')"
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), str(tmp_path / "share"), f"{code}; print({number})"],
            stdout=subprocess.DEVNULL,
        )
        for number in range(2)
    ]
    assert [worker.wait(LONG) for worker in workers] == [0, 0]
    assert (tmp_path / "order.txt").read_text().split() == ["begin", "end"] * 2


def test_a_shared_result_is_the_same_after_its_way_through_a_file(repository: Repository, tmp_path: Path) -> None:
    repository.commit("first", files=["a.py"])
    edits = command("open('a.py', 'a').write('more'); print('\\udcff\\x00✅'.encode('utf-8', 'replace'))")
    first = Builds(repository.path, share=tmp_path / "share").run(edits)
    assert first.changed == ("a.py",)
    assert Builds(repository.path, share=tmp_path / "share").run(edits) == first


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exit_code": 0}', '{"exit_code": 0, "strange": 1}'])
def test_a_result_that_cannot_be_read_is_found_again(tmp_path: Path, content: str) -> None:
    share = tmp_path / "share"
    Builds(tmp_path, share=share).run(command(COUNT))
    (verdict,) = share.glob("*.json")
    verdict.write_text(content)
    assert Builds(tmp_path, share=share).run(command(COUNT)).passed
    assert runs(tmp_path) == 2


@posix
def test_ctrl_c_leaves_neither_a_child_nor_a_result(tmp_path: Path) -> None:
    share = tmp_path / "share"
    code = f"import os, time; open('pid.txt', 'w').write(str(os.getpid())); time.sleep({LONG})"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path), str(share), code],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    pid_file = tmp_path / "pid.txt"
    while not (pid_file.exists() and pid_file.read_text()):
        time.sleep(0.01)
    worker.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in worker.communicate(timeout=LONG)[1]
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)
    assert list(share.glob("*.json")) == []


# The tree.


def test_a_command_that_changes_a_tracked_file_does_not_pass(repository: Repository) -> None:
    repository.commit("first", files=["src/a.py"])
    result = Builds(repository.path).run(command("open('src/a.py', 'w'); open('new.txt', 'w')"))
    assert (result.exit_code, result.changed, result.passed) == (0, ("src/a.py",), False)


def test_outside_a_repository_nothing_is_said_of_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.py").touch()
    assert Builds(tmp_path).run(command("open('a.py', 'w').write('x')")).passed


CHECKS = "import pathlib, sys; sys.exit(not pathlib.Path('needed.txt').exists())"


def test_only_a_checkout_shows_that_a_needed_file_was_not_committed(repository: Repository) -> None:
    commit = repository.commit("first", files=["a.py"])
    repository.write("needed.txt")
    builds = Builds(repository.path)
    assert builds.run(command(CHECKS), commit).passed
    assert builds.run(command(CHECKS, at="commit"), commit).exit_code == 1
    later = repository.commit("second")
    assert builds.run(command(CHECKS, at="commit"), later).passed
    assert builds.run(command(CHECKS, at="commit"), commit).exit_code == 1


def test_a_checkout_is_fresh_for_each_command_and_gone_afterwards(repository: Repository) -> None:
    commit = repository.commit("first", files=["a.py"])
    builds = Builds(repository.path)
    code = "import os; print(os.getcwd()); print(sorted(os.listdir())); open('built.txt', 'w')"
    places = []
    for timeout in (30.0, 40.0):
        place, content = builds.run(command(code, at="commit", timeout=timeout), commit).output.splitlines()
        assert content == "['a.py']"
        places.append(place)
    assert not any(Path(place).exists() for place in places)
    assert not (repository.path / "built.txt").exists()


def test_a_checkout_does_not_lead_to_another_repository(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repository.commit("first", files=["a.py"])
    (repository.path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(repository.path / "tmp"))
    result = Builds(repository.path).run(command(run=("git", "log"), at="commit"), commit)
    assert result.exit_code == 128
    assert "not a git repository" in result.output


def test_a_command_that_changes_a_tracked_file_of_a_checkout_does_not_pass(repository: Repository) -> None:
    commit = repository.commit("first", files=["a.py"])
    repository.commit("second", files=["a.py", "b.py"])
    edits = command("open('a.py', 'w'); open('b.py', 'w')", at="commit")
    result = Builds(repository.path).run(edits, commit)
    assert (result.exit_code, result.changed) == (0, ("a.py",))
    assert (repository.path / "a.py").read_text() == "a.py\nsecond\n"


def test_a_project_in_a_folder_of_its_repository_stays_in_that_folder(repository: Repository) -> None:
    commit = repository.commit("first", files=["app/src/a.py", "other.py"])
    code = "import os; print(sorted(os.listdir('.')), sorted(os.listdir('..')))"
    result = Builds(repository.path / "app").run(command(code, at="commit", directory="src"), commit)
    assert result.output == "['a.py'] ['src']\n"


def test_changed_files_are_named_from_the_projects_root(repository: Repository) -> None:
    commit = repository.commit("first", files=["app/src/a.py", "other.py"])
    edits = "open('src/a.py', 'w'); open('../other.py', 'w')"
    builds = Builds(repository.path / "app")
    assert builds.run(command(edits, at="commit"), commit).changed == ("src/a.py", "../other.py")
    assert builds.run(command(edits)).changed == ("src/a.py", "../other.py")


@posix
def test_a_program_of_the_project_is_that_of_the_commit(repository: Repository) -> None:
    repository.write("build.sh", "#!/bin/sh\necho committed\n").chmod(0o755)
    commit = repository.commit("first")
    repository.write("build.sh", "#!/bin/sh\necho uncommitted\n")
    builds = Builds(repository.path)
    assert builds.run(command(run=("./build.sh",))).output == "uncommitted\n"
    assert builds.run(command(run=("./build.sh",), at="commit"), commit).output == "committed\n"


def test_where_a_commit_is_judged_every_command_runs_there(repository: Repository) -> None:
    judged = repository.commit("first", files=["a.py"])
    other = repository.commit("second", files=["b.py"])
    builds = Builds(repository.path, at_commit=judged)
    show = "import os; print(sorted(os.listdir()))"
    assert builds.run(command(show)).output == "['a.py']\n"
    assert builds.run(command(show), other).output == "['a.py']\n"
    assert builds.run(command(show, at="commit")).output == "['a.py']\n"
    assert builds.run(command(show, at="commit"), other).output == "['a.py', 'b.py']\n"


def test_without_a_known_commit_nothing_is_built_in_its_place(repository: Repository) -> None:
    repository.commit("first", files=["a.py"])
    builds = Builds(repository.path)
    assert builds.run(command(at="commit")).not_run == (
        "it runs on a checkout of the unit's commit, and that commit is not known"
    )
    assert builds.run(command(at="commit"), "HEAD").not_run == "HEAD is not a full commit id"
    missing = builds.run(command(at="commit"), "0" * 39 + "1")
    assert missing.not_run.startswith("commit 0000000000 cannot be checked out: failed to unpack tree object")


def test_without_a_repository_no_commit_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = Builds(tmp_path).run(command(at="commit"), "1" * 40)
    assert result.not_run.startswith("commit 1111111111 cannot be checked out: the project is not in a git repository")


def test_without_git_commands_run_in_the_working_tree_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    builds = Builds(tmp_path)
    assert builds.run(command()).passed
    assert builds.run(command(at="commit"), "1" * 40).not_run == (
        "commit 1111111111 cannot be checked out: the program git was not found on PATH"
    )


def test_a_commit_of_a_sha256_repository_can_be_built(repository: Repository, tmp_path: Path) -> None:
    other = type(repository).create(tmp_path / "sha256", "--object-format=sha256")
    commit = other.commit("first", files=["needed.txt"])
    assert len(commit) == 64
    assert Builds(other.path).run(command(CHECKS, at="commit"), commit).passed


# Signals, and other runs.

SLEEP = f"open('begun.txt', 'w').write('x'); import time; time.sleep({LONG})"
ANOTHER_RUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin deaf to it
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
from pathlib import Path
from pytest_phasegate.evidence.runs.builds import Builds
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command
run = (sys.executable, "-c", sys.argv[2])
command = Command(name="b", run=run, timeout=60, location=Location("p", 1), at=sys.argv[3])
Builds(Path(sys.argv[1])).run(command, sys.argv[4] or None)
"""


def begin_another_run(root: Path, code: str, commit: str = "", **variables: str) -> subprocess.Popen[bytes]:
    at = "commit" if commit else "worktree"
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER_RUN, str(root), code, at, commit],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
    )


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + LONG
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert path.exists()


def test_g14_a_second_run_waits_until_the_first_has_built(tmp_path: Path) -> None:
    code = "import time; open('begun.txt', 'w').write('x'); time.sleep(0.5); open('ended.txt', 'w').write('x')"
    with begin_another_run(tmp_path, code) as first:
        wait_for(tmp_path / "begun.txt")
        result = Builds(tmp_path).run(command("import os; print(os.path.exists('ended.txt'))"))
        assert (result.output, result.not_run) == ("True\n", "")
        first.communicate()


def test_g14_a_second_run_says_why_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    with begin_another_run(tmp_path, SLEEP) as first:
        wait_for(tmp_path / "begun.txt")
        result = Builds(tmp_path).run(command(COUNT, timeout=0.3))
        assert result.not_run == "another run builds in this folder, and did not end within 0.3 s"
        first.kill()
        first.communicate()
    assert not (tmp_path / "runs.txt").exists()


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_g10_a_signal_leaves_no_checkout_behind(repository: Repository, tmp_path: Path, name: str) -> None:
    commit = repository.commit("feat: a", files=["a.py"])
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    begun = tmp_path / "begun.txt"
    with begin_another_run(
        repository.path, SLEEP.replace("'begun.txt'", repr(str(begun))), commit, TMPDIR=str(temporary)
    ) as run:
        wait_for(begun)
        assert len(list(temporary.iterdir())) == 1
        run.send_signal(getattr(signal, name))
        assert run.communicate(timeout=LONG)[1].rstrip().endswith(b"KeyboardInterrupt")
    assert list(temporary.iterdir()) == []


# What a command wrote.


def watching(root: Path, *patterns: str, code: str) -> tuple[str, ...] | None:
    return Builds(root, results=lambda: patterns).run(command(code)).written


def test_a4_only_what_a_command_was_seen_to_write_counts(repository: Repository) -> None:
    repository.commit("results", files=["kept.xml", "tracked.xml"])
    for name in ("old.xml", "same.xml", "moved.xml", "other.txt"):
        repository.write(name, "<a/>")
    code = (
        "import os; [open(name, 'w').write('<a/>') for name in ('same.xml', 'new.xml', 'other.txt', 'tracked.xml')];"
        "os.replace('moved.xml', 'there.xml'); os.utime('kept.xml')"
    )
    assert watching(repository.path, "*.xml", code=code) == ("new.xml", "same.xml", "there.xml", "tracked.xml")
    assert watching(repository.path, "*.xml", code="pass") == ()
    assert watching(repository.path, "nowhere/**", code=code.replace("moved.xml", "there.xml")) == ()


def test_a4_a_new_file_over_an_old_one_of_the_same_time_and_size_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<a/>", encoding="utf-8")
    code = (
        "import os; status = os.stat('a.xml'); open('b.xml', 'w').write('<b/>'); os.replace('b.xml', 'a.xml');"
        "os.utime('a.xml', ns=(status.st_atime_ns, status.st_mtime_ns))"
    )
    assert watching(tmp_path, "*.xml", code=code) == ("a.xml",)


def test_a4_what_was_written_in_a_checkout_of_a_commit_is_not_seen(repository: Repository) -> None:
    commit = repository.commit("feat: a", files=["a.py"])
    builds = Builds(repository.path, results=lambda: ("*.xml",))
    result = builds.run(command("open('a.xml', 'w').write('x')", at="commit"), commit)
    assert (result.exit_code, result.written) == (0, None)


def test_a4_another_worker_is_told_what_was_written(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    share = tmp_path / "share"
    for _ in range(2):
        builds = Builds(root, share=share, results=lambda: ("*.xml",))
        assert builds.run(command("open('a.xml', 'w').write('x')")).written == ("a.xml",)
