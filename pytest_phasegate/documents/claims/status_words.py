"""The words and signs that say how a unit stands."""

from __future__ import annotations

import re

from pytest_phasegate.model.claims import Status

_PHRASES = {
    Status.COMPLETE: "complete|completed|done|finished|verified|merged|100[ ]?%[ ](?:complete|completed|done)"
    "|已完成|完成|完了|완료",
    Status.IMPLEMENTED: "implemented|(?:in|under)[ ](?:code[ ])?review"
    "|(?:ready[ ]for|awaiting)[ ](?:[\\w-]{1,20}[ ]){0,2}(?:review|verification)",
    Status.IN_PROGRESS: "in[ _-]progress|wip|ongoing|started|incomplete|partial|partially[ ](?:complete|completed|done)"
    "|not[ ](?:yet[ ])?(?:complete|completed|done|finished|implemented|verified)"
    "|[1-9]\\d?[ ]?%[ ](?:complete|completed|done)|进行中|進行中|진행[ ]?중",
    Status.PENDING: "pending|to[ -]?do|not[ ](?:yet[ ])?started|planned|queued|waiting|ready(?:[ ]for\\b.*)?|assigned"
    "|open|0[ ]?%[ ](?:complete|completed|done)|未开始|未開始|未着手|대기",
    Status.BLOCKED: "blocked",
    Status.FAILED: "failed|rejected",
    Status.SKIPPED: "skipped|skip|cancelled|canceled|dropped|obsolete|won't[ ]do|not[ ](?:needed|required)",
    Status.DEFERRED: "deferred|postponed|on[ ]hold",
}
SIGNS = {
    "✅": Status.COMPLETE,
    "✔": Status.COMPLETE,
    "✓": Status.COMPLETE,
    "☑": Status.COMPLETE,
    "🔄": Status.IN_PROGRESS,
    "🚧": Status.IN_PROGRESS,
    "⏸": Status.PENDING,
    "⏳": Status.PENDING,
    "⬜": Status.PENDING,
    "⏭": Status.SKIPPED,
    "🚫": Status.BLOCKED,
    "❌": Status.FAILED,
    "⚠": None,
}
TICKS = "✅✔✓☑"
GARBLED = {"âœ…": "✅", "‚úÖ": "✅", "ðŸ”„": "🔄", "üîÑ": "🔄"}  # UTF-8 once read as another encoding
WORDS = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{status.name}>{words})" for status, words in _PHRASES.items()) + r")(?![\w-]|'s)",
    re.IGNORECASE,
)
PLAIN = {
    "complete": Status.COMPLETE,
    "completed": Status.COMPLETE,
    "done": Status.COMPLETE,
    "verified": Status.COMPLETE,
    "implemented": Status.IMPLEMENTED,
    "in progress": Status.IN_PROGRESS,
    "pending": Status.PENDING,
    "not started": Status.PENDING,
    "blocked": Status.BLOCKED,
    "failed": Status.FAILED,
    "skipped": Status.SKIPPED,
    "deferred": Status.DEFERRED,
}
"""What the values of most status fields say; the others are looked at with care."""
PLAIN_WORDS = "|".join(sorted(PLAIN, key=len, reverse=True))
"""The pattern of the plainest status words."""
LOOSE = {
    "approved": Status.COMPLETE,
    "accepted": Status.COMPLETE,
    "shipped": Status.COMPLETE,
    "released": Status.COMPLETE,
    "deployed": Status.COMPLETE,
    "delivered": Status.COMPLETE,
    "resolved": Status.COMPLETE,
    "fixed": Status.COMPLETE,
    "closed": Status.COMPLETE,
    "passed": Status.COMPLETE,
    "100%": Status.COMPLETE,
    "underway": Status.IN_PROGRESS,
    "active": Status.IN_PROGRESS,
    "0%": Status.PENDING,
    "draft": Status.PENDING,
    "proposed": Status.PENDING,
    "backlog": Status.PENDING,
    "scheduled": Status.PENDING,
    "n/a": Status.SKIPPED,
    "abandoned": Status.SKIPPED,
    "superseded": Status.SKIPPED,
    "paused": Status.DEFERRED,
}
"""Words that titles use as well: statuses where they are all of a value, or stand behind a tick or in capitals."""
PAPER = {"approved", "accepted", "draft", "proposed", "in review", "under review", "ready for review"}
"""States that a plan itself can have, whatever became of the work that it plans."""
_JOINING = """
a add adds an and as by display displays for from green in into new no of on or our remove render replace show shows the
to use uses with without
"""
JOINING = frozenset(_JOINING.split())
"""Behind such a word a sign is a part of the title: "Add ✅ icon to list"."""
