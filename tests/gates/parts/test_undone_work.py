"""Work that does not stand any more: each lie beside its honest twin, in real histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCUMENT = "task-tracking/T1/tasks.md"
FILES = "batch-1::1.1::files"
COMMIT = "batch-1::commit"
LOG = "def log(text):\n    print(text)\n    return text\n"


def text(claim: str = "src/log.py (CREATE)", status: str = "COMPLETE", cited: str = "", more: str = "") -> str:
    """A batch with one task; nothing is named where there is no claim."""
    field = f"\n**Commit**: {cited}\n" if cited else ""
    file = f"\n**File**: {claim}\n" if claim else "\nMake the log faster.\n"
    return f"# Tasks\n\n## Batch 1: Log - {status}\n{field}\n### Task 1.1: Log\n{file}{more}"


@pytest.fixture
def begun(tmp_path: Path) -> Repository:
    """A plan, and the commit of its work: one file that is new, and one that was there."""
    project = Repository.create(tmp_path / "project", document=DOCUMENT)
    project.commit("chore: begin", name="base", files={"src/old.py": "old = 1\n", "README.md": "# Read\n"})
    project.record("docs: plan", text(status="PENDING"))
    project.commit("feat: the log", name="work", files={"src/log.py": LOG, "src/old.py": "old = 2\n"})
    return project


def delete(project: Repository) -> None:
    project.commit("chore: tidy", name="tidy", files={"src/log.py": None})


def empty(project: Repository) -> None:
    project.commit("chore: tidy", name="tidy", files={"src/log.py": "\n \n"})


def move(project: Repository) -> None:
    project.commit("refactor: move", files={"src/log.py": None, "lib/log.py": LOG})


def move_and_change(project: Repository) -> None:
    project.commit("refactor: move", files={"src/log.py": None, "lib/logger.py": LOG.replace("print", "write")})


def copy_and_delete_later(project: Repository) -> None:
    project.commit("refactor: copy", files={"lib/logger.py": LOG})
    project.commit("refactor: drop the old one", files={"src/log.py": None})


def move_and_delete(project: Repository) -> None:
    move(project)
    project.commit("chore: tidy", name="tidy", files={"lib/log.py": None})


def bring_back(project: Repository) -> None:
    delete(project)
    project.commit("feat: back again", files={"src/log.py": LOG + "# more\n"})


def leave(project: Repository) -> None:
    project.commit("chore: tidy", files={"README.md": "# Read me\n"})


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize(
    ("claim", "change", "found"),
    [
        ("src/log.py (CREATE)", delete, '{tidy} "chore: tidy" deleted src/log.py again, and no unit says so'),
        ("src/log.py", delete, '{tidy} "chore: tidy" deleted src/log.py again, and no unit says so'),
        ("`src/lo*.py` (CREATE)", delete, '{tidy} "chore: tidy" deleted src/log.py again, and no unit says so'),
        ("src/log.py (CREATE)", empty, '{tidy} "chore: tidy" emptied src/log.py again, and no unit says so'),
        ("src/log.py (CREATE)", move_and_delete, None),
    ],
)
def test_b14_what_a_cited_commit_made_and_is_gone_at_the_tick_fails(
    begun: Repository, claim: str, change: Callable[[Repository], None], found: str | None, *, is_committed: bool
) -> None:
    change(begun)
    done = text(claim, cited="{work}")
    begun.write(DOCUMENT, done)
    if is_committed:
        begun.commit("docs: tick")
    verdict = begun.verdicts(done)[FILES]
    assert_fails(verdict, "file-lost", begun.fill(found) if found else verdict.findings[0].found)
    assert verdict.findings[0].remedy.startswith("bring src/log.py back and commit it, or set task 1.1 back")


@pytest.mark.parametrize("claim", ["src/log.py (CREATE)", "src/log.py", "`src/lo*.py` (CREATE)", "src/ (MODIFY)"])
@pytest.mark.parametrize("change", [move, move_and_change, copy_and_delete_later, bring_back, leave])
def test_b14_what_was_moved_or_brought_back_holds(
    begun: Repository, claim: str, change: Callable[[Repository], None]
) -> None:
    change(begun)
    done = text(claim, cited="{work}")
    begun.record("docs: tick", done)
    assert_holds(begun.verdicts(done)[FILES])


def test_b14_what_is_deleted_after_the_tick_was_there(begun: Repository) -> None:
    done = text(cited="{work}")
    begun.record("docs: tick", done)
    delete(begun)
    assert_holds(begun.verdicts(done)[FILES])


@pytest.mark.parametrize(
    "more",
    [
        "\n## Batch 2: Tidy - COMPLETE\n\n### Task 2.1: Tidy\n\n**File**: src/log.py (DELETE)\n",
        "\n## Batch 2: Remove the log - COMPLETE\n\n### Task 2.1: Remove the log\n\n**File**: src/log.py\n",
        "\n## Batch 2: Tidy - COMPLETE\n\n**Commit**: {tidy}\n",
    ],
)
def test_b14_a_later_unit_may_say_that_it_took_the_file_away(begun: Repository, more: str) -> None:
    delete(begun)
    done = text(cited="{work}", more=more)
    begun.record("docs: tick", done)
    assert_holds(begun.verdicts(done)[FILES])
    pending = text(cited="{work}", more=more.split("**Commit**", maxsplit=1)[0].replace("COMPLETE", "PENDING"))
    begun.record("docs: tick", pending)
    assert begun.verdicts(pending)[FILES].findings[0].code == "file-lost"


def test_b14_a_file_that_says_what_it_says_by_being_there_may_be_emptied(begun: Repository) -> None:
    begun.commit("feat: a package", name="package", files={"src/__init__.py": "import os\n"})
    begun.commit("fix: import less", files={"src/__init__.py": ""})
    done = text("src/__init__.py (CREATE)", cited="{package}")
    begun.record("docs: tick", done)
    assert_holds(begun.verdicts(done)[FILES])


def take_back(project: Repository) -> None:
    project.commit("chore: tidy", name="tidy", files={"src/log.py": None, "src/old.py": "old = 1\n"})


@pytest.mark.parametrize("claim", ["src/old.py (MODIFY)", "src/log.py (CREATE)", ""])
@pytest.mark.parametrize("is_before", [True, False])
def test_b1_a_cited_commit_that_another_restores_is_taken_back_whatever_it_says(
    begun: Repository, claim: str, *, is_before: bool
) -> None:
    done = text(claim, cited="{work}")
    if is_before:
        take_back(begun)
    begun.record("docs: tick", done)
    if not is_before:
        take_back(begun)
    verdict = begun.verdicts(done)[COMMIT]
    found = 'commit {work} was taken back by {tidy} "chore: tidy"'
    assert_fails(verdict, "commit-reverted", begun.fill(found))


@pytest.mark.parametrize("claim", ["src/old.py (MODIFY)", "src/log.py (CREATE)", ""])
def test_b1_work_that_was_done_again_or_taken_back_in_part_stands(begun: Repository, claim: str) -> None:
    done = text(claim, cited="{work}")
    begun.record("docs: tick", done)
    take_back(begun)
    begun.commit("feat: again", files={"src/log.py": LOG, "src/old.py": "old = 2\n"})
    assert_holds(begun.verdicts(done)[COMMIT])
    begun.commit("fix: old", files={"src/old.py": "old = 1\n"})
    assert_holds(begun.verdicts(done)[COMMIT])


@pytest.mark.parametrize("options", [("-s", "ours"), ()])
def test_b1_a_cited_commit_that_a_merge_drops_is_no_work(begun: Repository, options: tuple[str, ...]) -> None:
    begun.git("switch", "--quiet", "--create", "side")
    begun.commit("feat: the view", name="view", files={"src/view.py": "view = 1\n"})
    begun.git("switch", "--quiet", "main")
    begun.commit("chore: other", files={"README.md": "# R\n"})
    begun.clock += 60
    begun.git("merge", "--quiet", "--no-ff", "--message", "merge side", *options, "side")
    begun.ids["merge"] = begun.head()
    done = text("src/view.py (CREATE)", cited="{view}")
    begun.record("docs: tick", done)
    verdict = begun.verdicts(done)[COMMIT]
    if options:
        assert_fails(verdict, "commit-reverted", begun.fill('the merge {merge} "merge side" dropped commit {view}'))
    else:
        assert_holds(verdict)
        assert_holds(begun.verdicts(done)[FILES])


@pytest.mark.parametrize("change", [delete, empty, move, leave])
def test_b14_of_a_batch_that_names_no_file_something_must_be_there_that_its_commit_wrote(
    begun: Repository, change: Callable[[Repository], None]
) -> None:
    begun.commit("chore: apart", files={"src/log.py": None})
    begun.commit("feat: the log again", name="again", files={"src/log.py": LOG})
    change(begun)
    done = text("", cited="{again}")
    begun.record("docs: tick", done)
    verdict = begun.verdicts(done)[COMMIT]
    if change is empty:
        found = '{tidy} "chore: tidy" emptied src/log.py, and nothing else that commit {again} wrote was there when '
        assert_fails(verdict, "commit-reverted", begun.fill(f"{found}batch 1 was called done"))
    elif change is delete:
        assert_fails(verdict, "commit-reverted", begun.fill('commit {again} was taken back by {tidy} "chore: tidy"'))
    else:
        assert_holds(verdict)


def drop_a_few(project: Repository) -> None:
    """The commit changes other files, and leaves the unit's other one."""
    project.commit("chore: drop", name="tidy", files={"src/log.py": None, "README.md": "# R\n"})


