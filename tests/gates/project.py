"""One small project with a history, and documents about it that are held against the gates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.verdict import Answer, Verdict
from pytest_phasegate.testing import judge_text
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass
class Project:
    """A repository whose commits have names: ``{first}`` in a document stands for the first one's id."""

    repository: Repository
    ids: dict[str, str] = field(default_factory=dict)

    def commit(self, name: str, message: str, files: Mapping[str, str | None]) -> str:
        """Write (None: delete) files and commit them under a name."""
        for path, text in files.items():
            if text is None:
                (self.repository.path / path).unlink()
            else:
                self.repository.write(path, text)
        self.ids[name] = self.repository.commit(message)
        return self.ids[name]

    def judge(self, text: str, policy: Policy | None = None, at: str | None = None) -> dict[str, Verdict]:
        """The verdicts on a document, by check id without the document's path."""
        filled = text
        for name, commit in self.ids.items():
            filled = filled.replace(f"{{{name}}}", commit[:10])
        path = "task-tracking/T1/tasks.md"
        verdicts = judge_text(filled, self.repository.path, policy or Policy(), path=path, at=at)
        return {check.partition("::")[2]: verdict for check, verdict in verdicts.items()}


def history(path: Path) -> Project:
    """A plan, then two batches done in a commit each, and some commits that lies point at."""
    project = Project(Repository.create(path))
    project.commit(
        "base",
        "chore: begin",
        {
            "src/old.py": "old = 1\n",
            "src/same.py": "same = 1\n",
            "src/gone.py": "gone = 1\n",
            "docs/a.md": "a\n",
            "lib/core/a.py": "a = 1\n",
        },
    )
    project.commit("plan", "docs: plan", {"task-tracking/T1/plan.md": "the plan\n"})
    project.commit(
        "first",
        "feat(core): batch 1 - the model\n\n- Task 1.1: Model\n- Task 1.2: Old\n",
        {"src/model.py": "model = 1\n", "src/old.py": "old = 2\n", "src/gone.py": None},
    )
    project.commit(
        "second",
        "feat(core): batch 2 - the view\n\n- Task 2.1: View\n",
        {"src/view.py": "view = 1\n", "src/model.py": "model = 2\n"},
    )
    project.commit("other", "chore: tidy", {"docs/a.md": "b\n"})
    project.ids["tree"] = project.repository.git("rev-parse", "HEAD^{tree}")
    project.repository.git("switch", "--quiet", "--create", "side")
    project.commit("side", "feat(core): batch 1 - elsewhere", {"src/side.py": "side = 1\n"})
    project.repository.git("switch", "--quiet", "main")
    return project


def lines_of(verdict: Verdict) -> list[int]:
    return [finding.line for finding in verdict.findings]


def assert_holds(verdict: Verdict) -> None:
    assert (verdict.answer, verdict.findings) == (Answer.HELD, ())
    assert verdict.looked_at


def assert_fails(verdict: Verdict, code: str, found: str) -> None:
    assert verdict.answer is Answer.FAILED, verdict
    finding = verdict.findings[0]
    assert (finding.code, finding.found) == (code, found)
    assert finding.claim
    assert finding.remedy
