"""Waivers count where both policies have them, and never against what was mended."""

from __future__ import annotations

import pytest

from tests.plugin.pull_request import DOCUMENT, POLICY, PullRequest, failures

CHECK = f"{DOCUMENT}::batch-1::1.1::checklist"
WAIVERS = "waivers: [{{check: '{check}', reason: old, owner: Ada, expires: {expires}}}]\n"
OPEN = f'{DOCUMENT}:13: its box "Documented" is open'


@pytest.fixture
def pull(pytester: pytest.Pytester) -> PullRequest:
    """At the base, batch 1 is done but for a box, and that is waived."""
    pull = PullRequest.begin(pytester)
    pull.tasks(box=" ")
    pull.edit(POLICY, ("version: 1\n", "version: 1\n" + WAIVERS.format(check=CHECK, expires="2999-01-31")))
    pull.base = pull.commit("chore: waive it")
    return pull


def test_a_waiver_of_both_counts(pull: PullRequest) -> None:
    pull.run().assert_outcomes(passed=7, skipped=4, xfailed=1)


def test_with_another_policy_too(pull: PullRequest) -> None:
    pull.edit("rules/gates.yaml", ("cited: required", "cited: optional"))
    pull.commit()
    pull.run().assert_outcomes(passed=7, skipped=4, xfailed=1)


def test_what_was_mended_passes_once_its_waiver_is_gone(pull: PullRequest) -> None:
    pull.tasks()
    pull.commit()
    (message,) = failures(pull.run())
    assert message == f"{DOCUMENT}:12: the check holds without its waiver"
    pull.edit(POLICY, (WAIVERS.format(check=CHECK, expires="2999-01-31"), ""))
    pull.commit("chore: mended")
    pull.run().assert_outcomes(passed=8, skipped=4)


def test_a_waiver_that_is_taken_out_counts_no_more(pull: PullRequest) -> None:
    pull.edit(POLICY, (WAIVERS.format(check=CHECK, expires="2999-01-31"), ""))
    pull.commit()
    assert failures(pull.run()) == [OPEN]


def test_an_expired_waiver_cannot_be_prolonged(pull: PullRequest) -> None:
    pull.edit(POLICY, ("2999-01-31", "2001-01-31"))
    base = pull.commit("chore: until then")
    pull.edit(POLICY, ("2001-01-31", "2999-01-31"))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    assert failures(pull.run(base=base)) == [
        f'{DOCUMENT}:13: its box "Documented" is open, by the policy of {base[:10]}, phasegate.yaml (and 1 more)'
    ]


def test_a_waiver_follows_a_document_that_is_moved(pull: PullRequest) -> None:
    place = "task-tracking/TASK_70/tasks.md"
    (pull.repository.path / "task-tracking/TASK_7").rename(pull.repository.path / "task-tracking/TASK_70")
    pull.edit(POLICY, (DOCUMENT, place))
    pull.commit("docs: its right number")
    result = pull.run()
    result.assert_outcomes(passed=7, skipped=4, xfailed=1)
