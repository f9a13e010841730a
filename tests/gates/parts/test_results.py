"""A unit that claims to be done against the results that it names: what they say, and what cannot be told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

JUNIT = '<testsuite><testcase name="a"/><testcase name="b">{}</testcase></testsuite>'
HEAD = "# Workflow: frost\n\n## Phase 6: Submission - COMPLETE\n\n**Deliverables**: `infra/timer.yaml`\n"
CHECK = "phase-6::record"


def judge(
    phases: Repository, fields: str, content: str | None = None, name: str = "docs/deployment.json"
) -> Repository:
    if content is not None:
        phases.write(name, content)
    phases.record("done", HEAD + fields, by="Lena")
    return phases


SAYS_NO = {
    "B13-json": ("docs/deployment.json", '{"status": "failed"}', ' says "status: "failed""'),
    "B13-json-rolled-back": ("docs/deployment.json", '{"Status": "Rolled_Back"}', ' says "Status: "Rolled_Back""'),
    "B13-json-truth-value": ("docs/deployment.json", '{"success": false}', ' says "success: false"'),
    "B13-json-count": ("docs/deployment.json", '{"summary": {"passed": 3, "failed": 1}}', ' says "failed: 1"'),
    "B13-json-within": ("docs/deployment.json", '{"deployment": {"state": "error"}}', ' says "state: "error""'),
    "B13-json-bad-beside-good": (
        *("docs/deployment.json", '{"status": "done", "result": "failure"}'),
        ' says "result: "failure""',
    ),
    "B13-junit": ("reports/smoke.xml", JUNIT.format("<failure/>"), ' says "1 test failed"'),
    "B13-text": (
        "docs/deploy.md",
        "# Deployment\n\n**Status**: Failed - no quota\n",
        ':3 says "Status**: Failed - no quota"',
    ),
    "B13-text-crlf": ("docs/deploy.md", "Log\r\nStatus: failed\r\n", ':2 says "Status: failed"'),
    "B13-text-sign": ("docs/deploy.md", "- Result: \u274c failed\n", ':1 says "Result: \u274c failed"'),
    "B13-text-on-the-whole": (
        *("docs/deploy.md", "Overall result: rejected\n\n## One\n\nResult: passed\n"),
        ':1 says "Overall result: rejected"',
    ),
    "B13-text-last": ("docs/deploy.txt", "Status: passed\nStatus: not approved\n", ':2 says "Status: not approved"'),
}


@pytest.mark.parametrize("key", ["Deployment", "Deployment Record", "Test Report", "Review", "Smoke test results"])
@pytest.mark.parametrize(("name", "content", "says"), SAYS_NO.values(), ids=SAYS_NO)
def test_b13_a_done_phase_whose_result_says_that_it_failed_fails(
    phases: Repository, key: str, name: str, content: str, says: str
) -> None:
    verdict = judge(phases, f"**{key}**: `{name}`\n", content, name).verdicts()[CHECK]
    assert_fails(verdict, "result-contradicts", f"{name}{says}")
    assert lines_of(verdict) == [6]
    finding = verdict.findings[0]
    assert finding.claim == f"phase 6 is done, with the result {name}"
    assert finding.remedy == "set phase 6 back until it succeeds, or name the result of the run that did"


@pytest.mark.parametrize(
    "value",
    [
        *("docs/deployment.json", "[the record](docs/deployment.json)", "[the record](../docs/deployment.json)"),
        *("see docs/deployment.json", "<docs/deployment.json>", "`docs/deployment.json` (staging)"),
    ],
)
def test_b13_a_result_is_found_however_it_is_named(phases: Repository, value: str) -> None:
    verdict = judge(phases, f"**Deployment**: {value}\n", '{"status": "failed"}').verdicts()[CHECK]
    assert verdict.findings[0].code == "result-contradicts"


@pytest.mark.parametrize("value", ["failed", "\u274c Failed, rolled back", "Rolled back on Friday", "not approved"])
def test_b13_a_field_that_says_itself_that_it_failed_fails(phases: Repository, value: str) -> None:
    verdict = judge(phases, f"**Deployment**: {value}\n").verdicts()[CHECK]
    assert_fails(verdict, "result-contradicts", f'it says "{value}" (workflows/frost.md:6)')


def test_b13_a_delivered_result_is_read_too(phases: Repository) -> None:
    phases.write("docs/validation.md", "# Validation\n\n**Result**: FAILED\n")
    phases.record("done", HEAD.replace("infra/timer.yaml", "docs/validation.md"), by="Lena")
    assert_fails(phases.verdicts()[CHECK], "result-contradicts", 'docs/validation.md:3 says "Result**: FAILED"')


def test_b13_a_result_that_the_whole_document_names_counts_once_all_is_done(phases: Repository) -> None:
    phases.write("docs/deployment.json", '{"status": "failed"}')
    text = "# Workflow: frost\n\n**Deployment**: `docs/deployment.json`\n" + HEAD.partition("\n\n")[2]
    phases.record("done", text, by="Lena")
    assert phases.verdicts()["record"].findings[0].code == "result-contradicts"
    phases.record("open", text.replace("COMPLETE", "IN PROGRESS"), by="Lena")
    assert phases.verdicts()["record"].answer is not Answer.FAILED


SAYS_YES = {
    "json": ("docs/deployment.json", '{"status": "success", "failed": 0}'),
    "json of a failure before": ("docs/deployment.json", '{"status": "ok", "attempts": [{"status": "failed"}]}'),
    "junit": ("reports/smoke.xml", JUNIT.format("")),
    "text": ("docs/deploy.md", "**Status**: Deployed\n"),
    "text of an attempt before": ("docs/deploy.md", "Status: failed\n\nTried again.\n\nStatus: success\n"),
    "text with an example": ("docs/deploy.md", "Status: passed\n\n```\nStatus: failed\n```\n"),
    "text with a fence in an example": ("docs/deploy.md", "Status: passed\n\n````\n```\nStatus: failed\n````\n"),
    "text on the whole": ("docs/deploy.md", "**Overall Result**: passed\n\nResult: failed (known)\n"),
}


@pytest.mark.parametrize(("name", "content"), SAYS_YES.values(), ids=SAYS_YES)
def test_b13_a_result_that_says_that_it_went_well_holds(phases: Repository, name: str, content: str) -> None:
    verdict = judge(phases, f"**Deployment**: `{name}`\n", content, name).verdicts()[CHECK]
    assert (verdict.answer, verdict.notes) == (Answer.HELD, ())


SAYS_NOTHING = {
    "json without a status": ("docs/deployment.json", '{"commit": "4830299"}'),
    "json of another kind": ("docs/deployment.json", "[1]"),
    "no json": ("docs/deployment.json", '{"status": "failed"'),
    "json that is too deep": ("docs/deployment.json", "[" * 200_000),
    "text in prose": ("docs/deploy.md", "It failed at first, and works now.\n"),
    "too large": ("docs/deploy.md", "Status: failed\n" * 80_000),
}


@pytest.mark.parametrize(("name", "content"), SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_b13_what_says_nothing_is_noted_not_failed(phases: Repository, name: str, content: str) -> None:
    verdict = judge(phases, f"**Deployment**: `{name}`\n", content, name).verdicts()[CHECK]
    assert verdict.answer is Answer.HELD
    assert verdict.notes == (f"{name} holds nothing that can be read as a result",)


@pytest.mark.parametrize("name", ["docs/deployment.json", "../elsewhere/deployment.json", "docs/gone.json"])
def test_b13_a_result_that_is_not_there_is_unknown(phases: Repository, name: str) -> None:
    verdict = judge(phases, f"**Deployment**: `{name}`\n").verdicts()[CHECK]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "result-unknown")
    assert verdict.findings[0].found == f"{name} is not there, so that nobody can tell what came of it"


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_b13_no_link_is_followed_to_a_result(phases: Repository) -> None:
    (phases.path / "docs").mkdir()
    (phases.path / "docs/deployment.json").symlink_to("/etc/hostname")
    verdict = judge(phases, "**Deployment**: `docs/deployment.json`\n").verdicts()[CHECK]
    assert verdict.answer is Answer.UNKNOWN


@pytest.mark.parametrize(
    "field",
    [
        "**Deployment**: to staging, then to all",
        "**Deployment**: https://host/runs/1.json",
        "**Deployment**: [Path of the record]",
        "**Tests**: `tests/test_frost.py::test_a_night`",
        "**Tests**: 0 failed, 12 passed",
        "**Note**: failed twice before",
        "**Review Reference**: `docs/deployment.json`",
        "**Test Plan**: `docs/deployment.json`",
        "**Note**: `docs/deployment.json`",
    ],
)
def test_b13_what_is_no_result_is_no_claim(phases: Repository, field: str) -> None:
    assert CHECK not in judge(phases, f"{field}\n", '{"status": "failed"}').verdicts()


def test_b13_a_phase_that_is_not_done_may_have_failed(phases: Repository) -> None:
    phases.write("docs/deployment.json", '{"status": "failed"}')
    text = HEAD.replace("COMPLETE", "IN PROGRESS") + "**Deployment**: `docs/deployment.json`\n"
    phases.record("open", text, by="Lena")
    assert CHECK not in phases.verdicts()
