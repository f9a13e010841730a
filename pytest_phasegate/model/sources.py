"""What a source file holds: what it defines, whether it compiles, and the names of tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.unknown import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Something that a source file defines; ``name`` holds its place ("UserRepository.find")."""

    name: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """What can be told of a source file without running it.

    ``language`` is empty where nobody knows it. ``error`` says why the file does not compile ("line 3: invalid
    syntax"), None where that was not tried: only Python is compiled. ``unknown`` says why its definitions cannot be
    told.
    """

    language: str
    definitions: tuple[Definition, ...] = ()
    error: str | None = None
    unknown: Unknown | None = None

    def defines(self, name: str) -> Definition | None:
        """The definition of a name; one with a place ("Repository.find") must stand there."""
        ending = f".{name}"
        return next((each for each in self.definitions if each.name == name or each.name.endswith(ending)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTest:
    """A test in the project: ``name`` as it is written there, with its class where that is known.

    ``words`` are the stems of its name and of its file's name.
    """

    path: str
    line: int
    name: str
    words: frozenset[str]
