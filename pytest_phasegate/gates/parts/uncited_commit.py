"""The commit of a done unit that cites none: looked for in git, unless the unit says that it changes no file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import any_files, changing_claims, first_commit_if_done, sought
from pytest_phasegate.model.claims import NoCommit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.fields import words_for_no_files
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence, Search
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

MOST_BYTES = 2**24


def judge_uncited(check: Check[Any], evidence: Evidence) -> Verdict:
    """Look for the commit of a done unit that cites no id; the settings are those of the gate ``commit``."""
    unit, is_required = check.unit, check.settings.cited == "required"
    if not is_required and (words := _says_no_change(check, evidence)):
        return pending(f"{unit.name} says that it changes no file, {words}: git has nothing to show for it")
    search = _search(check, evidence)
    if search.successor is not None and not is_required:
        reason = f"{unit.name} cites no commit, but git shows it: {search.successor.detail}"
        return verdict_of((), looked_at=1, reason=reason, commit=search.successor.commit.id)
    return verdict_of([_not_found(check, search, evidence)], looked_at=1)


def _not_found(check: Check[Any], search: Search, evidence: Evidence) -> Finding:
    """Why a unit has no commit: it must cite it, or no commit is found, or it cannot be looked for."""
    unit, line, words = check.unit, check.location.line, check.claims[0].quote
    if check.settings.cited == "required":
        if search.successor is None:
            return finding("commit-not-cited", line, unit=unit, words=words)
        return finding("commit-not-cited/likely", line, unit=unit, words=words, likely=search.successor)
    if unknown := search.unknown or search.undated:
        return finding("commit-unknown/uncited", line, unit=unit, words=words).because(unknown)
    if _is_older(check, evidence):
        return finding("commit-unknown/older", line, unit=unit, words=words)
    if without := _unchanged(check, evidence):
        return finding("commit-not-cited/unchanged", line, unit=unit, words=words, files=some_of(without, 1))
    return finding("commit-not-cited/unnamed", line, unit=unit, words=words)


def _search(check: Check[Any], evidence: Evidence) -> Search:
    """Look for the commit; of a unit that names only folders and patterns, one that changed any file of them."""
    request = sought(check.workflow, check.unit, evidence)
    search = evidence.git.search(request)
    for path in () if request.files else any_files(check.workflow, check.unit, evidence):
        if search.successor is not None:
            break
        search = evidence.git.search(replace(request, files=(path,)))
    return search


def _is_older(check: Check[Any], evidence: Evidence) -> bool:
    """Whether the unit was done when its document came into history, and its files had been changed by then."""
    if first_commit_if_done(check, check.unit, evidence) is None:
        return False
    files = sought(check.workflow, check.unit, evidence).files
    commits = evidence.git.commits_of(files) if files else ()
    return bool(commits) and set(files) <= {change.path for commit in commits or () for change in commit.changes or ()}


def _unchanged(check: Check[Any], evidence: Evidence) -> list[str]:
    """Those of the unit's files that no commit changed after the document named it."""
    request = replace(sought(check.workflow, check.unit, evidence), level="", id="", subjects=())
    return [path for path in request.files if evidence.git.search(replace(request, files=(path,))).successor is None]


def _says_no_change(check: Check[Any], evidence: Evidence) -> str:
    """The place and the words in which a unit, with all that stands in it, says that it changes no file; else nothing.

    Silence says nothing: each of its parts either names files that it only verifies, or has "N/A" for its files.
    """
    unit = check.unit
    if next(changing_claims(check.workflow, unit), None) is not None:
        return ""
    data = evidence.files.tree().read(check.workflow.path, MOST_BYTES) or b""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    said = [_words_of(check, each, lines) for each in unit.walk() if not each.units and not each.status.is_dropped]
    return said[0] if said and all(said) else ""


def _words_of(check: Check[Any], unit: Unit, lines: list[str]) -> str:
    for line, text in enumerate(lines[unit.line - 1 : unit.end], unit.line):
        if words := words_for_no_files(text):
            return f'"{words}" ({check.at(line)})'
    for claim in (*unit.files, *(claim for claim in unit.no_commits if claim.why is NoCommit.NOT_NEEDED)):
        return f'"{claim.quote}" ({check.at(claim.line)})'
    return ""
