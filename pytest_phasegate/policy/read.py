"""The policy of a project: from bytes to a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.policy import Policy
from pytest_phasegate.policy.find import find_policy

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_phasegate.policy.find import Glob, Read


def read_policy(
    read: Read,
    gates: Mapping[str, type[Any]],
    config: str | None = None,
    *,
    dialects: Collection[str] = (),
    glob: Glob | None = None,
    folder: str = "",
) -> Policy:
    """Read the policy of a project; a project without a policy file has the empty policy.

    ``read`` gives the bytes of a path relative to the project's root, or None where no file is there: so the policy
    can come from the working tree or from the tree of a commit. ``gates`` are the Settings dataclasses by kind of gate;
    only those of the kinds that the policy names are fetched. ``config`` is the path of the policy file, where the
    user names one. ``dialects`` are the names of dialects (none: not checked). ``glob`` gives the paths that a pattern
    matches, for ``include``. ``folder``, with a slash at its end, is searched for the policy file instead of the root.

    Raises PolicyError, or ManyErrors of all the mistakes in all the files, each with its place.
    """
    file = find_policy(read, config, folder)
    if file is None:
        return Policy()
    # Late: with no policy a run needs none of the tables.
    from pytest_phasegate.policy.files import Reading
    from pytest_phasegate.policy.values import Names

    return Reading(read, glob, Names(gates, dialects)).policy(file)
