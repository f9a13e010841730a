"""Documents of each dialect, and the work that they claim, for the commands to tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.repository import Repository

BATCHES = """\
# Tasks - Diary

**Batches**: 4 | **Status**: 1/4 complete

## Batch 1: Store - COMPLETE

**Assigned To**: backend-developer
**Commit**: `{store}`

### Task 1.1: Write the records - COMPLETE

**File**: src/records.py (CREATE)

### Task 1.2: Write the store - COMPLETE

**File**: src/store.py (CREATE)

## Batch 2: Routes - PENDING

**Assigned To**: backend-developer
**Dependencies**: Batch 1

### Task 2.1: Add the routes - PENDING

**File**: src/routes.py (CREATE)

- [ ] Each route has a test

## Batch 3: Search - PENDING

**Assigned To**: backend-developer
**Dependencies**: Batch 2

### Task 3.1: Add the search - PENDING

## Batch 4: Pages - PENDING

**Assigned To**: frontend-developer
**Dependencies**: Batch 2

### Task 4.1: Add the pages - PENDING

### Task 4.2: Style the pages - PENDING
"""

PHASES = """\
# Workflow: Okta

**Request**: Add sign-in by Okta

## Phase 1: Requirements - COMPLETE

**Role**: business-analyst
**Deliverables**: `docs/okta/requirements.md`
**Hand-off**: approved by Lena Lead on 2026-06-03, to solution-architect

## Phase 2: Planning - IN PROGRESS

**Role**: solution-architect

## Phase 3: Implementation - PENDING

**Role**: senior-developer
"""

STAGES = """\
# Tasks

### **Stage 1: CORE**
(Dependencies: None | Stage Gate: the store works)

1.1 Store (Dependencies: None)
- [x] 1.1.1 Create `Store` class in src/store.py
- [ ] 1.1.2 Add test for the store
- [ ] 1.1.A **Validate** core functionality of Task 1.1

### **Stage 2: INTEGRATION**
(Dependencies: Stage 1 complete)

2.1 Files (Dependencies: 1.1)
- [ ] 2.1.1 Read the files
"""

CHECKPOINTS = """\
# Feature: rain

## Project State
Project Phase: 1. Understanding Phase

### 1. Understanding Phase
1. [x] Read what is there
2. [ ] Write down what was found
    - [ ] The data it needs
    ```
    Related Files:
    ```
3. [ ] CHECKPOINT: Share the findings

### 2. Planning Phase
1. [ ] Write down the plan

## Checkpoint Log
- [ ] 1.3 Findings
"""

PLACES = {
    "batches": "task-tracking/T1/tasks.md",
    "phases": "workflows/okta.md",
    "stages": "ai_docs/tasks/tasks_list.md",
    "checkpoints": "docs/active-workflows/rain.md",
}
TEXTS = {"batches": BATCHES, "phases": PHASES, "stages": STAGES, "checkpoints": CHECKPOINTS}


def add(repository: Repository, *dialects: str, policy: str = "") -> None:
    """Commit documents of some dialects, with the work that they claim, and a policy where it is given."""
    repository.document = PLACES[dialects[0]]
    if policy:
        repository.write("phasegate.yaml", f"version: 1\n{policy}")
    repository.commit("docs: plan", files={PLACES[each]: f"# Plan of {each}\n" for each in dialects})
    repository.commit("feat: store", name="store", files=["src/records.py", "src/store.py"])
    repository.commit("docs: requirements", files=["docs/okta/requirements.md"])
    repository.commit("docs: how far we are", files={PLACES[each]: TEXTS[each] for each in dialects})
