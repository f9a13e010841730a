"""Two tables: test results that prove something, and those that do not; all made by real runs of pytest."""

# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.gates.tests import names_case
from pytest_phasegate.model.policy import Command, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import HERE, policy
from tests.gates.runs import MODEL, MORE, TESTS, age, run_tests
from tests.gates.verdicts import assert_fails, assert_holds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

TEXT = "## Phase 1: Testing - COMPLETE\n\n**Role**: analyst\n"
SKIPPED = "import pytest\n\n\n@pytest.mark.skip\ndef test_later():\n    pass\n"


def asking(**settings: object) -> Policy:
    return policy(tests={"results": ("junit.xml",), **settings})


@pytest.fixture
def project(phases: Repository) -> Repository:
    phases.write(".gitignore", "*.xml\n__pycache__/\n")
    phases.commit("work", by="Dev", files={"src/model.py": MODEL, "tests/test_model.py": TESTS + MORE})
    return phases


def judged(project: Repository, rule: Policy, text: str = TEXT) -> Verdict:
    project.record("doc", text, by="Lena")
    return project.verdicts(policy=rule)["phase-1::tests"]


def all_pass(project: Repository) -> None:
    assert run_tests(project.path) == 0


def some_are_skipped(project: Repository) -> None:
    project.commit("skip", by="Dev", files={"tests/test_later.py": SKIPPED})
    all_pass(project)


def in_a_folder(project: Repository) -> None:
    (project.path / "reports").mkdir()
    assert run_tests(project.path, results="reports/unit.xml") == 0
    (project.path / "reports" / "unit.xml").rename(project.path / "junit.xml")


def committed_with_the_work(project: Repository) -> None:
    all_pass(project)
    project.git("add", "--force", "junit.xml")
    project.commit("results", by="Dev")


def tested_before_the_commit(project: Repository) -> None:
    """Whatever date the commit bears: the sources have not been written since."""
    project.write("src/model.py", MODEL + "\n\nLEAP = 29\n")
    all_pass(project)
    project.clock = 4_000_000_000
    project.commit("later", by="Dev")


HONEST: dict[str, tuple[Callable[[Repository], None], Policy, str]] = {
    "all passed": (all_pass, asking(), TEXT),
    "some were skipped": (some_are_skipped, asking(), TEXT),
    "the named ones passed": (all_pass, asking(named=("tests/test_model.py::test_this_month",)), TEXT),
    "those that the document names": (all_pass, asking(), TEXT + "**Tests**: `tests/test_model.py::test_next_month`\n"),
    "found by a pattern": (all_pass, asking(results=("*.xml",)), TEXT),
    "as many as are asked for": (all_pass, asking(least=2), TEXT),
    "committed with the work": (committed_with_the_work, asking(), TEXT),
    "tested before the commit": (tested_before_the_commit, asking(), TEXT),
}


@pytest.mark.parametrize(("tell", "rule", "text"), HONEST.values(), ids=HONEST)
def test_results_that_prove_something_hold(
    project: Repository, tell: Callable[[Repository], None], rule: Policy, text: str
) -> None:
    tell(project)
    assert_holds(judged(project, rule, text))


def nothing_ran(project: Repository) -> None:
    pass


def none_collected(project: Repository) -> None:
    run_tests(project.path, "-k", "nowhere")


def all_skipped(project: Repository) -> None:
    project.commit("skip", by="Dev", files={"tests/test_model.py": SKIPPED})
    all_pass(project)


def one_fails(project: Repository) -> None:
    project.commit("break", by="Dev", files={"src/model.py": MODEL.replace("'next'", "'past'")})
    assert run_tests(project.path) == 1


LIES: dict[str, tuple[Callable[[Repository], None], Policy, str, str]] = {
    "no results": (nothing_ran, asking(), "tests-missing", "there are no test results at junit.xml"),
    "no test ran": (none_collected, asking(), "tests-too-few", "no test ran"),
    "all were skipped": (all_skipped, asking(), "tests-too-few", "the only test was skipped"),
    "fewer than are asked for": (all_pass, asking(least=3), "tests-too-few", "2 tests passed, and 3 are the least"),
    "one failed": (
        one_fails,
        asking(),
        "tests-failed",
        "1 of 2 tests failed: tests.test_model.test_next_month (junit.xml)",
    ),
    "a named test did not run": (
        all_pass,
        asking(named=("tests/test_model.py::test_last_month",)),
        "test-not-passed",
        "tests/test_model.py::test_last_month did not run",
    ),
    "a named test was skipped": (
        some_are_skipped,
        asking(named=("tests/test_later.py::test_later",)),
        "test-not-passed",
        "tests/test_later.py::test_later was skipped",
    ),
}


