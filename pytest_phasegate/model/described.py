"""What reports show of a document besides its verdicts: its units, and the lines that its checks look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """A unit as reports show it.

    ``place`` is the part of its check ids before the gate, and ``parent`` that of the unit it belongs to (None for the
    document itself). ``level`` and ``status`` are the words of the model; ``phases`` are ids of the policy's phases
    that cover the unit. ``begun``, ``done`` and ``proven`` are seconds since 1970-01-01 UTC, None where not known.
    """

    place: str
    parent: str | None
    level: str
    id: str
    title: str
    status: str
    line: int
    end: int
    phases: tuple[str, ...] = ()
    begun: int | None = None
    done: int | None = None
    proven: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """A document as reports show it.

    ``lines`` are the lines that its checks look at, in order, each with how many checks look at it; a line is not
    proven if fewer were judged. The first of ``units`` is the document itself, the others follow in its order.
    """

    path: str
    dialect: str
    lines: tuple[tuple[int, int], ...]
    units: tuple[UnitFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How much of something must be proven, and how much is.

    ``scope`` is "total", "document" or "phase", and ``name`` which. ``percent`` is None if it was not measured: a
    partial run, or nothing to measure. Such a threshold is not met.
    """

    scope: str
    name: str
    minimum: float
    percent: float | None
    is_met: bool
