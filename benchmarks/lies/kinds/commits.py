"""Lies on commits: ids that are none, commits elsewhere, work that was taken back, and messages that say otherwise."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING

from benchmarks.lies.history import DORA, ID, START
from benchmarks.lies.kind import lie
from benchmarks.lies.project import NoPlaceError

if TYPE_CHECKING:
    from benchmarks.lies.history import Commit
    from benchmarks.lies.project import Expected, Place, Project

CITES = ("batches", "phases")
CITED = r"^\*\*Commits?\*\*: `⟦c\d+⟧`"
PROVEN = "gates:\n  commit: {rewritten: proven}\n"


def cited(project: Project) -> Place:
    """A line that cites one commit."""
    return project.pick(CITED)


def hex_digits(project: Project, count: int) -> str:
    """Random digits, so many, with a letter among them: a plain number is none."""
    return "".join(project.random.choice("0123456789abcdef") for _ in range(count - 1)) + "e"


def side(project: Project, commit: Commit, **changes: object) -> str:
    """A commit beside the trunk, from the parent of one: returns its name."""
    commits = project.history.commits
    index = commits.index(commit)
    parent = commit.parent or commits[index - 1].name
    made = type(commit)(f"c{len(commits)}", commit.message, dict(commit.files), parent=parent, time=commit.time + 60)
    for name, value in changes.items():
        setattr(made, name, value)
    for after in commits[index + 1 : index + 2]:
        after.parent = after.parent or commit.name
    commits.insert(index + 1, made)
    project.history.branches["side"] = made.name
    return made.name


@lie("commit-missing", *CITES, policy=PROVEN)
def an_id_that_no_commit_has(project: Project) -> Expected:
    """The id of no commit, where the policy asks for proof."""
    return project.expect(project.replace(cited(project), ID.pattern, hex_digits(project, 10)))


@lie("commit-missing", *CITES)
def no_commit_and_no_work(project: Project) -> Expected:
    """The id of no commit, and nothing was done to the unit's files."""
    place = cited(project)
    commit = project.cited(place)
    commit.files = {"README.md": "# Something else\n"}
    commit.message = "docs: say something else"
    return project.expect(project.replace(place, ID.pattern, hex_digits(project, 10)))


@lie("commit-missing", *CITES, unseen="an invented id and one that a squash took away look the same in git")
def an_id_that_no_commit_has_but_work(project: Project) -> Expected:
    """The id of no commit, without a policy, while the work is there."""
    return project.expect(project.replace(cited(project), ID.pattern, hex_digits(project, 10)))


@lie("commit-invented", *CITES)
def an_id_with_an_invented_end(project: Project) -> Expected:
    """The first digits of the commit's id, and an invented end."""
    place = cited(project)
    digits = project.random.randint(7, 12)
    end = hex_digits(project, project.random.randint(6, 20))
    return project.expect(project.replace(place, ID.pattern, rf"⟦\1:{digits}⟧{end}"))


@lie("commit-rewritten", *CITES, policy="gates:\n  commit: {rewritten: fail}\n")
def the_id_of_a_commit_that_was_rewritten(project: Project) -> Expected:
    """A commit that was made anew, where the policy asks for the cited one itself."""
    place = cited(project)
    lost = side(project, project.cited(place))
    return project.expect(project.replace(place, ID.pattern, f"⟦{lost}⟧"))


@lie("commit-unreachable", *CITES, policy=PROVEN)
def a_commit_that_was_never_merged(project: Project) -> Expected:
    """A commit of another branch with work of its own."""
    place = cited(project)
    files: dict[str, str | None] = dict.fromkeys(project.cited(place).files, "never_merged = 1\n")
    lost = side(project, project.cited(place), files=files, message="wip: try it otherwise")
    return project.expect(project.replace(place, ID.pattern, f"⟦{lost}⟧"))


