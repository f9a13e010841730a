from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.gates.parts.places import locate, resolve_pattern
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds

if TYPE_CHECKING:
    from tests.repository import Repository

DOCUMENT = "task-tracking/T1/tasks.md"
FILES = (
    *("src/store.py", "lib/deep/src/only.py", "notes.md", "a/plan.md", "b/plan.md"),
    *("task-tracking/T1/plan.md", "task-tracking/T1/notes.md", "task-tracking/T2/plan.md", "task-tracking/shared.md"),
)
PLACES = {
    "from the root": ("src/store.py", Fit.EXACT, "src/store.py"),
    "up from the document": ("../../src/store.py", Fit.EXACT, "src/store.py"),
    "up with the slashes of Windows": (r"..\..\src\store.py", Fit.EXACT, "src/store.py"),
    "up and back": ("../../task-tracking/./T2/plan.md", Fit.EXACT, "task-tracking/T2/plan.md"),
    "beside the folder": ("../shared.md", Fit.EXACT, "task-tracking/shared.md"),
    "beside the document, where nothing is at the root": ("plan.md", Fit.SUFFIX, "task-tracking/T1/plan.md"),
    "beside the document, with a dot": ("./plan.md", Fit.SUFFIX, "task-tracking/T1/plan.md"),
    "at the root and beside the document": ("notes.md", Fit.EXACT, "notes.md"),
    "the end of one path": ("deep/src/only.py", Fit.SUFFIX, "lib/deep/src/only.py"),
    "up to what is not there": ("../../src/nope.py", Fit.ABSENT, "src/nope.py"),
    "up to what is the end of another path": ("../../src/only.py", Fit.ABSENT, "src/only.py"),
    "up too far": ("../../../src/store.py", Fit.OUTSIDE, ""),
    "up, and up again behind a name": ("../x/../../../../etc/passwd", Fit.OUTSIDE, ""),
    "the folder above the root": ("../../..", Fit.OUTSIDE, ""),
    "the root itself": ("../..", Fit.OUTSIDE, ""),
    "a name with a NUL": ("../../src/store.py\0", Fit.OUTSIDE, ""),
    "a home": ("~/store.py", Fit.OUTSIDE, ""),
    "a path of another machine": (r"D:\work\project\src\store.py", Fit.SUFFIX, "src/store.py"),
    "a path of another machine that leads up": (r"D:\work\..\src\store.py", Fit.OUTSIDE, ""),
}


@pytest.mark.parametrize(("name", "fit", "path"), PLACES.values(), ids=PLACES)
def test_a_name_leads_from_the_root_or_from_the_documents_folder(
    repository: Repository, name: str, fit: Fit, path: str
) -> None:
    commit = repository.commit("chore: begin", files=[DOCUMENT, *FILES])
    with ProjectEvidence(repository.path) as evidence:
        for tree in (evidence.files.tree(), evidence.files.tree(commit)):
            place = locate(tree, name, DOCUMENT)
            assert (place.fit, place.path) == (fit, path)


def test_a_document_at_the_root_leads_nowhere_else(repository: Repository) -> None:
    repository.commit("chore: begin", files=FILES)
    with ProjectEvidence(repository.path) as evidence:
        assert locate(evidence.files.tree(), "../src/store.py", "tasks.md").fit is Fit.OUTSIDE
        assert locate(evidence.files.tree(), "plan.md", "tasks.md").fit is Fit.AMBIGUOUS


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_a_link_beside_the_document_leads_no_further_than_one_at_the_root(repository: Repository) -> None:
    repository.commit("chore: begin", files=[DOCUMENT, *FILES])
    (repository.path / "task-tracking/out").symlink_to("/etc")
    repository.commit("link")
    with ProjectEvidence(repository.path) as evidence:
        tree = evidence.files.tree()
        assert tree.entry(locate(tree, "../out/passwd", DOCUMENT).path) is None
        entry = tree.entry(locate(tree, "../out", DOCUMENT).path)
        assert entry is not None
        assert entry.target is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("src/*.py", "src/*.py"),
        ("../../src/*.py", "src/*.py"),
        (r"..\*.md", "task-tracking/*.md"),
        ("./../*.md", "task-tracking/*.md"),
        ("../../../*.py", "../../../*.py"),
        ("*.md", "*.md"),
    ],
)
def test_a_pattern_may_lead_up_from_the_document(pattern: str, expected: str) -> None:
    assert resolve_pattern(pattern, DOCUMENT) == expected


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
    text = "## Batch 1: Model - COMPLETE\n\n### Task 1.1: Model\n\n**File**: notes.md\n"
    verdict = project.verdicts(text)["batch-1::1.1::files"]
    assert_holds(verdict)
    assert verdict.notes == ("notes.md was found as task-tracking/T1/notes.md",)


def test_a_link_that_leads_out_stays_a_security_matter(built: Repository) -> None:
    text = "## Batch 1: Model - COMPLETE\n\n### Task 1.1: Model\n\n**File**: ../../../secret.txt\n"
    verdict = built.verdicts(text)["batch-1::1.1::files"]
    assert_fails(verdict, "file-outside", "../../../secret.txt leads out of the project")
    assert verdict.is_security_matter
    missing = built.verdicts(text.replace("../../../", "../"))["batch-1::1.1::files"]
    assert missing.answer is Answer.FAILED
    assert missing.findings[0].found.startswith("task-tracking/secret.txt is not in the working tree")
