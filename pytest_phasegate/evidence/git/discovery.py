"""Finds the repository that a folder belongs to: the one whose ``.git`` is nearest above, and no other."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.program import Git, GitError, answer_of, find_git

FACTS = ("--show-object-format", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")


class NoRepositoryError(EvidenceError):
    """A folder lies in no git repository."""


class MisleadingRepositoryError(EvidenceError):
    """Git would look at a repository that commits can write to, or that is not the project's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A repository that was found.

    ``git`` asks it in the folder that it was found for, and is told where it lies, so that it need not look again.
    ``top`` is the top folder of the files, ``git_dir`` the data of this working tree, ``shared`` the data that all its
    working trees share; ``prefix`` leads from the top to the folder, with a slash at its end, or is empty. ``digits``
    is the length of a full id; ``is_shallow`` says that history was cut. ``branch`` is what HEAD stands on, empty where
    that is none, or is not known: it is for people only.
    """

    git: Git
    top: Path
    git_dir: Path
    shared: Path
    prefix: str
    digits: int
    is_shallow: bool
    branch: str


def discover(root: Path) -> Discovery:
    """Find the repository that holds a folder.

    Git's own search, from the folder upwards, takes any folder that holds ``HEAD``, ``objects`` and ``refs`` for a
    repository: a commit can bring such a folder, with objects and a config of its own, below the project's top or at
    it. ``safe.bareRepository`` ends that search with an error, and only since git 2.38. So git is asked where the
    nearest ``.git`` lies, which no commit can bring, for there it looks at that first; and its answer must be that one.

    Raises:
        EvidenceError: git is missing, there is no repository, git does not trust it, or it is not to be trusted.
    """
    git = find_git(root)
    top = find_top(root)
    if top is None:
        raise NoRepositoryError("the project is not in a git repository")
    first = replace(git, directory=top)
    try:
        facts = first.ask("rev-parse", *FACTS, "--symbolic-full-name", "HEAD")
    except GitError:  # there is no commit yet, or worse
        facts = first.ask("rev-parse", *FACTS)
    with answer_of("rev-parse"):
        object_format, shallow, *names = facts.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
        branch = names.pop() if len(names) > 3 else ""
        git_dir, shared, tree = (Path(os.path.realpath(top / name)) for name in names)
    _check_places(top, git_dir, shared, tree)
    placed = replace(git, places=(f"--git-dir={git_dir}", f"--work-tree={tree}"))
    return Discovery(
        git=placed,
        top=tree,
        git_dir=git_dir,
        shared=shared,
        prefix=_prefix(placed, root, tree),
        digits=64 if object_format == "sha256" else 40,
        is_shallow=shallow == "true",
        branch="" if branch == "HEAD" else branch.removeprefix("refs/heads/"),
    )


def find_top(root: Path) -> Path | None:
    """The nearest folder, at or above one, that holds a ``.git``; as for git, a folder without ``HEAD`` is none."""
    start = Path(os.path.realpath(root))
    for folder in (start, *start.parents):
        place = folder / ".git"
        if os.path.lexists(place / "HEAD") or (os.path.lexists(place) and not place.is_dir()):
            return folder
    return None


def _check_places(top: Path, git_dir: Path, shared: Path, tree: Path) -> None:
    """Raise EvidenceError for a repository that is not the one of the ``.git`` found, or that commits can write to."""
    named = _named_by(top / ".git")
    if named != git_dir:
        raise MisleadingRepositoryError(f"{top / '.git'} names {named}, and git takes {git_dir} for the repository")
    if not top.is_relative_to(tree):
        raise MisleadingRepositoryError(
            f"the repository at {top} is set to hold the files of another folder (core.worktree is {tree})"
        )
    for place in (git_dir, shared):
        # An index in there cannot tell whether it is tracked: it would be one of the files that a commit brings.
        if place.is_relative_to(tree) and ".git" not in place.relative_to(tree).parts:
            raise MisleadingRepositoryError(
                f"the repository's data lie among its files, in {place}, where commits can write to them"
            )


def _named_by(place: Path) -> Path:
    """The folder of git's data that a ``.git`` is or, as a file, names; see gitrepository-layout(5)."""
    if place.is_dir():
        return Path(os.path.realpath(place))
    try:
        text = place.read_bytes()[:65536].decode("utf-8", "surrogateescape")
    except OSError as error:
        raise MisleadingRepositoryError(f"{place} cannot be read: {error.strerror}") from error
    return Path(os.path.realpath(place.parent / text.removeprefix("gitdir:").strip()))


def _prefix(git: Git, root: Path, tree: Path) -> str:
    """How the folder is called from the top; only git knows how it spells names on this system."""
    if root.samefile(tree):
        return ""
    return git.ask("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n")
