"""Asks ``git log`` and ``git rev-list``, and reads what they print: the only place that does, whatever is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.program import TIMEOUT, GitError, answer_of, readable
from pytest_phasegate.model.commits import Change, ChangeKind, Commit, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.evidence.git.program import Git
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.unknown import Unknown

FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%s", "%b")
RAW = ("--raw", "--no-abbrev", "--no-relative", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
"""What every command needs that compares trees, so that no setting bends what it prints."""

CHANGES = (*RAW, "--no-renames", "--root", "--diff-merges=first-parent")
_KINDS = {"A": ChangeKind.ADDED, "D": ChangeKind.DELETED}
_TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)")


class Logged(NamedTuple):
    """A commit as ``git log`` prints it: the fields asked for, and a raw line and a path for each change.

    Text is decoded with surrogates. A file that was moved or copied has two paths.
    """

    fields: list[str]
    raw: list[str]


def read_log(
    repository: Repository,
    revisions: Iterable[str],
    *options: str,
    fields: Sequence[str],
    paths: Sequence[str] = (),
    settings: Sequence[str] = (),
    timeout: float = TIMEOUT,
) -> Iterator[Logged]:
    """List commits, in the order in which git lists them.

    Args:
        repository: whose commits.
        revisions: full ids, whose ancestors are listed too; ``^`` in front leaves out that one and its ancestors.
        options: of ``git log``; ``CHANGES`` for what each commit changed.
        fields: placeholders of git-log(1) for what is wanted of each commit, the id first.
        paths: below the root, of which a commit must change one; none for all commits. Git is asked line by line: a
            path that holds a line feed is left out.
        settings: options that stand before the command.
        timeout: seconds.

    Raises:
        GitError: git cannot tell.
    """
    lines = list(revisions)
    if paths:
        lines += ["--", *(wanted := [path for path in paths if "\n" not in path])]
        if not wanted:
            return
    format_ = f"--format={'%x00'.join(fields)}"
    command = ("log", "-z", "--no-notes", "--no-color", "--no-decorate", "--stdin", format_, *options)
    stdin = "\n".join(lines).encode("utf-8", "surrogateescape")
    output = repository.git.ask(*settings, *command, stdin=stdin, timeout=timeout)
    yield from _parse(output.decode("utf-8", "surrogateescape").split("\0"), len(fields))


def _parse(parts: list[str], count: int) -> Iterator[Logged]:
    """Read commits of so many fields, each followed by pairs, or triples, of a raw line and paths."""
    position = 0
    with answer_of("log"):
        while position + count < len(parts):
            start = end = position + count
            while parts[end].startswith((":", "\n:")):
                end += 3 if parts[end].rpartition(" ")[2][0] in "RC" else 2
            yield Logged(parts[position:start], parts[start:end])
            position = end
        if "".join(parts[position:]):
            raise ValueError("a part of a commit")


def list_commits(git: Git, revisions: Iterable[str], *options: str) -> list[str]:
    """What ``git rev-list`` prints for some revisions, as for ``read_log``, line by line.

    Raises:
        GitError: git cannot tell.
    """
    return git.ask("rev-list", *options, "--stdin", stdin="\n".join(revisions).encode()).decode().splitlines()


def log_commits(
    repository: Repository, revisions: Iterable[str], *options: str, paths: Sequence[str] = ()
) -> Iterator[Commit]:
    """As ``read_log``: commits with what they changed, None where a shallow clone lacks what was before.

    Raises:
        GitError: git cannot tell.
    """
    for fields, raw in read_log(repository, revisions, *CHANGES, *options, fields=FIELDS, paths=paths):
        why = causes.SHALLOW if fields[0] in repository.boundary else None
        yield make_commit(fields, None if why else parse_changes(raw, repository.prefix), why)


def read_commits(repository: Repository, ids: Sequence[str]) -> dict[str, Commit]:
    """Present commits (full ids) by id; git refuses all for one that is not there.

    ``changes`` is None for a commit whose parents or whose folders the clone lacks.

    Raises:
        GitError: git cannot read them.
    """
    if not ids:
        return {}
    alone = "--no-walk=unsorted"
    try:
        return {commit.id: commit for commit in log_commits(repository, ids, alone)}
    except GitError as error:
        why = repository.explain(error)
        if why not in (causes.PARTIAL, causes.DAMAGED):
            raise
        listed = read_log(repository, ids, alone, "--no-patch", fields=FIELDS)
        return {fields[0]: make_commit(fields, None, why) for fields, _ in listed}


def parse_changes(raw: Sequence[str], prefix: str) -> tuple[Change, ...]:
    """Read raw changes, given as a summary and a path in turn; those outside ``prefix`` are left out.

    Raises:
        GitAnswerError: they are cut short, or something else.
    """
    with answer_of("diff"):
        pairs = zip(raw[::2], raw[1::2], strict=True)
        return tuple(_change(summary, path[len(prefix) :]) for summary, path in pairs if path.startswith(prefix))


def _change(summary: str, path: str) -> Change:
    _, mode, old, new, letter = summary.split(" ")
    kind = _KINDS.get(letter[0], ChangeKind.MODIFIED)
    return Change(
        kind=kind,
        path=path,
        old=None if kind is ChangeKind.ADDED else old,
        new=None if kind is ChangeKind.DELETED else new,
        mode=mode,
    )


def parse_trailers(body: str) -> tuple[tuple[str, str], ...]:
    """The (key, value) pairs of a message's last paragraph, if it holds nothing else; see git-interpret-trailers(1)."""
    trailers: list[tuple[str, str]] = []
    for line in body.rstrip().rpartition("\n\n")[2].splitlines():
        if line[:1].isspace() and trailers:
            key, value = trailers[-1]
            trailers[-1] = (key, f"{value} {line.strip()}")
        elif matched := _TRAILER.fullmatch(line):
            trailers.append((matched[1], matched[2].strip()))
        elif not line.startswith("(cherry picked from commit "):
            return ()
    return tuple(trailers)


def make_commit(fields: Iterable[str], changes: tuple[Change, ...] | None, unseen: Unknown | None = None) -> Commit:
    """A commit of what ``git log`` prints for ``FIELDS``, and of its changes.

    Raises:
        GitAnswerError: the fields are not those of a commit.
    """
    with answer_of("log"):
        id_, parents, *texts = fields
        author, author_mail, author_time, committer, committer_mail, commit_time, subject, body = map(readable, texts)
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
