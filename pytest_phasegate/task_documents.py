"""Which files of a project are task documents, what they say, and the checks that each of them makes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.all_dialects import DIALECTS, nearest, read_document, recognized
from pytest_phasegate.all_gates import GATES, WAIVERS
from pytest_phasegate.engine import Judge, needless_waivers, plan
from pytest_phasegate.errors import DocumentError, PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.model.check import Check
from pytest_phasegate.model.claims import Claim, Level, Status
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.unknown import UnknownError
from pytest_phasegate.model.verdict import Answer, Finding, Verdict, verdict_of
from pytest_phasegate.model.workflow import Unit, Workflow
from pytest_phasegate.policy.lookup import phases_of, settings_for
from pytest_phasegate.text.decode import decode, show_hidden
from pytest_phasegate.text.globs import matches, may_lie_below

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Gate
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
        paths: the files of a tree.
        evidence: the door to the judged tree.
        search: how they are found and read.
    """
    dialects = search.tables.dialects
    wanted = find_documents(policy, search.own_paths(paths), search.named, dialects)
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
        workflow = _read(path, dialect, policy, evidence, tables)
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


def _read(path: str, dialect: str | None, policy: Policy, evidence: ProjectEvidence, tables: Tables) -> Workflow | None:
    """What a document says; None for a file that is none. Raises DocumentError for one that cannot be read."""
    data = evidence.files.read_document(path)
    if data is None:
        entry = evidence.files.tree().entry(path)
        if entry is None or (entry.kind is not EntryKind.FILE and dialect is None):
            return None
        raise DocumentError(
            _UNREAD.get(entry.kind) or f"the document is a {entry.kind.value}, not a file", Location(path)
        )
    _check_name(path, Location(path))
    text = decode(path, data)
    if dialect is None:
        workflow = recognized(path, text, dialects=tables.dialects)
    else:
        workflow = read_document(path, text, dialect, tables.dialects)
    if workflow is None:
        return None
    workflow = add_companions(workflow, policy, evidence.files.read_document, tables.dialects)
    for unit in workflow.units():
        _check_name(unit.key, Location(path, unit.line))
    return workflow


_UNREAD = {
    EntryKind.SYMLINK: "the document is a symlink, and symlinks are not followed",
    EntryKind.FILE: "the document cannot be opened",
}


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


def unread(path: str, unknown: Unknown, policy: Policy) -> Document:
    """What stands for a document, or for a folder that may hold some, that is there and cannot be looked at."""
    finding = Finding(
        code="document-unreadable", line=0, claim=f"{path} is, or holds, a task document", found="", remedy=""
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
