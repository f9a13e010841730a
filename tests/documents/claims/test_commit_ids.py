from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.commit_ids import names_commit, read_commits
from pytest_phasegate.model.claims import CommitClaim, MessageClaim, NoCommit, NoCommitClaim, Problem

MOVING = "is another commit each time one is made; write the id of the commit that holds the work"
UNSEEN = "it holds a character that cannot be seen (U+200B); write it in the digits 0-9 and a-f"
ALIKE = "it holds a letter that only looks like one of a-f"
EXPECTED = 'write its 7 to 64 hex digits, or why there is none ("pending", "N/A: no code changed", "see Batch 2")'
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
    "#4830299": ["4830299"],
    "🔖 4830299": ["4830299"],
    "feat(api): add store (4830299)": ["4830299"],
    "feat(api): add store (1234567)": ["1234567"],
    "revert: the index (4830299)": ["4830299"],
    "N/A (4830299)": ["4830299"],
    "4830299 then 9353187a": ["4830299", "9353187a"],
    "4830299; follow-up fix: 9353187a": ["4830299", "9353187a"],
    "4830299 a353187": ["4830299", "a353187"],
    "4830299 (amended to a353187)": ["4830299", "a353187"],
    "4830299 (was a353187 before the rebase)": ["4830299"],
    "4830299 (cherry-picked from a353187)": ["4830299"],
    "4830299 - fix: a regression from a353187": ["4830299"],
    "4830299 - reverts a353187, b353187": ["4830299"],
    "4830299 - perf: 1e6 rows, 1000e18 wei, ed25519 keys, 1234567 users": ["4830299"],
    "4830299, merged as commit 9353187": ["4830299", "9353187"],
    "4830299 from vendor/lib@a353187": ["4830299"],
    "4830299, 4830299": ["4830299"],
    "~~a353187~~ 4830299": ["4830299"],
    "4830299<br>a353187": ["4830299", "a353187"],
    "[a353187](https://forge.example/o/r/commit/b353187)": ["a353187", "b353187"],
    "[`a353187`](https://forge.example/o/r/commit/a353187)": ["a353187"],
    "PR #7, https://forge.example/o/r/pull/7/commits/9353187": ["9353187"],
    "done in a353187": ["a353187"],
    "main@a353187": ["a353187"],
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
    "Same as 4.1": NoCommit.ELSEWHERE,
    "done in Batch 2": NoCommit.ELSEWHERE,
    "(User handles the commit)": NoCommit.PENDING,
    "after the review": NoCommit.PENDING,
    "<commit sha>": NoCommit.PENDING,
    "xxxxxxx": NoCommit.PENDING,
    "[7-digit SHA]": NoCommit.PENDING,
    "at the end of the batch": NoCommit.PENDING,
    "no": NoCommit.PENDING,
    "(Latest)": NoCommit.UNREADABLE,
    "this commit": NoCommit.UNREADABLE,
    "12 commits (one per task)": NoCommit.UNREADABLE,
    "one for each task": NoCommit.UNREADABLE,
    "3": NoCommit.UNREADABLE,
    "✅ Done": NoCommit.UNREADABLE,
    "✅ Committed and pushed to main": NoCommit.UNREADABLE,
    "Single commit for all tasks": NoCommit.UNREADABLE,
    '`git commit -m "Add it"`': NoCommit.UNREADABLE,
    "see the git log": NoCommit.UNREADABLE,
    "see below": NoCommit.UNREADABLE,
    "~~a353187~~": NoCommit.PENDING,
}

