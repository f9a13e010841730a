"""Coverage of the lines that a unit added, measured by real runs of coverage.py, in each of its formats."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.gates import coverage
from pytest_phasegate.model.policy import Command
from pytest_phasegate.model.verdict import Answer
from tests.gates.project import assert_fails, assert_holds
from tests.gates.runs import MODEL, MORE, TESTS, age, measure
from tests.gates.story import HERE, Story, policy
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


def begin(path: Path, tests: str) -> Story:
    """A base, the unit's work, and a later edit that moves its lines."""
    story = Story(Repository.create(path))
    story.repository.write(".gitignore", ".coverage*\ncoverage.*\n__pycache__/\n")
    story.commit("base", "Dev", src___old__py="old = 1\n")
    story.commit("work", "Dev", src___model__py=MODEL, tests___test_model__py=tests)
    story.commit("later", "Dev", src___model__py=LATER)
    return story


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Story]:
    """A project with a test too few, and one with enough, both measured in all formats; not to be changed."""
    built = {}
    for name, tests in (("partly", TESTS), ("wholly", TESTS + MORE)):
        story = begin(tmp_path_factory.mktemp(name) / "project", tests)
        measure(story.repository.path, "xml", "json", "lcov")
        story.record("doc", "Lena", TEXT)
        built[name] = story
    return built


@pytest.fixture
def partly(stories: dict[str, Story], tmp_path: Path) -> Story:
    """A copy of the first, to be changed."""
    story = stories["partly"]
    path = tmp_path / "project"
    shutil.copytree(story.repository.path, path)
    return Story(Repository(path, clock=story.repository.clock), ids=dict(story.ids), text=story.text)


def judged(story: Story, rule: Policy) -> Verdict:
    return story.judge(rule)["phase-1::coverage"]


@pytest.mark.parametrize("data", FORMATS)
def test_what_the_unit_added_is_covered(stories: dict[str, Story], data: str) -> None:
    verdict = judged(stories["wholly"], asking(data, least=100.0))
    assert_holds(verdict)
    assert verdict.reason == "4 of 4 lines that phase 1 added are covered (100.0 %)"


@pytest.mark.parametrize("data", FORMATS)
def test_a_line_that_no_test_executed_is_named_where_it_stands_now(stories: dict[str, Story], data: str) -> None:
    assert_fails(
        judged(stories["partly"], asking(data)),
        "coverage-low",
        "3 of 4 lines that it added are covered (75.0 %): src/model.py misses 5",
    )


def test_lines_of_later_commits_do_not_count(stories: dict[str, Story]) -> None:
    assert_holds(judged(stories["partly"], asking(least=75.0)))


def test_branch_data_tells_of_lines_too(partly: Story) -> None:
    measure(partly.repository.path, branch=True)
    assert judged(partly, asking()).findings[0].code == "coverage-low"


def test_the_first_data_that_is_there_counts(stories: dict[str, Story]) -> None:
    assert judged(stories["wholly"], asking("nowhere.xml", "coverage.json")).answer is Answer.HELD


def test_no_data_is_unknown(stories: dict[str, Story]) -> None:
    verdict = judged(stories["wholly"], asking("nowhere.xml"))
    assert (verdict.answer, verdict.findings[0].found) == (
        Answer.UNKNOWN,
        "there is no coverage data at nowhere.xml",
    )


def test_a_source_that_was_not_measured_is_not_covered(partly: Story) -> None:
    partly.commit("work", "Dev", src___new__py="# new\n\nnew = 1\nnewer = 2\n")
    partly.record("doc", "Lena", TEXT)
    for path in (partly.repository.path / "src").iterdir():
        age(path, 1000)
    assert_fails(
        judged(partly, asking()),
        "coverage-low",
        "0 of 2 lines that it added are covered (0.0 %): src/new.py was not measured",
    )


def test_files_that_do_not_count_are_left_out(stories: dict[str, Story]) -> None:
    verdict = judged(stories["partly"], asking(sources=("src/**", "!src/model.py")))
    assert (verdict.answer, verdict.reason) == (
        Answer.PENDING,
        "phase 1 changed no source file whose coverage counts",
    )


@pytest.mark.parametrize("data", FORMATS)
def test_data_older_than_the_sources_is_unknown(partly: Story, data: str) -> None:
    partly.repository.write("src/model.py", LATER.replace("31", "30"))
    age(partly.repository.path / "src" / "model.py", -10)
    verdict = judged(partly, asking(data))
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.startswith(f"{data} is out of date: src/model.py is newer: written on ")


@pytest.mark.parametrize("content", ["{}", "{", "<a/>", "<a", "no data\n", "SQLite format 3\0 and no more", "\0" * 9])
def test_data_that_cannot_be_read_is_unknown(partly: Story, content: str) -> None:
    partly.repository.write("coverage.out", content)
    verdict = judged(partly, asking("coverage.out"))
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.startswith("coverage.out cannot be read: ")


