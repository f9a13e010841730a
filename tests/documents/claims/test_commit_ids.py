from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.commit_ids import (
    heading_commits,
    inline_commits,
    is_commit_key,
    key_unit,
    read_commits,
)
from pytest_phasegate.model.claims import CommitClaim, NoCommit, NoCommitClaim, Problem

LONG = "080ebbbb" * 5

IDS: dict[str, list[str]] = {
    "4830299": ["4830299"],
    "`4830299`": ["4830299"],
    "`4830299` fix(core): mend the defaced page": ["4830299"],
    "a61a5aa - feat(core): 1234567 rows": ["a61a5aa"],
    'fd1bf34 - "chore: tidy"': ["fd1bf34"],
    "✅ 9353187": ["9353187"],
    "d9ba81d (combined with Batch 3.5)": ["d9ba81d"],
    "1cdcc83d (completed in an earlier session)": ["1cdcc83d"],
    "862c9d8d, plus a shim in the final commit": ["862c9d8d"],
    "92593984": ["92593984"],
    "bafceac - feat: add": ["bafceac"],
    "ABCDEF1": ["abcdef1"],
    LONG: [LONG],
    "a" * 64: ["a" * 64],
    "74e7630, d60c0c1, 92136d5": ["74e7630", "d60c0c1", "92136d5"],
    "74e7630 and d60c0c1": ["74e7630", "d60c0c1"],
    "74e7630 + d60c0c1": ["74e7630", "d60c0c1"],
    "`7617af4`, `385f3bd` (the container)": ["7617af4", "385f3bd"],
    "2576295 (initial), e796b73 (fixes)": ["2576295", "e796b73"],
    "✅ Complete - Commit SHA: 2d955e0": ["2d955e0"],
    "(4830299)": ["4830299"],
}

PLACEHOLDERS = {
    "[pending]": NoCommit.PENDING,
    "[PENDING]": NoCommit.PENDING,
    "Pending (awaiting review)": NoCommit.PENDING,
    "[will be added after commit]": NoCommit.PENDING,
    "(to be added after commit)": NoCommit.PENDING,
    "TBD": NoCommit.PENDING,
    "": NoCommit.PENDING,
    "-": NoCommit.PENDING,
    "N/A (verification-only batch, no source code changes)": NoCommit.NOT_NEEDED,
    "Verification batch - no code changes": NoCommit.NOT_NEEDED,
    "None": NoCommit.NOT_NEEDED,
    "OPTIONAL (the user approved skipping commits)": NoCommit.NOT_NEEDED,
    "(included in Batch 4 commit)": NoCommit.ELSEWHERE,
    "(Latest)": NoCommit.UNREADABLE,
    "(User handles the commit)": NoCommit.UNREADABLE,
    "12 commits (one per task)": NoCommit.UNREADABLE,
    "20250917": NoCommit.UNREADABLE,
    "2025-09-17": NoCommit.UNREADABLE,
    "Defaced pages are mended": NoCommit.UNREADABLE,
}

JUNK = {
    "abc12": "'abc12' is no commit id: it has 5 digits, an id has 7 to 64",
    "123456": "'123456' is no commit id: it has 6 digits, an id has 7 to 64",
    "48302g9": "'48302g9' is no commit id: an id is made of the digits 0-9 and a-f",
    "0" * 65: f"'{'0' * 65}' is no commit id: it has 65 digits, an id has 7 to 64",
}

COMMIT_KEYS = [
    "commit",
    "commits",
    "git commit",
    "git commits",
    "commit sha",
    "git sha",
    "commit hash",
    "batch 1 git commit",
    "batch 1 commit",
    "batch git commit",
    "batch git commits",
    "actual commit",
    "qa fix commit",
    "git verification",
    "git commit verified",
    "git commit sha (task 1.1)",
]

OTHER_KEYS = [
    "expected commit pattern",
    "expected commit",
    "commit message",
    "commit strategy",
    "estimated commits",
    "commit scope",
    "batch 3a commit format",
    "batch 1 commit pattern",
    "total commits",
    "task id",
    "verified",
    "",
]


