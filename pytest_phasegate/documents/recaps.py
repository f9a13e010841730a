"""Recaps: headings that name a unit a second time, to say how it stands; they make no second unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import (
    AssigneeClaim,
    BoxClaim,
    CommitClaim,
    CountClaim,
    DependencyClaim,
    FieldClaim,
    FileClaim,
    Level,
    LinkClaim,
    MessageClaim,
    NoCommitClaim,
    Problem,
    StatusClaim,
)
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.drafts import Draft

_RECAPPED = frozenset(
    {
        AssigneeClaim,
        BoxClaim,
        CommitClaim,
        CountClaim,
        DependencyClaim,
        FieldClaim,
        LinkClaim,
        MessageClaim,
        NoCommitClaim,
        Problem,
        StatusClaim,
    }
)
"""What is said of a unit again: how it stands, who did it, and what came of it."""
_REMARK = pattern(r"\([^()\n]*\)|\[[^\[\]\n]*\]")
_Name = tuple[Level, str, tuple[tuple[Level, str], ...]]


def fold_recaps(root: Draft) -> None:
    """Give the claims of each recap to the unit that it repeats, above it or below.

    A heading with the id of another unit, and with its title or none, that has no units below it and names no file
    that the other one does not name is a recap. In summaries of what was done (D4: 14 honest cases) it made a second
    unit, which had no tasks and no commit, and an id that was there twice.
    """
    named: dict[_Name, list[Draft]] = {}
    for draft in root.walk():
        if draft.is_heading:
            named.setdefault(_name(draft), []).append(draft)
    repeated = [part for drafts in named.values() if len(drafts) > 1 for part in _by_part(drafts)]
    for drafts in sorted(repeated, key=lambda drafts: _depth(drafts[0]), reverse=True):  # tasks before their batches
        _fold(drafts)


def _by_part(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """The headings of one id, apart by the numbered parts of the document where they are in several.

    "Batch 1" of phase 2 is another one than that of phase 1, though no unit tells the phases apart. One outside of all
    parts, as in a summary, is of the first of them.
    """
    first = next((draft.part for draft in drafts if draft.part), "")
    for part in dict.fromkeys(draft.part or first for draft in drafts):
        yield [draft for draft in drafts if (draft.part or first) == part]


def _fold(drafts: list[Draft]) -> None:
    """Fold into one of the headings of one id all that only recap it: the first that has units or files, if any has."""
    unit = next((draft for draft in drafts if draft.drafts or _files(draft)), drafts[0])
    files = {path for draft in unit.walk() for path in _files(draft)}
    title = _plain(unit.title)
    recaps = [draft for draft in drafts if draft is not unit and _is_recap(draft, title, files)]
    for recap in recaps:
        unit.claims += recap.claims
        unit.cited += recap.cited
        unit.misses_part |= recap.misses_part
    gone = set(recaps)
    for parent in dict.fromkeys(recap.parent for recap in recaps):
        if parent is not None:
            parent.drafts[:] = [draft for draft in parent.drafts if draft not in gone]


def _is_recap(draft: Draft, title: str, files: set[str]) -> bool:
    """Whether a heading says no more of a unit, with a title and files, than how it stands."""
    if draft.drafts or _plain(draft.title) not in ("", title) or not files.issuperset(_files(draft)):
        return False
    return all(type(claim) in _RECAPPED or isinstance(claim, FileClaim) for claim in draft.claims)


def _files(draft: Draft) -> list[str]:
    return [claim.path for claim in draft.claims if isinstance(claim, FileClaim)]


def _plain(title: str) -> str:
    """A title as far as it tells units apart: what stands in brackets behind it is a remark ("Model (quick wins)")."""
    return _letters(_REMARK.sub("", title)) or _letters(title)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _name(draft: Draft) -> _Name:
    """What two headings of one unit share; a number that starts anew in each phase tells nothing without the phase."""
    if draft.is_numbered:
        return draft.level, draft.id, ()
    above = []
    around = draft.parent
    while around is not None and around.parent is not None:
        if around.level is not draft.level:  # a recap of batch 1 may stand in the last batch
            above.append((around.level, around.id))
        around = around.parent
    return draft.level, draft.id, tuple(above)


def _depth(draft: Draft) -> int:
    depth, around = 0, draft.parent
    while around is not None:
        depth, around = depth + 1, around.parent
    return depth
