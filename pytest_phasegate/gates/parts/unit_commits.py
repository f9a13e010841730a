"""Which commits stand for a unit: the cited ones that hold, or those that took their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import each_file, locate, pattern_ends
from pytest_phasegate.gates.parts.named_file import worked_on
from pytest_phasegate.gates.parts.undone_work import is_told
from pytest_phasegate.model.claims import NoCommit, Reference
from pytest_phasegate.model.facts import EntryKind, Fit, Order, Presence
from pytest_phasegate.model.searches import Match, Search, Sought
from pytest_phasegate.model.unknown import Unknown, UnknownError
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import CommitClaim, FileClaim
    from pytest_phasegate.model.commits import Commit, Undone
    from pytest_phasegate.model.facts import Evidence, Resolution, Tree
    from pytest_phasegate.model.searches import Successor
    from pytest_phasegate.model.workflow import Unit, Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What became of one cited id.

    ``commits`` stand for it: the commit itself, those of a range, or the successor; none where it does not hold.
    ``search`` is the answer to the search for a successor, where there was one; ``undone_by`` undid the commit.
    """

    claim: CommitClaim
    resolution: Resolution
    commits: tuple[Commit, ...] = ()
    search: Search | None = None
    undone_by: Undone | None = None

    @property
    def written(self) -> str:
        """The id that was looked up, as it is written: of a range with a false end that end."""
        until = self.claim.until
        return until if until and self.resolution.cited == until.lower() else self.claim.id

    @property
    def successor(self) -> Successor | None:
        """The commit that took the cited one's place."""
        return self.search.successor if self.search else None

    @property
    def unknown(self) -> Unknown | None:
        """Why it cannot be told what became of the id, if so."""
        if self.commits or self.undone_by:
            return None
        return self.resolution.unknown or (self.search.unknown if self.search else None)

    @property
    def is_likely(self) -> bool:
        """Whether the commit that stands for the cited one only fits, so that it proves nothing of a file."""
        return self.successor is not None and not self.successor.is_proven


def commit_claims(workflow: Workflow, unit: Unit) -> tuple[CommitClaim, ...]:
    """The cited ids that stand for a unit: its own, or those that a unit above it cites for it or for all its work."""
    if unit.commits:
        return tuple(claim for claim in unit.commits if claim.unit in (None, unit.id)) or unit.commits
    seen = {unit.key}
    above = workflow.parent(unit)
    while above is not None and above.key not in seen:  # two units may each say that the other holds their work
        if above.commits:
            return tuple(claim for claim in above.commits if claim.unit == unit.id) or above.commits
        seen.add(above.key)
        above = _holder(workflow, above) or workflow.parent(above)
    return ()


def _holder(workflow: Workflow, unit: Unit) -> Unit | None:
    """The unit whose commit this one says it shares ("included in Batch 4 commit")."""
    for claim in unit.no_commits:
        if claim.why is NoCommit.ELSEWHERE and claim.unit is not None:
            return workflow.find(Reference(claim.unit, unit.level))
    return None


def shared_commit_claims(workflow: Workflow, unit: Unit) -> tuple[CommitClaim, ...]:
    """The cited ids of the unit whose commit this one says it shares."""
    holder = _holder(workflow, unit)
    return holder.commits if holder is not None and holder is not unit else ()


def look_up(check: Check[Any], claim: CommitClaim, evidence: Evidence) -> Cited:
    """Find the commits that stand for one cited id, or for a range of which both ends are cited."""
    cited = _look_up_id(check, claim, claim.id, evidence)
    if claim.until is None or not cited.commits:
        return cited
    last = _look_up_id(check, claim, claim.until, evidence)
    if not last.commits:
        return last
    between = evidence.git.commits_between(cited.commits[0].id, last.commits[0].id)
    if isinstance(between, Unknown):
        return Cited(claim=claim, resolution=replace(last.resolution, unknown=between))
    told = cited if cited.successor and not last.successor else last  # of the end that is not what it was
    return replace(told, commits=(cited.commits[0], *between) if between else ())


