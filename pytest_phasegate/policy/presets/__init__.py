"""The built-in presets: policies of known workflows, shipped as data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.policy.tree import Node

PRESETS = (
    "batches",
    "checkpoints",
    "phases",
    "stages",
    "spec-kit",
    "openspec",
    "kiro",
    "bmad",
    "taskmaster",
    "conductor",
    "gsd",
    "backlog",
    "agent-os",
    "superpowers",
    "checklists",
)
"""The names that ``extends`` may list: each is a YAML file in this folder."""

_PLACE = "preset "


@cache
def read_preset(name: str) -> Node:
    """The value of a preset's file; its locations are written ``preset batches:3``."""
    from importlib.resources import files

    from pytest_phasegate.policy.yaml import read_yaml

    return read_yaml((files(__package__) / f"{name}.yaml").read_bytes(), _PLACE + name)


def preset_of(node: Node) -> str | None:
    """The preset that a node was read from, or None where it is in a file of the project."""
    path = node.location.path
    return path.removeprefix(_PLACE) if path.startswith(_PLACE) else None
