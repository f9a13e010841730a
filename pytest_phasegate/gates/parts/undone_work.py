"""Work that was done and does not stand: taken back, dropped, or lost before its unit was called done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import each_file, locate, pattern_ends
from pytest_phasegate.gates.parts.named_file import emptiness_of, takes_away
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.commits import Undoing, WorkAsked
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pytest_phasegate.gates.parts.named_file import NamedFile
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.commits import Commit, Undone
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding

MOST_PATHS = 20
"""Of the files that a commit wrote for a folder or a pattern: where more are lost, one of these is."""


def ask_of(check: Check[Any], pattern: str) -> WorkAsked:
    """The question about a file of a check's unit: a path, a folder with a slash at its end, or a glob."""
    workflow, unit = check.workflow, check.unit
    return WorkAsked(
        document=workflow.path,
        dialect=workflow.dialect,
        unit=None if unit.level is Level.DOCUMENT else unit.key,
        pattern=pattern,
        window=check.policy.window,
    )


def lost_file(named: NamedFile, evidence: Evidence) -> tuple[Finding, ...]:
    """That what a unit's commits wrote for a claim was gone or blank when the unit was called done."""
    claim, check, line = named.claim, named.check, named.claim.line
    if claim.action in (Action.DELETE, Action.VERIFY) or (claim.action is Action.NAME and takes_away(check.unit)):
        return ()
    undone = lost(check, _written(named), evidence, check.settings.may_be_empty)
    if isinstance(undone, Unknown):
        return (finding("commit-unknown/done", line, named=named, name=named.place.path).because(undone),)
    return (finding("file-lost", line, named=named, undone=undone[0], path=undone[1]),) if undone else ()


def lost(
    check: Check[Any], paths: Iterable[str], evidence: Evidence, may_be_empty: Iterable[str] = ()
) -> tuple[Undone, str] | Unknown | None:
    """By what the files that a unit's commits wrote were all lost, and the first of them; or why nobody can tell.

    Most are there in the judged tree, and nothing is asked of history.
    """
    judged = evidence.files.tree()
    first: tuple[Undone, str] | None = None
    for path in paths:
        entry, is_rightly_empty = judged.entry(path), path.rpartition("/")[2] in may_be_empty
        if entry is not None and (is_rightly_empty or not emptiness_of(judged, path, entry)):
            return None
        undone = evidence.git.lost(ask_of(check, path))
        if not undone or isinstance(undone, Unknown):
            return undone
        if (is_rightly_empty and undone.how is Undoing.EMPTIED) or is_told(check, undone, (path,), evidence):
            return None
        first = first or (undone, path)
    return first


def lost_commits(check: Check[Any], commits: Iterable[Commit], evidence: Evidence) -> str:
    """How the last of what a unit's commits wrote was lost, where the unit names no file; nothing where some stands."""
    if any(unit.files for unit in check.unit.walk()):
        return ""
    paths = _left_by(commits)
    found = lost(check, paths, evidence) if len(paths) <= MOST_PATHS else None
    return "{} {}".format(*found) if found and not isinstance(found, Unknown) else ""


def is_told(check: Check[Any], undone: Undone, paths: Collection[str], evidence: Evidence) -> bool:
    """Whether a unit says that it took some files away: it cites the commit that did, or deletes or moves one of them.

    A commit that says itself what it reverts is no other work.
    """
    if undone.how is Undoing.REVERTED:
        return False
    if undone.commit and evidence.git.citing(undone.commit):
        return True
    tree, document = evidence.files.tree(), check.workflow.path
    for unit in check.workflow.units():
        if unit.status.is_claimed and unit.key != check.unit.key:
            for claim in each_file(unit.files, document):
                is_away = claim.action in (Action.DELETE, Action.RENAME) or takes_away(unit)
                if is_away and not {claim.path, locate(tree, claim.path, document).path}.isdisjoint(paths):
                    return True
    return False


def _written(named: NamedFile) -> list[str]:
    """The files of a claim that the unit's commits wrote, as they are called in their trees."""
    claim, work = named.claim, named.work
    place = named.new_place if claim.new_path is not None and not claim.is_glob else named.place
    changed = _left_by(work.commits)
    if claim.is_glob:
        ends = tuple(pattern_ends(claim.new_path or claim.path))
        return [path for path in changed if any(matches(end, path) for end in ends)][:MOST_PATHS]
    return [path for path in changed if path == place.path or path.startswith(f"{place.path}/")][:MOST_PATHS]


def _left_by(commits: Iterable[Commit]) -> list[str]:
    """The files that some commits wrote; a submodule's pointer may well be there and its folder not."""
    changes = (change for commit in commits for change in commit.changes or ())
    return list(dict.fromkeys(each.path for each in changes if each.new and each.mode != "160000"))
