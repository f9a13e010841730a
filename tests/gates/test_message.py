from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository


def policy(**settings: object) -> Policy:
    return Policy(gates={"message": GateRule(kind="message", settings=settings, location=Location("phasegate.yaml"))})


PATTERN = policy(pattern="{type}({scope}): batch {number} - {summary}")
TEXT = """\
## Batch {number}: Model - COMPLETE

**Commit**: {commit}

### Task {number}.1: Model

### Task {number}.2: Old
"""


def batch(number: str, commit: str) -> str:
    return TEXT.replace("{number}", number).replace("{commit}", commit)


HONEST = {
    "the pattern": (batch("1", "{first}"), PATTERN),
    "a conventional subject": (batch("1", "{first}"), policy(conventional=True)),
    "one of the types": (batch("1", "{first}"), policy(types=("fix", "feat"))),
    "every task listed": (batch("1", "{first}"), policy(lists_tasks=True)),
    "the promised type and scope": (
        batch("1", "{first}\n**Expected Commit Pattern**: `feat(core): something`"),
        Policy(),
    ),
    "the promise of one of its tasks": (
        batch("1", "{first}") + "\n**Expected Commit Pattern**: `feat(core): something`\n",
        Policy(),
    ),
}


@pytest.mark.parametrize(("text", "rules"), HONEST.values(), ids=HONEST)
def test_an_honest_message_holds(built: Repository, text: str, rules: Policy) -> None:
    assert_holds(built.verdicts(text, rules)["batch-1::message"])


SUBJECT = 'the subject of {first}, "feat(core): batch 1 - the model", '
LIES = {
    "another batch": (batch("2", "{first}"), PATTERN, "message-pattern", "does not read "),
    "one is not eleven": (batch("11", "{first}"), PATTERN, "message-pattern", "does not read "),
    "no part of a number": (batch("1.1", "{first}"), PATTERN, "message-pattern", "does not read "),
    "another type": (batch("1", "{first}"), policy(types=("fix",)), "message-type", "begins with none of fix"),
    "the promise of another scope": (
        batch("1", "{first}\n**Expected Commit Pattern**: `feat(web): something`"),
        policy(promised_scope="fail"),
        "message-promise-broken",
        'is not the promised "feat(web)"',
    ),
    "the promise of another type": (
        batch("1", "{first}\n**Expected Commit Pattern**: `fix(core): something`"),
        Policy(),
        "message-promise-broken",
        'is not the promised "fix(core)"',
    ),
}


@pytest.mark.parametrize(("text", "rules", "code", "wrong"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_the_commit(built: Repository, text: str, rules: Policy, code: str, wrong: str) -> None:
    [verdict] = [each for check, each in built.verdicts(text, rules).items() if check.endswith("message")]
    assert verdict.answer is Answer.FAILED
    assert verdict.findings[0].code == code
    assert verdict.findings[0].found.startswith(built.fill(SUBJECT) + wrong)
    assert lines_of(verdict) == [3]


def test_a_subject_that_is_not_conventional_fails(project: Repository) -> None:
    project.commit("did the model", name="plain", files={"src/model.py": "model = 5\n"})
    verdict = project.verdicts(batch("1", "{plain}"), policy(conventional=True))["batch-1::message"]
    found = f'the subject of {project.ids["plain"][:10]}, "did the model", is no conventional subject'
    assert_fails(verdict, "message-not-conventional", found)


def test_a_task_that_the_body_does_not_list_fails(built: Repository) -> None:
    text = batch("1", "{first}") + "\n### Task 1.3: More\n\n### Task 1.4: Skipped - SKIPPED\n"
    verdict = built.verdicts(text, policy(lists_tasks=True))["batch-1::message"]
    found = f'the message of {built.ids["first"][:10]}, "feat(core): batch 1 - the model", does not list task 1.3'
    assert_fails(verdict, "message-tasks-unlisted", found)


def test_without_a_policy_and_a_promise_nothing_is_asked(built: Repository) -> None:
    assert "batch-1::message" not in built.verdicts(batch("1", "{other}"))


def test_a_message_that_cannot_be_read_is_pending(built: Repository) -> None:
    verdict = built.verdicts(batch("5", "0123456789"), PATTERN)["batch-5::message"]
    assert (verdict.answer, verdict.reason) == (Answer.PENDING, "batch 5 has no commit whose message could be read")


def test_the_name_of_a_batch_does_not_list_its_task_of_the_same_number(built: Repository) -> None:
    text = "## Batch 1: Model - COMPLETE\n\n**Commit**: {first}\n\n### Task 1: Model\n"
    verdict = built.verdicts(text, policy(lists_tasks=True))["batch-1::message"]
    found = f'the message of {built.ids["first"][:10]}, "feat(core): batch 1 - the model", does not list task 1'
    assert_fails(verdict, "message-tasks-unlisted", found)


@pytest.mark.parametrize("promised", ["feat(web)", "feat", "feat(core/api)"])
def test_d12_the_promised_type_under_another_scope_is_a_note(built: Repository, promised: str) -> None:
    verdict = built.verdicts(batch("1", f"{{first}}\n**Expected Commit Pattern**: `{promised}: x`"))["batch-1::message"]
    assert_holds(verdict)
    subject = built.fill('the subject of {first}, "feat(core): batch 1 - the model"')
    said = f'{subject}, has another scope: "{promised}" is promised (task-tracking/T1/tasks.md:4)'
    assert verdict.notes == (said,)


def test_d12_a_kept_promise_has_no_note(built: Repository) -> None:
    verdict = built.verdicts(batch("1", "{first}\n**Expected Commit Pattern**: `feat(core): x`"))["batch-1::message"]
    assert_holds(verdict)
    assert verdict.notes == ()
