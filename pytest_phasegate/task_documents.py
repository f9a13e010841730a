"""Which files of a project are task documents, what they say, and the checks that each of them makes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.all_dialects import DIALECTS, first_unread, nearest, plain_list, read_named, recognized
from pytest_phasegate.all_gates import GATES, WAIVERS
from pytest_phasegate.discovery import Places, places
from pytest_phasegate.discovery import search as search_documents
from pytest_phasegate.engine import Judge, needless_waivers, plan
from pytest_phasegate.errors import DocumentError, PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.model.check import Check
from pytest_phasegate.model.claims import Claim, Level, Status
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.unknown import Unknown, UnknownError
from pytest_phasegate.model.verdict import Answer, Finding, Verdict, verdict_of
from pytest_phasegate.model.workflow import Unit, Workflow
from pytest_phasegate.policy.lookup import phases_of, settings_for
from pytest_phasegate.text.decode import decode, show_hidden
from pytest_phasegate.text.globs import may_lie_below

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.discovery import Found, Named
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Gate
    from pytest_phasegate.model.policy import Policy, Waiver


class Search(NamedTuple):
    """How the documents of a project are found and read.

    ``tables`` are those of the run, ``named`` files that are documents whatever a policy says, and ``own_paths`` gives
    those of some paths that are this project's, not those of a project below it.
    """

    tables: Tables
    named: Named
    own_paths: Callable[[Iterable[str]], Iterable[str]]


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
        paths: the files of a tree.
        evidence: the door to the judged tree.
        search: how they are found and read.
    """
    tables, policy_places = search.tables, Places(places(policy, search.tables.dialects))
    wanted = tuple(search_documents(policy, search.own_paths(paths), search.named, tables.dialects, evidence.files))
    found: dict[str, Document] = {}
    passed_over: list[Found] = []
    for each in wanted:
        document = _found_document(each, policy, evidence, search)
        if document is not None:
            found[each.path] = document
        elif each.dialect is None and policy_places.hold(each.place):
            passed_over.append(each)
    if any(document.is_readable for document in found.values()):  # else the run ends, and says what it passed over
        found |= _unread_documents(passed_over, policy, evidence, tables.dialects)
    for folder, unknown in _hidden(found, policy_places.globs, evidence):
        found[folder] = unread(folder, unknown, policy)
    return found


def _found_document(each: Found, policy: Policy, evidence: ProjectEvidence, search: Search) -> Document | None:
    if each.unknown is not None:
        return unread(each.path, each.unknown, policy)
    is_named = each.place in search.named
    return read_one(each.path, each.dialect, policy, evidence, search.tables, place=each.place, is_named=is_named)


def _unread_documents(
    passed_over: Iterable[Found], policy: Policy, evidence: ProjectEvidence, dialects: Dialects
) -> Iterator[tuple[str, Document]]:
    """What stands for files in conventional places that claim something and that no dialect reads."""
    for each in passed_over:
        data = evidence.files.read_document(each.path)
        if data and (seen := first_unread(each.place, decode(each.path, data), dialects)):
            where = f"it lies where documents of {seen.place} do, and no dialect reads it"
            why = f"{where}, though line {seen.line} says {seen.words!r}; it looks most like {seen.nearest}"
            out = f"documents: ['!{each.path}']"
            remedy = f"write it with {dialects[seen.nearest].looks_for}; if it is no task document, write {out}"
            yield each.path, unread(each.path, Unknown(why, remedy), policy, seen.line)


def _hidden(wanted: Iterable[str], globs: Iterable[str], evidence: ProjectEvidence) -> Iterator[tuple[str, Unknown]]:
    """The folders that cannot be listed and may hold documents, but for those of which a document is known."""
    for folder, unknown in evidence.files.unlisted().items():
        is_known = any(path.startswith(f"{folder}/") for path in wanted)
        if not is_known and any(may_lie_below(glob, folder) for glob in globs):
            yield folder, unknown


def judge_of(
    documents: Mapping[str, Document], evidence: ProjectEvidence, require: Iterable[str], gates: Mapping[str, Gate]
) -> Judge:
    """The judge of all checks of some documents; ``require`` is what must be done, not pending."""
    settled = {name: verdict for each in documents.values() for name, verdict in each.settled.items()}
    checks = (check for each in documents.values() for check in each.checks if check.id not in settled)
    return Judge(checks, evidence, gates, require, settled)


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