def test_lines_that_are_all_gone_prove_nothing(partly: Story) -> None:
    partly.commit("rewrite", "Dev", src___model__py="other = 1\n")
    age(partly.repository.path / "src" / "model.py", 1000)
    verdict = judged(partly, asking("coverage.xml"))
    assert (verdict.answer, verdict.reason) == (
        Answer.PENDING,
        "no line that phase 1 added can be executed any more",
    )


def test_lines_are_followed_into_a_file_of_another_name(partly: Story) -> None:
    (partly.repository.path / "src" / "model.py").rename(partly.repository.path / "src" / "months.py")
    partly.commit("move", "Dev", tests___test_model__py=TESTS.replace("model", "months"))
    measure(partly.repository.path, "json")
    assert judged(partly, asking("coverage.json")).findings[0].found == (
        "3 of 4 lines that it added are covered (75.0 %): src/months.py misses 5"
    )


def test_lines_that_are_not_committed_are_nobodys(partly: Story) -> None:
    partly.repository.write("src/model.py", "# one\n# two\n" + LATER)
    measure(partly.repository.path, "json")
    assert judged(partly, asking("coverage.json")).findings[0].found == (
        "3 of 4 lines that it added are covered (75.0 %): src/model.py misses 7"
    )


def test_a_shallow_clone_cannot_tell_whose_lines_they_are(
    partly: Story, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = partly.repository.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=3")
    text = partly.text.replace(partly.ids["work"][:10], partly.ids["later"][:10])
    measure(clone.path, "json")
    verdict = Story(clone, text=text).judge(asking("coverage.json"))["phase-1::coverage"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "coverage-unknown")


def test_a_phase_is_held_to_the_commits_of_the_document_that_records_its_work(partly: Story) -> None:
    work = partly.ids["work"][:10]
    partly.commit("tasks", "Lena", work___tasks__md=f"## Batch 1: A - COMPLETE\n\n**Commit**: {work}\n")
    partly.record("doc", "Lena", "## Phase 1: Building - COMPLETE\n\n**Document**: work/tasks.md\n")
    assert judged(partly, asking("coverage.json")).findings[0].code == "coverage-low"


def test_without_data_named_there_is_no_check(stories: dict[str, Story]) -> None:
    assert "phase-1::coverage" not in stories["wholly"].judge(replace(policy(), gates={}))


def test_line_numbers_are_told_as_ranges() -> None:
    assert coverage._ranges([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7-8"


@pytest.mark.parametrize(("name", "answer"), [("partly", Answer.FAILED), ("wholly", Answer.HELD)])
def test_a_testing_phase_is_held_to_the_lines_of_the_phase_it_tests(
    stories: dict[str, Story], name: str, answer: Answer
) -> None:
    story = stories[name]
    later = Story(story.repository, text=story.text + "\n## Phase 2: Testing - COMPLETE\n\n**Role**: analyst\n")
    assert later.judge(asking(phases=("requirements",)))["phase-2::coverage"].answer is answer


def test_a4_only_data_that_the_command_was_seen_to_write_counts(partly: Story) -> None:
    """The data that lie there would tell of lines too few; another's are copied over them, or not."""
    story = partly
    (story.repository.path / "coverage.json").rename(story.repository.path / "made.json")
    story.repository.write("coverage.json", '{"files": {"src/model.py": {"executed_lines": [1, 2, 3, 4, 5, 6, 7]}}}')

    def verdict(code: str) -> Verdict:
        command = Command(name="measure", run=(sys.executable, "-c", code), location=HERE)
        rule = replace(asking("coverage.json", command="measure"), commands={"measure": command})
        return judged(story, rule)

    left = verdict("pass")
    assert (left.answer, left.findings[0].found) == (
        Answer.UNKNOWN,
        "coverage.json is out of date: measure ran, and did not write this file",
    )
    assert verdict("import os; os.replace('made.json', 'coverage.json')").findings[0].code == "coverage-low"


@pytest.mark.parametrize("stamp", ["4102444800", "4102444800000"])
def test_a4_a_measurement_of_the_future_never_counts(partly: Story, stamp: str) -> None:
    text = (
        f'<coverage timestamp="{stamp}"><class filename="src/model.py"><line number="4" hits="1"/></class></coverage>'
    )
    partly.repository.write("coverage.xml", text)
    verdict = judged(partly, asking("coverage.xml"))
    assert (verdict.answer, verdict.findings[0].found) == (
        Answer.UNKNOWN,
        "coverage.xml is out of date: it says it was made on 2100-01-01 00:00:00 UTC, which is still to come",
    )


def test_a_command_that_cannot_measure_proves_nothing(partly: Story) -> None:
    missing = Command(name="measure", run=("no-such-program-at-all",), location=HERE)
    verdict = judged(partly, replace(asking(command="measure"), commands={"measure": missing}))
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "coverage-not-run")
