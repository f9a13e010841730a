"""Lies on what commands and results say: builds that fail, tests that did not run, lines that no test reaches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.lies.bases import EXAMPLE
from benchmarks.lies.history import Aged
from benchmarks.lies.kind import lie
from benchmarks.lies.kinds.commits import cited
from benchmarks.lies.kinds.documents import DONE, Expected_at
from benchmarks.lies.kinds.files import line_of, pick_work
from benchmarks.lies.kinds.order import in_done
from benchmarks.lies.kinds.pipelines import FLOW, at_phase, commit_that
from benchmarks.lies.project import NoPlaceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.lies.project import Expected, Project

BUILD = (
    f"commands:\n  build: {{run: ['{sys.executable}', build.py], timeout: 20s}}\ngates:\n  build: {{command: build}}\n"
)
SHORT = BUILD.replace("20s", "3s")


def builds(project: Project) -> None:
    """A program that builds, from the first commit on."""
    project.history.commits[0].files["build.py"] = "print('built')\n"


def built_by(project: Project, program: str) -> Expected:
    """Let another program build, from the first commit on."""
    project.history.commits[0].files["build.py"] = program
    return every_unit(project)


def every_unit(project: Project) -> Expected:
    """The headings of all done batches and phases."""
    return project.expect(*project.all(DONE))


@lie("build-failed", "batches", policy=BUILD, prepare=builds)
def a_build_that_fails(project: Project) -> Expected:
    """A batch is done, and the build fails."""
    return built_by(project, f"raise SystemExit({project.random.randint(1, 99)})\n")


@lie("build-timeout", "batches", policy=SHORT, prepare=builds)
def a_build_without_end(project: Project) -> Expected:
    """A batch is done, and the build does not end."""
    return built_by(project, "import time\ntime.sleep(60)\n")


@lie("build-flooded", "batches", policy=BUILD, prepare=builds)
def a_build_that_prints_without_end(project: Project) -> Expected:
    """A batch is done, and the build prints without end."""
    return built_by(project, "while True:\n    print('x' * 60_000)\n")


@lie("build-changed-files", "batches", policy=BUILD, prepare=builds)
def a_build_that_changes_files(project: Project) -> Expected:
    """A batch is done, and the build changes files that git tracks."""
    return built_by(project, "open('README.md', 'w').write('changed')\n")


@lie("build-not-run", "batches", policy=BUILD, prepare=builds)
def a_build_of_no_program(project: Project) -> Expected:
    """A batch is done, and the program that builds is not there."""
    project.edit("phasegate.yaml", sys.executable, "no-such-program-anywhere")
    return every_unit(project)


@lie(
    "build-no-commit commit-missing", "batches", policy=BUILD.replace("timeout", "at: commit, timeout"), prepare=builds
)
def a_build_of_no_commit(project: Project) -> Expected:
    """A batch is to be built at its commit, and cites none."""
    place = cited(project)
    project.replace(place, r": `.*`", ": [pending]")
    return project.expect(project.above(place, "^## "))


@lie("command-refused", "batches", policy=BUILD, prepare=builds)
def a_build_of_a_danger(project: Project) -> Expected:
    """A batch that is to be built names a file outside of the project."""
    work = pick_work(project, "create", "modify")
    place = project.replace(line_of(project, work), "`src/", "`../../../../../there/")
    return project.expect(project.above(place, "^## "))


def against_the_plan(project: Project) -> None:
    """A program that builds, and the run held against the commit before the last."""
    builds(project)
    project.history.add("chore: the last", {"README.md": "# The last\n"})
    project.base = project.history.commits[-2].name


@lie("command-changed", "batches", policy=BUILD, prepare=against_the_plan)
def a_build_of_the_pull_request(project: Project) -> Expected:
    """A pull request changes the command that builds."""
    text = project.text("phasegate.yaml").replace("build.py]", "build.py, fast]")
    project.history.add("chore: build faster", {"phasegate.yaml": text})
    return every_unit(project)


TESTS = "gates:\n  tests: {results: [junit.xml], levels: [batch]}\n"
CASE = '<testcase classname="tests.test_it" name="test_{}" file="tests/test_it.py">{}</testcase>'


def junit(*inner: str, head: str = "") -> str:
    """Test results: of each test what stands in its element."""
    cases = "".join(CASE.format(number, each) for number, each in enumerate(inner))
    return f'<testsuites><testsuite name="it" tests="{len(inner)}">{head}{cases}</testsuite></testsuites>\n'


def tested(project: Project) -> None:
    """Results of three tests that passed."""
    project.history.loose["junit.xml"] = junit("", "", "")


def results(code: str, make: Callable[[Project], str | None], name: str, says: str) -> None:
    """A kind of lie in the results of tests."""

    def plant(project: Project) -> Expected:
        text = make(project)
        if text is None:
            del project.history.loose["junit.xml"]
        else:
            project.history.loose["junit.xml"] = text
        return every_unit(project)

    plant.__name__, plant.__doc__ = name, says
    lie(code, "batches", policy=TESTS, prepare=tested)(plant)


FAILURE, SKIP = '<failure message="no">no</failure>', "<skipped/>"
PROPERTY = '<properties><property name="revision" value="{}"/></properties>'

results("tests-missing", lambda project: None, "no_results", "A batch is done, and there are no test results.")
results(
    "tests-unreadable", lambda project: "<testsuites><testsuite>", "broken_results", "The test results cannot be read."
)
results("tests-failed", lambda project: junit("", FAILURE), "a_failed_test", "A test failed.")
results(
    "tests-stale", lambda project: Aged(junit("", "")), "old_results", "The test results are older than the sources."
)
results("tests-too-few", lambda project: junit(), "no_test", "No test ran.")
results("tests-too-few", lambda project: junit(SKIP, SKIP), "skipped_tests", "All tests were skipped.")


@lie("evidence-unavailable", "batches", policy=TESTS, prepare=tested)
def results_of_a_cut_history(project: Project) -> Expected:
    """The test results name a commit that the clone does not hold."""
    first = project.history.commits[0].name
    project.history.loose["junit.xml"] = junit("", head=PROPERTY.format(f"⟦{first}:40⟧"))
    project.history.cut = project.history.commits[-1].name
    return every_unit(project)


@lie("test-not-passed", "batches", policy=TESTS, prepare=tested)
def a_named_test_that_did_not_run(project: Project) -> Expected:
    """A batch rests on a test that did not run."""
    place = project.pick(r"^\*\*Assigned To", where=lambda each: in_done(project, each))
    place = project.insert(place, "**Tests**: `tests/test_it.py::test_of_balloons`")
    return project.expect(project.above(place, "^## "), place)


@lie(
    "tests-not-run",
    "batches",
    policy=f"{BUILD.replace('build:', 'unit:', 1).partition('gates')[0]}{TESTS}",
    prepare=tested,
)
def results_of_no_program(project: Project) -> Expected:
    """The program that makes the test results is not there."""
    project.edit("phasegate.yaml", sys.executable, "no-such-program-anywhere")
    project.edit("phasegate.yaml", "results: [junit.xml]", "results: [junit.xml], command: unit")
    return every_unit(project)


COVERAGE = "gates:\n  coverage: {data: [coverage.lcov], levels: [batch], sources: ['src/**/*.py']}\n"


def measured(project: Project) -> None:
    """Coverage data in which each line was run."""
    project.history.loose["coverage.lcov"] = lcov(project)


def lcov(project: Project, missed: str = "") -> str:
    """Coverage data: all lines of all files were run, but for those of one."""
    parts = []
    for path, text in sorted(project.history.tree().items()):
        if path.startswith("src/"):
            lines = (number for number, line in enumerate(text.split("\n"), 1) if line.strip())
            hits = "".join(f"DA:{number},{int(path != missed)}\n" for number in lines)
            parts.append(f"SF:{path}\n{hits}end_of_record\n")
    return "TN:\n" + "".join(parts)


def unit_of_commit(project: Project) -> tuple[str, Expected]:
    """The name of a commit that a batch cites, and the line that cites it."""
    place = cited(project)
    return project.cited(place).name, project.expect(place)


@lie("coverage-low", "batches", policy=COVERAGE, prepare=measured)
def lines_that_no_test_reached(project: Project) -> Expected:
    """No test ran the lines that a batch added."""
    name, expected = unit_of_commit(project)
    made = [work.path for work in project.work if work.commit == name and work.action == "create"]
    if len(made) != 1 or len([work for work in project.work if work.commit == name]) != 1:
        raise NoPlaceError
    project.history.loose["coverage.lcov"] = lcov(project, made[0])
    return expected


def measures(code: str, make: Callable[[Project], str | None], name: str, says: str) -> None:
    """A kind of lie in the coverage data."""

    def plant(project: Project) -> Expected:
        _, expected = unit_of_commit(project)
        text = make(project)
        if text is None:
            del project.history.loose["coverage.lcov"]
        else:
            project.history.loose["coverage.lcov"] = text
        return expected

    plant.__name__, plant.__doc__ = name, says
    lie(code, "batches", policy=COVERAGE, prepare=measured)(plant)


measures("coverage-missing", lambda project: None, "no_coverage_data", "There is no coverage data.")
measures(
    "coverage-stale", lambda project: "no data at all\n", "broken_coverage_data", "The coverage data cannot be read."
)
measures("coverage-stale", lambda project: Aged(lcov(project)), "old_coverage_data", "The coverage data is old.")


@lie("coverage-not-run", "batches", policy=f"{BUILD.partition('gates')[0]}{COVERAGE}", prepare=measured)
def coverage_of_no_program(project: Project) -> Expected:
    """The program that makes the coverage data is not there."""
    _, expected = unit_of_commit(project)
    project.edit("phasegate.yaml", sys.executable, "no-such-program-anywhere")
    project.edit("phasegate.yaml", "data: [coverage.lcov]", "data: [coverage.lcov], command: build")
    return expected


@lie("evidence-unavailable", "batches", policy=COVERAGE, prepare=measured)
def lines_of_a_cut_history(project: Project) -> Expected:
    """A clone that ends at the commit whose lines are to be covered."""
    name, expected = unit_of_commit(project)
    project.history.cut = name
    return expected


def cut_at(project: Project, words: str) -> Expected:
    """Let the clone end at a commit of a phase: it is seen, and what it changed is not."""
    project.history.cut = commit_that(project, words).name
    return Expected_at(FLOW, *at_phase(project, 1).lines, *at_phase(project, 2).lines)


@lie("deliverable-unknown", EXAMPLE)
def deliverables_of_a_cut_history(project: Project) -> Expected:
    """A clone that ends at the commit that made a deliverable."""
    return cut_at(project, "plan the frost warning")


@lie("scope-unknown", EXAMPLE)
def the_scope_of_a_cut_history(project: Project) -> Expected:
    """A clone that ends at a commit whose role is limited."""
    return cut_at(project, "plan the frost warning")


@lie("tick-unknown", EXAMPLE)
def ticks_of_a_cut_history(project: Project) -> Expected:
    """A clone that does not hold the commits that ticked what is done."""
    return cut_at(project, "the frost warning runs")


@lie("evidence-unavailable", EXAMPLE)
def scope_without_history(project: Project) -> Expected:
    """A clone that does not hold the commits that a phase cites, so that some gate can tell nothing."""
    return cut_at(project, "the frost warning runs")