def drop_among_much(project: Repository) -> None:
    files = dict.fromkeys((f"lib/{number}.py" for number in range(5)), "x = 1\n")
    project.commit("refactor: anew", name="tidy", files={"src/log.py": None, **files})


def merge_what_drops(project: Repository) -> None:
    project.git("switch", "--quiet", "--create", "side")
    drop_a_few(project)
    project.git("switch", "--quiet", "main")
    project.commit("chore: other", files={"docs/a.md": "a\n"})
    project.clock += 60
    project.git("merge", "--quiet", "--no-ff", "--message", "merge side", "side")


@pytest.mark.parametrize("cited", ["{work}", ""])
@pytest.mark.parametrize("claim", ["src/log.py (CREATE)", "src/log.py"])
@pytest.mark.parametrize(
    ("change", "is_lie"),
    [
        (delete, True),
        (empty, True),
        (drop_a_few, True),
        (merge_what_drops, True),
        (drop_among_much, False),
        (move, False),
        (move_and_change, False),
        (move_and_delete, True),
        (bring_back, False),
        (leave, False),
    ],
)
def test_b1_work_that_the_change_claims_and_deletes_again_fails_against_its_base(
    begun: Repository, claim: str, cited: str, change: Callable[[Repository], None], *, is_lie: bool
) -> None:
    base = begun.head()
    done = text(claim, cited=cited)
    begun.record("docs: tick", done)
    change(begun)
    verdict = begun.verdicts(done, base=base)[FILES]
    if not is_lie:
        assert_holds(verdict)
        return
    finding = verdict.findings[0]
    if cited:
        assert (finding.code, finding.found.rpartition(" again")[2]) == ("file-lost", ", and no unit says so")
    elif change is empty:  # fails without a base, too
        assert finding.code == "file-empty"
        return
    else:
        assert finding.code in ("file-not-created", "file-not-modified")
        assert finding.found.endswith(begun.fill('deleted what {work} "feat: the log" had done to src/log.py'))
    assert_holds(begun.verdicts(done)[FILES])  # years later the file may go
    assert_holds(begun.verdicts(done, base=begun.ids["tidy"])[FILES])


