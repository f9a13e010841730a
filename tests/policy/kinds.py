"""Settings of gates that exist in these tests only, so that the real ones may change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.policy.values import Names
from pytest_phasegate.policy.yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.policy.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What must hold of commits."""

    cited: Literal["required", "optional"] = field(default="optional", metadata={"doc": "whether an id is owed"})
    one_per_unit: bool = True
    levels: tuple[str, ...] = field(default=("batch",), metadata={"values": "levels"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    command: str = field(default="", metadata={"refers": "commands"})
    reviewer: str = field(default="", metadata={"refers": "roles"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """One field of every type."""

    flag: bool = False
    count: int = 0
    share: float = 0.5
    name: str = ""
    color: Literal["red", "green"] = "red"
    colors: tuple[Literal["red", "green"], ...] = ("red",)
    names: tuple[str, ...] = field(default_factory=tuple)


GATES: dict[str, type[Any]] = {"commit": Commit, "build": Build, "every": Every}
NAMES = Names(gates=GATES, dialects=("batches",))


def node(text: str) -> Node:
    return read_yaml(text.encode(), "a.yaml")


def problem_of(action: Callable[[], object]) -> PhasegateError | None:
    """The mistake that an action is answered with, if any."""
    try:
        action()
    except PhasegateError as error:
        return error
    return None


def read(config: str | None = None, **files: str) -> Policy:
    """Read a policy from files; ``__`` in a name stands for a dot, ``___`` for a slash."""
    named = {name.replace("___", "/").replace("__", "."): text.encode() for name, text in files.items()}

    def glob(pattern: str) -> list[str]:
        head, _, tail = pattern.partition("*")
        return [name for name in named if name.startswith(head) and name.endswith(tail)]

    return read_policy(named.get, GATES, config, dialects=("batches",), glob=glob)


def mistakes(config: str | None = None, **files: str) -> list[str]:
    """The lines of the error that a policy is answered with."""
    with pytest.raises(PhasegateError) as caught:
        read(config, **files)
    return str(caught.value).splitlines()
