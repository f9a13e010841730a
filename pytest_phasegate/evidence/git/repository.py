"""Finds the repository of a folder, what is judged of it, and how much of its history can be seen."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.objects import check_objects
from pytest_phasegate.evidence.git.program import (
    Git,
    GitError,
    MisleadingRepositoryError,
    NoRepositoryError,
    answer_of,
    find_git,
    readable,
)
from pytest_phasegate.model.facts import Revision

if TYPE_CHECKING:
    from pytest_phasegate.model.unknown import Unknown

FACTS = ("--show-object-format", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A git repository that can be asked, and the revision of it that is judged.

    ``prefix`` leads from the repository's top to the root, with a slash at its end, or is empty. ``digits`` is the
    length of a full id. ``boundary`` are the commits whose parents a shallow clone has left out. ``is_partial``
    says that files or folders were left out; ``branches`` names the branches fetched, where not all were. ``filters``
    are the keys of the settings that name filter programs.
    """

    git: Git
    revision: Revision
    prefix: str = ""
    digits: int = 40
    boundary: frozenset[str] = frozenset()
    is_partial: bool = False
    branches: str = ""
    filters: tuple[str, ...] = ()

    @property
    def head(self) -> str | None:
        """The full id of the judged commit."""
        return self.revision.commit

    def explain(self, error: EvidenceError) -> Unknown:
        """Why git could not be asked, and what to do."""
        return causes.explain(error, is_partial=self.is_partial)

    @property
    def is_shallow(self) -> bool:
        """Whether history ends before its beginning."""
        return bool(self.boundary)


def open_repository(root: Path, at: str | None = None) -> Repository | Revision:
    """Find the repository of a folder and the revision to judge.

    Args:
        root: the project's root, at or below the repository's top.
        at: a revision to judge in place of HEAD and the working tree.

    Returns:
        The repository, or a blind ``Revision`` that says why there is none to ask.

    Raises:
        EvidenceError: ``at`` was given and there is no such commit.
    """
    found = _open(root, at)
    revision = found if isinstance(found, Revision) else found.revision
    if at is not None and revision.commit is None:
        blind = revision.unknown
        reason = f"{blind.why} ({blind.remedy})" if blind else "there is no such commit here"
        raise EvidenceError(f"cannot judge {at!r}: {reason}")
    return found


def _open(root: Path, at: str | None) -> Repository | Revision:
    try:
        place = discover(root)
        git = place.git
        head = find_commit(git, "HEAD" if at is None else at)
        settings = _read_settings(git)
    except EvidenceError as error:
        return _blind(_refused(error, root))
    if at is None and head is None and _is_broken(git):
        return _blind(causes.HEAD_MISSING)
    return Repository(
        git=git,
        revision=_revision(head, at or place.branch or _unborn_branch(git, head), is_shallow=place.is_shallow),
        prefix=place.prefix,
        digits=place.digits,
        boundary=_read_boundary(place.shared) if place.is_shallow else frozenset(),
        is_partial=any(key.endswith((".promisor", ".partialclonefilter")) for key, _ in settings),
        branches=_fetched_branches(settings),
        filters=tuple(key for key, _ in settings if key.startswith("filter.")),
    )


def _blind(unknown: Unknown) -> Revision:
    name = "no git repository" if unknown in (causes.NO_GIT, causes.NO_REPOSITORY) else "unknown"
    return Revision(commit=None, name=name, unknown=unknown)


def _refused(error: EvidenceError, root: Path) -> Unknown:
    """Why a repository cannot be asked."""
    if isinstance(error, NoRepositoryError):
        return _why_none(root)
    if isinstance(error, (GitError, MisleadingRepositoryError)):
        return causes.explain(error, top=find_top(root) or root)
    return causes.NO_GIT


def _why_none(root: Path) -> Unknown:
    """Why no repository was found: there may be one that cannot be read, which is not the same as none."""
    refused = (_refusal(folder / ".git" / "HEAD") for folder in (root, *root.parents))
    error = next(filter(None, refused), None)
    return causes.unreadable(error, ".git").unknown if error else causes.NO_REPOSITORY


def _refusal(place: Path) -> OSError | None:
    """Why it cannot be told whether there is something at a place, if so."""
    try:
        place.lstat()
    except OSError as error:
        return None if causes.is_absent(error) else error
    return None


def _revision(head: str | None, name: str, *, is_shallow: bool) -> Revision:
    full_name = f"{name} ({head[:10]})" if head else f"{name} (no commit yet)"
    return Revision(commit=head, name=full_name, unknown=causes.SHALLOW if is_shallow else None)


def find_commit(git: Git, name: str) -> str | None:
    """The full id of the commit that a revision of the command line names, or None."""
    if not name or any(character in name for character in "\n\r\0"):
        return None
    found = check_objects(git, [name])[0]
    if found.type == "tag":
        return find_commit(git, f"{found.id}^{{commit}}")
    return found.id if found.type == "commit" else None


def _unborn_branch(git: Git, head: str | None) -> str:
    """The branch that HEAD stands on although it has no commit yet."""
    if head is not None:
        return "HEAD"
    try:
        name = git.ask("symbolic-ref", "--quiet", "HEAD").decode("utf-8", "replace")
        return name.rstrip("\n").removeprefix("refs/heads/")
    except GitError:
        return "HEAD"


def _is_broken(git: Git) -> bool:
    """Whether HEAD holds an id, so that the branch is not merely without a commit yet."""
    try:
        return bool(git.ask("rev-parse", "--verify", "--quiet", "HEAD"))
    except GitError:
        return False


def _read_settings(git: Git) -> list[tuple[str, str]]:
    """The settings of the remotes and the filters, as (key, value) pairs."""
    answer = git.ask("config", "--null", "--list").decode("utf-8", "surrogateescape")
    pairs = [entry.partition("\n") for entry in answer.split("\0")]
    return [(key, value) for key, _, value in pairs if key.startswith(("remote.", "filter."))]


def _fetched_branches(settings: list[tuple[str, str]]) -> str:
    """The branches that a single-branch clone fetched, or nothing where a remote's branches are all fetched."""
    specs = [value for key, value in settings if re.fullmatch(r"remote\..*\.fetch", key, re.DOTALL)]
    if any("*" in spec for spec in specs):
        return ""
    return readable(", ".join(spec.removeprefix("+").partition(":")[0].removeprefix("refs/heads/") for spec in specs))


def _read_boundary(shared: Path) -> frozenset[str]:
    """The commits without their parents: one id a line, see gitrepository-layout(5), ``shallow``."""
    try:
        return frozenset((shared / "shallow").read_text(encoding="ascii").split())
    except OSError:
        return frozenset({"unknown"})


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
        branch="" if branch == "HEAD" else readable(branch.removeprefix("refs/heads/")),
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
