"""Lies in the example's workflow: phases, requests, deliverables, hand-offs, attempts, roles and scope."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.lies.bases import EXAMPLE
from benchmarks.lies.history import ID
from benchmarks.lies.kind import lie, swap
from benchmarks.lies.kinds.documents import Expected_at
from benchmarks.lies.project import Place

if TYPE_CHECKING:
    from benchmarks.lies.history import Commit
    from benchmarks.lies.project import Expected, Project

FLOW = "workflows/frost-warning.md"
PHASE = r"^## Phase"
BELA = "Bela Backend <bela@example.org>"
DONE = r"^## Phase \d: .* - COMPLETE$"
HANDED = r"^\*\*Hand-off\*\*: approved"
REQUIREMENTS, PLAN = "docs/frost-warning/requirements.md", "docs/frost-warning/plan.md"


def flow(
    name: str, codes: str, says: str, line: str, old: str = "", new: str = "", at: str = "", policy: str = ""
) -> None:
    """A kind of lie in the workflow that changes words of a line."""
    swap(name, codes, EXAMPLE, says=says, line=line, old=old, new=new, at=at, path=FLOW, policy=policy)


def section(project: Project, number: int) -> list[str]:
    """The lines of a phase."""
    lines = project.lines(FLOW)
    start = next(index for index, line in enumerate(lines) if line.startswith(f"## Phase {number}:"))
    rest = (index for index in range(start + 1, len(lines)) if lines[index].startswith("## "))
    return lines[start : next(rest, len(lines))]


def whole(project: Project) -> Expected:
    """The document as a whole: what is not there stands at no line."""
    return Expected_at(FLOW, 0, 1, 3, 4, 5, 6)


def at_phase(project: Project, number: int) -> Expected:
    """Any line of a phase."""
    lines, part = project.lines(FLOW), section(project, number)
    start = lines.index(part[0])
    return Expected_at(FLOW, *range(start + 1, start + len(part) + 1))


def rewrite(project: Project, change: dict[str, str]) -> None:
    """Change words of the document in a commit at the end."""
    text = project.text(FLOW)
    for old, new in change.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    project.history.add("docs: mend the workflow", {FLOW: text}, author="Lena Lead <lena@example.org>")


def commit_that(project: Project, words: str) -> Commit:
    """The commit whose subject holds some words."""
    return next(commit for commit in project.history.commits if words in commit.message.partition("\n")[0])


@lie("phase-missing", EXAMPLE)
def a_phase_left_out(project: Project) -> Expected:
    """A phase of the pipeline is not in the workflow."""
    number = project.random.choice((2, 4, 5))
    rewrite(project, {"\n".join(section(project, number)): "", "6/6": "5/5"})
    return whole(project)


@lie("phase-doubled", EXAMPLE)
def a_phase_twice(project: Project) -> Expected:
    """A phase of the pipeline is in the workflow twice."""
    number = project.random.choice((2, 4, 5))
    heading = section(project, number)[0]
    rewrite(project, {heading: f"## Phase {number}: Once more - PENDING\n\n{heading}", "6/6": "6/7"})
    return Expected_at(FLOW, *(place.row + 1 for place in project.all(rf"^## Phase {number}:", FLOW)))


@lie("phase-unknown", EXAMPLE)
def a_phase_of_no_pipeline(project: Project) -> Expected:
    """The workflow has a phase that is none of its pipeline's."""
    rewrite(
        project,
        {"\n## Phase 6:": "\n## Phase 7: Party - PENDING\n\n**Role**: qa-engineer\n\n## Phase 6:", "6/6": "6/7"},
    )
    return Expected_at(FLOW, project.pick("^## Phase 7", FLOW).row + 1)


