"""Why something cannot be told, and what to do about it: what travels from the evidence to the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_phasegate.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Unknown:
    """That the evidence cannot be had.

    ``why`` and ``remedy`` are sentences without a full stop. What makes a whole run blind has the same words wherever
    it is met ("the clone is shallow: ..."), so that reports can say it once: they compare these values.
    """

    why: str
    remedy: str


class UnknownError(EvidenceError):
    """Something that a verdict rests on cannot be told; whoever raises it need not know what would be made of it.

    Args:
        unknown: why, and what to do.
        what: what it is that cannot be told, as a sentence: "who wrote the lines of src/a.py cannot be told".
    """

    def __init__(self, unknown: Unknown, what: str = "") -> None:
        super().__init__(f"{what}: {unknown.why}" if what else unknown.why)
        self.unknown = unknown
        self.what = what
        self.remedy = unknown.remedy