@pytest.mark.parametrize(("tell", "rule", "code", "found"), LIES.values(), ids=LIES)
def test_results_that_prove_nothing_fail(
    project: Repository, tell: Callable[[Repository], None], rule: Policy, code: str, found: str
) -> None:
    tell(project)
    assert_fails(judged(project, rule), code, found)


def test_results_older_than_a_change_that_is_not_committed_fail(project: Repository) -> None:
    all_pass(project)
    project.record("doc", TEXT, by="Lena")
    project.write("src/model.py", MODEL.replace("31", "30"))
    verdict = project.verdicts(policy=asking(inputs=("src/**", "tests/**")))["phase-1::tests"]
    assert verdict.answer is Answer.FAILED
    found = verdict.findings[0].found
    assert found.startswith("the results in junit.xml are out of date: src/model.py is newer: written on 20")
    assert found.endswith(" UTC, and not committed")


def test_results_older_than_a_commit_fail(project: Repository) -> None:
    all_pass(project)
    project.clock = 4_000_000_000
    project.commit("later", by="Dev", files={"src/model.py": MODEL.replace("31", "30")})
    verdict = judged(project, asking())
    later = project.ids["later"][:10]
    assert_fails(
        verdict,
        "tests-stale",
        f'the results in junit.xml are out of date: src/model.py is newer: committed in {later} "later"',
    )


def test_a_change_that_is_no_input_does_not_make_results_old(project: Repository) -> None:
    all_pass(project)
    project.clock = 4_000_000_000
    project.commit("later", by="Dev", files={"docs/a.md": "a\n"})
    assert_holds(judged(project, asking(inputs=("src/**", "tests/**"))))
    assert judged(project, asking()).findings[0].code == "tests-stale"


def with_revision(project: Repository, revision: str) -> None:
    conftest = f"def pytest_configure(config):\n    pass\n\nimport pytest\n\n@pytest.fixture(autouse=True, scope='session')\ndef revision(record_testsuite_property):\n    record_testsuite_property('revision', {revision!r})\n"
    project.write("tests/conftest.py", conftest)
    all_pass(project)
    (project.path / "tests" / "conftest.py").unlink()
    age(project.path / "junit.xml", 100_000)


def test_results_that_name_their_commit_are_held_against_its_files(project: Repository) -> None:
    with_revision(project, project.ids["work"])
    assert_holds(judged(project, asking(inputs=("src/**", "tests/**"))))
    project.commit("later", by="Dev", files={"src/model.py": MODEL.replace("31", "30")})
    work = project.ids["work"][:10]
    assert_fails(
        judged(project, asking(inputs=("src/**", "tests/**"))),
        "tests-stale",
        f"the results in junit.xml are out of date: src/model.py is newer: not as in commit {work}",
    )


def test_results_of_a_commit_that_does_not_exist_fail(project: Repository) -> None:
    with_revision(project, "0123456789")
    assert_fails(
        judged(project, asking()),
        "tests-stale",
        "the results in junit.xml are out of date: they say they were made on commit 0123456789, which does not exist",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is no XML: no element found: line 1, column 0"),
        ("<testsuite><testcase>", "it is no XML: no element found: line 1, column 21"),
        (
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "it declares entities or a document type of its own, which are not read",
        ),
        ("<coverage/>", "it holds no test results, but <coverage>"),
    ],
)
def test_results_that_cannot_be_read_are_unknown(project: Repository, content: str, why: str) -> None:
    project.write("junit.xml", content)
    verdict = judged(project, asking(least=0))
    assert (verdict.answer, verdict.findings[0].found) == (Answer.UNKNOWN, f"junit.xml cannot be read: {why}")


def command(*words: str, timeout: float = 60.0) -> Command:
    return Command(name="unit", run=(sys.executable, *words), timeout=timeout, location=HERE)


def running(rule: Policy, *words: str, timeout: float = 60.0) -> Policy:
    return replace(rule, commands={"unit": command(*words, timeout=timeout)})


def test_a_command_of_the_policy_makes_the_results(project: Repository) -> None:
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=junit.xml", "-c", "pytest.ini", "tests")
    project.commit("ini", by="Dev", files={"pytest.ini": "[pytest]\npythonpath = src\n"})
    rule = running(asking(command="unit"), *words)
    assert_holds(judged(project, rule))
    project.commit("break", by="Dev", files={"src/model.py": MODEL.replace("'next'", "'the one before'")})
    assert judged(project, rule).findings[0].code == "tests-failed"


