"""What stands behind an open checkpoint waits, and what is ticked was done before: the order of ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.places import locate
from pytest_phasegate.gates.parts.progress import state_word
from pytest_phasegate.gates.parts.unit_commits import standing_commits
from pytest_phasegate.model.claims import Action, Mark
from pytest_phasegate.model.facts import Fit, Order
from pytest_phasegate.model.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import FileClaim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.unknown import Unknown
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
    ticked = next((box for box in unit.boxes if box.mark is Mark.TICKED), None)
    if unit.status.is_claimed:
        line, claim = unit.status_claims[0].line, f"{unit.name} is {state_word(unit.status)}"
    elif ticked is not None:
        line, claim = ticked.line, f'"{ticked.text.strip()[:80]}" of {unit.name} is ticked'
    else:
        return
    yield Finding(
        code="checkpoint-open",
        line=line,
        claim=claim,
        found=f'{checkpoint.name}, "{checkpoint.title}", is {state_word(checkpoint.status)} '
        f"({check.at(checkpoint.line)}) and holds back all behind it",
        remedy=f"have {checkpoint.name} passed first, or open the box at line {line} again",
    )


def ticked_before_work(check: Check[Any], evidence: Evidence) -> Iterator[Finding]:
    """The work that was committed only after the unit had been ticked, as the document's history tells."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    edit = history.claimed(check.unit.key)
    if not check.unit.status.is_claimed or (edit is None and not history.unknown):
        return  # a tick that is not committed yet comes after all commits
    if history.unknown and (edit is None or not history.is_certain(edit)):
        yield _cannot_tell(check, history.unknown)
    elif edit and edit.commit is not None:
        for late in _late_work(check, edit.commit, evidence):
            yield Finding(
                code="tick-before-work",
                line=check.unit.status_claims[0].line,
                claim=f'{check.unit.name} was ticked in {edit.commit.short} "{edit.commit.subject}"',
                found=late,
                remedy=f"commit the work first, then tick {check.unit.name}: open it, commit, and tick it again",
            )


def _late_work(check: Check[Any], tick: Commit, evidence: Evidence) -> Iterator[str]:
    cited = standing_commits(check, evidence)
    for commit in cited:
        if evidence.git.order(tick.id, commit.id) is Order.BEFORE:
            yield f'its work was committed later, in {commit.short} "{commit.subject}"'
    if not cited:
        for claim in check.unit.files:
            path = _present_path(check, claim, evidence)
            if path and evidence.files.tree(tick.id).entry(path) is None:
                yield f"{path} was not there yet; it was committed later"


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
    before = tops[: tops.index(_top(check))]
    former = next((ticks for top in reversed(before) if (ticks := _first_ticks(top, history))), None)
    if not former:
        return
    late, late_edit = min(former, key=lambda pair: history.place(pair[1]))
    if history.place(edit) <= history.place(late_edit):
        return
    if history.unknown and not history.is_certain(edit):
        yield _cannot_tell(check, history.unknown)
        return
    yield Finding(
        code="phase-ticked-early",
        line=unit.status_claims[0].line,
        claim=f"{unit.name} comes behind {late.name}",
        found=f"{unit.name} was ticked first, in {_commit_name(edit)}, and {late.name} in {_commit_name(late_edit)}",
        remedy="do the phases in their order, or say in a waiver why not",
    )


def _top(check: Check[Any]) -> Unit:
    """The unit right below the document that a unit belongs to."""
    unit = check.unit
    while (parent := check.workflow.parent(unit)) is not None and parent is not check.workflow.root:
        unit = parent
    return unit


def _first_ticks(top: Unit, history: DocumentHistory) -> list[tuple[Unit, Edit]]:
    """The units of a phase that are done, each with the edit that first said so."""
    return [
        (unit, history.first_claims[unit.key])
        for unit in top.walk()
        if unit.status.is_claimed and unit.key in history.first_claims
    ]


def _commit_name(edit: Edit) -> str:
    return f'{edit.commit.short} "{edit.commit.subject}"' if edit.commit else "the working tree"


def _cannot_tell(check: Check[Any], unknown: Unknown) -> Finding:
    return Finding(
        code="tick-unknown",
        line=check.unit.status_claims[0].line,
        claim=f"{check.unit.name} is {state_word(check.unit.status)}",
        found="",
        remedy="",
    ).unseen("the commit that ticked it cannot be found", unknown)
