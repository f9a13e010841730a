from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.objects import CHUNK, SMALL, is_blank
from pytest_phasegate.evidence.project import ProjectEvidence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

BLANK = {
    "none.md": b"",
    "line.md": b"\n",
    "mark.md": "\ufeff\u3000\n".encode(),
    "nul.md": b"\0",
    "escape.md": b"\x1b\x7f\x08",
    "zero width.md": "\u200b".encode(),
    "joiner.md": "\u2060\u200d\u200c".encode(),
    "no-break.md": "\u00a0\u202f\u2007".encode(),
    "braille.md": "\u2800\n".encode(),
    "soft hyphen.md": "\u00ad".encode(),
    "variation.md": "\ufe0f\U000e0100\U000e01ef".encode(),
    "tags.md": "\U000e0020\U000e007f".encode(),
    "hangul.md": "\u3164\uffa0\u115f".encode(),
    "wide.md": codecs.BOM_UTF16_LE + " \n\u200b\u2800".encode("utf-16-le"),
    "wide big.md": codecs.BOM_UTF16_BE + " \n\u200b\u2800".encode("utf-16-be"),
    "wide unmarked.md": "\u2800 ".encode("utf-16-le"),
    "widest.md": "\u2800 \u200b".encode("utf-32"),
    "small.md": b" " * SMALL,
    "larger.md": b" " * 5_000,
    "chunks.md": b" " * (3 * CHUNK + 1),
    "split.md": "\u200b".encode() * CHUNK,
}
FILLED = {
    "letter.md": b"\n\n a\n",
    "two lines.md": b"a\nb",
    "binary.md": b"\xff\x01",
    "picture.md": b"\0\0\0\x18ftypheic",
    "accent.md": "\u00e4".encode(),
    "mark and letter.md": "\ufeff\u200ba".encode(),
    "wide letter.md": codecs.BOM_UTF16_LE + " a".encode("utf-16-le"),
    "pairs.md": b"( a b _ ",
    "ideograph.md": "\u4e00".encode(),
    "emoji.md": "\u2764\ufe0f".encode(),
    "small letter.md": b" " * (SMALL - 1) + b"a",
    "far letter.md": b" " * (3 * CHUNK) + b"a",
    "far away.md": b"\n" * 100_000 + b"a" + b"\n" * 100_000,
}
FILES = {name: (content, True) for name, content in BLANK.items()} | {
    name: (content, False) for name, content in FILLED.items()
}


@pytest.fixture
def commit(repository: Repository) -> str:
    for name, (content, _) in FILES.items():
        (repository.path / name).write_bytes(content)
    return repository.commit("feat: files")


@pytest.mark.parametrize("is_cited", [True, False])
def test_b4_a_file_in_which_nothing_can_be_seen_is_blank_at_any_size(
    repository: Repository, commit: str, *, is_cited: bool
) -> None:
    with ProjectEvidence(repository.path, cited=[commit] if is_cited else []) as evidence:
        if is_cited:
            assert evidence.git.resolve(commit).commit
        for tree in (evidence.files.tree(commit), evidence.files.tree()):
            assert {name: tree.is_blank(name) for name in FILES} == {name: blank for name, (_, blank) in FILES.items()}


def test_b4_no_more_is_read_than_up_to_what_can_be_seen() -> None:
    chunks = iter([b" ", b"a", b"b"])
    assert not is_blank(chunks)
    assert list(chunks) == [b"b"]


def test_what_is_no_file_is_not_blank(repository: Repository, commit: str) -> None:
    repository.write("folder/a.md", "\n")
    later = repository.commit("feat: a folder")
    with ProjectEvidence(repository.path, cited=[later]) as evidence:
        for tree in (evidence.files.tree(), evidence.files.tree(commit), evidence.files.tree(later)):
            assert not tree.is_blank("folder")
            assert not tree.is_blank("nowhere.md")
        assert evidence.files.tree(later).is_blank("folder/a.md")
        assert evidence.files.tree(later).is_blank("line.md"), "one that the commit did not write"


def test_d1_whether_a_file_is_blank_that_a_partial_clone_lacks_cannot_be_told(
    repository: Repository, commit: str, tmp_path: Path
) -> None:
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    with ProjectEvidence(clone.path, cited=[commit]) as evidence:
        assert evidence.git.resolve(commit).commit
        with pytest.raises(EvidenceError, match="the clone is partial"):
            evidence.files.tree(commit).is_blank("line.md")
