from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.blanks import LARGEST
from pytest_phasegate.evidence.gather import ProjectEvidence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

FILES = {
    "none.md": ("", True),
    "line.md": ("\n", True),
    "mark.md": ("\ufeff\u3000\n", True),
    "letter.md": ("\n\n a\n", False),
    "two lines.md": ("a\nb", False),
    "nul.md": ("\0", False),
    "largest.md": (" " * LARGEST, True),
    "larger.md": (" " * (LARGEST + 1), False),
}


@pytest.fixture
def commit(repository: Repository) -> str:
    for name, (text, _) in FILES.items():
        repository.write(name, text)
    return repository.commit("feat: files")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("is_cited", [True, False])
def test_a_file_of_at_most_four_kib_of_white_space_is_blank(
    repository: Repository, commit: str, name: str, *, is_cited: bool
) -> None:
    with ProjectEvidence(repository.path, cited=[commit] if is_cited else []) as evidence:
        if is_cited:
            assert evidence.resolve(commit).commit
        assert evidence.tree(commit).is_blank(name) is FILES[name][1]
        assert evidence.tree().is_blank(name) is FILES[name][1]


def test_what_is_no_file_is_not_blank(repository: Repository, commit: str) -> None:
    repository.write("folder/a.md", "\n")
    later = repository.commit("feat: a folder")
    with ProjectEvidence(repository.path, cited=[later]) as evidence:
        for tree in (evidence.tree(), evidence.tree(commit), evidence.tree(later)):
            assert not tree.is_blank("folder")
            assert not tree.is_blank("nowhere.md")
        assert evidence.tree(later).is_blank("folder/a.md")
        assert evidence.tree(later).is_blank("line.md"), "one that the commit did not write"


def test_what_a_partial_clone_lacks_is_taken_to_hold_something(
    repository: Repository, commit: str, tmp_path: Path
) -> None:
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    with ProjectEvidence(clone.path, cited=[commit]) as evidence:
        assert evidence.resolve(commit).commit
        assert not evidence.tree(commit).is_blank("line.md")
