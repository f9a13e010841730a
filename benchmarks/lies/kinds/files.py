"""Lies on files: made ones that never were, changed ones that nobody touched, deleted ones that are there."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from benchmarks.lies.documents import FORMS
from benchmarks.lies.history import Link, Pipe
from benchmarks.lies.kind import lie
from benchmarks.lies.project import NoPlaceError

if TYPE_CHECKING:
    from benchmarks.lies.project import Expected, Place, Project, Work

EVERY = tuple(name for name in FORMS if name != "taskmaster")
VERBS = ("spec-kit", "openspec", "stages", "batches")
"""The dialects that say what is done to a file."""

ABSENT = "file-missing file-not-created file-not-modified deliverable-missing symbol-file-missing"


def pick_work(project: Project, *actions: str) -> Work:
    """What a done unit did to a file."""
    there = [work for work in project.work if not actions or work.action in actions]
    if not there:
        raise NoPlaceError
    return project.random.choice(there)


def line_of(project: Project, work: Work) -> Place:
    """The line on which a unit names the file."""
    return project.choose(project.all(f"`{re.escape(work.new_path or work.path)}[`:]")[:1])


def renamed(project: Project, place: Place, old: str, new: str) -> Expected:
    """Name another file than the unit's own."""
    return project.expect(project.replace(place, re.escape(old), new))


def untouched(project: Project) -> str:
    """An old file that no commit changed since the beginning."""
    touched = {path for commit in project.history.commits[1:] for path in commit.files}
    there = [path for path in project.history.tree() if path.startswith("src/old/") and path not in touched]
    if not there:
        raise NoPlaceError
    return project.random.choice(sorted(there))


@lie(ABSENT, *EVERY)
def a_file_that_never_was(project: Project) -> Expected:
    """A done unit names a file that never was."""
    work = pick_work(project, "create", "modify")
    name = f"src/never/unheard_{project.random.randint(1, 999)}.py"
    return renamed(project, line_of(project, work), work.path, name)


@lie(ABSENT, *EVERY)
def a_file_that_was_never_made(project: Project) -> Expected:
    """A done unit says that it makes a file, and its commit made all but that one."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    del project.history.by_name(work.commit).files[work.path]
    project.history.by_name(work.commit).files["README.md"] = "# All but one\n"
    return project.expect(place)


@lie(ABSENT, "taskmaster", unseen="no file is read from the titles and descriptions of this dialect")
def a_file_in_a_title(project: Project) -> Expected:
    """The title of a done task names a file that never was."""
    work = pick_work(project, "create", "modify")
    return renamed(project, line_of(project, work), work.path, "src/never/unheard.py")


@lie("file-not-created file-not-modified", *VERBS)
def an_old_file_said_to_be_made(project: Project) -> Expected:
    """A done unit says that it makes a file that was always there."""
    work = pick_work(project, "create")
    return renamed(project, line_of(project, work), work.path, untouched(project))


@lie("file-not-modified deliverable-not-made file-not-created", *VERBS)
def an_old_file_said_to_be_changed(project: Project) -> Expected:
    """A done unit says that it changes a file that nobody touched, long before and ever since."""
    work = pick_work(project, "modify")
    return renamed(project, line_of(project, work), work.path, untouched(project))


@lie(
    "file-not-modified file-not-created",
    "spec-kit",
    "openspec",
    unseen="a unit that cites no commit may have touched what others touched in its window",
)
def the_file_of_another_unit(project: Project) -> Expected:
    """A done unit names the file of another one."""
    work = pick_work(project, "create", "modify")
    other = pick_work(project, "create")
    if other.unit == work.unit:
        raise NoPlaceError
    return renamed(project, line_of(project, work), work.path, other.path)


@lie("file-not-modified file-not-created file-missing", "batches")
def the_file_of_another_batch(project: Project) -> Expected:
    """A batch that cites its commit names the file of another one."""
    place = project.pick(r"^\*\*Commit\*\*: `⟦")
    batch = int(re.findall(r"\d+", project.above(place, "^## Batch").text)[0])
    own = [work for work in project.work if work.unit == batch and work.action in ("create", "modify")]
    other = pick_work(project, "create")
    if not own or other.unit == batch:
        raise NoPlaceError
    return renamed(project, line_of(project, own[0]), own[0].path, other.path)


@lie(
    "file-not-modified file-not-created",
    "spec-kit",
    "openspec",
    unseen="what was changed shortly before the document named it counts as its work",
)
def a_file_changed_shortly_before(project: Project) -> Expected:
    """A done unit names a file that somebody changed shortly before the document was written."""
    work = pick_work(project, "modify")
    path, place = untouched(project), line_of(project, work)
    appeared = project.history.commits.index(project.commit_of(place.path))
    near = project.history.commits[appeared - project.random.randint(1, 40)]
    near.files[path] = "changed = 1\n"
    return renamed(project, place, work.path, path)


@lie("file-missing file-not-modified file-not-created deliverable-missing", *VERBS)
def work_taken_back_without_an_id(project: Project) -> Expected:
    """A made file is taken away again by a commit that does nothing else."""
    work = pick_work(project, "create")
    if any(other.commit == work.commit and other.path != work.path for other in project.work):
        raise NoPlaceError
    if project.all("⟦"):
        raise NoPlaceError
    place = line_of(project, work)
    project.history.add("chore: tidy", {work.path: None})
    return project.expect(place)


@lie("file-lost", "batches")
def a_file_gone_before_the_tick(project: Project) -> Expected:
    """A batch cites the commit that made a file, which was deleted again before the batch was called done."""
    commits = project.history.commits
    work = pick_work(project, "create")
    alone = [other for other in project.work if other.commit == work.commit]
    if len(alone) < 2 or not project.all("⟦") or any(commit.parent for commit in commits):
        raise NoPlaceError
    at = commits.index(project.history.by_name(work.commit))
    deletion = type(commits[at])("gone", "chore: tidy", {work.path: None}, time=commits[at].time + 60)
    place = line_of(project, work)
    commits.insert(at + 1, deletion)
    return project.expect(place)


@lie("file-not-deleted", *VERBS)
def a_file_still_there(project: Project) -> Expected:
    """A done unit says that it deletes a file that is still there."""
    work = pick_work(project, "delete")
    place = line_of(project, work)
    del project.history.by_name(work.commit).files[work.path]
    project.history.by_name(work.commit).files["README.md"] = "# Still there\n"
    return project.expect(place)


@lie("file-not-renamed file-missing file-not-created", *VERBS)
def a_file_not_moved(project: Project) -> Expected:
    """A done unit says that it renames a file that is where it was."""
    work = pick_work(project, "rename")
    place = line_of(project, work)
    files = project.history.by_name(work.commit).files
    del files[work.path], files[work.new_path]
    files["README.md"] = "# Not moved\n"
    return project.expect(place)


@lie("file-not-renamed", *VERBS)
def a_file_copied_instead_of_moved(project: Project) -> Expected:
    """A done unit says that it renames a file, and its old name is there as well."""
    work = pick_work(project, "rename")
    place = line_of(project, work)
    del project.history.by_name(work.commit).files[work.path]
    return project.expect(place)


@lie("file-empty deliverable-empty", *EVERY)
def an_empty_file(project: Project) -> Expected:
    """A done unit makes a file in which there is nothing to be seen."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    content = project.random.choice(("", "\n\n", " \n\t\n"))
    project.history.by_name(work.commit).files[work.path] = content
    return project.expect(place)


