"""What a phase delivers is there, committed, and holds what the phase config asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.emptiness import RIGHTLY_EMPTY, emptiness_of
from pytest_phasegate.gates.parts.patterns import each_deliverable
from pytest_phasegate.gates.parts.phase_work import linked_workflows, work_commits
from pytest_phasegate.gates.parts.places import locate
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.facts import EntryKind, Fit
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.prose import count_words, find_section, find_unfilled, text_sections
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, DeliverableClaim
    from pytest_phasegate.model.facts import Evidence, Place, Tree
    from pytest_phasegate.text.prose import TextSection

MOST_BYTES = 2 * 1024 * 1024
MOST_FILES = 500
PROSE = (".md", ".markdown", ".rst", ".txt", ".adoc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a done phase must deliver."""

    required: bool = field(
        default=False, metadata={"doc": "a done phase names a file that it delivers, or the document of its work"}
    )
    paths: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "paths or globs that must be among the deliverables, with {document_dir}, {document} and "
            "{document_name} for the workflow document's folder, path and name without its ending"
        },
    )
    sections: tuple[str, ...] = field(
        default=(), metadata={"doc": "titles of sections that the delivered texts must have and fill"}
    )
    least_words: int = field(default=0, metadata={"doc": "how many words the delivered texts must have together"})
    placeholders: bool = field(
        default=True, metadata={"doc": "whether placeholders such as [Key points] may be left in delivered texts"}
    )
    unfinished: tuple[str, ...] = field(
        default=(), metadata={"doc": "words that no deliverable may hold, such as TODO; whole words, case counts"}
    )
    fields: tuple[str, ...] = field(
        default=(), metadata={"doc": "fields that a done phase must fill, such as pull request"}
    )
    may_be_empty: tuple[str, ...] = field(
        default=RIGHTLY_EMPTY, metadata={"doc": "names of files that may be empty, or hold nothing that can be seen"}
    )
    made: bool = field(
        default=True, metadata={"doc": "where a phase cites its commits, they changed at least one thing it delivers"}
    )
    levels: tuple[str, ...] = field(
        default=("phase",), metadata={"doc": "the levels of units that owe deliverables", "values": "levels"}
    )

    @property
    def asks(self) -> bool:
        """Whether anything is asked of units that name no deliverable."""
        return bool(self.required or self.paths or self.sections or self.least_words or self.fields)


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The deliverables that a unit names and the documents it points to; where they are owed, its status."""
    unit, settings = asked.unit, asked.settings
    if unit.level is Level.DOCUMENT:
        return ()
    owed = settings.asks and unit.level.value in settings.levels
    return (*unit.deliverables, *unit.links) or (unit.status_claims if owed else ())


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look each deliverable up in the judged tree and in the last commit, and read those that are texts."""
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    paths: list[str] = []
    for claim in each_deliverable(check.unit.deliverables, check.workflow.path):
        located, wrong = _locate(check, claim, evidence)
        findings.extend(wrong)
        empties = _rightly_empty(check, claim, located)
        for path in located:
            paths.append(path)
            findings.extend(_of_file(check, claim, path, evidence, texts, may_be_empty=path in empties))
    if check.settings.made and paths and not findings:
        findings.extend(_not_made(check, paths, evidence))
    findings.extend(_links(check, evidence))
    if check.unit.level.value in check.settings.levels:
        findings.extend(_owed(check, paths))
        findings.extend(_texts(check, texts))
    count = len(paths) + len(check.unit.links)
    reason = f"what {check.unit.name} delivers is there: {', '.join(paths[:3]) or check.claims[0].text.strip()[:80]}"
    return verdict_of(findings, looked_at=count or len(check.settings.fields), reason=reason)


def _base(check: Check[Settings], claim: Claim, what: str) -> Finding:
    return Finding(code="", line=claim.line, claim=f"{check.unit.name} delivers {what}", found="", remedy="")


def _locate(
    check: Check[Settings], claim: DeliverableClaim, evidence: Evidence
) -> tuple[tuple[str, ...], list[Finding]]:
    """The paths that a claim names, or why there are none."""
    tree = evidence.files.tree()
    if claim.is_glob:
        paths = tree.glob(claim.path)[:MOST_FILES]
        return paths, [] if paths else [_no_match(check, claim, tree)]
    place = locate(tree, claim.path, check.workflow.path)
    entry = tree.entry(place.path) if place.fit not in (Fit.OUTSIDE, Fit.AMBIGUOUS) else None
    kind = entry.kind if entry else None
    if kind is EntryKind.FILE:
        return (place.path,), []
    below = tree.glob(f"{place.path}/**")[:MOST_FILES] if kind is EntryKind.DIRECTORY else ()
    return below, [] if below else [_not_found(check, claim, place, tree, is_there=entry is not None)]


