"""What a module for a dialect offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Workflow


class Dialect(Protocol):
    """A way of writing task documents: met by modules, checked where ``all_dialects`` lists them."""

    @property
    def PLACES(self) -> tuple[str, ...]:  # noqa: N802 - a module's constant
        """Globs, from the project's root, of the places where such documents conventionally are."""

    def recognizes(self, text: str) -> bool:
        """Whether a text is written in this dialect; cheap, and never raises."""

    def read(self, path: str, text: str) -> Workflow:
        """Read a document; raises DocumentError for a text that holds no unit."""
