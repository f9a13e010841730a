"""What is judged and how much of its history can be seen: clones that are shallow, partial, not trusted, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.discovery import (
    MisleadingRepositoryError,
    NoRepositoryError,
    discover,
    find_top,
)
from pytest_phasegate.evidence.git.objects import check_objects
from pytest_phasegate.evidence.git.program import Git, GitError
from pytest_phasegate.model.facts import Revision

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.unknown import Unknown


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
    specs = [value for key, value in settings if key.startswith("remote.") and key.endswith(".fetch")]
    if not specs or any("*" in spec for spec in specs):
        return ""
    names = ", ".join(spec.removeprefix("+").partition(":")[0].removeprefix("refs/heads/") for spec in specs)
    return names.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read_boundary(shared: Path) -> frozenset[str]:
    """The commits without their parents: one id a line, see gitrepository-layout(5), ``shallow``."""
    try:
        return frozenset((shared / "shallow").read_text(encoding="ascii").split())
    except OSError:
        return frozenset({"unknown"})
