from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.reports import writer
from pytest_phasegate.reports.writer import ReportError, append_file, write_files

if TYPE_CHECKING:
    from pathlib import Path


def test_files_are_written_with_the_folders_they_need(tmp_path: Path) -> None:
    write_files({tmp_path / "a" / "b" / "c.txt": b"c", tmp_path / "d.txt": b"d"}, tmp_path / "project")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"c"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "d.txt"]


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old and longer")
    write_files({tmp_path / "a.txt": b"new"}, tmp_path / "project")
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_a_report_that_cannot_be_put_there_names_itself_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"whole")
    with pytest.raises(ReportError) as error:
        write_files({tmp_path / "file" / "a.xml": b"x"}, tmp_path / "project")
    assert str(error.value).startswith(f"cannot write the report {tmp_path / 'file' / 'a.xml'}: ")
    assert (tmp_path / "file").read_bytes() == b"whole"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_an_older_report_stays_whole_where_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ReportError, match="Permission denied"):
            write_files({tmp_path / "a.txt": b"new"}, tmp_path / "project")
    finally:
        tmp_path.chmod(0o700)
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_full_disk_leaves_the_older_report_whole(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    (tmp_path / "a.txt").write_bytes(b"old")
    limits, heeded = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(ReportError, match=r"cannot write the report .*a\.txt: File too large"):
            write_files({tmp_path / "a.txt": b"x" * 2000}, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, heeded)
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="links need a right there")
def test_a5_outside_of_the_project_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_files({tmp_path / "link": b"x"}, tmp_path / "project")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"x"
    write_files({tmp_path / "null": b""}, tmp_path / "project")
    (tmp_path / "null").unlink()
    (tmp_path / "null").symlink_to("/dev/null")
    write_files({tmp_path / "null": b"gone"}, tmp_path / "project")
    assert (tmp_path / "null").is_symlink()


def test_what_is_added_stands_behind_what_was_there(tmp_path: Path) -> None:
    append_file(tmp_path / "a.md", b"one\n")
    append_file(tmp_path / "a.md", b"two\n")
    assert (tmp_path / "a.md").read_bytes() == b"one\ntwo\n"
    with pytest.raises(ReportError, match="cannot write the report"):
        append_file(tmp_path / "none" / "a.md", b"")


INSIDE = "inside the project no report is written through one; remove the link"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the project."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"theirs")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder


def link(place: Path, target: Path | str, *, is_folder: bool = False) -> None:
    try:
        place.symlink_to(target, target_is_directory=is_folder)
    except OSError:
        pytest.skip("no symlinks here")


LINKS = {
    "the file": ("out/a.json", "out/a.json", "outside/a.json"),
    "its folder": ("out/a.json", "out", "outside"),
    "a folder above": ("out/deep/er/a.json", "out", "outside"),
    "a folder below": ("out/deep/a.json", "out/deep", "outside"),
    "a file inside": ("out/a.json", "out/a.json", "project/src/a.json"),
    "nothing there": ("out/a.json", "out/a.json", "outside/none.json"),
    "a folder that is not there": ("out/a.json", "out", "outside/none"),
    "a way up": ("src/../out/a.json", "out", "outside"),
}


