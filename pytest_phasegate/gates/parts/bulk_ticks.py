"""Several units ticked in one commit that did no work between them, as the document's history tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.document_history import Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def bulk_findings(check: Check[Any], evidence: Evidence) -> Iterator[Finding]:
    """The commits that ticked several units of a document and did nothing else, with no work right before them.

    A unit and those below it count as one. Where history is cut, what was ticked before cannot be told.
    """
    suspects = list(_suspects(check, evidence))
    wanted = {commit.id for one in suspects for commit in one[:2] if commit is not None}
    unknown = evidence.git.document_history(check.workflow.path, check.workflow.dialect).unknown
    try:
        commits = evidence.git.commits(tuple(sorted(wanted)))
    except EvidenceError as error:
        commits, unknown = {}, evidence.explain(error)
    if unknown:
        yield finding("tick-unknown/bulk", check.unit.line).because(unknown)
    for commit, before, ticked in suspects:
        read = commits.get(before.id) if before else None
        if _did_no_work(commits.get(commit.id)) and _follows(commit, before, read):
            units = some_of([unit.name for unit in ticked], 4)
            yield finding("bulk-ticks", ticked[0].line, units=units, commit=commit)


def _suspects(check: Check[Any], evidence: Evidence) -> Iterator[tuple[Commit, Commit | None, list[Unit]]]:
    """The commits that ticked several units, each with the document's commit before it and with those units."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    units = {unit.key: unit for unit in check.workflow.units()}
    for place, edit in enumerate(history.edits):
        ticked = _ticked(check, edit, units)
        if len(ticked) > 1 and edit.commit is not None and not edit.is_merge and history.is_certain(edit):
            yield edit.commit, _before(history.edits[place + 1 :]), ticked


def _ticked(check: Check[Any], edit: Edit, units: dict[str, Unit]) -> list[Unit]:
    """The units that an edit ticked, those left out whose parent it ticked as well, or that have no box to tick."""
    keys = {key for key in edit.units if edit.claims(key) and key in units and not _is_sum(units[key])}
    ticked = []
    for key in keys:
        parent = check.workflow.parent(units[key])
        if parent is None or parent.key not in keys:
            ticked.append(units[key])
    return sorted(ticked, key=lambda unit: unit.line)


def _is_sum(unit: Unit) -> bool:
    """Whether a unit's state is only that of its steps."""
    return any(claim.source == "steps" for claim in unit.statuses)


def _before(edits: tuple[Edit, ...]) -> Commit | None:
    return next((edit.commit for edit in edits if edit.commit is not None), None)


def _did_no_work(commit: Commit | None) -> bool:
    """Whether a commit changed nothing but one file: the document."""
    return commit is not None and commit.changes is not None and len({change.path for change in commit.changes}) <= 1


def _follows(commit: Commit, before: Commit | None, read: Commit | None) -> bool:
    """Whether nothing was done since the document's last edit: that edit is the parent, and did no work either."""
    if not commit.parents:
        return True
    return before is not None and before.id in commit.parents and _did_no_work(read)
