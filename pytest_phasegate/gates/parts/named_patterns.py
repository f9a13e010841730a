"""A pattern of files that a unit names, held against a tree and against what the unit's commits did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.patterns import is_pattern, pattern_ends
from pytest_phasegate.model.claims import Action
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.text.words import are, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.gates.parts.named_file import NamedFile
    from pytest_phasegate.model.claims import FileClaim
    from pytest_phasegate.model.facts import Tree
    from pytest_phasegate.model.verdict import Finding


def pattern_findings(named: NamedFile) -> Iterator[Finding]:
    """Files that fit a pattern are there, or gone, and the unit's commits did to some of them what the unit says."""
    claim, tree = named.claim, named.scene.tree
    matched, goes = _glob(claim.path, tree), claim.action is Action.DELETE or claim.new_path is not None
    if goes and matched:
        code = "file-not-deleted" if claim.action is Action.DELETE else "file-not-renamed"
        yield named.finding(
            code, f"{some_of(matched)} {are(len(matched))} still in {tree.name}", "delete it, or take the claim back"
        )
    elif not goes and not matched:
        found = f"no file of {tree.name} matches {claim.path}"
        yield named.finding("file-missing", found, "commit the files, or mend the pattern")
    elif claim.new_path is not None and not any(_glob(name, tree) for name in _new_patterns(claim)):
        found = f"no file of {tree.name} matches {claim.new_path}"
        yield named.finding("file-missing", found, "commit the files, or mend the pattern")
    elif named.check.settings.actions and named.scene.sees_changes:
        yield from _of_glob_action(named)


def _of_glob_action(named: NamedFile) -> Iterator[Finding]:
    claim, scene = named.claim, named.scene
    kinds = scene.changes_of(claim.path)
    fit = f"that fits {claim.path}"
    if claim.action is Action.CREATE and ChangeKind.ADDED not in kinds:
        remedy = "say MODIFY, or cite the commit that created them"
        yield named.finding("file-not-created", f"{scene.commit_name} created no file {fit}", remedy)
    elif claim.action in (Action.MODIFY, Action.REWRITE) and not kinds:
        remedy = "cite the commit that changed them, or take the claim back"
        yield named.finding("file-not-modified", f"{scene.commit_name} changed no file {fit}", remedy)
    elif claim.action is Action.DELETE and scene.is_exact and ChangeKind.DELETED not in kinds:
        remedy = "cite the commit that deleted them, or mend the pattern"
        yield named.finding("file-not-deleted", f"{scene.commit_name} deleted no file {fit}", remedy)
    elif claim.new_path is not None and scene.is_exact:
        came = {kind for name in _new_patterns(claim) for kind in scene.changes_of(name)}
        if ChangeKind.DELETED not in kinds or ChangeKind.ADDED not in came:
            found = f"{scene.commit_name} did not move {claim.path} to {claim.new_path}"
            yield named.finding("file-not-renamed", found, "cite the commit that moved them")


def _new_patterns(claim: FileClaim) -> tuple[str, ...]:
    """Where the files of a pattern were moved to: by a pattern, or into a folder."""
    name = claim.new_path or ""
    return (name,) if is_pattern(name) else (name, f"{name.rstrip('/')}/**")


def _glob(pattern: str, tree: Tree) -> tuple[str, ...]:
    """The paths that a pattern matches: as it stands, or the longest end of it, where it was written elsewhere."""
    return next(filter(None, map(tree.glob, pattern_ends(pattern))), ())
