"""Lies on order: what is needed and open, circles, begun too early, ticked before the work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.lies.kind import lie, swap
from benchmarks.lies.kinds.documents import DONE, Expected_at
from benchmarks.lies.project import NoPlaceError, Place

if TYPE_CHECKING:
    from benchmarks.lies.project import Expected, Project

NEEDS = r"\*\*Dependencies\*\*: Batch \d+$"


def in_done(project: Project, place: Place) -> bool:
    """Whether a line is one of a batch or phase that claims to be done."""
    return project.has_above(place, r"^## .*COMPLETE$", "^## ")


def undone(project: Project, heading: Place, state: str = "- PENDING") -> Place:
    """Say that a batch or phase is not done, nor any of its tasks, in every version."""
    project.replace(heading, r"(✅|-) COMPLETE$", state)
    word, ticks = state.removeprefix("- "), re.compile(r"- \[x\]")
    for index in range(heading.row + 1, len(project.lines(heading.path))):
        line = project.lines(heading.path)[index]
        if line.startswith("## "):
            break
        if line == "**Status**: COMPLETE":
            project.change(Place(heading.path, index, line), f"**Status**: {word}")
        elif ticks.search(line):
            project.change(Place(heading.path, index, line), line.replace("[x]", "[ ]"))
        elif line.startswith("**Hand-off**"):
            project.change(Place(heading.path, index, line), "**Hand-off**: pending")
    return heading


def count_less(project: Project, path: str) -> None:
    """Count one unit less as done."""
    place = project.pick(r"\*\*Status\*\*: \d+/\d+ complete", path)
    done, every = re.findall(r"(\d+)/(\d+) complete", place.text)[0]
    project.replace(place, r"\d+/\d+ complete", f"{int(done) - 1}/{every} complete")


@lie("dependency-open", "batches")
def a_batch_before_what_it_needs(project: Project) -> Expected:
    """A batch is done, and the one that it needs is not."""
    place = project.pick(NEEDS, where=lambda each: in_done(project, each))
    needed = project.above(
        project.above(place, "^## Batch")._replace(row=project.above(place, "^## Batch").row - 1), DONE
    )
    undone(project, needed)
    count_less(project, place.path)
    return project.expect(place)


@lie("dependency-unknown", "batches", policy="gates:\n  order: {known: true}\n")
def a_need_of_nothing(project: Project) -> Expected:
    """A batch needs one that is not there."""
    place = project.pick(NEEDS, where=lambda each: in_done(project, each))
    return project.expect(project.replace(place, r"Batch \d+$", "Batch 88"))


@lie("dependency-self", "batches")
def a_need_of_itself(project: Project) -> Expected:
    """A task needs itself."""
    heading = project.pick(r"^### Task \d", where=lambda each: in_done(project, each))
    project.insert(heading, "", f"**Dependencies**: Task {heading.text.split()[2].rstrip(':')}")
    return Expected_at(heading.path, heading.row + 3)


@lie("dependency-cycle", "batches")
def a_circle(project: Project) -> Expected:
    """Batches need each other in a circle."""
    place = project.pick(NEEDS, where=lambda each: in_done(project, each))
    number = project.above(place, "^## Batch").text.split()[2].rstrip(":")
    first = project.choose(project.all(r"\*\*Dependencies\*\*: None"))
    return project.expect(project.replace(first, "None$", f"Batch {number}"), place, *project.all(NEEDS))


@lie("dependency-committed-later", "batches")
def what_is_needed_was_made_later(project: Project) -> Expected:
    """Two batches cite each other's commits, so that what is needed was made later."""
    place = project.pick(NEEDS, where=lambda each: in_done(project, each))
    own = project.below(place, r"^\*\*Commit\*\*: `⟦c\d+⟧`")
    former = [each for each in project.all(r"^\*\*Commit\*\*: `⟦c\d+⟧`") if each.row < own.row]
    if not former:
        raise NoPlaceError
    one, other = project.cited(former[-1]), project.cited(own)
    one.files, other.files = other.files, one.files
    text = project.text(place.path).replace(one.name, "⟦⟧").replace(f"⟦{other.name}⟧", f"⟦{one.name}⟧")
    project.history.add("docs: exchange the ids", {place.path: text.replace("⟦⟦⟧⟧", f"⟦{other.name}⟧")})
    return project.expect(place)


@lie("two-in-progress", "batches", policy="gates:\n  order: {one_in_progress_per_role: true}\n")
def two_batches_in_progress(project: Project) -> Expected:
    """One developer has two batches in progress."""
    headings = project.all(r"^## Batch.*- PENDING$")
    if len(headings) < 2:
        raise NoPlaceError
    chosen = project.random.sample(headings, 2)
    for each in chosen:
        project.replace(each, "PENDING", "IN PROGRESS")
    return project.expect(*chosen, *(project.below(each, r"^\*\*Assigned To") for each in chosen))


@lie("dependency-around", "batches")
def a_need_of_what_is_around(project: Project) -> Expected:
    """A task needs the batch that it is a part of."""
    heading = project.pick(r"^### Task \d", where=lambda each: in_done(project, each))
    project.insert(heading, "", f"**Dependencies**: Batch {heading.text.split()[2].split('.')[0]}")
    return Expected_at(heading.path, heading.row + 3)


