"""Keys of fields and names of columns under which commit ids stand: "git commit", "commit sha (task 1.1)", "git"."""

from __future__ import annotations

import re

from pytest_phasegate.documents.claims.references import UNIT_ID, drop_parentheses, find_units

_LOOK = re.compile("commit|sha|hash|git ver")  # a quick look before the careful one
_ENDS = {
    "commit", "commits", "sha", "shas", "hash", "hashes", "id", "ids", "link", "links", "url", "ref", "refs", "range",
}  # fmt: skip
_DENIED = {
    "expected", "message", "messages", "strategy", "estimated", "scope", "format", "pattern", "total", "plan", "type",
    "pre-commit", "planned", "suggested", "example", "conventional", "required", "max", "first-parent", "per", "number",
    "task", "base", "target", "to", "when", "how", "if", "then", "must", "ready", "not", "no", "you",
}  # fmt: skip
_FOREIGN = {
    "upstream", "parent", "previous", "prior", "earlier", "old", "original", "source", "starting", "start",
    "baseline", "reverted", "reverts", "broken", "bad", "culprit", "regression", "vendor", "vendored", "submodule",
    "fork", "forked", "template", "dependency", "introducing", "before", "since", "from", "image", "docker",
    "container", "rollback", "revert", "restore", "fallback", "backup", "reset", "layer", "artifact", "file",
    "checksum", "bundle", "package", "tarball", "digest", "content", "binary",
}  # fmt: skip
"""Words that make an id another one than that of the work: "upstream commit", "docker image sha"."""
_HINTS = {
    "git", "revision", "rev", "merge", "hash", "git ref", "git reference", "changeset", "commit history", "commit log",
    "version control", "evidence", "proof", "pr", "pull request",
}  # fmt: skip
_HINT = re.compile(
    r"(?:.{0,40}[ ])?(?:merged|landed|committed|shipped|squashed|implemented|fixed|done|delivered|resolved|completed)"
    r"(?:[ ](?:in|as|at|with|by))?",
    re.DOTALL,
)
_UNIT = re.compile(rf"\(?((?:sub-batch|batch|task)[ ]{{1,3}}(?:{UNIT_ID}))\)?", re.IGNORECASE)
_BEHIND = re.compile(r"[ ](?:\d{1,3}|for|of|from)$")


def is_commit_key(key: str) -> bool:
    """Whether a field of this key (in lower case) holds commit ids: "git commit", "batch 1 commit", "qa fix commit".

    Not one that speaks of commits in general ("commit strategy"), or of another commit ("upstream commit").
    """
    if not _LOOK.search(key):
        return False
    bare = " ".join(drop_parentheses(_UNIT.sub(" ", key)).replace(":", " ").split())
    words = _BEHIND.sub("", bare).split()
    if not words or len(words) > 5 or not _DENIED.isdisjoint(words) or not _FOREIGN.isdisjoint(words):
        return False
    if words[-1] == "verified" or key == "git verification":
        words = words[:-1]
        return words[-1:] == ["commit"] or key == "git verification"
    last = words[-1]
    return last in _ENDS and ("commit" in key or last.startswith("sha") or (last.startswith("hash") and "git" in words))


def hints_commit(key: str) -> bool:
    """Whether a field of this key (in lower case) may hold a commit id beside other things: "git", "merged"."""
    return key in _HINTS or (("ed" in key or "done" in key) and _HINT.fullmatch(key) is not None)


def key_unit(key: str) -> str | None:
    """The id of the unit that a key names ("Batch 1 Git Commit", "Commit SHA (Task 1.1)"), or None."""
    units = find_units(key)
    return units[0].id if units else None
