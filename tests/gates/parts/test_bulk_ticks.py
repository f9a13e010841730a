from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gates.checkpoints import BEGUN, EXPORT, NOTED, READ, SHARED, WRITTEN, begin, empty, finished, policy_of
from tests.gates.verdicts import assert_fails, assert_holds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.repository import Repository

FAIL = policy_of("gates: {record: {bulk_ticks: fail}}\n")
REPORT = policy_of()


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return begin(tmp_path / "project")


def one_by_one(project: Repository) -> None:
    project.commit("docs: read", edits=READ)
    project.commit("docs: findings", edits=NOTED)


def with_their_work(project: Repository) -> None:
    project.commit("feat: export", edits={**READ, **NOTED, **SHARED, **WRITTEN}, files={"src/export.py": EXPORT})


def after_their_work(project: Repository) -> None:
    project.commit("feat: export", files={"src/export.py": EXPORT})
    project.commit("docs: all that was done", edits={**READ, **NOTED})


def after_work_that_touched_the_document(project: Repository) -> None:
    project.commit("feat: export", edits={"Export the diary": "Export it"}, files={"src/export.py": EXPORT})
    project.commit("docs: all that was done", edits={**READ, **NOTED})


HONEST = {f.__name__: f for f in (one_by_one, with_their_work, after_their_work, after_work_that_touched_the_document)}


@pytest.mark.parametrize("work", HONEST.values(), ids=HONEST)
def test_ticks_with_work_between_them_hold(project: Repository, work: Callable[[Repository], None]) -> None:
    work(project)
    assert_holds(project.verdicts(policy=FAIL)["record"])
    assert project.verdicts(policy=FAIL)["record"].notes == ()


def at_once(project: Repository) -> None:
    project.commit("docs: all of it", edits={**READ, **NOTED})


def at_once_behind_a_single_tick(project: Repository) -> None:
    project.commit("docs: read", edits=READ)
    project.commit("docs: the rest", edits={**NOTED, **SHARED})


def test_several_ticks_in_a_commit_without_work_fail_where_the_policy_says_so(project: Repository) -> None:
    at_once(project)
    verdict = project.verdicts(policy=FAIL)["record"]
    found = (
        f'{project.ids["docs: all of it"][:10]} "docs: all of it" ticked all of them at once, with no work between them'
    )
    assert_fails(verdict, "bulk-ticks", found)
    assert verdict.findings[0].claim == "step 1.1, step 1.2 were done one after the other"
    assert verdict.findings[0].line == 20


def test_several_ticks_behind_a_single_one_fail_too(project: Repository) -> None:
    at_once_behind_a_single_tick(project)
    assert [each.claim for each in project.verdicts(policy=FAIL)["record"].findings] == [
        "step 1.2, checkpoint 1.3 were done one after the other"
    ]


def test_the_preset_only_reports_them(project: Repository) -> None:
    at_once(project)
    verdict = project.verdicts(policy=REPORT)["record"]
    assert_holds(verdict)
    assert verdict.notes == (
        project.fill('{docs: all of it} "docs: all of it" ticked all of them at once, with no work between them'),
    )


def test_without_a_policy_nobody_asks(project: Repository) -> None:
    at_once(project)
    assert project.verdicts()["record"].notes == ()


def test_what_is_not_committed_is_nobody_s_bulk(project: Repository) -> None:
    project.edit({**READ, **NOTED})
    assert_holds(project.verdicts(policy=FAIL)["record"])


def test_a_document_that_begins_a_repository_with_ticks_has_done_no_work(tmp_path: Path) -> None:
    project = empty(tmp_path / "project")
    project.commit("docs: begin", edits={**BEGUN, **READ, **NOTED})
    assert project.verdicts(policy=FAIL)["record"].findings[0].code == "bulk-ticks"


def test_an_honest_history_has_none(project: Repository) -> None:
    assert project.verdicts(policy=FAIL)["record"].findings == ()
    assert finished(project).verdicts(policy=FAIL)["record"].findings == ()