def test_b1_a_unit_of_the_change_may_say_that_it_deletes_what_another_made(begun: Repository) -> None:
    base = begun.head()
    begun.record("docs: tick", text())
    drop_a_few(begun)
    done = text(more="\n## Batch 2: Tidy - COMPLETE\n\n### Task 2.1: Tidy\n\n**File**: src/log.py (DELETE)\n")
    begun.record("docs: tick", done)
    assert_holds(begun.verdicts(done, base=base)[FILES])


def test_b1_what_was_ticked_at_the_base_is_no_claim_of_the_change(begun: Repository) -> None:
    begun.record("docs: tick", text())
    base = begun.head()
    drop_a_few(begun)
    assert_holds(begun.verdicts(text(), base=base)[FILES])


@pytest.mark.parametrize("cited", ["base", "work"])
@pytest.mark.parametrize("claim", ["src/old.py", "README.md", ""])
def test_b5_a_commit_that_the_base_has_is_no_work_of_a_new_unit(begun: Repository, cited: str, claim: str) -> None:
    base = begun.head()
    begun.commit("feat: more", name="more", files={"src/old.py": "old = 3\n", "README.md": "# Read me\n"})
    new = "\n## Batch 2: More - COMPLETE\n\n**Commit**: {%s}\n\n### Task 2.1: More\n"
    file = f"\n**File**: {claim}\n" if claim else "\nMore of it.\n"
    lie, honest = (text(status="PENDING", more=new % each + file) for each in (cited, "more"))
    begun.record("docs: tick", lie)
    verdict = begun.verdicts(lie, base=base)["batch-2::commit"]
    subject = {"base": "chore: begin", "work": "feat: the log"}[cited]
    found = f'batch 2 is new since the base, which has {{{cited}}} "{subject}" already: it is other work'
    assert_fails(verdict, "commit-before-base", begun.fill(found))
    begun.record("docs: tick", honest)
    assert_holds(begun.verdicts(honest, base=base)["batch-2::commit"])


