from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.commit_mentions import (
    heading_commits,
    inline_commits,
    may_cite,
    prose_commits,
    status_commits,
)


@pytest.mark.parametrize(
    "text",
    [
        "✅ Git commit verified: a68f0e1",
        "Commit verified: a68f0e1",
        "✅ One git commit for entire batch (a68f0e1)",
        "File committed to the branch (`a68f0e1`)",
        "Commit: [a68f0e1]",
        "COMMIT: a68f0e1",
        "✅ Commit a68f0e1 holds all of it",
        "Verified and committed: a68f0e1",
    ],
)
def test_a_line_that_speaks_of_a_commit_names_it(text: str) -> None:
    assert [claim.id for claim in inline_commits(1, text)] == ["a68f0e1"]


@pytest.mark.parametrize(
    "text",
    [
        "The key (a68f0e1) opens the door",
        "Commit on 20250917: the release",
        "Committed on (20250917)",
        "Pre-commit hook (a68f0e1)",
        "Commit message: a68f0e1",
        "commits a68f0e1 as it stands",
        "Reverts commit a68f0e1",
        "Commit defaced pages",
        "One commit: `feat(core): add`",
        "Total commits: 1234567",
        "Commits reviewed: 1234567",
        "Expected commit: a68f0e1",
        "Cherry-pick the upstream commit (a68f0e1) into vendor",
        "Commit on top of the parent commit (a68f0e1)",
        "Commit a68f0e1 broke the build",
    ],
)
def test_a_line_that_only_looks_like_it_names_no_commit(text: str) -> None:
    assert list(inline_commits(1, text)) == []


def test_a_line_may_name_several_commits() -> None:
    assert [claim.id for claim in inline_commits(1, "Both commits (a68f0e1 and b68f0e1) are there")] == [
        "a68f0e1",
        "b68f0e1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The work is in commit a68f0e1.",
        "It is in commits a68f0e1, see there",
        "See commit `a68f0e1`.",
        "landed as a68f0e1",
        "Commit - a68f0e1",
        "the commit = `a68f0e1`",
        "Merged in a68f0e1",
        "Implemented in `a68f0e1`",
        "All of it was committed as a68f0e1",
        "Broken at first, then fixed in a68f0e1",
        "https://forge.example/o/r/commit/a68f0e1",
        "[the change](https://forge.example/o/r/commit/a68f0e1)",
    ],
)
def test_plain_words_give_a_commit_to_the_work(text: str) -> None:
    assert may_cite(text)
    assert [claim.id for claim in prose_commits(1, text)] == ["a68f0e1"]


@pytest.mark.parametrize(
    "text",
    [
        "Reverts commit a68f0e1",
        "since commit a68f0e1",
        "a regression from a68f0e1, fixed in time",
        "based on commit a68f0e1",
        "the upstream fix landed in a68f0e1",
        "The bug introduced in a68f0e1 is fixed",
        "The error was fixed before commit a68f0e1",
        "Fixes commit a68f0e1",
        "See commit a68f0e1 for how it is done",
        "Run `git show a68f0e1` or `git checkout a68f0e1`",
        "Pin the submodule to commit a68f0e1",
        "Commit a68f0e1 was reverted",
        "Roll back to commit a68f0e1 if it breaks",
        "Tested at commit a68f0e1",
        "vendored in https://forge.example/o/r/commit/a68f0e1",
        "fixed in 1234567 ms",
        "done in 20250917",
        "committed in defaced pages",
        "merged in ed25519",
        "The key a68f0e1 opens the door",
        "Write the store (a68f0e1)",
    ],
)
def test_plain_words_may_speak_of_other_commits(text: str) -> None:
    assert list(prose_commits(1, text)) == []


def test_a_task_may_end_with_its_commit() -> None:
    ids = {
        "Write the store (a68f0e1)": ["a68f0e1"],
        "Write the store [`a68f0e1`]": ["a68f0e1"],
        "Write the store (a68f0e1, b68f0e1)": [],
        "Write the store (reverts a68f0e1)": [],
        "Write 10 rows (1234567)": [],
        "Sign it (ed25519)": [],
    }
    assert {text: [claim.id for claim in prose_commits(1, text, is_task=True)] for text in ids} == ids


@pytest.mark.parametrize(
    "value",
    [
        "COMPLETE (4830299)",
        "COMPLETE - Commit: 4830299",
        "✅ COMPLETE a830299",
        "COMPLETE in a830299",
        "✅ `4830299`",
        "✅ 4830299",
        "done [4830299]",
        "done, commit 4830299",
    ],
)
def test_a_status_may_bring_its_commit(value: str) -> None:
    assert [claim.id[1:] for claim in status_commits(1, value)] == ["830299"]


@pytest.mark.parametrize(
    "value", ["COMPLETE", "COMPLETE (CI run 18723645123)", "done - 1500000 rows", "done (reverted a830299)", "20250917"]
)
def test_a_status_may_hold_other_numbers(value: str) -> None:
    assert status_commits(1, value) == []


@pytest.mark.parametrize(
    ("title", "tail"),
    [
        ("Types ✅ `1bbb4c3`", 6),
        ("Types ✅ COMPLETE (1bbb4c3)", 6),
        ("Types -- COMPLETE (Commit: 1bbb4c3)", 5),
        ("Types ✅ COMPLETE - Verified & Committed: 1bbb4c3", 6),
        ("Types (1bbb4c3)", 15),
        ("Types [1bbb4c3]", 15),
        ("Types (commit 1bbb4c3)", 22),
        ("Types ✅ COMPLETE in 1bbb4c3", 6),
    ],
)
def test_a_heading_cites_a_commit_behind_its_status_or_in_parentheses(title: str, tail: int) -> None:
    assert [claim.id for claim in heading_commits(1, title, tail)] == ["1bbb4c3"]


@pytest.mark.parametrize(
    ("title", "ids"),
    {
        "Types ✅ 92593984": ["92593984"],
        "Types ✅ (92593984)": ["92593984"],
        "Types ✅ COMPLETE - commit 92593984": ["92593984"],
        "Types ✅ COMPLETE (CI run 18723645123)": [],
        "Types ✅ COMPLETE - 1500000 rows": [],
        "Types ✅ COMPLETE (reverts 1bbb4c3)": [],
        "Types ✅ COMPLETE, ed25519 and 1000e18": [],
    }.items(),
)
def test_a_number_behind_a_status_is_an_id_only_in_the_place_of_one(title: str, ids: list[str]) -> None:
    assert [claim.id for claim in heading_commits(1, title, 6)] == ids


@pytest.mark.parametrize(
    "title",
    [
        "Handle code 1234567 and 12ab34cd",
        "Color `1bbb4c3` for links",
        "Types (20250917)",
        "Links (`1bbb4c3` blue)",
        "Show commit 1bbb4c3",
    ],
)
def test_a_title_with_digits_cites_no_commit(title: str) -> None:
    assert list(heading_commits(1, title, len(title))) == []
