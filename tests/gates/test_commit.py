from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy, WindowRule
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds, lines_of
from tests.repository import Repository, changed

if TYPE_CHECKING:
    from pathlib import Path

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

STRICT = Policy(
    gates={
        "commit": GateRule(
            kind="commit", settings={"cited": "required", "one_per_unit": True}, location=Location("phasegate.yaml", 1)
        )
    }
)
BATCH_1 = """\
# Tasks

## Batch 1: Model - COMPLETE

**Commit**: {claim}

### Task 1.1: Model

**File**: src/model.py (CREATE)
"""


def batch_1(claim: str) -> str:
    return BATCH_1.replace("{claim}", claim)


BATCH_2 = """
## Batch 2: View - COMPLETE

**Commit**: {claim}

### Task 2.1: View

**File**: src/view.py (CREATE)
"""


def batch_2(claim: str) -> str:
    return BATCH_2.replace("{claim}", claim)


HONEST = {
    "the commit of the batch": batch_1("{first}"),
    "in backticks with its subject": batch_1("`{first}` - feat(core): batch 1 - the model"),
    "two commits, one of the batch": batch_1("{other}, {first}"),
    "a range that holds the commit": batch_1("{plan}..{second}"),
    "behind its subject": batch_1("feat(core): batch 1 - the model ({first})"),
    "on the line below": batch_1("\n{first}"),
    "in plain words": batch_1("{first}") + "\nAll of it landed in commit {first}.\n",
    "beside one that it takes back": batch_1("{first} (reverts 0123456)"),
    "beside the id of another project": batch_1("{first}\n**Upstream Commit**: 0123456a"),
    "its number of rows and of runs": batch_1("{first}").replace("COMPLETE", "COMPLETE (CI run 18723645123)"),
    "the commit changed a file in the folder": batch_1("{first}").replace("src/model.py", "src/"),
    "the commit changed a file of the pattern": batch_1("{first}").replace("src/model.py", "D:\\app\\src\\m*.py"),
    "still to come, a message names the batch": batch_1("[pending]"),
    "none cited, its file was committed after the document": "## Batch 7: Model - COMPLETE\n\n**File**: src/view.py\n",
}


FROM_THE_PLAN_ON = Policy(window=WindowRule(before=0, hours=0))
"""Only commits since the unit appeared count, so that short histories tell old changes from new."""


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_an_honest_claim_holds(project: Repository, text: str) -> None:
    check = "batch-7::commit" if "Batch 7" in text else "batch-1::commit"
    project.commit("docs: write the tasks down", name="document", files={"task-tracking/T1/tasks.md": text})
    message = "feat: more" if "Batch 7" in text else "feat(core): batch 1 - more of the model"
    project.commit(message, name="late", files={"src/view.py": "view = 3\n"})
    assert_holds(project.verdicts(text)[check])


LIES = {
    "no such commit": (
        "## Batch 9: Nothing - COMPLETE\n\n**Commit**: 0123456789\n\n**File**: src/nowhere.py\n",
        "commit-missing",
        "commit 0123456789 does not exist: no such object",
    ),
    "a commit of another branch": (
        "## Batch 9: Nothing - COMPLETE\n\n**Commit**: {side}\n\n**File**: src/nowhere.py\n",
        "commit-unreachable",
        None,
    ),
    "a commit that did something else": (
        batch_1("{other}"),
        "commit-unrelated",
        'commit {other} "chore: tidy" changes none of the files that batch 1 names, but docs/a.md',
    ),
    "a commit that did something else than the pattern says": (
        batch_1("{other}").replace("src/model.py", "src/*.py"),
        "commit-unrelated",
        'commit {other} "chore: tidy" changes none of the files that batch 1 names, but docs/a.md',
    ),
    "the id of a tree": (batch_1("{tree}"), "commit-not-a-commit", "{tree} is not a commit but a tree"),
    "a right prefix with an invented tail": (
        batch_1("{first8}deadbeefdeadbeefdeadbeefdeadbeef"),
        "commit-invented",
        None,
    ),
    "a range that goes back": (
        batch_1("{first}..{plan}"),
        "commit-range-empty",
        "the range {first}..{plan} holds no commit of this history",
    ),
    "no commit changed its file": (
        "## Batch 9: Nothing - COMPLETE\n\n**File**: src/nowhere.py\n",
        "commit-not-cited",
        "batch 9 cites no commit, and none changed src/nowhere.py since shortly before the document named it",
    ),
}