@pytest.mark.parametrize(
    ("words", "timeout", "found"),
    [
        (("-c", "import time; time.sleep(60)"), 0.5, "unit was ended after 0.5 s"),
        pytest.param(
            ("-c", "import os; os.abort()"),
            60.0,
            "unit did not end by itself",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="no signals there"),
        ),
    ],
)
def test_a_command_that_does_not_end_proves_nothing(
    project: Repository, words: tuple[str, ...], timeout: float, found: str
) -> None:
    verdict = judged(project, running(asking(command="unit"), *words, timeout=timeout))
    assert (verdict.answer, verdict.findings[0].found) == (Answer.UNKNOWN, found)


def test_without_results_named_there_is_no_check(project: Repository) -> None:
    project.record("doc", TEXT, by="Lena")
    assert "phase-1::tests" not in project.verdicts(policy=policy(tests={"least": 3}))


@pytest.mark.parametrize(
    ("wanted", "case"),
    [
        ("tests/test_a.py::test_b", "tests.test_a.test_b"),
        ("tests/test_a.py::TestB::test_c", "tests.test_a.TestB.test_c"),
        ("tests/test_a.py::test_b", "tests.test_a.test_b[1-2]"),
        ("tests/test_a.py::test_b[1]", "tests.test_a.test_b[1]"),
        ("test_a.py::test_b", "project.tests.test_a.test_b"),
        ("project/tests/test_a.py::test_b", "tests.test_a.test_b"),
        ("tests\\test_a.py::test_b", "tests.test_a.test_b"),
    ],
)
def test_a_test_is_found_by_its_name(wanted: str, case: str) -> None:
    assert names_case(wanted, case)


@pytest.mark.parametrize(
    ("wanted", "case"),
    [
        ("tests/test_a.py::test_b", "tests.test_a.test_bc"),
        ("tests/test_a.py::test_b", "tests.test_aa.test_b"),
        ("test_a.py::test_b", "my_test_a.test_b"),
        ("tests/test_a.py::test_b[1]", "tests.test_a.test_b[2]"),
        ("tests/test_a.py::test_b", "test_b"),
    ],
)
def test_a_test_is_not_taken_for_another(wanted: str, case: str) -> None:
    assert not names_case(wanted, case)


def test_results_that_the_command_has_just_made_are_of_the_files_as_they_are(project: Repository) -> None:
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=junit.xml", "-c", "pytest.ini", "tests")
    project.clock = 4_000_000_000  # whatever the clocks of commits say
    project.commit("ini", by="Dev", files={"pytest.ini": "[pytest]\npythonpath = src\n"})
    assert_holds(judged(project, running(asking(command="unit"), *words)))


def test_old_results_are_old_though_a_command_ran_that_made_none(project: Repository) -> None:
    all_pass(project)
    project.record("doc", TEXT, by="Lena")
    assert_holds(project.verdicts(policy=asking())["phase-1::tests"])
    verdict = project.verdicts(policy=running(asking(command="unit"), "-c", "pass"))["phase-1::tests"]
    assert_fails(
        verdict, "tests-stale", "the results in junit.xml are out of date: unit ran, and did not write this file"
    )


def test_a_command_that_is_not_there_proves_nothing(project: Repository) -> None:
    missing = Command(name="unit", run=("no-such-program-at-all",), location=HERE)
    verdict = judged(project, replace(asking(command="unit"), commands={"unit": missing}))
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "tests-not-run")
    assert verdict.findings[0].found.startswith("unit could not be run: ")


def write_results(words: str = "", case: str = "a") -> str:
    """A command that writes results of its own."""
    return f"open('junit.xml', 'w').write('<testsuite {words}><testcase name=\"{case}\"/></testsuite>')"


TIMES = ("", 'timestamp="2001-01-01T00:00:00Z"')


@pytest.mark.parametrize("words", TIMES)
def test_a4_what_the_command_was_seen_to_write_counts_whatever_it_says(project: Repository, words: str) -> None:
    project.write("junit.xml", "<testsuite/>")
    assert_holds(judged(project, running(asking(command="unit"), "-c", write_results(words))))


