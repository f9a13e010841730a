"""A check, one gate applied to one unit, and what every gate module offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from pytest_phasegate.location import Location
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Phase, Policy
    from pytest_phasegate.model.verdict import Verdict
    from pytest_phasegate.model.workflow import Unit, Workflow

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[S]):
    """One gate applied to one unit: one pytest item.

    ``id`` is ``document::top-level unit::unit::gate``; ``phases`` are those of the policy that cover the unit;
    ``claims`` are what the gate looks at, as its ``applies`` chose them: empty only while it is asked.
    """

    id: str
    gate: str
    workflow: Workflow
    unit: Unit
    policy: Policy
    phases: tuple[Phase, ...]
    settings: S
    location: Location
    claims: tuple[Claim, ...] = ()

    def at(self, line: int) -> Location:
        """A line of the check's document."""
        return self.location._replace(line=line)


class Gate(Protocol):
    """What a module in ``gates/`` offers: it is met by modules, checked where ``all_gates`` lists them."""

    @property
    def KIND(self) -> str:  # noqa: N802 - a module's constant
        """The gate's name in ids, policies and markers."""

    @property
    def RUNS_COMMANDS(self) -> bool:  # noqa: N802 - a module's constant
        """Whether judging starts a program of the policy: such gates come after all that only read."""

    @property
    def ALWAYS_JUDGED(self) -> bool:  # noqa: N802 - a module's constant
        """Whether units that do not claim to be done are judged too; what holds of them is pending all the same."""

    @property
    def Settings(self) -> type[Any]:  # noqa: N802 - a module's class
        """A frozen dataclass: the gate's settings, their defaults, and its part of the policy's schema."""

    def concerns(self, check: Check[Any]) -> bool:
        """Whether the gate may apply to any unit of the check's document that has these phases and settings.

        Asked once for all of them, so it must not look at the unit; where it says no, ``applies`` is never asked.
        """

    def applies(self, check: Check[Any]) -> tuple[Claim, ...]:
        """The claims of the check's unit that the gate looks at, the one to report at first; none: no check."""

    def judge(self, check: Check[Any], evidence: Evidence) -> Verdict:
        """Hold the claims against the evidence."""
