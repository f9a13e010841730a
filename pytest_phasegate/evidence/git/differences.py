"""What is not in the judged tree as in a commit: told by ids, so that only what is not committed need be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.commits import CHANGES, parse_changes
from pytest_phasegate.evidence.git.program import switch_filters_off
from pytest_phasegate.model.commits import ChangeKind

if TYPE_CHECKING:
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change
    from pytest_phasegate.model.facts import Tree

MOST_BYTES = 2**26


def find_differences(repository: Repository, commit: str, *, is_worktree: bool) -> tuple[Change, ...]:
    """The tracked files that may not be in the judged tree as they are in a commit, by their paths.

    Of a file of the working tree git looks at no more than size and times where that tells enough, so that some of
    these may be the same all the same.

    Args:
        repository: where to look.
        commit: its full id.
        is_worktree: whether the working tree is judged, not the commit that the repository's revision names.

    Raises:
        EvidenceError: git cannot tell.
    """
    options = ("-z", *(option for option in CHANGES if not option.startswith(("--root", "--diff-merges"))))
    if is_worktree:
        unfiltered = switch_filters_off(repository.filters)
        output = repository.git.ask(*unfiltered, "diff-index", *options, "--ignore-submodules=dirty", commit, "--")
    else:
        output = repository.git.ask("diff-tree", "-r", *options, commit, repository.head or commit, "--")
    parts = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return parse_changes(parts, repository.prefix)


def is_different(change: Change, then: Tree, now: Tree) -> bool:
    """Whether a file that may differ does, line ends aside, for git may keep others than those of this system."""
    if change.kind is not ChangeKind.MODIFIED:
        return True
    before, after = then.read(change.path, MOST_BYTES), now.read(change.path, MOST_BYTES)
    if before is None or after is None:  # a link or a submodule
        is_hashed = bool(change.new and change.new.strip("0"))
        return is_hashed or then.entry(change.path) != now.entry(change.path)
    return len(after) == MOST_BYTES or before.replace(b"\r\n", b"\n") != after.replace(b"\r\n", b"\n")
