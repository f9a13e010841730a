"""The built-in presets: policies of known workflows, shipped as data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.policy.tree import Node

_ENDING = ".yaml"
_PLACE = "preset "


@cache
def preset_names() -> tuple[str, ...]:
    """The names that ``extends`` may list, sorted."""
    from importlib.resources import files

    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


@cache
def read_preset(name: str) -> Node:
    """The value of a preset's file; its places are written ``preset batches:3``."""
    from importlib.resources import files

    from pytest_phasegate.policy.yaml import read_yaml

    return read_yaml((files(__package__) / (name + _ENDING)).read_bytes(), _PLACE + name)


def preset_of(node: Node) -> str | None:
    """The preset that a node was read from, or None where it stands in a file of the project."""
    path = node.location.path
    return path.removeprefix(_PLACE) if path.startswith(_PLACE) else None
