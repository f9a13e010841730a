"""What a unit says to have done to its files, where it cites no commit: two tables, and what cannot be told."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy, WindowRule
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "task-tracking/T1/tasks.md"
CHECK = "batch-1::1.1::files"


STRICT = Policy(window=WindowRule(before=0, hours=0))
"""The window begins with the commit in which the unit appeared, so that short histories tell old changes from new."""


def text(claim: str, status: str = "COMPLETE") -> str:
    return f"# Tasks\n\n## Batch 1: Model - {status}\n\n### Task 1.1: Model\n\n**Files**:\n\n- {claim}\n"


@pytest.fixture
def worked(tmp_path: Path) -> Repository:
    """Files, then a document that calls its batch pending, then work that a message knows by the batch's name."""
    project = Repository.create(tmp_path / "project")
    begun = ("a.py", "same.py", "gone.py", "old.py", "early.py", "undone.py", "other.py", "ui/a.ts", "out/a.ts")
    project.commit("chore: begin", name="base", files={f"src/{name}": f"{name}\n" for name in begun})
    project.commit("chore: tidy", name="early", files={"src/early.py": None})
    return project


def work(project: Repository, claim: str) -> None:
    """Plan, work and tick, each in a commit of its own."""
    project.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING"), "task-tracking/T2/x.md": "x\n"})
    done = {"src/a.py": "a = 2\n", "src/made.py": "made = 1\n", "src/gone.py": None, "src/old.py": None}
    more = {"src/new.py": "old.py\n", "src/ui/b.ts": "b\n", "src/out/a.ts": None}
    project.commit("feat: the model", name="work", files=done | more)
    project.commit("feat: of another plan\n\nPart of T2 batch 1", name="other", files={"src/other.py": "other = 2\n"})
    undone = project.commit("feat: too much", name="undone", files={"src/undone.py": "undone = 2\n"})
    project.clock += 60
    project.git("revert", "--no-edit", undone)
    project.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})


HONEST = {
    "a file that was modified": "src/a.py (MODIFY)",
    "a file that was rewritten": "src/a.py (REWRITE)",
    "a file that was created": "src/made.py (CREATE)",
    "a file that was created, as it says modified": "src/made.py (MODIFY)",
    "a file that was deleted": "src/gone.py (DELETE)",
    "a file that was moved": "src/old.py -> src/new.py (RENAME)",
    "a folder in which a file was created": "src/ui/ (CREATE)",
    "a folder that was deleted": "src/out/ (DELETE)",
    "a pattern of which a file was created": "`src/*.py` (CREATE)",
    "a pattern of which a file was modified": "`src/*.py` (MODIFY)",
    "a pattern of which all was deleted": "`src/g*.py` (DELETE)",
    "a pattern that was moved": "`src/old*.py` -> `src/new*.py` (RENAME)",
    "alternatives": "`src/{a,made}.py` (MODIFY)",
    "alternatives that were moved to their like": "`src/{old,gone}.py` -> `src/{new,made}.py` (RENAME)",
    "a deleted file by its path on another machine": r"D:\work\project\src\gone.py (DELETE)",
    "a deleted file by the end of its path": "src/out/a.ts (DELETE)",
    "a file that is only named": "src/a.py",
    "a file that was there, as it says created": "src/a.py (CREATE)",
    "a deleted file that was gone": "src/early.py (DELETE)",
    "a file that a commit of another message modified": "src/other.py (MODIFY)",
    "a file made in another folder": "src/core/made.py (CREATE)",
    "a file that was verified": "src/same.py (VERIFY)",
}


@pytest.mark.parametrize("claim", HONEST.values(), ids=HONEST)
def test_an_honest_claim_holds(worked: Repository, claim: str) -> None:
    work(worked, claim)
    assert_holds(worked.verdicts(text(claim), STRICT)[CHECK])