def read_one(
    path: str,
    dialect: str | None,
    policy: Policy,
    evidence: ProjectEvidence,
    tables: Tables,
    *,
    place: str = "",
    is_named: bool = False,
) -> Document | None:
    """Read a document; None for a file that no policy calls one and no dialect recognizes.

    ``dialect`` is that of the policy's rule, None where there is no rule; ``place`` is where the file was found, if a
    link leads from there to it; ``is_named`` says that the user names it, so that a plain list of boxes is one too.
    """
    try:
        workflow = _read(path, dialect, policy, evidence, tables, place=place or path, is_named=is_named)
    except UnknownError as error:
        return unread(path, error.unknown, policy)
    except DocumentError as error:
        finding = Finding(
            code="document-unreadable",
            line=error.location.line if error.location else 0,
            claim=f"{path} is a task document",
            found=error.message,
            remedy=_remedy(path, dialect, policy, evidence, tables.dialects),
        )
        return _unreadable(path, finding, policy)
    if workflow is None:
        return None
    checks = plan(workflow, policy, tables.gates)
    settled = {}
    if waivers := needless_waivers(policy, (path,), checks):
        check = document_check(workflow, policy, WAIVERS)
        checks, settled = (check, *checks), {check.id: _needless(waivers)}
    units = sum(1 for _ in workflow.units())
    return Document(path=path, workflow=workflow, checks=checks, settled=settled, units=units)


def _remedy(path: str, dialect: str | None, policy: Policy, evidence: ProjectEvidence, dialects: Dialects) -> str:
    """What to do about a document that cannot be read: to name it is no way out where the policy names it."""
    if dialect is None:
        return "mend the document, or name the documents under documents: in the policy"
    take_out = f"take it out of documents: in {policy.source or 'the policy'}"
    if dialect in dialects and dialects[dialect].looks_for:
        return f"write it as the dialect {dialect} is written, with {dialects[dialect].looks_for}, or {take_out}"
    with suppress(DocumentError, UnknownError):
        data = evidence.files.read_document(path)
        if data is not None and (name := nearest(path, decode(path, data), dialects)):
            named = f"{{path: '{path}', dialect: {name}}}"
            return f"it looks most like {name}: if it is one of them, write {named} under documents:, else {take_out}"
    return f"mend the document, or {take_out}"


def _read(
    path: str,
    dialect: str | None,
    policy: Policy,
    evidence: ProjectEvidence,
    tables: Tables,
    *,
    place: str,
    is_named: bool,
) -> Workflow | None:
    """What a document says; None for a file that is none. Raises DocumentError for one that cannot be read."""
    data = evidence.files.read_document(path)
    if data is None:
        entry = evidence.files.tree().entry(path)
        if entry is None or (entry.kind is not EntryKind.FILE and dialect is None):
            return None
        cannot = entry.kind is EntryKind.FILE
        what = "cannot be opened" if cannot else f"is a {entry.kind.value}, not a file"
        raise DocumentError(f"the document {what}", Location(path))
    _check_name(path, Location(path))
    text = decode(path, data)
    if dialect is None:
        workflow = recognized(path, text, dialects=tables.dialects, place=place)
        if workflow is None and is_named:
            workflow = plain_list(path, text, tables.dialects)
    else:
        workflow = read_named(path, text, dialect, tables.dialects)
    if workflow is None:
        return None
    workflow = add_companions(workflow, policy, evidence.files.read_document, tables.dialects)
    for unit in workflow.units():
        _check_name(unit.key, Location(path, unit.line))
    return workflow


def _check_name(name: str, location: Location) -> None:
    """Raise DocumentError for a path or a unit's key that holds what hides, ends a line, or reorders text.

    Node ids show it escaped; a name that nobody would give by mistake does not pass for one.
    """
    if not name.isprintable() and show_hidden(name) != name:
        raise DocumentError(f"a character in the name {show_hidden(name)} cannot be seen; rename it", location)


def add_companions(
    workflow: Workflow, policy: Policy, read: Callable[[str], bytes | None], dialects: Dialects = DIALECTS
) -> Workflow:
    """The workflow with what its companions tell: a staged tree without any box or status is as done as its outcomes.

    It depends on texts alone, as listing the checks does.

    Args:
        workflow: what the document says.
        policy: what must hold; its gate ``outcomes`` names the file, and where that gate is off nothing is added.
        read: gives the content of a file of the judged tree, or None where there is none.
        dialects: those of the run.
    """
    companion = dialects[workflow.dialect].companion
    if companion is None:
        return workflow
    phases = phases_of(policy, workflow.path, workflow.root, None, workflow.dialect)
    settings = settings_for(policy.rule_layers(phases), "outcomes", GATES["outcomes"].settings)
    if settings is None:
        return workflow
    path = workflow.beside(settings.file)
    data = read(path)
    if data is None:
        return workflow
    with dialects.reading(workflow.dialect, path):
        return companion(workflow, path, data.decode("utf-8", "replace"))


def unread(path: str, unknown: Unknown, policy: Policy, line: int = 0) -> Document:
    """What stands for a document, or for a folder that may hold some, that is there and cannot be read or looked at."""
    finding = Finding(
        code="document-unreadable", line=line, claim=f"{path} is, or holds, a task document", found="", remedy=""
    )
    return _unreadable(path, finding.unseen("nothing can be told of what it claims", unknown), policy)


def _unreadable(path: str, finding: Finding, policy: Policy) -> Document:
    check = document_check(no_workflow(path, finding.line), policy, "record")
    verdict = verdict_of([finding], looked_at=1, reason="")
    return Document(path=path, workflow=check.workflow, checks=(check,), settled={check.id: verdict})


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