@lie("phase-misplaced", EXAMPLE)
def phases_in_another_order(project: Project) -> Expected:
    """Two phases stand in another order than the pipeline's."""
    first = project.random.choice((2, 4))
    one, other = ("\n".join(section(project, number)) for number in (first, first + 1))
    rewrite(project, {f"{one}\n{other}": f"{other}\n{one}"})
    return Expected_at(FLOW, *(place.row + 1 for place in project.all(rf"^## Phase ({first}|{first + 1}):", FLOW)))


flow(
    "a-phase-set-aside",
    "phase-skipped",
    "A phase that the pipeline needs was skipped",
    r"^## Phase [245]:",
    "COMPLETE",
    "SKIPPED",
)
flow(
    "a-pipeline-of-no-policy",
    "pipeline-unknown",
    "The workflow names a pipeline that is not there",
    r"^\*\*Pipeline",
    "feature",
    "bug-fix",
)
flow(
    "another-request",
    "pipeline-request",
    "The request belongs to another pipeline",
    r"^\*\*Request\*\*",
    r": .*$",
    ": Fix the clock on the wall",
)
flow(
    "a-role-of-no-policy",
    "assignee-unknown",
    "A phase is the work of a role that is not there",
    r"^\*\*Role",
    r": .*$",
    ": wizard",
)
flow("nobody", "assignee-missing", "A phase is nobody's work", r"^\*\*Role", at=PHASE)
flow(
    "another-role",
    "assignee-other",
    "A phase is the work of another role than its own",
    r"^\*\*Role\*\*: (business-analyst|solution-architect)",
    r": .*$",
    ": qa-engineer",
)
flow(
    "a-deliverable-that-is-not-there",
    "deliverable-missing",
    "A phase delivers what is not there",
    r"^\*\*Deliverables",
    r"`[^`]*`",
    "`docs/frost-warning/balloon.md`",
)
flow(
    "a-deliverable-outside",
    "deliverable-outside",
    "A phase delivers something outside of the project",
    r"^\*\*Deliverables",
    r"`[^`]*`",
    "`../../../../../there/plan.md`",
)
flow(
    "a-document-that-is-none",
    "linked-document",
    "A phase's work is recorded in what is no task document",
    r"^\*\*Document",
    r"`[^`]*`",
    "`docs/frost-warning/plan.md`",
)
flow("handed-on-by-another", "handoff-approver", "Somebody approved who may not", HANDED, "Lena Lead", "Tove Test")
flow(
    "handed-to-another",
    "handoff-to",
    "A phase was handed to another role",
    HANDED,
    r"to [\w-]+$",
    "to technical-writer",
)
flow(
    "an-input-of-nobody",
    "input-not-produced",
    "A phase works from what no phase before it delivers",
    r"^\*\*Consumes",
    r"`[^`]*`",
    "`pyproject.toml`",
)
flow("a-number-of-an-attempt", "attempt-number", "Attempts are not numbered without a gap", r"^2\. passed", r"^2", "3")
flow(
    "an-attempt-without-an-end",
    "attempt-result",
    "An attempt does not say how it ended",
    r"^2\. passed",
    "passed; ",
    "",
)
flow("a-failure-without-a-reason", "attempt-reason", "A failed attempt gives no reason", r"^1\. failed", r" - .*$", "")
flow(
    "an-attempt-after-a-success",
    "attempt-after-success",
    "An attempt came after one that passed",
    r"^1\. failed",
    "failed - .*$",
    "passed",
)
flow(
    "nothing-changed",
    "retry-unchanged",
    "A retry does not say what was changed for it",
    r"^2\. passed",
    r"; changed.*$",
    "",
)
flow(
    "a-failure-without-an-attempt",
    "attempts-missing",
    "A phase failed, and no attempt is written down",
    r"^## Phase 6",
    "COMPLETE",
    "FAILED",
)
flow(
    "blocked-by-nothing",
    "blocked-silently",
    "A blocked phase does not say what it waits for",
    r"^## Phase 6",
    "COMPLETE",
    "BLOCKED",
)
flow(
    "not-escalated",
    "escalation-missing",
    "A blocked phase was escalated to nobody",
    r"^## Phase 6: (.*) - COMPLETE",
    r"COMPLETE",
    "BLOCKED\n\n**Blocked By**: the key of the timer",
)
flow(
    "escalated-to-nobody",
    "escalation-anonymous",
    "An escalation does not say who decided",
    r"^\*\*Pull Request",
    new="%**Escalation**: asked for the key of the timer",
)


