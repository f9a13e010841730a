"""The tests that a unit rests on ran, on its sources as they are, and passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.results_age import Age, age_of, find_results, inputs_of, make_results
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.measures import CaseResult
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.words import are, count_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.measures import Case, SuiteRun
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

FIELD_KEYS = ("tests", "test", "named tests")
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which test results a done unit must have."""

    results: tuple[str, ...] = setting(
        (), "paths or globs of JUnit XML files, tracked by git or not; none: no tests are asked for"
    )
    command: str = setting(
        "", "the command of the policy that makes the results; none: they are made elsewhere", refers="commands"
    )
    inputs: tuple[str, ...] = setting(
        (),
        "globs of the files that the results rest on, ! takes files out; none: every tracked file but task documents",
    )
    named: tuple[str, ...] = setting(
        (), "tests that must have passed, such as tests/test_a.py::test_b; a skipped one has not"
    )
    least: int = setting(1, "how many tests must have passed")
    levels: tuple[str, ...] = setting(("phase",), "the levels of units that need test results", values="levels")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The status of a unit at a level for which results are asked; the tests that it names come with it."""
    return asked.unit.status_claims if asked.settings.results and asked.is_at_level else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Read every file of results, and hold the tests in them against what is asked."""
    settings, line, again = check.settings, check.location.line, _how_to_run(check)
    made = make_results(check, settings.command, evidence)
    if made.failure:
        not_run = finding("tests-not-run", line, unit=check.unit, failure=made.failure, again=again)
        return verdict_of([not_run], looked_at=1)
    paths = find_results(settings.results, evidence)
    if not paths:
        missing = finding("tests-missing", line, unit=check.unit, wanted=", ".join(settings.results), again=again)
        return verdict_of([missing], looked_at=1)
    runs = [evidence.results.suite_run(path) for path in paths]
    cases = [case for run in runs for case in run.cases]
    inputs = inputs_of(check, settings.inputs, settings.results)
    ages = [Age() if run.problem else age_of(run, inputs, evidence, made, run.revision) for run in runs]
    findings = [wrong for run, age in zip(runs, ages, strict=True) for wrong in _of_run(check, run, age)]
    findings += [*_counted(check, cases), *_named(check, cases)]
    passed = sum(run.count(CaseResult.PASSED) for run in runs)
    reason = f"{count_of(passed, 'test')} passed ({', '.join(paths[:SHOWN])})"
    notes = [age.note for age in ages if age.note][:SHOWN]
    return verdict_of(findings, looked_at=len(cases) or 1, reason=reason, notes=notes)


def _how_to_run(check: Check[Settings]) -> str:
    if check.settings.command:
        return f"run {check.policy.commands[check.settings.command].how_to_repeat()}"
    return "run the tests again, and let them write their results there (pytest --junitxml=FILE)"


def _of_run(check: Check[Settings], run: SuiteRun, age: Age) -> Iterator[Finding]:
    """Why one file of results is no proof: it cannot be read, tells of failures, or is older than its inputs."""
    unit, line, again = check.unit, check.location.line, _how_to_run(check)
    if run.problem:
        yield finding("tests-unreadable", line, unit=unit, run=run, again=again)
        return
    failed = [case.name for case in run.cases if case.result is CaseResult.FAILED]
    if failed:
        tests, names = f"{len(failed)} of {count_of(len(run.cases), 'test')}", some_of(failed, SHOWN)
        yield finding("tests-failed", line, unit=unit, run=run, tests=tests, names=names)
    if age.stale:
        yield finding("tests-stale", line, unit=unit, run=run, age=age, again=age.remedy or again)
    elif age.unknown:
        yield finding("tests-age-unknown", line, unit=unit, run=run, age=age, again=again)


def _counted(check: Check[Settings], cases: list[Case]) -> Iterator[Finding]:
    """Enough tests passed: none at all, or skipped ones only, prove nothing."""
    unit, line, least = check.unit, check.location.line, check.settings.least
    passed, skipped = (sum(case.result is each for case in cases) for each in (CaseResult.PASSED, CaseResult.SKIPPED))
    if passed >= least:
        return
    if not cases:
        yield finding("tests-too-few", line, unit=unit)
    elif skipped == len(cases):
        skips = f"all {skipped} tests were" if skipped > 1 else "the only test was"
        yield finding("tests-too-few/skipped", line, unit=unit, skips=skips)
    else:
        least_are = f"{least} {are(least)}"
        yield finding("tests-too-few/passed", line, unit=unit, passed=count_of(passed, "test"), least_are=least_are)


def _named(check: Check[Settings], cases: list[Case]) -> Iterator[Finding]:
    of_policy = ((name, check.location.line) for name in check.settings.named)
    for name, line in (*of_policy, *_tests_of(check.unit)):
        hits = [case for case in cases if names_case(name, case.name)]
        wrong = next((case for case in hits if case.result is not CaseResult.PASSED), None)
        if wrong is not None:
            yield finding("test-not-passed", line, unit=check.unit, test=name, result=wrong.result.value)
        elif not hits:
            yield finding("test-not-passed/not-run", line, unit=check.unit, test=name)


def _tests_of(unit: Unit) -> Iterator[tuple[str, int]]:
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
