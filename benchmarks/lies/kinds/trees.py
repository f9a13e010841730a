"""Lies in the example's staged tree: its numbers, closers and notes, its outcomes, breakdown and definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.lies.bases import EXAMPLE
from benchmarks.lies.kind import lie, swap
from benchmarks.lies.kinds.documents import Expected_at
from benchmarks.lies.project import Place

if TYPE_CHECKING:
    from benchmarks.lies.project import Expected, Project

TREE = "ai_docs/tasks/tasks_list.md"
OUTCOMES = "ai_docs/tasks/task_outcomes.md"
BREAKDOWN = "ai_docs/tasks/wbs.md"
TASK = r"^\d\.1 "
STAGE = r"^### \*\*Stage"
LEAF = r"^- \[.\] \d\.1\.\d "


def tree(
    name: str, codes: str, says: str, line: str, old: str = "", new: str = "", at: str = "", policy: str = ""
) -> None:
    """A kind of lie in the tree that changes words of a line."""
    swap(name, codes, EXAMPLE, says=says, line=line, old=old, new=new, at=at, path=TREE, policy=policy)


tree("a-number-left-out", "number-gap", "A leaf's number leaves one out", r"^- \[x\] \d\.1\.2 ", r"1\.2 ", "1.4 ")
tree(
    "a-number-of-nothing",
    "number-orphan",
    "A number continues one that is not there",
    r"^- \[.\] \d\.1\.2 ",
    r"\.1\.2 ",
    ".4.2 ",
)
tree(
    "a-leaf-in-another-task",
    "number-misplaced number-gap",
    "A leaf stands apart from the task that its number names",
    r"^- \[x\] 2\.1\.1 ",
    new="%- [x] 1.1.4 Add test for a station at the pole",
)
tree(
    "two-actions-in-a-leaf",
    "leaf-not-atomic",
    "A leaf is two actions, where the policy lets it be one",
    r"^- \[ \] 3\.1\.2 ",
    r"Add test.*$",
    "Write the page of a station and delete the old one",
    policy="phases:\n  - {id: strict, match: {dialect: stages}, gates: {shape: {atomic: fail}}}\n",
)
tree("a-task-without-a-note", "note-missing", "A task has no note on what it needs", TASK, r" \(.*\)$", "")
tree(
    "an-empty-note",
    "note-missing",
    "A stage's note on what it needs is empty",
    r"^\(Dependencies: Stage",
    r"Dependencies: [^|]*",
    "Dependencies: ",
)
tree(
    "a-task-without-a-closer",
    "closer-missing",
    "A task does not end with all its closers",
    r"^- \[.\] \d\.1\.[ABC] ",
    at=TASK,
)
tree(
    "a-closer-in-other-words",
    "closer-wording",
    "A closer is not in the words of its stage",
    r"^- \[.\] \d\.1\.A ",
    r"\*\* .* of Task",
    "** the looks of Task",
)
tree(
    "another-stage",
    "stage-name stage-missing",
    "A stage has another name than the policy gives it",
    STAGE,
    r": \w+ ",
    ": FUN ",
)
tree(
    "a-class-that-is-not-there",
    "symbol-missing",
    "A leaf says that it makes a class that is not there",
    "Create Station class",
    "Station",
    "Balloon",
)
tree(
    "a-class-of-no-file",
    "symbol-file-missing",
    "A leaf says that it makes a class in a file that is not there",
    "Create Station class",
    r"diary/\S+",
    "diary/balloon.py",
)
tree(
    "a-function-for-a-class",
    "symbol-other-kind",
    "A leaf says that it makes a function, and it is a class",
    "Create Station class",
    "Station class",
    "`Station` function",
)
tree(
    "a-class-outside",
    "symbol-outside",
    "A leaf makes a class in a file outside of the project",
    "Create Station class",
    r"diary/\S+",
    "../../../../../there/station.py",
)
tree(
    "a-class-in-a-template",
    "symbol-unknown",
    "A leaf makes a class in a file of which nothing can be told",
    "Create Station class",
    r"diary/\S+",
    "infra/frost-timer.yaml",
)
tree(
    "a-test-that-is-not-there",
    "test-missing",
    "A leaf says that it adds a test, and no test speaks of that",
    r"^- \[x\] \d\.1\.\d Add test",
    r"for .*$",
    "for the colour of a balloon",
)
tree(
    "a-task-of-no-item",
    "trace-unknown-item",
    "A task covers an item that the breakdown does not have",
    r"WBS: 1\.\d",
    r"WBS: 1\.\d",
    "WBS: 8.8",
)


@lie("number-deep", EXAMPLE)
def a_number_too_deep(project: Project) -> Expected:
    """A number has more parts than are allowed."""
    place = project.pick(r"^- \[.\] \d\.1\.1 ", TREE)
    number = place.text.split("] ")[1].split()[0]
    parts = [f"{'  ' * depth}- [ ] {number}{'.1' * depth} Look at it (Dependencies: None)" for depth in (1, 2, 3)]
    project.insert(place, *parts)
    return Expected_at(TREE, place.row + 4)


@lie("closer-order", EXAMPLE)
def closers_in_another_order(project: Project) -> Expected:
    """A task's closers are not in their order."""
    place = project.pick(r"^- \[.\] \d\.1\.A ", TREE)
    lines = project.lines(TREE)
    first, second = lines[place.row], lines[place.row + 1]
    project.change(place, second)
    project.change(Place(TREE, place.row + 1, second), first)
    task = project.above(place, TASK)
    return Expected_at(TREE, *range(task.row + 1, place.row + 4))


