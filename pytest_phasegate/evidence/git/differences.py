"""How the judged tree differs from a commit, and which commit wrote each of its lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.log import RAW, parse_changes
from pytest_phasegate.evidence.git.program import GitError, switch_filters_off
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change
    from pytest_phasegate.model.facts import Tree

MOST_BYTES = 2**26
EXACT_LINES = 5_000  # beyond that, the matcher may take common lines for noise
_BLAMED = re.compile(rb"([0-9a-f]{40}(?:[0-9a-f]{24})?) \d+ (\d+)(?: \d+)?")


def find_differences(repository: Repository, commit: str, *, is_worktree: bool) -> tuple[Change, ...]:
    """The tracked files that may not be in the judged tree as they are in a commit (full id), by their paths.

    Of a file of the working tree git looks at no more than size and times where that tells enough, so that some of
    these may be the same all the same. Raises EvidenceError where git cannot tell.
    """
    options = ("-z", *RAW, "--no-renames")
    if is_worktree:
        unfiltered = switch_filters_off(repository.filters)
        output = repository.git.ask(*unfiltered, "diff-index", *options, "--ignore-submodules=dirty", commit, "--")
    else:
        output = repository.git.ask("diff-tree", "-r", *options, commit, repository.head or commit, "--")
    return parse_changes(output.decode("utf-8", "surrogateescape").split("\0")[:-1], repository.prefix)


def is_different(change: Change, then: Tree, now: Tree) -> bool:
    """Whether a file that may differ does, line ends aside, for git may keep others than those of this system."""
    if change.kind is not ChangeKind.MODIFIED:
        return True
    before, after = then.read(change.path, MOST_BYTES), now.read(change.path, MOST_BYTES)
    if before is None or after is None:  # a link or a submodule
        is_hashed = bool(change.new and change.new.strip("0"))
        return is_hashed or then.entry(change.path) != now.entry(change.path)
    return len(after) == MOST_BYTES or before.replace(b"\r\n", b"\n") != after.replace(b"\r\n", b"\n")


def line_commits(
    repository: Repository, objects: ObjectReader, path: str, current: bytes
) -> tuple[str | None, ...] | Unknown:
    """The commit that wrote each line of a file as it is judged; see ``GitEvidence.line_commits``."""
    if repository.head is None:
        return Unknown("nothing is committed yet", "commit the work")
    node = objects.find(repository.head, repository.prefix + path)
    if node is None:
        return (None,) * len(split_lines(current))
    authors = blame(repository, repository.head, path)
    return authors if isinstance(authors, Unknown) else carry_over(objects.read(node.id, MOST_BYTES), current, authors)


def blame(repository: Repository, commit: str, path: str) -> tuple[str, ...] | Unknown:
    """The full id of the commit that wrote each line of a file, as the file is in a commit (full id).

    Follows the file through renames of the whole file, as git-blame(1) does. Returns why not, where git cannot tell:
    there is no such file, or the clone is partial; or a shallow clone ends before the commit that wrote a line.
    """
    try:
        output = repository.git.ask("blame", "--porcelain", "--no-textconv", "--ignore-revs-file=", commit, "--", path)
    except GitError as error:
        return repository.explain(error)
    lines: dict[int, str] = {}
    for match in map(_BLAMED.fullmatch, output.split(b"\n")):  # a line of the file itself begins with a tab
        if match:
            lines[int(match[2])] = match[1].decode()
    if repository.boundary.intersection(lines.values()):
        return causes.SHALLOW
    return tuple(lines[number] for number in sorted(lines))


def split_lines(data: bytes) -> list[bytes]:
    """The lines of a file as git blame counts them, whatever its line ends: a lone CR ends none."""
    lines = [line.removesuffix(b"\r") for line in data.split(b"\n")]
    return lines if lines[-1] else lines[:-1]


def carry_over(committed: bytes, current: bytes, authors: Sequence[str]) -> tuple[str | None, ...]:
    """The commits that wrote the lines of a file as it lies there; None for a line that is not committed.

    ``authors`` are those of the lines of the committed content.
    """
    from difflib import SequenceMatcher  # takes longer to import than most of our modules, and few runs need it

    old, new = split_lines(committed), split_lines(current)
    if old == new:
        return tuple(authors)
    found: list[str | None] = [None] * len(new)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > EXACT_LINES)
    for block in matcher.get_matching_blocks():
        found[block.b : block.b + block.size] = authors[block.a : block.a + block.size]
    return tuple(found)
