from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.messages import is_message_key, read_message


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
    claim = read_message(4, value)
    assert claim is not None
    assert (claim.type, claim.scope, claim.subject) == expected
    assert (claim.line, claim.text) == (4, value)


@pytest.mark.parametrize(
    "value", ["(included in batch commit)", "type(scope): description", "Add users", "http://a", ""]
)
def test_other_texts_promise_nothing(value: str) -> None:
    assert read_message(1, value) is None


def test_only_expectations_are_promises() -> None:
    assert is_message_key("expected commit pattern")
    assert not is_message_key("commit")
    assert not is_message_key("commit strategy")
