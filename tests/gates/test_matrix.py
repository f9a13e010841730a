"""The verdict on a cited commit: every way to bring work into the trunk, judged in every kind of clone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.histories import CLONES, FILES, WAYS, Case, build_cases, move_trunk, start, two_batches

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.verdict import Verdict

HELD, FAILED, UNKNOWN = Answer.HELD, Answer.FAILED, Answer.UNKNOWN
KINDS = ("full", "depth 1", "depth 50", "blob-less", "worktree", "detached head")
EXPECTED = {
    "merge": (HELD, UNKNOWN, UNKNOWN, HELD, HELD, HELD),
    "squash": (HELD, UNKNOWN, UNKNOWN, HELD, HELD, HELD),
    "squash of several": (HELD, UNKNOWN, UNKNOWN, HELD, HELD, HELD),
    "rebase": (HELD, UNKNOWN, UNKNOWN, UNKNOWN, HELD, HELD),
    "cherry-pick": (HELD, UNKNOWN, UNKNOWN, HELD, HELD, HELD),
    "amend": (HELD, UNKNOWN, UNKNOWN, UNKNOWN, HELD, HELD),
    "revert": (FAILED, UNKNOWN, UNKNOWN, FAILED, FAILED, FAILED),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    return build_cases(tmp_path_factory.mktemp("matrix"))


def document(cited: tuple[str, ...]) -> str:
    parts = []
    for number, commit in enumerate(cited, 1):
        files = "\n".join(f"- `{name}` (CREATE)" for name in FILES[number - 1])
        parts.append(f"## Batch {number}: Part {number} - COMPLETE\n\n**Commit**: {commit[:10]}\n")
        parts.append(f"### Task {number}.1: All of it\n\n**Files**:\n{files}\n")
    return "\n".join(parts)


def judge(case: Case, root: Path) -> dict[str, Verdict]:
    return replace(case.repository, path=root).verdicts(document(case.cited))


@pytest.mark.parametrize("clone", KINDS)
@pytest.mark.parametrize("way", EXPECTED)
def test_every_clone_gives_the_right_verdict(cases: dict[str, Case], tmp_path: Path, way: str, clone: str) -> None:
    case = cases[way]
    verdicts = judge(case, CLONES[clone](case, tmp_path))
    expected = EXPECTED[way][KINDS.index(clone)]
    assert {verdicts[f"batch-{number}::commit"].answer for number, _ in enumerate(case.cited, 1)} == {expected}


def test_the_table_covers_every_way_and_every_clone() -> None:
    assert (set(EXPECTED), set(KINDS)) == (set(WAYS), set(CLONES))


@pytest.mark.parametrize(
    ("way", "how"),
    [
        ("squash", 'commit {id} "Work of the week (#7)" is the same patch as {cited}'),
        (
            "squash of several",
            'commit {id} "Work of the week (#7)" is the patch of 2 commits together, {cited} among them',
        ),
        ("rebase", 'commit {id} "feat(app): make the shell" is the same patch as {cited}'),
    ],
)
def test_the_verdict_says_how_it_knows(cases: dict[str, Case], way: str, how: str) -> None:
    verdict = judge(cases[way], cases[way].repository.path)["batch-1::commit"]
    assert verdict.commit is not None
    cited = cases[way].cited[0][:10]
    assert verdict.notes == (f"{cited} is now " + how.format(id=verdict.commit[:10], cited=cited),)


@pytest.mark.parametrize("options", [(), ("--single-branch", "--branch=main")], ids=["with the branch", "without it"])
def test_a_squash_that_leaves_the_files_of_one_batch_out_fails_that_batch(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    repository = start(tmp_path / "origin")
    cited = two_batches(repository)
    move_trunk(repository)
    repository.git("merge", "--quiet", "--squash", "work")
    repository.git("rm", "--quiet", "--force", *FILES[1])
    repository.commit("Work of the week (#7)")
    clone = repository.clone(tmp_path / "clone", *options)
    verdicts = judge(Case(clone, cited), clone.path)
    assert verdicts["batch-1::commit"].answer is HELD
    assert verdicts["batch-2::commit"].answer is FAILED


def test_a_commit_that_was_never_pushed_fails(cases: dict[str, Case], tmp_path: Path) -> None:
    case = cases["merge"]
    local = case.repository.clone(tmp_path / "local")
    never = local.commit("feat(app): stay at home", files=["src/home.py"])
    text = f"## Batch 9: Home - COMPLETE\n\n**Commit**: {never[:10]}\n\n**File**: src/home.py (CREATE)\n"
    verdict = case.repository.verdicts(text)["batch-9::commit"]
    assert (verdict.answer, verdict.findings[0].code) == (FAILED, "commit-missing")


PROMISE = "**Expected Commit Pattern**: `feat(app): make the shell`\n\n### Task"


def test_the_message_that_went_with_a_squash_is_read_from_the_lost_commit(cases: dict[str, Case]) -> None:
    case = cases["squash"]
    text = document(case.cited).replace("### Task", PROMISE)
    verdict = case.repository.verdicts(text)["batch-1::message"]
    assert verdict.answer is HELD


def test_a_promised_message_that_nobody_can_read_any_more_is_neither_kept_nor_broken(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    case = cases["squash"]
    clone = case.repository.clone(tmp_path / "clone", "--single-branch", "--branch=main")
    text = document(case.cited).replace("### Task", PROMISE.replace("(app)", "(web)"))
    verdict = clone.verdicts(text)["batch-1::message"]
    cited = case.cited[0][:10]
    assert (verdict.answer, verdict.reason) == (
        Answer.PENDING,
        f"the promised message went with {cited}, which is not in this history",
    )