@lie("stage-missing", EXAMPLE)
def a_stage_left_out(project: Project) -> Expected:
    """The last stage is not in the tree."""
    project.remove(project.pick(r"Stage 3", TREE), until=r"^never$")
    return Expected_at(TREE, 0, 1)


@lie("outcomes-missing", EXAMPLE)
def outcomes_that_are_not_there(project: Project) -> Expected:
    """The file that says what came of the tasks is gone."""
    project.history.add("docs: tidy", {OUTCOMES: None})
    return every_task(project)


def every_task(project: Project) -> Expected:
    """The lines of all tasks and their closers that tell of outcomes, and the document itself."""
    return Expected_at(TREE, 0, 1, *(place.row + 1 for place in project.all(rf"{TASK}|\.C ", TREE)))


def outcome(project: Project, words: str) -> Expected:
    """Put words in the place of a section of the outcomes file."""
    number = project.random.choice(("1.1", "2.1"))
    text = project.text(OUTCOMES)
    start = text.index(f"## {number}")
    end = text.find("\n## ", start)
    whole = text[start:] if end < 0 else text[start : end + 1]
    project.history.add("docs: tidy", {OUTCOMES: text.replace(whole, words.format(whole.splitlines()[0]))})
    places = [place for place in project.all(rf"{TASK}|\.C ", TREE) if number in place.text[:14]]
    return Expected_at(TREE, *(place.row + 1 for place in places))


@lie("outcome-missing", EXAMPLE)
def no_outcome_of_a_task(project: Project) -> Expected:
    """The outcomes file has no section for a done task."""
    return outcome(project, "")


@lie("outcome-empty", EXAMPLE)
def an_empty_outcome(project: Project) -> Expected:
    """The section of a done task says nothing."""
    return outcome(project, "{}\n\n")


@lie("outcome-open", EXAMPLE)
def an_outcome_that_is_open(project: Project) -> Expected:
    """The section of a done task says that it is not done."""
    return outcome(project, "{}\n\n**Status**: IN PROGRESS\n\n- Summary: half of it\n")


@lie("outcome-unknown-task", EXAMPLE)
def an_outcome_of_no_task(project: Project) -> Expected:
    """The outcomes file tells of a task that is not in the tree."""
    text = project.text(OUTCOMES)
    project.history.add("docs: more", {OUTCOMES: f"{text}\n## 4.7 Balloons\n\n- Summary: they fly\n"})
    return Expected_at(TREE, 0, 1)


@lie("trace-uncovered", EXAMPLE)
def an_item_without_a_task(project: Project) -> Expected:
    """The breakdown has an item that no task covers."""
    text = project.text(BREAKDOWN).replace("- 2.1 ", "- 2.2 A balloon over every roof\n- 2.1 ")
    project.history.add("docs: more", {BREAKDOWN: text})
    return Expected_at(TREE, 0, 1)


@lie("trace-covers-nothing", EXAMPLE)
def a_task_that_covers_nothing(project: Project) -> Expected:
    """A task covers nothing of the breakdown."""
    place = project.pick(r"^- \[ \] 3\.1\.C", TREE)
    steps = ("1 Let a balloon rise", "A **Validate** production readiness of Task 3.2", "B **Verify** Task 3.2")
    closers = (f"- [ ] 3.2.{step}" for step in (*steps, "C Document Task 3.2 production deployment"))
    project.insert(place, "", "3.2 Balloons in the sky (Dependencies: None)", *closers)
    return Expected_at(TREE, place.row + 3)


@lie("trace-nothing", EXAMPLE)
def no_breakdown(project: Project) -> Expected:
    """The breakdown that the tree was made from is gone."""
    project.history.add("docs: tidy", {BREAKDOWN: None})
    return Expected_at(TREE, 0, 1)


