"""What can be known of a project, and the questions that gates ask, in four groups; asking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pytest_phasegate.errors import EvidenceError
    from pytest_phasegate.model.commits import Commit, Undone, Work, WorkAsked
    from pytest_phasegate.model.document_history import DocumentHistory
    from pytest_phasegate.model.measures import CommandResult, LaterChange, LineCoverage, SuiteRun, Written
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.model.searches import Search, Sought
    from pytest_phasegate.model.sources import NamedTest, SourceFile
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.text.sections import Sections


class Presence(Enum):
    """What git knows of a cited id."""

    PRESENT = "present"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    NOT_A_COMMIT = "not a commit"
    UNKNOWN = "unknown"  # cannot be told: shallow or partial clone, not trusted, no repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What git makes of a commit's signature.

    ``verdict`` is "good", "bad" or "none", and ``found`` says it in words; ``signer`` is the name that the key stands
    for. Where it cannot be checked here, ``unknown`` says why.
    """

    verdict: str = ""
    signer: str = ""
    found: str = ""
    unknown: Unknown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What became of a cited id.

    ``commit`` is set where the id is present. ``reachable``: whether the judged revision contains it (None: nobody can
    tell). ``found`` says in words what an id is that is no present commit ("a tree", "no object"). ``unknown`` says
    why not all of this can be told. ``near`` are full ids of present commits that share its first seven digits or more.
    """

    cited: str
    presence: Presence
    commit: Commit | None = None
    reachable: bool | None = None
    found: str = ""
    unknown: Unknown | None = None
    near: tuple[str, ...] = ()


class Order(Enum):
    """How two commits stand to each other in history."""

    SAME = "same"
    BEFORE = "before"  # the first is an ancestor of the second
    AFTER = "after"  # the second is an ancestor of the first
    APART = "apart"  # neither


class EntryKind(Enum):
    """What stands at a path of a tree."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    OTHER = "pipe, socket or device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands at a path: ``is_empty`` says that a file has no byte, ``tracked`` that git knows the path.

    ``target`` is where a symlink leads, as a path inside the project, or None where it leads out or nowhere.
    """

    kind: EntryKind
    is_empty: bool = False
    tracked: bool = True
    target: str | None = None


class Fit(Enum):
    """How a name in a document was matched to a path of the project."""

    EXACT = "exact"
    SUFFIX = "suffix"  # the longest suffix that names exactly one tracked path
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    OUTSIDE = "outside"  # leaves the project: "..", an absolute name of this machine, NUL


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a name in a document leads.

    ``path`` is relative to the root with forward slashes; for ABSENT it is where the file would be, for OUTSIDE
    it is empty. ``candidates`` are the paths of an AMBIGUOUS name, or the nearest ones to an ABSENT name.
    """

    fit: Fit
    path: str
    candidates: tuple[str, ...] = ()


class Tree(Protocol):
    """A file tree: the working tree or the tree of a commit.

    Only what is known not to be there is missing: EvidenceError is raised for what cannot be looked at.
    """

    @property
    def name(self) -> str:
        """The tree as a message calls it: "the working tree", "commit 4830299a1b"."""

    def locate(self, name: str) -> Place:
        """Match a name as written in a document to a path of this tree."""

    def entry(self, path: str) -> Entry | None:
        """What stands at a path, symlinks not followed; None for nothing. Case counts on every system."""

    def is_blank(self, path: str) -> bool:
        """Whether a regular file holds nothing that a person can see."""

    def glob(self, pattern: str) -> tuple[str, ...]:
        """The tracked paths that a pattern matches (``**``, ``*``, ``?``, ``{a,b}``), sorted."""

    def read(self, path: str, limit: int) -> bytes | None:
        """The first ``limit`` bytes of a regular file, or None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What is judged: ``commit`` is the full id (None: no repository, or no commit yet), ``name`` for people.

    ``unknown`` says why history cannot be seen in full (shallow clone, no repository, git not found, not trusted).
    """

    commit: str | None
    name: str
    unknown: Unknown | None = None