@pytest.mark.parametrize(("place", "at", "target"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("is_relative", [True, False], ids=["relative", "absolute"])
@pytest.mark.parametrize("held", [writer._HAS_DESCRIPTORS, False], ids=["held open", "by path, as on Windows"])
def test_a5_nothing_is_written_through_a_link_inside_the_project(
    project: Path,
    outside: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    at: str,
    target: str,
    is_relative: bool,
    held: bool,
) -> None:
    monkeypatch.setattr(writer, "_HAS_DESCRIPTORS", held)
    (project / "src").mkdir()
    (project / "src" / "a.json").write_bytes(b"theirs")
    if "/" in at:
        (project / "out").mkdir()
    whole = project.parent / target
    link(project / at, os.path.relpath(whole, (project / at).parent) if is_relative else whole, is_folder="." not in at)
    with pytest.raises(ReportError) as told:
        write_files({project / place: b"ours"}, project)
    assert str(told.value) == f"cannot write the report {project / place}: {project / at} is a link, and {INSIDE}"
    assert (outside / "a.json").read_bytes() == b"theirs"
    assert (project / "src" / "a.json").read_bytes() == b"theirs"
    assert [path.name for path in outside.iterdir()] == ["a.json"]


@pytest.mark.parametrize("held", [writer._HAS_DESCRIPTORS, False], ids=["held open", "by path, as on Windows"])
def test_a5_the_same_place_without_a_link_is_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    monkeypatch.setattr(writer, "_HAS_DESCRIPTORS", held)
    write_files({project / "out" / "deep" / "a.json": b"ours"}, project)
    assert (project / "out" / "deep" / "a.json").read_bytes() == b"ours"
    assert [path.name for path in (project / "out" / "deep").iterdir()] == ["a.json"]


def test_a5_a_second_name_of_a_file_keeps_its_content(project: Path, outside: Path) -> None:
    (project / "a.json").hardlink_to(outside / "a.json")
    write_files({project / "a.json": b"ours"}, project)
    assert (outside / "a.json").read_bytes() == b"theirs"
    assert (project / "a.json").read_bytes() == b"ours"


def test_a5_all_of_the_repository_is_inside(project: Path, outside: Path) -> None:
    (project / "app").mkdir()
    link(project / "build", outside, is_folder=True)
    with pytest.raises(ReportError, match="is a link"):
        write_files({project / "app" / ".." / "build" / "a.json": b"ours"}, project / "app")
    assert (outside / "a.json").read_bytes() == b"theirs"


def test_a5_a_link_above_the_project_is_the_users_own(project: Path, outside: Path) -> None:
    link(outside / "way", project, is_folder=True)
    write_files({outside / "way" / "out" / "b.json": b"ours"}, outside / "way")
    assert (project / "out" / "b.json").read_bytes() == b"ours"
    link(project / "a.json", outside / "a.json")
    with pytest.raises(ReportError, match="is a link"):
        write_files({outside / "way" / "a.json": b"ours"}, project)
    assert (outside / "a.json").read_bytes() == b"theirs"


@pytest.mark.skipif(os.name != "posix", reason="only there a folder can be held open")
def test_a5_a_link_that_takes_the_place_of_a_folder_meanwhile_is_not_followed(
    project: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "out").mkdir()
    seen = os.stat

    def swap(place: str, **options: object) -> os.stat_result:
        status = seen(place, **options)  # type: ignore[arg-type]
        if place == "out":
            (project / "out").rename(project / "gone")
            (project / "out").symlink_to(outside, target_is_directory=True)
        return status

    monkeypatch.setattr("pytest_phasegate.reports.writer.os.stat", swap)
    with pytest.raises(ReportError):
        write_files({project / "out" / "a.json": b"ours"}, project)
    assert (outside / "a.json").read_bytes() == b"theirs"


def test_a5_a_link_where_the_text_is_first_written_is_not_followed(project: Path, outside: Path) -> None:
    link(project / f".a.json.{os.getpid()}.tmp", outside / "a.json")
    write_files({project / "a.json": b"ours"}, project)
    assert (outside / "a.json").read_bytes() == b"theirs"
    assert (project / "a.json").read_bytes() == b"ours"


def test_a5_gits_own_folder_is_no_place_for_reports(project: Path) -> None:
    with pytest.raises(ReportError, match="git's own folder is no place for reports"):
        write_files({project / ".git" / "config": b"x"}, project)
    assert not (project / ".git" / "config").exists()


@pytest.mark.skipif(os.name != "posix", reason="only there it can be told whether a process runs")
def test_g14_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    for number in (int(ended.stdout), os.getppid(), "x"):
        (tmp_path / f".a.json.{number}.tmp").write_bytes(b"half")
    write_files({tmp_path / "a.json": b"whole"}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.json", f".a.json.{os.getppid()}.tmp", ".a.json.x.tmp"}
