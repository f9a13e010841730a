"""Why git or a file cannot be seen, and what to do, in words for people: one cause has one wording."""

from __future__ import annotations

import errno
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.program import (
    BareRepositoryError,
    BrokenIndexError,
    ForeignOwnerError,
    GitError,
    MisleadingRepositoryError,
    MissingObjectError,
    NoRepositoryError,
)
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_phasegate.errors import EvidenceError, PhasegateError

NO_GIT = Unknown("git is not installed", "install git and put it on the PATH")
NO_REPOSITORY = Unknown(
    "the project is not in a git repository", "run pytest in a checkout of the project's git repository"
)
SHALLOW = Unknown("the clone is shallow: older commits are not in it", "git fetch --unshallow")
PARTIAL = Unknown(
    "the clone is partial: files and folders of older commits are not in it", "git fetch --refetch --no-filter"
)
HEAD_MISSING = Unknown("the commit that HEAD names is not in the repository", "git fetch --refetch, or clone again")
DAMAGED = Unknown(
    "objects of the repository are missing or damaged", "git fetch --refetch, or clone again; git fsck names them"
)
INDEX_DAMAGED = Unknown("git's index, the list of tracked files, is damaged", BrokenIndexError.remedy)
BARE = Unknown(
    "the repository is set to have no files here (core.bare is true)",
    BareRepositoryError.remedy,
)

_OF_KINDS: Mapping[type[EvidenceError], Unknown] = MappingProxyType(
    {
        BrokenIndexError: INDEX_DAMAGED,
        BareRepositoryError: BARE,
        NoRepositoryError: NO_REPOSITORY,
        MissingObjectError: PARTIAL,
    }
)
_OBJECTS = re.compile(
    r"unable to read|bad object|could not (?:parse|read|fetch)|cannot (?:read|parse)|unable to (?:parse|find|unpack)"
    r"|missing|corrupt|inflate|packfile|loose object|failed to (?:read|traverse|parse)|not a (?:tree|valid) object"
    r"|object file .* is empty|garbage|revision walk setup failed",
    re.IGNORECASE,
)
# What systems say of a file that is not there; any other error does not prove that
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL)
_ABSENT_ON_WINDOWS = (2, 3, 123, 161)  # no such file, no such folder, a name that no file can have, a bad path


def explain(error: EvidenceError, *, is_partial: bool = False, top: Path | None = None) -> Unknown:
    """What an error means: the cause that git's words tell of, or these words.

    In a clone that ``is_partial`` most likely that is why. ``top`` is the repository's top folder, where it is known.
    """
    if isinstance(error, UnknownError):
        return error.unknown
    if isinstance(error, ForeignOwnerError):
        return not_owned(top)
    if isinstance(error, MisleadingRepositoryError):
        return Unknown(error.message, "clone the project anew, with its data in .git")
    for kind, unknown in _OF_KINDS.items():
        if isinstance(error, kind):
            return unknown
    if type(error) is GitError and is_partial:
        return PARTIAL
    if type(error) is GitError and _OBJECTS.search(error.message):
        return DAMAGED
    if isinstance(error, GitError):
        return Unknown(f"git cannot read the repository: {error.message}", error.remedy)
    return Unknown(error.message, error.remedy or "run the gates where all of the project can be read")


def in_words(error: PhasegateError) -> str:
    """What to tell of an error that ends the run: git's words say neither what is wrong nor what to do."""
    if not isinstance(error, (GitError, UnknownError)):
        return str(error)
    unknown = explain(error)
    return f"{unknown.why}; to mend: {unknown.remedy}"


def not_owned(top: Path | None) -> Unknown:
    """That git does not trust a repository of another user; ``top`` is its top folder, where that is known."""
    folder = f"'{top.as_posix()}'" if top and not _is_plain(top.as_posix()) else top.as_posix() if top else "'*'"
    why = "git does not trust the repository: it belongs to another user"
    return Unknown(why, f"git config --global --add safe.directory {folder}")


def _is_plain(text: str) -> bool:
    """Whether a text needs no quotes on a command line."""
    return re.fullmatch(r"[\w./:@%+=-]+", text) is not None


def is_absent(error: OSError) -> bool:
    """Whether an error says that there is no such file, rather than that it cannot be looked at."""
    return error.errno in _ABSENT or getattr(error, "winerror", None) in _ABSENT_ON_WINDOWS


def unlistable(folder: str, reason: str) -> Unknown:
    """Why the files of a folder cannot be listed, by the system's word for it."""
    return Unknown(f"{folder} cannot be read: {reason}", "let the user that runs pytest read it")


def unreadable(error: OSError, path: str) -> UnknownError:
    """What to raise where something at a path of the project is there, or may be, and cannot be looked at."""
    return UnknownError(unlistable(path or "the project", error.strerror or type(error).__name__))
