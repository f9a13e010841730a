"""The files that a unit delivers: where they are, and whether each holds something, is committed and is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.gates.parts.named_file import emptiness_of
from pytest_phasegate.model.facts import EntryKind, Fit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.prose import find_unfilled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import DeliverableClaim
    from pytest_phasegate.model.facts import Evidence, Tree
    from pytest_phasegate.model.verdict import Finding

MOST_BYTES = 2 * 1024 * 1024
MOST_FILES = 500
PROSE = (".md", ".markdown", ".rst", ".txt", ".adoc")


def paths_of(claim: DeliverableClaim, document: str, tree: Tree) -> tuple[str, ...]:
    """The files that a claim names: one, those of a folder, or those of a pattern."""
    if claim.is_glob:
        return tree.glob(claim.path)[:MOST_FILES]
    place = locate(tree, claim.path, document)
    entry = tree.entry(place.path) if place.fit not in (Fit.OUTSIDE, Fit.AMBIGUOUS) else None
    if entry is None or entry.kind not in (EntryKind.FILE, EntryKind.DIRECTORY):
        return ()
    return (place.path,) if entry.kind is EntryKind.FILE else tree.glob(f"{place.path}/**")[:MOST_FILES]


def not_found(check: Check[Any], claim: DeliverableClaim, tree: Tree) -> Finding:
    """Why a claim leads to no file that could be delivered."""
    place = locate(tree, claim.path, check.workflow.path)
    row = "deliverable-missing"
    if claim.is_glob:
        row = "deliverable-missing/pattern"
    elif place.fit is Fit.OUTSIDE:
        row = "deliverable-outside"
    elif place.fit is Fit.AMBIGUOUS:
        row = "deliverable-missing/ambiguous"
    elif tree.entry(place.path) is not None:
        row = "deliverable-missing/no-content"
    candidates = ", ".join(place.candidates[:3])
    hint = f"; the nearest is {place.candidates[0]}" if place.candidates else ""
    values = {"tree": tree, "path": place.path, "candidates": candidates, "hint": hint, "where": check.at(claim.line)}
    return finding(row, claim.line, unit=check.unit, claim=claim, **values)


def rightly_empty(check: Check[Any], claim: DeliverableClaim, paths: tuple[str, ...]) -> set[str]:
    """The files of a claim that may be empty: beside others, or named themselves; a folder of them delivers nothing."""
    empties = {path for path in paths if path.rpartition("/")[2] in check.settings.may_be_empty}
    is_named = claim.path.replace("\\", "/").rpartition("/")[2] in check.settings.may_be_empty
    return empties if is_named or len(empties) < len(paths) else set()


def file_findings(
    check: Check[Any],
    claim: DeliverableClaim,
    path: str,
    evidence: Evidence,
    texts: dict[str, str],
    *,
    may_be_empty: bool,
) -> Iterator[Finding]:
    """Why a delivered file is not finished; takes its text in if it is one."""
    unit, line, tree = check.unit, claim.line, evidence.files.tree()
    data, entry = tree.read(path, MOST_BYTES + 1), tree.entry(path)
    empty = emptiness_of(tree, path, entry) if entry is not None and not may_be_empty else ""
    if data is None or empty:
        wrong = empty or "is no file that can be read"
        yield finding("deliverable-empty", line, unit=unit, path=path, wrong=wrong)
        return
    revision = evidence.git.revision()
    if revision.commit is None and revision.unknown:
        yield finding("deliverable-uncommitted/no-git", line, unit=unit, path=path).because(revision.unknown)
    elif not _is_committed(path, data, evidence):
        yield finding("deliverable-uncommitted", line, unit=unit, path=path)
    text = _decode(data)
    if text is not None:
        yield from _unfinished(check, claim, path, text)
        if path.lower().endswith(PROSE):
            texts[path] = text


def _unfinished(check: Check[Any], claim: DeliverableClaim, path: str, text: str) -> Iterator[Finding]:
    """The first placeholder, or word that must not be left, in a delivered text."""
    is_to_be_filled = path.lower().endswith(PROSE) and not check.settings.placeholders
    if unfilled := find_unfilled(text, check.settings.unfinished, is_prose=is_to_be_filled):
        line, words = unfilled
        yield finding("deliverable-unfinished", claim.line, unit=check.unit, path=path, line=line, words=words)


def _is_committed(path: str, data: bytes, evidence: Evidence) -> bool:
    """Whether the last commit has a file with this content; line ends are as git keeps them."""
    commit = evidence.git.revision().commit
    committed = evidence.files.tree(commit).read(path, MOST_BYTES + 1) if commit else None
    return committed is not None and committed.replace(b"\r\n", b"\n") == data.replace(b"\r\n", b"\n")


def _decode(data: bytes) -> str | None:
    """The text that a file holds; None for other data, or for more than is read."""
    if len(data) > MOST_BYTES:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
