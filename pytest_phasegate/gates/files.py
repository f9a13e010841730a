"""Each file that a unit names is there, inside the project and known to git, and was changed as the unit says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.document_paths import each_file, ignored, locate
from pytest_phasegate.gates.parts.file_findings import file_findings, mention_findings
from pytest_phasegate.gates.parts.named_file import RIGHTLY_EMPTY, NamedFile, Work, only_looks, takes_away
from pytest_phasegate.gates.parts.undone_work import lost_file
from pytest_phasegate.gates.parts.unit_commits import commits_of, newest_commit, unit_commits
from pytest_phasegate.gates.parts.unit_window import Held, find_work, hold_in_window
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.facts import Fit, Order
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Finding, Verdict, pending, verdict_of
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.gates.parts.unit_commits import Cited
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence

_ABSENT = {"file-missing", "file-ambiguous", "file-not-deleted", "file-not-renamed", "line-missing"}
"""The codes of what the judged tree shows, and an earlier one may not."""
_UNKNOWN_TO_GIT = {"file-missing", "file-untracked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold of the files that a unit names."""

    tracked: bool = setting(True, "git knows the file: it does not merely lie there")
    actions: bool = setting(
        True,
        "the unit's commit created, modified, deleted or renamed the file as it says, and it or a later one changed "
        "the file that is only named; where none is cited, a commit since the document",
    )
    may_be_empty: tuple[str, ...] = setting(
        RIGHTLY_EMPTY, "names of files that may be empty, or hold nothing that can be seen"
    )
    mentions: Literal["report", "fail"] = setting("report", "what becomes of a path that a task's words only mention")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The files that the unit itself names.

    Those named outside every unit are nobody's claim to be done, until all units of the document are.
    """
    unit = asked.unit
    if unit.level is not Level.DOCUMENT:
        return (*unit.files, *(unit.mentions if asked.settings.mentions == "fail" else ()))
    states = [each.status for each in unit.units] if unit.files else []
    is_done = all(state.is_settled for state in states) and any(state.is_claimed for state in states)
    return unit.files if is_done else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for each file in the tree of the unit's commit; where none is cited, in the unit's window of history."""
    cited = [one for one in unit_commits(check, evidence) if not one.is_likely]
    commits = commits_of(cited)
    newest, revision = newest_commit(commits, evidence), evidence.git.revision()
    work = Work(
        tree=evidence.files.tree(newest.id if newest and _holds_all(newest, commits, evidence) else None),
        commits=commits,
        no_git=revision.unknown if revision.commit is None else None,
    )
    looked = list(_look(check, work, next((one for one in cited if one.unknown), None), evidence))
    built = _ignored(looked, evidence)
    seen = [held for named, held in looked if named.place.path not in built]
    notes = tuple(note for named, held in looked for note in _notes(named, held, built))
    notes += tuple(f"{each.path} is only mentioned" for each in check.unit.mentions)
    if built and not seen:
        return pending(f"git ignores all that {check.unit.name} names, so that nothing shows it", notes)
    return verdict_of(
        [*(found for held in seen for found in held.findings), *mention_findings(check, evidence)],
        looked_at=len(check.claims) - len(looked) + len(seen),
        reason=f"{count_of(len(seen), 'file')} of {check.unit.name} found in {work.tree.name}",
        notes=notes,
        commit=newest.id if newest else None,
    )


def _look(
    check: Check[Settings], work: Work, unseen: Cited | None, evidence: Evidence
) -> Iterator[tuple[NamedFile, Held]]:
    """Each file that the unit names, and what holds of it."""
    for claim in each_file(check.unit.files, check.workflow.path):
        named = NamedFile(check, claim, work, locate(work.tree, claim.path, check.workflow.path))
        is_cited = bool(work.commits or unseen)
        yield named, _hold_cited(named, unseen, evidence) if is_cited else _hold_uncited(named, evidence)


def _ignored(looked: Iterable[tuple[NamedFile, Held]], evidence: Evidence) -> frozenset[str]:
    """The paths that git does not know and is told to ignore: a built file, or one with secrets.

    They are no claim of the tree, and to mend it by adding the file would do harm.
    """
    missed = [named for named, held in looked if not _UNKNOWN_TO_GIT.isdisjoint(each.code for each in held.findings)]
    return ignored(((named.claim, named.place.path) for named in missed), evidence)