@lie("commit-not-a-commit", *CITES)
def the_id_of_a_blob(project: Project) -> Expected:
    """The id of a file's content."""
    place = cited(project)
    data = str(project.choose_value(project.history.tree(), ".py")).encode()
    blob = hashlib.sha1(b"blob %d\0%s" % (len(data), data)).hexdigest()
    return project.expect(project.replace(place, ID.pattern, blob[:12]))


@lie("commit-ambiguous", *CITES)
def digits_of_two_commits(project: Project) -> Expected:
    """Seven digits with which the ids of two commits begin."""
    place = cited(project)
    digits, objects = two_alike(project.random.randrange(10**6))
    project.history.objects = objects
    return project.expect(project.replace(place, ID.pattern, digits))


def two_alike(salt: int) -> tuple[str, tuple[bytes, bytes]]:
    """Two commits on the empty tree whose ids begin alike, and the seven digits."""
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    known: dict[str, bytes] = {}
    for number in count():
        who = f"{DORA} {START} +0000"
        text = f"tree {empty}\nauthor {who}\ncommitter {who}\n\nattempt {salt} {number}\n".encode()
        digits = hashlib.sha1(b"commit %d\0%s" % (len(text), text)).hexdigest()[:7]
        if digits in known and any(letter in "abcdef" for letter in digits):
            return digits, (known[digits], text)
        known[digits] = text
    raise AssertionError


def delivered(project: Project, place: Place) -> tuple[Place, ...]:
    """The line above that says what a phase delivers, which its commits are held against."""
    above = project.above(place, r"^##|^\*\*Deliverables")
    return (above,) if above.text.startswith("**") else ()


@lie("commit-range-empty", *CITES)
def a_range_without_a_commit(project: Project) -> Expected:
    """A range that ends before it begins."""
    place = cited(project)
    commit = project.cited(place)
    first = project.random.choice(project.history.commits[: project.history.commits.index(commit)])
    return project.expect(project.replace(place, ID.pattern, f"⟦{commit.name}⟧..⟦{first.name}⟧"))


@lie("commit-unrelated deliverable-not-made", *CITES)
def a_commit_of_something_else(project: Project) -> Expected:
    """A commit that changed none of the unit's files."""
    place = cited(project)
    own = {path for commit in [project.cited(place)] for path in commit.files}
    others = [
        commit.name
        for commit in project.history.commits
        if commit.files and own.isdisjoint(commit.files) and not any(path.endswith(".md") for path in commit.files)
    ]
    place = project.replace(place, ID.pattern, f"⟦{project.random.choice(others)}⟧")
    return project.expect(place, *delivered(project, place))


ONE = "gates:\n  commit: {one_per_unit: true, levels: [batch, phase]}\n"


@lie("commit-several", *CITES, policy=ONE)
def two_commits_for_one_unit(project: Project) -> Expected:
    """A second commit beside the unit's own, where the policy asks for one."""
    place = cited(project)
    second = project.history.commits[project.random.randint(1, 20)].name
    return project.expect(project.replace(place, r"⟧`$", f"⟧`, `⟦{second}⟧`"))


@lie("commit-shared deliverable-not-made", *CITES, policy=ONE)
def the_commit_of_another_unit(project: Project) -> Expected:
    """The commit of another unit, where each is to have one of its own."""
    place = cited(project)
    other = project.pick(CITED, where=lambda each: each.row < place.row)
    place = project.replace(place, ID.pattern, f"⟦{project.cited(other).name}⟧")
    return project.expect(place, *delivered(project, place))


@lie("commit-not-cited", *CITES, policy="gates:\n  commit: {cited: required, levels: [batch, phase]}\n")
def no_id_at_all(project: Project) -> Expected:
    """A done unit that cites nothing, where the policy asks for an id."""
    place = cited(project)
    place = project.replace(place, r": `.*`", ": [pending]")
    return project.expect(place, project.above(place, r"^## "))