JUNK = {
    "abc12": "'abc12' is no commit id: it has 5 digits, an id has 7 to 64",
    "123456": "'123456' is no commit id: it has 6 digits, an id has 7 to 64",
    "48302g9": "'48302g9' is no commit id: an id is made of the digits 0-9 and a-f",
    "0" * 65: f"'{'0' * 65}' is no commit id: it has 65 digits, an id has 7 to 64",
    "HEAD": f"'HEAD' {MOVING}",
    "`HEAD~2` (pending review)": f"'HEAD~2' {MOVING}",
    "bad\u200b0366": rf"'bad\u200b0366' is no commit id: {UNSEEN}",
    "\u0430de0366": f"'\u0430de0366' is no commit id: {ALIKE} (U+0430); write it in the digits 0-9 and a-f",
    "\uff14830299": f"'\uff14830299' is no commit id: {ALIKE} (U+FF14); write it in the digits 0-9 and a-f",
    "a\u0434e0366": f"'a\u0434e0366' is no commit id; {EXPECTED}",
    "20250917": f"'20250917' is no commit id; {EXPECTED}",
    "2025-09-17": f"'2025-09-17' is no commit id; {EXPECTED}",
    "Defaced pages are mended": f"'Defaced pages are mended' is no commit id; {EXPECTED}",
    "PR #12": f"'PR #12' is no commit id; {EXPECTED}",
    "bad 0366": f"'bad 0366' is no commit id; {EXPECTED}",
    "main": f"'main' is no commit id; {EXPECTED}",
    "done in PR 7": f"'done in PR 7' is no commit id; {EXPECTED}",
    "reverts a353187": f"'reverts a353187' is no commit id; {EXPECTED}",
    "w" * 99: f"'{'w' * 60}...' is no commit id; {EXPECTED}",
}

BESIDE = {
    "4830299, abc12": "'abc12' is no commit id: it has 5 digits, an id has 7 to 64",
    "4830299 and HEAD": f"'HEAD' {MOVING}",
    "4830299, bad\u200b0366": rf"'bad\u200b0366' is no commit id: {UNSEEN}",
}


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


def test_ids_keep_the_units_that_stand_behind_them() -> None:
    claims = read_commits(1, "9f057b5 - Batch 1: types, 9b29f11 Task 3.2, 1cdcc83d of Task 4")
    assert [(claim.unit, claim.id) for claim in claims if isinstance(claim, CommitClaim)] == [
        ("1", "9f057b5"),
        (None, "9b29f11"),
        (None, "1cdcc83d"),
    ]
    (claim,) = read_commits(1, "`9f057b5` Task 3.2")
    assert isinstance(claim, CommitClaim)
    assert claim.unit == "3.2"


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


@pytest.mark.parametrize(("value", "message"), BESIDE.items())
def test_a_broken_id_beside_a_good_one_is_a_problem(value: str, message: str) -> None:
    good, bad = read_commits(1, value)
    assert isinstance(good, CommitClaim)
    assert isinstance(bad, Problem)
    assert bad.message == message


def test_what_cannot_be_seen_around_an_id_does_no_harm() -> None:
    (claim,) = read_commits(1, "\u200b4830299\ufeff")
    assert isinstance(claim, CommitClaim)
    assert claim.id == "4830299"


def test_a_longer_id_is_not_cut_where_it_cannot_be_seen() -> None:
    (claim,) = read_commits(1, "4830299\u200babc")[1:]
    assert isinstance(claim, Problem)
    assert claim.message == rf"'4830299\u200babc' is no commit id: {UNSEEN}"


def test_a_range_may_stand_behind_words() -> None:
    (claim,) = read_commits(1, "the commits a20453a..d6704e8e")
    assert isinstance(claim, CommitClaim)
    assert (claim.id, claim.until) == ("a20453a", "d6704e8e")


def test_the_subject_of_a_commit_stands_for_it() -> None:
    (claim,) = read_commits(1, "`feat(store): add it`")
    assert isinstance(claim, MessageClaim)
    assert claim.subject_line == "feat(store): add it"


@pytest.mark.parametrize("value", ["4830299", "done - commit: 4830299", "abc12", "bad\u200b0366", "HEAD"])
def test_what_is_meant_as_an_id_is_told_from_prose(value: str) -> None:
    assert names_commit(value)


@pytest.mark.parametrize("value", ["the work once a day", "15000 lines", "HEAD is detached", "see the log", ""])
def test_prose_is_not_meant_as_an_id(value: str) -> None:
    assert not names_commit(value)


@pytest.mark.parametrize("text", ["https://forge.example/o/r/commit/{id}", "<https://forge.example/o/r/commits/{id}>"])
def test_the_address_of_a_commit_cites_it(text: str) -> None:
    id_ = "4830299abc" * 4
    claims = read_commits(1, text.replace("{id}", id_))
    assert [claim.id for claim in claims if isinstance(claim, CommitClaim)] == [id_]
