"""A check, one gate applied to one unit, and the record of a gate."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.workflow import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from pytest_phasegate.location import Location
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.findings import Kind
    from pytest_phasegate.model.policy import Phase, Policy
    from pytest_phasegate.model.verdict import Verdict
    from pytest_phasegate.model.workflow import Unit, Workflow

S = TypeVar("S")
T = TypeVar("T")


def setting(default: T, doc: str, *, values: str = "", refers: str = "") -> T:
    """A field of a gate's ``Settings``.

    Args:
        default: its value where the policy sets none.
        doc: what it asks for: a line of the docs and of the policy's schema.
        values: ``levels`` where it names levels of units.
        refers: the part of the policy that it names something of, such as ``commands``.
    """
    marks = {"values": values, "refers": refers}
    return field(default=default, metadata={"doc": doc} | {name: mark for name, mark in marks.items() if mark})


class Asked(NamedTuple):
    """What a gate is asked about while checks are planned: a unit, under the settings of the phases that cover it."""

    workflow: Workflow
    policy: Policy
    unit: Unit
    phases: tuple[Phase, ...]
    settings: Any

    @property
    def is_at_level(self) -> bool:
        """Whether the unit is of one of the levels that the settings name; the document itself is not."""
        return self.unit.level is not Level.DOCUMENT and self.unit.level.value in self.settings.levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[S]):
    """One gate applied to one unit: one pytest item.

    ``id`` is ``document::top-level unit::unit::gate``; ``phases`` are those of the policy that cover the unit;
    ``claims`` are what the gate looks at, the one to report at first.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One kind of condition: a row of the gates' table, and the module that judges it.

    The module offers ``Settings``, a frozen dataclass (the gate's settings, their defaults and its part of the policy's
    schema), ``judge``, which holds the claims of a check against the evidence, and, where it looks at more or less than
    what ``reads`` names, ``applies``, which chooses the claims. Without that the gate looks at the claims of those
    kinds and at the states of units of those levels; where ``reads`` names neither, at the state of every unit. It is
    imported when a document or a policy is met that concerns the gate, so that a run does not pay for the others.

    Args:
        kind: the gate's name in ids, policies and markers.
        module: the dotted name of the module.
        reads: the kinds of claims (their names in ``Unit``) and the levels of which a document must show one for the
            gate to be asked about its units, or the parts of the policy (``roles``, ``pipelines``, ``phase inputs``)
            that must be there; None: it is asked about every document. Where the policy sets it, it is asked anyway.
        runs_commands: whether judging starts a program of the policy: such gates come after all that only read.
        always_judged: whether units that do not claim to be done are judged too; what holds of them is pending all the
            same.
        findings: the kinds of findings that the gate makes besides ours, by their codes, as ``read_kinds`` gives them.
    """

    kind: str
    module: str
    reads: frozenset[str] | None = frozenset()
    runs_commands: bool = False
    always_judged: bool = False
    findings: Mapping[str, Kind] = field(default_factory=dict, compare=False)

    def taking_settings(self) -> AbstractContextManager[None]:
        """Wraps the making of the gate's settings from those of a policy; whoever adds a gate may have a say in it."""
        return nullcontext()

    @property
    def settings(self) -> type[Any]:
        """The class of the gate's settings."""
        return import_module(self.module).Settings  # type: ignore[no-any-return]

    @property
    def judge(self) -> Callable[[Check[Any], Evidence], Verdict]:
        """The function that holds the claims of a check against the evidence."""
        return import_module(self.module).judge  # type: ignore[no-any-return]

    @property
    def applies(self) -> Callable[[Asked], tuple[Claim, ...]]:
        """The function that chooses the claims of a unit that the gate looks at; none: no check."""
        return getattr(import_module(self.module), "applies", None) or self._claims

    def _claims(self, asked: Asked) -> tuple[Claim, ...]:
        """What of a unit the gate reads, at the levels that are set; the document itself is read where it is named."""
        unit, levels, reads = asked.unit, getattr(asked.settings, "levels", ()), self.reads or frozenset()
        own = unit.level.value
        if (own == Level.DOCUMENT.value and own not in reads) or (levels and own not in levels):
            return ()
        is_read = own in reads or reads.isdisjoint(READABLE)
        claims = (claim for kind in CLAIMS if kind in reads for claim in getattr(unit, kind))
        return (*(unit.status_claims if is_read else ()), *claims)


READABLE = frozenset((*CLAIMS, *(level.value for level in Level)))
"""What of units a gate may read: kinds of claims, and levels."""