def _look_up_id(check: Check[Any], claim: CommitClaim, cited: str, evidence: Evidence) -> Cited:
    resolution = evidence.git.resolve(cited)
    undone_by = None
    if resolution.commit is not None and resolution.reachable:
        undone_by = evidence.git.undone_by(resolution.commit.id)
        changed = {change.path for change in resolution.commit.changes or ()}
        if undone_by is None or is_told(check, undone_by, changed, evidence):
            return Cited(claim=claim, resolution=resolution, commits=(resolution.commit,))
    is_gone = resolution.presence in (Presence.MISSING, Presence.PRESENT)
    if resolution.unknown or resolution.near or not is_gone:  # of what is unknown nothing may pass for what it became
        return Cited(claim=claim, resolution=resolution)
    undone = (resolution.commit.id, undone_by.commit) if resolution.commit and undone_by else ()
    search = evidence.git.search(replace(sought(check.workflow, check.unit, evidence, cited=cited), undone=undone))
    is_later = resolution.presence is Presence.MISSING and _came_after(check, claim, search.successor, evidence)
    if is_later or not _is_done_again(undone_by, search.successor, evidence):
        search = Search()
    return Cited(claim=claim, resolution=resolution, commits=search.commits, search=search, undone_by=undone_by)


def _is_done_again(undone: Undone | None, successor: Successor | None, evidence: Evidence) -> bool:
    """Whether a commit that stands for one that was taken back came after that: older work is not it."""
    if undone is None or successor is None:
        return True
    is_later = bool(undone.commit) and evidence.git.order(undone.commit, successor.commit.id) is Order.BEFORE
    return successor.is_proven or is_later


def _came_after(check: Check[Any], claim: CommitClaim, successor: Successor | None, evidence: Evidence) -> bool:
    """Whether a commit known by its files alone was made after the id was written down: then it was never that one."""
    if successor is None or successor.match is not Match.LIKELY:
        return False
    writers = evidence.git.line_commits(check.workflow.path)
    if isinstance(writers, Unknown):
        raise UnknownError(writers, f"when {check.workflow.path} was given line {claim.line} cannot be told")
    writer = writers[claim.line - 1] if 0 < claim.line <= len(writers) else None
    return writer is not None and evidence.git.order(writer, successor.commit.id) is Order.BEFORE


def commits_of(cited: Iterable[Cited]) -> tuple[Commit, ...]:
    """All commits that stand for some cited ids."""
    return tuple(commit for one in cited for commit in one.commits)


def unit_commits(check: Check[Any], evidence: Evidence) -> tuple[Cited, ...]:
    """Find the commits that stand for the check's unit, for each of its cited ids."""
    return tuple(look_up(check, claim, evidence) for claim in commit_claims(check.workflow, check.unit))


def standing_commits(check: Check[Any], evidence: Evidence) -> tuple[Commit, ...]:
    """The commits that stand for the check's unit, once each; none for an id that does not hold.

    Raises:
        UnknownError: it cannot be told what became of one of the cited ids.
    """
    found: dict[str, Commit] = {}
    for cited in unit_commits(check, evidence):
        if cited.unknown:
            raise UnknownError(cited.unknown, f"commit {cited.claim.id} cannot be verified")
        found |= {commit.id: commit for commit in cited.commits}
    return tuple(found.values())


def sought(workflow: Workflow, unit: Unit, evidence: Evidence, cited: str | None = None) -> Sought:
    """Describe by what the unit's commit is to be recognised; a folder or a pattern tells little of it."""
    tree = evidence.files.tree()
    entries = ((path, tree.entry(path)) for path in located_files(workflow, unit, evidence))
    return Sought(
        cited=cited,
        level=unit.level.value,
        id=unit.id,
        title=unit.title,
        subjects=tuple(message.subject_line for message in unit.messages if message.subject),
        files=tuple(path for path, entry in entries if entry is None or entry.kind is not EntryKind.DIRECTORY),
        document=workflow.path,
        dialect=workflow.dialect,
        key=unit.key,
    )


