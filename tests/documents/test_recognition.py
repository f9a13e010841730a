from __future__ import annotations

import pytest

from pytest_phasegate.all_dialects import SEARCHED, form_of, recognized
from pytest_phasegate.errors import DocumentError
from tests.reading import Reading

EXAMPLES = {
    "batches": "## Batch 1: Store - COMPLETE\n\n### Task 1.1: Write\n\n**File**: src/store.py\n",
    "checkpoints": "## Phase 1: Understand\n\n1. [x] Read\n2. [x] CHECKPOINT: Share\n\n## Checkpoint Log\n",
    "phases": "## Phase 1: Requirements - COMPLETE\n\n**Deliverables**: `docs/x.md`\n",
    "stages": "Stage 1: CORE (Dependencies: None)\n\n1.1 Store\n",
}


@pytest.mark.parametrize("dialect", EXAMPLES)
@pytest.mark.parametrize("block", ["```markdown\n{}```\n", "~~~\n{}~~~\n", "- so:\n\n  ```\n{}  ```\n"])
def test_a_page_that_shows_the_form_of_a_dialect_is_not_written_in_it(dialect: str, block: str) -> None:
    example = EXAMPLES[dialect]
    inside = block.format("".join(f"  {line}\n" for line in example.splitlines()) if "- so" in block else example)
    page = f"# How to write\n\n{inside}\nThat is all.\n"
    assert Reading(dialect).recognizes(example)
    assert not any(Reading(name).recognizes(page) for name in SEARCHED)
    assert form_of("a.md", page) == ""
    assert Reading(dialect).recognizes(f"{page}\n{example}")


@pytest.mark.parametrize("dialect", ["batches", "checkpoints", "phases"])
def test_a_comment_shows_nothing(dialect: str) -> None:
    assert not Reading(dialect).recognizes(f"# A page\n\n<!--\n{EXAMPLES[dialect]}-->\n")


def test_finished_stages_may_stand_in_a_comment() -> None:
    assert Reading("stages").recognizes(f"<!--\n{EXAMPLES['stages']}-->\nSTAGE 1 COMPLETED\n")


def test_a_block_that_is_never_closed_hides_no_document() -> None:
    text = f"# A page\n\n```\n{EXAMPLES['batches']}"
    message = "^a.md:3: the code fence is never closed and hides all to line 8, such as line 4"
    with pytest.raises(DocumentError, match=message):
        recognized("a.md", text)
    assert recognized("a.md", f"{text}```\n") is None


def test_the_dialect_of_the_place_is_asked_first() -> None:
    text = EXAMPLES["batches"] + EXAMPLES["stages"]
    found = [recognized(path, text) for path in ("a.md", "ai_docs/x/tasks_list.md")]
    assert [workflow.dialect for workflow in found if workflow] == ["batches", "stages"]
