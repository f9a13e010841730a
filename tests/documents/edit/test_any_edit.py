"""What holds of any edit of any document: it says what was meant, and no other byte changes; or it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.documents.edit.editor import EditError, open_document
from pytest_phasegate.documents.edit.whole_edits import Commit, begin, complete, fail, tick
from pytest_phasegate.documents.reader import read
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.model.claims import Claim, Mark, Status
from pytest_phasegate.model.workflow import CLAIMS, Unit, Workflow
from tests.documents.test_any_text import FIRST, LINES
from tests.samples.form import samples
from tests.text.test_scanner import PIECES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_phasegate.documents.edit.splices import Written

    Edit = Callable[[Written, str], Written]

COMMIT = Commit("3f9c2d1e5b" + "0" * 30, 8)
EDITS: dict[str, Edit] = {
    "tick": tick,
    "untick": lambda document, key: tick(document, key, Mark.OPEN),
    "assign": begin,
    "assign to": lambda document, key: begin(document, key, "backend-developer"),
    "complete": complete,
    "complete with its commit": lambda document, key: complete(document, key, COMMIT),
    "fail": lambda document, key: fail(document, key, "no `src/store.py`; 2 of 3 tests - fail | (4830299)"),
}
CHANGED = {"statuses", "boxes", "commits", "no_commits", "assignees", "counts", "log", "attempts", "fields", "problems"}
"""What such edits may change at all; "commits" are also those that only count where a unit is done."""
BEGINNINGS = {
    **FIRST,
    "spec-kit": "## Phase 1: A\n- [ ] T001 b\n",
    "openspec": "## 1. A\n- [ ] 1.1 b\n",
    "kiro": "- [ ] 1. A\n  - [ ] 1.1 b\n",
    "conductor": "## Phase 1: A\n- [ ] Task: b\n",
}
STATES = ["## Batch 2: b - PENDING", "**Status**: 🔄 IN PROGRESS", "- [ ] c", "(pending)", "✅ 1/2 complete (50%)"]
SAMPLES = [
    pytest.param(sample.dialect, text, id=f"{sample.name}{number or ''}")
    for sample in samples()
    for number, text in enumerate(sample.texts())
    if number < 1
]
DOCUMENTS = [param for param in SAMPLES if "::" not in str(param.id)]


def claims(workflow: Workflow, kinds: set[str]) -> Iterator[tuple[str, str, object]]:
    """The claims of some kinds, by what they say."""
    for unit in workflow.root.walk():
        for kind in CLAIMS:
            for claim in getattr(unit, kind) if kind in kinds else ():
                yield unit.key, kind, said(claim)


def said(claim: Claim) -> object:
    left = {"line", "text", "column", "parent", "reason", "changed", "source", "depth"}
    return type(claim), [(name, getattr(claim, name)) for name in claim.__dataclass_fields__ if name not in left]


def names(workflow: Workflow) -> list[tuple[object, ...]]:
    return [(unit.level, unit.id, unit.key) for unit in workflow.root.walk()]


def lines_with_claims(unit: Unit) -> set[int]:
    claimed = {claim.line for each in unit.walk() for kind in CHANGED for claim in getattr(each, kind)}
    return claimed | {each.line for each in unit.walk()}


def check(dialect: str, text: str, name: str, choose: Callable[[int], int]) -> None:
    try:
        before = open_document(DIALECTS[dialect], "a.md", text)
    except DocumentError:
        return
    units = list(before.workflow.units())
    unit = units[choose(len(units))]
    try:
        after = EDITS[name](before, unit.key)
    except EditError as error:
        message = str(error)
    else:
        message = ""
    if message:
        assert message.startswith("a.md:")
        assert message.endswith("; edit it by hand")
        return
    found = read(DIALECTS[dialect], "a.md", after.text)
    assert found == after.workflow
    assert names(found) == names(before.workflow)
    others = set(CLAIMS) - CHANGED
    assert [*claims(found, others)] == [*claims(before.workflow, others)]
    check_state(name, before.workflow, found, unit)
    check_lines(before, after, unit, name)


def check_state(name: str, before: Workflow, after: Workflow, unit: Unit) -> None:
    now = next(each for each in after.root.walk() if each.key == unit.key)
    if name.startswith("complete"):
        assert now.status.is_claimed
        assert all(box.mark.is_settled for box in now.boxes)
    if name == "tick":
        assert all(box.mark.is_settled for each in now.walk() for box in each.boxes)
    elif name == "untick":
        assert not any(box.mark is Mark.TICKED for each in now.walk() for box in each.boxes)
    inside = {each.key for each in unit.walk()}
    for one, other in zip(before.root.walk(), after.root.walk(), strict=True):
        if one.key not in inside and any(claim.source != "steps" for claim in one.statuses):
            assert one.status is other.status
        was, is_now = one.commits, other.commits
        if one.status.is_claimed is other.status.is_claimed and one.key != unit.key:
            assert [each.id for each in was] == [each.id for each in is_now]


def check_lines(before: Written, after: Written, unit: Unit, name: str) -> None:
    """Only lines that claim something of the unit change, and those of the document that mirror it."""
    mirrors = {claim.line for each in before.units() for claim in (*each.counts, *each.log)}
    mirrors |= {claim.line for claim in before.workflow.root.fields}
    near = lines_with_claims(unit) | mirrors
    if len(after.lines) > len(before.lines) and not before.text.endswith("\n"):
        near.add(len(before.lines))  # it gets a line end
    kept = [line for number, line in enumerate(before.lines, 1) if number not in near]
    left = iter(after.lines)
    assert all(line in left for line in kept)  # in this order, each as it was
    if name in ("tick", "untick"):
        assert len(after.lines) == len(before.lines)
    ends = {line.endswith("\r") for line in before.lines[:-1]}
    if len(ends) == 1 and not before.text.endswith("\r"):
        assert {line.endswith("\r") for line in after.lines[:-1]} == ends


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize(("dialect", "text"), DOCUMENTS)
def test_any_unit_of_a_sample_is_edited_as_it_is_meant(dialect: str, text: str, name: str) -> None:
    seed = len(text) + 7 * len(name)
    check(dialect, text, name, lambda count: seed % count)


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(data=st.data())
def test_any_unit_of_any_sample_is_edited_as_it_is_meant(line_end: str, data: st.DataObject) -> None:
    dialect, text = data.draw(st.sampled_from([param.values for param in SAMPLES]))
    assert isinstance(dialect, str)
    assert isinstance(text, str)
    text = text.replace("\n", line_end)
    if data.draw(st.booleans()):
        text = text.rstrip("\r\n")
    check(dialect, text, data.draw(st.sampled_from(sorted(EDITS))), lambda count: data.draw(st.integers(0, count - 1)))


@pytest.mark.parametrize("name", BEGINNINGS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_lines_are_edited_as_it_is_meant_or_refused(name: str, data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.sampled_from([*PIECES, *LINES.get(name, LINES["batches"]), *STATES]), max_size=25))
    text = BEGINNINGS[name] + data.draw(st.sampled_from(["", "\n"])).join(pieces)
    check(name, text, data.draw(st.sampled_from(sorted(EDITS))), lambda count: data.draw(st.integers(0, count - 1)))


def test_all_samples_but_few_can_be_completed() -> None:
    """What is refused is what nobody could write: states of several units in one sentence, and the like."""
    refused, done = [], 0
    for param in SAMPLES:
        dialect, text = param.values
        assert isinstance(dialect, str)
        assert isinstance(text, str)
        try:
            document = open_document(DIALECTS[dialect], "a.md", text)
        except DocumentError:
            continue
        for unit in document.workflow.root.units[:2]:
            if unit.status in (Status.COMPLETE, Status.IMPLEMENTED):
                continue
            try:
                complete(document, unit.key)
                done += 1
            except EditError as error:
                refused.append(f"{param.id}: {error}")
    assert done > 20 * len(refused), "\n".join(refused)
