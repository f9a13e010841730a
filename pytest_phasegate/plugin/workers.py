"""What the first process of a run hands to the worker processes of pytest-xdist."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_phasegate.plugin.values import BASE, base_of

if TYPE_CHECKING:
    import pytest

    from pytest_phasegate.plugin.base_settings import BaseSettings

REPORTED = "phasegate"
"""The attribute of a test report that holds the result as JSON values: from a worker to the controller."""

REVISION = "phasegate_revision"
SHARE = "phasegate_share"


def worker_input(config: pytest.Config) -> dict[str, Any] | None:
    """What a worker process was handed, None in any other process."""
    return getattr(config, "workerinput", None)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker process: it judges, and says nothing."""
    return worker_input(config) is not None


def handed(config: pytest.Config) -> dict[str, Any]:
    """The arguments of ``GateSession`` that were handed to this process; the first one finds them by itself.

    Raises:
        pytest.UsageError: the run is to be held against a base, and that cannot be.
    """
    given = worker_input(config)
    if given is None:
        return {"base": base_of(config)}
    share = given.get(SHARE)
    return {
        "share": Path(share) if share else None,
        "began_at": given.get(REVISION),
        "base": base_of(config),
    }


def hand_over(workerinput: dict[str, Any], share: Path, commit: str | None, base: BaseSettings | None) -> None:
    """Give a worker the folder for what is found once for all, and the commits that all must see.

    Args:
        workerinput: where pytest-xdist takes it from.
        share: the folder.
        commit: the full id of the judged one; None where there is no repository.
        base: what the run is held against, if it is.
    """
    workerinput[SHARE] = str(share)
    workerinput[REVISION] = commit
    workerinput[BASE] = asdict(base) if base else None
