"""Errors that the user can mend, and how several of them are reported at once."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.location import Location


class PhasegateError(Exception):
    """A mistake that the user can mend: shown as a message, never as a traceback."""

    def __init__(self, message: str, location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.location = location

    def __str__(self) -> str:
        return f"{self.location}: {self.message}" if self.location else self.message


class DocumentError(PhasegateError):
    """A document cannot be read: it is not text, too large, or holds no unit."""


class PolicyError(PhasegateError):
    """A policy or a phase config is wrong."""


class OptionError(PhasegateError):
    """A run is asked for in a way that cannot be: by its options, or by where it was started."""


class EvidenceError(PhasegateError):
    """The evidence is not available: no repository, no such revision, git is missing."""

    remedy = ""
    """What would mend it, if that is known."""


class CommandRefusedError(EvidenceError):
    """A command is not run, because the policy at the base does not define it."""


class ExtensionError(PhasegateError):
    """What another package adds cannot be used, or fails while it is."""


@contextmanager
def faults_of(what: str) -> Iterator[None]:
    """Tell what the wrapped code of another package raises as a fault of that package; the one place that does.

    A mistake that the user can mend passes: evidence raises such through a gate that need not catch it.

    Args:
        what: whose code it is, and what it cannot do: "acme 1.2: the gate changelog cannot judge task 1.1".
    """
    try:
        yield
    except PhasegateError:
        raise
    except (Exception, SystemExit) as error:
        raise ExtensionError(f"{what}: {type(error).__name__}: {error}") from error


class ManyErrors(PhasegateError):  # noqa: N818 - several errors, in plain words
    """Several mistakes, reported together, one on each line."""

    def __init__(self, errors: tuple[PhasegateError, ...]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors


@dataclass
class ErrorList:
    """Collects mistakes and raises them once.

    Usage: wrap each step that may raise in ``with errors.collect():``, then call ``errors.raise_any()``.
    """

    errors: list[PhasegateError] = field(default_factory=list)

    def add(self, error: PhasegateError) -> None:
        """Add one more mistake."""
        self.errors.extend(error.errors if isinstance(error, ManyErrors) else [error])

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Add the mistake that the wrapped block raises, and continue after the block."""
        try:
            yield
        except PhasegateError as error:
            self.add(error)

    def raise_any(self) -> None:
        """Raise the one mistake, or all of them as ``ManyErrors``, in the order of their places."""
        ordered = sorted(self.errors, key=lambda error: error.location or ("", 0))
        if len(ordered) == 1:
            raise ordered[0]
        if ordered:
            raise ManyErrors(tuple(ordered))
