from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    *("src/store.py", "lib/deep/src/only.py", "notes.md", "a/plan.md", "b/plan.md"),
    *("task-tracking/T1/plan.md", "task-tracking/T1/notes.md", "task-tracking/T2/plan.md", "task-tracking/shared.md"),
)
# a name in a document two folders down, what the verdict notes, and what it finds amiss
PLACES = {
    "from the root": ("src/store.py", "", ""),
    "up from the document": ("../../src/store.py", "", ""),
    "up with the slashes of Windows": (r"..\..\src\store.py", "", ""),
    "up and back": ("../../task-tracking/./T2/plan.md", "", ""),
    "beside the folder": ("../shared.md", "", ""),
    "beside the document": ("plan.md", "plan.md was found as task-tracking/T1/plan.md", ""),
    "beside the document, with a dot": ("./plan.md", "./plan.md was found as task-tracking/T1/plan.md", ""),
    "at the root and beside the document": ("notes.md", "", ""),
    "the end of one path": ("deep/src/only.py", "deep/src/only.py was found as lib/deep/src/only.py", ""),
    "up to what is not there": ("../../src/nope.py", "", "src/nope.py is not in {tree}"),
    "up too far": ("../../../src/store.py", "", "../../../src/store.py leads out of the project"),
    "up, and up again behind a name": (
        *("../x/../../../../etc/passwd", ""),
        "../x/../../../../etc/passwd leads out of the project",
    ),
    "the folder above the root": ("../../..", "", "../../.. leads out of the project"),
    "the root itself": ("../..", "", "../.. leads out of the project"),
    "a path of another machine": (
        *(r"D:\work\project\src\store.py", r"D:\work\project\src\store.py was found as src/store.py", ""),
    ),
    "a path of another machine that leads up": (
        *(r"D:\work\..\src\store.py", ""),
        r"D:\work\..\src\store.py leads out of the project",
    ),
    "a pattern from the root": ("src/*.py", "", ""),
    "a pattern up from the document": ("../../src/*.py", "", ""),
    "a pattern up with the slashes of Windows": (r"..\s*.md", "", ""),
    "a pattern up, with a dot": ("./../s*.md", "", ""),
    "a pattern of another machine": (r"D:\work\project\src\*.py", "", ""),
    "a pattern of another machine, of which no folder is here": (
        *(r"D:\work\project\app\*.py", ""),
        r"no file of {tree} matches D:\work\project\app\*.py",
    ),
    "alternatives": ("{src,a,b}/{rules.py,plan.md}", "", "src/rules.py is not in {tree}"),
    "alternatives that are all there": ("{a,b}/plan.md", "", ""),
    "alternatives of which one is a pattern": ("src/{store,s*}.py", "", ""),
    "alternatives up from the document": ("../../src/{store,nope}.py", "", "src/nope.py is not in {tree}"),
    "one alternative is none": ("src/{store}*.py", "", "no file of {tree} matches src/{store}*.py"),
    "a pattern up too far": ("../../../*.py", "", "../../../*.py leads out of the project"),
    "a pattern of the system's folders": (
        "../../../../../etc/*.conf",
        "",
        "../../../../../etc/*.conf leads out of the project",
    ),
}
OUT = "leads out of the project"


def text(name: str) -> str:
    return f"## Batch 1: Model - COMPLETE\n\n### Task 1.1: Model\n\n**File**: `{name}`\n"


@pytest.mark.parametrize(("name", "note", "found"), PLACES.values(), ids=PLACES)
def test_a_name_leads_from_the_root_or_from_the_documents_folder(
    repository: Repository, name: str, note: str, found: str
) -> None:
    commit = repository.commit("chore: begin", files=[repository.document, *FILES])
    for at, tree in ((None, "the working tree"), (commit, f"commit {commit[:10]}")):
        verdict = repository.verdicts(text(name), at=at)["batch-1::1.1::files"]
        assert verdict.notes == ((note,) if note else ())
        if found:
            assert verdict.findings[0].code == ("file-outside" if OUT in found else "file-missing")
            assert verdict.findings[0].found.partition("; the nearest")[0] == found.replace("{tree}", tree)
        else:
            assert_holds(verdict)


