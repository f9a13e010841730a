"""What a unit says of a file, held against a tree and against what the unit's commits did to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import is_pattern, leads_out, locate, match_pattern
from pytest_phasegate.gates.parts.named_file import emptiness_of
from pytest_phasegate.model.claims import Action
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import EntryKind, Fit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.named_file import NamedFile
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import FileClaim
    from pytest_phasegate.model.facts import Entry, Evidence, Tree
    from pytest_phasegate.model.verdict import Finding

LARGEST_LOCATION = 2**24  # bytes of a file whose lines are counted
_OF_PATTERN = {
    Action.CREATE: ("file-not-created/pattern", {ChangeKind.ADDED}),
    Action.MODIFY: ("file-not-modified/pattern", set(ChangeKind)),
    Action.REWRITE: ("file-not-modified/pattern", set(ChangeKind)),
    Action.DELETE: ("file-not-deleted/no-file", {ChangeKind.DELETED}),
}
"""For each action on the files of a pattern the finding on commits that made none of these changes to any."""


def file_findings(named: NamedFile) -> Iterator[Finding]:
    """What does not hold of a claim; the settings of its check are those of the gate ``files``."""
    claim, place, line = named.claim, named.place, named.claim.line
    if claim.is_glob and leads_out(claim.path):
        yield finding("file-outside", line, named=named, name=claim.path)
    elif claim.is_glob:
        yield from _of_pattern(named)
    elif place.fit is Fit.OUTSIDE:
        yield finding("file-outside", line, named=named, name=claim.path)
    elif place.fit is Fit.AMBIGUOUS:
        yield finding("file-ambiguous", line, named=named, candidates=some_of(place.candidates))
    elif claim.action is Action.DELETE:
        yield from _of_deletion(named)
    elif claim.action is Action.RENAME and claim.new_path is not None:
        yield from _of_rename(named)
    else:
        entry = named.work.tree.entry(place.path)
        yield from _of_present(named, entry)
        yield from _of_action(named, entry)


def mention_findings(check: Check[Any], evidence: Evidence) -> Iterator[Finding]:
    """The paths that a unit mentions and that neither the judged tree has nor any commit had, if the policy asks."""
    tree = evidence.files.tree()
    for claim in check.unit.mentions if check.settings.mentions == "fail" else ():
        place = locate(tree, claim.path, check.workflow.path)
        is_absent = place.fit is Fit.ABSENT and not is_pattern(claim.path)
        if is_absent and not evidence.git.ever_held(place.path) and not evidence.git.ignored((place.path,)):
            near = f"; the nearest is {place.candidates[0]}" if place.candidates else ""
            yield finding("file-missing/mentioned", claim.line, unit=check.unit, path=claim.path, tree=tree, near=near)


def _of_present(named: NamedFile, entry: Entry | None) -> Iterator[Finding]:
    """The path holds a regular file that is not empty and that git knows."""
    claim, settings, tree, path = named.claim, named.check.settings, named.work.tree, named.place.path
    if entry is None:
        near = f"; the nearest is {named.place.candidates[0]}" if named.place.candidates else ""
        location = named.check.at(claim.line)
        yield finding("file-missing", claim.line, named=named, near=near, location=location)
    elif (wrong := _wrong_kind(named, entry)) is not None:
        yield wrong
    elif path.rpartition("/")[2] not in settings.may_be_empty and (empty := _emptiness(tree, path, entry)):
        yield finding("file-empty", claim.line, named=named, empty=empty)
    elif settings.tracked and not entry.tracked:
        untracked = finding("file-untracked", claim.line, named=named)
        yield untracked.because(named.work.no_git) if named.work.no_git else untracked
    elif claim.is_location and claim.lines:
        yield from _of_lines(named)


def _wrong_kind(named: NamedFile, entry: Entry) -> Finding | None:
    claim = named.claim
    if entry.kind is EntryKind.SYMLINK and entry.target is None:
        return finding("file-outside/link", claim.line, named=named)
    may_be = claim.path.endswith(("/", "\\")) or claim.action is Action.VERIFY
    if _is_folder(named, entry) and not may_be:
        return finding("file-is-directory", claim.line, named=named)
    if entry.kind is EntryKind.OTHER:  # a submodule's pointer is committed and changed as a file is
        return finding("file-not-regular", claim.line, named=named, kind=entry.kind.value)
    return None


def _is_folder(named: NamedFile, entry: Entry) -> bool:
    """Whether a folder stands there, or a link to one; a link that was made is only held to be new."""
    if entry.target is None or named.claim.action is Action.CREATE:
        return entry.kind is EntryKind.DIRECTORY
    leads_to = named.work.tree.entry(entry.target)
    return leads_to is not None and leads_to.kind is EntryKind.DIRECTORY


def _emptiness(tree: Tree, path: str, entry: Entry) -> str:
    """How a file is empty, or the one that a link leads to."""
    if entry.target is None:
        return emptiness_of(tree, path, entry)
    leads_to = tree.entry(entry.target)
    return emptiness_of(tree, entry.target, leads_to) if leads_to is not None else ""


def _of_lines(named: NamedFile) -> Iterator[Finding]:
    """The file has as many lines as the place in it that the document names."""
    claim = named.claim
    content = named.work.tree.read(named.place.path, LARGEST_LOCATION)
    numbers = [number for both in claim.lines for number in both]
    last = max(numbers) if min(numbers) else 0  # no line has the number 0
    if content is None or len(content) == LARGEST_LOCATION:
        return
    count = content.count(b"\n") + (not content.endswith(b"\n"))
    if not 0 < last <= count:
        yield finding("line-missing", claim.line, named=named, last=last, lines=count_of(count, "line"))


def _of_action(named: NamedFile, entry: Entry | None) -> Iterator[Finding]:
    work, action, path = named.work, named.claim.action, named.place.path
    if entry is None or not named.check.settings.actions or not work.sees_changes:
        return
    written = work.writings(path)
    leads_to = work.writings(entry.target) if entry.target else set()
    if action is Action.CREATE:
        yield from _of_creation(named, entry, written, leads_to)
    elif action in (Action.MODIFY, Action.REWRITE) and not written | leads_to:
        part = "the content of " if work.changes(path) else ""
        yield finding("file-not-modified", named.claim.line, named=named, part=part)


def _of_creation(
    named: NamedFile, entry: Entry, written: set[ChangeKind], leads_to: set[ChangeKind]
) -> Iterator[Finding]:
    line = named.claim.line
    if ChangeKind.ADDED not in written:
        is_changed = bool(named.work.changes(named.place.path))
        yield finding("file-not-created/modified" if is_changed else "file-not-created", line, named=named)
    elif entry.target is not None and ChangeKind.ADDED not in leads_to:  # a link is as new as what it leads to
        yield finding("file-not-created/link", line, named=named, target=entry.target)


def _of_deletion(named: NamedFile) -> Iterator[Finding]:
    work, path, line = named.work, named.place.path, named.claim.line
    if work.tree.entry(path) is not None:
        yield finding("file-not-deleted", line, named=named)
    elif named.check.settings.actions and work.sees_changes and ChangeKind.DELETED not in work.changes(path):
        yield finding("file-not-deleted/by-commit", line, named=named)


def _of_rename(named: NamedFile) -> Iterator[Finding]:
    work, path, new, line = named.work, named.place.path, named.new_place, named.claim.line
    if new.fit is Fit.OUTSIDE:
        yield finding("file-outside", line, named=named, name=named.claim.new_path)
        return
    if new.fit is Fit.AMBIGUOUS:
        yield finding("file-ambiguous/new", line, named=named, candidates=some_of(new.candidates))
        return
    missing = list(_of_present(named._replace(place=new), work.tree.entry(new.path)))
    yield from missing
    if work.tree.entry(path) is not None:
        yield finding("file-not-renamed", line, named=named)
    elif named.check.settings.actions and work.sees_changes and not missing:
        is_moved = ChangeKind.DELETED in work.changes(path) and ChangeKind.ADDED in work.changes(new.path)
        if not is_moved:
            yield finding("file-not-renamed/by-commit", line, named=named, old=path, new=new.path)


def _of_pattern(named: NamedFile) -> Iterator[Finding]:
    """Files that fit a pattern are there, or gone, and the unit's commits did to some of them what the unit says."""
    claim, tree, line = named.claim, named.work.tree, named.claim.line
    matched, goes = match_pattern(claim.path, tree), claim.action is Action.DELETE or claim.new_path is not None
    if goes and matched:
        is_deletion, files = claim.action is Action.DELETE, f"{some_of(matched)} {are(len(matched))}"
        name = "file-not-deleted/pattern" if is_deletion else "file-not-renamed/pattern"
        yield finding(name, line, named=named, files=files)
    elif not goes and not matched:
        yield finding("file-missing/pattern", line, named=named, pattern=claim.path)
    elif claim.new_path is not None and not any(match_pattern(name, tree) for name in _new_patterns(claim)):
        yield finding("file-missing/pattern", line, named=named, pattern=claim.new_path)
    elif named.check.settings.actions and named.work.sees_changes:
        yield from _of_pattern_action(named)


def _of_pattern_action(named: NamedFile) -> Iterator[Finding]:
    claim, work = named.claim, named.work
    kinds = work.changes_of(claim.path)
    row, wanted = _OF_PATTERN.get(claim.action, ("", kinds))
    if claim.new_path is not None:
        came = {kind for name in _new_patterns(claim) for kind in work.changes_of(name)}
        row, wanted = "file-not-renamed/no-file", {ChangeKind.DELETED} if ChangeKind.ADDED in came else set()
    if row and kinds.isdisjoint(wanted):
        yield finding(row, claim.line, named=named)


def _new_patterns(claim: FileClaim) -> tuple[str, ...]:
    """Where the files of a pattern were moved to: by a pattern, or into a folder."""
    name = claim.new_path or ""
    return (name,) if is_pattern(name) else (name, f"{name.rstrip('/')}/**")
