"""Finds out what cited ids are, all of a session in one batch: their cost follows their number, not history."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.log import list_commits, read_commits
from pytest_phasegate.evidence.git.objects import Object, check_objects, read_objects
from pytest_phasegate.evidence.git.program import GitAnswerError, GitError
from pytest_phasegate.model.facts import Presence, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.unknown import Unknown

CITED_ID = re.compile(r"[0-9a-f]{7,64}")
NEAR_DIGITS = 7
NEAR_LIMIT = 5
ARGUMENT_BATCH = 500


def resolve_ids(repository: Repository, cited: Iterable[str]) -> dict[str, Resolution]:
    """What git knows of each cited id, in lower case; what is not 7 to 64 hex digits is answered without git."""
    names = sorted(set(cited))
    ids = [name for name in names if CITED_ID.fullmatch(name)]
    answers = {
        name: Resolution(cited=name, presence=Presence.MISSING, found="not a commit id: 7 to 64 hex digits are one")
        for name in names
    }
    try:
        return answers | _resolve(repository, ids)
    except GitError as error:
        return answers | unknown_ids(ids, repository.explain(error))


def unknown_ids(cited: Iterable[str], unknown: Unknown) -> dict[str, Resolution]:
    """The answers where there is no repository that can be asked."""
    return {name: Resolution(cited=name, presence=Presence.UNKNOWN, unknown=unknown) for name in cited}


def _check(repository: Repository, names: Sequence[str]) -> list[Object]:
    """What each name, which must be hex digits only, stands for.

    For a full id that a partial clone lacks git would turn to the remote, and die where it must not: the id without
    its last digit is only looked for among what is there.
    """
    longest = repository.digits - repository.is_partial
    return check_objects(repository.git, [name[:longest] for name in names])


def _find_unreachable(repository: Repository, ids: Sequence[str]) -> frozenset[str]:
    """Those of the commits that the judged revision does not contain, as far as history can be seen."""
    if repository.head is None or not ids:
        return frozenset(ids)
    return frozenset(ids).intersection(list_commits(repository.git, [*ids, f"^{repository.head}"]))


def _resolve(repository: Repository, cited: Sequence[str]) -> dict[str, Resolution]:
    objects = {
        name: found if found.id.startswith(name) else Object(name, "shadowed")
        for name, found in zip(cited, _check(repository, cited), strict=True)
    }
    unclear = [name for name, found in objects.items() if found.type in ("missing", "ambiguous", "shadowed")]
    near = _find_near(repository, unclear)
    for name in unclear:
        objects[name] = _settle(objects[name], near[name])
    present = sorted({found.id for found in objects.values() if found.type == "commit"})
    commits = read_commits(repository, present)
    if unread := [id_ for id_ in present if id_ not in commits]:
        raise GitAnswerError(f"git log printed nothing when asked for commit {unread[0][:10]}")
    unreachable = _find_unreachable(repository, present)
    return {
        name: _found(repository, name, commits[found.id], is_reachable=found.id not in unreachable)
        if found.type == "commit"
        else _not_found(repository, name, found, near.get(name, ()))
        for name, found in objects.items()
    }


def _settle(found: Object, near: Sequence[str]) -> Object:
    """Tell again what a name is by the commits that begin like it: a branch may bear the very same name."""
    fitting = [id_ for id_ in near if id_.startswith(found.id)]
    if len(fitting) == 1:
        return Object(fitting[0], "commit")
    return Object(found.id, "ambiguous" if fitting else "missing")


def _find_near(repository: Repository, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The commits that share the first seven digits with each name."""
    heads = sorted({name[:NEAR_DIGITS] for name in names})
    candidates: list[str] = []
    for start in range(0, len(heads), ARGUMENT_BATCH):
        options = [f"--disambiguate={head}" for head in heads[start : start + ARGUMENT_BATCH]]
        candidates += repository.git.ask("rev-parse", *options).decode().split()
    by_head: dict[str, list[str]] = {}
    for found in _check(repository, sorted(set(candidates))):
        if found.type == "commit":
            by_head.setdefault(found.id[:NEAR_DIGITS], []).append(found.id)
    return {name: tuple(by_head.get(name[:NEAR_DIGITS], ())) for name in names}


def _found(repository: Repository, cited: str, commit: Commit, *, is_reachable: bool) -> Resolution:
    resolution = Resolution(cited=cited, presence=Presence.PRESENT, commit=commit, reachable=is_reachable)
    if is_reachable:
        return resolution
    if repository.is_shallow:
        return replace(resolution, reachable=None, unknown=repository.revision.unknown)
    return replace(resolution, found=f"a commit that {repository.revision.name} does not contain")


def _not_found(repository: Repository, cited: str, found: Object, near: tuple[str, ...]) -> Resolution:
    if found.type == "ambiguous":
        return _ambiguous(cited, tuple(id_ for id_ in near if id_.startswith(cited)))
    if found.type != "missing":
        return Resolution(cited=cited, presence=Presence.NOT_A_COMMIT, found=_describe(repository, found))
    near = near[:NEAR_LIMIT]
    if repository.is_shallow:
        return Resolution(cited=cited, presence=Presence.UNKNOWN, unknown=repository.revision.unknown, near=near)
    only = f"; only the branch {repository.branches} was fetched" if repository.branches else ""
    return Resolution(cited=cited, presence=Presence.MISSING, found=f"no such object{only}", near=near)


def _ambiguous(cited: str, fitting: tuple[str, ...]) -> Resolution:
    listed = ", ".join(id_[: max(10, len(cited) + 3)] for id_ in fitting[:NEAR_LIMIT])
    words = f"{len(fitting)} commits begin so: {listed}"
    return Resolution(cited=cited, presence=Presence.AMBIGUOUS, found=words, near=fitting)


def _describe(repository: Repository, found: Object) -> str:
    """What an object is that is not a commit."""
    if found.type == "tag":
        content = read_objects(repository.git, [found.id]).get(found.id, b"").decode("utf-8", "replace")
        target = {key: value for key, _, value in (line.partition(" ") for line in content.splitlines()[:2])}
        return f"a tag of {target.get('type', 'an object')} {target.get('object', '')[:10]}".rstrip()
    return "a file's content" if found.type == "blob" else f"a {found.type}"
