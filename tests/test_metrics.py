"""Every metric of docs/metrics.md, on small histories whose commits are a minute apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.metrics import Metric, measure, overall
from tests.gates.policies import policy
from tests.gates.runs import MODEL, MORE, TESTS, run_tests
from tests.gates.runs import measure as measure_coverage

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy
    from tests.repository import Repository

    Found = dict[tuple[str, str | None, str | None], Metric]

DOCUMENT = "workflows/frost.md"
MINUTE = 60.0
FIRST = "## Phase 1: A - COMPLETE\n\n**Deliverables**: docs/a.md\n**Hand-off**: approved by Lena\n\n"
DECIDED = "### Decisions\n\n- Lena: wait\n\n"
SECOND = "## Phase 2: B - COMPLETE\n\n### Attempts\n\n1. failed - rain\n2. passed; changed: a roof\n\n" + DECIDED


def metrics(
    phases: Repository, rule: Policy | None = None, *documents: str
) -> dict[tuple[str, str | None, str | None], Metric]:
    paths = documents or (DOCUMENT,)
    with ProjectEvidence(phases.path, read=read_document) as evidence:
        workflows = [
            read_document(path, (evidence.files.read_document(path) or b"").decode(), "phases") for path in paths
        ]
        found = measure(workflows, rule or policy(), evidence)
    return {(metric.name, metric.phase, metric.document): metric for metric in found}


def values(found: Found, document: str | None) -> dict[str, float | None]:
    return {
        f"{name} of {phase}" if phase else name: metric.value
        for (name, phase, where), metric in found.items()
        if where == document
    }


def honest(phases: Repository) -> None:
    phases.record("plan", "## Phase 1: A\n\n**Hand-off**: pending\n\n## Phase 2: B\n", by="Lena")
    phases.commit("work", by="Ana", files={"docs/a.md": "a\n"})
    phases.record("approve", FIRST + "## Phase 2: B\n", by="Lena")
    phases.commit("next", by="Sol", files={"docs/b.md": "b\n"})
    phases.commit("more", by="Sol", files={"docs/b.md": "bb\n"})
    phases.record("done", FIRST + SECOND, by="Lena")


def test_the_metrics_of_a_document(phases: Repository) -> None:
    honest(phases)
    assert values(metrics(phases), DOCUMENT) == {
        "phase_time of requirements": 2 * MINUTE,
        "phase_completion of requirements": 1.0,
        "attempts of requirements": 1.0,
        "phase_time of planning": 3 * MINUTE,
        "phase_completion of planning": 1.0,
        "attempts of planning": 2.0,
        "lead_time": 5 * MINUTE,
        "decisions": 1.0,
        "coverage": None,
        "deployment_success": None,
    }


def test_values_have_units_and_say_why_they_are_missing(phases: Repository) -> None:
    honest(phases)
    found = metrics(phases)
    assert found["lead_time", None, DOCUMENT].unit == "seconds"
    assert found["attempts", "planning", DOCUMENT].unit == "count"
    assert found["phase_completion", "planning", DOCUMENT].unit == "ratio"
    assert found["coverage", None, DOCUMENT].missing == "the policy names no coverage data"
    assert found["deployment_success", None, DOCUMENT].missing == "no deployment is recorded"
    assert found["lead_time", None, DOCUMENT].missing == ""


def test_over_all_documents_times_are_medians_and_rates_are_means(phases: Repository) -> None:
    honest(phases)
    other = FIRST + SECOND.replace("COMPLETE", "IN PROGRESS").replace("2. passed; changed: a roof\n", "")
    phases.commit("other", by="Lena", files={"workflows/b.md": other})
    found = metrics(phases, None, DOCUMENT, "workflows/b.md")
    assert values(found, None) == {
        "phase_time of requirements": 1 * MINUTE,
        "phase_completion of requirements": 1.0,
        "attempts of requirements": 1.0,
        "phase_time of planning": 3 * MINUTE,
        "phase_completion of planning": 0.5,
        "attempts of planning": 1.5,
        "lead_time": 5 * MINUTE,
        "decisions": 1.0,
        "coverage": None,
        "deployment_success": None,
    }
    assert found["phase_time", "planning", None].samples == 1
    assert found["phase_completion", "planning", None].samples == 2
    assert found["phase_time", "planning", "workflows/b.md"].missing == "phase 2 is not done"
    assert found["lead_time", None, "workflows/b.md"].missing == "the document is not done"


def test_a_phase_that_was_not_begun_has_no_figures(phases: Repository) -> None:
    phases.record("plan", "## Phase 1: A\n\n**Hand-off**: pending\n", by="Lena")
    assert [name for name, phase, _ in metrics(phases) if phase] == []


def test_a_phase_without_a_hand_off_before_it_is_timed_from_its_own_beginning(phases: Repository) -> None:
    plain = FIRST.replace("**Hand-off**: approved by Lena\n", "")
    phases.record("plan", "## Phase 1: A\n\n**Deliverables**: a.md\n\n## Phase 2: B\n", by="Lena")
    phases.record("first", plain + "## Phase 2: B\n", by="Lena")
    phases.record("begun", plain + "## Phase 2: B - IN PROGRESS\n", by="Lena")
    phases.record("done", plain + "## Phase 2: B - COMPLETE\n", by="Lena")
    assert values(metrics(phases), DOCUMENT)["phase_time of planning"] == 1 * MINUTE


def test_a_phase_that_the_policy_does_not_name_goes_by_its_number(phases: Repository) -> None:
    honest(phases)
    assert ("attempts", "phase 2", DOCUMENT) in metrics(phases, replace(policy(), phases=()))


def test_times_of_what_is_not_committed_cannot_be_told(phases: Repository) -> None:
    phases.record("plan", "## Phase 1: A\n\n**Hand-off**: pending\n", by="Lena")
    phases.write(phases.document, FIRST)
    found = metrics(phases)
    why = "git does not know when phase 1 was begun and done"
    assert found["phase_time", "requirements", DOCUMENT].missing == why
    assert found["lead_time", None, DOCUMENT].missing == "git does not know when the document was begun and done"


def test_coverage_at_completion_is_that_of_the_data_which_the_policy_names(phases: Repository) -> None:
    rule = policy(coverage={"data": ("coverage.json",)})
    phases.record("done", FIRST, by="Lena")
    assert metrics(phases, rule)["coverage", None, DOCUMENT].missing == "there is no coverage data"
    phases.commit("code", by="Dev", files={"src/model.py": MODEL, "tests/test_model.py": TESTS})
    measure_coverage(phases.path, "json")
    assert metrics(phases, rule)["coverage", None, DOCUMENT].value == 0.75


@pytest.mark.parametrize(
    ("name", "content", "value", "missing"),
    [
        ("deploy.json", '{"status": "success"}', 1.0, ""),
        ("deploy.json", '{"status": "Failed"}', 0.0, ""),
        ("deploy.json", '{"status": "perhaps"}', None, "deploy.json holds no status"),
        ("deploy.json", "[]", None, "deploy.json holds no status"),
        ("deploy.json", "{", None, "deploy.json is not JSON"),
        ("deploy.xml", "<testsuite/>", None, "the result file holds no test"),
        ("other.json", "{}", None, "the file with the deployment's result is not there"),
    ],
)
def test_a_deployment_succeeded_if_its_result_file_says_so(
    phases: Repository, name: str, content: str, value: float | None, missing: str
) -> None:
    phases.write(name, content)
    phases.record("done", FIRST + f"**Deployment**: `{name.replace('other', 'deploy')}`\n", by="Lena")
    metric = metrics(phases)["deployment_success", None, DOCUMENT]
    assert (metric.value, metric.missing) == (value, missing)


@pytest.mark.parametrize(("tests", "value"), [(TESTS + MORE, 1.0), (TESTS.replace("'this'", "'that'"), 0.0)])
def test_a_deployment_may_be_proven_by_tests_of_what_was_deployed(phases: Repository, tests: str, value: float) -> None:
    phases.commit("code", by="Dev", files={"src/model.py": MODEL, "tests/test_model.py": tests})
    run_tests(phases.path, results="smoke.xml")
    phases.record("done", FIRST + "**Deployment**: smoke.xml\n", by="Lena")
    assert metrics(phases)["deployment_success", None, DOCUMENT].value == value


def test_documents_without_phases_are_left_out(phases: Repository) -> None:
    phases.commit("tasks", by="Lena", files={"tasks.md": "## Batch 1: A\n"})
    with ProjectEvidence(phases.path, read=read_document) as evidence:
        assert measure([read_document("tasks.md", "## Batch 1: A\n")], policy(), evidence) == ()
    assert overall([]) == ()
