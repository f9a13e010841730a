"""Commits as documents write them: keys, ids in values, headings and sentences, and promised subjects."""

from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.commit_ids import is_commit_key, key_unit
from pytest_phasegate.documents.notations.commits import (
    heading_commits,
    inline_commits,
    names_commit,
    prose_commits,
    read_commits,
    read_message,
    status_commits,
)
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
    claims = read_commits(3, "", value)
    assert [claim.id for claim in claims if isinstance(claim, CommitClaim)] == ids
    assert all(claim.line == 3 for claim in claims)
    assert len(claims) == len(ids)


def test_a_range_is_one_claim() -> None:
    (claim,) = read_commits(1, "", "620453a2..d6704e8e")
    assert isinstance(claim, CommitClaim)
    assert (claim.id, claim.until) == ("620453a2", "d6704e8e")


def test_ids_keep_the_units_that_notes_tie_them_to() -> None:
    claims = read_commits(1, "", "9f057b5 (Task 3.1), 9b29f11 (Task 3.2), 1cdcc83d (see Task 3.2)")
    assert [claim.unit for claim in claims if isinstance(claim, CommitClaim)] == ["3.1", "3.2", None]


def test_ids_keep_the_units_that_stand_behind_them() -> None:
    claims = read_commits(1, "", "9f057b5 - Batch 1: types, 9b29f11 Task 3.2, 1cdcc83d of Task 4")
    assert [(claim.unit, claim.id) for claim in claims if isinstance(claim, CommitClaim)] == [
        ("1", "9f057b5"),
        (None, "9b29f11"),
        (None, "1cdcc83d"),
    ]
    (claim,) = read_commits(1, "", "`9f057b5` Task 3.2")
    assert isinstance(claim, CommitClaim)
    assert claim.unit == "3.2"


def test_ids_keep_the_units_that_stand_before_them() -> None:
    claims = read_commits(1, "", "Batch 1: d590352, Batch 2C: 2766f66")
    assert [(claim.unit, claim.id) for claim in claims if isinstance(claim, CommitClaim)] == [
        ("1", "d590352"),
        ("2C", "2766f66"),
    ]


@pytest.mark.parametrize(("value", "why"), PLACEHOLDERS.items())
def test_a_placeholder_is_a_claim_of_no_commit(value: str, why: NoCommit) -> None:
    (claim,) = read_commits(1, "", value)
    assert isinstance(claim, NoCommitClaim)
    assert claim.why is why


def test_a_commit_elsewhere_names_its_unit() -> None:
    (claim,) = read_commits(1, "", "(included in Batch 4 commit)")
    assert isinstance(claim, NoCommitClaim)
    assert claim.unit == "4"


@pytest.mark.parametrize(("value", "message"), JUNK.items())
def test_what_is_meant_as_an_id_and_is_none_is_a_problem(value: str, message: str) -> None:
    (claim,) = read_commits(1, "", value)
    assert isinstance(claim, Problem)
    assert claim.message == message


@pytest.mark.parametrize(("value", "message"), BESIDE.items())
def test_a_broken_id_beside_a_good_one_is_a_problem(value: str, message: str) -> None:
    good, bad = read_commits(1, "", value)
    assert isinstance(good, CommitClaim)
    assert isinstance(bad, Problem)
    assert bad.message == message


def test_what_cannot_be_seen_around_an_id_does_no_harm() -> None:
    (claim,) = read_commits(1, "", "\u200b4830299\ufeff")
    assert isinstance(claim, CommitClaim)
    assert claim.id == "4830299"


def test_a_longer_id_is_not_cut_where_it_cannot_be_seen() -> None:
    (claim,) = read_commits(1, "", "4830299\u200babc")[1:]
    assert isinstance(claim, Problem)
    assert claim.message == rf"'4830299\u200babc' is no commit id: {UNSEEN}"


def test_a_range_may_stand_behind_words() -> None:
    (claim,) = read_commits(1, "", "the commits a20453a..d6704e8e")
    assert isinstance(claim, CommitClaim)
    assert (claim.id, claim.until) == ("a20453a", "d6704e8e")


def test_the_subject_of_a_commit_stands_for_it() -> None:
    (claim,) = read_commits(1, "", "`feat(store): add it`")
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
    claims = read_commits(1, "", text.replace("{id}", id_))
    assert [claim.id for claim in claims if isinstance(claim, CommitClaim)] == [id_]


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
    "commit 2",
    "commit(s)",
    "commits for batch 2",
    "commit url",
    "commit range",
    "git hash",
    "api sha",
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
    "upstream commit",
    "parent commit",
    "rollback commit",
    "cherry-picked from commit",
    "docker image sha",
    "file hash",
    "hash",
    "when ready to commit",
]


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


@pytest.mark.parametrize("key", ["git", "merged", "landed as", "verified & committed", "hash", "done in", "proof"])
def test_a_key_that_holds_other_things_too_holds_no_commit(key: str) -> None:
    assert not is_commit_key(key)


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
        "Commit - a68f0e1",
        "the commit = `a68f0e1`",
        "https://forge.example/o/r/commit/a68f0e1",
        "[the change](https://forge.example/o/r/commit/a68f0e1)",
    ],
)
def test_plain_words_give_a_commit_to_the_work(text: str) -> None:
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
        "landed as a68f0e1",
        "Merged in a68f0e1",
        "commits a68f0e1 as it stands",
        "See commit `a68f0e1`.",
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
    assert [claim.id[1:] for claim in status_commits(1, "", value)] == ["830299"]


@pytest.mark.parametrize(
    "value", ["COMPLETE", "COMPLETE (CI run 18723645123)", "done - 1500000 rows", "done (reverted a830299)", "20250917"]
)
def test_a_status_may_hold_other_numbers(value: str) -> None:
    assert status_commits(1, "", value) == []


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


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("`feat(api): add users`", ("feat", "api", "add users")),
        ("fix: mend it", ("fix", None, "mend it")),
        ("feat(api)!: add users", ("feat", "api", "add users")),
        ("`feat(api): add users` (one commit)", ("feat", "api", "add users")),
        ("feat(api):", ("feat", "api", "")),
    ],
)
def test_a_conventional_subject_is_a_promise(value: str, expected: tuple[str, str | None, str]) -> None:
    (claim,) = read_message(4, "", value)
    assert (claim.type, claim.scope, claim.subject) == expected
    assert (claim.line, claim.text) == (4, value)


@pytest.mark.parametrize(
    "value", ["(included in batch commit)", "type(scope): description", "Add users", "http://a", ""]
)
def test_other_texts_promise_nothing(value: str) -> None:
    assert not list(read_message(1, "", value))