def changing_claims(workflow: Workflow, unit: Unit) -> Iterator[FileClaim]:
    """The files, folders and patterns without braces that a unit and those below it say they change."""
    for each in unit.walk():
        yield from each_file(worked_on(each), workflow.path)


def located_files(workflow: Workflow, unit: Unit, evidence: Evidence) -> tuple[str, ...]:
    """The paths in the judged tree of the files and folders that a unit and those below it say they change.

    A file that is not there any more keeps the path it is named by, so that its deletion can be found.
    """
    tree = evidence.files.tree()
    paths: dict[str, None] = {}
    for claim in changing_claims(workflow, unit):
        if claim.is_glob:
            continue
        place = locate(tree, claim.new_path or claim.path, workflow.path)
        if place.fit in (Fit.EXACT, Fit.SUFFIX, Fit.ABSENT):
            paths.setdefault(place.path)
    return tuple(paths)


def is_any_changed(workflow: Workflow, unit: Unit, commits: tuple[Commit, ...], evidence: Evidence) -> bool:
    """Whether at least one of the commits changed one of the unit's files."""
    changed = {change.path for commit in commits for change in commit.changes or () if change.is_of_content}
    trees = [evidence.files.tree(commit.id) for commit in commits]
    return any(_is_changed(claim, workflow.path, changed, trees) for claim in changing_claims(workflow, unit))


def _is_changed(claim: FileClaim, document: str, changed: set[str], trees: list[Tree]) -> bool:
    """Whether one of the changed paths is the claim's file, lies in its folder, or fits its pattern."""
    if claim.path in changed:
        return True
    if claim.is_glob:
        return any(matches(end, path) for end in pattern_ends(claim.path) for path in changed)
    names = (claim.path, claim.new_path or claim.path)
    places = {locate(tree, name, document).path for tree in trees for name in names} - {""}
    return any(path == place or path.startswith(f"{place}/") for place in places for path in changed)


def newest_commit(commits: Iterable[Commit], evidence: Evidence) -> Commit | None:
    """The commit that comes after the others in history; of two side by side the one of the later date.

    A rebase gives many commits one time, so history decides first.
    """
    newest: Commit | None = None
    for commit in commits:
        order = evidence.git.order(newest.id, commit.id) if newest else Order.BEFORE
        is_later = newest is None or commit.commit_time > newest.commit_time
        if order is Order.BEFORE or (order is Order.APART and is_later):
            newest = commit
    return newest


def cited_by_document(check: Check[Any], claim: CommitClaim, evidence: Evidence) -> str:
    """The first done unit of another document that cites the same commit for other work, with its place.

    What stands in the same folder is the same work told again; so is a unit of the same title, be it a summary in a
    document of another kind, or in a copy with the same files. A document of the same name is another task's.
    """
    own, name = check.workflow.path.rsplit("/", 1) if "/" in check.workflow.path else ("", check.workflow.path)
    files = {each.path for unit in check.unit.walk() for each in unit.files}
    for path in evidence.git.citing(claim.id) if check.unit.status.is_claimed else ():
        folder, _, other_name = path.rpartition("/")
        workflow = evidence.files.workflow(path) if folder != own else None
        for unit, other in workflow.citing(claim.id) if workflow else ():
            is_like = other_name != name or {each.path for part in unit.walk() for each in part.files} == files
            is_retold = is_like and unit.title.casefold() == check.unit.title.casefold()
            if unit.status.is_claimed and not is_retold:
                return f"{unit.name} of {path}:{other.line}"
    return ""


def also_cited_by(check: Check[Any], claim: CommitClaim) -> str | None:
    """The first unit that cites the same commit for another unit of the check's level, with its line."""
    for unit, other in check.workflow.citing(claim.id):
        units = (unit, *check.workflow.above(unit))
        owner = next((each for each in units if each.level is check.unit.level), None)
        if owner is not None and owner.key != check.unit.key:
            return f"{unit.name} ({check.at(other.line)})"
    return None
