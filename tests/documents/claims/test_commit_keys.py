from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.commit_keys import hints_commit, is_commit_key, key_unit

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


@pytest.mark.parametrize(
    "key", ["git", "revision", "merged", "landed as", "verified & committed", "hash", "commit log", "done in", "proof"]
)
def test_a_key_may_hint_at_a_commit(key: str) -> None:
    assert hints_commit(key)
    assert not is_commit_key(key)


@pytest.mark.parametrize("key", ["github", "revisions asked for", "merged for", "merging", "upstream commit", "status"])
def test_other_keys_hint_at_none(key: str) -> None:
    assert not hints_commit(key)