SINCE = 'nothing changed {} since shortly before the document named task 1.1 (the last change: {{base}} "chore: begin")'
LIES = {
    "a modified file that was left alone": (
        "src/same.py (MODIFY)",
        "file-not-modified",
        SINCE.format("src/same.py"),
    ),
    "a named file that was left alone": (
        "src/same.py",
        "file-not-modified",
        SINCE.format("src/same.py"),
    ),
    "a created file that was there and left alone": (
        "src/same.py (CREATE)",
        "file-not-created",
        SINCE.format("src/same.py"),
    ),
    "a created file that never was": (
        "src/never.py (CREATE)",
        "file-missing",
        None,
    ),
    "a deleted file that never was": (
        "src/never.py (DELETE)",
        "file-not-deleted",
        "no commit of this history ever held src/never.py",
    ),
    "a moved file that never was": (
        "src/never.py -> src/new.py (RENAME)",
        "file-not-renamed",
        "no commit of this history ever held src/never.py",
    ),
    "a moved file whose new name was there": (
        "src/old.py -> src/same.py (RENAME)",
        "file-not-renamed",
        SINCE.format("src/same.py"),
    ),
    "a folder that is still there": (
        "task-tracking/T2/ (DELETE)",
        "file-not-deleted",
        "task-tracking/T2 is still in the working tree",
    ),
    "a pattern of which all is still there": (
        "`src/sam*.py` (DELETE)",
        "file-not-deleted",
        "src/same.py is still in the working tree",
    ),
    "a pattern that is still there beside its new name": (
        "`src/sam*.py` -> `src/new*.py` (RENAME)",
        "file-not-renamed",
        "src/same.py is still in the working tree",
    ),
    "a folder that never was": (
        "src/never/ (DELETE)",
        "file-not-deleted",
        "no commit of this history ever held src/never",
    ),
    "a pattern of which nothing was created": (
        "`src/sam*.py` (CREATE)",
        "file-not-created",
        SINCE.format("src/sam*.py"),
    ),
    "a pattern of which nothing ever was": (
        "`src/never*.py` (DELETE)",
        "file-not-deleted",
        "no commit of this history ever held src/never*.py",
    ),
    "alternatives of which one was left alone": (
        "`src/{a,same}.py` (MODIFY)",
        "file-not-modified",
        SINCE.format("src/same.py"),
    ),
    "alternatives of which one was moved onto a file that was there": (
        "`src/{old,gone}.py` -> `src/{new,same}.py` (RENAME)",
        "file-not-renamed",
        SINCE.format("src/same.py"),
    ),
    "a file that was modified, and the change taken back": ("src/undone.py (MODIFY)", "file-not-modified", None),
}


@pytest.mark.parametrize(("claim", "code", "found"), LIES.values(), ids=LIES)
def test_a_lie_fails(worked: Repository, claim: str, code: str, found: str | None) -> None:
    work(worked, claim)
    verdict = worked.verdicts(text(claim), STRICT)[CHECK]
    assert_fails(verdict, code, worked.fill(found) if found else verdict.findings[0].found)
    assert verdict.findings[0].line == 9
    assert verdict.findings[0].remedy


def test_the_four_lies_of_a_batch_that_leaves_its_commit_out_all_fail(worked: Repository) -> None:
    claim = "src/same.py (MODIFY)\n- src/same.py (CREATE)\n- src/never.py (DELETE)\n- src/nil.py -> src/new.py (RENAME)"
    work(worked, claim)
    codes = [finding.code for finding in worked.verdicts(text(claim), STRICT)[CHECK].findings]
    assert codes == ["file-not-modified", "file-not-created", "file-not-deleted", "file-not-renamed"]


@pytest.mark.parametrize(
    ("claim", "is_honest"),
    [
        ("`apps/web/rpc/index.ts`", True),
        ("`/home/me/night/apps/web/rpc/index.ts`", True),
        ("`night/apps/web/rpc/index.ts`", True),
        ("`copy/rpc/index.ts`", True),
        ("`apps/desk/rpc/index.ts`", False),
        ("`/home/me/night/apps/desk/rpc/index.ts`", False),
        ("`night/apps/desk/rpc/index.ts`", False),
        ("`desk/rpc/index.ts`", False),
    ],
)
def test_d11_a_namesake_that_moved_on_is_no_file_of_another_folder(
    tmp_path: Path, claim: str, *, is_honest: bool
) -> None:
    """The file of one package was changed and moved; a name in another package is not it."""
    project = Repository.create(tmp_path / "project")
    project.commit("chore: begin", files=["apps/web/rpc/index.ts", "apps/desk/main.ts"])
    project.commit("feat: rpc", files={"apps/web/rpc/index.ts": "new\n"})
    project.commit("refactor: move", files={"apps/web/rpc/index.ts": None, "apps/web/rpc.ts": "new\n"})
    project.record("docs: done", text(claim))
    verdict = project.verdicts(text(claim))[CHECK]
    if is_honest:
        assert_holds(verdict)
    else:
        assert [finding.code for finding in verdict.findings] == ["file-missing"]