PHASED = (
    "phases:\n  - {id: first, match: {level: batch, unit: '1'}}\n"
    "  - {id: rest, match: {level: batch, unit: '2'}, needs: [first]}\n"
)


@lie("phase-begun-early", "batches", policy=PHASED)
def a_phase_begun_early(project: Project) -> Expected:
    """A batch of a later phase is done, and the phase before it is not."""
    heading = project.pick(r"^## Batch 2: .*COMPLETE$")
    undone(project, project.above(Place(heading.path, heading.row - 1, ""), DONE))
    count_less(project, heading.path)
    return project.expect(heading, project.below(heading, NEEDS))


@lie("stage-gate-open dependency-open", "stages", policy="gates:\n  order: {sequential: true, gates_marked: true}\n")
def a_stage_behind_an_open_gate(project: Project) -> Expected:
    """A stage is done, and the gate of the one before it is not marked as met."""
    gates = project.all(r"- MET\)$")
    if len(gates) < 2:
        raise NoPlaceError
    at = project.random.randrange(len(gates) - 1)
    project.replace(gates[at], " - MET", "")
    after = gates[at + 1]
    return Expected_at(after.path, *range(after.row, after.row + 4))


swap(
    "a-gate-met-early",
    "stage-gate-early",
    "stages",
    says="The gate of a stage is met, and a part of the stage is open",
    line=r"^- \[x\] \d+\.1\.\d",
    old=r"\[x\]",
    new="[ ]",
    at=r"Stage Gate:",
)


@lie("checkpoint-open", "checkpoints")
def work_behind_an_open_checkpoint(project: Project) -> Expected:
    """A checkpoint is open, and what comes behind it is done."""
    places = project.all(r"^\d+\. \[x\] CHECKPOINT")
    if len(places) < 2:
        raise NoPlaceError
    at = project.random.randrange(len(places) - 1)
    place = places[at]
    project.replace(place, r"\[x\]", "[ ]")
    number = project.above(place, "^### ").text.split()[1] + place.text.split()[0].rstrip(".")
    entry = project.pick(rf"^- \[x\] {re.escape(number)} ")
    project.replace(entry, r"\[x\]", "[ ]")
    behind = [each for each in project.all(r"^\d+\. \[x\] ") if each.row > place.row]
    return project.expect(*behind)


HISTORY = "gates:\n  order: {from: history}\n"


@lie("tick-before-work", "batches", policy=HISTORY)
def a_tick_before_its_work(project: Project) -> Expected:
    """A batch was ticked before its work was committed."""
    if project.all(r"⟦"):
        raise NoPlaceError
    path = project.documents[0]
    history = project.history
    ticks = [
        number
        for number, commit in enumerate(history.commits)
        if path in commit.files and number and history.commits[number - 1].message.startswith("feat")
    ]
    if not ticks or any(commit.parent for commit in history.commits):
        raise NoPlaceError
    number = project.random.choice(ticks)
    work, tick = history.commits[number - 1 : number + 1]
    history.commits[number - 1 : number + 1] = [tick, work]
    work.time, tick.time = tick.time, work.time
    batch = re.findall(r"batch (\d+)", work.message)[0]
    if not any(each.action == "create" for each in project.work if each.commit == work.name):
        raise NoPlaceError  # only a file that was not there yet tells
    heading = project.pick(rf"^## Batch {batch}:")
    return Expected_at(path, *range(heading.row + 1, heading.row + 40))


@lie("phase-ticked-early", "checkpoints", policy=HISTORY)
def a_phase_ticked_before_the_one_before(project: Project) -> Expected:
    """A later phase was ticked before an earlier one."""
    path, history = project.documents[0], project.history
    writers = [commit for commit in history.commits if commit.files.get(path)]
    if len(writers) < 3 or any(commit.parent for commit in history.commits):
        raise NoPlaceError
    first, second = writers[1], writers[2]
    whole = str(second.files[path]).split("\n")
    parts = str(writers[0].files[path]).split("\n"), str(first.files[path]).split("\n")
    changed = [index for index, line in enumerate(whole) if index < len(parts[1]) and parts[1][index] != line]
    if not len(whole) == len(parts[0]) == len(parts[1]):
        raise NoPlaceError
    text = list(parts[0])
    for index in changed:
        text[index] = whole[index]
    first.files[path] = "\n".join(text)
    return Expected_at(path, *range(1, len(whole)))


@lie("bulk-ticks", "checkpoints", policy="gates:\n  record: {bulk_ticks: fail}\n")
def steps_ticked_at_once(project: Project) -> Expected:
    """Steps of a document are all ticked in one commit."""
    path, history = project.documents[0], project.history
    writers = [commit for commit in history.commits if commit.files.get(path)]
    if len(writers) < 2 or any(commit.parent for commit in history.commits):
        raise NoPlaceError
    whole = writers[-1].files[path]
    for commit in writers[1:]:
        commit.files[path] = whole
    tick = type(writers[0])("ticks", "docs: all of it is done", {path: whole}, time=writers[0].time + 60)
    history.commits.insert(history.commits.index(writers[0]) + 1, tick)
    return project.expect(*project.all(r"^\d+\. \[x\]"))
