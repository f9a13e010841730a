"""Every gate by its kind, in the order in which a unit's checks are listed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.all_dialects import DIALECTS, Dialects
from pytest_phasegate.model.check import Gate

if TYPE_CHECKING:
    from collections.abc import Mapping


def _gate(
    kind: str, *reads: str, every: bool = False, runs_commands: bool = False, always_judged: bool = False
) -> Gate:
    return Gate(
        kind=kind,
        module=f"pytest_phasegate.gates.{kind}",
        reads=None if every else frozenset(reads),
        runs_commands=runs_commands,
        always_judged=always_judged,
    )


_TABLE = (
    _gate("record", every=True, always_judged=True),
    _gate("pipeline", "pipelines", always_judged=True),
    _gate("assignment", "assignees", always_judged=True),
    _gate("inputs", "phase inputs", always_judged=True),
    _gate("order", every=True, always_judged=True),
    _gate("checklist", "boxes"),
    _gate("fields", "fields", "pairs", "boxes"),
    _gate("commit", "commits", "batch", always_judged=True),  # an id that is cited is a claim, whatever the status
    _gate("message", "messages"),
    _gate("files", "files", "mentions"),
    _gate("deliverable", "deliverables", "links"),
    _gate("scope", "roles"),
    _gate("handoff", "handoffs", "inputs", always_judged=True),
    _gate("attempts", "attempts", "decisions", always_judged=True),
    _gate("content"),
    _gate("signoff"),
    _gate("shape", always_judged=True),
    _gate("outcomes", "closer"),
    _gate("trace", "fields", always_judged=True),
    _gate("symbols", "symbols"),
    _gate("closers", "closer", runs_commands=True),
    _gate("build", runs_commands=True),
    _gate("tests", runs_commands=True),
    _gate("coverage", runs_commands=True),
)

WAIVERS = "waivers"
"""The kind of the check that finds waivers without a check; it is no gate, for no policy may turn it off."""

TASK_LIST = "base"
"""The kind of the check that finds what a document has at the base and no more; no policy may turn it off either."""

NO_GATES = (WAIVERS, TASK_LIST)

GATES: Mapping[str, Gate] = MappingProxyType({gate.kind: gate for gate in _TABLE})


class Tables(NamedTuple):
    """What a run reads documents by and holds them against; by default what is built in."""

    gates: Mapping[str, Gate] = GATES
    dialects: Dialects = DIALECTS