def _no_match(check: Check[Settings], claim: DeliverableClaim, tree: Tree) -> Finding:
    found, remedy = f"no file of {tree.name} matches {claim.path}", "commit the files, or mend the pattern"
    return replace(_base(check, claim, claim.path), code="deliverable-missing", found=found, remedy=remedy)


def _not_found(check: Check[Settings], claim: DeliverableClaim, place: Place, tree: Tree, *, is_there: bool) -> Finding:
    """Why a name leads to no file that could be delivered."""
    base = replace(_base(check, claim, claim.path), code="deliverable-missing")
    if place.fit is Fit.OUTSIDE:
        found, remedy = f"{claim.path} leads out of the project", "name a path inside the project"
        return replace(base, code="deliverable-outside", found=found, remedy=remedy, security=True)
    if place.fit is Fit.AMBIGUOUS:
        found = f"{claim.path} may be any of {', '.join(place.candidates[:3])}"
        return replace(base, found=found, remedy="write the path from the project's root")
    near = f"; the nearest is {place.candidates[0]}" if place.candidates else ""
    found = f"{place.path} is no file with content" if is_there else f"{place.path} is not in {tree.name}{near}"
    return replace(base, found=found, remedy=f"write and commit it, or correct the path ({check.at(claim.line)})")


def _rightly_empty(check: Check[Settings], claim: DeliverableClaim, paths: tuple[str, ...]) -> set[str]:
    """The files of a claim that may be empty: beside others, or named themselves; a folder of them delivers nothing."""
    empties = {path for path in paths if path.rpartition("/")[2] in check.settings.may_be_empty}
    is_named = claim.path.replace("\\", "/").rpartition("/")[2] in check.settings.may_be_empty
    return empties if is_named or len(empties) < len(paths) else set()


def _of_file(
    check: Check[Settings],
    claim: DeliverableClaim,
    path: str,
    evidence: Evidence,
    texts: dict[str, str],
    *,
    may_be_empty: bool,
) -> Iterator[Finding]:
    """Why a delivered file is not finished; takes its text in if it is one."""
    tree, base = evidence.files.tree(), _base(check, claim, path)
    data, entry = tree.read(path, MOST_BYTES + 1), tree.entry(path)
    empty = emptiness_of(tree, path, entry) if entry is not None and not may_be_empty else ""
    if data is None or empty:
        found = f"{path} {empty or 'is no file that can be read'}"
        yield replace(base, code="deliverable-empty", found=found, remedy="write and commit it")
        return
    if not _is_committed(path, data, evidence):
        found = f"{path} lies there as the last commit does not have it"
        blind = evidence.git.revision().blind if evidence.git.revision().commit is None else None
        wrong = replace(base, code="deliverable-uncommitted", found=found, remedy=f"git add {path}, and commit it")
        yield wrong.unseen(f"whether {path} is committed cannot be told", blind) if blind else wrong
    text = _decode(data)
    if text is not None and len(data) <= MOST_BYTES:
        if path.lower().endswith(PROSE):
            texts[path] = text
        yield from _unfinished(check, base, path, text)


def _unfinished(check: Check[Settings], base: Finding, path: str, text: str) -> Iterator[Finding]:
    """The first placeholder, or word that must not be left, in a delivered text."""
    looks = path.lower().endswith(PROSE) and not check.settings.placeholders
    if unfilled := find_unfilled(text, check.settings.unfinished, is_prose=looks):
        line, what = unfilled
        found = f'{path}:{line} still holds "{what}"'
        yield replace(base, code="deliverable-unfinished", found=found, remedy=f"finish {path}")


def _is_committed(path: str, data: bytes, evidence: Evidence) -> bool:
    """Whether the last commit has a file with this content; line ends are as git keeps them."""
    commit = evidence.git.revision().commit
    if commit is None:
        return False
    tree: Tree = evidence.files.tree(commit)
    committed = tree.read(path, MOST_BYTES + 1)
    return committed is not None and committed.replace(b"\r\n", b"\n") == data.replace(b"\r\n", b"\n")


