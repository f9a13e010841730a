from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.gates.project import Project, history
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The history, built once and never changed."""
    return history(tmp_path_factory.mktemp("gates") / "project")


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    """A copy of the history that a test may change."""
    path = tmp_path / "project"
    shutil.copytree(built.repository.path, path, symlinks=True)
    return Project(Repository(path, clock=built.repository.clock), ids=dict(built.ids))
