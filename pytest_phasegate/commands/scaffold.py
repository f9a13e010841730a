"""``phasegate scaffold``: a fresh document of a dialect, at its place, with everything in it still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import DONE, REFUSED, Told, UsageError
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.names import no_such
from pytest_phasegate.commands.opening import find_setting
from pytest_phasegate.commands.recording import REFUSALS, add_dry_run
from pytest_phasegate.commands.saving import create_file

if TYPE_CHECKING:
    import argparse

    from pytest_phasegate.commands.command import Asked

_FORBIDDEN = frozenset('/\\:*?"<>|')
TEXTS = {
    "batches": """\
# Tasks - {name}

**Batches**: 2 | **Status**: 0/2 complete (0%)

## Batch 1: [what it is about] - ⏸️ PENDING

**Assigned To**: backend-developer
**Dependencies**: None
**Git Commit**: [pending]

### Task 1.1: [what is done] - ⏸️ PENDING

**File**: [path] (CREATE)

- [ ] [what must hold of it]

## Batch 2: [what it is about] - ⏸️ PENDING

**Assigned To**: frontend-developer
**Dependencies**: Batch 1
**Git Commit**: [pending]

### Task 2.1: [what is done] - ⏸️ PENDING

**File**: [path] (CREATE)
""",
    "checkpoints": """\
# {name}

## Project State
Project Phase: [Phase Number/Name]
Current Task: [Task Description]

### 1. Understanding Phase
1. [ ] Review what is there
    - [ ] [what is looked at]
2. [ ] CHECKPOINT: Share understanding

### 2. Implementation Phase
1. [ ] Development
    - [ ] [Component 1]
    - [ ] Tests
2. [ ] CHECKPOINT: Review progress

## Checkpoint Log
- [ ] 1.2 Understanding
- [ ] 2.2 Progress
""",
    "stages": """\
# {name}

### **Stage 1: CORE – Foundation & Test Harness**
(Dependencies: None  |  Stage Gate: [what must hold before stage 2])

1.1 [Task] (Dependencies: None)
  - [ ] 1.1.1 [one action with one output]
  - [ ] 1.1.A **Validate** core functionality of Task 1.1
  - [ ] 1.1.B **Verify** Task 1.1
  - [ ] 1.1.C Document Task 1.1 implementation

### **Stage 2: INTEGRATION – Real Data & Services**
(Dependencies: Stage 1 complete  |  Stage Gate: [what must hold before stage 3])

2.1 [Task] (Dependencies: 1.1)
  - [ ] 2.1.1 [one action with one output]
  - [ ] 2.1.A **Validate** integration of Task 2.1
  - [ ] 2.1.B **Verify** Task 2.1
  - [ ] 2.1.C Document Task 2.1 integration results

### **Stage 3: POLISH & PERFORMANCE – Production Readiness**
(Dependencies: Stage 2 complete  |  Stage Gate: [what must hold in the end])

3.1 [Task] (Dependencies: 2.1)
  - [ ] 3.1.1 [one action with one output]
  - [ ] 3.1.A **Validate** production readiness of Task 3.1
  - [ ] 3.1.B **Verify** Task 3.1
  - [ ] 3.1.C Document Task 3.1 production deployment
""",
    "spec-kit": """\
# Tasks: {name}

## Phase 1: Setup

- [ ] T001 [what is done, and in which file]

## Phase 2: Foundation

- [ ] T002 [P] [what is done, and in which file] (depends on T001)
""",
    "openspec": """\
## 1. [Group]

- [ ] 1.1 [what is done]
- [ ] 1.2 [what is done]
""",
}
"""A fresh document for each dialect that this command knows; pipelines are begun by ``phasegate start``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A fresh document: where it lies, whether it was written, or ``why`` not, and its text."""

    document: str
    done: bool
    why: str
    text: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        f"Lay a fresh document of a dialect ({', '.join(TEXTS)}) at its place. A pipeline's document is made by "
        "phasegate start."
    )
    parser.add_argument("dialect", metavar="DIALECT", help="how it is written")
    parser.add_argument("name", metavar="NAME", help="what it is about: the name of its folder, or of the file")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Write the document."""
    name, text = asked.options.name.strip(), TEXTS.get(asked.options.dialect)
    if text is None:
        raise no_such("dialect", asked.options.dialect, TEXTS)
    if not name or name in (".", "..") or not _FORBIDDEN.isdisjoint(name) or not name.isprintable():
        raise UsageError(f"{name!r} is no name of a folder")
    glob = asked.registry.tables.dialects[asked.options.dialect].places[0]
    path = glob.replace("**", name).replace("*", name)
    text = text.replace("{name}", name)
    if asked.options.dry_run:
        return Told(Answer(path, done=False, why="", text=text), text.split("\n"), DONE)
    try:
        create_file(find_setting(asked.folder).root, path, text.encode())
    except REFUSALS as error:
        answer = Answer(path, done=False, why=str(error), text=text)
        return Told(answer, list(paragraph(str(error), hang=2, style="bad")), REFUSED)
    said = f"{path} is written; fill in what stands in brackets, then phasegate next tells how it begins."
    return Told(Answer(path, done=True, why="", text=text), list(paragraph(said, hang=2)), DONE)
