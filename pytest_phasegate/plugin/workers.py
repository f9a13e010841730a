"""What the first process of a run hands to the worker processes of pytest-xdist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

REVISION = "phasegate_revision"
SHARE = "phasegate_share"


def worker_input(config: pytest.Config) -> dict[str, Any] | None:
    """What a worker process was handed, None in any other process."""
    return getattr(config, "workerinput", None)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker process: it judges, and says nothing."""
    return worker_input(config) is not None


def handed(config: pytest.Config) -> dict[str, Any]:
    """The arguments of ``GateSession`` that were handed to this process."""
    given = worker_input(config) or {}
    share = given.get(SHARE)
    return {"share": Path(share) if share else None, "began_at": given.get(REVISION)}


def hand_over(workerinput: dict[str, Any], share: Path, commit: str | None) -> None:
    """Give a worker the folder for what is found once for all, and the commit that all must see.

    Args:
        workerinput: where pytest-xdist takes it from.
        share: the folder.
        commit: the full id; None where there is no repository.
    """
    workerinput[SHARE] = str(share)
    workerinput[REVISION] = commit