@pytest.mark.parametrize("words", TIMES)
@pytest.mark.parametrize("code", ["pass", "import os; os.stat('junit.xml')", "raise SystemExit(1)"])
def test_a4_what_lay_there_before_the_command_ran_does_not_count(project: Repository, words: str, code: str) -> None:
    project.write("junit.xml", f"<testsuite {words}><testcase name='a'/></testsuite>")
    verdict = judged(project, running(asking(command="unit"), "-c", code))
    fails = "unit did not write this file; unit ended with exit code 1"
    found = fails if "Exit" in code else "unit ran, and did not write this file"
    assert_fails(verdict, "tests-stale", f"the results in junit.xml are out of date: {found}")


AHEAD = "which is still to come"


@pytest.mark.parametrize(
    "stamp", ["2099-01-01T00:00:00Z", "2099-01-01T00:00:00", "2099-01-01T00:00:00+14:00", "9999-12-31T23:59:59"]
)
@pytest.mark.parametrize("how", ["written by the command", "lying there", "committed"])
def test_a4_results_of_the_future_never_count(project: Repository, stamp: str, how: str) -> None:
    code = write_results(f'timestamp=\\"{stamp}\\"'.replace("\\", ""))
    rule = running(asking(command="unit"), "-c", code)
    if how != "written by the command":
        rule = asking()
        project.write("junit.xml", f"<testsuite timestamp='{stamp}'><testcase name='a'/></testsuite>")
    if how == "committed":
        project.git("add", "--force", "junit.xml")
    verdict = judged(project, rule)
    found = verdict.findings[0].found
    assert_fails(verdict, "tests-stale", found)
    assert found.startswith("the results in junit.xml are out of date: it says it was made on ")
    assert found.endswith(AHEAD)


def test_a4_a_file_whose_own_time_is_still_to_come_does_not_count(project: Repository) -> None:
    all_pass(project)
    age(project.path / "junit.xml", -100_000)
    verdict = judged(project, asking())
    found = verdict.findings[0].found
    assert_fails(verdict, "tests-stale", found)
    assert found.startswith("the results in junit.xml are out of date: it was written on ")
    assert found.endswith(AHEAD)


def test_a4_results_that_a_commit_brings_are_not_made_by_the_command(project: Repository) -> None:
    """The head adds a file of its own to the folder of results; the command makes the other one."""
    project.commit(
        "lie", by="Dev", files={"reports/zz.xml": "<testsuite><testcase name='tests.test_b.test_it'/></testsuite>"}
    )
    project.git("add", "--force", "reports/zz.xml")
    project.commit("lie", by="Dev")
    code = write_results().replace("junit.xml", "reports/unit.xml")
    wanted = "tests/test_b.py::test_it"
    rule = asking(results=("reports/*.xml",), command="unit", named=(wanted,))
    verdict = judged(project, running(rule, "-c", code))
    found = "the results in reports/zz.xml are out of date: unit ran, and did not write this file"
    assert_fails(verdict, "tests-stale", found)
    touched = f"import os; os.utime('reports/zz.xml'); {code}"
    assert_fails(judged(project, running(rule, "-c", touched)), "tests-stale", found)
    assert verdict.findings[0].remedy == (
        "let unit write it whenever it runs, and keep it out of git; or let the policy name other files"
    )
    written = code + "; " + code.replace("unit.xml", "zz.xml").replace('name="a"', 'name="tests.test_b.test_it"')
    assert_holds(judged(project, running(rule, "-c", written)))


def test_a_command_that_fails_before_it_writes_results_is_told_with_its_last_words(project: Repository) -> None:
    project.write("junit.xml", "<testsuite><testcase name='old'/></testsuite>")
    verdict = judged(project, running(asking(command="unit"), "-c", "import sys; sys.exit('No module named coverage')"))
    said = "unit did not write this file; unit ended with exit code 1: No module named coverage"
    assert_fails(verdict, "tests-stale", f"the results in junit.xml are out of date: {said}")
    assert verdict.findings[0].remedy == "mend what ended unit"


def test_a4_results_that_the_command_brings_back_from_git_are_not_made(project: Repository) -> None:
    project.commit("results", by="Dev", files={"junit.xml": "<testsuite><testcase name='a'/></testsuite>"})
    project.git("add", "--force", "junit.xml")
    project.commit("results", by="Dev")
    project.record("doc", TEXT, by="Lena")
    (project.path / "junit.xml").unlink()
    code = "import subprocess; subprocess.run(['git', 'checkout', '--', 'junit.xml'], check=True)"
    verdict = project.verdicts(policy=running(asking(command="unit"), "-c", code))["phase-1::tests"]
    assert_fails(
        verdict, "tests-stale", "the results in junit.xml are out of date: unit ran, and did not write this file"
    )


