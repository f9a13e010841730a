"""Documents held against the template that they were made from: what was taken out with a tick is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.checkpoints import BEGUN, CHECKED, NOTED, READ, SHARED, TEMPLATE, WRITTEN, empty, policy_of
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.verdict import Verdict

PLACE = "docs/workflow-templates/feature.md"
RULE = policy_of(f"gates: {{fields: {{template: {PLACE}}}}}\n")
ALL = (BEGUN, READ, NOTED, SHARED, WRITTEN, CHECKED)

FINDINGS = "    Findings: the store is read line by line\n"
BLOCK = f"    ```\n    Related Files: src/store.py\n{FINDINGS}    ```\n"
PART = "    Writer:\n    Location: src/export.py:5\n    Implementation: one row for each day\n"
FEATURES = "    Features:\n    - A diary becomes a file -> src/export.py:1\n"
TESTS = "    Tests:\n    - tests/test_export.py::test_export -> the writer\n"


def verdict_on(path: Path, change: dict[str, str], *, template: str | None = TEMPLATE) -> Verdict:
    """The verdict on the document as a whole, all of it done up to its last checkpoint, and then changed."""
    project = empty(path)
    if template is not None:
        project.write(PLACE, template)
    for changes in (*ALL, change):
        project.edit(changes)
    project.commit("docs: export")
    return project.verdicts(policy=RULE)["fields"]


HONEST: dict[str, dict[str, str]] = {
    "all is there": {},
    "a label in another dress": {"    Findings: the": "    **Findings**: the"},
    "nothing to say, and said so": {FINDINGS: "    Findings: none\n"},
    "a value that is code": {FINDINGS: "    Findings: struct Store {\n      rows: Vec<Row>,\n    }\n"},
    "a label in a list of the step": {BLOCK: f"    - {FINDINGS.strip()}\n    - Related files: src/store.py\n"},
    "more labels than the template has": {FINDINGS: f"{FINDINGS}    Risks: none\n"},
    "a step of its own, before others": {
        "1. [x] Read what is there\n": "1. [x] Ask Rita\n2. [x] Read what is there\n",
        "2. [x] Note": "3. [x] Note",
        "3. [x] CHECKPOINT: Share": "4. [x] CHECKPOINT: Share",
        "- [x] 1.3": "- [x] 1.4",
    },
    "a step with another title": {"2. [x] Note what was found": "2. [x] Investigation"},
    "a checkpoint with a longer title": {"CHECKPOINT: Share what": "CHECKPOINT: Share with Rita what"},
    "an open step without its block": {"1. [x] Check it": "1. [ ] Check it", FEATURES: "", TESTS: ""},
    "a step that was struck out": {"2. [x] Note what was found": "2. [x] ~~Note what was found~~", BLOCK: ""},
    "one of two lists of pairs": {FEATURES: ""},
}


@pytest.mark.parametrize("change", HONEST.values(), ids=HONEST)
def test_a_document_that_has_all_of_its_template_holds(tmp_path: Path, change: dict[str, str]) -> None:
    assert_holds(verdict_on(tmp_path, change))


LIES = {
    "the whole block was taken out": (
        {BLOCK: ""},
        "label-missing",
        f'it has no "related files", which its template asks for ({PLACE}:25)',
        23,
    ),
    "a label was taken out": (
        {FINDINGS: ""},
        "label-missing",
        f'it has no "findings", which its template asks for ({PLACE}:26)',
        23,
    ),
    "the block of a step that got a new number": (
        {
            BLOCK: "",
            "1. [x] Read what is there\n": "1. [x] Ask Rita\n2. [x] Read what is there\n",
            "2. [x] Note": "3. [x] Note",
            "3. [x] CHECKPOINT: Share": "4. [x] CHECKPOINT: Share",
        },
        "label-missing",
        f'it has no "related files", which its template asks for ({PLACE}:25)',
        24,
    ),
    "the block of a step that got a new title": (
        {BLOCK: "", "2. [x] Note what was found": "2. [x] Investigation"},
        "label-missing",
        f'it has no "related files", which its template asks for ({PLACE}:25)',
        23,
    ),
    "no component is described": (
        {PART: ""},
        "label-missing",
        f'it has no "name", which its template asks for ({PLACE}:34)',
        31,
    ),
    "no pair is left": (
        {FEATURES: "", TESTS: "    checked\n"},
        "label-missing",
        f'it has no list of "... -> ...", which its template asks for ({PLACE}:44)',
        41,
    ),
    "a step was taken out with its block": (
        {f"2. [x] Note what was found\n{BLOCK}": ""},
        "step-missing",
        f'it has no step "Note what was found", which its template has ({PLACE}:23)',
        19,
    ),
    "a checkpoint was taken out": (
        {"2. [ ] CHECKPOINT: Review the code\n": "", "- [ ] 2.2 Reviewed\n": ""},
        "step-missing",
        f'it has no checkpoint "Review the code", which its template has ({PLACE}:38)',
        30,
    ),
    "a checkpoint became a step": (
        {"CHECKPOINT: Review the code": "Review the code", "- [ ] 2.2 Reviewed\n": ""},
        "step-missing",
        f'it has no checkpoint "Review the code", which its template has ({PLACE}:38)',
        30,
    ),
}


@pytest.mark.parametrize(("change", "code", "found", "line"), LIES.values(), ids=LIES)
def test_what_was_taken_out_is_missed(tmp_path: Path, change: dict[str, str], code: str, found: str, line: int) -> None:
    verdict = verdict_on(tmp_path, change)
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == line


READ_STEP = "1. [x] Read what is there\n"
ALIKE = "Note what was found missing"


@pytest.mark.parametrize("title", [ALIKE, "Note what", "Note what was Found there"])
def test_e5_the_missing_step_is_the_one_without_a_step_of_its_very_title(tmp_path: Path, title: str) -> None:
    """A step whose title is alike and stands before took the one of the next, which was then called missing."""
    template = TEMPLATE.replace("Read what is there", title)
    assert template != TEMPLATE
    gone = {READ_STEP: "", "2. [x] Note": "1. [x] Note", "3. [x] CHECKPOINT: Share": "2. [x] CHECKPOINT: Share"}
    verdict = verdict_on(tmp_path / "lie", gone, template=template)
    assert_fails(verdict, "step-missing", f'it has no step "{title}", which its template has ({PLACE}:20)')
    assert [finding.code for finding in verdict.findings] == ["step-missing"]
    assert_holds(verdict_on(tmp_path / "twin", {"Read what is there": title}, template=template))


def test_e5_of_two_steps_the_more_alike_takes_the_title(tmp_path: Path) -> None:
    template = TEMPLATE.replace("Read what is there", "Note what Rita found there")
    gone = {READ_STEP: "", "2. [x] Note what was found": "1. [x] Note well what was found"}
    found = f'it has no step "Note what Rita found there", which its template has ({PLACE}:20)'
    assert_fails(verdict_on(tmp_path, gone, template=template), "step-missing", found)


@pytest.mark.parametrize("template", [None, "# Notes\n", "## Phase 1: Plan\n\n- [ ] Read\n\n## Repository State\n"])
def test_a_template_that_is_not_there_is_told(tmp_path: Path, template: str | None) -> None:
    verdict = verdict_on(tmp_path, {}, template=template)
    assert verdict.answer is Answer.FAILED
    assert verdict.findings[0].code == "template-unreadable"
    assert verdict.findings[0].found.startswith(f"{PLACE} ")


def test_a_document_in_which_nothing_is_begun_owes_its_template_nothing(tmp_path: Path) -> None:
    project = empty(tmp_path, TEMPLATE.replace("2. [ ] Note what was found\n", ""))
    project.commit("docs: begin")
    assert_holds(project.verdicts(policy=RULE)["fields"])