@pytest.mark.parametrize(("text", "code", "found"), LIES.values(), ids=LIES)
def test_a_lie_fails(built: Repository, text: str, code: str, found: str | None) -> None:
    text = text.replace("{first8}", built.ids["first"][:8])
    verdicts = built.verdicts(text)
    verdict = verdicts.get("batch-1::commit") or verdicts["batch-9::commit"]
    assert_fails(verdict, code, built.fill(found) if found else verdict.findings[0].found)
    claims = [number for number, line in enumerate(text.splitlines(), 1) if "Commit" in line]
    assert verdict.findings[0].line == (claims or [1])[0]


HIDDEN = {
    "behind one that is there": "**Commit**: {first} then 0123456a",
    "in a remark": "**Commit**: {first} (amended to 0123456a)",
    "in a subject": "**Commit**: feat(core): batch 9 - the model (0123456a)",
    "in a reason": "**Commit**: N/A (0123456a)",
    "in a link": "**Commit**: [{first}](https://forge.example/o/r/commit/0123456a)",
    "on the next line": "**Commit**: {first},\n0123456a",
    "in plain words": "**Commit**: {first}\n\nThe work is in commit 0123456a.",
    "behind a ticked box": "**Commit**: {first}\n\n- [x] the model (0123456a)",
    "in a list": "**Commit**: {first}\n\n### Commits\n\n- 0123456a feat: the model",
    "in a table": "**Commit**: {first}\n\n| Batch | Status |\n|--|--|\n| 9. Model | COMPLETE (0123456a) |",
}


@pytest.mark.parametrize("claim", HIDDEN.values(), ids=HIDDEN)
def test_an_id_is_looked_up_wherever_it_stands(built: Repository, claim: str) -> None:
    text = f"## Batch 9: Model - COMPLETE\n\n{claim}\n"
    verdict = built.verdicts(text)["batch-9::commit"]
    assert_fails(verdict, "commit-missing", "commit 0123456a does not exist: no such object")
    assert lines_of(verdict) == [number for number, line in enumerate(text.splitlines(), 1) if "0123456a" in line]


def test_a_commit_of_another_branch_is_named_as_such(built: Repository) -> None:
    text = "## Batch 9: Nothing - COMPLETE\n\n**Commit**: {side}\n\n**File**: src/nowhere.py\n"
    found = built.verdicts(text)["batch-9::commit"].findings[0].found
    assert found.startswith(f"commit {built.ids['side'][:10]} is not part of ")


def test_an_invented_tail_names_the_real_commit(built: Repository) -> None:
    cited = built.ids["first"][:8] + "deadbeef" * 4
    finding = built.verdicts(batch_1(cited))["batch-1::commit"].findings[0]
    assert finding.found == (
        f"commit {cited} does not exist; only its first digits are right: "
        f'{built.ids["first"][:10]} "feat(core): batch 1 - the model"'
    )
    assert finding.remedy == f"cite {built.ids['first']}"


def test_one_id_for_two_batches_fails_where_each_has_its_own(built: Repository) -> None:
    text = batch_1("{first}") + batch_2("{first}").replace("src/view.py", "src/old.py (MODIFY)")
    verdict = built.verdicts(text, STRICT)["batch-2::commit"]
    assert_fails(
        verdict,
        "commit-shared",
        f"batch 1 (task-tracking/T1/tasks.md:5) cites commit {built.ids['first'][:10]} too",
    )
    assert lines_of(verdict) == [13]


def test_one_id_for_two_batches_holds_without_a_policy_if_it_did_both(built: Repository) -> None:
    text = batch_1("{first}") + batch_2("{first}").replace("src/view.py (CREATE)", "src/old.py")
    assert_holds(built.verdicts(text)["batch-2::commit"])


def test_two_commits_for_one_batch_fail_where_each_has_one(built: Repository) -> None:
    verdict = built.verdicts(batch_1("{first}, {second}"), STRICT)["batch-1::commit"]
    ids = f"{built.ids['first'][:10]}, {built.ids['second'][:10]}"
    assert_fails(verdict, "commit-several", f"batch 1 cites several commits: {ids}")


def test_one_commit_written_with_more_digits_and_with_fewer_is_one(built: Repository) -> None:
    first, second = built.ids["first"], built.ids["second"]
    text = batch_1(first).replace("### Task", f"- [x] Git commit: {first[:7]}\n\n### Task")
    assert_holds(built.verdicts(text, STRICT)["batch-1::commit"])
    lie = built.verdicts(text.replace(f": {first[:7]}\n", f": {second[:7]}\n"), STRICT)["batch-1::commit"]
    assert_fails(lie, "commit-several", f"batch 1 cites several commits: {first}, {second[:7]}")


