"""Which files of a project are task documents, and the checks that each of them makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.all_dialects import read_document, recognized
from pytest_phasegate.all_gates import WAIVERS
from pytest_phasegate.companions import add_companions
from pytest_phasegate.engine import needless_waivers, plan
from pytest_phasegate.errors import DocumentError, PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.model.check import Check
from pytest_phasegate.model.claims import Claim, Level, Status
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.unknown import UnknownError
from pytest_phasegate.model.verdict import Answer, Finding, Verdict, verdict_of
from pytest_phasegate.model.workflow import Unit, Workflow
from pytest_phasegate.plugin.node_names import check_name
from pytest_phasegate.text.decode import decode
from pytest_phasegate.text.globs import matches, may_lie_below

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.policy import Policy, Waiver
    from pytest_phasegate.model.unknown import Unknown

Named = Mapping[str, "str | None"]
"""Paths that are documents whatever a policy says, each with its dialect, None where only its text tells that."""


class Search(NamedTuple):
    """How the documents of a project are found and read.

    ``tables`` are those of the run, ``named`` files that are documents whatever a policy says, and ``own_paths`` gives
    those of some paths that are this project's, not those of a project below it.
    """

    tables: Tables
    named: Named
    own_paths: Callable[[Iterable[str]], Iterable[str]]


OUT = "!"
"""What a rule of the policy's ``documents`` begins with that takes paths out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A task document with the checks it makes, by its path relative to the root.

    ``settled`` are verdicts, by check id, that stand before any evidence is asked: the document cannot be read, or
    a waiver names no check of it. ``units`` counts its units.
    """

    path: str
    workflow: Workflow
    checks: tuple[Check[Any], ...]
    settled: Mapping[str, Verdict] = field(default_factory=dict)
    units: int = 0

    @property
    def is_readable(self) -> bool:
        """Whether the document could be read."""
        return bool(self.workflow.dialect)


def read_documents(
    policy: Policy, paths: Iterable[str], evidence: ProjectEvidence, search: Search
) -> dict[str, Document]:
    """Find the task documents of a project, read them, and list their checks; by path, in the order of paths.

    They are the files that the policy's ``documents`` name, or where it names none, those in the conventional places
    of each dialect that are written in one; and any file that is named on the command line and written in one. A
    document that cannot be read is there all the same: with one check, ``record``, that fails.

    Args:
        policy: what must hold.
        paths: the files that may be documents.
        evidence: the door to the judged tree.
        search: how they are found and read.
    """
    dialects = search.tables.dialects
    wanted = find_documents(policy, paths, search.named, dialects)
    documents = (read_one(path, wanted[path], policy, evidence, search.tables) for path in sorted(wanted))
    unlisted = _hidden(wanted, places(policy, dialects), evidence)
    hidden = (unread(path, unknown, policy) for path, unknown in unlisted)
    return {document.path: document for document in (*documents, *hidden) if document}


def _hidden(wanted: Iterable[str], globs: Iterable[str], evidence: ProjectEvidence) -> Iterator[tuple[str, Unknown]]:
    """The folders that cannot be listed and may hold documents, but for those of which a document is known."""
    for folder, unknown in evidence.files.unlisted().items():
        is_known = any(path.startswith(f"{folder}/") for path in wanted)
        if not is_known and any(may_lie_below(glob, folder) for glob in globs):
            yield folder, unknown


def find_documents(policy: Policy, paths: Iterable[str], named: Named, dialects: Dialects) -> dict[str, str | None]:
    """The paths that may be task documents, each with the dialect of the rule that names it, None where none does."""
    has_rules = any(not rule.path.startswith(OUT) for rule in policy.documents)
    found = dict(by_rule(policy, paths)) if has_rules else dict.fromkeys(_by_place(paths, dialects))
    kept = {path: dialect or named.get(path) for path, dialect in found.items() if not is_taken_out(policy, path)}
    return {**named, **kept}


def is_taken_out(policy: Policy, path: str) -> bool:
    """Whether the policy takes a path out: no document is there, and no policy of this run."""
    return any(rule.path.startswith(OUT) and matches(rule.path[len(OUT) :], path) for rule in policy.documents)


def places(policy: Policy, dialects: Dialects) -> tuple[str, ...]:
    """The globs by which documents were looked for."""
    if rules := tuple(rule.path for rule in policy.documents if not rule.path.startswith(OUT)):
        return rules
    return tuple(dict.fromkeys(place for name in dialects.searched for place in dialects[name].places))


def check_waivers(policy: Policy, documents: Container[str], others: Container[str] = ()) -> None:
    """Raise PolicyError for a waiver whose document is not among those that this policy judges.

    Args:
        policy: what must hold.
        documents: the paths of those documents.
        others: those that another policy of the run judges.
    """
    for waiver in policy.waivers:
        path = waiver.check.split("::")[0]
        if path not in documents:
            what = "another policy judges that: move it there" if path in others else "there is no such document"
            raise PolicyError(f"the waiver is for {path}, and {what}", waiver.location)


def by_rule(policy: Policy, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The paths that a document rule matches, each with the dialect of the first such rule."""
    for path in paths:
        for rule in policy.documents:
            if not rule.path.startswith(OUT) and _fits(path, rule.path):
                yield path, rule.dialect
                break


