from __future__ import annotations

import pytest

from pytest_phasegate.all_dialects import DIALECTS, form_of
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.text.lines import Kind

EXAMPLES = {
    "batches": "## Batch 1: Store - COMPLETE\n\n### Task 1.1: Write\n\n**File**: src/store.py\n",
    "checkpoints": "## Phase 1: Understand\n\n1. [x] Read\n2. [x] CHECKPOINT: Share\n\n## Checkpoint Log\n",
    "phases": "## Phase 1: Requirements - COMPLETE\n\n**Deliverables**: `docs/x.md`\n",
    "stages": "Stage 1: CORE (Dependencies: None)\n\n1.1 Store\n",
}


def has_word(text: str) -> bool:
    return "word" in text


@pytest.mark.parametrize(
    "text",
    [
        "a word",
        "a word\n```\nx\n```\n",
        "```\nx\n```\na word\n",
        "<!-- x -->\na word\n",
        "```\na word\n",
        "<!--\na word",
    ],
)
def test_what_stands_outside_of_blocks_is_shown(text: str) -> None:
    assert shows(text, has_word)


@pytest.mark.parametrize(
    "text", ["", "a\n", "```\na word\n```\n", "x\n\n~~~~\na word\n~~~\n~~~~\n", "<!--\na word\n-->\n"]
)
def test_what_stands_in_blocks_is_not(text: str) -> None:
    assert not shows(text, has_word)


def test_only_the_blocks_that_are_named_are_left_out() -> None:
    assert shows("<!--\na word\n-->\n", has_word, (Kind.FENCE,))


@pytest.mark.parametrize("dialect", EXAMPLES)
@pytest.mark.parametrize("block", ["```markdown\n{}```\n", "~~~\n{}~~~\n", "- so:\n\n  ```\n{}  ```\n"])
def test_a_page_that_shows_the_form_of_a_dialect_is_not_written_in_it(dialect: str, block: str) -> None:
    example = EXAMPLES[dialect]
    inside = block.format("".join(f"  {line}\n" for line in example.splitlines()) if "- so" in block else example)
    page = f"# How to write\n\n{inside}\nThat is all.\n"
    assert DIALECTS[dialect].recognizes(example)
    assert not any(module.recognizes(page) for module in DIALECTS.values())
    assert form_of(page) == ""
    assert DIALECTS[dialect].recognizes(f"{page}\n{example}")


@pytest.mark.parametrize("dialect", ["batches", "checkpoints", "phases"])
def test_a_comment_shows_nothing(dialect: str) -> None:
    assert not DIALECTS[dialect].recognizes(f"# A page\n\n<!--\n{EXAMPLES[dialect]}-->\n")


def test_finished_stages_may_stand_in_a_comment() -> None:
    assert DIALECTS["stages"].recognizes(f"<!--\n{EXAMPLES['stages']}-->\nSTAGE 1 COMPLETED\n")


def test_a_block_that_is_never_closed_hides_no_document() -> None:
    assert DIALECTS["batches"].recognizes(f"# A page\n\n```\n{EXAMPLES['batches']}")
