from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy, Waiver
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository


def test_ticked_and_dropped_boxes_hold(built: Repository) -> None:
    text = "## Batch 1: A - COMPLETE\n\n- [x] one\n- [X] two\n- [x] ~~three~~\n"
    assert_holds(built.verdicts(text)["batch-1::checklist"])


def test_an_open_box_of_a_done_batch_fails_at_its_line(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: A - COMPLETE\n\n- [x] one\n- [ ] two\n- [~] three\n")["batch-1::checklist"]
    assert_fails(verdict, "box-open", 'its box "two" is open')
    assert verdict.findings[1].found == 'its box "three" is in progress'
    assert lines_of(verdict) == [4, 5]


@pytest.mark.parametrize(
    "line",
    [
        "- ☐ two",
        "- [ ]two",
        "[ ] two",
        "- [pending] two",
        "- [failed] two",
        "- **[ ] two**",
    ],
)
def test_an_open_box_is_open_however_it_is_drawn(built: Repository, line: str) -> None:
    verdict = built.verdicts(f"## Batch 1: A - COMPLETE\n\n- [x] one\n\n{line}\n")["batch-1::checklist"]
    assert_fails(verdict, "box-open", 'its box "two" is open')
    assert lines_of(verdict) == [5]


def test_an_open_box_in_a_table_fails_at_its_line(built: Repository) -> None:
    table = "| what | done |\n|---|---|\n| one | [x] |\n| two | [ ] |\n"
    verdict = built.verdicts(f"## Batch 1: A - COMPLETE\n\n{table}")["batch-1::checklist"]
    assert_fails(verdict, "box-open", 'its box "| two | [ ] |" is open')
    assert lines_of(verdict) == [6]


def test_links_tags_and_footnotes_are_no_boxes(built: Repository) -> None:
    lines = "- [x] one\n- [text](docs/a.md)\n- [1] a source\n- [^a] a note\n- [P] side by side\n"
    assert_holds(built.verdicts(f"## Batch 1: A - COMPLETE\n\n{lines}")["batch-1::checklist"])


def test_an_open_box_of_a_pending_batch_is_pending(built: Repository) -> None:
    assert built.verdicts("## Batch 1: A - PENDING\n\n- [ ] one\n")["batch-1::checklist"].answer is Answer.PENDING


def test_boxes_outside_every_unit_make_no_check(built: Repository) -> None:
    verdicts = built.verdicts("# Plan\n\n- [ ] an idea\n\n## Batch 1: A - COMPLETE\n")
    assert not [check for check in verdicts if check.endswith("checklist")]


def test_a_task_without_a_status_answers_for_its_boxes_as_its_batch_does(built: Repository) -> None:
    text = "## Batch 1: A - COMPLETE\n\n### Task 1.1: B\n\n- [ ] one\n"
    assert_fails(built.verdicts(text)["batch-1::1.1::checklist"], "box-open", 'its box "one" is open')


UNUSED = """\
## Batch 1: A - COMPLETE

- [ ] one
- [ ] two

## Batch 2: B - COMPLETE

- [ ] three
"""
DEMANDED = Policy(
    gates={"checklist": GateRule(kind="checklist", settings={"unused": "fail"}, location=Location("phasegate.yaml"))}
)


def test_d13_boxes_of_a_document_that_uses_none_are_pending_and_one_note_says_so(built: Repository) -> None:
    verdicts = built.verdicts(UNUSED)
    first, second = verdicts["batch-1::checklist"], verdicts["batch-2::checklist"]
    assert [first.answer, second.answer] == [Answer.PENDING, Answer.PENDING]
    assert second.reason == "the boxes of batch 2 prove nothing: the document uses none of its 3 boxes"
    assert first.notes == ("not proven: none of the 3 boxes of this document was ever ticked",)
    assert second.notes == ()


def test_d13_boxes_of_the_document_itself_do_not_hide_the_note(built: Repository) -> None:
    verdicts = built.verdicts(f"# Plan\n\n**Status**: COMPLETE\n\n- [ ] agreed\n\n{UNUSED}")
    assert verdicts["batch-1::checklist"].notes == ("not proven: none of the 4 boxes of this document was ever ticked",)


USES = {
    "ticked": "- [x] four\n",
    "dropped": "- [x] ~~four~~\n",
    "in progress": "- [~] four\n",
    "a unit's own box": "- [x] **Task 2.1: C**\n",
}


@pytest.mark.parametrize("used", USES.values(), ids=USES)
def test_d13_boxes_unticked_where_the_document_uses_another_box_fails_once(built: Repository, used: str) -> None:
    verdict = built.verdicts(f"{UNUSED}{used}")["batch-1::checklist"]
    assert_fails(verdict, "boxes-unticked", 'none of its 2 boxes is ticked, the first "one"')
    assert lines_of(verdict) == [3]


def test_d13_a_tick_outside_of_every_unit_is_a_use(built: Repository) -> None:
    verdict = built.verdicts(f"# Plan\n\n- [x] agreed\n\n{UNUSED}")["batch-1::checklist"]
    assert_fails(verdict, "boxes-unticked", 'none of its 2 boxes is ticked, the first "one"')


def test_d13_a_policy_may_demand_boxes_that_the_document_never_uses(built: Repository) -> None:
    verdicts = built.verdicts(UNUSED, DEMANDED)
    assert_fails(verdicts["batch-1::checklist"], "boxes-unticked", 'none of its 2 boxes is ticked, the first "one"')
    assert_fails(verdicts["batch-2::checklist"], "box-open", 'its box "three" is open')


def test_d13_one_box_alone_is_no_list_that_is_never_used(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: A - COMPLETE\n\n- [ ] one\n")["batch-1::checklist"]
    assert_fails(verdict, "box-open", 'its box "one" is open')


def test_d13_where_the_lists_of_all_units_are_ticked_they_hold(built: Repository) -> None:
    verdicts = built.verdicts(UNUSED.replace("[ ]", "[x]"), DEMANDED)
    assert_holds(verdicts["batch-1::checklist"])
    assert_holds(verdicts["batch-2::checklist"])


TASKS = """\
## Batch 1: A - COMPLETE

- [x] agreed

### Task 1.1: B - COMPLETE

- [ ] one
- [ ] two

### Task 1.2: C - COMPLETE

- [ ] three

### Task 1.3: D - PENDING

- [ ] four
"""


def test_d13_lists_of_a_batch_that_nobody_ticked_fail_once_for_all_its_tasks(built: Repository) -> None:
    verdicts = built.verdicts(TASKS)
    first, second = verdicts["batch-1::1.1::checklist"], verdicts["batch-1::1.2::checklist"]
    assert_fails(first, "boxes-unticked", "none of the 3 boxes of task 1.1, task 1.2 is ticked")
    assert lines_of(first) == [7]
    said = "no box of task 1.1, task 1.2 is ticked, which is told at task 1.1 (task-tracking/T1/tasks.md:7)"
    assert (second.answer, second.reason) == (Answer.PENDING, said)
    assert_holds(verdicts["batch-1::checklist"])


def test_d13_a_policy_that_demands_boxes_asks_each_task_for_its_own(built: Repository) -> None:
    verdicts = built.verdicts(TASKS, DEMANDED)
    assert_fails(
        verdicts["batch-1::1.1::checklist"], "boxes-unticked", 'none of its 2 boxes is ticked, the first "one"'
    )
    assert_fails(verdicts["batch-1::1.2::checklist"], "box-open", 'its box "three" is open')


def test_d13_where_one_task_of_the_batch_ticks_its_boxes_each_other_one_fails(built: Repository) -> None:
    verdicts = built.verdicts(f"{TASKS}\n### Task 1.4: E - COMPLETE\n\n- [x] five\n")
    assert_fails(
        verdicts["batch-1::1.1::checklist"], "boxes-unticked", 'none of its 2 boxes is ticked, the first "one"'
    )
    assert_fails(verdicts["batch-1::1.2::checklist"], "box-open", 'its box "three" is open')
    assert_holds(verdicts["batch-1::1.4::checklist"])


def test_d13_a_waived_list_excuses_none_beside_it(built: Repository) -> None:
    waiver = Waiver(
        check="task-tracking/T1/tasks.md::batch-1::1.1::checklist",
        reason="agreed",
        owner="Ada",
        expires=date(9999, 1, 1),
        location=Location("phasegate.yaml", 1),
    )
    verdicts = built.verdicts(TASKS, Policy(waivers=(waiver,)))
    assert verdicts["batch-1::1.1::checklist"].answer is Answer.WAIVED
    assert_fails(verdicts["batch-1::1.2::checklist"], "box-open", 'its box "three" is open')