@lie("pipeline-no-request", EXAMPLE)
def no_request(project: Project) -> Expected:
    """The workflow does not say what was asked for."""
    project.remove(project.pick(r"^\*\*Request\*\*", FLOW))
    return whole(project)


@lie("field-owed", EXAMPLE)
def a_field_that_is_owed(project: Project) -> Expected:
    """The last phase does not fill the field that it owes."""
    project.remove(project.pick(r"^\*\*Pull Request", FLOW))
    return at_phase(project, 6)


@lie("handoff-missing", EXAMPLE)
def not_handed_on(project: Project) -> Expected:
    """A phase was begun, and the one before it was never handed on."""
    place = project.replace(project.pick(HANDED, FLOW), r": .*$", ": pending")
    return project.expect(place, project.below(place, PHASE))


@lie("attempts-exceeded", EXAMPLE)
def too_many_attempts(project: Project) -> Expected:
    """More attempts were made than are allowed."""
    place = project.pick(r"^2\. passed", FLOW)
    more = [place.text.replace("2. passed", f"{number}. failed - no") for number in (2, 3)]
    project.change(place, *more, place.text.replace("2.", "4."))
    return Expected_at(FLOW, *range(place.row + 1, place.row + 4))


@lie("attempt-disagrees", EXAMPLE)
def a_last_attempt_that_failed(project: Project) -> Expected:
    """A done phase's last attempt failed."""
    place = project.replace(project.pick(r"^2\. passed", FLOW), "passed", "failed - too cold")
    return project.expect(place, project.above(place, PHASE))


@lie("handoff-unfinished", EXAMPLE)
def handed_on_unfinished(project: Project) -> Expected:
    """A phase was handed on, and is not done."""
    number = project.random.choice((1, 2, 4, 5))
    heading = section(project, number)[0]
    rewrite(project, {heading: heading.replace("COMPLETE", "IN PROGRESS"), "6/6": "5/6"})
    return at_phase(project, number)


@lie("handoff-recorded", EXAMPLE)
def recorded_by_another(project: Project) -> Expected:
    """Somebody else wrote the approval down than gave it."""
    words = project.random.choice(("hand the requirements on", "hand the plan on", "hand the tested warning on"))
    commit_that(project, words).author = BELA
    return Expected_at(FLOW, *(place.row + 1 for place in project.all(HANDED, FLOW)))


@lie("handoff-own-work", EXAMPLE)
def approved_by_who_did_it(project: Project) -> Expected:
    """Who approved did the work."""
    number, words = project.random.choice(((1, "requirements of the frost warning"), (2, "plan the frost warning")))
    commit_that(project, words).author = "Lena Lead <lena@example.org>"
    return at_phase(project, number)


@lie("handoff-before-deliverable", EXAMPLE)
def approved_before_it_was_there(project: Project) -> Expected:
    """A phase was approved before what it delivers was committed."""
    commit = commit_that(project, "plan the frost warning")
    later = commit_that(project, "feat(diary): batch 1 - frost nights")
    later.files[PLAN] = commit.files.pop(PLAN)
    return at_phase(project, 2)


@lie("begun-before-handoff", EXAMPLE)
def begun_before_it_was_handed_on(project: Project) -> Expected:
    """The work of a phase was committed before the one before it was handed on."""
    commits = project.history.commits
    at = commits.index(commit_that(project, "record the batch, and hand the warning on"))
    commits[at], commits[at + 1] = commits[at + 1], commits[at]
    commits[at].time, commits[at + 1].time = commits[at + 1].time, commits[at].time
    return at_phase(project, 4)


