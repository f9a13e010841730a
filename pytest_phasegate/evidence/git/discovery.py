"""Finds the repository that a folder belongs to: the one whose ``.git`` is nearest above, and no other."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.program import Git, answer_of, find_git

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    is the length of a full id; ``is_shallow`` says that history was cut.
    """

    git: Git
    top: Path
    git_dir: Path
    shared: Path
    prefix: str
    digits: int
    is_shallow: bool


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
    facts = first.ask("rev-parse", *FACTS).decode("utf-8", "surrogateescape")
    with answer_of("rev-parse"):
        object_format, shallow, *names = facts.removesuffix("\n").split("\n")
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


def read_branch(place: Discovery) -> str | None:
    """The branch that HEAD stands on, by GitPython; None where it stands on none, or GitPython cannot tell.

    It is for people only. What GitPython finds is not relied on: it has a search of its own, which may be misled.
    """
    with _no_git_variables(place.git.program):
        try:
            import git

            with git.Repo(place.top, expand_vars=False) as repository:
                if os.path.realpath(repository.git_dir) != str(place.git_dir) or repository.head.is_detached:
                    return None
                name = repository.head.reference.name
        except Exception:  # noqa: BLE001 - it raises errors of many kinds, at its import too where git fails
            return None
    return None if name.startswith(".") else name


@contextmanager
def _no_git_variables(program: str) -> Iterator[None]:
    """Keep from GitPython the variables that would point it elsewhere; its import runs git, and must run ours."""
    hidden = {name: value for name, value in os.environ.items() if name.upper().startswith("GIT_")}
    ours = {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": program}
    for name in hidden:
        del os.environ[name]
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]
        os.environ.update(hidden)
