"""Coverage of the lines that a unit added, measured by real runs of coverage.py, in each of its formats."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.policy import Command
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import HERE, policy
from tests.gates.runs import MODEL, MORE, TESTS, age, measure
from tests.gates.verdicts import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.verdict import Verdict

TEXT = "## Phase 1: Building - COMPLETE\n\n**Role**: developer\n**Commits**: {work}\n"
LATER = "# a new first line\n\n" + MODEL + "\n\ndef year(day):\n    return month(day)\n"
FORMATS = (".coverage", "coverage.xml", "coverage.json", "coverage.lcov")


def asking(*data: str, **settings: object) -> Policy:
    return policy(coverage={"data": data or (".coverage",), **settings})


def begin(path: Path, tests: str) -> Repository:
    """A base, the unit's work, and a later edit that moves its lines."""
    project = Repository.create(path, document="workflows/frost.md", dialect="phases")
    project.write(".gitignore", ".coverage*\ncoverage.*\n__pycache__/\n")
    project.commit("base", by="Dev", files={"src/old.py": "old = 1\n"})
    project.commit("work", by="Dev", files={"src/model.py": MODEL, "tests/test_model.py": tests})
    project.commit("later", by="Dev", files={"src/model.py": LATER})
    return project


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Repository]:
    """A project with a test too few, and one with enough, both measured in all formats; not to be changed."""
    built = {}
    for name, tests in (("partly", TESTS), ("wholly", TESTS + MORE)):
        project = begin(tmp_path_factory.mktemp(name) / "project", tests)
        measure(project.path, "xml", "json", "lcov")
        project.record("doc", TEXT, by="Lena")
        built[name] = project
    return built


@pytest.fixture
def partly(measured: dict[str, Repository], tmp_path: Path) -> Repository:
    """A copy of the first, to be changed."""
    project = measured["partly"]
    path = tmp_path / "project"
    shutil.copytree(project.path, path)
    return replace(project, path=path, ids=dict(project.ids))


def judged(project: Repository, rule: Policy) -> Verdict:
    return project.verdicts(policy=rule)["phase-1::coverage"]


@pytest.mark.parametrize("data", FORMATS)
def test_what_the_unit_added_is_covered(measured: dict[str, Repository], data: str) -> None:
    verdict = judged(measured["wholly"], asking(data, least=100.0))
    assert_holds(verdict)
    assert verdict.reason == "4 of 4 lines that phase 1 added are covered (100.0 %)"


@pytest.mark.parametrize("data", FORMATS)
def test_a_line_that_no_test_executed_is_named_where_it_stands_now(measured: dict[str, Repository], data: str) -> None:
    assert_fails(
        judged(measured["partly"], asking(data)),
        "coverage-low",
        "3 of 4 lines that it added are covered (75.0 %): src/model.py misses 5",
    )


def test_lines_of_later_commits_do_not_count(measured: dict[str, Repository]) -> None:
    assert_holds(judged(measured["partly"], asking(least=75.0)))


def test_branch_data_tells_of_lines_too(partly: Repository) -> None:
    measure(partly.path, branch=True)
    assert judged(partly, asking()).findings[0].code == "coverage-low"


def test_the_first_data_that_is_there_counts(measured: dict[str, Repository]) -> None:
    assert judged(measured["wholly"], asking("nowhere.xml", "coverage.json")).answer is Answer.HELD


def test_no_data_is_unknown(measured: dict[str, Repository]) -> None:
    verdict = judged(measured["wholly"], asking("nowhere.xml"))
    assert (verdict.answer, verdict.findings[0].found) == (
        Answer.UNKNOWN,
        "there is no coverage data at nowhere.xml",
    )


def test_a_source_that_was_not_measured_is_not_covered(partly: Repository) -> None:
    partly.commit("work", by="Dev", files={"src/new.py": "# new\n\nnew = 1\nnewer = 2\n"})
    partly.record("doc", TEXT, by="Lena")
    for path in (partly.path / "src").iterdir():
        age(path, 1000)
    assert_fails(
        judged(partly, asking()),
        "coverage-low",
        "0 of 2 lines that it added are covered (0.0 %): src/new.py was not measured",
    )


def test_files_that_do_not_count_are_left_out(measured: dict[str, Repository]) -> None:
    verdict = judged(measured["partly"], asking(sources=("src/**", "!src/model.py")))
    assert (verdict.answer, verdict.reason) == (
        Answer.PENDING,
        "phase 1 changed no source file whose coverage counts",
    )


@pytest.mark.parametrize("data", FORMATS)
def test_data_older_than_the_sources_is_unknown(partly: Repository, data: str) -> None:
    partly.write("src/model.py", LATER.replace("31", "30"))
    age(partly.path / "src" / "model.py", -10)
    verdict = judged(partly, asking(data))
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.startswith(f"{data} is out of date: src/model.py is newer: written on ")


