from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.gates.checkpoints import DOCUMENT
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

BEGUN = {
    "src/old.py": "old = 1\n",
    "src/same.py": "same = 1\n",
    "src/gone.py": "gone = 1\n",
    "docs/a.md": "a\n",
    "lib/core/a.py": "a = 1\n",
}
FIRST = {"src/model.py": "model = 1\n", "src/old.py": "old = 2\n", "src/gone.py": None}
SECOND = {"src/view.py": "view = 1\n", "src/model.py": "model = 2\n"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A plan, two batches done in a commit each, and commits that lies point at: built once and never changed."""
    project = Repository.create(tmp_path_factory.mktemp("gates") / "project")
    project.commit("chore: begin", name="base", files=BEGUN)
    project.commit("docs: plan", name="plan", files={"task-tracking/T1/plan.md": "the plan\n"})
    message = "feat(core): batch 1 - the model\n\n- Task 1.1: Model\n- Task 1.2: Old\n"
    project.commit(message, name="first", files=FIRST)
    project.commit("feat(core): batch 2 - the view\n\n- Task 2.1: View\n", name="second", files=SECOND)
    project.commit("chore: tidy", name="other", files={"docs/a.md": "b\n"})
    project.ids["tree"] = project.git("rev-parse", "HEAD^{tree}")
    project.git("switch", "--quiet", "--create", "side")
    project.commit("feat(core): batch 1 - elsewhere", name="side", files={"src/side.py": "side = 1\n"})
    project.git("switch", "--quiet", "main")
    return project


@pytest.fixture(scope="session")
def checkpoints(built: Repository) -> Repository:
    """The same, for documents of checkpoints that are not in it."""
    return replace(built, document=DOCUMENT, dialect="checkpoints")


@pytest.fixture
def project(built: Repository, tmp_path: Path) -> Repository:
    """A copy of the history that a test may change."""
    path = tmp_path / "project"
    shutil.copytree(built.path, path, symlinks=True)
    return replace(built, path=path, ids=dict(built.ids))
