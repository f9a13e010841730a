"""Finds where in history a document began, also where it was moved since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.commits import read_commits
from pytest_phasegate.model.commits import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.evidence.git.touches import Touch, Touches

MOVES_LIMIT = 10


def find_beginning(repository: Repository, touches: Touches, document: str) -> str | None:
    """The commit (full id) where a document was first there.

    Args:
        repository: whose history.
        touches: which commits changed which paths of it.
        document: the path that the document has now.

    Returns:
        None for a document that the judged history does not contain.

    Raises:
        GitError: git cannot tell.
    """
    first = _first_added(touches.of([document])[document])
    for _ in range(MOVES_LIMIT):
        before = _moved_from(repository, document, first) if first else None
        if before is None:
            break
        document = before
        first = _first_added(touches.of([document])[document]) or first
    return first.commit if first else None


def _first_added(touches: Sequence[Touch]) -> Touch | None:
    return next((touch for touch in reversed(touches) if touch.change.kind is ChangeKind.ADDED), None)


def _moved_from(repository: Repository, document: str, added: Touch) -> str | None:
    """Where a document was before the commit that seems to add it: the same content, or a file of its name, went."""
    changes = read_commits(repository, [added.commit])[added.commit].changes or ()
    gone = [change for change in changes if change.kind is ChangeKind.DELETED]
    name = document.rpartition("/")[2]
    same = [change.path for change in gone if change.old == added.change.new]
    alike = [change.path for change in gone if change.path.rpartition("/")[2] == name]
    return next(iter(same), alike[0] if len(alike) == 1 else None)
