"""What another package adds, held to its contract: code of it that fails is told as a fault of that package."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import ExtensionError, faults_of
from pytest_phasegate.model.check import READABLE, Gate
from pytest_phasegate.model.policy import PARTS
from pytest_phasegate.model.verdict import Answer, Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.hookspecs import Report
    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.reports.formats import Format, ReportInput, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignGate(Gate):
    """A gate of another package; ``record`` is the package's own, and ``owner`` how messages call the package."""

    record: Gate
    owner: str

    def taking_settings(self) -> AbstractContextManager[None]:
        """Tell whose fault it is that what a policy sets cannot be taken."""
        return faults_of(f"{self.owner}: the gate {self.kind} cannot take the settings of the policy")

    @property
    def judge(self) -> Callable[[Check[Any], Evidence], Verdict]:
        """The function that judges, or tells whose fault it is that it cannot."""

        def judge(check: Check[Any], evidence: Evidence) -> Verdict:
            with faults_of(f"{self.owner}: the gate {self.kind} cannot judge {check.unit.name} ({check.location})"):
                verdict = self.record.judge(check, evidence)
                if not _is_verdict(verdict):
                    raise TypeError(f"judge returned {verdict!r:.80}, which is no Verdict")
                return verdict

        return judge

    @property
    def applies(self) -> Callable[[Asked], tuple[Claim, ...]]:
        """The function that chooses claims, or tells whose fault it is that it cannot."""

        def applies(asked: Asked) -> tuple[Claim, ...]:
            place = f"{asked.unit.name} ({asked.workflow.path}:{asked.unit.line})"
            with faults_of(f"{self.owner}: the gate {self.kind} cannot choose the claims of {place}"):
                claims = tuple(self.record.applies(asked))
                if not all(isinstance(getattr(claim, "line", None), int) for claim in claims):
                    raise TypeError(f"applies returned {claims!r:.80}, which are no claims")
                return claims

        return applies


def _is_verdict(value: Any) -> bool:
    """Whether reports can show what a gate returned."""
    answer, findings = getattr(value, "answer", None), getattr(value, "findings", ())
    is_one = isinstance(value, Verdict) and isinstance(answer, Answer)
    return is_one and all(isinstance(finding, Finding) for finding in findings)


def gate_of(gate: Gate, owner: str) -> Gate:
    """A gate as a run uses it.

    Raises:
        ExtensionError: its module is none of a gate, or it reads what there is not.
    """
    from pytest_phasegate.policy.settings import settings_keys

    with faults_of(f"{owner}: {gate.module} cannot be imported"):
        module = import_module(gate.module)
    settings: Any = getattr(module, "Settings", None)
    if not callable(getattr(module, "judge", None)):
        raise ExtensionError(f"{owner}: {gate.module} has no function judge")
    if not (isinstance(settings, type) and is_dataclass(settings) and settings.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        raise ExtensionError(f"{owner}: {gate.module} has no frozen dataclass Settings")
    what = f"{owner}: Settings of {gate.module} cannot stand in a policy"
    with faults_of(what):
        try:
            settings_keys(settings)
            settings()
        except (TypeError, NameError) as error:
            raise ExtensionError(f"{what}: {error}") from error
    return ForeignGate(**{each.name: getattr(gate, each.name) for each in fields(Gate)}, record=gate, owner=owner)


def check_reads(gate: Gate, owner: str) -> None:
    """Raise ExtensionError where a gate reads what there is not: it would never be asked, and nobody would know."""
    reads: Any = gate.reads
    known = READABLE | set(PARTS)
    if not isinstance(reads, frozenset | None):
        raise ExtensionError(f"{owner}: the gate {gate.kind} reads {reads!r:.80}, which is no frozenset")
    if unknown := (reads or known) - known:
        names = ", ".join(sorted(map(repr, unknown)))
        raise ExtensionError(f"{owner}: the gate {gate.kind} reads {names}; there are {', '.join(sorted(known))}")


def check_dialect(dialects: Dialects, name: str, owner: str) -> None:
    """Raise ExtensionError where no text can be read by a dialect."""
    from pytest_phasegate.all_dialects import read_document
    from pytest_phasegate.errors import DocumentError

    if not isinstance(dialects[name].places, tuple):
        raise ExtensionError(f"{owner}: the places of the dialect {name} are no tuple of globs")
    try:
        read_document("a text", "# A\n\n- b\n\nc\n", name, dialects)
    except DocumentError:
        return


def format_of(report: Report, owner: str) -> Format:
    """A report as a run makes it."""
    from pytest_phasegate.reports.escape import for_terminal
    from pytest_phasegate.reports.formats import Format

    def make(given: ReportInput, request: Request) -> Mapping[str, str | bytes]:
        with faults_of(f"{owner}: the report {report.name} cannot be made"):
            data = import_module(report.module).render(given.outcome)
        if not isinstance(data, str | bytes):
            raise ExtensionError(f"{owner}: the report {report.name} is neither str nor bytes, but {data!r:.80}")
        if request.dest not in ("", "-"):
            return {"": data}
        return {"": for_terminal(data if isinstance(data, str) else data.decode("utf-8", "replace"))}

    return Format(dest=report.dest, make=make)
