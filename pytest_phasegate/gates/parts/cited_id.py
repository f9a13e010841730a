"""What became of a cited id: which commit stands for it, or why none; settings are those of the gate ``commit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.commits import Undoing
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import UNPROVEN

if TYPE_CHECKING:
    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding

_ABSENT = {
    Presence.PRESENT: "commit-unreachable",
    Presence.NOT_A_COMMIT: "commit-not-a-commit",
    Presence.AMBIGUOUS: "commit-ambiguous",
}


def replaced(check: Check[Any], cited: Cited, evidence: Evidence) -> str:
    """What to note of an id that another commit stands for; only where git shows it is that commit the cited one."""
    assert cited.successor is not None
    if cited.successor.is_proven:
        return f"{cited.resolution.cited} is now {cited.successor.detail}"
    return f"{UNPROVEN}{_gone(cited, evidence)}; the work of {check.unit.name} is in {cited.successor.detail}"


def not_standing(check: Check[Any], cited: Cited, evidence: Evidence) -> Finding | None:
    """Why no commit stands for a cited id, or why the one that does is none that the policy takes."""
    row = _row_of_successor(check, cited) if cited.successor is not None else _row_of_absent(cited)
    if not row:
        return None
    id_ = cited.claim.id if row == "commit-range-empty" else cited.written
    gone, near = _gone(cited, evidence), _near(cited, evidence)
    wrong = finding(row, cited.claim.line, unit=check.unit, id=id_, cited=cited, gone=gone, near=near)
    return wrong.because(cited.unknown) if cited.unknown else wrong


def _row_of_absent(cited: Cited) -> str:
    """The row of the finding on an id that no commit stands for, if none does."""
    if cited.commits:
        return ""
    if cited.undone_by is not None:
        return "commit-reverted"
    if cited.unknown:
        return "commit-unknown"
    if cited.resolution.near and cited.resolution.presence is not Presence.AMBIGUOUS:
        return "commit-invented"
    if cited.resolution.presence is Presence.PRESENT and cited.resolution.reachable:
        return "commit-range-empty"
    return _ABSENT.get(cited.resolution.presence, "commit-missing")


def _row_of_successor(check: Check[Any], cited: Cited) -> str:
    """The row of the finding on an id that another commit stands for, if the policy takes no other."""
    successor, allowed = cited.successor, check.settings.rewritten
    is_proven = successor is not None and successor.is_proven
    if allowed == "accept" or (allowed == "proven" and is_proven):
        return ""
    if is_proven:
        return "commit-rewritten"
    if cited.undone_by:
        return "commit-reverted/other"
    is_there = cited.resolution.presence is Presence.PRESENT
    return "commit-unreachable/other" if is_there else "commit-missing/other"


def _near(cited: Cited, evidence: Evidence) -> str:
    if not cited.resolution.near:
        return ""
    commit = evidence.git.resolve(cited.resolution.near[0]).commit
    return commit.name if commit else cited.resolution.near[0][:10]


def _gone(cited: Cited, evidence: Evidence) -> str:
    """What is known of an id that stands for no work: of one that git does not have, nothing."""
    id_, presence, by = cited.resolution.cited, cited.resolution.presence, cited.undone_by
    if by is not None:
        is_dropped = by.how is Undoing.DROPPED
        return f"{by} commit {id_}" if is_dropped else f"commit {id_} was taken back by {by.name}"
    if presence is Presence.PRESENT:
        return f"commit {id_} is not part of {evidence.git.revision().name}"
    return f"no commit of the id {id_} is known"
