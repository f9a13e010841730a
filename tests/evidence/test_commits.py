from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.git.log import parse_trailers

if TYPE_CHECKING:
    from tests.repository import Repository


@pytest.mark.parametrize(
    "body",
    [
        "Task: T1",
        "Some words.\n\nTask: T1\nBatch: 3\n",
        "Some words.\n\nTask: T1\n  and more\nBatch: 3",
        "Some words.\n\nTask : T1",
        "Signed-off-by: A <a@example.org>\n(cherry picked from commit 0123456)",
        "Task: T1\n\nSome words.",
        "just words",
        "",
        "Task:",
        "Some words: and\nmore words without",
        "Task: T1\n\n\n",
    ],
)
def test_trailers_are_those_that_git_sees(repository: Repository, body: str) -> None:
    seen = repository.git("interpret-trailers", "--parse", stdin=f"subject\n\n{body}\n")
    ours = [f"{key}: {value}".rstrip() for key, value in parse_trailers(body)]
    assert ours == [line.rstrip() for line in seen.splitlines() if not line.startswith("(")]
