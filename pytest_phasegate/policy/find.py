"""Which file of a project is its policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location

if TYPE_CHECKING:
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
    return next(iter(found), None)


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