def test_what_is_not_committed_yet_counts(worked: Repository) -> None:
    claim = (
        "src/same.py (MODIFY)\n- src/fresh.py (CREATE)\n- src/a.py (DELETE)\n- src/other.py -> src/moved.py (RENAME)"
    )
    worked.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    write = worked.write
    write(DOCUMENT, text(claim))
    write("src/same.py", "same = 2\n")
    write("src/fresh.py", "fresh = 1\n")
    (worked.path / "src/a.py").unlink()
    worked.git("mv", "src/other.py", "src/moved.py")
    worked.git("add", "src/fresh.py")
    assert_holds(worked.verdicts(text(claim))[CHECK])
    write("src/same.py", "same.py\n")  # as it was
    verdict = worked.verdicts(text(claim), STRICT)[CHECK]
    assert [finding.code for finding in verdict.findings] == ["file-not-modified"]


@pytest.mark.parametrize("claim", ["src/same.py (CREATE)", "src/same.py (MODIFY)", "src/early.py (DELETE)"])
@pytest.mark.parametrize("is_committed", [False, True])
def test_work_shortly_before_the_document_counts(worked: Repository, claim: str, *, is_committed: bool) -> None:
    worked.write(DOCUMENT, text(claim))
    if is_committed:
        worked.commit("docs: what was done", name="document", files={})
    assert_holds(worked.verdicts(text(claim))[CHECK])
    never = text("src/never.py (CREATE)")
    worked.write(DOCUMENT, never)
    assert worked.verdicts(never)[CHECK].findings[0].code == "file-missing"


def test_work_that_a_message_names_counts_though_the_document_came_later(worked: Repository) -> None:
    claim = "src/same.py (MODIFY)\n- src/made.py (CREATE)"
    worked.commit("feat: batch 1 - the model", name="work", files={"src/made.py": "made = 1\n"})
    worked.commit("feat: the rest of it", name="more", files={"src/same.py": "same = 2\n"})
    worked.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    worked.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    assert_holds(worked.verdicts(text(claim))[CHECK])


def test_one_commit_with_the_document_and_its_work_tells_no_step_of_it(tmp_path: Path) -> None:
    project = Repository.create(tmp_path / "project")
    claim = "src/a.py (CREATE)\n- src/b.py (MODIFY)\n- src/draft.py (DELETE)\n- src/c.py -> src/b.py (RENAME)"
    project.commit(
        "feat: all of it (#1)", name="all", files={DOCUMENT: text(claim), "src/a.py": "a\n", "src/b.py": "b\n"}
    )
    verdict = project.verdicts(text(claim))[CHECK]
    assert_holds(verdict)
    assert verdict.notes == tuple(
        f"no commit ever held {path}: it may have been made and deleted within one"
        for path in ("src/draft.py", "src/c.py")
    )
    lie = text("src/a.py (DELETE)")
    assert_fails(project.verdicts(lie)[CHECK], "file-not-deleted", "src/a.py is still in the working tree")


def test_a_document_that_moved_named_its_files_before_it_moved(worked: Repository) -> None:
    claim = "src/a.py (MODIFY)"
    old = "plans/T1/tasks.md"
    worked.commit("docs: plan", name="plan", files={old: text(claim, "PENDING")})
    worked.commit("feat: the model", name="work", files={"src/a.py": "a = 2\n"})
    worked.commit("docs: move", name="move", files={old: None, DOCUMENT: text(claim, "PENDING")})
    worked.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    assert_holds(worked.verdicts(text(claim))[CHECK])


def test_work_that_takes_back_older_work_is_work(worked: Repository) -> None:
    claim = "src/same.py (MODIFY)\n- src/made.py (DELETE)"
    worked.commit("feat: too early", name="before", files={"src/same.py": "same = 2\n", "src/made.py": "made = 1\n"})
    worked.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    worked.clock += 60
    worked.git("revert", "--no-edit", worked.ids["before"])
    worked.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    assert_holds(worked.verdicts(text(claim))[CHECK])