@lie("deliverable-changed", EXAMPLE)
def changed_after_it_was_approved(project: Project) -> Expected:
    """What was approved was changed before the next phase was done."""
    commits = project.history.commits
    at = commits.index(commit_that(project, "hand the requirements on"))
    text = project.text(REQUIREMENTS).replace("3.0 degrees", "9.0 degrees")
    commits.insert(
        at + 1, type(commits[0])("changed", "docs(frost): warmer", {REQUIREMENTS: text}, BELA, commits[at].time + 60)
    )
    lines = [*at_phase(project, 1).lines, *at_phase(project, 2).lines]
    return Expected_at(FLOW, *lines)


@lie("handoff-unknown", EXAMPLE)
def an_approval_that_is_not_committed(project: Project) -> Expected:
    """An approval stands in the working tree alone."""
    place = project.pick(HANDED, FLOW)
    project.history.loose[FLOW] = project.text(FLOW).replace(
        place.text, place.text.replace("Lena Lead on", "Lena Lead, on")
    )
    return project.expect(Place(FLOW, place.row, place.text))


def deliver(project: Project, path: str, number: int, text: str) -> Expected:
    """Let what a phase delivers hold another text, from its commit on."""
    project.commit_of(path).files[path] = text
    for commit in project.history.commits:
        if commit.files.get(path) is not None:
            commit.files[path] = text
    return at_phase(project, number)


@lie("deliverable-empty", EXAMPLE)
def an_empty_deliverable(project: Project) -> Expected:
    """A phase delivers a file in which there is nothing to be seen."""
    number, path = project.random.choice(((1, REQUIREMENTS), (2, PLAN), (4, "tests/test_frost.py")))
    return deliver(project, path, number, project.random.choice(("", "\n \n")))


@lie("deliverable-uncommitted", EXAMPLE)
def a_deliverable_that_is_not_committed(project: Project) -> Expected:
    """What a phase delivers lies there as no commit has it."""
    number, path = project.random.choice(((1, REQUIREMENTS), (2, PLAN)))
    project.history.loose[path] = f"{project.text(path)}\nAnd more.\n"
    return at_phase(project, number)


@lie("deliverable-unfinished", EXAMPLE)
def an_unfinished_deliverable(project: Project) -> Expected:
    """What a phase delivers holds a word that marks it as unfinished."""
    word = project.random.choice(("TODO", "TBD", "FIXME"))
    return deliver(project, PLAN, 2, f"{project.text(PLAN)}\n{word}: the rest\n")


@lie("deliverable-owed", EXAMPLE)
def nothing_delivered(project: Project) -> Expected:
    """A phase names nothing of what it must deliver."""
    place = project.pick(r"^\*\*Deliverables\*\*: `docs/frost-warning/(requirements|plan)", FLOW)
    number = int(re.findall(r"\d", project.above(place, PHASE).text)[0])
    project.remove(place)
    return at_phase(project, number)


@lie("deliverable-short", EXAMPLE)
def a_short_deliverable(project: Project) -> Expected:
    """What a phase delivers has fewer words than are asked for."""
    return deliver(project, PLAN, 2, "# Plan\n\n## Technology\n\nNone.\n\n## Strategy\n\nWork.\n\n## Risks\n\nNone.\n")


@lie("section-missing", EXAMPLE)
def a_section_left_out(project: Project) -> Expected:
    """What a phase delivers lacks a section."""
    return deliver(project, PLAN, 2, project.text(PLAN).replace("## Strategy", "## Words"))


@lie("section-empty", EXAMPLE)
def a_section_that_says_nothing(project: Project) -> Expected:
    """A section of what a phase delivers says nothing."""
    text = re.sub(r"## Risks\n[^#]*", "## Risks\n\n", project.text(PLAN))
    return deliver(project, PLAN, 2, text)


