"""The content of a source file: what it defines, whether it compiles, and the names of tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.unknown import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Something that a source file defines; ``name`` is qualified ("UserRepository.find")."""

    name: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """What is known of a source file without running it.

    ``language`` is empty if it is not known. ``error`` says why the file does not compile ("line 3: invalid syntax");
    it is None if it compiles or is not Python. ``unknown`` says why its definitions are not known.
    """

    language: str
    definitions: tuple[Definition, ...] = ()
    error: str | None = None
    unknown: Unknown | None = None

    def defines(self, name: str) -> Definition | None:
        """The definition of a name, qualified ("Repository.find") or not."""
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