def test_a_file_that_was_made_and_is_gone_since_was_made(worked: Repository) -> None:
    claim = "src/made.py (CREATE)"
    work(worked, claim)
    worked.commit("refactor: no more", name="later", files={"src/made.py": None})
    assert_holds(worked.verdicts(text(claim))[CHECK])


def test_a_file_of_a_submodule_is_known_by_the_submodule(worked: Repository, tmp_path: Path) -> None:
    inner = Repository.create(tmp_path / "inner")
    inner.commit("feat: inner", files=["a.py"])
    git = worked.git
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path.as_uri(), "lib")
    worked.commit("chore: the library", name="lib", files={})
    claim = "lib/a.py (MODIFY)"
    worked.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    worked.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    last = f'(the last change: {worked.ids["lib"][:10]} "chore: the library")'
    found = f"nothing changed lib/a.py since shortly before the document named task 1.1 {last}"
    assert_fails(worked.verdicts(text(claim), STRICT)[CHECK], "file-not-modified", found)
    Repository(worked.path / "lib", inner.clock + 60).commit("feat: more", files=["a.py"])
    worked.commit("chore: a newer library", name="bump", files={})
    assert_holds(worked.verdicts(text(claim), STRICT)[CHECK])


def test_in_a_folder_of_a_larger_repository_paths_are_its_own(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "mono")
    repository.commit("chore: begin", files=["app/src/gone.ts", "app/src/a.ts", "other/src/a.ts"])
    claim = "app/src/gone.ts (DELETE)\n- src/a.ts (MODIFY)"
    repository.write("app/tasks.md", text(claim, "PENDING"))
    repository.commit("docs: plan")
    (repository.path / "app/src/gone.ts").unlink()
    repository.commit("feat: it", files=["other/src/a.ts"])
    repository.write("app/tasks.md", text(claim))
    repository.commit("docs: tick")
    app = Repository(repository.path / "app", document="tasks.md")
    verdict = app.verdicts(text(claim), STRICT)[CHECK]
    assert [finding.claim for finding in verdict.findings] == ["task 1.1 modifies src/a.ts"]
    repository.commit("feat: it", files=["app/src/a.ts"])
    assert_holds(app.verdicts(text(claim))[CHECK])


def test_in_a_shallow_clone_it_is_unknown_what_came_before(worked: Repository, tmp_path: Path) -> None:
    claim = "src/gone.py (DELETE)\n- src/a.py (MODIFY)"
    work(worked, claim)
    clone = worked.clone(tmp_path / "clone", "--depth=1")
    verdict = clone.verdicts(text(claim))[CHECK]
    assert verdict.answer is Answer.UNKNOWN
    assert {finding.found for finding in verdict.findings} == {
        "what was done to src/gone.py cannot be told: the clone is shallow: older commits are not in it",
        "what was done to src/a.py cannot be told: the clone is shallow: older commits are not in it",
    }
    assert verdict.findings[0].remedy == "git fetch --unshallow"


def test_a_policy_may_leave_actions_aside(worked: Repository) -> None:
    rule = GateRule(kind="files", settings={"actions": False}, location=Location("phasegate.yaml", 1))
    work(worked, "src/same.py (MODIFY)")
    assert_holds(worked.verdicts(text("src/same.py (MODIFY)"), replace(STRICT, gates={"files": rule}))[CHECK])


def test_what_cited_commits_changed_must_be_seen(worked: Repository, tmp_path: Path) -> None:
    claim = "src/same.py (MODIFY)"
    work(worked, claim)
    clone = worked.clone(tmp_path / "clone", "--depth=2")
    cited = text(claim).replace("### Task", "**Commit**: {undo}\n\n### Task")
    clone.ids["undo"] = worked.git("rev-parse", "HEAD~1")
    verdict = clone.verdicts(cited)[CHECK]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.endswith(
        " changed cannot be seen: the clone is shallow: older commits are not in it"
    )


LIST = """\
# Tasks

## Batch 1: Model - {status}

**Commit**: {work}

### Task 1.1: Model

**File**: src/made.py (CREATE)

## Files Summary

### Files Created

- src/{listed}.py
"""


