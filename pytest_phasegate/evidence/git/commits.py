"""Reads commits with what they changed from one ``git log``, however many they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.program import GitError, answer_of
from pytest_phasegate.model.commits import Change, ChangeKind, Commit, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.unknown import Unknown

FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%s", "%b")
METADATA = ("--no-notes", "--no-color", "--no-decorate", "--format=" + "%x00".join(FIELDS))
CHANGES = (
    *("--raw", "--no-abbrev", "--root", "--diff-merges=first-parent", "--no-renames", "--no-relative"),
    *("--no-ext-diff", "--no-textconv", "--ignore-submodules=none"),
)
KINDS = {"A": ChangeKind.ADDED, "D": ChangeKind.DELETED}
TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)")


def read_commits(repository: Repository, ids: Sequence[str]) -> dict[str, Commit]:
    """Read present commits.

    Args:
        repository: where to read.
        ids: full ids of commits that are there; git refuses all for one that is not.

    Returns:
        The commits by id. ``changes`` is None for a commit whose parents or whose folders the clone lacks.

    Raises:
        GitError: git cannot read them.
    """
    if not ids:
        return {}
    stdin = "\n".join(ids).encode()
    command = ("log", "-z", "--no-walk=unsorted", "--stdin", *METADATA)
    try:
        output = repository.git.ask(*command, *CHANGES, stdin=stdin)
    except GitError as error:
        unseen = repository.explain(error)
        if unseen not in (causes.PARTIAL, causes.DAMAGED):
            raise
        output = repository.git.ask(*command, "--no-patch", stdin=stdin)
        return {commit.id: commit for commit in parse_log(output, repository, unseen=unseen)}
    return {commit.id: commit for commit in parse_log(output, repository)}


def parse_log(output: bytes, repository: Repository, *, unseen: Unknown | None = None) -> Iterator[Commit]:
    """Read what ``git log -z`` with ``METADATA``, and with ``CHANGES`` unless ``unseen`` says why not, prints.

    Each commit is its fields; then, for each path, modes, blobs and a letter, and the path (git-diff(1), "raw
    output format"). Everything ends with NUL.

    Raises:
        GitAnswerError: it is cut short, or something else.
    """
    parts = output.decode("utf-8", "surrogateescape").split("\0")
    position = 0
    with answer_of("log"):
        while position + len(FIELDS) < len(parts):
            fields = parts[position : position + len(FIELDS)]
            position += len(FIELDS)
            start = position
            while parts[position].startswith((":", "\n:")):
                position += 2
            why = unseen or (causes.SHALLOW if fields[0] in repository.boundary else None)
            yield make_commit(fields, None if why else parse_changes(parts[start:position], repository.prefix), why)
        if "".join(parts[position:]):
            raise ValueError("a part of a commit")


def parse_changes(parts: Sequence[str], prefix: str) -> tuple[Change, ...]:
    """Read raw changes, given as a summary and a path in turn; those outside ``prefix`` are left out.

    Raises:
        GitAnswerError: they are cut short, or something else.
    """
    with answer_of("diff"):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return tuple(_change(summary, path[len(prefix) :]) for summary, path in pairs if path.startswith(prefix))


def _change(summary: str, path: str) -> Change:
    _, mode, old, new, letter = summary.split(" ")
    kind = KINDS.get(letter[0], ChangeKind.MODIFIED)
    return Change(
        kind=kind,
        path=path,
        old=None if kind is ChangeKind.ADDED else old,
        new=None if kind is ChangeKind.DELETED else new,
        mode=mode,
    )


def parse_trailers(body: str) -> tuple[tuple[str, str], ...]:
    """The (key, value) pairs of a message's last paragraph, if it holds nothing else; see git-interpret-trailers(1)."""
    lines = body.rstrip().rpartition("\n\n")[2].splitlines()
    trailers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1].isspace() and trailers:
            key, value = trailers[-1]
            trailers[-1] = (key, f"{value} {line.strip()}")
        elif matched := TRAILER.fullmatch(line):
            trailers.append((matched[1], matched[2].strip()))
        elif not line.startswith("(cherry picked from commit "):
            return ()
    return tuple(trailers)


def make_commit(fields: Iterable[str], changes: tuple[Change, ...] | None, unseen: Unknown | None = None) -> Commit:
    """Make a commit of what ``git log`` prints for ``FIELDS``, decoded with surrogates, and of its changes."""
    id_, parents, *texts = fields
    texts = [text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for text in texts]
    author, author_mail, author_time, committer, committer_mail, commit_time, subject, body = texts
    return Commit(
        id=id_,
        parents=tuple(parents.split()),
        author=Person(author, author_mail),
        committer=Person(committer, committer_mail),
        author_time=int(author_time or 0),
        commit_time=int(commit_time or 0),
        subject=subject,
        body=body.strip("\n"),
        trailers=parse_trailers(body),
        changes=changes,
        unseen=unseen,
    )
