"""Ticks: none behind an open checkpoint, none before its work, phases in their order, and each with work of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.gates.parts.unit_commits import standing_commits
from pytest_phasegate.model.claims import Action, Mark
from pytest_phasegate.model.facts import Fit, Order
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import FileClaim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def stands_behind_checkpoint(check: Asked | Check[Any]) -> bool:
    """Whether a checkpoint of the document comes before a unit that has a state or boxes."""
    first = check.workflow.checkpoints[:1]
    return bool(first) and first[0].line < check.unit.line and bool(check.unit.statuses or check.unit.boxes)


def ticked_behind_checkpoint(check: Check[Any]) -> Iterator[Finding]:
    """What is ticked in a unit though a checkpoint before it is open."""
    unit, checkpoint = check.unit, check.workflow.open_checkpoint
    if checkpoint is None or checkpoint.line >= unit.line:
        return
    where = check.at(checkpoint.line)
    box = next((box for box in unit.boxes if box.mark is Mark.TICKED), None)
    if unit.status.is_claimed:
        line = unit.status_claims[0].line
        yield finding("checkpoint-open", line, unit=unit, checkpoint=checkpoint, where=where, line=line)
    elif box is not None:
        yield finding(
            "checkpoint-open/box", box.line, unit=unit, box=box, checkpoint=checkpoint, where=where, line=box.line
        )


def ticked_before_work(check: Check[Any], evidence: Evidence) -> Iterator[Finding]:
    """The work that was committed only after the unit had been ticked, as the document's history tells."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    edit = history.claimed(check.unit.key)
    if not check.unit.status.is_claimed or (edit is None and not history.unknown):
        return  # a tick that is not committed yet comes after all commits
    if history.unknown and (edit is None or not history.is_certain(edit)):
        yield _unknown_tick(check.unit, history.unknown)
    elif edit and edit.commit is not None:
        yield from _late_work(check, edit.commit, evidence)


def _late_work(check: Check[Any], tick: Commit, evidence: Evidence) -> Iterator[Finding]:
    """The commits of the unit that came after its tick; where it has none, its files that were not there yet."""
    unit, line = check.unit, check.unit.status_claims[0].line
    commits = standing_commits(check, evidence)
    for commit in commits:
        if evidence.git.order(tick.id, commit.id) is Order.BEFORE:
            yield finding("tick-before-work", line, unit=unit, tick=tick, work=commit)
    for claim in () if commits else unit.files:
        path = _present_path(check, claim, evidence)
        if path and evidence.files.tree(tick.id).entry(path) is None:
            yield finding("tick-before-work/file", line, unit=unit, tick=tick, path=path)


def _present_path(check: Check[Any], claim: FileClaim, evidence: Evidence) -> str | None:
    """The path of a file that is there now, and that the unit says was made or changed."""
    if claim.is_glob or claim.action in (Action.DELETE, Action.RENAME):
        return None
    place = locate(evidence.files.tree(), claim.path, check.workflow.path)
    is_there = place.fit in (Fit.EXACT, Fit.SUFFIX) and evidence.files.tree().entry(place.path) is not None
    return place.path if is_there else None


def ticked_before_former(check: Check[Any], evidence: Evidence) -> Iterator[Finding]:
    """A unit that was ticked in an earlier commit than one of the phase before its own; first ticks count."""
    workflow, unit = check.workflow, check.unit
    history = evidence.git.document_history(workflow.path, workflow.dialect)
    edit = history.first_claims.get(unit.key)
    if edit is None or not unit.status.is_claimed:
        return
    tops = workflow.root.units
    top = (unit, *workflow.above(unit))[-2]  # the document comes last
    before = tops[: tops.index(top)]
    former = next((ticks for top in reversed(before) if (ticks := _first_ticks(top, history))), None)
    if not former:
        return
    late, late_edit = min(former, key=lambda pair: history.place(pair[1]))
    if history.place(edit) <= history.place(late_edit):
        return
    if history.unknown and not history.is_certain(edit):
        yield _unknown_tick(unit, history.unknown)
        return
    commit, former_commit = _commit_name(edit), _commit_name(late_edit)
    line = unit.status_claims[0].line
    yield finding("phase-ticked-early", line, unit=unit, former=late, commit=commit, former_commit=former_commit)


def _first_ticks(top: Unit, history: DocumentHistory) -> list[tuple[Unit, Edit]]:
    """The units of a phase that are done, each with the edit that first said so."""
    return [
        (unit, history.first_claims[unit.key])
        for unit in top.walk()
        if unit.status.is_claimed and unit.key in history.first_claims
    ]


def _commit_name(edit: Edit) -> str:
    return edit.commit.name if edit.commit else "the working tree"


def _unknown_tick(unit: Unit, unknown: Unknown) -> Finding:
    return finding("tick-unknown", unit.status_claims[0].line, unit=unit).because(unknown)


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
            yield edit.commit, next((each.commit for each in history.edits[place + 1 :] if each.commit), None), ticked


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


def _did_no_work(commit: Commit | None) -> bool:
    """Whether a commit changed nothing but one file: the document."""
    return commit is not None and commit.changes is not None and len({change.path for change in commit.changes}) <= 1


def _follows(commit: Commit, before: Commit | None, read: Commit | None) -> bool:
    """Whether nothing was done since the document's last edit: that edit is the parent, and did no work either."""
    if not commit.parents:
        return True
    return before is not None and before.id in commit.parents and _did_no_work(read)
