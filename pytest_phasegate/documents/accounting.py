"""Accounting: what a person sees on each line against what was read of it; a difference is a problem at the line.

One comparison for all dialects. It knows nothing of how a dialect writes: it looks at the visible text of a line, and
asks whether a claim of that kind was made at that line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import WrittenKeys
from pytest_phasegate.documents.notations.file_lists import announces, item_text
from pytest_phasegate.documents.seen import STATUS_KEYS, Seen, is_nothing, see, see_by_begin
from pytest_phasegate.model.claims import (
    BoxClaim,
    CommitClaim,
    CountClaim,
    DecisionClaim,
    FieldClaim,
    FileClaim,
    LogClaim,
    NoCommitClaim,
    Problem,
    StageGateClaim,
    Status,
    StatusClaim,
)
from pytest_phasegate.text.fields import bold_fields, plain_field, unwrapped
from pytest_phasegate.text.lines import TEXT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.text.fields import Field
    from pytest_phasegate.text.lines import Token

_MESSAGES = {
    "box": "{!r} looks like a checkbox and is read as none; write - [ ] or - [x]",
    "unit": "the line names {!r} as a heading does, but introduces no unit",
    "status": "{!r} looks like a status and is not read as one",
    "word": "{!r} stands where a status stands, and is none that is known",
    "commit": "{!r} stands where a commit's id stands, and is not read as one",
    "file": "{!r} stands where files stand, and no file is read of it",
    "value": "the line is a field of this dialect, and nothing is read of {!r}",
}
_READ_AS: dict[type[Claim], frozenset[str]] = {
    StatusClaim: frozenset(("status", "box")),
    CountClaim: frozenset(("status", "count")),
    BoxClaim: frozenset(("box",)),
    LogClaim: frozenset(("box",)),
    DecisionClaim: frozenset(("box",)),
    StageGateClaim: frozenset(("box", "status")),
    CommitClaim: frozenset(("commit", "status")),
    NoCommitClaim: frozenset(("commit",)),
    FileClaim: frozenset(("file",)),
    Problem: frozenset(("problem",)),
}
"""As what each kind of claim may be seen."""
_NO_KINDS: frozenset[str] = frozenset()
_LONGEST_SHOWN = 80
_LONGEST_KEY = 40


def unread(root: Draft, tokens: Sequence[Token], dialect: Dialect) -> list[Seen]:
    """What is seen on the lines of a document and was not read; besides, what a problem tells that could be read.

    Args:
        root: the document, with all that was read of it.
        tokens: its lines, folded.
        dialect: what it is read by.
    """
    read = _Read(root)
    all_seen = list(see(tokens, dialect.words, read.kinds, dialect.states))
    if not dialect.by_number:  # there a number that continues no tree is prose
        all_seen += see_by_begin(tokens, dialect.units, read.lines, dialect.states)
    all_seen += _see_fields(tokens, dialect, read)
    places = {place for seen in all_seen if seen.status and seen.place for place in (seen.place, "anywhere")}
    named = {seen.line for seen in all_seen if seen.kind == "unit" and not read.has(seen)}
    found = []
    for seen in all_seen:
        if seen.line in named and seen.kind in ("status", "word"):
            continue  # once the unit is read, its state is
        # A word in brackets is meant as a status only where other headings of the document have theirs: in ten formats
        # "(scaffold)" and "(updated)" were the commonest that are none, and "(GREEN)" in capitals.
        is_meant = seen.kind != "word" or seen.place in ("", "field") or seen.place in places
        if is_meant and not read.has(seen):
            found.append(seen)
    return found


def report(root: Draft, every: Iterable[Seen]) -> None:
    """Add a problem to the unit of each line on which something was not read."""
    told = {claim.line for draft in root.walk() for claim in draft.claims if isinstance(claim, Problem)}
    for seen in every:
        if seen.line in told:
            continue
        message = _MESSAGES[seen.kind].format(seen.words[:_LONGEST_SHOWN])
        owner = _owner(root, seen.line)
        if seen.kind == "unit":
            _mark_short(owner)
        owner.claims.append(Problem(line=seen.line, text=seen.words, message=message, is_seen=True))


def _see_fields(tokens: Sequence[Token], dialect: Dialect, read: _Read) -> Iterator[Seen]:
    """The fields whose key the dialect itself names and of which nothing was read: "Touches: the store" names no file.

    Under keys that go by their form ("Files") prose stands too: "~28 files", "client/server integration".
    """
    keys = WrittenKeys(dialect)
    for token in tokens:
        if ":" not in token.text or token.line in read.claimed or token.kind not in TEXT_KINDS:
            continue
        _, first = keys[token.text[:_LONGEST_KEY].partition(":")[0].strip("*_ ")]  # a quick look: most lines are prose
        if "[" not in token.text[:2] and (first is None or first.plain is not True):
            continue
        field = _field_of(token)
        if field is None or is_nothing(field.value) or announces(field.value):
            continue
        name, key = keys[field.key]
        if dialect.document_keys and _owner(read.root, token.line) is read.root:
            key = dialect.document_keys(name)
        if key and key.plain is True:
            yield Seen("value", token.line, field.value)


def _field_of(token: Token) -> Field | None:
    text = item_text(token) if token.bullet else token.text
    bold = bold_fields(text)
    return bold[-1] if bold else plain_field(unwrapped(text))


def _mark_short(draft: Draft) -> None:
    """Mark a unit and all around it: a part that was not read may be open, so their parts do not make them done."""
    around: Draft | None = draft
    while around is not None:
        around.misses_part = True
        around = around.parent


class _Read:
    """What was read, by lines."""

    def __init__(self, root: Draft) -> None:
        self.root = root
        self.kinds: dict[int, frozenset[str]] = {}
        self.states: dict[int, set[Status]] = {}
        self.lines: set[int] = set()
        self.claimed: set[int] = set()
        self.ids: set[str] = set()
        for draft in root.walk():
            if draft is not root:
                self.lines.add(draft.line)
                self.ids.add(draft.id.casefold())
            self.claimed.update([claim.line for claim in draft.cited])
            for claim in draft.claims:
                self.claimed.add(claim.line)
                if kinds := _READ_AS.get(type(claim)):
                    self.kinds[claim.line] = self.kinds.get(claim.line, kinds) | kinds
                if isinstance(claim, StatusClaim):
                    self.states.setdefault(claim.line, set()).add(claim.status)
        for claim in root.claims:
            if isinstance(claim, FieldClaim) and claim.key in STATUS_KEYS:
                # "Ready for Review": the state of the paper, not of the work.
                self.kinds[claim.line] = self.kinds.get(claim.line, _NO_KINDS) | {"status"}

    def has(self, seen: Seen) -> bool:
        """Whether what is seen was read at its line, or reported there: a status as the same state."""
        kinds = self.kinds.get(seen.line, _NO_KINDS)
        if "problem" in kinds and not seen.token:
            return True
        if seen.kind in kinds:
            states = self.states.get(seen.line)
            return seen.status is None or states is None or seen.status in states
        if seen.kind == "unit":
            return seen.line in self.lines or seen.words.casefold() in self.ids
        if seen.kind == "word":
            return (
                seen.place in ("(", "[", "field") and "status" in kinds
            )  # a reader of the dialect's own may have read it
        return seen.kind == "status" and "count" in kinds


def _owner(root: Draft, line: int) -> Draft:
    """The innermost unit that a line belongs to."""
    owner, inner = root, True
    while inner:
        inner = False
        for draft in owner.drafts:
            if draft.line <= line <= draft.end:
                owner, inner = draft, True
                break
    return owner
