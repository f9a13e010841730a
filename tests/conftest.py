from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.repository import IDENTITY, Repository

if TYPE_CHECKING:
    from pathlib import Path

# a busy machine is no slow reader, two runs of CI on one commit say the same, and who works wants an answer soon
settings.register_profile(
    "phasegate", deadline=None, derandomize="CI" in os.environ, max_examples=100 if "CI" in os.environ else 30
)
settings.load_profile("phasegate")


collect_ignore = ["extension_package"]  # a package with tests of its own, which tests/test_hooks.py installs

PLUGINS_OF_INNER_RUNS = "pytest_phasegate.plugin,xdist.plugin,pytest_cov.plugin"
"""The modules that a pytest run which a test starts loads besides pytest's own."""


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the caller's git settings, CI variables or further pytest plugins.

    A plugin that is installed beside ours (pytest-randomly, pytest-sugar) would reorder or rewrite what the runs
    within our tests print.
    """
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "PHASEGATE_", "PYTEST_"))]:
        monkeypatch.delenv(name)
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", PLUGINS_OF_INNER_RUNS)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "project")


@pytest.fixture
def phases(tmp_path: Path) -> Repository:
    """A repository for a document of phases."""
    return Repository.create(tmp_path / "project", document="workflows/frost.md", dialect="phases")


@pytest.fixture
def stages(tmp_path: Path) -> Repository:
    """A repository for a staged tree of tasks."""
    return Repository.create(tmp_path / "project", document="ai_docs/tasks/tasks_list.md", dialect="stages")
