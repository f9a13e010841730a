"""A desk at which a document made from a template is worked on, commit by commit, by people with names."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.testing import judge_text
from tests.repository import Repository

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Verdict

DOCUMENT = "docs/active-workflows/export.md"
SAMPLES = Path(__file__).parent.parent / "samples"
TEMPLATE = (SAMPLES / "checkpoints" / "template.md").read_text(encoding="utf-8")

DORA = ("Dora Developer", "dora@example.org")
RITA = ("Rita Reviewer", "rita@example.org")
SAM = ("Sam Second", "sam@example.org")

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


@dataclass
class Desk:
    """A repository with one document; ``text`` is how it lies there now."""

    repository: Repository
    text: str = TEMPLATE
    path: str = DOCUMENT
    ids: list[str] = field(default_factory=list)

    def write(self, changes: dict[str, str]) -> None:
        """Change words of the document, each of which must be there."""
        for old, new in changes.items():
            assert old in self.text, old
            self.text = self.text.replace(old, new, 1)
        self.repository.write(self.path, self.text)

    def commit(
        self,
        message: str,
        changes: dict[str, str] | None = None,
        *,
        by: tuple[str, str] = DORA,
        files: dict[str, str] | None = None,
    ) -> str:
        """Change the document and files, and commit all as somebody."""
        if changes is not None:
            self.write(changes)
        for name, text in (files or {}).items():
            self.repository.write(name, text)
        name, email = by
        self.ids.append(self.repository.commit(message, GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=email))
        return self.ids[-1][:10]

    def judge(self, policy: Policy | None = None, at: str | None = None) -> dict[str, Verdict]:
        """The verdicts on the document, by check id without its path."""
        verdicts = judge_text(
            self.text, self.repository.path, policy or Policy(), path=self.path, at=at, dialect="checkpoints"
        )
        return {check.partition("::")[2]: verdict for check, verdict in verdicts.items()}


def policy_of(text: str = "") -> Policy:
    """The policy that extends the preset, with more of it as YAML."""
    whole = f"version: 1\nextends: [checkpoints]\n{text}".encode()
    settings = {kind: gate.settings for kind, gate in GATES.items()}
    return read_policy(lambda path: whole if path == "phasegate.yaml" else None, settings, dialects=DIALECTS)


REVIEWERS = policy_of("reviewers: ['Rita Reviewer <rita@example.org>', Sam Second]\n")


def begin(path: Path) -> Desk:
    """The document begun, and nothing done."""
    desk = Desk(Repository.create(path))
    desk.repository.write("src/store.py", "store = 1\n")
    desk.repository.commit("chore: begin")
    desk.commit("docs: begin the export", BEGUN)
    return desk


def understood(desk: Desk) -> Desk:
    """The first phase done by Dora and passed by Rita."""
    desk.commit("docs: read", READ)
    desk.commit("docs: findings", NOTED)
    desk.commit("docs: share", SHARED, by=RITA)
    return desk


def written(desk: Desk) -> Desk:
    """The code written as well, and not reviewed yet."""
    understood(desk)
    desk.commit("feat: export", {}, files={"src/export.py": EXPORT})
    desk.commit("docs: the export is written", WRITTEN)
    return desk


def finished(desk: Desk) -> Desk:
    """All done, by Dora and Rita."""
    written(desk)
    desk.commit("docs: review", REVIEWED, by=RITA)
    desk.commit("test: export", CHECKED, files={"tests/test_export.py": "def test_export(): ...\n"})
    desk.commit("docs: accept", ACCEPTED, by=RITA)
    desk.commit("docs: sign off", SIGNED, by=RITA)
    desk.commit("docs: close", CLOSED)
    desk.commit("docs: reset", RESET)
    return desk
