"""What a task says it defines is defined in the file it names, and the test it says it adds is there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.places import locate
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, SymbolClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.sources import Definition, NamedTest, SourceFile


_TYPES = {"class", "interface", "enum", "struct", "trait", "protocol", "dataclass"}
_CALLABLES = {"function", "method", "fixture", "hook"}
_PYTHON = "Python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How what a task says it defines is looked for."""

    kinds: bool = field(default=True, metadata={"doc": "in Python, a class is a class and a function a function"})
    tests: bool = field(default=True, metadata={"doc": 'a task such as "Add test for the login" has its test'})
    similarity: float = field(
        default=0.6,
        metadata={"doc": "the share of the words of what is tested that a test's name must hold, from 0 to 1"},
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
        look = _look_for_test if claim.is_test else _look_for_definition
        findings.extend(look(check, claim, evidence, notes))
    return verdict_of(
        findings, looked_at=len(claims), reason=f"what {check.unit.name} says it defines is defined", notes=notes
    )


def _finding(check: Check[Settings], claim: SymbolClaim) -> Finding:
    verb = "adds a test for" if claim.is_test else f"creates the {claim.kind}"
    where = f" in {claim.path}" if claim.path else ""
    said = f"{check.unit.name} {verb} {claim.name}{where}"
    return Finding(code="symbol-missing", line=claim.line, claim=said, found="", remedy="")


def _look_for_definition(
    check: Check[Settings], claim: SymbolClaim, evidence: Evidence, notes: list[str]
) -> Iterator[Finding]:
    finding = _finding(check, claim)
    path, wrong = _place(check, claim.path or "", evidence, finding)
    if wrong is not None:
        yield wrong
        return
    source = evidence.files.source(path)
    if source is None:
        yield _no_file(finding, path, evidence)
    elif source.unknown:
        yield replace(finding, code="symbol-unknown").unseen(f"what {path} defines cannot be told", source.unknown)
    elif source.error:
        found = f"{path} does not compile, so it defines nothing: {source.error}"
        yield replace(finding, code="symbol-not-compiled", found=found, remedy=f"mend {path}")
    elif (definition := source.defines(claim.name)) is None:
        yield _not_defined(finding, claim, path, source)
    elif check.settings.kinds and source.language == _PYTHON and _is_other_kind(claim, definition):
        found = f"{path}:{definition.line} defines {claim.name} as a {definition.kind}"
        yield replace(finding, code="symbol-other-kind", found=found, remedy="correct the task, or the code")
    else:
        notes.append(f"{definition.name} is defined at {path}:{definition.line}")


def _place(check: Check[Settings], name: str, evidence: Evidence, finding: Finding) -> tuple[str, Finding | None]:
    """The path that a name leads to, or the finding on one that leads nowhere certain."""
    place = locate(evidence.files.tree(), name, check.workflow.path)
    if place.fit is Fit.OUTSIDE:
        found = f"{name} leads out of the project"
        return "", replace(finding, code="symbol-outside", found=found, remedy="name a path inside it", security=True)
    if place.fit is Fit.AMBIGUOUS:
        found = f"{name} may be any of {', '.join(place.candidates[:3])}"
        return "", replace(
            finding, code="symbol-ambiguous", found=found, remedy="write the path from the project's root"
        )
    return place.path, None


def _no_file(finding: Finding, path: str, evidence: Evidence) -> Finding:
    found = f"{path} is not in {evidence.files.tree().name}"
    return replace(finding, code="symbol-file-missing", found=found, remedy="write and commit it, or correct the path")


def _not_defined(finding: Finding, claim: SymbolClaim, path: str, source: SourceFile) -> Finding:
    names = {each.name.rpartition(".")[2]: each for each in reversed(source.definitions)}
    near = get_close_matches(claim.name.rpartition(".")[2], list(names)[:2_000], n=1, cutoff=0.6)
    hint = f"; the nearest is {near[0]} at line {names[near[0]].line}" if near else ""
    found = f"{path} defines no {claim.name}{hint}"
    return replace(finding, found=found, remedy=f"define it in {path}, or correct the name or the path in the task")


def _is_other_kind(claim: SymbolClaim, definition: Definition) -> bool:
    """Whether a class is a function or the other way round; a name bound by an assignment may be either."""
    return (claim.kind in _TYPES and definition.kind == "function") or (
        claim.kind in _CALLABLES and definition.kind == "class"
    )


def _look_for_test(
    check: Check[Settings], claim: SymbolClaim, evidence: Evidence, notes: list[str]
) -> Iterator[Finding]:
    finding, path = _finding(check, claim), ""
    if claim.path:
        path, wrong = _place(check, claim.path, evidence, finding)
        if wrong is not None:
            yield wrong
            return
    tests = [test for test in evidence.files.tests() if path in ("", test.path)]
    wanted = stems(claim.name)
    best, share = _best(wanted, tests)
    if best is not None and share >= check.settings.similarity:
        notes.append(f'the test for "{claim.name}" is {best.path}:{best.line} {best.name} ({share:.0%} of the words)')
        return
    where = f"{path} has" if path else "there is"
    hint = f"; the nearest is {best.path}:{best.line} {best.name} ({share:.0%} of the words)" if best and share else ""
    yield replace(
        finding,
        code="test-missing",
        found=f'{where} no test whose name speaks of "{claim.name}"{hint}',
        remedy="write and commit it, or name the test after what it tests",
    )


def _best(wanted: frozenset[str], tests: Iterable[NamedTest]) -> tuple[NamedTest | None, float]:
    """The test whose name and file hold most of the wanted words, the first of several, and their share."""
    best, share = None, 0.0
    for test in tests:
        held = len(wanted & test.words) / len(wanted) if wanted else 0.0
        if held > share or best is None:
            best, share = test, held
    return best, share
