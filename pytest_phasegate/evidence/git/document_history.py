"""Reads what the commits of history did to a document, from one ``git log`` that follows it through its moves."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_phasegate.errors import DocumentError, EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.commits import FIELDS, METADATA, make_commit
from pytest_phasegate.evidence.git.program import GitError, answer_of
from pytest_phasegate.model.document_history import DocumentHistory, Edit, Snapshot, compare, snapshot
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.workflow import Workflow

    Reader = Callable[[str], Workflow]

VERSION_LIMITS = (5_000, 500, 50)
"""How many commits of a document are read; fewer where those print more than ``OUTPUT_LIMIT``."""

OUTPUT_LIMIT = 2**27

# Each change is shown with the whole text around it (git-diff(1), "-U"), so that what a document said before and after
# a commit is read from that commit alone: along branches that ran side by side, one cannot be counted from another.
_PATCH = (
    *("--patch", "--unified=1000000000", "--root", "--diff-merges=first-parent", "--full-index", "--text"),
    *("--no-ext-diff", "--no-textconv", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/"),
    *("--output-indicator-new=+", "--output-indicator-old=-", "--output-indicator-context= "),
)
_HEADERS = (
    *(b"diff --git ", b"old mode ", b"new mode ", b"deleted file mode ", b"new file mode ", b"copy from ", b"copy to "),
    *(b"rename from ", b"rename to ", b"similarity index ", b"dissimilarity index ", b"index ", b"--- ", b"+++ "),
)
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")


@dataclass(slots=True)
class _Version:
    """A commit of the document: its text before and after, None where the commit left the text alone.

    ``is_cut`` says that its parents are not in the clone.
    """

    commit: Commit
    before: str | None = None
    after: str | None = None
    is_copy: bool = False
    is_cut: bool = False


def read_document_history(
    repository: Repository, path: str, read: Reader, current: bytes | None, *, is_committed: bool
) -> DocumentHistory:
    """Read the edits of a document.

    Args:
        repository: whose judged history is read.
        path: the document's place in the project.
        read: turns a version's text into a workflow; raises DocumentError.
        current: the document as it is judged, None where there is none.
        is_committed: whether ``current`` is a commit's, so that nothing in it can be uncommitted.
    """
    try:
        versions, unknown = _read_versions(repository, path)
    except EvidenceError as error:
        return DocumentHistory(unknown=repository.explain(error))
    if any(version.is_cut for version in versions):
        unknown = causes.SHALLOW
    edits, last = _compare_all(versions, read)
    if not is_committed and current is not None:
        now = _snapshot(current.decode("utf-8", "replace"), read)
        edit = compare(last, now, None) if now else Edit(commit=None)
        if edit.units or edit.boxes or edit.reworded or edit.handed_on:
            edits.append(edit)
    return DocumentHistory(edits=tuple(reversed(edits)), unknown=unknown)


def _read_versions(repository: Repository, path: str) -> tuple[list[_Version], Unknown | None]:
    """The commits of a document, later ones first, and why earlier ones are left out, if they are.

    Raises:
        GitError: git cannot tell.
    """
    if repository.head is None:
        return [], None
    if "\n" in path:
        raise UnknownError(Unknown("its name holds a line break", "rename the document"))
    stdin = f"{repository.head}\n--\n{path}\n".encode("utf-8", "surrogateescape")
    command = ("log", "-z", "--follow", "--stdin", *METADATA, *_PATCH)
    for limit in VERSION_LIMITS:
        try:
            output = repository.git.ask(*command, f"--max-count={limit + 1}", stdin=stdin, limit=OUTPUT_LIMIT)
        except GitError:
            if limit == VERSION_LIMITS[-1]:
                raise
            continue
        with answer_of("log"):
            versions = list(parse_versions(output, repository.boundary))
        return versions[:limit], _too_many(limit) if len(versions) > limit else None
    raise AssertionError("the last limit returns or raises")


def _too_many(limit: int) -> Unknown:
    why = f"only the last {limit} commits of the document are read"
    return Unknown(why, "waive the check, or begin a new document")


def parse_versions(output: bytes, boundary: Collection[str] = ()) -> Iterator[_Version]:
    """Read what ``git log -z --follow`` prints for ``METADATA`` and ``_PATCH``, later commits first.

    Where a document began as a copy of another one, its history ends: what was ticked in the other is not its own.
    ``boundary`` are the commits whose parents a shallow clone has left out.
    """
    copied: _Version | None = None
    position = 0
    while position < len(output):
        fields = []
        for _ in FIELDS:
            end = output.index(b"\0", position)
            fields.append(output[position:end].decode("utf-8", "surrogateescape"))
            position = end + 1
        version = _Version(make_commit(fields, None), is_cut=fields[0] in boundary)
        if output[position : position + 1] == b"\n":
            position = _read_patch(output, position + 1, version)
        if copied is not None:
            copied.after = version.after
            yield copied
            return
        if version.is_copy:
            version.before = None
            if version.after is None:  # an exact copy: its text is that of the version before it
                copied = version
                continue
            yield version
            return
        yield version
    if copied is not None:
        yield copied


def _read_patch(output: bytes, position: int, version: _Version) -> int:
    """Read a commit's patch into its version; returns the index behind it."""
    before: list[bytes] = []
    after: list[bytes] = []
    seen = False
    while True:
        line, following = _line(output, position)
        if hunk := _HUNK.match(line):
            seen = True
            position = _read_hunk(output, following, int(hunk[1] or 1), int(hunk[2] or 1), before, after)
        elif line.startswith(_HEADERS) or line.startswith(b"\\ "):
            version.is_copy = version.is_copy or line.startswith(b"copy from ")
            position = following
        else:
            break
    if seen:
        version.before, version.after = _text(before), _text(after)
    return position


def _read_hunk(output: bytes, position: int, old: int, new: int, before: list[bytes], after: list[bytes]) -> int:
    """Read as many lines as a hunk has before (``old``) and after (``new``); returns the index behind them."""
    while old > 0 or new > 0:
        line, position = _line(output, position)
        sign = line[:1]
        if sign in (b" ", b"", b"-"):  # some settings leave the blank out of an empty line
            before.append(line[1:])
            old -= 1
        if sign in (b" ", b"", b"+"):
            after.append(line[1:])
            new -= 1
    return position


def _line(output: bytes, position: int) -> tuple[bytes, int]:
    end = output.find(b"\n", position)
    end = len(output) if end < 0 else end
    return output[position:end], end + 1


def _text(lines: Iterable[bytes]) -> str:
    return b"\n".join(lines).decode("utf-8", "replace")


def _compare_all(versions: list[_Version], read: Reader) -> tuple[list[Edit], Snapshot]:
    """The edits, earlier ones first, and what the last version says.

    A version that cannot be read tells nothing: what came before it counts as what stood before the next.
    """
    edits: list[Edit] = []
    last = Snapshot()
    text: str | None = None
    for version in reversed(versions):
        if version.after is None:
            continue
        after = _snapshot(version.after, read)
        before = last if version.before == text else _snapshot(version.before or "", read)
        if after is not None:
            edits.append(replace(compare(before or last, after, version.commit), is_cut=version.is_cut))
            last = after
        text = version.after if after is not None else text
    return edits, last


def _snapshot(text: str, read: Reader) -> Snapshot | None:
    """What a version says; None where it cannot be read, nothing where there is nothing."""
    if not text.strip():
        return Snapshot()
    try:
        return snapshot(read(text))
    except DocumentError:
        return None