@pytest.mark.parametrize("content", ["{}", "{", "<a/>", "<a", "no data\n", "SQLite format 3\0 and no more", "\0" * 9])
def test_data_that_cannot_be_read_is_unknown(partly: Repository, content: str) -> None:
    partly.write("coverage.out", content)
    verdict = judged(partly, asking("coverage.out"))
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.startswith("coverage.out cannot be read: ")


def test_lines_that_are_all_gone_prove_nothing(partly: Repository) -> None:
    partly.commit("rewrite", by="Dev", files={"src/model.py": "other = 1\n"})
    age(partly.path / "src" / "model.py", 1000)
    verdict = judged(partly, asking("coverage.xml"))
    assert (verdict.answer, verdict.reason) == (
        Answer.PENDING,
        "no line that phase 1 added can be executed any more",
    )


def test_lines_are_followed_into_a_file_of_another_name(partly: Repository) -> None:
    (partly.path / "src" / "model.py").rename(partly.path / "src" / "months.py")
    partly.commit("move", by="Dev", files={"tests/test_model.py": TESTS.replace("model", "months")})
    measure(partly.path, "json")
    assert judged(partly, asking("coverage.json")).findings[0].found == (
        "3 of 4 lines that it added are covered (75.0 %): src/months.py misses 5"
    )


def test_lines_that_are_not_committed_are_nobodys(partly: Repository) -> None:
    partly.write("src/model.py", "# one\n# two\n" + LATER)
    measure(partly.path, "json")
    assert judged(partly, asking("coverage.json")).findings[0].found == (
        "3 of 4 lines that it added are covered (75.0 %): src/model.py misses 7"
    )


def test_a_shallow_clone_cannot_tell_whose_lines_they_are(
    partly: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = partly.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=3")
    text = partly.text.replace(partly.ids["work"][:10], partly.ids["later"][:10])
    measure(clone.path, "json")
    verdict = clone.verdicts(text, asking("coverage.json"))["phase-1::coverage"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "coverage-unknown")


def test_a_phase_is_held_to_the_commits_of_the_document_that_records_its_work(partly: Repository) -> None:
    partly.commit("tasks", by="Lena", files={"work/tasks.md": "## Batch 1: A - COMPLETE\n\n**Commit**: {work}\n"})
    partly.record("doc", "## Phase 1: Building - COMPLETE\n\n**Document**: work/tasks.md\n", by="Lena")
    assert judged(partly, asking("coverage.json")).findings[0].code == "coverage-low"


def test_without_data_named_there_is_no_check(measured: dict[str, Repository]) -> None:
    assert "phase-1::coverage" not in measured["wholly"].verdicts(policy=replace(policy(), gates={}))


@pytest.mark.parametrize(("name", "answer"), [("partly", Answer.FAILED), ("wholly", Answer.HELD)])
def test_a_testing_phase_is_held_to_the_lines_of_the_phase_it_tests(
    measured: dict[str, Repository], name: str, answer: Answer
) -> None:
    project = measured[name]
    later = project.text + "\n## Phase 2: Testing - COMPLETE\n\n**Role**: analyst\n"
    assert project.verdicts(later, asking(phases=("requirements",)))["phase-2::coverage"].answer is answer


def test_a4_only_data_that_the_command_was_seen_to_write_counts(partly: Repository) -> None:
    """The data that lie there would tell of lines too few; another's are copied over them, or not."""
    project = partly
    (project.path / "coverage.json").rename(project.path / "made.json")
    project.write("coverage.json", '{"files": {"src/model.py": {"executed_lines": [1, 2, 3, 4, 5, 6, 7]}}}')

    def verdict(code: str) -> Verdict:
        command = Command(name="measure", run=(sys.executable, "-c", code), location=HERE)
        rule = replace(asking("coverage.json", command="measure"), commands={"measure": command})
        return judged(project, rule)

    left = verdict("pass")
    assert (left.answer, left.findings[0].found) == (
        Answer.UNKNOWN,
        "coverage.json is out of date: measure ran, and did not write this file",
    )
    assert verdict("import os; os.replace('made.json', 'coverage.json')").findings[0].code == "coverage-low"


@pytest.mark.parametrize("stamp", ["4102444800", "4102444800000"])
def test_a4_a_measurement_of_the_future_never_counts(partly: Repository, stamp: str) -> None:
    text = (
        f'<coverage timestamp="{stamp}"><class filename="src/model.py"><line number="4" hits="1"/></class></coverage>'
    )
    partly.write("coverage.xml", text)
    verdict = judged(partly, asking("coverage.xml"))
    assert (verdict.answer, verdict.findings[0].found) == (
        Answer.UNKNOWN,
        "coverage.xml is out of date: it says it was made on 2100-01-01 00:00:00 UTC, which is still to come",
    )


def test_a_command_that_cannot_measure_proves_nothing(partly: Repository) -> None:
    missing = Command(name="measure", run=("no-such-program-at-all",), location=HERE)
    verdict = judged(partly, replace(asking(command="measure"), commands={"measure": missing}))
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "coverage-not-run")