def broken(project: Project) -> None:
    """Break the source of a station, in the commit that made it."""
    commit = project.commit_of("diary/station.py")
    commit.files["diary/station.py"] = str(commit.files["diary/station.py"]) + "\n\ndef broken(:\n"


@lie("symbol-not-compiled", EXAMPLE)
def a_class_that_does_not_compile(project: Project) -> Expected:
    """The file that is to define a class does not compile."""
    broken(project)
    return project.expect(project.pick("Create Station class", TREE))


@lie("verify-not-compiled", EXAMPLE)
def a_verified_task_that_does_not_compile(project: Project) -> Expected:
    """A task is said to be verified, and its file does not compile."""
    broken(project)
    return project.expect(project.pick(r"1\.1\.B", TREE))


@lie("symbol-ambiguous", EXAMPLE)
def a_class_in_one_of_two_files(project: Project) -> Expected:
    """A leaf makes a class in a file whose name two files have."""
    source = project.text("diary/station.py")
    project.history.commits[0].files |= {f"old/{side}/sky/twofold.py": source for side in ("east", "west")}
    place = project.pick("Create Station class", TREE)
    return project.expect(project.replace(place, r"diary/\S+", "sky/twofold.py"))


@lie("verify-outside", EXAMPLE)
def a_verified_file_outside(project: Project) -> Expected:
    """A task is said to be verified, and names a file outside of the project."""
    place = project.pick("Create Station class", TREE)
    project.replace(place, r"diary/\S+", "../../../../../there/station.py")
    return project.expect(project.pick(r"1\.1\.B", TREE))


@lie("verify-nothing", EXAMPLE)
def nothing_to_verify(project: Project) -> Expected:
    """A task is said to be verified, and names no file that can be."""
    for place in project.all(r"^- \[x\] 1\.1\.[12]", TREE):
        project.replace(place, r" (in|to) diary/\S+", "")
    return project.expect(project.pick(r"1\.1\.B", TREE))


@lie("verify-unknown", EXAMPLE)
def a_file_too_large_to_verify(project: Project) -> Expected:
    """A task is said to be verified, and its file is larger than is read."""
    commit = project.commit_of("diary/station.py")
    commit.files["diary/station.py"] = str(commit.files["diary/station.py"]) + "x = 1\n" * 3_000_000
    return project.expect(project.pick(r"1\.1\.B", TREE))


RITA = "docs(stations): 1.1 is validated"


def tick_of(project: Project) -> int:
    """The place of the commit in which a task of the tree was validated."""
    return next(n for n, commit in enumerate(project.history.commits) if commit.message.startswith(RITA))


def validated(project: Project) -> Expected:
    """The line of the closer that was ticked."""
    return project.expect(project.pick(r"1\.1\.A", TREE))


@lie("signoff-not-reviewer", EXAMPLE)
def ticked_by_a_stranger(project: Project) -> Expected:
    """What a reviewer is to tick was ticked by somebody else."""
    project.history.commits[tick_of(project)].author = "Sam Stranger <sam@example.org>"
    return validated(project)


@lie("signoff-own-work", EXAMPLE)
def ticked_by_who_did_it(project: Project) -> Expected:
    """The reviewer did the work that they sign off."""
    project.commit_of("diary/station.py").author = "Rita Reviewer <rita@example.org>"
    return validated(project)


@lie("signoff-stale", EXAMPLE)
def changed_after_the_review(project: Project) -> Expected:
    """A file was changed after it was signed off."""
    text = project.text("diary/station.py")
    project.history.add(
        "refactor: less", {"diary/station.py": f"{text}\n# less\n"}, author="Bela Backend <bela@example.org>"
    )
    return validated(project)


def trailers(project: Project) -> None:
    """Let every commit of the reviewer have a trailer."""
    for commit in project.history.commits:
        if commit.author.startswith("Rita"):
            commit.message += "\n\nReviewed-by: Rita Reviewer <rita@example.org>\n"


TRAILER = "phases:\n  - {id: signed, match: {dialect: stages}, gates: {signoff: {trailer: Reviewed-by}}}\n"


@lie("signoff-no-trailer", EXAMPLE, policy=TRAILER, prepare=trailers)
def a_sign_off_without_its_trailer(project: Project) -> Expected:
    """The commit that signs off has no trailer, where the policy asks for one."""
    commit = project.history.commits[tick_of(project)]
    commit.message = commit.message.partition("\n")[0]
    return validated(project)


@lie("signoff-unknown", EXAMPLE)
def a_tick_that_is_not_committed(project: Project) -> Expected:
    """A closer is ticked in the working tree alone."""
    place = project.pick(r"1\.1\.A", TREE)
    text = project.text(TREE)
    project.replace(place, r"\[x\]", "[ ]")
    project.history.loose[TREE] = text
    return project.expect(place)
