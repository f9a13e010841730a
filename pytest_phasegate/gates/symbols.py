"""What a task says it defines is defined in the file it names, and the test it says it adds is there."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, SymbolClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.sources import Definition, NamedTest, SourceFile
    from pytest_phasegate.model.verdict import Finding


_TYPES = {"class", "interface", "enum", "struct", "trait", "protocol", "dataclass"}
_CALLABLES = {"function", "method", "fixture", "hook"}
_PYTHON = "Python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How what a task says it defines is looked for."""

    kinds: bool = setting(True, "in Python, a class is a class and a function a function")
    tests: bool = setting(False, 'a task such as "Add test for the login" has a test whose name says so')
    similarity: float = setting(
        0.6, "the share of the words of what is tested that a test's name must hold, from 0 to 1"
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """What the unit itself says that it defines or tests."""
    return tuple(claim for claim in asked.unit.symbols if asked.settings.tests or not claim.is_test)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for each definition in the judged tree."""
    findings: list[Finding] = []
    notes: list[str] = []
    claims = [claim for claim in check.unit.symbols if check.settings.tests or not claim.is_test]
    for claim in claims:
        place = locate(evidence.files.tree(), claim.path or "", check.workflow.path)
        says, is_anywhere = _says(check, claim), claim.is_test and not claim.path
        if place.fit is Fit.OUTSIDE and not is_anywhere:
            findings.append(finding("symbol-outside", claim.line, says=says, file=claim.path))
        elif place.fit is Fit.AMBIGUOUS and not is_anywhere:
            candidates = ", ".join(place.candidates[:3])
            findings.append(finding("symbol-ambiguous", claim.line, says=says, file=claim.path, candidates=candidates))
        else:
            look = _look_for_test if claim.is_test else _look_for_definition
            findings.extend(look(check, claim, place.path, evidence, notes))
    reason = f"what {check.unit.name} says it defines is defined"
    return verdict_of(findings, looked_at=len(claims), reason=reason, notes=notes)


def _says(check: Check[Settings], claim: SymbolClaim) -> str:
    verb = "adds a test for" if claim.is_test else f"creates the {claim.kind}"
    where = f" in {claim.path}" if claim.path else ""
    return f"{check.unit.name} {verb} {claim.name}{where}"


def _look_for_definition(
    check: Check[Settings], claim: SymbolClaim, path: str, evidence: Evidence, notes: list[str]
) -> Iterator[Finding]:
    line, says, name = claim.line, _says(check, claim), claim.name
    source = evidence.files.source(path)
    if source is None:
        yield finding("symbol-file-missing", line, says=says, path=path, tree=evidence.files.tree())
    elif source.unknown:
        yield finding("symbol-unknown", line, says=says, path=path).because(source.unknown)
    elif source.error:
        yield finding("symbol-not-compiled", line, says=says, path=path, error=source.error)
    elif (definition := source.defines(name)) is None:
        yield finding("symbol-missing", line, says=says, path=path, name=name, hint=_nearest(name, source))
    elif check.settings.kinds and source.language == _PYTHON and _is_other_kind(claim, definition):
        yield finding("symbol-other-kind", line, says=says, path=path, name=name, definition=definition)
    else:
        notes.append(f"{definition.name} is defined at {path}:{definition.line}")


def _nearest(name: str, source: SourceFile) -> str:
    names = {each.name.rpartition(".")[2]: each for each in reversed(source.definitions)}
    near = get_close_matches(name.rpartition(".")[2], list(names)[:2_000], n=1, cutoff=0.6)
    return f"; the nearest is {near[0]} at line {names[near[0]].line}" if near else ""


def _is_other_kind(claim: SymbolClaim, definition: Definition) -> bool:
    """Whether a class is a function or the other way round; a name bound by an assignment may be either."""
    return (claim.kind in _TYPES and definition.kind == "function") or (
        claim.kind in _CALLABLES and definition.kind == "class"
    )


def _look_for_test(
    check: Check[Settings], claim: SymbolClaim, path: str, evidence: Evidence, notes: list[str]
) -> Iterator[Finding]:
    tests = [test for test in evidence.files.tests() if not claim.path or path == test.path]
    best, share = _best(stems(claim.name), tests)
    told = f"{best.path}:{best.line} {best.name} ({share:.0%} of the words)" if best else ""
    if best is not None and share >= check.settings.similarity:
        notes.append(f'the test for "{claim.name}" is {told}')
        return
    where = f"{path} has" if claim.path else "there is"
    hint = f"; the nearest is {told}" if best and share else ""
    yield finding("test-missing", claim.line, says=_says(check, claim), where=where, name=claim.name, hint=hint)


def _best(wanted: frozenset[str], tests: Iterable[NamedTest]) -> tuple[NamedTest | None, float]:
    """The test whose name and file hold most of the wanted words, the first of several, and their share."""
    best, share = None, 0.0
    for test in tests:
        held = len(wanted & test.words) / len(wanted) if wanted else 0.0
        if held > share or best is None:
            best, share = test, held
    return best, share
