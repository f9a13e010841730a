"""What a document can claim: each kind of claim, with its line, and the words that claims are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """What kind of piece of work a unit is; the document itself is the root of its tree."""

    DOCUMENT = "document"
    STAGE = "stage"
    PHASE = "phase"
    BATCH = "batch"
    STORY = "story"
    TASK = "task"
    SUBTASK = "subtask"
    ATOMIC = "atomic"  # one action with one output
    CLOSER = "closer"  # what ends a task: it is validated, verified or documented
    STEP = "step"
    CHECKPOINT = "checkpoint"
    CRITERION = "criterion"

    __hash__ = object.__hash__  # each member is one object; Enum's own hash is a call in Python

    @property
    def word(self) -> str:
        """The level as a message calls it."""
        return "atomic task" if self is Level.ATOMIC else self.value


class Status(Enum):
    """What a document says of a unit's state."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    COMPLETE = "complete"
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"
    DEFERRED = "deferred"

    __hash__ = object.__hash__

    def __init__(self, name: str) -> None:
        self.word = name.replace("_", " ")
        """The state as a message calls it: "in progress"."""
        self.is_claimed = name in ("complete", "implemented")
        """Whether the unit claims to be done, so that its gates are judged."""
        self.is_dropped = name in ("skipped", "deferred")
        """Whether the unit was openly given up: nothing is required of it."""
        self.is_settled = self.is_claimed or self.is_dropped
        """Whether nothing more is to be done for the unit: it claims to be done, or was given up."""
        self.is_begun = not self.is_dropped and name != "pending"
        """Whether work on the unit has started, finished or not."""


