"""Promises of a commit's subject: ``Expected Commit Pattern: `feat(api): add users` ``."""

from __future__ import annotations

import re

from pytest_phasegate.model.claims import MessageClaim

_KEYS = {
    "expected commit pattern",
    "expected commit",
    "expected commit message",
    "commit message",
    "commit pattern",
}
_SUBJECT = re.compile(r"([a-z]{2,20})(?:\(([^()\s]{1,100})\))?!?:[ ]{0,4}(.*)", re.DOTALL)
_PLACEHOLDER_TYPES = {"type", "http", "https", "batch", "task", "note"}


def is_message_key(key: str) -> bool:
    """Whether a field of this key (in lower case) says what the commit's subject will be."""
    return key in _KEYS


def read_message(line: int, value: str) -> MessageClaim | None:
    """The promised subject, or None where the value is no conventional subject."""
    text = value.strip().strip("`\"'")
    match = _SUBJECT.match(text)
    if not match or match[1] in _PLACEHOLDER_TYPES:
        return None
    subject = match[3].split("`")[0].strip()
    return MessageClaim(line=line, text=value, type=match[1], scope=match[2], subject=subject)