@pytest.mark.parametrize("is_late", [False, True])
def test_what_a_finished_document_lists_is_held_against_the_commits_of_its_units(
    worked: Repository, *, is_late: bool
) -> None:
    plan = LIST.replace("{status}", "PENDING").replace("{work}", "[pending]")
    if not is_late:
        worked.commit("docs: plan", name="plan", files={DOCUMENT: plan.replace("{listed}", "made")})
    worked.commit("feat: the model", name="work", files={"src/made.py": "made = 1\n", "src/a.py": "a = 2\n"})
    worked.commit("feat: more", name="more", files={"src/b.py": "b = 2\n"})
    for listed in ("made", "b"):
        done = LIST.replace("{status}", "COMPLETE").replace("{listed}", listed)
        worked.commit("docs: done", name="done", files={DOCUMENT: done})
        verdict = worked.verdicts(done)["files"]
        assert_holds(verdict)
        assert verdict.notes == ()
    lie = worked.verdicts(LIST.replace("{status}", "COMPLETE").replace("{listed}", "same"), STRICT)["files"]
    assert_fails(lie, "file-not-created", lie.findings[0].found)
    assert lie.findings[0].found.startswith("nothing changed src/same.py since shortly before")


@pytest.mark.parametrize("is_honest", [False, True])
@pytest.mark.parametrize("years_back", [0, 20])
def test_b16_a_document_with_an_old_date_opens_no_window(tmp_path: Path, years_back: int, *, is_honest: bool) -> None:
    """What a document's commit contains was there before it, whatever their dates say."""
    project = Repository.create(tmp_path / "project")
    repository, claim = project, "src/a.py (MODIFY)"
    project.commit("chore: begin", name="base", files={"src/a.py": "a = 1\n", "src/b.py": "b = 1\n"})
    before = project.commit("chore: tidy", name="before", files={"src/a.py": "a = 2\n"})
    repository.git("switch", "--quiet", "--create", "plan")
    now, repository.clock = repository.clock, repository.clock - years_back * 365 * 86_400
    project.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    repository.clock = now
    repository.git("switch", "--quiet", "main")
    project.commit("chore: other", name="other", files={"src/b.py": "b = 2\n"})
    repository.git("merge", "--quiet", "--no-edit", "plan")
    if is_honest:
        project.commit("feat: work", name="work", files={"src/a.py": "a = 3\n"})
    project.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    verdict = project.verdicts(text(claim), STRICT)[CHECK]
    if is_honest:
        assert_holds(verdict)
    else:
        assert_fails(verdict, "file-not-modified", verdict.findings[0].found)
        assert verdict.findings[0].found.endswith(f'(the last change: {before[:10]} "chore: tidy")')


@pytest.mark.parametrize("how", ["chmod", "restore"])
@pytest.mark.parametrize("is_honest", [False, True])
def test_b4_the_same_content_is_no_change_where_no_commit_is_cited(
    worked: Repository, how: str, *, is_honest: bool
) -> None:
    claim, old = "src/a.py (MODIFY)", "a.py\n"
    worked.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    if how == "chmod":
        worked.git("update-index", "--chmod=+x", "src/a.py")
        worked.git("commit", "--quiet", "--message", "feat: a mode")
        worked.git("reset", "--quiet", "--hard")
    else:
        worked.commit("feat: less", name="gone", files={"src/a.py": None})
        worked.commit("feat: more", name="again", files={"src/a.py": old})
    if is_honest:
        worked.commit("feat: work", name="work", files={"src/a.py": "a = 2\n"})
    worked.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    verdict = worked.verdicts(text(claim), STRICT)[CHECK]
    if is_honest:
        assert_holds(verdict)
    else:
        assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "file-not-modified")


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
@pytest.mark.parametrize("is_new", [False, True])
def test_b4_a_link_is_as_new_as_what_it_leads_to(worked: Repository, *, is_new: bool) -> None:
    claim = "src/link.py (CREATE)"
    worked.commit("docs: plan", name="plan", files={DOCUMENT: text(claim, "PENDING")})
    if is_new:
        worked.write("src/real.py")
    (worked.path / "src/link.py").symlink_to("real.py" if is_new else "a.py")
    worked.commit("feat: a link")
    worked.commit("docs: tick", name="tick", files={DOCUMENT: text(claim)})
    verdict = worked.verdicts(text(claim), STRICT)[CHECK]
    if is_new:
        assert_holds(verdict)
    else:
        assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "file-not-created")
