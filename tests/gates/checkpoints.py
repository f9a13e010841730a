"""A document made from a template, on which people with names work, commit by commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.policy.read import read_policy
from tests.repository import Repository, changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.policy import Policy

DOCUMENT = "docs/active-workflows/export.md"
SAMPLES = Path(__file__).parent.parent / "samples"
TEMPLATE = (SAMPLES / "checkpoints" / "template.md").read_text(encoding="utf-8")

DORA = "Dora Developer <dora@example.org>"
RITA = "Rita Reviewer <rita@example.org>"
SAM = "Sam Second <sam@example.org>"

EXPORT = "def export():\n    return 1\n\n\ndef header():\n    return 2\n"

BEGUN = {
    "[Number and name of the phase]": "1. Understanding",
    "[What is being done]": "Export the diary",
    "[Name of the feature]": "Export",
    "[What it does]": "Writes the diary as CSV",
    "[First component]": "Writer",
}
READ = {"1. [ ] Read what": "1. [x] Read what", "- [ ] The store": "- [x] The store", "- [ ] The rec": "- [x] The rec"}
NOTED = {
    "2. [ ] Note what": "2. [x] Note what",
    "[Files to read]": "src/store.py",
    "[Key points]\n    ```\n3.": "the store is read line by line\n    ```\n3.",
}
SHARED = {
    "[ ] CHECKPOINT: Share": "[x] CHECKPOINT: Share",
    "[ ] 1.3": "[x] 1.3",
    "Phase: 1. Understanding": "Phase: 2. Building",
}
WRITTEN = {
    "1. [ ] Write it": "1. [x] Write it",
    "- [ ] Code": "- [x] Code",
    "[Component Name]": "Writer",
    "[file:line]": "src/export.py:5",
    "[Key points]": "one row for each day",
    "- [ ] Writer": "- [x] Writer",
    "1. [ ] [Decision and why]": "1. [x] CSV, because every program reads it",
}
REVIEWED = {
    "[ ] CHECKPOINT: Review": "[x] CHECKPOINT: Review",
    "[ ] 2.2": "[x] 2.2",
    "Phase: 2. Building": "Phase: 3",
}
CHECKED = {
    "1. [ ] Check it": "1. [x] Check it",
    "[Requirement] -> [Implementation]": "A diary becomes a file -> src/export.py:1",
    "[Test] -> [Coverage]": "tests/test_export.py::test_export -> the writer",
}
ACCEPTED = {"[ ] CHECKPOINT: Accept": "[x] CHECKPOINT: Accept", "[ ] 3.2": "[x] 3.2", "Phase: 3": "Phase: Completion"}
SIGNED = {"1. [ ] Get sign-off": "1. [x] Get sign-off"}
CLOSED = {
    "2. [ ] Update": "2. [x] Update",
    "1. [ ] Pick": "1. [x] Pick",
    "2. [ ] Name its": "2. [x] Name its",
}
RESET = {"3. [ ] Reset": "3. [x] Reset"}


def policy_of(text: str = "") -> Policy:
    """The policy that extends the preset, with more of it as YAML."""
    whole = f"version: 1\nextends: [checkpoints]\n{text}".encode()
    settings = {kind: gate.settings for kind, gate in GATES.items()}
    return read_policy(lambda path: whole if path == "phasegate.yaml" else None, settings, dialects=DIALECTS)


REVIEWERS = policy_of("reviewers: ['Rita Reviewer <rita@example.org>', Sam Second]\n")


def filled(*changes: Mapping[str, str]) -> str:
    """The template with words changed."""
    return changed(TEMPLATE, *changes)


def empty(path: Path, text: str = TEMPLATE, document: str = DOCUMENT) -> Repository:
    """A repository in which Dora works on a document that is not written yet."""
    project = Repository.create(path, document=document, dialect="checkpoints")
    project.author, project.text = DORA, text
    return project


def begin(path: Path) -> Repository:
    """The document begun, and nothing done."""
    project = empty(path)
    project.write("src/store.py", "store = 1\n")
    project.commit("chore: begin")
    project.commit("docs: begin the export", edits=BEGUN)
    return project


def understood(project: Repository) -> Repository:
    """The first phase done by Dora and passed by Rita."""
    project.commit("docs: read", edits=READ)
    project.commit("docs: findings", edits=NOTED)
    project.commit("docs: share", edits=SHARED, by=RITA)
    return project


def written(project: Repository) -> Repository:
    """The code written as well, and not reviewed yet."""
    understood(project)
    project.commit("feat: export", files={"src/export.py": EXPORT})
    project.commit("docs: the export is written", edits=WRITTEN)
    return project


def finished(project: Repository) -> Repository:
    """All done, by Dora and Rita."""
    written(project)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    project.commit("test: export", edits=CHECKED, files={"tests/test_export.py": "def test_export(): ...\n"})
    project.commit("docs: accept", edits=ACCEPTED, by=RITA)
    project.commit("docs: sign off", edits=SIGNED, by=RITA)
    project.commit("docs: close", edits=CLOSED)
    project.commit("docs: reset", edits=RESET)
    return project
