"""What is asked where no id leads to a unit's commit, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.unknown import Unknown


class Match(Enum):
    """How the commit that took another's place, or that did a unit's work, was recognised; best first."""

    PATCH = "the same patch"
    ORIGIN = "a message that names the lost id"
    SUBJECT = "the same subject, author and time"
    LIKELY = "the files, the words and the time of the unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A unit whose commit is not to be found by its id, and what would give it away.

    ``cited`` is the lost id (None: none was cited). ``level``, ``id`` and ``title`` are what the unit is called;
    ``subjects`` are subjects the document gives for the commit. ``files`` are the unit's paths in the project;
    ``document``, ``dialect`` and ``key`` tell where the unit stands. ``undone`` are a commit that was taken back and
    the one that did it (full ids): neither is the work.
    """

    cited: str | None
    level: str
    id: str
    title: str = ""
    subjects: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    document: str = ""
    dialect: str = ""
    key: str = ""
    undone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Successor:
    """The commit that stands for a sought one; ``match`` and ``detail`` say how it was recognised.

    ``is_proven`` says that git shows it to have taken the place of the cited one: by the same patch, by a message that
    names its id, or as a commit of the same subject that its author made at the same time. Another one only fits, and
    ``is_clear`` says that none fits nearly as well.
    """

    commit: Commit
    match: Match
    detail: str
    is_proven: bool = False
    is_clear: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The answer to a search: the successor, or none; ``unknown`` says why not all of history could be seen."""

    successor: Successor | None = None
    unknown: Unknown | None = None

    @property
    def commits(self) -> tuple[Commit, ...]:
        """The successor's commit, if there is one."""
        return (self.successor.commit,) if self.successor else ()
