"""The tests that a unit rests on ran, on its sources as they are, and passed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.fresh import Age, age_of, find_results, inputs_of, make_results
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.measures import CaseResult
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import Case, SuiteRun
    from pytest_phasegate.model.workflow import Unit

FIELD_KEYS = ("tests", "test", "named tests")
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which test results a done unit must have."""

    results: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "paths or globs of JUnit XML files, tracked by git or not; none: no tests are asked for"},
    )
    command: str = field(
        default="",
        metadata={
            "doc": "the command of the policy that makes the results; none: they are made elsewhere",
            "refers": "commands",
        },
    )
    inputs: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "globs of the files that the results rest on, ! takes files out; none: every tracked file but "
            "task documents"
        },
    )
    named: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "tests that must have passed, such as tests/test_a.py::test_b; a skipped one has not"},
    )
    least: int = field(default=1, metadata={"doc": "how many tests must have passed"})
    levels: tuple[str, ...] = field(
        default=("phase",), metadata={"doc": "the levels of units that need test results", "values": "levels"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a unit at a level for which results are asked; the tests that it names come with it."""
    unit, settings = asked.unit, asked.settings
    if not settings.results or unit.level is Level.DOCUMENT or unit.level.value not in settings.levels:
        return ()
    return unit.status_claims


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Read every file of results, and hold the tests in them against what is asked."""
    settings = check.settings
    base = Finding(
        code="tests-missing",
        line=check.location.line,
        claim=f"{check.unit.name} is {check.unit.status.value}, so its tests pass",
        found="",
        remedy=_how_to_run(check),
    )
    made = make_results(check, settings.command, evidence)
    if made.failure:
        return verdict_of(
            [replace(base, code="tests-not-run", found=made.failure, unknown=True)], looked_at=1, reason=""
        )
    paths = find_results(settings.results, evidence)
    if not paths:
        found = f"there are no test results at {', '.join(settings.results)}"
        return verdict_of([replace(base, found=found)], looked_at=1, reason="")
    runs = [evidence.results.suite_run(path) for path in paths]
    cases = [case for run in runs for case in run.cases]
    inputs = inputs_of(check, settings.inputs, settings.results)
    ages = [Age() if run.problem else age_of(run, inputs, evidence, made, run.revision) for run in runs]
    findings = [finding for run, age in zip(runs, ages, strict=True) for finding in _of_run(run, age, base)]
    findings += [*_counted(check, cases, base), *_named(check, cases, base)]
    passed = sum(case.result is CaseResult.PASSED for case in cases)
    reason = f"{count_of(passed, 'test')} passed ({', '.join(paths[:SHOWN])})"
    notes = [age.note for age in ages if age.note][:SHOWN]
    return verdict_of(findings, looked_at=len(cases) or 1, reason=reason, notes=notes)


def _how_to_run(check: Check[Settings]) -> str:
    if check.settings.command:
        return f"run {check.policy.commands[check.settings.command].how_to_repeat()}"
    return "run the tests again, and let them write their results there (pytest --junitxml=FILE)"


def _of_run(run: SuiteRun, age: Age, base: Finding) -> Iterator[Finding]:
    """Why one file of results is no proof: it cannot be read, tells of failures, or is older than its inputs."""
    if run.problem:
        found = f"{run.path} cannot be read: {run.problem}"
        yield replace(base, code="tests-unreadable", found=found, unknown=True)
        return
    failed = [case.name for case in run.cases if case.result is CaseResult.FAILED]
    if failed:
        found = f"{len(failed)} of {count_of(len(run.cases), 'test')} failed: {some_of(failed, SHOWN)} ({run.path})"
        yield replace(base, code="tests-failed", found=found, remedy="mend them, and run the tests again")
    if age.stale:
        found = f"the results in {run.path} are out of date: {age.stale}"
        yield replace(base, code="tests-stale", found=found, remedy=age.remedy or base.remedy)
    elif age.unknown:
        found = f"whether the results in {run.path} are out of date cannot be told: {age.unknown}"
        yield replace(base, code="tests-age-unknown", found=found, unknown=True)


def _counted(check: Check[Settings], cases: list[Case], base: Finding) -> Iterator[Finding]:
    """Enough tests passed: none at all, or skipped ones only, prove nothing."""
    passed = sum(case.result is CaseResult.PASSED for case in cases)
    if passed >= check.settings.least:
        return
    skipped = sum(case.result is CaseResult.SKIPPED for case in cases)
    if not cases:
        found = "no test ran"
    elif skipped == len(cases):
        found = f"all {skipped} tests were skipped" if skipped > 1 else "the only test was skipped"
    else:
        found = f"{count_of(passed, 'test')} passed, and {check.settings.least} {are(check.settings.least)} the least"
    yield replace(base, code="tests-too-few", found=found, remedy="run tests that test something")


def _named(check: Check[Settings], cases: list[Case], base: Finding) -> Iterator[Finding]:
    """The named tests that did not run, were skipped, or failed."""
    for name, line in (*((name, base.line) for name in check.settings.named), *_tests_of(check.unit)):
        hits = [case for case in cases if names_case(name, case.name)]
        wrong = [case for case in hits if case.result is not CaseResult.PASSED]
        if hits and not wrong:
            continue
        found = f"{name} was {wrong[0].result.value}" if wrong else f"{name} did not run"
        yield replace(
            base,
            code="test-not-passed",
            line=line,
            claim=f"{check.unit.name} rests on {name}",
            found=found,
            remedy="make it run and pass" if hits else "correct its name, or let it run",
        )


def _tests_of(unit: Unit) -> Iterator[tuple[str, int]]:
    """The tests that a unit names in a field, with their lines."""
    for claim in unit.fields:
        if claim.key in FIELD_KEYS:
            for word in claim.text.replace(",", " ").split():
                if "::" in word:
                    yield word.strip("`"), claim.line


def names_case(wanted: str, case: str) -> bool:
    """Whether a test as people write it (``tests/test_a.py::TestB::test_c``) is a case of a JUnit file.

    The end of the case's name is compared, whole names only; without its parameters a test stands for all of them.
    """
    path, *names = wanted.replace("\\", "/").split("::")
    folders = path.removesuffix(".py").strip("/").split("/")
    name = ".".join([*folders, *names])
    bare = case if "[" in wanted else case.partition("[")[0]
    return bare == name or bare.endswith(f".{name}") or (len(folders) > 1 and name.endswith(f".{bare}") and "." in bare)