def taken_back(project: Project, *, is_move: bool) -> Expected:
    """Restore what a cited commit changed, be it one that moved a file or one that did not."""
    place = cited(project)
    commit, history = project.cited(place), project.history
    if any(work.commit == commit.name and work.action == "rename" for work in project.work) != is_move:
        raise NoPlaceError
    before = history.trees()[commit.parent or history.commits[history.commits.index(commit) - 1].name]
    now, own = history.tree(), history.trees()[commit.name]
    assert all(now.get(path) == own.get(path) for path in commit.files), "each file is changed by one unit only"
    files = {path: before.get(path) for path in commit.files}
    history.add(project.random.choice(("chore: tidy", "Revert a change", "refactor: less")), files)
    return project.expect(place, *delivered(project, place))


@lie("commit-reverted", *CITES)
def work_that_was_taken_back(project: Project) -> Expected:
    """A commit that a later one takes back, whatever its message says."""
    return taken_back(project, is_move=False)


@lie("commit-reverted", *CITES, unseen="a commit that moves a file is no revert, whatever else it does")
def a_move_that_was_taken_back(project: Project) -> Expected:
    """A commit that moved a file, and that a later one takes back."""
    return taken_back(project, is_move=True)


def against_the_time_before(project: Project) -> None:
    """Hold the run against the commit before the document appeared."""
    commits = project.history.commits
    first = commits.index(project.commit_of(project.documents[0]))
    project.base = commits[first - 1].name


@lie("commit-before-base", *CITES, prepare=against_the_time_before)
def a_commit_that_the_base_has(project: Project) -> Expected:
    """A pull request cites a commit for new work that its base has already."""
    place = cited(project)
    name = project.history.commits[project.random.randint(1, 40)].name
    return project.expect(project.replace(place, ID.pattern, f"⟦{name}⟧"))


@lie("commit-unknown", *CITES)
def a_history_that_is_cut(project: Project) -> Expected:
    """A clone that does not hold the cited commit."""
    place = cited(project)
    project.history.cut = project.history.commits[-1].name
    return project.expect(place)


RULES = "gates:\n  message: {pattern: '{type}({scope}): batch {number} - {summary}'}\n"


def reworded(project: Project, old: str, new: str) -> Expected:
    """Change the message of a cited commit."""
    place = cited(project)
    commit = project.cited(place)
    assert old in commit.message
    commit.message = commit.message.replace(old, new, 1)
    return project.expect(place)


@lie("message-pattern", "batches", policy=RULES)
def a_subject_of_another_form(project: Project) -> Expected:
    """A commit whose subject does not name the batch."""
    return reworded(project, ": batch ", ": work on part ")


@lie("message-not-conventional", "batches", policy="gates:\n  message: {conventional: true}\n")
def a_subject_without_a_type(project: Project) -> Expected:
    """A commit whose subject has no type."""
    return reworded(project, "feat(diary): batch", "The work of batch")


@lie("message-type", "batches", policy="gates:\n  message: {types: [feat, fix, docs]}\n")
def a_subject_of_another_type(project: Project) -> Expected:
    """A commit whose type the policy does not allow."""
    return reworded(project, "feat(", project.random.choice(("wip(", "misc(", "style(")))


@lie("message-tasks-unlisted", "batches", policy="gates:\n  message: {lists_tasks: true}\n")
def a_body_without_a_task(project: Project) -> Expected:
    """A commit whose message leaves out one of the batch's tasks."""
    place = cited(project)
    commit = project.cited(place)
    listed = [line for line in commit.message.splitlines() if line.startswith("- Task")]
    commit.message = commit.message.replace(f"{project.random.choice(listed)}\n", "")
    return project.expect(place)


@lie("message-promise-broken", "batches")
def another_subject_than_promised(project: Project) -> Expected:
    """A commit whose subject is not the one that the batch promises."""
    place = cited(project)
    batch = project.above(place, r"^## Batch")
    project.insert(place, f"**Expected Commit Pattern**: `fix(diary): {project.random.choice('abc')} of the store`")
    return project.expect(place, batch, place._replace(row=place.row + 1))
