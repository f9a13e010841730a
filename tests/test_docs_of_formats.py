"""Each page on a format: its document is honest in a real repository, and its lie fails in the words of the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from pytest_phasegate.all_dialects import DIALECTS, PLAIN, read_named
from pytest_phasegate.model.claims import Action
from pytest_phasegate.policy.presets import PRESETS
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent.parent / "docs"
OWN = ("batches", "checkpoints", "phases", "stages")
FORMATS = [name for name in DIALECTS if name not in OWN]
CITED = "2c98784"


class Page(NamedTuple):
    """What a page shows: a document in its place, a lie, and what is said of it."""

    name: str
    place: str
    honest: str
    lie: str
    said: tuple[str, ...]


def read_page(name: str) -> Page:
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    place = re.search(r"^`([^`]+)`:$", text, re.MULTILINE)
    honest, diff, said = (block(text, kind) for kind in ("markdown", "diff", "text"))
    assert place, f"{name}.md does not say where its document stands"
    lines = diff.splitlines(keepends=True)
    old, new = ("".join(line[1:] for line in lines if line[0] == sign) for sign in "-+")
    assert honest.count(old) == 1, f"{name}.md has no such line"
    return Page(name, place[1], honest, honest.replace(old, new), tuple(said.splitlines()))


def block(text: str, kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    assert found, f"the page has no block of {kind}"
    return found[1]


def files_of(page: Page, *, gone: bool) -> Iterator[str]:
    for unit in read_named(page.place, page.honest).units():
        yield from (claim.path for claim in unit.files if (claim.action is Action.DELETE) is gone)


def repository_of(page: Page, path: Path) -> Repository:
    """A repository in which the work of the page's honest document was done."""
    repository = Repository.create(path)
    deleted = list(files_of(page, gone=True))
    repository.commit("chore: begin", files=["README.md", *deleted])
    repository.commit("feat: work", name="work", files=list(files_of(page, gone=False)))
    for name in deleted:
        (path / name).unlink()
    return repository


def write(repository: Repository, page: Page, text: str) -> None:
    repository.write(page.place, text.replace(CITED, repository.ids["work"][: len(CITED)]))
    repository.commit("docs: record what was done")


@pytest.mark.parametrize("name", FORMATS)
def test_the_document_of_the_page_is_honest_and_its_lie_is_caught(name: str, pytester: pytest.Pytester) -> None:
    page = read_page(name)
    repository = repository_of(page, pytester.path)
    arguments = ["--phasegate", *([page.place] if name == PLAIN else [])]
    write(repository, page, page.honest)
    honest = pytester.runpytest(*arguments)
    assert honest.ret == pytest.ExitCode.OK, honest.outlines
    assert "passed" in honest.parseoutcomes()
    write(repository, page, page.lie)
    caught = pytester.runpytest(*arguments)
    assert caught.parseoutcomes().get("failed") == 1
    assert [line for line in page.said if line not in caught.outlines] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_a_preset_of_its_name_and_a_row_of_the_readme(name: str) -> None:
    assert name in PRESETS
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert f"](docs/{name}.md)" in readme