def _decode(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _not_made(check: Check[Settings], paths: list[str], evidence: Evidence) -> Iterator[Finding]:
    """Why the unit's commits did not make what it delivers, if so; their ids are another gate's matter."""
    commits, claims = work_commits(check, evidence), check.unit.deliverables
    changed = {change.path for commit in commits for change in commit.changes or ()}
    if not commits or _is_delivered(changed, paths, claims):
        return
    names = some_of([commit.short for commit in commits])
    base = _base(check, claims[0], ", ".join(claim.path for claim in claims[:3]))
    if unseen := next((commit.unseen for commit in commits if commit.unseen), None):
        yield replace(base, code="deliverable-unknown").unseen(f"what {names} changed cannot be seen", unseen)
        return
    yield replace(
        base,
        code="deliverable-not-made",
        found=f"its work is in {names}, and changed none of it, but {some_of(sorted(changed)) or 'nothing'}",
        remedy="name what these commits made, or cite the commit that made it",
    )


def _is_delivered(changed: set[str], paths: list[str], claims: tuple[DeliverableClaim, ...]) -> bool:
    """Whether one of the changed paths is delivered: by its name, in a folder, or by a pattern."""
    globs = [claim.path if claim.is_glob else f"{claim.path.rstrip('/')}/**" for claim in claims]
    return not changed.isdisjoint(paths) or any(matches(glob, path) for glob in globs for path in changed)


def _links(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """Why a document that records the unit's work does not show it done, if so."""
    for claim, (path, workflow) in zip(check.unit.links, linked_workflows(check, evidence), strict=False):
        base = replace(_base(check, claim, path), claim=f"the work of {check.unit.name} is recorded in {path}")
        if workflow is None:
            found = f"{path} is no task document that can be read"
            yield replace(base, code="linked-document", found=found, remedy="name a task document of the project")
            continue
        open_ = [unit for unit in workflow.root.units if not unit.status.is_settled]
        if open_:
            state = open_[0].status.word
            more = f" (and {len(open_) - 1} more)" if len(open_) > 1 else ""
            yield replace(
                base,
                code="linked-unit-open",
                claim=f"{check.unit.name} is {check.unit.status.value}",
                found=f"{open_[0].name} of {path} is {state} ({path}:{open_[0].line}){more}",
                remedy=f"finish it, or set {check.unit.name} back to in progress",
            )


def _owed(check: Check[Settings], paths: list[str]) -> Iterator[Finding]:
    """What the phase config asks for and the unit does not name."""
    unit, settings = check.unit, check.settings
    base = Finding(
        code="deliverable-owed",
        line=check.location.line,
        claim=f"{unit.name} is {unit.status.value}",
        found="",
        remedy='add it: "**Deliverables**: path"',
    )
    if (settings.required or settings.sections) and not unit.deliverables and not unit.links:
        yield replace(base, found=f"{unit.name} names no file that it delivers")
    for template in settings.paths:
        wanted = _fill(template, check.workflow.path)
        if not any(matches(wanted, path) for path in paths):
            yield replace(base, found=f"{unit.name} does not deliver {wanted}")
    filled = {claim.key for claim in unit.fields if not is_unfilled(claim.text)}
    for key in settings.fields:
        if key.casefold() not in filled:
            found = f"{unit.name} does not fill its field {key}"
            yield replace(base, code="field-owed", found=found, remedy=f'add "**{key.capitalize()}**: ..."')


def _fill(template: str, document: str) -> str:
    folder, _, name = document.rpartition("/")
    filled = template.replace("{document_dir}", folder or ".").replace("{document}", document)
    return filled.replace("{document_name}", name.partition(".")[0]).removeprefix("./")


def _texts(check: Check[Settings], texts: dict[str, str]) -> Iterator[Finding]:
    """What the delivered texts, taken together, lack."""
    settings, unit = check.settings, check.unit
    if not unit.deliverables and not unit.links:
        return
    where = ", ".join(texts) or "what it delivers"
    claim = f"{unit.name} delivers {where}"
    base = Finding(code="section-missing", line=check.location.line, claim=claim, found="", remedy="")
    every = {path: text_sections(text) for path, text in texts.items()} if settings.sections else {}
    for wanted in settings.sections:
        yield from _section(base, wanted, every, where)
    least = settings.least_words
    words = sum(count_words(text) for text in texts.values()) if least else 0
    if words < least:
        found = f"{where} has {count_of(words, 'word')}, and {least} {are(least)} the least"
        yield replace(base, code="deliverable-short", found=found, remedy="say what is missing")


def _section(base: Finding, wanted: str, every: dict[str, list[TextSection]], where: str) -> Iterator[Finding]:
    """Why a section that is asked for is in none of the texts, or says nothing."""
    hits = [(path, section) for path, found in every.items() if (section := find_section(found, wanted))]
    if not hits:
        yield replace(base, found=f'no section "{wanted}" is in {where}', remedy=f'write the section "{wanted}"')
    elif not any(section.says_something for _, section in hits):
        path, section = hits[0]
        found = f'the section "{section.title}" says nothing ({path}:{section.line})'
        yield replace(base, code="section-empty", found=found, remedy="write it")