def test_b5_a_unit_that_the_base_has_may_cite_what_the_base_has(begun: Repository) -> None:
    done = text(cited="{work}")
    base = begun.head()
    begun.record("docs: tick", done)
    assert_holds(begun.verdicts(done, base=base)[COMMIT])


@pytest.mark.parametrize("status", ["PENDING", "IN PROGRESS"])
@pytest.mark.parametrize(
    ("claim", "is_told"),
    [
        ("src/log.py (CREATE)", True),
        ("src/log.py (CREATE)\n**File**: src/old.py (MODIFY)", True),
        ("src/log.py (CREATE)\n**File**: src/none.py (CREATE)", False),
        ("src/log.py (CREATE)\n**File**: README.md (MODIFY)", False),
        ("src/old.py (MODIFY)", False),
        ("", False),
    ],
)
def test_c11_work_that_git_holds_of_a_pending_batch_is_a_note(
    begun: Repository, claim: str, status: str, *, is_told: bool
) -> None:
    plan = text(claim, status=status)
    begun.record("docs: plan", text(claim, status="PENDING"))
    begun.commit("feat: the log", name="log", files={"src/log.py": f"{LOG}# more\n", "src/old.py": "old = 3\n"})
    verdict = begun.verdicts(plan)[COMMIT]
    assert verdict.answer is Answer.PENDING
    note = '{log} "feat: the log" since it was planned: is it done?'
    told = (begun.fill(f"all that batch 1 names was changed in {note}"),)
    assert verdict.notes == (told if is_told and status == "PENDING" else ())


def test_c11_a_plan_of_what_is_there_already_has_no_note(begun: Repository) -> None:
    begun.commit("docs: another plan", files={"task-tracking/T2/tasks.md": text(status="PENDING")})
    begun.document = "task-tracking/T2/tasks.md"
    assert begun.verdicts(text(status="PENDING"))[COMMIT].notes == ()


SECOND = "\n## Batch 2: View - COMPLETE\n\n### Task 2.1: View\n\n**File**: src/none.py (CREATE)\n"
THIRD = "\n## Batch 3: Rest - PENDING\n"


@pytest.mark.parametrize("cited", ["", "{work}"])
@pytest.mark.parametrize(
    ("more", "third"),
    [
        (f"\n```markdown{SECOND}```\n", ""),
        (f"\n<!--{SECOND}-->\n", ""),
        ("", THIRD),
    ],
)
@pytest.mark.parametrize("is_committed", [True, False])
def test_c14_a_batch_that_goes_out_of_its_document_is_a_note(
    begun: Repository, more: str, third: str, cited: str, *, is_committed: bool
) -> None:
    before = text(cited=cited, more=SECOND + third)
    begun.record("docs: two batches", before)
    assert begun.verdicts(before)["record"].notes == ()
    after = text(cited=cited, more=more + third)
    begun.write(DOCUMENT, after)
    who = begun.fill('{gone} "docs: hide"') if is_committed and begun.commit("docs: hide", name="gone") else ""
    note = begun.fill(f"batch 2 was taken out of the document in {who or 'the working tree'}")
    assert note in begun.verdicts(after)["record"].notes
    begun.record("docs: back", before)
    assert begun.verdicts(before)["record"].notes == ()


