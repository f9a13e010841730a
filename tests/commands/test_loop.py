"""The loop of the workflow of batches, from the first assignment to completion, driven only through the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.model.claims import Status

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

DOC = "task-tracking/TASK_7/tasks.md"
TASKS = """\
# Tasks - TASK_7

**Total Batches**: 3 | **Status**: 0/3 complete (0%)

---

## Batch 1: Store ⏸️ PENDING

**Assigned To**: backend-developer
**Dependencies**: None
**Git Commit**: [pending]

### Task 1.1: Write the records ⏸️ PENDING

**File**: src/records.py (CREATE)
**Pattern to Follow**: src/base.py

- [ ] Each record has a date

### Task 1.2: Write the store ⏸️ PENDING

**File**: src/store.py (CREATE)

---

## Batch 2: Routes ⏸️ PENDING

**Assigned To**: backend-developer
**Dependencies**: Batch 1
**Git Commit**: [pending]

### Task 2.1: Add the routes ⏸️ PENDING

**File**: src/routes.py (CREATE)

---

## Batch 3: Pages ⏸️ PENDING

**Assigned To**: frontend-developer
**Dependencies**: Batch 2
**Git Commit**: [pending]

### Task 3.1: Add the pages ⏸️ PENDING

**File**: pages/index.html (CREATE)
"""
POLICY = """\
version: 1
extends: [batches]
commands:
  build: {run: [git, --version]}
"""
BRIEF = """\
You are backend-developer for TASK_7.

## YOUR ASSIGNED BATCH

Read task-tracking/TASK_7/tasks.md and find **Batch 1** (marked "🔄 IN PROGRESS - Assigned to backend-developer"): Store

**CRITICAL - BATCH EXECUTION PROTOCOL**:

- Execute ALL tasks in Batch 1 (Tasks 1.1, 1.2)
- Execute tasks IN ORDER (respect dependencies)
- Stage files progressively (git add after each task)
- Create ONE commit for entire batch (after all tasks complete)
- Update tasks.md after completing batch
- Return with batch commit SHA

## TASKS

### Task 1.1: Write the records

- CREATE `src/records.py`
- pattern to follow: src/base.py
- [ ] Each record has a date

### Task 1.2: Write the store

- CREATE `src/store.py`

## WORKFLOW

1. Read tasks.md (find ALL tasks in YOUR batch)
2. Read task-tracking/TASK_7/implementation-plan.md (understand architecture)
3. Verify imports/patterns (check example files)
4. Execute tasks IN ORDER:
   - Implement Task 1.1 → git add src/records.py
   - Implement Task 1.2 → git add src/store.py
5. Create ONE commit for entire batch:

```
feat(store): batch 1 - store

- Task 1.1: Write the records
- Task 1.2: Write the store
```

6. Self-verify entire batch: phasegate verify batch-1
7. Update tasks.md: phasegate complete batch-1 --commit HEAD
   (held against: GATES)
8. Return batch completion report with commit SHA

**REMEMBER**: Execute ALL tasks in the batch, ONE commit at the end!"""
FIRST_DONE = """\
✅ Batch 1 Complete: Store

**Deliverables Created**:
- src/records.py - Write the records
- src/store.py - Write the store
- Git commit: {commit}

**Quality Verification**: All gates passed ✅

## 📍 Next: Batch 2

```
/phase-6-backend-execution TASK_7
```

**Context Summary**:
- Completed: Batch 1 (2 tasks)
- Next: Batch 2 (1 task): Routes
- Progress: 1/2 backend batches

