"""When a run was made, as reports write it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
LAST = 253_402_300_799  # the end of the year 9999: a commit may claim a later time, and Python knows none


def show_time(seconds: int) -> str:
    """Write seconds since 1970-01-01 UTC as "2026-11-20T09:30:00Z"; a later year than 9999 as the end of that."""
    return datetime.fromtimestamp(max(0, min(seconds, LAST)), tz=timezone.utc).strftime(FORMAT)


def time_of(outcome: Outcome) -> int:
    """When the run was made, in seconds since 1970-01-01 UTC; 0 where the outcome does not say."""
    try:
        return int(datetime.strptime(outcome.facts.get("time", ""), FORMAT).replace(tzinfo=timezone.utc).timestamp())
    except ValueError:
        return 0