@pytest.mark.parametrize(
    ("task", "is_claim"),
    [
        ('run "cd docker && ./start.sh"', False),
        ("Run `scripts/start.sh`", False),
        ("Verify `src/old.py` against the plan", False),
        ("Update `src/old.py`", True),
        ("Write `src/none.py`", True),
    ],
)
def test_d9_what_a_task_runs_or_looks_at_is_no_file_that_it_changes(
    tmp_path: Path, task: str, *, is_claim: bool
) -> None:
    document = "openspec/changes/log/tasks.md"
    project = Repository.create(tmp_path / "project", document=document, dialect="openspec")
    project.commit("chore: begin", files=["src/old.py", "docker/start.sh", "scripts/start.sh"])
    for number in range(21):
        project.clock += 86_400
        project.commit(f"chore: {number}", files={"other.txt": f"{number}\n"})
    done = f"## 1. Log\n\n- [x] 1.1 {task}\n"
    project.record("docs: done", done)
    answers = {verdict.answer for verdict in project.verdicts(done).values()}
    assert (Answer.FAILED in answers) is is_claim


@pytest.mark.parametrize("title", ["Verify the log", "Verification of the log", "Update the log"])
def test_d9_a_batch_that_only_looks_at_files_owes_no_commit(tmp_path: Path, title: str) -> None:
    project = Repository.create(tmp_path / "project", document=DOCUMENT)
    project.commit("chore: begin", files=["src/log.py"])
    for number in range(21):
        project.clock += 86_400
        project.commit(f"chore: {number}", files={"other.txt": f"{number}\n"})
    done = f"# Tasks\n\n## Batch 1: Log - COMPLETE\n\n### Task 1.1: {title}\n\n**File**: src/log.py\n"
    project.record("docs: done", done)
    answer = project.verdicts(done)[COMMIT].answer
    assert answer is (Answer.FAILED if title.startswith("Update") else Answer.PENDING)


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(
    ("task", "is_lie"),
    [
        ("Point the imports to `../core/none.py`", True),
        ("Run `scripts/none.sh` and read the log", True),
        ("Run `scripts/start.sh` and read the log", False),
        ("Run `scripts/gone.sh` and read the log", False),
        ("Update `src/old.py`, then run `scripts/none.sh` && `scripts/start.sh`", True),
        ("Update `src/old.py` for https://example.org/none.py and ~/none.py", False),
    ],
)
def test_d11_what_is_only_mentioned_fails_where_a_policy_asks(
    tmp_path: Path, task: str, *, is_lie: bool, asks: bool
) -> None:
    document = "openspec/changes/log/tasks.md"
    project = Repository.create(tmp_path / "project", document=document, dialect="openspec")
    project.commit("chore: begin", files=["src/old.py", "scripts/start.sh", "scripts/gone.sh"])
    project.commit("chore: less", files={"scripts/gone.sh": None, "src/old.py": "old = 2\n"})
    done = f"## 1. Log\n\n- [x] 1.1 {task}\n"
    project.record("docs: done", done)
    rule = GateRule(kind="files", settings={"mentions": "fail"}, location=Location("phasegate.yaml", 1))
    verdicts = project.verdicts(done, Policy(gates={"files": rule}) if asks else None)
    failed = [found for verdict in verdicts.values() for found in verdict.findings]
    assert [each.code for each in failed] == (["file-missing"] if is_lie and asks else [])
    if failed:
        assert "none." in failed[0].found
        assert "and no commit ever held it" in failed[0].found
    if not asks and "Update" in task and is_lie:
        assert "scripts/none.sh is only mentioned" in verdicts["phase-1::1.1::files"].notes


def test_b1_older_work_does_not_stand_for_a_commit_that_was_reverted(begun: Repository) -> None:
    begun.commit("feat: more of the log", name="more", files={"src/log.py": f"{LOG}# more\n"})
    begun.clock += 60
    begun.git("revert", "--no-edit", begun.ids["more"])
    done = text("src/log.py (MODIFY)", cited="{more}")
    begun.record("docs: done", done)
    assert begun.verdicts(done)[COMMIT].findings[0].code == "commit-reverted"
    begun.commit("feat: the log once more", files={"src/log.py": f"{LOG}# once more\n"})
    assert_holds(begun.verdicts(done)[COMMIT])