def _notes(named: NamedFile, held: Held, built: frozenset[str]) -> tuple[str, ...]:
    path = named.claim.path
    if named.place.path in built:
        return (f"{path} is ignored by git, so that no commit shows it",)
    return (*held.notes, *((f"{path} was found as {named.place.path}",) if named.place.fit is Fit.SUFFIX else ()))


def _hold_cited(named: NamedFile, unseen: Cited | None, evidence: Evidence) -> Held:
    """What does not hold of a file whose unit cites commits."""
    claim, work = named.claim, named.work
    found = tuple(file_findings(named))
    is_of_history = _is_of_history(named)
    unknown = unseen.unknown if unseen and not any(each.security for each in found) else None
    if unseen and unknown and (is_of_history or found):
        return Held((finding("commit-unknown/file", claim.line, named=named, id=unseen.claim.id).because(unknown),))
    if not is_of_history or (found and not _may_go(named, found)):
        return Held(found)
    if work.unseen:
        return Held((finding("commit-unknown/file-changes", claim.line, named=named).because(work.unseen),))
    return _hold_named(named, found, evidence) if claim.action is Action.NAME else Held(lost_file(named, evidence))


def _hold_named(named: NamedFile, missing: tuple[Finding, ...], evidence: Evidence) -> Held:
    """What does not hold of a file that is only named: the unit's commits changed it, or others in its window.

    ``missing`` says that it is not there, where the work may have taken it away.
    """
    claim, work = named.claim, named.work
    if work.changes_of(claim.path) if claim.is_glob else work.writings(named.place.path):
        return Held() if missing else Held(lost_file(named, evidence))
    held = hold_in_window(named, evidence)
    if held.findings and not held.findings[0].unknown:
        unchanged = finding("file-not-modified/named", claim.line, named=named, name=named.place.path or claim.path)
        return Held(missing or (unchanged,))
    return held


def _may_go(named: NamedFile, found: tuple[Finding, ...]) -> bool:
    """Whether a file that is only named and is not there may be the one that the work takes away."""
    is_missing = all(each.code == "file-missing" for each in found)
    return is_missing and named.claim.action is Action.NAME and takes_away(named.check.unit)


def _hold_uncited(named: NamedFile, evidence: Evidence) -> Held:
    """What does not hold of a file whose unit cites no commit.

    Whether it is there now tells little: 14 % of honest claims name a file that later work moved or deleted. What is
    there must be a file of the project all the same.
    """
    found = tuple(file_findings(named))
    standing = tuple(each for each in found if each.code not in _ABSENT)
    if standing:
        return Held(standing)
    if _is_of_history(named):
        return hold_in_window(named, evidence)
    if found and (was := _was_there(named, evidence)) is not None:
        return was
    return Held(found)


def _was_there(named: NamedFile, evidence: Evidence) -> Held | None:
    """How a claim that a file is there holds though it is not: it was when the unit was done; or nobody can tell."""
    check, claim, name = named.check, named.claim, named.place.path or named.claim.path
    shown = find_work(named, claim.path, named.place, evidence)
    if shown.claimed:
        then = Work(tree=evidence.files.tree(shown.claimed), commits=())
        was = locate(then.tree, claim.path, check.workflow.path)
        if not any(file_findings(NamedFile(check, claim, then, was))):
            return Held((), (f"{was.path} was as it says in {then.tree.name}, and is not any more",))
    is_missing = not any(each.code == "file-ambiguous" for each in file_findings(named))
    if is_missing and (shown.was_held or shown.name) and not claim.lines:
        return Held((), (f"{name} was there, and is gone",))
    if shown.unknown:
        return Held((finding("commit-unknown/done", claim.line, named=named, name=name).because(shown.unknown),))
    return None


def _is_of_history(named: NamedFile) -> bool:
    """Whether a claim says, or implies of a file that the unit works on, that the file was changed."""
    claim, unit = named.claim, named.check.unit
    if not named.check.settings.actions or claim.action is Action.VERIFY:
        return False
    return claim.action is not Action.NAME or not (
        unit.level is Level.DOCUMENT or claim.is_location or only_looks(unit)
    )


def _holds_all(newest: Commit, commits: tuple[Commit, ...], evidence: Evidence) -> bool:
    """Whether the newest commit's tree has the work of all; of branches side by side only what they were merged to."""
    return all(evidence.git.order(commit.id, newest.id) is not Order.APART for commit in commits)