class Mark(Enum):
    """The state of a checkbox; a mark that no dialect knows is a problem, never a guess."""

    OPEN = "open"
    TICKED = "ticked"
    IN_PROGRESS = "in_progress"
    DROPPED = "dropped"

    __hash__ = object.__hash__

    @property
    def word(self) -> str:
        """The mark as a message calls it: "in progress"."""
        return self.value.replace("_", " ")

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is owed for the box."""
        return self in (Mark.TICKED, Mark.DROPPED)


class Action(Enum):
    """What a task says it does to a file it names."""

    NAME = "name"  # the file is named and nothing more is said
    CREATE = "create"
    MODIFY = "modify"
    DELETE = "delete"
    RENAME = "rename"
    REWRITE = "rewrite"
    VERIFY = "verify"


class NoCommit(Enum):
    """Why the place of a commit id holds no id."""

    PENDING = "pending"  # "[pending]", "TBD", "(to be added after commit)"
    NOT_NEEDED = "not_needed"  # "N/A (verification-only batch)"
    ELSEWHERE = "elsewhere"  # "(included in Batch 4 commit)"
    UNREADABLE = "unreadable"  # prose that names no id


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing the document asserts, at one line (counted from 1); ``text`` is how it is written there."""

    line: int
    text: str

    @property
    def quote(self) -> str:
        """The text as a message shows it: without blanks around it, and not too long."""
        return self.text.strip()[:80]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusClaim(Claim):
    """The unit is in this state; ``source`` says where: ``heading``, ``field``, ``table``, ``box`` or ``steps``."""

    status: Status
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxClaim(Claim):
    """A checkbox: ``text`` follows it; ``column`` counts from 1, ``depth`` from 0.

    ``group`` names the list that it belongs to ("key decisions"), if that is not a unit.
    """

    mark: Mark
    column: int
    depth: int = 0
    parent: int | None = None  # the line of the box this one is nested in
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitClaim(Claim):
    """The work is in commit ``id`` (7 to 64 hex digits, as written, lower case).

    With ``until`` the claim is the range ``id..until``. ``unit`` is the id of the unit the document ties
    the commit to ("9f057b5 (Task 3.1)"), if that is another unit than the claim's.
    """

    id: str
    until: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCommitClaim(Claim):
    """There is something else than an id in the place of a commit id; ``unit`` names the batch for ``ELSEWHERE``."""

    why: NoCommit
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClaim(Claim):
    """The work concerns the file ``path``, written as in the document, without quotes and action.

    ``new_path`` is where a RENAME leads; ``lines`` are the line ranges (first, last) named after the path;
    ``is_glob`` marks a pattern with ``*``, ``?`` or ``{a,b}``; ``is_location`` says that the work is to be found at
    those lines.
    """

    path: str
    action: Action = Action.NAME
    new_path: str | None = None
    lines: tuple[tuple[int, int], ...] = ()
    is_glob: bool = False
    is_location: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Claim):
    """A path that the unit names in passing: it asserts nothing, and fails only where a policy asks."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssigneeClaim(Claim):
    """The unit is the work of this role or person."""

    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A unit named elsewhere in the document; ``level`` is None if only a number is written.

    ``document`` is the name of a document's folder, where that is written beside it: "Batch 2 of TASK_7".
    """

    id: str
    level: Level | None = None
    document: str = ""

    def __str__(self) -> str:
        name = f"{self.level.word} {self.id}" if self.level else self.id
        return f"{name} of {self.document}" if self.document else name


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyClaim(Claim):
    """The unit needs these units done before it begins; "None" makes a claim with no reference."""

    units: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountClaim(Claim):
    """There are ``total`` units of a level, and ``done`` of them are done; None where the document does not say."""

    level: Level
    total: int | None
    done: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageClaim(Claim):
    """The unit's commit will have a subject of this ``type`` and ``scope``; ``subject`` is the rest, if given."""

    type: str
    scope: str | None
    subject: str = ""

    @property
    def prefix(self) -> str:
        """What the promised subject begins with: "feat(api)"."""
        return f"{self.type}({self.scope})" if self.scope else self.type

    @property
    def subject_line(self) -> str:
        """The promised subject as a whole: "feat(api): add the index"."""
        return f"{self.prefix}: {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageGateClaim(Claim):
    """What must be true before the work after the unit begins; ``status`` is None if the document does not say."""

    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolClaim(Claim):
    """The source file ``path`` defines ``name``; with ``is_test`` a test covers what ``name`` says in words.

    ``kind`` is the document's word ("class", "function", "method", ...). ``path`` is as written; None: any file.
    """

    name: str
    kind: str
    path: str | None = None
    is_test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldClaim(Claim):
    """A field of the unit that is no other kind of claim; ``key`` is in lower case, ``text`` is its value.

    ``is_form`` says that it is a field of a form, to be filled in before the unit is done; ``part`` names its part of
    the form, if there are several.
    """

    key: str
    is_form: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairClaim(Claim):
    """What is required (``left``) is met by ``right``; a side is empty if nothing is written."""

    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogClaim(Claim):
    """An entry of the document's log of checkpoints; ``id`` is None if it names none."""

    id: str | None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableClaim(Claim):
    """The unit delivers the file ``path``, or the files of a pattern (``is_glob``)."""

    path: str
    is_glob: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClaim(Claim):
    """The unit uses the file ``path``, which an earlier unit delivered."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffClaim(Claim):
    """What the unit delivers was approved by ``approver`` and handed ``to`` the next role, on ``day`` (as written)."""

    approver: str | None
    to: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptClaim(Claim):
    """The unit was tried; ``number`` counts from 1 as written, ``result`` is None if no status word says it.

    ``reason`` says why it failed, ``changed`` what was changed then; both are empty if the document does not say.
    """

    number: int | None
    result: Status | None
    reason: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionClaim(Claim):
    """A person (``by``, None if nobody is named) decided; with ``is_escalation`` they were asked to."""

    by: str | None
    is_escalation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClaim(Claim):
    """The work of the unit is recorded in another task document, ``path``."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Claim):
    """Something that looks like a claim and cannot be read; ``message`` says why, in words for the user.

    ``is_seen``: a person sees a claim here and nothing of it was read; it may be true, so it is not false.
    """

    message: str
    is_seen: bool = False
