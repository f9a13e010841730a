"""Which files of a project are task documents, and the checks that each of them makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_phasegate.all_dialects import DIALECTS, SEARCHED, read_document, recognized
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.companions import add_companions
from pytest_phasegate.engine import needless_waivers, plan
from pytest_phasegate.errors import DocumentError, PolicyError
from pytest_phasegate.gates import record
from pytest_phasegate.location import Location
from pytest_phasegate.model.check import Check
from pytest_phasegate.model.claims import Claim, Level, Status
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.verdict import Answer, Finding, Verdict, verdict_of
from pytest_phasegate.model.workflow import Unit, Workflow
from pytest_phasegate.plugin.markers import WAIVERS
from pytest_phasegate.text.decode import decode
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_phasegate.evidence.gather import ProjectEvidence
    from pytest_phasegate.model.policy import Policy, Waiver


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


def read_documents(policy: Policy, evidence: ProjectEvidence, named: Iterable[str] = ()) -> dict[str, Document]:
    """Find the task documents of a project, read them, and list their checks; by path, in the order of paths.

    They are the files that the policy's ``documents`` name, or where it names none, those in the conventional places
    of each dialect that are written in one; and any file that is named on the command line and written in one. A
    document that cannot be read is there all the same: with one check, ``record``, that fails.

    Args:
        policy: what must hold.
        evidence: the door to the judged tree.
        named: paths of files that the user names.
    """
    wanted = find_documents(policy, evidence.list_paths(), named)
    documents = (read_one(path, wanted[path], policy, evidence) for path in sorted(wanted))
    return {document.path: document for document in documents if document}


def find_documents(policy: Policy, paths: Iterable[str], named: Iterable[str]) -> dict[str, str | None]:
    """The paths that may be task documents, each with the dialect of the policy's rule, None where there is no rule."""
    found = dict(_by_rule(policy, paths)) if policy.documents else dict.fromkeys(_by_place(paths))
    return {**dict.fromkeys(named), **found}


def places(policy: Policy) -> tuple[str, ...]:
    """The globs by which documents were looked for."""
    if policy.documents:
        return tuple(rule.path for rule in policy.documents)
    return tuple(dict.fromkeys(place for name in SEARCHED for place in DIALECTS[name].places))


def check_waivers(policy: Policy, documents: Mapping[str, Document]) -> None:
    """Raise PolicyError for a waiver whose document is not among those found."""
    for waiver in policy.waivers:
        path = waiver.check.split("::")[0]
        if path not in documents:
            raise PolicyError(f"the waiver is for {path}, and there is no such document", waiver.location)


def _by_rule(policy: Policy, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The paths that a document rule matches, each with the dialect of the first such rule."""
    for path in paths:
        for rule in policy.documents:
            if _fits(path, rule.path):
                yield path, rule.dialect
                break


def _by_place(paths: Iterable[str]) -> Iterator[str]:
    globs = {place for name in SEARCHED for place in DIALECTS[name].places}
    return (path for path in paths if any(_fits(path, glob) for glob in globs))


def _fits(path: str, glob: str) -> bool:
    """Whether a path fits a glob; most globs end with a plain name, and most paths do not end with that."""
    name = glob.rpartition("/")[2]
    return (path.endswith(name) or any(sign in name for sign in "*?{") or not name) and matches(glob, path)


def read_one(path: str, dialect: str | None, policy: Policy, evidence: ProjectEvidence) -> Document | None:
    """Read a document; None for a file that no policy calls one and no dialect recognizes.

    ``dialect`` is that of the policy's rule, None where there is no rule.
    """
    is_ruled = dialect is not None
    data = evidence.read_document(path)
    if data is None:
        entry = evidence.tree().entry(path)
        if entry is None or (entry.kind is not EntryKind.FILE and not is_ruled):
            return None
        return _unreadable(path, DocumentError(_why_unread(entry.kind), Location(path)), policy)
    try:
        text = decode(path, data)
        workflow = read_document(path, text, dialect) if dialect is not None else recognized(path, text)
        if workflow is None:
            return None
        workflow = add_companions(workflow, policy, evidence.read_document)
    except DocumentError as error:
        return _unreadable(path, error, policy)
    checks = plan(workflow, policy, GATES)
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


def _unreadable(path: str, error: DocumentError, policy: Policy) -> Document:
    line = error.location.line if error.location else 0
    workflow = no_workflow(path, line)
    check = document_check(workflow, policy, record.KIND)
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