def test_a_required_id_that_is_not_there_fails_with_the_likeliest_commit(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: Model - COMPLETE\n\n**File**: src/model.py\n", STRICT)["batch-1::commit"]
    assert verdict.answer is Answer.FAILED
    assert verdict.findings[0].found.startswith("batch 1 cites no commit; the likeliest is ")
    assert verdict.findings[0].remedy == f"write {built.ids['first'][:10]} into the document"


def test_a_batch_that_shares_the_commit_of_another_is_held_to_that(built: Repository) -> None:
    shares = batch_2("(included in Batch 1 commit)")
    honest = built.verdicts(batch_1("{first}") + shares.replace("src/view.py (CREATE)", "src/old.py (MODIFY)"))
    assert_holds(honest["batch-2::commit"])
    lie = built.verdicts(batch_1("{first}") + shares)["batch-2::commit"]
    assert lie.findings[0].code == "commit-unrelated"


def test_a_batch_that_needs_no_commit_and_changes_nothing_makes_no_check(built: Repository) -> None:
    text = "## Batch 1: Verify - COMPLETE\n\n**Commit**: N/A (verification only, no source code changes)\n"
    assert "batch-1::commit" not in built.verdicts(text)


def test_a_pending_batch_is_pending(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: Model - PENDING\n\n**Commit**: [pending]\n")["batch-1::commit"]
    assert (verdict.answer, verdict.reason) == (Answer.PENDING, "batch 1 is pending")


def test_an_id_cited_by_a_batch_in_progress_is_a_claim_all_the_same(built: Repository) -> None:
    text = "## Batch 9: Nothing - IN PROGRESS\n\n**Commit**: 0123456789\n"
    found = "commit 0123456789 does not exist: no such object"
    assert_fails(built.verdicts(text)["batch-9::commit"], "commit-missing", found)


def test_a_task_may_cite_a_commit_of_its_own(built: Repository) -> None:
    text = "## Batch 1: Model - COMPLETE\n\n### Task 1.1: Model\n\n**File**: src/model.py\n**Commit**: {other}\n"
    verdicts = built.verdicts(text)
    assert "batch-1::commit" not in verdicts
    assert verdicts["batch-1::1.1::commit"].findings[0].code == "commit-unrelated"


def test_a_commit_that_was_taken_back_fails_and_one_brought_again_holds(project: Repository) -> None:
    first = project.ids["first"][:10]
    project.clock += 60
    project.git("revert", "--no-edit", project.ids["second"])
    project.git("revert", "--no-edit", project.ids["first"])
    reverting = project.git("rev-parse", "HEAD")
    verdict = project.verdicts(batch_1("{first}"))["batch-1::commit"]
    subject = 'Revert "feat(core): batch 1 - the model"'
    assert_fails(verdict, "commit-reverted", f'commit {first} was taken back by {reverting[:10]} "{subject}"')
    project.git("revert", "--no-edit", reverting)
    assert_holds(project.verdicts(batch_1("{first}"))["batch-1::commit"])


def test_work_that_was_taken_back_and_done_again_holds_with_a_note(project: Repository) -> None:
    project.clock += 60
    project.git("revert", "--no-edit", project.ids["second"])
    project.git("revert", "--no-edit", project.ids["first"])
    again = project.commit(
        "feat(core): batch 1 - the model, once more", name="again", files={"src/model.py": "model = 9\n"}
    )
    verdict = project.verdicts(batch_1("{first}"))["batch-1::commit"]
    assert_holds(verdict)
    assert verdict.commit == again
    first, reverting = project.ids["first"][:10], project.git("rev-parse", "--short=10", "HEAD~1")
    taken_back = f'commit {first} was taken back by {reverting} "Revert "feat(core): batch 1 - the model""'
    assert verdict.notes[0].startswith(
        f'not proven: {taken_back}; the work of batch 1 is in commit {again[:10]} "feat(core): batch 1'
    )


def test_a_range_is_held_at_both_ends(built: Repository) -> None:
    verdict = built.verdicts(batch_1("{plan}..0123456789").replace("src/model.py", "src/nowhere.py"))["batch-1::commit"]
    assert verdict.answer is Answer.FAILED
    assert_holds(built.verdicts(batch_1("{first}..{second}"))["batch-1::commit"])


def test_two_batches_that_point_at_each_other_are_not_followed_for_ever(built: Repository) -> None:
    text = batch_1("(included in Batch 2 commit)") + batch_2("(included in Batch 1 commit)")
    verdicts = built.verdicts(text)
    assert {verdicts["batch-1::1.1::files"].answer, verdicts["batch-2::2.1::files"].answer} <= set(Answer)


@pytest.mark.parametrize("named", ["src/ui/ (CREATE)", "src/ui/*.ts", "src/ui/, src/ui/a.ts"])
def test_a_commit_that_changed_any_file_of_a_folder_shows_a_batch_that_cites_none(
    project: Repository, named: str
) -> None:
    text = f"## Batch 9: UI - COMPLETE\n\n**Files**: {named}\n"
    project.commit("docs: write the tasks down", name="document", files={"task-tracking/T1/tasks.md": text})
    assert project.verdicts(text)["batch-9::commit"].answer is Answer.FAILED
    project.commit("feat: the screens", name="ui", files={"src/ui/a.ts": "a\n", "src/ui/b.txt": "b\n"})
    assert_holds(project.verdicts(text)["batch-9::commit"])


def test_a_lost_id_was_not_the_commit_that_changed_the_file_after_it_was_written_down(project: Repository) -> None:
    text = "# Tasks\n\n## Batch 9: Same - COMPLETE\n\n**Commit**: 0123456789\n**File**: src/same.py\n"
    planned = text.replace("COMPLETE", "PENDING").replace("0123456789", "[pending]")
    project.commit("docs: plan", name="planned", files={"task-tracking/T1/tasks.md": planned})
    project.commit("docs: note", name="written", files={"task-tracking/T1/tasks.md": text})
    project.commit("chore: format", name="later", files={"src/same.py": "same = 2\n"})
    found = "commit 0123456789 does not exist: no such object"
    assert_fails(project.verdicts(text)["batch-9::commit"], "commit-missing", found)
    project.commit(
        "docs: note again", name="again", files={"task-tracking/T1/tasks.md": text.replace("0123456789", "0123456780")}
    )
    assert_holds(project.verdicts(text.replace("0123456789", "0123456780"))["batch-9::commit"])


def test_tasks_may_cite_the_commit_of_their_batch_and_of_no_other(built: Repository) -> None:
    tasks = "\n**Commit**: {first}\n\n### Task 1.2: Old\n\n**Commit**: {first}\n"
    verdicts = built.verdicts(batch_1("{first}") + tasks, STRICT)
    for check in ("batch-1::commit", "batch-1::1.1::commit", "batch-1::1.2::commit"):
        assert_holds(verdicts[check])
    lie = batch_1("{first}") + batch_2("{second}").replace("**File**", "**Commit**: {first}\n**File**")
    finding = built.verdicts(lie, STRICT)["batch-1::commit"].findings[0]
    assert finding.code == "commit-shared"
    assert finding.found.startswith("task 2.1 (task-tracking/T1/tasks.md:17) cites commit ")


def test_a_range_is_named_as_written_where_one_commit_is_asked_for(built: Repository) -> None:
    finding = built.verdicts(batch_1("{first}..{second}"), STRICT)["batch-1::commit"].findings[0]
    first, second = built.ids["first"][:10], built.ids["second"][:10]
    assert (finding.code, finding.found) == ("commit-several", f"batch 1 cites several commits: {first}..{second}")


NO_CHANGE = {
    "no file, as it says": "**File**: N/A (testing only)",
    "none, in a list": "- **Files**: none, the tests are run by hand",
    "files that are only looked at": "**File**: src/model.py (VERIFY)",
}


@pytest.mark.parametrize("said", NO_CHANGE.values(), ids=NO_CHANGE)
def test_a_batch_that_says_that_it_changes_no_file_has_nothing_that_git_could_show(
    project: Repository, said: str
) -> None:
    text = f"## Batch 7: Verify - COMPLETE\n\n### Task 7.1: Run the tests\n\n{said}\n"
    project.commit("docs: write the tasks down", name="document", files={"task-tracking/T1/tasks.md": text})
    verdict = project.verdicts(text)["batch-7::commit"]
    assert verdict.answer is Answer.PENDING
    words = said.rpartition("*: ")[2]
    assert verdict.reason == (
        f'batch 7 says that it changes no file, "{words}" (task-tracking/T1/tasks.md:5): git has nothing to show for it'
    )
    found = "batch 7 cites no commit"
    assert_fails(project.verdicts(text, STRICT)["batch-7::commit"], "commit-not-cited", found)


def test_a_unit_that_names_nothing_that_git_could_show_is_pending(project: Repository) -> None:
    text = "# Tasks\n\n## Batch 1: Model - COMPLETE\n\n## Batch 9: Nothing - COMPLETE\n"
    project.commit("docs: write the tasks down", name="document", files={"task-tracking/T1/tasks.md": text})
    project.commit("feat(core): batch 1 - more", name="late", files={"src/view.py": "view = 3\n"})
    named, nothing = (project.verdicts(text)[f"batch-{number}::commit"] for number in (1, 9))
    assert (named.answer, nothing.answer) == (Answer.PENDING, Answer.PENDING)
    assert nothing.reason == "batch 9 cites no commit and names no file: there is nothing to check"
    assert named.notes == (
        project.fill('it may be in commit {first} "feat(core): batch 1 - the model" (it is called like batch 1)'),
    )


def test_one_task_that_says_so_does_not_speak_for_the_others(project: Repository) -> None:
    more = "### Task 7.2: Write\n\n**File**: src/view.py (MODIFY)\n"
    text = f"## Batch 7: Verify - COMPLETE\n\n### Task 7.1: Run the tests\n\n**File**: N/A\n\n{more}"
    plan = text.replace("COMPLETE", "PENDING")
    project.commit("docs: write the tasks down", name="plan", files={"task-tracking/T1/tasks.md": plan})
    project.commit("docs: tick", name="tick", files={"task-tracking/T1/tasks.md": text})
    assert project.verdicts(text, FROM_THE_PLAN_ON)["batch-7::commit"].answer is Answer.FAILED


def test_what_a_commits_message_says_does_not_matter_where_it_changes_the_file(project: Repository) -> None:
    text = "## Batch 4: Finish - COMPLETE\n\n**File**: src/view.py (MODIFY)\n"
    plan = {"task-tracking/T1/tasks.md": text.replace("COMPLETE", "PENDING"), "task-tracking/T2/notes.md": "x\n"}
    project.commit("docs: plan", name="plan", files=plan)
    project.write("task-tracking/T1/tasks.md", text)
    project.commit("feat: finish\n\nPart of T2 Batch 4", name="other", files={"src/view.py": "view = 4\n"})
    assert_holds(project.verdicts(text, FROM_THE_PLAN_ON)["batch-4::commit"])


def test_work_shortly_before_its_document_is_its_work(project: Repository) -> None:
    text = "## Batch 7: View - COMPLETE\n\n**File**: src/view.py\n"
    project.commit("docs: write the tasks down", name="document", files={"task-tracking/T1/tasks.md": text})
    verdict = project.verdicts(text)["batch-7::commit"]
    assert_holds(verdict)
    assert verdict.reason.endswith("2 commits before the document named it")
    never = text.replace("src/view.py", "src/nil.py, src/never.py")
    project.commit("docs: more", name="more", files={"task-tracking/T1/tasks.md": never})
    found = "batch 7 cites no commit, and none changed src/nil.py and 1 more since shortly before the document named it"
    assert_fails(project.verdicts(never)["batch-7::commit"], "commit-not-cited", found)


def test_work_before_a_document_that_called_it_pending_is_not_its_work(project: Repository) -> None:
    text = "## Batch 7: View - COMPLETE\n\n**File**: src/view.py\n"
    pending = text.replace("COMPLETE", "PENDING")
    project.commit("docs: plan", name="plan", files={"task-tracking/T1/tasks.md": pending})
    project.commit("docs: tick", name="tick", files={"task-tracking/T1/tasks.md": text})
    found = "batch 7 cites no commit, and none changed src/view.py since shortly before the document named it"
    assert_fails(project.verdicts(text, FROM_THE_PLAN_ON)["batch-7::commit"], "commit-not-cited", found)


def rewriting(allowed: str) -> Policy:
    rule = GateRule(kind="commit", settings={"rewritten": allowed}, location=Location("phasegate.yaml", 1))
    return Policy(gates={"commit": rule})


B7_ENDS = {"an id": "0123456789", "a range": "{plan}..0123456789", "the beginning of a range": "0123456789..{other}"}


@pytest.mark.parametrize("cited", B7_ENDS.values(), ids=B7_ENDS)
def test_b7_of_an_id_that_git_never_had_nobody_says_what_it_was(built: Repository, cited: str) -> None:
    verdict = built.verdicts(batch_1(cited))["batch-1::commit"]
    assert_holds(verdict)
    said = "not proven: no commit of the id 0123456789 is known; the work of batch 1 is in commit"
    how = '"feat(core): batch 1 - the model" (it changes the file of batch 1)'
    assert verdict.notes == (f"{said} {built.ids['first'][:10]} {how}",)


@pytest.mark.parametrize("allowed", ["proven", "fail"])
def test_b7_a_policy_may_take_no_commit_that_only_fits(built: Repository, allowed: str) -> None:
    verdict = built.verdicts(batch_1("0123456789"), rewriting(allowed))["batch-1::commit"]
    first = built.ids["first"][:10]
    found = (
        f"no commit of the id 0123456789 is known; the work of batch 1 is in commit {first} "
        '"feat(core): batch 1 - the model" (it changes the file of batch 1)'
    )
    assert_fails(verdict, "commit-missing", found)
    assert verdict.findings[0].remedy == f"cite the commit that holds the work, {first} if it is that"


def rewritten(project: Repository, how: str) -> str:
    """An id that took another commit's place in a way that git shows, or that only fits: of a batch 3."""
    repository = project
    repository.git("switch", "--quiet", "--create", "work")
    lost = project.commit("feat(core): batch 3 - the rest", name="lost", files={"src/rest.py": "rest = 1\n"})
    repository.git("switch", "--quiet", "main")
    if how == "cherry-pick":
        project.commit("chore: more", name="more", files={"src/same.py": "same = 9\n"})
        repository.git("cherry-pick", "-x", "work")
        repository.git("branch", "--quiet", "-D", "work")
        repository.git("reflog", "expire", "--expire=now", "--all")
        repository.git("gc", "--quiet", "--prune=now")
    elif how == "rebase with another content":
        project.commit("chore: more", name="more", files={"src/rest.py": "begun = 1\n"})
        repository.git("cherry-pick", "--no-commit", "--strategy-option=theirs", "work")
        repository.git("commit", "--quiet", "--reuse-message=work")
    else:
        project.commit("feat(core): batch 3 - otherwise", name="made", files={"src/rest.py": "rest = 2\n"})
    return lost


@pytest.mark.parametrize("how", ["cherry-pick", "rebase with another content"])
def test_b7_what_git_shows_to_have_taken_its_place_is_said_to_have(project: Repository, how: str) -> None:
    lost = rewritten(project, how)
    text = batch_1(lost[:10]).replace("Batch 1", "Batch 3").replace("src/model.py", "src/rest.py")
    made = project.git("rev-parse", "--short=10", "HEAD")
    verdict = project.verdicts(text, rewriting("proven"))["batch-3::commit"]
    assert_holds(verdict)
    assert verdict.notes[0].startswith(f'{lost[:10]} is now commit {made} "feat(core): batch 3 - the rest" ')
    verdict = project.verdicts(text, rewriting("fail"))["batch-3::commit"]
    assert verdict.findings[0].code == "commit-rewritten"
    assert verdict.findings[0].found.startswith(f"commit {lost[:10]} was rewritten: commit {made}")


def test_b7_another_commit_beside_one_that_was_not_merged_only_fits(project: Repository) -> None:
    lost = rewritten(project, "otherwise")
    text = batch_1(lost[:10]).replace("Batch 1", "Batch 3").replace("src/model.py", "src/rest.py")
    head = project.git("rev-parse", "--short=10", "HEAD")
    verdict = project.verdicts(text)["batch-3::commit"]
    assert_holds(verdict)
    begin = f"commit {lost[:10]} is not part of main ({head}); the work of batch 3 is in commit {head}"
    assert verdict.notes[0].startswith(f"not proven: {begin}")
    finding = project.verdicts(text, rewriting("proven"))["batch-3::commit"].findings[0]
    assert finding.code == "commit-unreachable"
    assert finding.found.startswith(begin)


B15_PLAN = "## Batch 1: Model - PENDING\n\n### Task 1.1: Model\n\n**File**: src/model.py ({action})\n"


@pytest.mark.parametrize("action", ["MODIFY", "CREATE"])
@pytest.mark.parametrize("is_done", [False, True], ids=["only the plan", "the work too"])
def test_b15_the_commit_of_the_plan_does_not_hold_an_invented_id(
    repository: Repository, action: str, *, is_done: bool
) -> None:
    plan = B15_PLAN.replace("{action}", action)
    repository.commit("chore: import", files={repository.document: plan, "src/model.py": "model = 1\n"})
    if is_done:
        repository.commit("feat: work", files={"src/model.py": "model = 2\n"})
    repository.record("docs: tick", plan.replace("PENDING\n", "COMPLETE\n\n**Commit**: 0123456789\n"))
    verdict = repository.verdicts()["batch-1::commit"]
    if is_done:
        assert_holds(verdict)
        assert verdict.notes[0].startswith(
            "not proven: no commit of the id 0123456789 is known; the work of batch 1 is"
        )
    else:
        assert_fails(verdict, "commit-missing", "commit 0123456789 does not exist: no such object")


@pytest.mark.parametrize(
    "said",
    ["**Commit message**: chore: import\n", "**Expected commit**: `chore: import`\n"],
    ids=["message", "expected"],
)
@pytest.mark.parametrize("is_done", [False, True], ids=["only the plan", "the work too"])
def test_b15_a_promised_subject_does_not_make_the_commit_of_the_plan_its_work(
    repository: Repository, said: str, *, is_done: bool
) -> None:
    plan = f"{B15_PLAN.replace('{action}', 'MODIFY')}**Commit**: [pending]\n{said}"
    repository.commit("chore: import", files={repository.document: plan, "src/model.py": "model = 1\n"})
    if is_done:
        repository.commit("chore: import", name="work", files={"src/model.py": "model = 2\n"})
    repository.record("docs: tick", changed(plan, {"PENDING": "COMPLETE", "[pending]": "0123456789"}))
    verdict = repository.verdicts()["batch-1::1.1::commit"]
    if is_done:
        assert_holds(verdict)
    else:
        assert_fails(verdict, "commit-missing", "commit 0123456789 does not exist: no such object")


DONE_AT_ONCE = B15_PLAN.replace("{action}", "CREATE").replace("PENDING\n", "COMPLETE\n\n**Commit**: 0123456789\n")


@pytest.mark.parametrize("how", ["left", "renamed", "copied beside others, archived"])
def test_b15_a_squash_that_brings_a_done_unit_with_its_document_is_its_work(repository: Repository, how: str) -> None:
    begun = "task-tracking/T1/todo.md" if how == "renamed" else "task-tracking/Z/tasks.md"
    others = {f"task-tracking/A{number:02}/tasks.md": f"# Tasks {number}\n" for number in range(30)}
    beside = others if how.startswith("copied") else {}
    repository.document = begun if how == "left" else "archive/Z/tasks.md"
    repository.commit("chore: begin", files=["README.md"])
    repository.commit("feat: the whole branch", files={begun: DONE_AT_ONCE, "src/model.py": "x\n", **beside})
    if how != "left":
        (repository.path / "archive/Z").mkdir(parents=True)
        (repository.path / begun).rename(repository.path / repository.document)
        repository.commit("docs: move")
    assert_holds(repository.verdicts(DONE_AT_ONCE)["batch-1::commit"])
    lie = repository.verdicts(DONE_AT_ONCE.replace("src/model.py", "src/none.py"))["batch-1::commit"]
    assert_fails(lie, "commit-missing", "commit 0123456789 does not exist: no such object")


RANGE_ENDS = {"the end": ("{first}..0123456789", "0123456789"), "the beginning": ("0123456789..{first}", "0123456789")}


@pytest.mark.parametrize(("cited", "accused"), RANGE_ENDS.values(), ids=RANGE_ENDS)
def test_of_a_range_the_end_that_is_false_is_accused(built: Repository, cited: str, accused: str) -> None:
    text = batch_1(cited).replace("src/model.py", "src/nowhere.py").replace("Batch 1", "Batch 8")
    verdict = built.verdicts(text)["batch-8::commit"]
    assert_fails(verdict, "commit-missing", f"commit {accused} does not exist: no such object")
    assert verdict.findings[0].claim == f"batch 8 is in commit {accused}"


@pytest.mark.parametrize("cited", ["**Commit**: {work}\n", ""], ids=["cited", "no id"])
def test_d11_a_commit_is_not_held_to_files_that_git_ignores(project: Repository, cited: str) -> None:
    project.commit("feat: build", name="work", files={".gitignore": "dist/\n", "build.js": "build\n"})
    text = f"## Batch 8: Bundle - COMPLETE\n\n{cited}**File**: dist/app.js (CREATE)\n"
    verdict = project.verdicts(text)["batch-8::commit"]
    if cited:
        assert_holds(verdict)
    else:
        said = "batch 8 cites no commit and names only files that git ignores: there is nothing to check"
        assert (verdict.answer, verdict.reason) == (Answer.PENDING, said)
    lie = project.verdicts(text.replace("dist/app.js", "dist/app.js, src/none.js"))["batch-8::commit"]
    assert [each.code for each in lie.findings] == ["commit-unrelated" if cited else "commit-not-cited"]


ALONE = Policy(
    gates={"commit": GateRule(kind="commit", settings={"one_per_unit": True}, location=Location("phasegate.yaml", 1))}
)


@pytest.mark.parametrize("is_cited", [True, False])
@pytest.mark.parametrize("is_one", [True, False])
def test_d6_units_without_ids_whose_likeliest_commit_is_one_have_no_commit_of_their_own(
    project: Repository, *, is_one: bool, is_cited: bool
) -> None:
    cited = "**Commit**: {read}\n\n" if is_cited else ""
    tasks = "### Task {n}.1: {title}\n\n**File**: src/{title}.py\n\n"
    read = f"## Batch 8: The reader - COMPLETE\n\n{cited}" + tasks.format(n=8, title="read")
    write = "## Batch 9: The writer - COMPLETE\n\n" + tasks.format(n=9, title="write")
    text = f"# Tasks\n\n{read}{write}"
    plan = text.replace("COMPLETE", "PENDING").replace("{read}", "[pending]")
    project.commit("docs: plan", name="planned", files={"task-tracking/T1/tasks.md": plan})
    both = {"src/read.py": "read = 1\n", "src/write.py": "write = 1\n"}
    if is_one:
        project.commit("feat: reader and writer", name="read", files=both)
    else:
        project.commit("feat: the reader", name="read", files={"src/read.py": both.pop("src/read.py")})
        project.commit("feat: the writer", name="write", files=both)
    project.commit("docs: tick", name="tick", files={"task-tracking/T1/tasks.md": text})
    verdict = project.verdicts(text, ALONE)["batch-9::commit"]
    if not is_one:
        assert_holds(verdict)
        return
    found = (
        'the commit that fits it best is commit {read} "feat: reader and writer" (it changes the file of batch 9), '
        "which is that of batch 8 (task-tracking/T1/tasks.md:3) too"
    )
    assert_fails(verdict, "commit-shared", project.fill(found))
    assert_holds(project.verdicts(text)["batch-9::commit"])


def two_alike() -> tuple[str, list[str]]:
    """Seven digits with which the ids of two commits begin, and the commits as git reads them."""
    known: dict[str, str] = {}
    for number in count():
        who = "Ada <ada@example.org> 1700000000 +0000"
        text = f"tree {EMPTY_TREE}\nauthor {who}\ncommitter {who}\n\nattempt {number}\n"
        digits = hashlib.sha1(f"commit {len(text)}\0{text}".encode()).hexdigest()[:7]
        if digits in known and not digits.isdecimal():
            return digits, [known[digits], text]
        known[digits] = text
    raise AssertionError


def test_seven_digits_that_two_commits_share_are_ambiguous_and_not_invented(tmp_path: Path) -> None:
    project = Repository.create(tmp_path / "project")
    project.commit("chore: begin", files=["src/model.py"])
    project.git("mktree", stdin="")
    digits, commits = two_alike()
    ids = sorted(project.git("hash-object", "-w", "-t", "commit", "--stdin", stdin=text) for text in commits)
    verdict = project.verdicts(batch_1(digits))["batch-1::commit"]
    found = f"{digits} is ambiguous: 2 commits begin so: {ids[0][:10]}, {ids[1][:10]}"
    assert_fails(verdict, "commit-ambiguous", found)
    assert verdict.findings[0].remedy == "cite more digits"
    verdict = project.verdicts(batch_1(f"{ids[0][:8]}ffff"))["batch-1::commit"]
    assert verdict.findings[0].code == "commit-invented"


@pytest.mark.parametrize("redone", [False, True], ids=["taken-back", "done-again"])
def test_the_merge_that_brought_work_does_not_stand_for_it_once_it_was_taken_back(tmp_path: Path, redone: bool) -> None:
    project = Repository.create(tmp_path / "project")
    project.record("docs: plan", batch_1("[pending]").replace("COMPLETE", "PENDING"))
    project.git("switch", "--quiet", "--create", "side")
    project.commit("feat(core): the model", name="first", files=["src/model.py"])
    project.git("switch", "--quiet", "main")
    project.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'side'", "side")
    assert_holds(project.verdicts(batch_1("{first}"))["batch-1::commit"])
    project.commit("refactor: less", name="less", files={"src/model.py": None})
    if redone:
        project.commit("feat(core): batch 1 - the model", files=["src/model.py"])
    verdict = project.verdicts(batch_1("{first}"))["batch-1::commit"]
    if redone:
        assert_holds(verdict)
    else:
        assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "commit-reverted")
