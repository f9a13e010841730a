"""What a phase delivers is there, committed, and holds what the phase config asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.delivered_files import file_findings, not_found, paths_of, rightly_empty
from pytest_phasegate.gates.parts.document_paths import each_deliverable
from pytest_phasegate.gates.parts.named_file import RIGHTLY_EMPTY
from pytest_phasegate.gates.parts.phase_work import linked_workflows, work_commits
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.prose import count_words, find_section, text_sections
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, DeliverableClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a done phase must deliver."""

    required: bool = setting(False, "a done phase names a file that it delivers, or the document of its work")
    paths: tuple[str, ...] = setting(
        (),
        "paths or globs that must be among the deliverables, with {document_dir}, {document} and "
        "{document_name} for the workflow document's folder, path and name without its ending",
    )
    sections: tuple[str, ...] = setting((), "titles of sections that the delivered texts must have and fill")
    least_words: int = setting(0, "how many words the delivered texts must have together")
    placeholders: bool = setting(True, "whether placeholders such as [Key points] may be left in delivered texts")
    unfinished: tuple[str, ...] = setting(
        (), "words that no deliverable may hold, such as TODO; whole words, case counts"
    )
    fields: tuple[str, ...] = setting((), "fields that a done phase must fill, such as pull request")
    may_be_empty: tuple[str, ...] = setting(
        RIGHTLY_EMPTY, "names of files that may be empty, or hold nothing that can be seen"
    )
    made: bool = setting(True, "where a phase cites its commits, they changed at least one thing it delivers")
    levels: tuple[str, ...] = setting(("phase",), "the levels of units that owe deliverables", values="levels")

    @property
    def asks(self) -> bool:
        """Whether anything is asked of units that name no deliverable."""
        return bool(self.required or self.paths or self.sections or self.least_words or self.fields)


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The deliverables that a unit names and the documents it points to; where they are owed, its status."""
    unit = asked.unit
    if unit.level is Level.DOCUMENT:
        return ()
    is_owed = asked.settings.asks and asked.is_at_level
    return (*unit.deliverables, *unit.links) or (unit.status_claims if is_owed else ())


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look each deliverable up in the judged tree and in the last commit, and read those that are texts."""
    unit, settings = check.unit, check.settings
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    paths: list[str] = []
    for claim in each_deliverable(unit.deliverables, check.workflow.path):
        located = paths_of(claim, check.workflow.path, evidence.files.tree())
        if not located:
            findings.append(not_found(check, claim, evidence.files.tree()))
        empties = rightly_empty(check, claim, located)
        for path in located:
            paths.append(path)
            findings += file_findings(check, claim, path, evidence, texts, may_be_empty=path in empties)
    if settings.made and paths and not findings:
        findings += _not_made(check, paths, evidence)
    findings += _linked_documents(check, evidence)
    if unit.level.value in settings.levels:
        findings += _owed_files(check, paths)
        findings += _owed_fields(check)
        findings += _of_texts(check, texts)
    reason = f"what {unit.name} delivers is there: {', '.join(paths[:3]) or check.claims[0].quote}"
    return verdict_of(findings, looked_at=len(paths) + len(unit.links) or len(settings.fields), reason=reason)


def _not_made(check: Check[Settings], paths: list[str], evidence: Evidence) -> Iterator[Finding]:
    """Why the unit's commits did not make what it delivers, if so; their ids are another gate's matter."""
    commits, claims = work_commits(check, evidence), check.unit.deliverables
    changed = {change.path for commit in commits for change in commit.changes or ()}
    if not commits or _is_delivered(changed, paths, claims):
        return
    line, names = claims[0].line, some_of([commit.short for commit in commits])
    named = ", ".join(claim.path for claim in claims[:3])
    if unseen := next((commit.unseen for commit in commits if commit.unseen), None):
        yield finding("deliverable-unknown", line, unit=check.unit, paths=named, commits=names).because(unseen)
    else:
        others = some_of(sorted(changed)) or "nothing"
        yield finding("deliverable-not-made", line, unit=check.unit, paths=named, commits=names, changed=others)


def _is_delivered(changed: set[str], paths: list[str], claims: tuple[DeliverableClaim, ...]) -> bool:
    """Whether one of the changed paths is delivered: by its name, in a folder, or by a pattern."""
    globs = [claim.path if claim.is_glob else f"{claim.path.rstrip('/')}/**" for claim in claims]
    return not changed.isdisjoint(paths) or any(matches(glob, path) for glob in globs for path in changed)


def _linked_documents(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """Why a document that records the unit's work does not show it done, if so."""
    unit = check.unit
    for claim, (path, workflow) in zip(unit.links, linked_workflows(check, evidence), strict=False):
        open_ = [each for each in workflow.root.units if not each.status.is_settled] if workflow else []
        more = f" (and {len(open_) - 1} more)" if len(open_) > 1 else ""
        if workflow is None:
            yield finding("linked-document", claim.line, unit=unit, path=path)
        elif open_:
            yield finding("linked-unit-open", claim.line, unit=unit, path=path, open=open_[0], more=more)


def _owed_files(check: Check[Settings], paths: list[str]) -> Iterator[Finding]:
    """The files that the phase config asks for and the unit does not name."""
    unit, settings, line = check.unit, check.settings, check.location.line
    if (settings.required or settings.sections) and not unit.deliverables and not unit.links:
        yield finding("deliverable-owed/any", line, unit=unit)
    for template in settings.paths:
        wanted = check.workflow.fill_in(template)
        if not any(matches(wanted, path) for path in paths):
            yield finding("deliverable-owed", line, unit=unit, wanted=wanted)


def _owed_fields(check: Check[Settings]) -> Iterator[Finding]:
    filled = {claim.key for claim in check.unit.fields if not is_unfilled(claim.text)}
    for key in check.settings.fields:
        if key.casefold() not in filled:
            yield finding("field-owed", check.location.line, unit=check.unit, key=key, title=key.capitalize())


def _of_texts(check: Check[Settings], texts: dict[str, str]) -> Iterator[Finding]:
    """What the delivered texts, taken together, lack."""
    unit, least = check.unit, check.settings.least_words
    if not unit.deliverables and not unit.links:
        return
    where = ", ".join(texts) or "what it delivers"
    for title in check.settings.sections:
        yield from _section(check, title, texts, where)
    number = sum(count_words(text) for text in texts.values()) if least else 0
    if number < least:
        words, line = count_of(number, "word"), check.location.line
        yield finding("deliverable-short", line, unit=unit, where=where, words=words, least=least, are=are(least))


def _section(check: Check[Settings], title: str, texts: dict[str, str], where: str) -> Iterator[Finding]:
    """That a section that is asked for is in none of the texts, or says nothing."""
    unit, line = check.unit, check.location.line
    found = {path: section for path, text in texts.items() if (section := find_section(text_sections(text), title))}
    if not found:
        yield finding("section-missing", line, unit=unit, where=where, title=title)
    elif not any(section.says_something for section in found.values()):
        path, section = next(iter(found.items()))
        yield finding("section-empty", line, unit=unit, where=where, path=path, section=section)