def _by_place(paths: Iterable[str], dialects: Dialects) -> Iterator[str]:
    globs = {place for name in dialects.searched for place in dialects[name].places}
    return (path for path in paths if any(_fits(path, glob) for glob in globs))


def _fits(path: str, glob: str) -> bool:
    """Whether a path fits a glob; most globs end with a plain name, and most paths do not end with that."""
    name = glob.rpartition("/")[2]
    return (path.endswith(name) or any(sign in name for sign in "*?{") or not name) and matches(glob, path)


def read_one(
    path: str, dialect: str | None, policy: Policy, evidence: ProjectEvidence, tables: Tables
) -> Document | None:
    """Read a document; None for a file that no policy calls one and no dialect recognizes.

    ``dialect`` is that of the policy's rule, None where there is no rule.
    """
    try:
        return _read(path, dialect, policy, evidence, tables)
    except UnknownError as error:
        return unread(path, error.unknown, policy)


def _read(path: str, dialect: str | None, policy: Policy, evidence: ProjectEvidence, tables: Tables) -> Document | None:
    is_ruled = dialect is not None
    data = evidence.files.read_document(path)
    if data is None:
        entry = evidence.files.tree().entry(path)
        if entry is None or (entry.kind is not EntryKind.FILE and not is_ruled):
            return None
        return _unreadable(path, DocumentError(_why_unread(entry.kind), Location(path)), policy)
    try:
        check_name(path, Location(path))
        text = decode(path, data)
        if dialect is None:
            workflow = recognized(path, text, dialects=tables.dialects)
        else:
            workflow = read_document(path, text, dialect, tables.dialects)
        if workflow is None:
            return None
        workflow = add_companions(workflow, policy, evidence.files.read_document, tables.dialects)
        for unit in workflow.units():
            check_name(unit.key, Location(path, unit.line))
    except DocumentError as error:
        return _unreadable(path, error, policy)
    checks = plan(workflow, policy, tables.gates)
    units = sum(1 for _ in workflow.units())
    document = partial(Document, path=path, workflow=workflow, units=units)
    waivers = needless_waivers(policy, (path,), checks)
    if not waivers:
        return document(checks=checks)
    check = document_check(workflow, policy, WAIVERS)
    return document(checks=(check, *checks), settled={check.id: _needless(waivers)})


def _why_unread(kind: EntryKind) -> str:
    if kind is EntryKind.SYMLINK:
        return "the document is a symlink, and symlinks are not followed"
    return "the document cannot be opened" if kind is EntryKind.FILE else f"the document is a {kind.value}, not a file"


def unread(path: str, unknown: Unknown, policy: Policy) -> Document:
    """What stands for a document, or for a folder that may hold some, that is there and cannot be looked at."""
    workflow = no_workflow(path)
    check = document_check(workflow, policy, "record")
    finding = Finding(
        code="document-unreadable", line=0, claim=f"{path} is, or holds, a task document", found="", remedy=""
    ).unseen("nothing can be told of what it claims", unknown)
    verdict = verdict_of([finding], looked_at=1, reason="")
    return Document(path=path, workflow=workflow, checks=(check,), settled={check.id: verdict})


def _unreadable(path: str, error: DocumentError, policy: Policy) -> Document:
    line = error.location.line if error.location else 0
    workflow = no_workflow(path, line)
    check = document_check(workflow, policy, "record")
    finding = Finding(
        code="document-unreadable",
        line=line,
        claim=f"{path} is a task document",
        found=error.message,
        remedy="mend the document, or name the documents under documents: in the policy",
    )
    verdict = verdict_of([finding], looked_at=1, reason="")
    return Document(path=path, workflow=workflow, checks=(check,), settled={check.id: verdict})


def no_workflow(path: str, line: int = 0) -> Workflow:
    """What stands for the words of a document that cannot be read."""
    root = Unit(level=Level.DOCUMENT, id="", key="", title=path, line=line, end=line, status=Status.PENDING)
    return Workflow(path=path, dialect="", root=root)


def document_check(workflow: Workflow, policy: Policy, kind: str) -> Check[Any]:
    """A check on the document as a whole that no gate judges."""
    location = Location(workflow.path, workflow.root.line)
    return Check(
        id=f"{workflow.path}::{kind}",
        gate=kind,
        workflow=workflow,
        unit=workflow.root,
        policy=policy,
        phases=(),
        settings=None,
        location=location,
        claims=(Claim(line=location.line, text=workflow.path),),
    )


def _needless(waivers: Iterable[Waiver]) -> Verdict:
    findings = [
        Finding(
            code="waiver-unknown-check",
            line=0,
            claim=f"{waiver.location} waives {waiver.check}",
            found=f"the document makes no check {waiver.check}",
            remedy=f"take the waiver out, or name the check as pytest --phasegate --co -q does ({waiver.location})",
        )
        for waiver in waivers
    ]
    first = findings[0].found + (f" (and {len(findings) - 1} more)" if len(findings) > 1 else "")
    return Verdict(answer=Answer.FAILED, reason=first, findings=tuple(findings), looked_at=len(findings))
