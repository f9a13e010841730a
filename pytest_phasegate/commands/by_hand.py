"""How a person sees for themselves what a gate saw: the commands to type, gate by gate."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_phasegate.model.check import Check

    Way = Callable[[Check[Any], str], Iterable[str]]

MOST_LINES = 12
"""The most commands of a check."""


def by_hand(check: Check[Any], document: str, commit: str | None, revision: str) -> tuple[str, ...]:
    """The commands with which a person looks at what the gate looked at, the gate itself last.

    Args:
        check: what was judged.
        document: the document's path from the folder that the commands are typed in.
        commit: the full id of the commit that the verdict rests on, if there is one.
        revision: what was judged: a commit, or HEAD for the working tree.
    """
    shown = commit[:10] if commit else revision
    way = _WAYS.get(check.gate, _lines_of_claims)
    node = f"{document}::{check.id.partition('::')[2]}"
    return (*list(dict.fromkeys(way(check, shown)))[:MOST_LINES], f"pytest --phasegate {shlex.quote(node)}")


def _lines_of_claims(check: Check[Any], commit: str) -> Iterator[str]:
    """The lines of the document: for gates that hold it against itself, or against the policy."""
    lines = sorted({max(claim.line, 1) for claim in check.claims}) or [max(check.unit.line, 1)]
    for line in lines:
        yield f"sed -n {line}p {shlex.quote(check.workflow.path)}"


def _commits(check: Check[Any], commit: str) -> Iterator[str]:
    for claim in check.unit.commits:
        name = f"{claim.id}..{claim.until}" if claim.until else claim.id
        yield f"git show --stat {name}"
        yield f"git merge-base --is-ancestor {claim.until or claim.id} HEAD && echo reachable"
    if not check.unit.commits:
        yield from _files(check, commit)


def _message(check: Check[Any], commit: str) -> Iterator[str]:
    for claim in check.unit.commits:
        yield f"git log -1 --format=%B {claim.until or claim.id}"


def _files(check: Check[Any], commit: str) -> Iterator[str]:
    paths = [name for claim in check.unit.files for name in (claim.path, claim.new_path) if name]
    paths += [claim.path for claim in check.unit.deliverables]
    for path in dict.fromkeys(paths):
        yield f"git log --oneline --stat {commit} -- {_spec(path)}"
        yield f"git ls-files -- {_spec(path)}"


def _spec(path: str) -> str:
    """A path as git takes it: the end of one, for documents write paths of other machines too."""
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return shlex.quote(f":(top,glob)**/{name}")


def _history(check: Check[Any], commit: str) -> Iterator[str]:
    """Who wrote the claims down, and when."""
    path = shlex.quote(check.workflow.path)
    for line in sorted({max(claim.line, 1) for claim in check.claims}):
        yield f"git blame -L {line},{line} -- {path}"
    yield f"git log --oneline -- {path}"


def _order(check: Check[Any], commit: str) -> Iterator[str]:
    yield from _lines_of_claims(check, commit)
    own = [claim.id for claim in check.unit.commits]
    for claim in check.unit.dependencies:
        for needed in filter(None, map(check.workflow.find, claim.units)):
            yield f"sed -n {needed.line},{needed.status_claims[0].line}p {shlex.quote(check.workflow.path)}"
            if own and needed.commits:
                yield f"git merge-base --is-ancestor {needed.commits[0].id} {own[-1]} && echo before"


def _symbols(check: Check[Any], commit: str) -> Iterator[str]:
    for claim in check.unit.symbols:
        place = f" -- {_spec(claim.path)}" if claim.path else ""
        yield f"git grep -n -w -e {shlex.quote(claim.name)} {commit}{place}"


def _command(check: Check[Any], commit: str) -> Iterator[str]:
    command = check.policy.commands.get(getattr(check.settings, "command", ""))
    if command is not None:
        yield command.how_to_repeat(commit if command.at == "commit" else None)
    for name in (*getattr(check.settings, "results", ()), *getattr(check.settings, "data", ())):
        yield f"ls -l {shlex.quote(name) if '*' not in name else name}"


_WAYS: dict[str, Way] = {
    "commit": _commits,
    "scope": _commits,
    "message": _message,
    "files": _files,
    "deliverable": _files,
    "signoff": _history,
    "handoff": _history,
    "attempts": _history,
    "order": _order,
    "symbols": _symbols,
    "build": _command,
    "tests": _command,
    "coverage": _command,
}
"""By gate how its evidence is looked at; of all others the document's own lines are the evidence."""
