"""Lies in what a document says of itself: states that disagree, counts, boxes, ids, and units that are gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.lies.bases import EXAMPLE
from benchmarks.lies.kind import lie, swap
from benchmarks.lies.project import Place

if TYPE_CHECKING:
    from benchmarks.lies.project import Expected, Project

LISTS = ("batches", "phases", "checkpoints")
DONE = r"^## (Batch|Phase) .*COMPLETE$"
TICKED = r"^\s*- \[x\] "


def done_unit(project: Project) -> Place:
    """The heading of a batch or phase that claims to be done."""
    return project.pick(DONE)


def policy_line(project: Project, text: str) -> None:
    """Add rules to the policy in the last commit alone."""
    project.write("phasegate.yaml", project.text("phasegate.yaml") + text)


@lie("document-unreadable", *LISTS)
def a_document_without_a_unit(project: Project) -> Expected:
    """A task document that the policy names is overwritten with words that hold no unit."""
    path = project.documents[0]
    project.history.add("docs: less", {path: project.random.choice(("All is done.\n", "# Done\n\nAll of it.\n"))})
    return Expected_at(path, 0, 1)


@lie("document-unreadable", *LISTS)
def a_document_behind_a_fence(project: Project) -> Expected:
    """A fence that is never closed hides a task document."""
    path = project.documents[0]
    project.insert(Place(path, 0, project.lines(path)[0]), "```")
    return Expected_at(path, 0, 1, 2)


def Expected_at(path: str, *lines: int) -> Expected:  # noqa: N802 - as the class
    """These lines of a document."""
    from benchmarks.lies.project import Expected

    return Expected(path, lines)


def require(project: Project) -> None:
    """Require all done batches and phases to be done."""
    ids = [re.findall(r"(Batch|Phase) (\d+)", place.text)[0] for place in project.all(DONE)]
    project.require = tuple(f"{kind.lower()}-{number}" for kind, number in ids)


@lie("unit-not-done", "batches", "phases", prepare=require)
def a_required_unit_that_is_open(project: Project) -> Expected:
    """A unit that the run requires to be done is not."""
    place = project.choose(project.all(DONE)[-1:])
    new = project.replace(place, r"(✅|-) COMPLETE$", "- IN PROGRESS")
    last = len(project.lines(place.path))
    for index in range(place.row + 1, last):
        line = project.lines(place.path)[index]
        if line == "**Status**: COMPLETE":
            project.change(Place(place.path, index, line), "**Status**: IN PROGRESS")
    return Expected_at(place.path, *range(new.row + 1, last + 1))


def waiver(project: Project, check: str, day: str) -> None:
    """Waive a check of the document in the policy."""
    path = project.documents[0]
    text = f"waivers:\n  - {{check: '{path}::{check}', reason: later, owner: Lena, expires: {day}}}\n"
    policy_line(project, text)


@lie("waiver-expired", "batches")
def a_waiver_that_has_expired(project: Project) -> Expected:
    """An open box of a done task, whose waiver has expired."""
    place = open_box(project)
    task = re.findall(r"[\d.]+", project.above(place, "^### Task").text)[0].strip(".")
    waiver(project, f"batch-{task.partition('.')[0]}::{task}::checklist", "2020-01-31")
    return expect_list(project, place)


@lie("waiver-needless", "batches")
def a_waiver_of_what_holds(project: Project) -> Expected:
    """A waiver of a check that holds without it."""
    place = project.pick(TICKED)
    task = re.findall(r"[\d.]+", project.above(place, "^### Task").text)[0].strip(".")
    waiver(project, f"batch-{task.partition('.')[0]}::{task}::checklist", "2999-01-31")
    return expect_list(project, place)


@lie("waiver-unknown-check", "batches", "phases")
def a_waiver_of_no_check(project: Project) -> Expected:
    """A waiver of a check that the document does not make."""
    waiver(project, "batch-77::checklist", "2999-01-31")
    return Expected_at(project.documents[0], 0, 1)


def held_against_the_first_tick(project: Project) -> None:
    """Hold the run against the commit in which the document appeared with something done, or was planned."""
    path = project.documents[0]
    writers = [commit for commit in project.history.commits if commit.files.get(path) is not None]
    project.base = writers[len(writers) // 2].name


def at_base(project: Project) -> str:
    """The document as it is at the base."""
    return project.history.trees()[project.base][project.documents[0]]


PULLS = ("batches", "phases", "spec-kit", "openspec")


@lie("unit-removed", *PULLS, prepare=held_against_the_first_tick)
def a_unit_that_is_gone(project: Project) -> Expected:
    """A pull request takes the last unit out of the document."""
    path = project.documents[0]
    lines = project.lines(path)
    heads = [index for index, line in enumerate(lines) if line.startswith("## ")]
    start = heads[-1]
    kept = re.sub(r"\*\*Status\*\*: \d+/\d+ complete", "", "\n".join(lines[:start]) + "\n")
    project.history.add("docs: less to do", {path: re.sub(r"\*\*(Total Tasks|Batches)\*\*: \d+ \|?", "", kept)})
    return Expected_at(path, *range(heads[-2] + 1, start + 1))


@lie("document-removed", *PULLS, prepare=held_against_the_first_tick)
def a_document_that_is_gone(project: Project) -> Expected:
    """A pull request deletes the document."""
    project.history.add("docs: tidy", {project.documents[0]: None})
    return Expected_at(project.documents[0], 0, 1)


@lie("document-changed document-unreadable", "batches", "phases", prepare=held_against_the_first_tick)
def a_document_that_is_none_any_more(project: Project) -> Expected:
    """A pull request makes plain words of the document."""
    path = project.documents[0]
    project.history.add("docs: tidy", {path: "All is done, as was planned.\n"})
    return Expected_at(path, 0, 1)


@lie("box-removed", "batches", prepare=held_against_the_first_tick)
def an_open_box_that_is_gone(project: Project) -> Expected:
    """A pull request takes an open box out of a task that it calls done."""
    path, base = project.documents[0], at_base(project)
    place = project.choose(each for each in project.all(TICKED) if each.text.replace("[x]", "[ ]") in base)
    text = project.lines(path)
    del text[place.row]
    project.history.add("docs: fewer words", {path: "\n".join(text)})
    return project.expect(project.above(place, "^### Task"))


@lie("boxes-unowned claim-not-read", "batches")
def boxes_of_no_unit(project: Project) -> Expected:
    """Boxes are ticked before any unit, and no unit says how it stands."""
    path = project.documents[0]
    text = "# Tasks\n\n- [x] All of it is done\n- [x] Nothing is left\n\n## Batch 1: The store\n\nWords.\n"
    project.history.add("docs: anew", {path: text})
    return Expected_at(path, 0, 1, 3)


def open_box(project: Project) -> Place:
    """Open a ticked box of a done unit."""
    place = project.pick(TICKED)
    return project.replace(place, r"\[x\]", "[ ]")


def expect_list(project: Project, place: Place) -> Expected:
    """The lines of the list of boxes that a place is in, where a check of the list may stand."""
    lines, start, end = project.lines(place.path), place.row, place.row
    while re.match(r"\s*- \[", lines[start - 1]):
        start -= 1
    while re.match(r"\s*- \[", lines[end + 1]):
        end += 1
    return Expected_at(place.path, *range(start + 1, end + 2))


@lie("box-open boxes-unticked", "batches", "phases")
def an_open_box(project: Project) -> Expected:
    """A box of a done unit is open."""
    return project.expect(open_box(project))


@lie("box-open boxes-unticked", "checkpoints")
def an_open_box_of_a_step(project: Project) -> Expected:
    """A box of a ticked step is open."""
    return project.expect(project.replace(project.pick(r"^    - \[x\] "), r"\[x\]", "[ ]"))


@lie("boxes-unticked box-open", "batches", policy="gates:\n  checklist: {unused: fail}\n")
def a_list_of_open_boxes(project: Project) -> Expected:
    """No box of a done task is ticked, where the policy lets no list be unused."""
    place = project.pick(TICKED)
    lines, index = project.lines(place.path), place.row
    while lines[index - 1].startswith("- ["):
        index -= 1
    start = index
    while lines[index].startswith("- [x]"):
        project.change(Place(place.path, index, lines[index]), lines[index].replace("[x]", "[ ]"))
        index += 1
    return Expected_at(place.path, *range(start + 1, index + 1))


swap(
    "a-box-with-a-placeholder",
    "box-placeholder",
    "batches",
    "phases",
    "checkpoints",
    says="A ticked box holds nothing but its template's placeholder",
    line=r"^\s*- \[x\] (?!\d)",  # the entries of a log begin with numbers
    old=r"\[x\] .*$",
    new="[x] [What was done]",
)
swap(
    "an-open-box-in-a-ticked-one",
    "child-open box-open",
    "batches",
    "phases",
    says="A ticked box holds an open one",
    line=TICKED,
    new="%  - [ ] And told to all",
)
swap(
    "an-unknown-mark",
    "claim-unreadable",
    "batches",
    "phases",
    "checkpoints",
    "spec-kit",
    "openspec",
    says="A box has a mark that nobody knows",
    line=r"\[[xX]\] ",
    old=r"\[[xX]\]",
    new="[?]",
)
swap(
    "a-status-of-no-kind",
    "claim-unreadable",
    "batches",
    says="A status says nothing that is known",
    line=r"^\*\*Status\*\*: COMPLETE$",
    new="**Status**: quite all right",
)
swap(
    "a-claim-in-a-place-of-its-own",
    "claim-not-read claim-unreadable",
    "batches",
    says="A heading that names a unit in words that are not read",
    line=r"^### Task ",
    old=r"^### Task (\S+): (.*)$",
    new=r"### Final Task \1: \2 ✅",
)
swap(
    "an-id-twice",
    "id-repeated",
    "batches",
    says="A task has the number of the one before",
    line=r"^### Task \d+\.[2-9]:",
    old=r"^### Task (\d+)\.\d:",
    new=r"### Task \1.1:",
)
swap(
    "two-states",
    "status-disagrees",
    "batches",
    says="A done batch says in a field that it is pending",
    line=r"^## Batch .*COMPLETE$",
    new="%**Status**: PENDING",
)
swap(
    "an-open-task-of-a-done-batch",
    "task-not-done",
    "batches",
    says="A task of a done batch is not done",
    line=r"^\*\*Status\*\*: COMPLETE$",
    old="COMPLETE",
    new="IN PROGRESS",
)
swap(
    "a-wrong-count",
    "count-wrong",
    "batches",
    "phases",
    says="The count of what is done is too high",
    line=r"\*\*Status\*\*: \d+/\d+ complete",
    old=r"(\d+)/(\d+) complete",
    new=r"1\2/1\2 complete",
)
swap(
    "a-wrong-number-of-tasks",
    "count-wrong",
    "batches",
    says="A batch counts more tasks than it has",
    line=r"^\*\*Tasks\*\*: \d+ \|",
    old=r"\*\*Tasks\*\*: (\d+)",
    new=r"**Tasks**: 1\1",
)
swap(
    "a-result-that-failed",
    "result-contradicts",
    "phases",
    says="A done phase names a result that failed",
    line=r"^\*\*Hand-off\*\*: approved",
    new="%**Deployment**: failed",
)
swap(
    "a-result-that-is-not-there",
    "result-unknown",
    "phases",
    says="A done phase names a result that is not there",
    line=r"^\*\*Hand-off\*\*: approved",
    new="%**Deployment**: `docs/deployment-of-it.json`",
)
__all__ = ["EXAMPLE"]
