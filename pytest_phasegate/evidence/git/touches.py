"""Which commits of history changed which paths; only the paths asked for are read."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.commits import CHANGES, parse_changes
from pytest_phasegate.evidence.git.program import answer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change

PASS_LIMIT = 3
PATHS_LIMIT = 16
"""With more paths git takes longer to compare them than to list every change."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit that changed a path, and what it did."""

    commit: str
    change: Change


class Touches:
    """The commits that the judged revision contains, by the paths they changed."""

    def __init__(self, repository: Repository, named: Callable[[], Iterable[str]]) -> None:
        """Take in hand a history.

        Args:
            repository: whose history.
            named: gives the paths that will be asked for as far as they are known, to be read along.
        """
        self._repository = repository
        self._named = named
        self._known: dict[str, list[Touch]] = {}
        self._passes = 0

    def of(self, paths: Sequence[str]) -> dict[str, list[Touch]]:
        """The commits that changed each of the paths, later ones first.

        Raises:
            GitError: git cannot tell.
        """
        missing = set(paths) - self._known.keys()
        if missing and self._passes <= PASS_LIMIT:
            self._read(missing | (set(self._named()) - self._known.keys()))
        return {path: self._known.get(path, []) for path in paths}

    def matching(self, is_wanted: Callable[[str], bool]) -> list[Touch]:
        """The commits that changed paths of a kind, path by path.

        Raises:
            GitError: git cannot tell.
        """
        if self._passes <= PASS_LIMIT:
            self._read(set(), is_last=True)
        return [touch for path, touches in self._known.items() if is_wanted(path) for touch in touches]

    def _read(self, paths: set[str], *, is_last: bool = False) -> None:
        """Read history for some paths; for all where there are many, or at the fourth time."""
        self._passes += 1
        is_last = is_last or self._passes > PASS_LIMIT or len(paths) > PATHS_LIMIT
        if is_last:
            self._passes = PASS_LIMIT + 1
            self._known.clear()
        for commit, changes in log_changes(self._repository, () if is_last else sorted(paths)):
            for change in filter(attrgetter("is_of_content"), changes):  # to set a mode is no work on what is in it
                self._known.setdefault(change.path, []).append(Touch(commit, change))
        if not is_last:
            self._known |= {path: [] for path in paths if path not in self._known}


def log_changes(
    repository: Repository, paths: Sequence[str], *options: str, exclude: Sequence[str] = ()
) -> Iterable[tuple[str, tuple[Change, ...]]]:
    """Commits that the judged revision contains, later ones first, with what they changed.

    Args:
        repository: whose history.
        paths: paths below the root that a commit must change to be listed (none: every commit is listed).
        options: further options of ``git log``.
        exclude: full ids of commits that are left out with all their ancestors.

    Raises:
        GitError: git cannot tell.
    """
    if repository.head is None:
        return
    lines = [repository.head, *(f"^{commit}" for commit in exclude)]
    if paths:
        lines += ["--", *(path for path in paths if "\n" not in path)]
    command = ("log", "-z", "--topo-order", "--no-notes", "--no-color", "--format=%H", "--stdin", *CHANGES, *options)
    output = repository.git.ask(*command, stdin="\n".join(lines).encode("utf-8", "surrogateescape"))
    parts = output.decode("utf-8", "surrogateescape").split("\0")
    cursor = 0
    with answer_of("log"):
        while cursor < len(parts) - 1:
            commit, start = parts[cursor], cursor + 1
            cursor = start
            while parts[cursor].startswith((":", "\n:")):
                cursor += 2
            if commit not in repository.boundary:
                yield commit, parse_changes(parts[start:cursor], repository.prefix)
