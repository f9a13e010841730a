from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.repository import IDENTITY, Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the caller's git settings or CI variables."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "PHASEGATE_"))]:
        monkeypatch.delenv(name)
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "project")