class GitEvidence(Protocol):
    """What git tells. Ids of commits are full ids, but for what a document cites."""

    def revision(self) -> Revision:
        """What is judged."""

    def resolve(self, cited: str) -> Resolution:
        """What git knows of a cited id (7 to 64 hex digits)."""

    def search(self, sought: Sought) -> Search:
        """The commit that did a unit's work, where no cited id leads to it."""

    def work(self, asked: WorkAsked) -> Work:
        """What was done to a file that a unit names, from shortly before the unit appeared in its document on."""

    def ever_held(self, ending: str) -> tuple[str, ...]:
        """The paths that any commit of the judged history touched and that end in a path; none where git is blind."""

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str]:
        """Those of some paths that the judged tree's own rules tell git to ignore, and that git does not know.

        A folder's path ends with a slash. Raises EvidenceError where the rules cannot be read; without git, none is.
        """

    def undone_by(self, commit: str) -> Undone | None:
        """What takes a reachable commit back, by its message or by what it restores, unless another brought it again.

        Raises EvidenceError where it cannot be told whether there is one.
        """

    def lost(self, asked: WorkAsked) -> Undone | Unknown | None:
        """How a file was lost that a unit's commits wrote, if neither it nor what it was moved to stands.

        It was gone or blank when the unit was called done, or deleted later in the change that is held against a base.
        """

    def gone_units(self, path: str, dialect: str) -> tuple[tuple[str, str], ...]:
        """The keys of the units that a document had and has no more, and the commits that took them out."""

    def is_older(self, commit: str, asked: WorkAsked) -> bool:
        """Whether the base of a change holds a commit (full id) already, while the unit appeared with the change."""

    def citing(self, commit: str) -> tuple[str, ...]:
        """The documents of this run that cite a commit, by these digits or by fewer or more of them."""

    def order(self, first: str, second: str) -> Order:
        """How two present commits stand to each other; raises EvidenceError where it cannot be told."""

    def commits_between(self, first: str, last: str) -> tuple[Commit, ...] | Unknown:
        """The commits of the range ``first..last``, oldest first."""

    def commits_of(self, paths: tuple[str, ...]) -> tuple[Commit, ...]:
        """The commits, no merges, that are seen to change one of the paths, latest first; or raises EvidenceError."""

    def commits(self, ids: tuple[str, ...]) -> Mapping[str, Commit]:
        """Commits of the judged history with what they changed, by id; raises EvidenceError if git cannot tell."""

    def document_history(self, path: str, dialect: str) -> DocumentHistory:
        """What each commit did to the words of a document: of the judged history, and what is not committed yet."""

    def unit_dates(self, path: str, dialect: str) -> Mapping[str, tuple[int | None, int | None]]:
        """By a unit's key, when the document first said that it is begun, and last began to say that it is done.

        Raises EvidenceError if git cannot tell.
        """

    def line_commits(self, path: str) -> tuple[str | None, ...] | Unknown:
        """The commit that wrote each line of a file of the judged tree (None: not committed)."""

    def signature(self, commit: str) -> Signature:
        """What git says of the signature of a commit of the judged history."""


class FileEvidence(Protocol):
    """The files of the judged tree, and of commits."""

    def tree(self, commit: str | None = None) -> Tree:
        """The tree of a commit (full id), or the judged tree."""

    def read_document(self, path: str) -> bytes | None:
        """The content of a file of the judged tree, at most 64 MiB, or None where there is none."""

    def list_paths(self, commit: str | None = None) -> tuple[str, ...]:
        """The files of the judged tree, of the working tree those that are tracked or not ignored; or of a commit."""

    def unlisted(self) -> Mapping[str, Unknown]:
        """The folders of the judged tree that are there and whose files cannot be listed, each with why."""

    def ignored(self, globs: Iterable[str]) -> tuple[str, ...]:
        """The files of the working tree that fit some globs and that git ignores; none in the tree of a commit."""

    def workflow(self, path: str) -> Workflow | None:
        """What another document of the judged tree, or of a commit ("ID:path"), says; None where none can be read."""

    def sections(self, path: str) -> Sections | None:
        """The numbered sections of a text of the judged tree, at most 16 MiB of it, or None where there is none."""

    def source(self, path: str) -> SourceFile | None:
        """What a source file of the judged tree holds, by the language its ending tells, or None for no such file."""

    def tests(self) -> tuple[NamedTest, ...]:
        """Every test of the judged tree that can be found by its name."""


class RunEvidence(Protocol):
    """What commands do."""

    def run(self, command: Command, commit: str | None = None) -> CommandResult:
        """Run a command of the policy in the judged tree, or in a fresh checkout of a commit: once a session."""


class ResultEvidence(Protocol):
    """The files that runs leave behind, and whether they are fresh."""

    def artifacts(self, pattern: str) -> tuple[str, ...]:
        """The files that a path or glob names, sorted: in the working tree also those that git does not know."""

    def suite_run(self, path: str) -> SuiteRun:
        """What a file of test results says; its ``problem`` tells why it cannot be read."""

    def line_coverage(self, path: str) -> LineCoverage:
        """What a coverage measurement says; its ``problem`` tells why it cannot be read."""

    def written(self, path: str, said_at: float | None = None) -> Written:
        """How a file of results came to lie there; ``said_at`` is the moment that it names as its own."""

    def changed_since(self, globs: tuple[str, ...], since: float | str) -> LaterChange | None:
        """The first tracked file of some globs (``!`` takes out) that changed since a moment, or since a commit."""


class Evidence(Protocol):
    """What really is, in four groups of questions. Every answer is found once; none raises for a missing thing.

    Nothing is taken for missing because it could not be looked at: then the answer is an ``Unknown``, holds one, or
    EvidenceError is raised, of which ``explain`` makes one. So what a gate does not know it cannot judge.
    """

    @property
    def git(self) -> GitEvidence:
        """Commits, and what they did."""

    @property
    def files(self) -> FileEvidence:
        """What lies in the project."""

    @property
    def runs(self) -> RunEvidence:
        """Commands of the policy."""

    @property
    def results(self) -> ResultEvidence:
        """Test results, coverage, and when they were written."""

    def explain(self, error: EvidenceError) -> Unknown:
        """Why something could not be looked at, and what to do: what an error of this evidence means here."""

    def today(self) -> date:
        """The date on which waivers are judged."""
