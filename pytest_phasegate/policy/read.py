"""Finding the policy of a project and reading it: from bytes to a policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_phasegate.policy.tree import Node

Read = Callable[[str], "bytes | None"]
Glob = Callable[[str], Sequence[str]]

NAMES = ("phasegate.yaml", "phasegate.yml", "phasegate.toml")
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "phasegate")


class PolicyFile(NamedTuple):
    """A config file: its path, its bytes, and the value it holds."""

    path: str
    data: bytes
    root: Node


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


def find_policy(read: Read, config: str | None = None, folder: str = "") -> PolicyFile | None:
    """Find and read the policy file of a project, None if it has none; the arguments are those of ``read_policy``.

    Raises PolicyError if a file cannot be read, the named one is missing, or there are two.
    """
    if config is not None:
        named = read_file(read, config)
        if named is None:
            raise PolicyError("there is no such file, or no [tool.phasegate] in it", Location(config))
        return named
    found = [file for name in (*NAMES, PYPROJECT) if (file := read_file(read, folder + name))]
    if len(found) > 1:
        names = " and ".join(file.path for file in found)
        raise PolicyError(f"there are two policies, {names}; keep one, or name one with --phasegate-config")
    return found[0] if found else None


def read_file(read: Read, path: str) -> PolicyFile | None:
    """Read a config file, or our table in it; None if there is none; raises PolicyError if it cannot be read."""
    data = read(path)
    if data is None:
        return None
    if not path.endswith(".toml"):
        from pytest_phasegate.policy.yaml import read_yaml

        return PolicyFile(path, data, read_yaml(data, path))
    is_shared = path.rpartition("/")[2] == PYPROJECT
    if is_shared and b"phasegate" not in data:
        return None  # broken or not, it is not ours
    from pytest_phasegate.policy.toml import read_toml

    root = read_toml(data, path, TABLE if is_shared else ())
    return PolicyFile(path, data, root) if root else None
