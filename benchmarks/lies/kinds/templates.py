"""Lies in the example's document of checkpoints: forms that are not filled in, a log and a state that disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.lies.bases import EXAMPLE
from benchmarks.lies.kind import lie, swap
from benchmarks.lies.kinds.documents import Expected_at

if TYPE_CHECKING:
    from benchmarks.lies.project import Expected, Project

FEATURE = "docs/active-workflows/rain-warning.md"
STEP = r"^\d\. \["
TEMPLATE = "docs/workflow-templates/feature-workflow.md"
BY_TEMPLATE = (
    f"phases:\n  - {{id: made, match: {{dialect: checkpoints}}, gates: {{fields: {{template: {TEMPLATE}}}}}}}\n"
)


def form(
    name: str, codes: str, says: str, line: str, old: str = "", new: str = "", at: str = "", policy: str = ""
) -> None:
    """A kind of lie in the document that changes words of a line."""
    swap(name, codes, EXAMPLE, says=says, line=line, old=old, new=new, at=at, path=FEATURE, policy=policy)


form(
    "a-field-taken-out",
    "field-missing",
    "A field of the document is taken out",
    r"^(Current Task|Name|Description):",
    at="^# ",
)
form(
    "a-field-not-filled-in",
    "field-unfilled",
    "A field still holds its template's placeholder",
    r"^(Current Task|Name|Description):",
    r": .*$",
    ": [What it is]",
)
form(
    "a-blank-not-filled-in",
    "field-unfilled",
    "A blank of a done step still holds its template's placeholder",
    r"^    (Related Files|Findings|Data Flow|Tests|Implementation):",
    r": .*$",
    ": [Key points]",
)
form(
    "half-a-pair",
    "pair-incomplete",
    "A pair of a done step has one half",
    r"^    - .* -> ",
    r" -> .*$",
    " -> [What meets it]",
)
form("no-decision", "decision-missing", "No key decision is written down", r"A day is wet above", at="^# |^### 4")
form(
    "a-place-without-a-file",
    "location-unnamed",
    "A done step's place names no file",
    r"^    Location:",
    r": .*$",
    ": in the code",
)
form(
    "a-label-taken-out",
    "label-missing",
    "A done step lacks a label of its template",
    r"^    (Related Files|Findings|Data Flow|Tests): ",
    at=STEP,
    policy=BY_TEMPLATE,
)
form(
    "an-open-entry-of-the-log",
    "log-disagrees",
    "The log says that a passed checkpoint is open",
    r"^- \[x\] \d\.\d ",
    r"\[x\]",
    "[ ]",
)
form(
    "another-phase",
    "state-disagrees",
    "The document says that it is in another phase",
    r"^Project Phase:",
    r": .*$",
    ": 2. Planning",
)


@lie("log-missing", EXAMPLE)
def an_entry_taken_out_of_the_log(project: Project) -> Expected:
    """The log lacks a passed checkpoint."""
    place = project.pick(r"^- \[x\] \d\.\d ", FEATURE)
    phase, step = place.text.split()[2].split(".")
    project.remove(place)
    heading = project.pick(rf"^### {phase}\. ", FEATURE)
    return project.expect(project.below(heading, rf"^{step}\. "))


@lie("checklist-left", EXAMPLE)
def an_open_box_at_the_end(project: Project) -> Expected:
    """The checklists are said to be up to date, and a box is open."""
    place = project.pick(r"^\d\. \[x\] (Choose|Name its)", FEATURE)
    project.replace(place, r"\[x\]", "[ ]")
    return project.expect(project.pick("Update the checklists", FEATURE))


@lie("component-undescribed", EXAMPLE)
def a_component_not_described(project: Project) -> Expected:
    """A done step describes all components but one."""
    place = project.pick(r"^    (Warning text|Wet days):$", FEATURE)
    step = project.above(place, STEP)
    project.remove(place, until=r"^\s*$|^    ```")
    return Expected_at(FEATURE, *range(step.row + 1, step.row + 9))


@lie("step-missing", EXAMPLE, policy=BY_TEMPLATE)
def a_step_taken_out(project: Project) -> Expected:
    """The document lacks a step of its template."""
    place = project.pick(r"^2\. \[x\] (Write down what|Update)|^1\. \[x\] Get", FEATURE)
    phase = project.above(place, "^### ")
    project.remove(place, until=r"^\d\. |^\s*$")
    return Expected_at(FEATURE, 1, *range(phase.row + 1, phase.row + 10))


@lie("template-unreadable", EXAMPLE)
def a_template_that_is_not_there(project: Project) -> Expected:
    """The policy names a template that is not there."""
    policy = BY_TEMPLATE.replace(TEMPLATE, "docs/none.md")
    project.rules(policy)
    return Expected_at(FEATURE, 0, 1)