@lie(
    "file-untracked file-missing deliverable-uncommitted deliverable-missing file-not-created file-not-modified", *EVERY
)
def a_file_never_added(project: Project) -> Expected:
    """A done unit makes a file that lies there, and that git does not know."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    files = project.history.by_name(work.commit).files
    project.history.loose[work.path] = files.pop(work.path)
    files["README.md"] = "# Not added\n"
    return project.expect(place)


@lie("file-outside deliverable-outside symbol-outside", *EVERY)
def a_file_outside_of_the_project(project: Project) -> Expected:
    """A done unit names a file outside of the project."""
    work = pick_work(project, "create", "modify")
    up = "../" * project.random.randint(5, 9)
    return renamed(project, line_of(project, work), work.path, f"{up}there/other.py")


@lie("file-outside deliverable-missing", *EVERY)
def a_link_that_leads_out(project: Project) -> Expected:
    """A done unit makes a file that is a link out of the project."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    project.history.by_name(work.commit).files[work.path] = Link("../" * 9 + "etc/passwd")
    return project.expect(place)


@lie("file-ambiguous file-not-created file-missing deliverable-missing", *EVERY)
def a_name_that_fits_several(project: Project) -> Expected:
    """A done unit names a file by its last name only, and several files have it."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    name = f"twofold_{project.random.randint(1, 9)}.py"
    project.history.commits[0].files |= {f"src/old/{side}/{name}": "old = 1\n" for side in ("east", "west")}
    return renamed(project, place, work.path, name)


@lie("file-is-directory", *(each for each in EVERY if each != "phases"))  # a phase may deliver a folder
def a_folder_for_a_file(project: Project) -> Expected:
    """A done unit names a file at whose path a folder stands."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    files = project.history.by_name(work.commit).files
    files[f"{work.path}/inner.txt"] = files.pop(work.path)
    return project.expect(place)


@lie("file-is-directory file-not-created deliverable-missing deliverable-empty", *EVERY)
def a_link_to_a_folder(project: Project) -> Expected:
    """A done unit names a file at whose path a link to a folder stands."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    project.history.commits[0].files["src/quiet/note.txt"] = "quiet\n"
    project.history.by_name(work.commit).files[work.path] = Link("../quiet")
    return project.expect(place)


@lie("file-not-regular", *(each for each in EVERY if each != "phases"))
def a_pipe_for_a_file(project: Project) -> Expected:
    """A done unit names a file in whose place a pipe lies."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    if not hasattr(os, "mkfifo") or project.all("⟦"):  # a cited commit is looked at itself
        raise NoPlaceError
    project.history.loose[work.path] = Pipe()
    return project.expect(place)


@lie("line-missing", "checkpoints")
def a_line_behind_the_end(project: Project) -> Expected:
    """A done unit names a line that the file does not have."""
    work = pick_work(project, "create")
    place = line_of(project, work)
    line = project.random.randint(50, 5000)
    return renamed(project, place, f"{work.path}`", f"{work.path}:{line}`")
