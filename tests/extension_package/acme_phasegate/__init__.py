"""What Acme adds to pytest-phasegate: a gate, a dialect and a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.hookspecs import Report, hookimpl
from pytest_phasegate.model.check import Gate

if TYPE_CHECKING:
    from pytest_phasegate.documents.dialect import Dialect


@hookimpl
def phasegate_gates() -> list[Gate]:
    from acme_phasegate.changelog import FINDINGS

    return [Gate(kind="changelog", module="acme_phasegate.changelog", reads=frozenset({"task"}), findings=FINDINGS)]


@hookimpl
def phasegate_dialects() -> list[Dialect]:
    from acme_phasegate.boards import BOARDS

    return [BOARDS]


@hookimpl
def phasegate_reports() -> list[Report]:
    return [Report(name="acme-list", module="acme_phasegate.verdicts", dest="verdicts.txt")]
