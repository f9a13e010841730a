from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gates.desk import BEGUN, EXPORT, NOTED, READ, SHARED, WRITTEN, Desk, begin, finished, policy_of
from tests.gates.project import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAIL = policy_of("gates: {record: {bulk_ticks: fail}}\n")
REPORT = policy_of()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return begin(tmp_path / "project")


def one_by_one(desk: Desk) -> None:
    desk.commit("docs: read", READ)
    desk.commit("docs: findings", NOTED)


def with_their_work(desk: Desk) -> None:
    desk.commit("feat: export", {**READ, **NOTED, **SHARED, **WRITTEN}, files={"src/export.py": EXPORT})


def after_their_work(desk: Desk) -> None:
    desk.commit("feat: export", files={"src/export.py": EXPORT})
    desk.commit("docs: all that was done", {**READ, **NOTED})


def after_work_that_touched_the_document(desk: Desk) -> None:
    desk.commit("feat: export", {"Export the diary": "Export it"}, files={"src/export.py": EXPORT})
    desk.commit("docs: all that was done", {**READ, **NOTED})


HONEST = {f.__name__: f for f in (one_by_one, with_their_work, after_their_work, after_work_that_touched_the_document)}


@pytest.mark.parametrize("work", HONEST.values(), ids=HONEST)
def test_ticks_with_work_between_them_hold(desk: Desk, work: Callable[[Desk], None]) -> None:
    work(desk)
    assert_holds(desk.judge(FAIL)["record"])
    assert desk.judge(FAIL)["record"].notes == ()


def at_once(desk: Desk) -> None:
    desk.commit("docs: all of it", {**READ, **NOTED})


def at_once_behind_a_single_tick(desk: Desk) -> None:
    desk.commit("docs: read", READ)
    desk.commit("docs: the rest", {**NOTED, **SHARED})


def test_several_ticks_in_a_commit_without_work_fail_where_the_policy_says_so(desk: Desk) -> None:
    at_once(desk)
    verdict = desk.judge(FAIL)["record"]
    found = f'{desk.ids[-1][:10]} "docs: all of it" ticked all of them at once, with no work between them'
    assert_fails(verdict, "bulk-ticks", found)
    assert verdict.findings[0].claim == "step 1.1, step 1.2 were done one after the other"
    assert verdict.findings[0].line == 20


def test_several_ticks_behind_a_single_one_fail_too(desk: Desk) -> None:
    at_once_behind_a_single_tick(desk)
    assert [each.claim for each in desk.judge(FAIL)["record"].findings] == [
        "step 1.2, checkpoint 1.3 were done one after the other"
    ]


def test_the_preset_only_reports_them(desk: Desk) -> None:
    at_once(desk)
    verdict = desk.judge(REPORT)["record"]
    assert_holds(verdict)
    assert verdict.notes == (
        f'{desk.ids[-1][:10]} "docs: all of it" ticked all of them at once, with no work between them',
    )


def test_without_a_policy_nobody_asks(desk: Desk) -> None:
    at_once(desk)
    assert desk.judge()["record"].notes == ()


def test_what_is_not_committed_is_nobody_s_bulk(desk: Desk) -> None:
    desk.write({**READ, **NOTED})
    assert_holds(desk.judge(FAIL)["record"])


def test_a_document_that_begins_a_repository_with_ticks_has_done_no_work(tmp_path: Path) -> None:
    desk = Desk(Repository.create(tmp_path / "project"))
    desk.commit("docs: begin", {**BEGUN, **READ, **NOTED})
    assert desk.judge(FAIL)["record"].findings[0].code == "bulk-ticks"


def test_an_honest_history_has_none(desk: Desk) -> None:
    assert desk.judge(FAIL)["record"].findings == ()
    assert finished(desk).judge(FAIL)["record"].findings == ()