def test_a4_results_of_a_run_before_do_not_hide_those_of_the_command(project: Repository) -> None:
    """One unit's check reads the file before another unit's command writes it anew."""
    project.write("junit.xml", "<testsuite><testcase name='old'><failure/></testcase></testsuite>")
    text = TEXT + "\n## Phase 2: Planning - COMPLETE\n\n**Role**: analyst\n"
    rule = running(asking(), "-c", write_results())
    second = replace(rule.phases[1], gates={"tests": replace(rule.gates["tests"], settings={"command": "unit"})})
    rule = replace(rule, phases=(rule.phases[0], second, *rule.phases[2:]))
    project.record("doc", text, by="Lena")
    verdicts = project.verdicts(policy=rule)
    assert verdicts["phase-1::tests"].answer is Answer.FAILED
    assert_holds(verdicts["phase-2::tests"])


def test_b16_a_change_of_an_old_date_makes_results_old_all_the_same(project: Repository) -> None:
    all_pass(project)
    text = MODEL.replace("31", "30")
    project.clock = 1_000_000_000
    project.commit("old", by="Dev", files={"src/model.py": text})
    verdict = judged(project, asking())
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "tests-age-unknown")
    assert re.search(
        r"junit.xml are out of date cannot be told: src/model.py was written anew on .* UTC, and what it was before "
        "cannot be told$",
        verdict.findings[0].found,
    )


@pytest.mark.parametrize("clock", [1_000_000_000, 1_900_000_000])
def test_b16_committed_results_are_as_old_as_history_says(project: Repository, clock: int) -> None:
    project.git("rm", "-q", "--cached", ".gitignore")
    project.write(".gitignore", "__pycache__/\n")
    project.commit("results", by="Dev", files={"junit.xml": "<testsuite><testcase name='a'/></testsuite>"})
    verdict = judged(project, asking())
    assert_holds(verdict)
    assert verdict.notes == ("junit.xml is tracked by git: it is the word of whoever committed it",)
    project.clock = clock
    project.commit("later", by="Dev", files={"src/model.py": MODEL.replace("31", "30")})
    results = project.ids["results"][:10]
    assert_fails(
        judged(project, asking()),
        "tests-stale",
        f"the results in junit.xml are out of date: src/model.py is newer: not as in commit {results}",
    )


def test_b16_results_of_a_judged_commit_are_as_old_as_history_says(project: Repository) -> None:
    project.git("rm", "-q", "--cached", ".gitignore")
    project.write(".gitignore", "__pycache__/\n")
    project.commit("results", by="Dev", files={"junit.xml": "<testsuite><testcase name='a'/></testsuite>"})
    project.record("doc", TEXT, by="Lena")
    commits = {
        "honest": project.ids["doc"],
        "lie": project.commit("later", by="Dev", files={"src/model.py": "other = 1\n"}),
    }
    answers = {}
    for name, commit in commits.items():
        answers[name] = project.verdicts(TEXT, asking(), at=commit)["phase-1::tests"].answer
    assert answers == {"honest": Answer.HELD, "lie": Answer.FAILED}


def test_a4_what_a_command_wrote_at_a_judged_commit_cannot_be_seen(project: Repository) -> None:
    project.commit("results", by="Dev", files={"results/a.txt": ""})
    project.git("rm", "-q", "--cached", ".gitignore")
    project.write(".gitignore", "__pycache__/\n")
    project.commit("results", by="Dev", files={"junit.xml": "<testsuite><testcase name='a'/></testsuite>"})
    commit = project.record("doc", TEXT, by="Lena")
    rule = running(asking(command="unit"), "-c", write_results())
    verdict = project.verdicts(TEXT, rule, at=commit)["phase-1::tests"]
    assert (verdict.answer, verdict.findings[0].found) == (
        Answer.UNKNOWN,
        "whether the results in junit.xml are out of date cannot be told: what unit wrote could not be seen",
    )


def test_results_of_a_commit_that_a_shallow_clone_hides_are_unknown(
    project: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project.record("doc", TEXT, by="Lena")
    clone = project.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=1")
    text = f"<testsuite><properties><property name='revision' value='{project.ids['work']}'/></properties><testcase name='a'/></testsuite>"
    clone.write("junit.xml", text)
    verdict = clone.verdicts(TEXT, asking())["phase-1::tests"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "evidence-unavailable")
    assert "shallow" in verdict.findings[0].found
