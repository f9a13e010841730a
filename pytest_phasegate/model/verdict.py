"""The answers: what a gate found, what a check's verdict is, and all verdicts of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_phasegate.location import Location
    from pytest_phasegate.model.described import DocumentFacts, Threshold
    from pytest_phasegate.model.unknown import Unknown


UNPROVEN = "not proven: "
"""How a note begins that a person should see although the claim holds: it is shown without being asked for."""


class Answer(Enum):
    """The answer to a check."""

    HELD = "held"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PENDING = "pending"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim that does not hold, or that cannot be verified.

    Each text is a sentence without a full stop: ``claim`` is what the document says, ``found`` what is so
    instead (with the nearest candidate), ``remedy`` what would mend it (a command or an edit). ``code`` is a
    stable name for the kind of finding, such as ``commit-missing``. An ``unknown`` finding says that the evidence
    cannot be had; ``cause`` then says why, in words that all findings of one cause share, so that it can be said once.
    A ``security`` finding keeps the unit's commands from being run. ``rule`` is the number and the explanation of the
    code, a space between them, where the gate is not built in: they travel with what it found.
    """

    code: str
    line: int
    claim: str
    found: str
    remedy: str
    unknown: bool = False
    security: bool = False
    cause: str = ""
    rule: str = ""

    def unseen(self, what: str, unknown: Unknown) -> Finding:
        """The finding that the same claim can be held against nothing.

        Args:
            what: what cannot be told, as a sentence without a full stop.
            unknown: why, and what to do about it.
        """
        return replace(self, found=what).because(unknown)

    def because(self, unknown: Unknown) -> Finding:
        """The finding that the same claim can be held against nothing, where ``found`` says what cannot be told.

        Args:
            unknown: why, and what to do about it.
        """
        found = f"{self.found}: {unknown.why}"
        return replace(self, found=found, remedy=unknown.remedy, unknown=True, cause=unknown.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one check.

    ``reason`` is one sentence; ``looked_at`` counts the things that were held against the evidence;
    ``notes`` say how a claim was matched where that is not plain ("found as src/a.py"); ``commit`` is the
    full id of the commit the verdict rests on, where there is one.
    """

    answer: Answer
    reason: str
    findings: tuple[Finding, ...] = ()
    looked_at: int = 0
    notes: tuple[str, ...] = ()
    commit: str | None = None

    @property
    def is_security_matter(self) -> bool:
        """Whether a finding forbids running commands for the unit."""
        return any(finding.security for finding in self.findings)


def verdict_of(
    findings: Iterable[Finding],
    *,
    looked_at: int,
    reason: str = "",
    notes: Iterable[str] = (),
    commit: str | None = None,
) -> Verdict:
    """Draw the verdict from what a gate found.

    A false claim outweighs one that cannot be verified, and either outweighs all that hold. A gate that
    looked at nothing has proven nothing: that is a failure too.

    Args:
        findings: every claim that does not hold or cannot be verified.
        looked_at: how many things the gate held against the evidence.
        reason: what is proven, in one sentence, if there is no finding.
        notes: how claims were matched.
        commit: the full id of the commit the verdict rests on.
    """
    found = tuple(sorted(findings, key=lambda finding: (finding.unknown, finding.line)))
    if not found and not looked_at:
        return Verdict(answer=Answer.FAILED, reason="the gate looked at nothing, so nothing is proven")
    if not found:
        answer = Answer.HELD
    else:
        answer = Answer.UNKNOWN if found[0].unknown else Answer.FAILED
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        reason = f"{found[0].found}{more}"
    return Verdict(
        answer=answer,
        reason=reason,
        findings=found,
        looked_at=looked_at,
        notes=tuple(notes),
        commit=commit,
    )


def pending(reason: str, notes: tuple[str, ...] = ()) -> Verdict:
    """The verdict on a unit that claims nothing yet; ``notes`` are what is worth to know of it all the same."""
    said = f"{reason}; {'; '.join(notes)}" if notes else reason
    return Verdict(answer=Answer.PENDING, reason=said, notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A check as a report needs it: where it stands, what it was about, and its verdict.

    ``id`` is the whole check id, ``document`` its path, ``unit`` the unit's name ("batch 2") and ``gate`` the
    kind; ``location`` is the claim's line. ``lines`` are all lines that the check looks at.
    """

    id: str
    document: str
    unit: str
    gate: str
    location: Location
    verdict: Verdict
    lines: tuple[int, ...] = ()

    @property
    def place(self) -> str:
        """The part of the id before the gate: what it shares with the other checks of its unit."""
        return self.id.rpartition("::")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All verdicts of a run: what every report is made from.

    ``planned`` counts the checks that each document makes; fewer results mean a partial run. ``units`` counts
    the units of each document. ``facts`` are what the run rests on (revision, policy), for the reports' heads.
    ``documents`` describe the documents, by path, and ``thresholds`` say how much of them must be proven.
    """

    results: tuple[Result, ...]
    planned: Mapping[str, int]
    units: Mapping[str, int]
    facts: Mapping[str, str]
    documents: Mapping[str, DocumentFacts] = field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether checks were left out (``-k``, ``--lf``, ``-x``, a path)."""
        return len(self.results) < sum(self.planned.values())

    @property
    def left_out(self) -> int:
        """How many checks were planned and not judged."""
        return max(0, sum(self.planned.values()) - len(self.results))

    def counts(self) -> Mapping[Answer, int]:
        """How many results there are of each answer."""
        counts = dict.fromkeys(Answer, 0)
        for result in self.results:
            counts[result.verdict.answer] += 1
        return counts
