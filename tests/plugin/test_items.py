from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.gates import files
from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

WAIVER = """\
waivers:
  - check: {check}
    reason: the writer comes with the next release
    owner: Ada
    expires: {expires}
"""


def test_a_document_that_holds_passes_and_its_pending_units_are_skipped(project: Project) -> None:
    result = project.run("-v")
    result.assert_outcomes(passed=5, skipped=3)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines([f"{DOCUMENT}::batch-1::1.2::files PASSED*"])


def test_a_false_claim_fails_with_place_claim_finding_and_remedy_and_no_traceback(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    project.tasks(second="src/gone.py")
    result = project.run()
    result.assert_outcomes(passed=4, failed=1, skipped=3)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    place = f"{DOCUMENT}:14"
    result.stdout.fnmatch_lines(
        [
            "*_ task 1.2: files _*",
            f"{place}: src/gone.py is not in commit {project.commit[:10]}*",
            "",
            f"  claimed  task 1.2 names src/gone.py ({place})",
            f"  found    src/gone.py is not in commit {project.commit[:10]}*",
            "  to mend  *",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines([f"FAILED {DOCUMENT}::batch-1::1.2::files - src/gone.py is not in *"])
    result.stdout.no_fnmatch_line("*items.py*")


def test_a_claim_that_cannot_be_verified_is_an_error(project: Project) -> None:
    (project.repository.path / ".git").rename(project.pytester.path.parent / "elsewhere.git")
    result = project.run("-k", "commit")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.parseoutcomes()["errors"] == 1
    place = f"{DOCUMENT}:6"
    result.stdout.fnmatch_lines(
        [
            "*_ ERROR at setup of batch 1: commit _*",
            f"{place}: commit {project.commit[:8]} cannot be verified: the project is not in a git repository",
            "",
            f"  claimed  batch 1 is in commit {project.commit[:8]} ({place})",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines([f"ERROR {DOCUMENT}::batch-1::commit - commit *"])


@pytest.mark.parametrize("workers", [(), ("-n", "1", "-p", "xdist.plugin")], ids=["alone", "xdist"])
def test_e1_the_short_summary_tells_the_reason_and_the_path_once_in_80_columns(
    project: Project, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("CI", raising=False)
    project.tasks(second="src/gone.py")
    (project.repository.path / "src/gone.py").unlink(missing_ok=True)
    result = project.run(*workers)
    [line] = [line for line in result.outlines if line.startswith("FAILED ")]
    assert line.startswith(f"FAILED {DOCUMENT}::batch-1::1.2::files - src/gone.py ")
    assert len(line) <= 80


def test_e1_on_ci_the_short_summary_has_one_line_for_each_check(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    project.tasks(second="src/gone.py")
    result = project.run()
    at = next(number for number, line in enumerate(result.outlines) if "short test summary" in line)
    assert result.outlines[at + 1].startswith(f"FAILED {DOCUMENT}::batch-1::1.2::files - src/gone.py is not in commit")
    assert result.outlines[at + 2].startswith("=====")


def test_e1_with_a_line_for_each_failure_it_says_where_and_why(project: Project) -> None:
    project.tasks(second="src/gone.py")
    result = project.run("--tb=line")
    assert [line[:60] for line in result.outlines if line.startswith(f"{DOCUMENT}:")] == [
        f"{DOCUMENT}:14: src/gone.py is not in commit"[:60]
    ]
    result.stdout.no_fnmatch_line("  to mend *")


CRASH = """
def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.getreports("failed"):
        crash = report.longrepr.reprcrash
        print("crash:", crash.path, crash.lineno, crash.message)
"""


@pytest.mark.parametrize("workers", [(), ("-n1",)])
def test_e1_a_failure_has_the_place_and_reason_that_plugins_ask_for(project: Project, workers: tuple[str, ...]) -> None:
    project.tasks(second="src/gone.py")
    project.repository.write("conftest.py", CRASH)
    line = f"crash: {project.pytester.path / DOCUMENT} 14 src/gone.py is not in commit *"
    project.run(*workers).stdout.fnmatch_lines([line])


def test_a_pending_unit_is_skipped_at_the_line_of_the_document(project: Project) -> None:
    project.run("-rs").stdout.fnmatch_lines([f"SKIPPED [[]1[]] {DOCUMENT}:22: task 2.1 is pending"])


def test_a_waived_check_is_an_expected_failure_with_its_reason(project: Project) -> None:
    project.tasks(second="src/gone.py")
    project.policy(WAIVER.format(check=IDS[4], expires="2999-01-31"))
    result = project.run("-rx")
    result.assert_outcomes(passed=4, xfailed=1, skipped=3)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [f"XFAIL {IDS[4]} - *the writer comes with the next release (waived by Ada until 2999-01-31)*"]
    )


def test_a_waived_check_fails_where_expected_failures_are_to_be_run_as_others(project: Project) -> None:
    project.tasks(second="src/gone.py")
    project.policy(WAIVER.format(check=IDS[4], expires="2999-01-31"))
    project.run("--runxfail").assert_outcomes(passed=4, failed=1, skipped=3)


def test_an_expired_waiver_fails(project: Project) -> None:
    project.tasks(second="src/gone.py")
    project.policy(WAIVER.format(check=IDS[4], expires="2020-01-31"))
    result = project.run()
    result.assert_outcomes(passed=4, failed=1, skipped=3)
    result.stdout.fnmatch_lines(["  found    the waiver of Ada expired on 2020-01-31"])


def test_a_needless_waiver_fails(project: Project) -> None:
    project.policy(WAIVER.format(check=IDS[4], expires="2999-01-31"))
    result = project.run()
    result.assert_outcomes(passed=4, failed=1, skipped=3)
    result.stdout.fnmatch_lines(
        [f"{DOCUMENT}:14: the check holds without its waiver", "  to mend  take the waiver out (phasegate.yaml:3)"]
    )


def test_junit_carries_document_unit_gate_verdict_and_commit(project: Project) -> None:
    project.run("--junitxml=out.xml")
    cases = ET.parse(project.pytester.path / "out.xml").iter("testcase")
    found = {
        f"{case.get('classname')}::{case.get('name')}": {
            each.get("name", ""): each.get("value") for each in case.iter("property")
        }
        for case in cases
    }
    assert found["task-tracking.TASK_7.tasks.md.batch-1::batch-1::commit"] == {
        "phasegate_document": DOCUMENT,
        "phasegate_unit": "batch 1",
        "phasegate_gate": "commit",
        "phasegate_verdict": "held",
        "phasegate_commit": project.commit,
    }
    assert found["task-tracking.TASK_7.tasks.md.batch-2.2.1::batch-2::2.1::files"]["phasegate_verdict"] == "pending"


def test_a_report_carries_the_result_as_json_values_once(project: Project) -> None:
    project.pytester.makeconftest(
        """
        import json
        def pytest_runtest_logreport(report):
            if hasattr(report, "phasegate"):
                with open("reports.jsonl", "a") as file:
                    print(json.dumps(report.phasegate), file=file)
        """
    )
    project.run()
    lines = (project.pytester.path / "reports.jsonl").read_text().splitlines()
    results = [json.loads(line) for line in lines]
    assert [result["id"] for result in results] == list(IDS)
    assert results[4]["line"] == 14
    assert results[4]["answer"] == "held"


def test_a_defect_of_a_gate_is_an_error_with_its_traceback(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(check: object, evidence: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(files, "judge", judge)
    result = project.run()
    result.assert_outcomes(passed=3, errors=2, skipped=3)
    result.stdout.fnmatch_lines(["E * ZeroDivisionError: a defect", "partial: 6 of 8 checks were judged"])