@pytest.mark.parametrize(("value", "ids"), IDS.items())
def test_ids_are_read_where_an_id_can_stand(value: str, ids: list[str]) -> None:
    claims = read_commits(3, value)
    assert [claim.id for claim in claims if isinstance(claim, CommitClaim)] == ids
    assert all(claim.line == 3 for claim in claims)
    assert len(claims) == len(ids)


def test_a_range_is_one_claim() -> None:
    (claim,) = read_commits(1, "620453a2..d6704e8e")
    assert isinstance(claim, CommitClaim)
    assert (claim.id, claim.until) == ("620453a2", "d6704e8e")


def test_ids_keep_the_units_that_notes_tie_them_to() -> None:
    claims = read_commits(1, "9f057b5 (Task 3.1), 9b29f11 (Task 3.2), 1cdcc83d (see Task 3.2)")
    assert [claim.unit for claim in claims if isinstance(claim, CommitClaim)] == ["3.1", "3.2", None]


def test_ids_keep_the_units_that_stand_before_them() -> None:
    claims = read_commits(1, "Batch 1: d590352, Batch 2C: 2766f66")
    assert [(claim.unit, claim.id) for claim in claims if isinstance(claim, CommitClaim)] == [
        ("1", "d590352"),
        ("2C", "2766f66"),
    ]


@pytest.mark.parametrize(("value", "why"), PLACEHOLDERS.items())
def test_a_placeholder_is_a_claim_of_no_commit(value: str, why: NoCommit) -> None:
    (claim,) = read_commits(1, value)
    assert isinstance(claim, NoCommitClaim)
    assert claim.why is why


def test_a_commit_elsewhere_names_its_unit() -> None:
    (claim,) = read_commits(1, "(included in Batch 4 commit)")
    assert isinstance(claim, NoCommitClaim)
    assert claim.unit == "4"


@pytest.mark.parametrize(("value", "message"), JUNK.items())
def test_what_is_meant_as_an_id_and_is_none_is_a_problem(value: str, message: str) -> None:
    (claim,) = read_commits(1, value)
    assert isinstance(claim, Problem)
    assert claim.message == message


@pytest.mark.parametrize("key", COMMIT_KEYS)
def test_a_key_of_a_commit_is_known(key: str) -> None:
    assert is_commit_key(key)


@pytest.mark.parametrize("key", OTHER_KEYS)
def test_a_promise_or_a_count_of_commits_is_no_id(key: str) -> None:
    assert not is_commit_key(key)


def test_a_key_may_name_a_unit() -> None:
    assert key_unit("Batch 1 Git Commit") == "1"
    assert key_unit("Git Commit SHA (Task 1.1)") == "1.1"
    assert key_unit("Commit") is None


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
    ],
)
def test_a_line_that_only_looks_like_it_names_no_commit(text: str) -> None:
    assert list(inline_commits(1, text)) == []


@pytest.mark.parametrize(
    ("title", "tail"),
    [
        ("Types ✅ `1bbb4c3`", 6),
        ("Types ✅ COMPLETE (1bbb4c3)", 6),
        ("Types -- COMPLETE (Commit: 1bbb4c3)", 5),
        ("Types ✅ COMPLETE - Verified & Committed: 1bbb4c3", 6),
        ("Types (1bbb4c3)", 15),
    ],
)
def test_a_heading_cites_a_commit_behind_its_status_or_in_parentheses(title: str, tail: int) -> None:
    assert [claim.id for claim in heading_commits(1, title, tail)] == ["1bbb4c3"]


@pytest.mark.parametrize("title", ["Handle code 1234567 and 12ab34cd", "Color `1bbb4c3` for links", "Types (20250917)"])
def test_a_title_with_digits_cites_no_commit(title: str) -> None:
    assert list(heading_commits(1, title, len(title))) == []


@pytest.mark.parametrize("text", ["https://forge.example/o/r/commit/{id}", "<https://forge.example/o/r/commits/{id}>"])
def test_the_address_of_a_commit_cites_it(text: str) -> None:
    id_ = "4830299abc" * 4
    claims = read_commits(1, text.replace("{id}", id_))
    assert [claim.id for claim in claims if isinstance(claim, CommitClaim)] == [id_]
