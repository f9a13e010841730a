from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence.project import ProjectEvidence

if TYPE_CHECKING:
    from tests.repository import Repository


def test_texts_are_those_of_the_judged_tree(repository: Repository) -> None:
    repository.write("a.py", "class Old: pass\n")
    repository.write("done.md", "## 1.1 Old\n")
    first = repository.commit("feat: a")
    repository.write("a.py", "class New: pass\n")
    repository.write("done.md", "## 1.1 New\n")
    repository.commit("feat: b")
    for at, name in ((None, "New"), (first, "Old")):
        with ProjectEvidence(repository.path, at=at) as evidence:
            source, sections = evidence.files.source("a.py"), evidence.files.sections("done.md")
            assert source is evidence.files.source("a.py")
            assert source is not None
            assert source.defines(name)
            assert sections is not None
            assert [each.title for each in sections.every] == [name]
            assert sections.numbered("1.1") == sections.every
            assert sections.numbered("1.2") == ()
            assert evidence.files.source("none.py") is None
            assert evidence.files.sections("none.md") is None


def test_a_file_that_is_too_large_is_unknown(repository: Repository) -> None:
    repository.write("a.py", "x = 1\n" * 400_000)
    with ProjectEvidence(repository.path) as evidence:
        source = evidence.files.source("a.py")
    assert source is not None
    assert source.unknown is not None
    assert source.unknown.why == "a.py has more than 2097152 bytes"
