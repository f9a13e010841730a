"""What a unit says to have done to a file, held against the commits of the unit's window of history.

A change from shortly before the unit appeared in its document up to the judged revision holds the claim, of whatever
kind it is and wherever the file is by now: a file that was made is often moved, and one to be made was often there.
Work that was taken back, that a merge dropped, or that nothing shows is false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.gates.parts.document_paths import is_pattern, pattern_ends
from pytest_phasegate.gates.parts.file_findings import file_findings
from pytest_phasegate.gates.parts.undone_work import ask_of, is_told
from pytest_phasegate.model.claims import Action
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import EntryKind, Fit
from pytest_phasegate.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.named_file import NamedFile
    from pytest_phasegate.model.commits import Work
    from pytest_phasegate.model.facts import Evidence, Place, Tree
    from pytest_phasegate.model.verdict import Finding

_NOT_DONE = {
    Action.CREATE: "file-not-created/before",
    Action.DELETE: "file-not-deleted/before",
    Action.RENAME: "file-not-renamed/before",
}


_STILL_THERE = ("file-not-deleted", "file-not-renamed")


class Held(NamedTuple):
    """What does not hold of a claim, and what is to be said of how it holds."""

    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def hold_in_window(named: NamedFile, evidence: Evidence) -> Held:
    """Hold a claim against the unit's window.

    Args:
        named: the claim, and where its file is in the judged tree.
        evidence: the door to history.
    """
    claim = named.claim
    if claim.action is Action.DELETE:
        return _is_gone(named, evidence)
    if claim.action is Action.RENAME and claim.new_path is not None:
        old = _is_gone(named, evidence)
        new = _is_changed(named, claim.new_path, named.new_place, evidence)
        return Held(old.findings or new.findings, (*old.notes, *new.notes))
    return _is_changed(named, claim.path, named.place, evidence)


def find_work(named: NamedFile, name: str, place: Place, evidence: Evidence) -> Work:
    """What history shows of the file that a name stands for: the best of all paths that it may be."""
    patterns = dict.fromkeys(_patterns(named, name, place, evidence))
    works = [evidence.git.work(ask_of(named.check, pattern)) for pattern in patterns]
    return max(works, key=lambda work: (bool(work.name), not work.undone, work.was_held, not work.unknown))


def _is_changed(named: NamedFile, name: str, place: Place, evidence: Evidence) -> Held:
    work, line = find_work(named, name, place, evidence), named.claim.line
    path, unit = name if named.claim.is_glob else place.path or name, named.check.unit
    if work.undone and not is_told(named.check, work.undone, (path,), evidence):
        return Held((_not_done(named, f"{work.undone} what {work.name} had done to {path}"),))
    if work.name:
        return Held((), tuple(_notes(named, path, place, work)))
    if work.unknown:
        return Held((finding("commit-unknown/done", line, named=named, name=path).because(work.unknown),))
    if work.was_held:
        last = f" (the last change: {work.last})" if work.last else ""
        return Held(
            (_not_done(named, f"nothing changed {path} since shortly before the document named {unit.name}{last}"),)
        )
    if work.is_born_done and work.is_wide:
        return Held((finding("commit-unknown/wide", line, named=named, name=path),))
    if named.claim.is_glob:
        return Held((finding("file-missing/pattern", line, named=named, pattern=name),))
    near = f"; the nearest is {place.candidates[0]}" if place.candidates else ""
    return Held(
        (finding("file-missing", line, named=named._replace(place=place), near=near, location=named.check.at(line)),)
    )


def _notes(named: NamedFile, path: str, place: Place, work: Work) -> Iterator[str]:
    """What a person should know of a claim that holds: where the file was made instead, or that it is gone."""
    if work.note:
        yield f"{path} was {work.note}"
    elif not named.claim.is_glob and place.fit is not Fit.AMBIGUOUS and named.work.tree.entry(path) is None:
        yield f"{path} was changed in {work.name}, {work.when}, and is not there any more"


def _is_gone(named: NamedFile, evidence: Evidence) -> Held:
    """Whether a file went: it is not there now, or a commit of the window deleted it and a later one made it anew."""
    work, line = find_work(named, named.claim.path, named.place, evidence), named.claim.line
    path = named.claim.path if named.claim.is_glob else named.place.path or named.claim.path
    if ChangeKind.DELETED in work.kinds:
        return Held()
    if still_there := tuple(each for each in file_findings(named) if each.code in _STILL_THERE):
        return Held(still_there)
    if work.unknown:
        return Held((finding("commit-unknown/done", line, named=named, name=path).because(work.unknown),))
    if work.was_held or work.name:
        return Held()
    if work.is_born_done:
        return Held((), (f"no commit ever held {path}: it may have been made and deleted within one",))
    return Held((_not_done(named, f"no commit of this history ever held {path}"),))


def _not_done(named: NamedFile, why: str) -> Finding:
    return finding(
        _NOT_DONE.get(named.claim.action, "file-not-modified/before"), named.claim.line, named=named, why=why
    )


def _patterns(named: NamedFile, name: str, place: Place, evidence: Evidence) -> Iterator[str]:
    """The paths, folders and globs of history that a name may stand for."""
    if is_pattern(name) or named.claim.is_glob:
        yield from pattern_ends(name)
        if not is_pattern(name):
            yield f"{name.rstrip('/')}/"
    elif place.fit is Fit.AMBIGUOUS:  # several files fit: one of them changed is enough
        yield from place.candidates
    else:
        yield from _of_path(named, name, place.path, evidence)


def _of_path(named: NamedFile, name: str, path: str, evidence: Evidence) -> Iterator[str]:
    entry = named.work.tree.entry(path)
    if entry is not None and entry.kind is EntryKind.DIRECTORY:
        yield f"{path}/"
        return
    if entry is not None and entry.target is not None:
        yield from (entry.target, f"{entry.target}/")
        if named.claim.action is Action.CREATE:  # a link is as new as what it leads to
            return
    yield path
    if entry is None:
        if name.endswith(("/", "\\")):
            yield f"{path}/"
        yield from () if name.startswith(("../", "..\\")) else _ever_held(named, path, evidence)
    if (submodule := _submodule(named, path)) is not None:
        yield submodule


def _ever_held(named: NamedFile, path: str, evidence: Evidence) -> tuple[str, ...]:
    """The paths of history that the longest end of a name fits, two or more parts of it.

    Where what is cut off begins with a folder of this project, the end must not pass for a namesake's in another one:
    ``apps/desk/src/index.ts`` is not ``apps/web/src/index.ts`` (35 claims were so held by another package's file).
    """
    parts, tree = path.split("/"), named.work.tree
    for start in range(max(len(parts) - 1, 1)):
        cut = parts[start - 1] if start else ""
        if cut and _is_folder(tree, cut):
            break
        tail = "/".join(parts[start:])
        if fitting := evidence.git.ever_held(tail):
            return tuple(each for each in fitting if not _is_beside(each.removesuffix(tail), cut, tree))
    return ()


def _is_beside(folder: str, cut: str, tree: Tree) -> bool:
    """Whether a folder stands beside one that is called as what was cut off a name."""
    above, _, name = folder.rstrip("/").rpartition("/")
    return bool(cut) and cut != name and _is_folder(tree, f"{above}/{cut}".lstrip("/"))


def _is_folder(tree: Tree, path: str) -> bool:
    entry = tree.entry(path)
    return entry is not None and entry.kind is EntryKind.DIRECTORY


def _submodule(named: NamedFile, path: str) -> str | None:
    """The submodule that a path lies in, whose pointer stands for it: its files' history is in another repository."""
    folder = path.rpartition("/")[0]
    while folder:
        entry = named.work.tree.entry(folder)
        if entry is not None and entry.kind is EntryKind.SUBMODULE:
            return folder
        folder = folder.rpartition("/")[0]
    return None