def test_more_alternatives_than_can_be_meant_are_not_all_taken_apart(repository: Repository) -> None:
    repository.commit("chore: begin", files=FILES)
    verdict = repository.verdicts(text("src/" + "{a,b}" * 40))["batch-1::1.1::files"]
    assert len(verdict.findings) < 100


def test_a_document_at_the_root_leads_nowhere_else(repository: Repository) -> None:
    repository.document = "tasks.md"
    repository.commit("chore: begin", files=FILES)
    outside = repository.verdicts(text("../src/store.py"))["batch-1::1.1::files"]
    assert_fails(outside, "file-outside", "../src/store.py leads out of the project")
    assert_holds(repository.verdicts(text("plan.md"))["batch-1::1.1::files"])  # one of several that was just made


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_a_link_beside_the_document_leads_no_further_than_one_at_the_root(repository: Repository) -> None:
    repository.commit("chore: begin", files=[repository.document, *FILES])
    (repository.path / "task-tracking/out").symlink_to("/etc")
    repository.commit("link")
    behind = repository.verdicts(text("../out/passwd"))["batch-1::1.1::files"]
    assert behind.findings[0].code == "file-missing"
    link = repository.verdicts(text("../out"))["batch-1::1.1::files"]
    assert (link.findings[0].code, link.is_security_matter) == ("file-outside", True)


LINKS = (
    "../../src/model.py",
    "`../../src/model.py` (CREATE)",
    "`../../src/{model,old}.py`",
    "`../../src/m*.py` (CREATE)",
)


@pytest.mark.parametrize("claim", LINKS)
@pytest.mark.parametrize("cited", ["**Commit**: {first}\n\n", ""])
def test_links_as_the_document_needs_them_hold(built: Repository, claim: str, cited: str) -> None:
    verdicts = built.verdicts(f"## Batch 1: Model - COMPLETE\n\n{cited}### Task 1.1: Model\n\n**File**: {claim}\n")
    assert_holds(verdicts["batch-1::1.1::files"])
    assert_holds(verdicts["batch-1::commit"])


def test_a_file_beside_the_document_is_found_with_a_note(project: Repository) -> None:
    project.commit("docs: plans", name="three", files={f"task-tracking/T{number}/notes.md": "x\n" for number in (1, 2)})
    verdict = project.verdicts(text("notes.md"))["batch-1::1.1::files"]
    assert_holds(verdict)
    assert verdict.notes == ("notes.md was found as task-tracking/T1/notes.md",)


def test_a_link_that_leads_out_stays_a_security_matter(built: Repository) -> None:
    verdict = built.verdicts(text("../../../secret.txt"))["batch-1::1.1::files"]
    assert_fails(verdict, "file-outside", "../../../secret.txt leads out of the project")
    assert verdict.is_security_matter
    missing = built.verdicts(text("../secret.txt"))["batch-1::1.1::files"]
    assert missing.answer is Answer.FAILED
    assert missing.findings[0].found.startswith("task-tracking/secret.txt is not in the working tree")


ROUTES = ["src/{a}.py", "app/(tabs)/[id].tsx", "src/[slug]/page.tsx", "app/[[...all]]/route.ts", "src/a.ts:1,2"]


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("cited", ["", " ({work})"])
@pytest.mark.parametrize("is_there", [True, False])
def test_d11_parts_of_routes_and_one_word_in_braces_are_names(
    tmp_path: Path, name: str, cited: str, *, is_there: bool
) -> None:
    project = Repository.create(tmp_path / "project")
    project.commit("chore: begin", files=["README.md", "src/a.py", "src/b/page.tsx", "app/i.tsx"])
    path = name.partition(":")[0] if is_there else "src/other.txt"
    project.commit("feat: work", name="work", files={path: "a\nb\n"})
    text = f"# Tasks\n\n## Batch 1: Read - COMPLETE{cited}\n\n**File**: `{name}` (CREATE)\n"
    project.record("docs: done", text)
    answers = {verdict.answer for verdict in project.verdicts(text).values()}
    assert (Answer.FAILED in answers) is not is_there
