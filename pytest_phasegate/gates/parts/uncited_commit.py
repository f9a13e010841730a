"""The commit of a done unit that cites none: told by the files that it names, in the unit's window of history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import each_file, locate
from pytest_phasegate.gates.parts.named_file import NamedFile, worked_on
from pytest_phasegate.gates.parts.named_file import Work as UnitWork
from pytest_phasegate.gates.parts.unit_commits import changing_claims, commit_claims, sought
from pytest_phasegate.gates.parts.unit_window import find_work
from pytest_phasegate.model.claims import Action, NoCommit, Status
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of
from pytest_phasegate.text.fields import words_for_no_files
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.commits import Work
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

MOST_BYTES = 2**24


def judge_uncited(check: Check[Any], evidence: Evidence) -> Verdict:
    """Judge a done unit that cites no id by its files, or look for its commit where the policy asks for the id.

    It holds where the window of one of its files shows its work; what each file lacks is for the gate ``files`` to say.
    The settings are those of the gate ``commit``.
    """
    unit, line, words = check.unit, check.location.line, check.claims[0].quote
    if check.settings.cited == "required":
        return verdict_of([_not_cited(check, evidence)], looked_at=1)
    works = list(_works(check, evidence))
    for path, work in works:
        if work.name and not work.undone:
            reason = f"{unit.name} cites no commit, but git shows its work: {path} in {work.name}, {work.when}"
            shared = _shared(check, evidence) if check.settings.one_per_unit else ()
            return verdict_of(shared, looked_at=len(works), reason=reason, commit=work.commit or None)
    ignored = evidence.git.ignored(tuple(path for path, _ in works))
    claimed = [(path, work) for path, work in works if path not in ignored]
    if not claimed:
        return _nothing_to_check(check, evidence, names="only files that git ignores" if works else "no file")
    if unknown := next((work.unknown for _, work in claimed if work.unknown), None):
        wrong = finding("commit-unknown/uncited", line, unit=unit, words=words).because(unknown)
    else:
        files = some_of(list(dict.fromkeys(path for path, _ in claimed)), 1)
        wrong = finding("commit-not-cited/unchanged", line, unit=unit, words=words, files=files)
    return verdict_of([wrong], looked_at=len(claimed))


def done_already(check: Check[Any], evidence: Evidence) -> tuple[str, ...]:
    """A note on a unit that is pending while git holds all that it names, made since it appeared in the document."""
    unit, tree = check.unit, evidence.files.tree()
    made = [claim for claim in changing_claims(check.workflow, unit) if claim.action is Action.CREATE]
    if unit.status is not Status.PENDING or not made or any(claim.is_glob for claim in made):
        return ()
    if any(tree.entry(locate(tree, claim.path, check.workflow.path).path) is None for claim in made):
        return ()  # most plans: nothing is asked of history
    works = [work for _, work in _works(check, evidence)]
    if not all(work.commit and work.is_since and not work.undone for work in works):
        return ()
    names = some_of(list(dict.fromkeys(work.name for work in works)))
    return (f"all that {unit.name} names was changed in {names} since it was planned: is it done?",)


def gone_units(check: Check[Any], evidence: Evidence) -> list[str]:
    """Notes on units that a document's own history shows and that it has no more: taken out, or put into a fence.

    History is asked where it is read anyhow, for a done unit that cites no commit, or where the text gives a reason:
    a fence, a comment, or a number that is left out.
    """
    workflow = check.workflow
    units = [unit for unit in workflow.units() if unit.status.is_claimed]
    text = evidence.files.read_document(workflow.path) or b""
    is_hidden = any(sign in text for sign in (b"```", b"~~~", b"<!--"))
    numbers = {int(unit.id) for unit in workflow.root.units if unit.id.isdecimal()}
    has_gap = bool(numbers) and len(numbers) <= max(numbers) - min(numbers)
    if not (is_hidden or has_gap or any(unit.files and not commit_claims(workflow, unit) for unit in units)):
        return []
    gone = evidence.git.gone_units(workflow.path, workflow.dialect)
    tops = {key: commit for key, commit in gone if "-" in key}
    return [f"{key.replace('-', ' ', 1)} was taken out of the document in {commit}" for key, commit in tops.items()]


def _shared(check: Check[Any], evidence: Evidence) -> Iterator[Finding]:
    """Another done unit of the level whose commit is the one that fits this unit best, and no other nearly as well."""
    unit, workflow = check.unit, check.workflow
    likely = evidence.git.search(sought(workflow, unit, evidence)).successor
    if likely is None or not likely.is_clear:
        return
    for other in workflow.units():
        if other.level is not unit.level or other.key == unit.key or not other.status.is_claimed:
            continue
        found = [evidence.git.resolve(claim.id).commit for claim in other.commits]
        if not found and (fitting := evidence.git.search(sought(workflow, other, evidence)).successor):
            found = [fitting.commit if fitting.is_clear else None]
        if any(commit and commit.id == likely.commit.id for commit in found):
            where = check.at(other.line)
            yield finding(
                "commit-shared/likely", check.location.line, unit=unit, likely=likely, other=other, where=where
            )
            return


def _works(check: Check[Any], evidence: Evidence) -> Iterator[tuple[str, Work]]:
    """What history shows of each file that the unit, or one below it, says it changes."""
    tree, document = evidence.files.tree(), check.workflow.path
    for unit in check.unit.walk():
        for claim in each_file(worked_on(unit), document):
            name = claim.new_path or claim.path
            named = NamedFile(replace(check, unit=unit), claim, UnitWork(tree=tree), locate(tree, name, document))
            if named.place.fit is not Fit.OUTSIDE or claim.is_glob:
                yield named.place.path or name, find_work(named, name, named.place, evidence)


def _nothing_to_check(check: Check[Any], evidence: Evidence, names: str) -> Verdict:
    """A unit that names nothing that git could show is never proven; a commit that names the unit is a note."""
    unit = check.unit
    if words := _says_no_change(check, evidence):
        return pending(f"{unit.name} says that it changes no file, {words}: git has nothing to show for it")
    successor = evidence.git.search(sought(check.workflow, unit, evidence)).successor
    notes = (f"it may be in {successor.detail}",) if successor else ()
    return pending(f"{unit.name} cites no commit and names {names}: there is nothing to check", notes)


def _not_cited(check: Check[Any], evidence: Evidence) -> Finding:
    """That a unit must cite its commit, with the likeliest one."""
    successor = evidence.git.search(sought(check.workflow, check.unit, evidence)).successor
    unit, line, words = check.unit, check.location.line, check.claims[0].quote
    if successor is None:
        return finding("commit-not-cited", line, unit=unit, words=words)
    return finding("commit-not-cited/likely", line, unit=unit, words=words, likely=successor)


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