**What to Expect**:
- **Agent**: team-leader MODE 2 + backend-developer
- **Deliverable**: Batch 2 implementation
- **Duration**: 1-3 hours"""


def commit_message(text: str) -> str:
    """The message that a brief holds ready."""
    return text.split("```\n")[1].strip()


def work(repository: Repository, brief: str, *files: str) -> str:
    """What somebody does who is given a brief; the short id of the commit."""
    for name in files:
        repository.write(name, f"# {name}\n")
        repository.git("add", name)
    repository.git("commit", "--quiet", "-m", commit_message(brief))
    repository.clock += 60
    return repository.git("rev-parse", "--short=7", "HEAD")


def tasks(repository: Repository) -> list[str]:
    return (repository.path / DOC).read_text(encoding="utf-8").split("\n")


def changes(repository: Repository, before: list[str]) -> list[str]:
    """The lines that are other ones now."""
    now = tasks(repository)
    assert len(now) >= len(before)
    return [line for line in now if line not in before]


def test_the_whole_loop_of_batches(repository: Repository, phasegate: Program) -> None:
    plan = {
        DOC: TASKS,
        "task-tracking/TASK_7/implementation-plan.md": "# Plan\n",
        "src/base.py": "",
        "phasegate.yaml": POLICY,
    }
    repository.commit("docs: plan", files=plan)

    # batch 1 is assigned: the brief to the letter, and one line of the document
    first = phasegate.json("assign", "batch-1")
    gates = first["text"].partition("held against: ")[2].partition(")")[0]
    assert first["text"] == BRIEF.replace("GATES", gates)
    assert {"commit", "message", "files", "checklist", "record", "build"} <= set(gates.split(", "))
    assert changes(repository, TASKS.split("\n")) == [
        "## Batch 1: Store 🔄 IN PROGRESS - Assigned to backend-developer"
    ]

    # one batch at a time, and none before what it needs
    other = phasegate("assign", "batch-2")
    assert (other.code, other.lines[0]) == (
        1,
        "Nothing was changed: batch 2 cannot begin yet: batch 2 needs batch 1, which is",
    )

    # the first attempt leaves half of the work out: nothing is recorded, and every reason is told
    begun = tasks(repository)
    repository.write("src/records.py")
    repository.git("add", "src/records.py")
    repository.git("commit", "--quiet", "-m", "wip")
    refused = phasegate("complete", "batch-1")
    assert refused.code == 1
    assert refused.lines[0] == "Nothing was changed: batch 1 would not hold (2 checks)"
    assert "  files (line 22): src/store.py is not in commit" in refused.out
    assert tasks(repository) == begun

    # the failure is documented in tasks.md, and the retry has the reasons in it
    failed = phasegate.json("fail", "batch-1", "--reason", "the store is missing")
    said, _, retry = failed["text"].partition("\n\n")
    assert said == "Batch 1 failed. Reason: the store is missing\nRetrying batch with adjusted parameters..."
    assert retry.startswith("You are backend-developer for TASK_7.\n")
    assert "## WHY IT FAILED\n\n- the store is missing\n- message: " in failed["text"]
    assert "\n- files: src/store.py is not in commit" in failed["text"]
    assert changes(repository, begun) == ["## Batch 1: Store ❌ FAILED", "**Attempt 1**: FAILED - the store is missing"]

    # the retry: one commit, with the message from the brief
    repository.git("reset", "--quiet", "--soft", "HEAD~1")
    retry = phasegate.json("assign", "batch-1")
    commit = work(repository, retry["text"], "src/store.py")
    begun = tasks(repository)
    done = phasegate.json("complete", "batch-1", "--commit", "HEAD")
    assert done["text"] == FIRST_DONE.replace("{commit}", commit)
    assert changes(repository, begun) == [
        "**Total Batches**: 3 | **Status**: 1/3 complete (33%)",
        "## Batch 1: Store ✅ COMPLETE",
        f"**Git Commit**: {commit}",
        "### Task 1.1: Write the records ✅ COMPLETE",
        "- [x] Each record has a date",
        "### Task 1.2: Write the store ✅ COMPLETE",
    ]
    repository.git("commit", "--quiet", "-am", "docs: batch 1 is done")

    # batch 2: the backend's last; then it is the frontend's turn
    brief = phasegate.json("assign", "batch-2")["text"]
    work(repository, brief, "src/routes.py")
    done = phasegate.json("complete", "batch-2")
    assert (
        "```\n/phase-6-frontend-execution TASK_7\n```\n\n**Context Summary**:\n"
        "- Backend complete: 2 batches, 3 tasks\n- Frontend pending: 1 batch, 1 task\n"
    ) in done["text"]

    # batch 3: the last of all; then it is completion's turn, with the ids of all commits
    brief = phasegate.json("assign", "batch-3")["text"]
    assert brief.startswith("You are frontend-developer for TASK_7.\n\n## YOUR ASSIGNED BATCH\n")
    work(repository, brief, "pages/index.html")
    done = phasegate.json("complete", "batch-3")
    assert (
        "```\n/phase-7-completion TASK_7\n```\n\n**Context Summary**:\n- All batches complete: 3 batches, 4 tasks\n"
        in done["text"]
    )
    workflow = read_document(DOC, "\n".join(tasks(repository)))
    ids = [claim.id for unit in workflow.units() for claim in unit.commits]
    assert f"- All commits verified: {', '.join(ids)}\n" in done["text"]
    assert {unit.status for unit in workflow.units()} == {Status.COMPLETE}
    assert "**Total Batches**: 3 | **Status**: 3/3 complete (100%)" in tasks(repository)
    again = phasegate.json("complete", "batch-3")
    assert (again["done"], again["changed"]) == (True, False)
