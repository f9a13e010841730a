"""Commands that write: what they refuse, what they show, and that nothing else changes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.commands import complete as completing
from tests.commands.samples import PLACES, TEXTS, add

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Program
    from tests.repository import Repository

TASKS = PLACES["batches"]


def text(repository: Repository, path: str = TASKS) -> str:
    return (repository.path / path).read_text(encoding="utf-8")


def changed(repository: Repository, path: str = TASKS) -> list[str]:
    """The lines of a document that are not committed as they are."""
    diff = repository.git("diff", "-U0", "--", path).split("\n")
    return [line[1:] for line in diff if line.startswith("+") and not line.startswith("+++")]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("assign", "batch-1"), "batch 1 is complete already"),
        (("assign", "batch-3"), "batch 3 cannot begin yet: batch 3 needs batch 2, which is pending"),
        (("assign", TASKS), f"{TASKS} is a document; name one of its units"),
        (("complete", TASKS), f"{TASKS} is a document; name one of its units"),
        (("complete", "batch-2", "--commit", "nowhere"), "there is no commit nowhere"),
        (
            ("fail", "batch-2", "--reason", "x"),
            "batch 2 was not begun, so no attempt of it can have failed; phasegate assign begins it",
        ),
        (("handoff", "batch-2"), "batch 2 is pending, so there is nothing to hand on"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    repository: Repository, phasegate: Program, arguments: tuple[str, ...], why: str
) -> None:
    add(repository, "batches")
    before = text(repository)
    ran = phasegate(*arguments)
    assert ran.code == 1
    assert " ".join(ran.out.split()) == f"Nothing was changed: {why}"
    assert text(repository) == before
    answer = phasegate.json(*arguments)
    assert (answer["done"], answer["changed"], answer["why"]) == (False, False, why)


def test_dry_run_shows_the_change_and_writes_nothing(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    ran = phasegate("assign", "batch-2", "--dry-run")
    assert ran.code == 0
    assert ran.lines[:2] == [f"--- a/{TASKS}", f"+++ b/{TASKS}"]
    assert "+## Batch 2: Routes - IN PROGRESS - Assigned to backend-developer" in ran.lines
    assert changed(repository) == []
    answer = phasegate.json("assign", "batch-2", "--dry-run", "--to", "ana")
    assert (answer["done"], answer["dry_run"], answer["text"]) == (False, True, "")
    assert "+**Assigned To**: ana" in answer["diff"]


def test_assigned_unit_is_briefed_again_without_a_change(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    first = phasegate.json("assign", "batch-2")
    again = phasegate.json("assign", "batch-2")
    assert (first["changed"], again["changed"], again["done"]) == (True, False, True)
    assert first["text"] == again["text"]
    assert "## NEEDS\n\n- batch 1\n" in first["text"]
    assert "- CREATE `src/routes.py`\n- [ ] Each route has a test\n" in first["text"]


def test_one_batch_of_a_role_at_a_time(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    needs = "-developer\n**Dependencies**: Batch 2\n"
    repository.edit({f"backend{needs}": "backend-developer\n", f"frontend{needs}": "frontend-developer\n"})
    phasegate("assign", "batch-2")
    ran = phasegate("assign", "batch-3")
    assert (ran.code, " ".join(ran.out.split())) == (
        1,
        "Nothing was changed: batch 3 cannot begin yet: backend-developer has batch 2 in progress: one batch at a time",
    )
    assert phasegate("assign", "batch-4").code == 0  # another role's


def test_what_a_false_claim_needs_is_told_and_nothing_changes(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    ran = phasegate("complete", "batch-2")
    assert ran.code == 1
    assert ran.lines[0] == "Nothing was changed: batch 2 would not hold (2 checks)"
    assert "src/routes.py is not in commit" in " ".join(ran.out.split())
    assert changed(repository) == []
    answer = phasegate.json("complete", "batch-2")
    assert [fault["check"].rpartition("::")[2] for fault in answer["faults"]] == ["commit", "files"]


def test_document_that_changes_meanwhile_is_judged_anew(
    repository: Repository, phasegate: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(repository, "batches")
    repository.commit("feat(routes): batch 2", files=["src/routes.py"])
    judged: list[object] = []
    real = completing.judge_as

    def judge_as(*given: object) -> object:
        if not judged:
            with (repository.path / TASKS).open("a", encoding="utf-8") as file:
                file.write("\nA remark of somebody else.\n")
        judged.append(given)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(completing, "judge_as", judge_as)
    assert phasegate("complete", "batch-2").code == 0
    assert len(judged) == 2
    assert text(repository).endswith("A remark of somebody else.\n")
    assert "## Batch 2: Routes - COMPLETE" in text(repository)


@pytest.mark.parametrize("dialect", ["phases", "stages", "checkpoints"])
def test_other_dialects_are_recorded_too(repository: Repository, phasegate: Program, dialect: str) -> None:
    add(repository, dialect)
    units = {"phases": "phase-2", "stages": "1.1.2", "checkpoints": "step-1.2"}
    assert phasegate("assign", units[dialect]).code == 0
    assert phasegate("fail", units[dialect], "--reason", "too large").code == 0
    assert "too large" in text(repository, PLACES[dialect])


def test_phase_goes_on_after_an_attempt_that_failed(repository: Repository, phasegate: Program) -> None:
    add(repository, "phases")
    path = PLACES["phases"]
    role = "**Role**: solution-architect\n"
    repository.edit({role: f"{role}**Deliverables**: docs/plan.md\n"})
    repository.commit("docs: plan", files=["docs/plan.md"])
    failed = phasegate.json("fail", "phase-2", "--reason", "the plan names no goal")
    assert failed["text"].startswith(
        "Phase 2 failed. Reason: the plan names no goal\nRetrying phase with adjusted parameters...\n\n"
        "PHASE 2: Assigning to solution-architect for Planning...\n\nYou are solution-architect for okta.\n"
    )
    assert "- `docs/okta/requirements.md`, which phase 1 delivered\n" in failed["text"]
    assert changed(repository, path) == [
        "## Phase 2: Planning - FAILED",
        "**Attempt 1**: FAILED - the plan names no goal",
    ]
    assert phasegate("assign", "phase-2").code == 0
    refused = phasegate("complete", "phase-2")
    assert refused.code == 1
    done = phasegate("complete", "phase-2", "--changed", "the goal is in it")
    assert done.code == 0, done.out
    assert "**Attempt 2**: PASSED; changed: the goal is in it" in text(repository, path)


def test_person_is_asked_where_the_policy_allows_no_more_attempts(repository: Repository, phasegate: Program) -> None:
    gates = "gates: {attempts: {most: 1}}\n"
    add(repository, "phases", policy=gates)
    asked = phasegate.json("fail", "phase-2", "--reason", "no goal")["text"]
    assert "ESCALATE_TO_USER\n\nPhase 2 failed in attempt 1 of 1 that the policy allows." in asked
    assert "You are" not in asked


def test_hand_off_is_asked_and_written_with_who_approved(repository: Repository, phasegate: Program) -> None:
    add(repository, "phases")
    path = PLACES["phases"]
    question = (
        "✅ Business Analyst delivered: docs/okta/requirements.md.\nReady to assign Solution Architect for Planning?"
    )
    asked = phasegate.json("handoff", "phase-1")
    assert (asked["text"], asked["changed"]) == (question, False)
    assert changed(repository, path) == []
    written = phasegate.json("handoff", "phase-1", "--by", "Max Manager")
    assert written["changed"]
    (line,) = changed(repository, path)
    assert line.startswith("**Hand-off**: approved by Max Manager on 20")
    assert line.endswith(", to solution-architect")


def test_sync_ticks_what_is_proven_and_leaves_open_boxes(repository: Repository, phasegate: Program) -> None:
    add(repository, "stages", "batches")
    repository.commit("feat: routes and search", files=["src/routes.py", "src/store.py"])
    stages = repository.path / PLACES["stages"]
    stages.write_text(TEXTS["stages"].replace("[x] 1.1.1", "[ ] 1.1.1"), encoding="utf-8")
    (repository.path / "src" / "store.py").write_text("class Store: ...\n", encoding="utf-8")
    repository.git("commit", "--quiet", "-am", "feat: the class")
    ran = phasegate("sync", "--check")
    assert ran.code == 1
    assert changed(repository, PLACES["stages"]) == []
    assert "- [x] 1.1.1" in ran.out
    done = phasegate.json("sync")
    by_path = {each["document"]: each for each in done["documents"]}
    assert [each["unit"].rpartition("::")[2] for each in by_path[PLACES["stages"]]["moved"]] == ["1.1.1"]
    assert changed(repository, PLACES["stages"]) == ["- [x] 1.1.1 Create `Store` class in src/store.py"]
    left = by_path[TASKS]["left"]
    assert "'Each route has a test' is open (line 27)" in left[0]["why"]
    assert phasegate("sync", PLACES["stages"]).lines == ["Every document says what the evidence shows."]


def test_sync_opens_what_is_disproven_only_where_it_is_asked(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"**File**: src/records.py (CREATE)": "**File**: src/none.py (CREATE)"})
    before = text(repository)
    assert phasegate("sync").code == 0
    assert text(repository) == before
    assert phasegate("sync", "--untick").code == 0
    assert "## Batch 1: Store - IN PROGRESS" in text(repository)
    assert "### Task 1.1: Write the records - PENDING" in text(repository)
    assert "### Task 1.2: Write the store - COMPLETE" in text(repository)


def test_repin_follows_a_rebase_and_lists_what_is_not_certain(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    store = repository.ids["store"]
    repository.git("checkout", "--quiet", "-b", "other", "HEAD~3")
    repository.commit("docs: something first", files=["README.md"])
    repository.git("cherry-pick", "main~2", "main~1", "main")
    now = repository.git("rev-parse", "HEAD~2")
    repository.git("branch", "--quiet", "-D", "main")
    repository.git("reflog", "expire", "--expire=now", "--all")
    ran = phasegate("repin", "--dry-run")
    assert f"+**Commit**: `{now[:10]}`" in ran.lines
    pinned = phasegate.json("repin")
    assert [(pin["was"], pin["now"]) for pin in pinned["documents"][0]["pins"]] == [(store[:10], now)]
    assert changed(repository) == [f"**Commit**: `{now[:10]}`"]
    assert phasegate("repin").lines == ["Every commit that is cited is there."]
    document = repository.path / TASKS
    document.write_text(text(repository).replace(now[:10], "0123456789"), encoding="utf-8")
    lost = phasegate("repin")
    assert lost.code == 1
    assert "line 8: 0123456789 is left: " in lost.out
    assert "0123456789" in text(repository)


def test_links_are_no_documents_to_change(tmp_path: Path, repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    real = tmp_path / "outside.md"
    real.write_text(text(repository), encoding="utf-8")
    place = repository.path / TASKS
    place.unlink()
    try:
        place.symlink_to(real)
    except OSError:
        pytest.skip("links cannot be made here")
    assert phasegate("assign", "batch-2").code == 2  # it is no document at all
    assert real.read_text(encoding="utf-8").count("IN PROGRESS") == 0


def test_bytes_that_are_not_edited_stay(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    place = repository.path / TASKS
    before = b"\xef\xbb\xbf" + place.read_bytes().replace(b"\n", b"\r\n").replace(
        b"Add the routes", b"Add the r\xc3\xb6utes  "
    )
    place.write_bytes(before)
    assert phasegate("assign", "batch-2").code == 0
    heading = b"## Batch 2: Routes - "
    assert place.read_bytes() == before.replace(
        heading + b"PENDING", heading + b"IN PROGRESS - Assigned to backend-developer"
    )


def test_marks_of_a_conflict_stop_every_command(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    place = repository.path / TASKS
    place.write_text(text(repository) + "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", encoding="utf-8")
    line = text(repository).split("\n").index("<<<<<<< HEAD") + 1
    for arguments in (("assign", "batch-2"), ("complete", "batch-2"), ("handoff", "batch-1", "--by", "Max")):
        ran = phasegate(*arguments)
        why = f"Nothing was changed: {TASKS}:{line}: a merge left marks of a conflict here; resolve it first"
        assert (ran.code, " ".join(ran.out.split())) == (1, why)


def test_commands_at_once_lose_nothing(repository: Repository) -> None:
    tasks = "".join(f"- [ ] T00{number} Write src/{number}.py\n" for number in range(1, 5))
    repository.document = "specs/001/tasks.md"
    repository.write("phasegate.yaml", "version: 1\ndocuments: [{path: 'specs/*/tasks.md', dialect: spec-kit}]\n")
    repository.commit("docs: plan", files={repository.document: f"# Tasks\n\n## Phase 1: Setup\n\n{tasks}"})
    program = [sys.executable, "-m", "pytest_phasegate.cli", "assign"]
    running = [
        subprocess.Popen([*program, f"T00{number}"], cwd=repository.path, stdout=subprocess.DEVNULL)
        for number in range(1, 5)
    ]
    assert [process.wait(120) for process in running] == [0, 0, 0, 0]
    assert changed(repository, repository.document) == tasks.replace("[ ]", "[~]").splitlines()


def test_what_is_done_with_a_units_last_part_is_judged_too(repository: Repository, phasegate: Program) -> None:
    tasks = "# Tasks\n\n## Phase 1: Setup\n\n**File**: src/none.py (CREATE)\n\n- [x] T001 Think\n- [ ] T002 Write\n"
    repository.document = "specs/001/tasks.md"
    repository.write("phasegate.yaml", "version: 1\ndocuments: [{path: 'specs/*/tasks.md', dialect: spec-kit}]\n")
    repository.commit("docs: plan", files={repository.document: tasks})
    refused = phasegate.json("complete", "T002")
    assert [fault["check"] for fault in refused["faults"]] == ["specs/001/tasks.md::phase-1::files"]
    repository.commit("feat: it", files=["src/none.py"])
    assert phasegate("complete", "T002").code == 0


@pytest.mark.parametrize(
    ("field", "cited", "written"),
    [
        ("", "required", True),
        ("", "optional", False),
        ("**Commit**: N/A (nothing but a review)\n", "required", False),
    ],
)
def test_commit_is_written_where_the_policy_asks_for_it(
    repository: Repository, phasegate: Program, field: str, cited: str, written: bool
) -> None:
    policy = f"version: 1\ngates: {{commit: {{cited: {cited}}}}}\n"
    tasks = f"# Tasks\n\n## Batch 1: Review - PENDING\n\n{field}**Reviewer**: ana\n"
    repository.commit("docs: plan", files={TASKS: tasks, "phasegate.yaml": policy})
    assert phasegate("complete", "batch-1").code == 0
    assert ("**Git Commit**: " in text(repository)) is written
