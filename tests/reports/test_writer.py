from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_phasegate.reports.writer import ReportError, append_file, write_files


def test_files_are_written_with_the_folders_they_need(tmp_path: Path) -> None:
    write_files({tmp_path / "a" / "b" / "c.txt": b"c", tmp_path / "d.txt": b"d"})
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"c"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "d.txt"]


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old and longer")
    write_files({tmp_path / "a.txt": b"new"})
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_a_report_that_cannot_be_put_there_names_itself_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"whole")
    with pytest.raises(ReportError) as error:
        write_files({tmp_path / "file" / "a.xml": b"x"})
    assert str(error.value).startswith(f"cannot write the report {tmp_path / 'file' / 'a.xml'}: ")
    assert (tmp_path / "file").read_bytes() == b"whole"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_an_older_report_stays_whole_where_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ReportError, match="Permission denied"):
            write_files({tmp_path / "a.txt": b"new"})
    finally:
        tmp_path.chmod(0o700)
    assert (tmp_path / "a.txt").read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_leaves_the_older_report_whole(tmp_path: Path) -> None:
    beside = tmp_path / f".a.txt.{os.getpid()}.tmp"
    beside.symlink_to("/dev/full")  # what the new text is first written into
    (tmp_path / "a.txt").write_bytes(b"old")
    with pytest.raises(ReportError, match=r"cannot write the report .*a\.txt: No space left on device"):
        write_files({tmp_path / "a.txt": b"new"})
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert not beside.exists()


@pytest.mark.skipif(os.name != "posix", reason="links need a right there")
def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_files({tmp_path / "link": b"x"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"x"
    write_files({tmp_path / "null": b""})
    (tmp_path / "null").unlink()
    (tmp_path / "null").symlink_to("/dev/null")
    write_files({tmp_path / "null": b"gone"})
    assert (tmp_path / "null").is_symlink()


def test_what_is_added_stands_behind_what_was_there(tmp_path: Path) -> None:
    append_file(tmp_path / "a.md", b"one\n")
    append_file(tmp_path / "a.md", b"two\n")
    assert (tmp_path / "a.md").read_bytes() == b"one\ntwo\n"
    with pytest.raises(ReportError, match="cannot write the report"):
        append_file(tmp_path / "none" / "a.md", b"")
