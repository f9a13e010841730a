"""The work that a sign-off is about, who did it, and what of it changed since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import commits_of, located_files, unit_commits
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit, Workflow

CITED = "cited by the document"
CHANGED = "that changed the files it names"
TICKED = "that ticked what comes before it"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWork:
    """The work behind a sign-off.

    ``units`` are those that it signs off. ``commits`` did their work, ``basis`` says in words how they were found.
    ``files`` are the paths that the units name. ``unknown`` says why not all commits that may have done the work
    could be seen, if so.
    """

    units: tuple[Unit, ...]
    commits: tuple[Commit, ...]
    basis: str
    files: tuple[str, ...] = ()
    unknown: Unknown | None = None


def covered_units(workflow: Workflow, unit: Unit) -> tuple[Unit, ...]:
    """The units whose work a unit's sign-off is about.

    A unit with work of its own (units, files, commits) signs that off. Any other, such as a checkpoint, signs off
    the units before it in the same phase; where it is the first of its phase, for all before it in the document.
    """
    if unit.units or unit.files or unit.commits:
        return tuple(unit.walk())
    parent = workflow.parent(unit) or workflow.root
    before = tuple(each for sibling in parent.units if sibling.line < unit.line for each in sibling.walk())
    return before or tuple(each for each in workflow.units() if each.line < unit.line and each is not parent)


def find_work(check: Check[Any], history: DocumentHistory, evidence: Evidence) -> SignedWork:
    """Find who did the work that a tick signs off.

    They are the authors of the commits that the units cite; where none is cited, of those that changed the units'
    files after the document first named them; where no files are named, of those that ticked the units.
    """
    units = covered_units(check.workflow, check.unit)
    cited = [one for unit in units for one in unit_commits(replace(check, unit=unit), evidence)]
    files = _own_files(check.workflow, units, evidence)
    work = partial(SignedWork, units=units, files=files)
    commits = {commit.id: commit for commit in commits_of(cited)}
    unknown = next((one.unknown for one in cited if one.unknown), None)
    if commits or unknown:
        return work(commits=tuple(commits.values()), basis=CITED, unknown=unknown)
    changed = _changed_since_planned(files, history, evidence)
    if changed or (files and history.unknown):
        return work(commits=changed, basis=CHANGED, unknown=history.unknown)
    return work(commits=_ticking({unit.key for unit in units}, history), basis=TICKED, unknown=history.unknown)


def _own_files(workflow: Workflow, units: Iterable[Unit], evidence: Evidence) -> tuple[str, ...]:
    """The paths of the files that some units name themselves, without the units below them."""
    own = (located_files(workflow, unit._replace(units=()), evidence) for unit in units)
    return tuple(dict.fromkeys(path for paths in own for path in paths))


def _ticking(keys: set[str], history: DocumentHistory) -> tuple[Commit, ...]:
    edits = (edit for edit in history.edits if not edit.is_merge and _ticks(edit, keys))
    return tuple(edit.commit for edit in edits if edit.commit is not None)


def _ticks(edit: Edit, keys: set[str]) -> bool:
    boxes = (box.split("/", 1)[0] for box, is_ticked in edit.boxes.items() if is_ticked)
    return any(edit.claims(key) for key in keys) or any(key in keys for key in boxes)


def _changed_since_planned(files: tuple[str, ...], history: DocumentHistory, evidence: Evidence) -> tuple[Commit, ...]:
    """The commits that changed the files after the document began."""
    commits = evidence.git.commits_of(files) if files else ()
    began = next((edit.commit for edit in reversed(history.edits) if edit.commit is not None), None)
    if not commits or began is None:
        return commits
    return tuple(commit for commit in commits if evidence.git.order(began.id, commit.id) in (Order.BEFORE, Order.SAME))


def changes_since(
    check: Check[Any], work: SignedWork, tick: Edit, history: DocumentHistory, evidence: Evidence
) -> Iterator[Finding]:
    """What of the work changed after the tick, the first of it."""
    line, unit, commit = check.location.line, check.unit, tick.commit
    assert commit is not None
    units = sorted((each for each in work.units if each is not unit), key=lambda each: bool(each.units))
    for edit in reversed(history.after(tick)):
        changed = next((each for each in units if edit.changes_any((each.key,))), None)
        if changed is not None:
            where = f"in {edit.commit.name}" if edit.commit else "in the working tree"
            yield finding("signoff-stale", line, unit=unit, commit=commit, changed=changed, where=where)
            return
    if work.basis != CITED:
        yield from _files_since(check, work, commit, history, evidence)
        return
    later = (each for each in work.commits if evidence.git.order(commit.id, each.id) is Order.BEFORE)
    if (first := next(later, None)) is not None:
        yield finding("signoff-stale/commit", line, unit=unit, commit=commit, later=first)


def _files_since(
    check: Check[Any], work: SignedWork, tick: Commit, history: DocumentHistory, evidence: Evidence
) -> Iterator[Finding]:
    """The last commit that changed a file after the tick, but for files that a later unit names as well.

    Once all in the document is done, what comes after its last edit is other work.
    """
    if not work.files:
        return
    line, unit = check.location.line, check.unit
    others = _files_of_later_units(check, work, evidence)
    end = history.edits[0].commit if _is_over(check.workflow) and history.edits else None
    for commit in evidence.git.commits_of(work.files):
        path = next((change.path for change in commit.changes or () if change.path not in others), None)
        if path is None or evidence.git.order(tick.id, commit.id) is not Order.BEFORE:
            continue
        if end is None or evidence.git.order(end.id, commit.id) is not Order.BEFORE:
            yield finding("signoff-stale/file", line, unit=unit, commit=tick, path=path, later=commit)
            return


def _files_of_later_units(check: Check[Any], work: SignedWork, evidence: Evidence) -> set[str]:
    keys = {unit.key for unit in work.units}
    units = (unit for unit in check.workflow.units() if unit.line > check.unit.line and unit.key not in keys)
    return set(_own_files(check.workflow, (unit for unit in units if unit.files), evidence))


def _is_over(workflow: Workflow) -> bool:
    units = tuple(workflow.units())
    return all(unit.status.is_settled or not unit.statuses for unit in units) and all(
        box.mark.is_settled for unit in units for box in unit.boxes
    )