@lie("linked-unit-open", EXAMPLE)
def work_recorded_as_open(project: Project) -> Expected:
    """A phase is done, and the document of its work has an open task."""
    path = "task-tracking/TASK_2/tasks.md"
    text = project.text(path).replace("✅ COMPLETE", "- IN PROGRESS").replace("1/1 complete", "0/1 complete")
    project.history.add("docs: not yet", {path: text})
    return at_phase(project, 3)


@lie("deliverable-not-made", EXAMPLE)
def a_deliverable_of_another_commit(project: Project) -> Expected:
    """A phase cites a commit that made nothing of what it delivers."""
    place = project.pick(r"^\*\*Commits\*\*: `⟦c\d+⟧`$", FLOW)
    number = int(re.findall(r"\d", project.above(place, PHASE).text)[0])
    project.replace(place, ID.pattern, f"⟦{commit_that(project, 'a template for features').name}⟧")
    return at_phase(project, number)


@lie("scope-exceeded", EXAMPLE)
def a_commit_beyond_its_role(project: Project) -> Expected:
    """A commit of a phase changes what its role may not change."""
    commit = commit_that(project, project.random.choice(("requirements of the frost", "plan the frost")))
    commit.files["diary/report.py"] = str(project.text("diary/report.py")) + "\n# more\n"
    return Expected_at(FLOW, *at_phase(project, 1).lines, *at_phase(project, 2).lines)


@lie("scope-stranger", EXAMPLE)
def a_commit_of_a_stranger(project: Project) -> Expected:
    """A commit of a phase was made by somebody who does not hold its role."""
    commit = commit_that(project, project.random.choice(("requirements of the frost", "plan the frost")))
    commit.author = "Sam Stranger <sam@example.org>"
    return Expected_at(FLOW, *at_phase(project, 1).lines, *at_phase(project, 2).lines)


@lie("input-missing", EXAMPLE)
def an_input_that_is_gone(project: Project) -> Expected:
    """What the batches of a phase work from is not there."""
    path = "task-tracking/TASK_1/"
    del project.commit_of(f"{path}implementation-plan.md").files[f"{path}implementation-plan.md"]
    lines = [place.row + 1 for place in project.all("^## Batch", f"{path}tasks.md")]
    return Expected_at(f"{path}tasks.md", *lines, *(line + 1 for line in lines), *(line + 2 for line in lines))


@lie("content-forbidden", EXAMPLE)
def a_shortcut(project: Project) -> Expected:
    """A file of a phase holds what a rule forbids."""
    commit = commit_that(project, "feat(diary): batch 1 - frost nights")
    path = "diary/frost.py"
    commit.files[path] = str(commit.files[path]) + f"\n# {project.random.choice(('TODO', 'FIXME', 'XXX'))} the rest\n"
    return at_phase(project, 3)


@lie("content-missing", EXAMPLE)
def a_template_without_a_description(project: Project) -> Expected:
    """A file of a phase lacks what a rule requires."""
    path = "infra/frost-timer.yaml"
    return deliver(project, path, 6, project.text(path).replace("Description", "Summary"))


RULE = "rules:\n  nowhere: {paths: ['nowhere/**'], forbid: [x]}\n"
RULE += "phases:\n  - {id: validation, gates: {content: {rules: [nowhere]}}}\n"


@lie("content-no-file", EXAMPLE)
def a_rule_on_no_file(project: Project) -> Expected:
    """A rule names paths at which no file is."""
    project.rules(RULE)
    return at_phase(project, 5)


@lie("content-too-large", EXAMPLE)
def a_file_too_large_to_search(project: Project) -> Expected:
    """A file of a rule is larger than is searched."""
    path = "infra/frost-timer.yaml"
    return deliver(project, path, 6, project.text(path) + "# more\n" * 700_000)
