"""The feature of the example is made with a template, honestly; lies planted into its document or history fail."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.reading import checkpoints
from tests.test_example import HISTORY, built, example, run  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORKFLOW = "docs/active-workflows/rain-warning.md"
TEMPLATE = "docs/workflow-templates/feature-workflow.md"


def test_the_filled_document_is_the_one_that_the_history_ends_with(built: Path) -> None:  # noqa: F811
    assert (built / WORKFLOW).read_bytes() == (HISTORY.parent / WORKFLOW).read_bytes()
    assert checkpoints.recognizes((built / WORKFLOW).read_text(encoding="utf-8"))


def test_the_template_beside_it_is_no_document(built: Path) -> None:  # noqa: F811
    assert checkpoints.is_template((built / TEMPLATE).read_text(encoding="utf-8"))


def commit(example: Path, message: str, who: str) -> None:  # noqa: F811
    identity = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), who),
        **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), f"{who.split(maxsplit=1)[0].lower()}@example.org"),
    }
    for command in (["add", "--all"], ["commit", "--quiet", "--message", message]):
        subprocess.run(["git", *command], cwd=example, env=identity, check=True)


def change(example: Path, old: str, new: str, name: str = WORKFLOW) -> None:  # noqa: F811
    path = example / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def retick(example: Path, who: str, name: str = "CHECKPOINT: Final") -> None:  # noqa: F811
    """Open a box and tick it again as somebody."""
    change(example, f"[x] {name}", f"[ ] {name}")
    commit(example, "docs: open", "Rita Reviewer")
    change(example, f"[ ] {name}", f"[x] {name}")
    commit(example, "docs: tick", who)


def rework(example: Path) -> None:  # noqa: F811
    change(example, "30.0", "20.0", "diary/warning.py")
    commit(example, "fix: another limit", "Bela Backend")


LIES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a checkpoint opened behind ticks": (
        lambda path: change(path, "[x] CHECKPOINT: Agree", "[ ] CHECKPOINT: Agree"),
        "phase-3::step-3.1::order",
        'checkpoint 2.2, "Agree on the plan", is pending',
    ),
    "a log that says less": (
        lambda path: change(path, "- [x] 3.2 Code", "- [ ] 3.2 Code"),
        "rain-warning.md::record",
        "checkpoint 3.2 itself is complete",
    ),
    "a blank that is not filled in": (
        lambda path: change(path, "the limit itself, the order of days, a dry month", "[What will be tested]"),
        "phase-2::step-2.1::fields",
        'its "tests" still reads [What will be tested]',
    ),
    "a place behind the end of the file": (
        lambda path: change(path, "diary/warning.py:14", "diary/warning.py:140"),
        "phase-3::step-3.1::files",
        "diary/warning.py has 17 lines in the working tree",
    ),
    "ticked by the one who did the work": (
        lambda path: retick(path, "Bela Backend"),
        "phase-4::checkpoint-4.2::signoff",
        "Bela Backend <bela@example.org> is none of the policy's reviewers",
    ),
    "work after the review": (
        rework,
        "phase-4::checkpoint-4.2::signoff",
        "diary/warning.py was changed after it",
    ),
}


@pytest.mark.parametrize(("lie", "check", "found"), LIES.values(), ids=LIES)
def test_a_planted_lie_fails(example: Path, lie: Callable[[Path], None], check: str, found: str) -> None:  # noqa: F811
    lie(example)
    code, output = run(example, WORKFLOW)
    assert code == 1, output
    assert any(each.startswith("FAILED") and check in each for each in output.splitlines()), output
    assert found in output


def test_work_after_the_review_holds_once_it_is_reviewed_anew(example: Path) -> None:  # noqa: F811
    rework(example)
    for name in ("CHECKPOINT: Review", "CHECKPOINT: Final", "Get sign-off"):
        retick(example, "Rita Reviewer", name)
    code, output = run(example, WORKFLOW)
    assert code == 0, output


def place_template(example: Path) -> None:  # noqa: F811
    text = (example / TEMPLATE).read_text(encoding="utf-8")
    (example / "docs/active-workflows/next.md").write_text(text, encoding="utf-8", newline="\n")


def test_a_template_that_the_policy_names_is_all_pending(example: Path) -> None:  # noqa: F811
    place_template(example)
    code, output = run(example, "-v", "docs/active-workflows/next.md")
    assert code == 0, output
    assert "it is a template, or was reset to one" in output


def test_without_a_policy_a_template_beside_documents_is_passed_over(example: Path) -> None:  # noqa: F811
    place_template(example)
    (example / "phasegate.yaml").unlink()
    code, output = run(example, "--co", "-q", "docs")
    assert code == 0, output
    assert f"{WORKFLOW}::record" in output
    assert "next.md" not in output
