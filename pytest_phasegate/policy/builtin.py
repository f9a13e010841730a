"""The built-in presets: policies of known workflows, shipped as data."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pytest_phasegate.policy.nodes import read_yaml

if TYPE_CHECKING:
    from pytest_phasegate.policy.node import Node

_ENDING = ".yaml"
_PLACE = "preset "


def preset_names() -> tuple[str, ...]:
    """The names that ``extends`` may list, sorted."""
    names = (entry.name for entry in (files(__package__) / "presets").iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


def read_preset(name: str) -> Node:
    """The value of a preset's file; its places are written ``preset batches:3``."""
    data = (files(__package__) / "presets" / (name + _ENDING)).read_bytes()
    return read_yaml(data, _PLACE + name)


def preset_of(node: Node) -> str | None:
    """The preset that a node was read from, or None where it stands in a file of the project."""
    path = node.location.path
    return path.removeprefix(_PLACE) if path.startswith(_PLACE) else None
