"""What a kind of lie is: the code by which it is caught, where it can be planted, and the function that plants it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.lies.project import Expected, Place, Project

    Plant = Callable[[Project], Expected]

KINDS: dict[str, Kind] = {}
"""Every kind of lie by its name."""


@dataclass(frozen=True)
class Kind:
    """A kind of lie.

    ``on`` are the dialects it is planted in, ``codes`` the codes that catch it, the first its own. ``policy`` is YAML
    that is added to the policy, and ``prepare`` changes the repository otherwise, both for the honest twin as well.
    ``unseen`` says why git cannot always show it; then its rate is measured, and nothing is demanded.
    """

    name: str
    says: str
    codes: tuple[str, ...]
    on: tuple[str, ...]
    plant: Plant
    policy: str = ""
    prepare: Callable[[Project], object] | None = None
    unseen: str = ""


def lie(
    codes: str,
    *on: str,
    policy: str = "",
    prepare: Callable[[Project], object] | None = None,
    unseen: str = "",
) -> Callable[[Plant], Plant]:
    """Let a function plant a kind of lie: its name and the first line of its docstring are those of the kind."""

    def add(plant: Plant) -> Plant:
        name = plant.__name__.replace("_", "-")
        assert plant.__doc__
        assert name not in KINDS, name
        says = plant.__doc__.splitlines()[0].rstrip(".")
        KINDS[name] = Kind(name, says, tuple(codes.split()), on, plant, policy, prepare, unseen)
        return plant

    return add


def swap(
    name: str,
    codes: str,
    *on: str,
    says: str,
    line: str,
    old: str = "",
    new: str = "",
    at: str = "",
    path: str = "",
    policy: str = "",
) -> None:
    """A kind of lie that changes words of a line.

    Args:
        name: its name.
        codes: the codes that catch it.
        on: the dialects.
        says: what is false, in words.
        line: a pattern of the lines that can be changed.
        old: a pattern of the words, by default the whole line.
        new: what stands there instead; with ``%`` below the line, a line of its own.
        at: a pattern of the nearest line above that is blamed, by default the changed line itself.
        path: the document, by default any.
        policy: rules for both twins.
    """

    def plant(project: Project) -> Expected:
        place = project.pick(line, _document(project, path))
        if new.startswith("%"):
            changed = project.insert(place, *new[1:].split("\n"))
        elif not old and not new:
            project.remove(place)
            changed = place
        else:
            changed = project.replace(place, old or "^.*$", new)
        return project.expect(blamed(project, changed, at))

    assert name not in KINDS, name
    KINDS[name] = Kind(name, says, tuple(codes.split()), on, plant, policy)


def blamed(project: Project, place: Place, at: str) -> Place:
    """The line that a lie is caught at: the place itself, or the nearest one above that a pattern is found in."""
    return project.above(place, at) if at else place


def _document(project: Project, path: str) -> str:
    return next((each for each in project.documents if re.search(path, each)), "") if path else ""
