"""Recognises lost commits by what they changed: rebased, or squashed with others of their branch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.history import PATHS_LIMIT, log_changes
from pytest_phasegate.evidence.git.log import list_commits, read_commits
from pytest_phasegate.evidence.git.program import GitError, answer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change, Commit

LINE_LIMIT = 2000  # lost commits with all that lies between them and the judged history
RUN_LIMIT = 30  # commits of one branch that are tried as squashed together
FORKS_LIMIT = 500

PATCH_OPTIONS = (
    *("-r", "-p", "--root", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--no-relative", "--ignore-submodules=none", "--unified=3", "--diff-algorithm=myers"),
)

Signature = frozenset["tuple[str, str | None, str | None]"]


@dataclass(frozen=True, slots=True)
class SamePatch:
    """A commit that changes what lost ones changed; ``together`` is how many of them it holds, 0 if that is unclear."""

    commit: str
    together: int


class Patches:
    """The patches of the commits that are present but not part of the judged history."""

    def __init__(self, repository: Repository, lost: Callable[[], Iterable[str]]) -> None:
        """``lost`` gives the full ids of all lost commits of the session, which are compared in one batch."""
        self._repository = repository
        self._lost = lost

    def find(self, lost: str) -> SamePatch | None:
        """The commit of the judged history that holds a lost one's patch, or None; GitError where git cannot tell."""
        if self._repository.head is None:
            return None
        return self._squashes.get(lost) or self._by_content(lost) or self._patch_ids.get(lost)

    def __contains__(self, lost: str) -> bool:
        return self._repository.head is None or lost in self._commits

    @cached_property
    def _commits(self) -> dict[str, Commit]:
        """The lost commits and those below them that are lost too, later ones first."""
        revisions = [*sorted(set(self._lost())), f"^{self._repository.head}"]
        ids = list_commits(self._repository.git, revisions, "--topo-order", f"--max-count={LINE_LIMIT}")
        return read_commits(self._repository, ids)

    @cached_property
    def _runs(self) -> list[list[Commit]]:
        """The lost commits in runs of parent and child, first to last; merges belong to none."""
        runs: dict[str, list[Commit]] = {}
        for commit in reversed(self._commits.values()):
            if len(commit.parents) == 1 and commit.changes is not None:
                runs[commit.id] = [*runs.pop(commit.parents[0], []), commit][-RUN_LIMIT:]
        return list(runs.values())

    @cached_property
    def _candidates(self) -> list[tuple[str, tuple[Change, ...]]]:
        """The commits of the judged history that touch what the lost ones touched, made since their branches began."""
        paths = frozenset().union(*map(_touched, self._runs))
        if not paths:
            return []
        few = sorted(paths) if len(paths) <= PATHS_LIMIT else ()
        changes = log_changes(self._repository, few, "--full-diff", "--no-merges", exclude=self._fork_point())
        return [(commit, changed) for commit, changed in changes if not paths.isdisjoint(each.path for each in changed)]

    @cached_property
    def _signatures(self) -> dict[Signature, str]:
        """The candidates by the blobs they replaced."""
        return {sign_changes(changed): commit for commit, changed in self._candidates if changed}

    @cached_property
    def _squashes(self) -> dict[str, SamePatch]:
        """For each lost commit the candidate that replaced just the blobs that it, or a run with it, replaced."""
        found: dict[str, SamePatch] = {}
        for run in self._runs:
            for start in range(len(run)):
                net: dict[str, tuple[str | None, str | None]] = {}
                for count, commit in enumerate(run[start:], 1):
                    _lay_over(net, commit.changes or ())
                    candidate = self._signatures.get(_sign(net))
                    if candidate is not None:
                        for member in run[start : start + count]:
                            found.setdefault(member.id, SamePatch(candidate, count))
        return found

    @cached_property
    def _patch_ids(self) -> dict[str, SamePatch]:
        """For each lost commit the candidate whose patch id is its own, or that of its whole run."""
        ours = {_name_run(members): members for run in self._runs for members in [*([commit] for commit in run), run]}
        by_patch = {patch: commit for commit, patch in self._hash_commits(self._alike(ours.values()))}
        if not by_patch:
            return {}
        singles = self._hash_commits([name for name, members in ours.items() if len(members) == 1])
        squashed = [self._hash_run(name) for name, members in ours.items() if len(members) > 1]
        found: dict[str, SamePatch] = {}
        for name, patch in [*singles, *squashed]:
            for member in ours[name] if patch in by_patch else ():
                found.setdefault(member.id, SamePatch(by_patch[patch], len(ours[name])))
        return found

    def _alike(self, runs: Iterable[Sequence[Commit]]) -> list[str]:
        """The candidates that touch just the paths which one of some runs touches: no other can be the same patch."""
        shapes = set(map(_touched, runs))
        return [commit for commit, changed in self._candidates if frozenset(each.path for each in changed) in shapes]

    def _by_content(self, lost: str) -> SamePatch | None:
        """The earliest candidate that leaves every file just as the lost commit left it, whatever else it does."""
        changes = self._commits[lost].changes if lost in self._commits else None
        if not changes:
            return None
        wanted = {(change.path, change.new) for change in changes}
        fitting = [
            id_ for id_, changed in self._candidates if wanted <= {(change.path, change.new) for change in changed}
        ]
        return SamePatch(fitting[-1], 0) if fitting else None

    def _fork_point(self) -> list[str]:
        """The commit that all the lost branches began at or after."""
        lost = self._commits
        forks = sorted({parent for commit in lost.values() for parent in commit.parents if parent not in lost})
        if not 0 < len(forks) <= FORKS_LIMIT:
            return []
        try:
            return self._repository.git.ask("merge-base", "--octopus", *forks).decode().split()[:1]
        except GitError:  # they have nothing in common
            return []

    def _hash_commits(self, commits: Sequence[str]) -> list[tuple[str, str]]:
        """The patch id of each commit that changes something, as (commit, patch id); see git-patch-id(1)."""
        if not commits:
            return []
        stdin = "".join(f"{commit}\n" for commit in commits).encode()
        return self._hash(self._repository.git.ask("diff-tree", "--stdin", *PATCH_OPTIONS, stdin=stdin))

    def _hash_run(self, name: str) -> tuple[str, str]:
        """The patch id of several commits together."""
        base, tip = name.split("..")
        patch = self._repository.git.ask("diff-tree", *PATCH_OPTIONS, base, tip)
        return name, next((patch_id for _, patch_id in self._hash(f"{tip}\n".encode() + patch)), "")

    def _hash(self, patches: bytes) -> list[tuple[str, str]]:
        lines = self._repository.git.ask("patch-id", "--stable", stdin=patches).decode("utf-8", "replace").splitlines()
        with answer_of("patch-id"):
            return [(commit, patch_id) for patch_id, commit in (line.split(" ") for line in lines)]


def _touched(run: Iterable[Commit]) -> frozenset[str]:
    """The paths that some commits change."""
    return frozenset(change.path for commit in run for change in commit.changes or ())


def sign_changes(changes: Iterable[Change]) -> Signature:
    """What tells one set of changes from another: each path with its blobs before and after."""
    return frozenset((change.path, change.old, change.new) for change in changes)


def _name_run(members: Sequence[Commit]) -> str:
    """What a run of commits goes by: the one commit's id, or where it begins and ends."""
    return members[0].id if len(members) == 1 else f"{members[0].parents[0]}..{members[-1].id}"


def _sign(net: dict[str, tuple[str | None, str | None]]) -> Signature:
    return frozenset((path, old, new) for path, (old, new) in net.items() if old != new)


def _lay_over(net: dict[str, tuple[str | None, str | None]], changes: Iterable[Change]) -> None:
    for change in changes:
        old, _ = net.get(change.path, (change.old, None))
        net[change.path] = (old, change.new)
