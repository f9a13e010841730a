"""Which commits were taken back later, and by which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence import mentions

if TYPE_CHECKING:
    from pytest_phasegate.evidence.repository import Repository

WORDS = "This reverts commit"  # the sentence that git revert writes, and that forges write for it


def find_reverts(repository: Repository) -> dict[str, str]:
    """Find the commits of the judged history that a later one takes back and that none brings again.

    One pass over the messages of history. A revert that is itself reverted takes nothing back.

    Returns:
        The reverting commit (full id) by the reverted one, as its id is written in the message.

    Raises:
        GitError: git cannot read the messages.
    """
    if repository.head is None:
        return {}
    arguments = ("-z", "--no-notes", "--no-color", "--fixed-strings", f"--grep={WORDS}", "--format=%H%x00%s%x00%b")
    output = repository.git.ask("log", *arguments, repository.head, "--")
    parts = output.decode("utf-8", "replace").split("\0")
    reverts: dict[str, str] = {}
    undone: set[str] = set()  # reverts that later ones, listed first, take back
    for position in range(0, len(parts) - 2, 3):
        commit, subject, body = parts[position : position + 3]
        named = mentions.REVERTED.findall(body)
        if commit in undone:
            continue
        undone.update(named)
        if mentions.is_revert(subject):
            for lost in named:
                reverts.setdefault(lost, commit)
    return reverts
