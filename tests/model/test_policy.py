from __future__ import annotations

from typing import Any

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.policy import Command, UnitMatch
from pytest_phasegate.model.workflow import Unit

COMMIT = "4830299a1b2c3d4e5f60718293a4b5c6d7e8f901"


@pytest.mark.parametrize(
    ("fields", "commit", "line"),
    [
        ({"run": ("make", "all")}, None, "make all"),
        ({"run": ("python", "-c", "print('a b')")}, None, """python -c 'print('"'"'a b'"'"')'"""),
        ({"run": ("make",), "directory": "my app"}, None, "cd 'my app' && make"),
        ({"run": ("make || true",), "shell": True}, None, "make || true"),
        ({"run": ("make || true",), "shell": True, "directory": "app"}, None, "cd app && (make || true)"),
        (
            {"run": ("make",)},
            COMMIT,
            "git worktree add --detach ../phasegate-4830299a1b 4830299a1b && cd ../phasegate-4830299a1b && make",
        ),
        (
            {"run": ("make",), "directory": "app"},
            COMMIT,
            "git worktree add --detach ../phasegate-4830299a1b 4830299a1b && cd ../phasegate-4830299a1b/app && make",
        ),
    ],
)
def test_a_command_can_be_repeated_by_typing_one_line(fields: dict[str, Any], commit: str | None, line: str) -> None:
    command = Command(name="build", location=Location("phasegate.yaml", 3), **fields)
    assert command.how_to_repeat(commit) == line


def test_a_match_may_name_the_dialect() -> None:
    unit = Unit(level=Level.TASK, id="1.1", key="1.1", title="", line=1, end=1, status=Status.PENDING)
    match = UnitMatch(dialect="stages")
    assert match.fits("a.md", unit, None, "stages")
    assert not match.fits("a.md", unit, None, "batches")
    assert match.fits("a.md", unit)  # who does not know the dialect takes any
