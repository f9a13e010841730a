"""What the commits of history did to a document: one ``git log`` follows it through its moves, its texts are blobs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.errors import DocumentError, EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.log import FIELDS, RAW, make_commit, read_log
from pytest_phasegate.evidence.git.objects import EMPTY_BLOBS, SUBMODULE_MODE, ObjectReader
from pytest_phasegate.evidence.git.program import answer_of
from pytest_phasegate.model.document_history import DocumentHistory, Edit, Snapshot, compare, snapshot
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_phasegate.evidence.git.log import Logged
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.workflow import Workflow

    Reader = Callable[[str], Workflow]

COMMITS_LIMIT = 5_000
BYTES_LIMIT = 2**27
"""How many commits of a document are looked at, and how much is read of what it was; what came before is unknown."""

_FOLLOW = ("--follow", *RAW, "--root", "--diff-merges=first-parent")


class _Version(NamedTuple):
    """A commit that changed a document's text: the blobs before and after it, None where there was nothing.

    Both are told by that commit alone: along branches that ran side by side, one cannot be told from another.
    """

    commit: Commit
    before: str | None
    after: str | None


class _Snapshots:
    """What each version of a document says, by its blob."""

    def __init__(self, objects: ObjectReader, read: Reader) -> None:
        self._objects = objects
        self._read = read
        self._known: dict[str | None, Snapshot | None] = {None: Snapshot()}
        self.size = 0

    def of(self, blob: str | None) -> Snapshot | None:
        """None for a version that cannot be read."""
        if blob is not None and blob not in self._known:
            data = self._objects.read(blob, BYTES_LIMIT)
            self.size += len(data)
            self._known[blob] = _take(data, self._read)
        return self._known[blob]


def read_document_history(
    repository: Repository,
    objects: ObjectReader,
    path: str,
    read: Reader,
    current: bytes | None,
    *,
    is_committed: bool,
) -> DocumentHistory:
    """Read the edits of a document.

    Args:
        repository: whose judged history is read.
        objects: reads its blobs.
        path: the document's place in the project.
        read: turns a version's text into a workflow; raises DocumentError.
        current: the document as it is judged, None where there is none.
        is_committed: whether ``current`` is a commit's, so that nothing in it can be uncommitted.
    """
    snapshots = _Snapshots(objects, read)
    try:
        versions, unknown = _read_versions(repository, path, snapshots)
    except EvidenceError as error:
        return DocumentHistory(unknown=repository.explain(error))
    edits, last = _compare_all(versions, snapshots, repository)
    if any(version.commit.id in repository.boundary for version in versions):
        unknown = causes.SHALLOW
    if not is_committed and current is not None:
        now = _take(current, read)
        edit = compare(last, now, None) if now else Edit(commit=None)
        if edit.units or edit.boxes or edit.reworded or edit.handed_on:
            edits.append(edit)
    return DocumentHistory(edits=tuple(reversed(edits)), unknown=unknown)


def _read_versions(repository: Repository, path: str, snapshots: _Snapshots) -> tuple[list[_Version], Unknown | None]:
    """The versions of a document, later ones first, and why earlier ones are left out, if they are."""
    if "\n" in path:
        raise UnknownError(Unknown("its name holds a line break", "rename the document"))
    if repository.head is None:
        return [], None
    options = (*_FOLLOW, f"--max-count={COMMITS_LIMIT + 1}")
    logged = list(read_log(repository, [repository.head], *options, fields=FIELDS, paths=(path,)))
    versions: list[_Version] = []
    for version in _versions(logged[:COMMITS_LIMIT]):
        snapshots.of(version.after)
        snapshots.of(version.before)
        if snapshots.size > BYTES_LIMIT:
            return versions, _too_many(len(versions))
        versions.append(version)
    return versions, _too_many(COMMITS_LIMIT) if len(logged) > COMMITS_LIMIT else None


def _too_many(limit: int) -> Unknown:
    why = f"only the last {limit} commits of the document are read"
    return Unknown(why, "waive the check, or begin a new document")


def _versions(logged: Sequence[Logged]) -> Iterator[_Version]:
    """The commits that changed the document's text.

    Where it began as a copy of another document, its history ends: what was ticked in the other is not its own.
    """
    for fields, raw in logged:
        if not raw:
            continue
        with answer_of("log"):
            old_mode, new_mode, old, new, letter = raw[0].lstrip("\n:").split(" ")
        is_copy = letter.startswith("C")
        before = None if is_copy else _blob(old_mode, old)
        after = _blob(new_mode, new)
        if before != after:
            yield _Version(make_commit(fields, None), before, after)
        if is_copy:
            return


def _blob(mode: str, id_: str) -> str | None:
    """What holds a text: no submodule, and nothing that is empty or not there (the mode is zero then)."""
    is_text = mode.strip("0") and mode != SUBMODULE_MODE and id_ not in EMPTY_BLOBS
    return id_ if is_text else None


def _compare_all(
    versions: Sequence[_Version], snapshots: _Snapshots, repository: Repository
) -> tuple[list[Edit], Snapshot]:
    """The edits, earlier ones first, and what the last version says.

    A version that cannot be read tells nothing: what came before it counts as what stood before the next.
    """
    edits: list[Edit] = []
    last = Snapshot()
    for commit, before, after in reversed(versions):
        said = snapshots.of(after)
        if said is not None:
            edit = compare(snapshots.of(before) or last, said, commit)
            edits.append(replace(edit, is_cut=commit.id in repository.boundary))
            last = said
    return edits, last


def _take(data: bytes, read: Reader) -> Snapshot | None:
    """What a version says; None where it cannot be read, nothing where there is nothing."""
    text = data.decode("utf-8", "replace")
    if not text.strip():
        return Snapshot()
    try:
        return snapshot(read(text))
    except DocumentError:
        return None
