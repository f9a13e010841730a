"""Which commit wrote each line of a file: the lines of a unit's commits, wherever later edits moved them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.program import GitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.unknown import Unknown

_HEADER = re.compile(rb"([0-9a-f]{40}(?:[0-9a-f]{24})?) \d+ (\d+)(?: \d+)?")
EXACT_LINES = 5_000  # beyond that, the matcher may take common lines for noise


def blame(repository: Repository, commit: str, path: str) -> tuple[str, ...] | Unknown:
    """The full id of the commit that wrote each line of a file, as the file is in a commit.

    Follows the file through renames of the whole file, as git-blame(1) does. Returns why not, where git cannot tell:
    there is no such file, or the clone is partial; or a shallow clone ends before the commit that wrote a line.

    Args:
        repository: where the commit is present.
        commit: its full id.
        path: the file's place in the project.
    """
    options = ("--porcelain", "--no-textconv", "--ignore-revs-file=")
    try:
        output = repository.git.ask("blame", *options, commit, "--", path)
    except GitError as error:
        return repository.explain(error)
    lines: dict[int, str] = {}
    for line in output.split(b"\n"):
        if not line.startswith(b"\t") and (match := _HEADER.fullmatch(line)):
            lines[int(match[2])] = match[1].decode()
    if repository.boundary.intersection(lines.values()):
        return causes.SHALLOW
    return tuple(lines[number] for number in sorted(lines))


def carry_over(committed: bytes, current: bytes, authors: Sequence[str]) -> tuple[str | None, ...]:
    """The commits that wrote the lines of a file as it lies there; None for a line that is not committed.

    Args:
        committed: the file's content in the commit of which ``authors`` tells.
        current: its content now.
        authors: the commit of each line of ``committed``.
    """
    old, new = committed.splitlines(), current.splitlines()
    if old == new:
        return tuple(authors)
    found: list[str | None] = [None] * len(new)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > EXACT_LINES)
    for block in matcher.get_matching_blocks():
        found[block.b : block.b + block.size] = authors[block.a : block.a + block.size]
    return tuple(found)
