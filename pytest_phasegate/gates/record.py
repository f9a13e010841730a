"""The document agrees with itself: statuses, tasks, counts and ids, and every claim in it can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.model.workflow import Claim, Level, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import CountClaim, Unit

KIND = "record"
RUNS_COMMANDS = False
ALWAYS_JUDGED = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """In what a document must agree with itself."""

    problems: bool = field(default=True, metadata={"doc": "what looks like a claim can be read as one"})
    counts: bool = field(default=True, metadata={"doc": 'a count such as "5/6 complete" is right'})
    status_agrees: bool = field(default=True, metadata={"doc": "a unit's heading, field and table give one status"})
    tasks_verified: bool = field(
        default=False, metadata={"doc": "in a complete unit each task is complete, not only implemented"}
    )


def applies(check: Check[Settings]) -> tuple[Claim, ...]:
    """What a unit says of itself more than once; of the document itself always something."""
    unit = check.unit
    if unit.level is Level.DOCUMENT:
        return (*unit.problems, *unit.counts) or (Claim(line=unit.line, text=unit.title),)
    several = unit.statuses if len(unit.statuses) > 1 or unit.units else ()
    repeated = (Claim(line=unit.line, text=unit.title),) if "~" in unit.key else ()
    return (*unit.problems, *repeated, *several, *unit.counts)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold what the unit says against what the rest of the document says."""
    unit, settings = check.unit, check.settings
    findings = list(_repeated_id(check))
    if settings.problems:
        findings.extend(_problems(unit))
    if settings.status_agrees:
        findings.extend(_statuses(unit))
        findings.extend(_open_tasks(check))
    if settings.counts:
        findings.extend(finding for count in unit.counts for finding in _count(check, count))
    return verdict_of(findings, looked_at=len(check.claims), reason=f"{unit.name} agrees with itself")


def _problems(unit: Unit) -> Iterator[Finding]:
    for problem in unit.problems:
        yield Finding(
            code="claim-unreadable",
            line=problem.line,
            claim=f'"{problem.text.strip()[:80]}"',
            found=problem.message,
            remedy="write it in a way that can be checked, or make it plain prose",
        )


def _repeated_id(check: Check[Settings]) -> Iterator[Finding]:
    unit = check.unit
    if "~" in unit.key:
        first = next(other for other in check.workflow.units() if (other.level, other.id) == (unit.level, unit.id))
        yield Finding(
            code="id-repeated",
            line=unit.line,
            claim=f'{unit.name} is "{unit.title}"',
            found=f'{unit.name} was introduced before, at {check.at(first.line)}, as "{first.title}"',
            remedy="give it an id of its own",
        )


def _statuses(unit: Unit) -> Iterator[Finding]:
    for claim in unit.statuses[1:]:
        first = unit.statuses[0]
        if claim.status is not first.status:
            yield Finding(
                code="status-disagrees",
                line=claim.line,
                claim=f"the {claim.source} of {unit.name} says {_word(claim.status)}",
                found=f"its {first.source} at line {first.line} says {_word(first.status)}",
                remedy="make both say what is so",
            )


def _open_tasks(check: Check[Settings]) -> Iterator[Finding]:
    """The units below a done one that are not done themselves."""
    unit = check.unit
    if not unit.status.is_claimed:
        return
    only_complete = check.settings.tasks_verified and unit.status is Status.COMPLETE
    for task in unit.units:
        done = task.status is Status.COMPLETE if only_complete else task.status.is_claimed
        if not done and not task.status.is_dropped:
            yield Finding(
                code="task-not-done",
                line=task.status_claims[0].line,
                claim=f"{unit.name} is {_word(unit.status)}",
                found=f"{task.name} is {_word(task.status)}",
                remedy=f"finish {task.name}, or set {unit.name} back to in progress",
            )


def _count(check: Check[Settings], count: CountClaim) -> Iterator[Finding]:
    """A count against the units of its level below the unit that states it; where there are none, they are prose."""
    units = [unit for unit in check.unit.walk() if unit.level is count.level and unit is not check.unit]
    outer = [unit for unit in units if getattr(check.workflow.parent(unit), "level", None) is not count.level]
    every, top = _tallies(units), _tallies(outer)  # sub-batches count as batches, or not
    wrong = []
    if count.total is not None and count.total not in every.totals | top.totals:
        wrong.append(f"there are {len(units)}")
    if count.done is not None and count.done not in every.dones | top.dones:
        wrong.append(f"{sum(unit.status.is_claimed for unit in units)} of {len(units)} are done")
    if units and wrong:
        yield Finding(
            code="count-wrong",
            line=count.line,
            claim=f"{check.unit.name} counts {_counted(count)}",
            found=f"{' and '.join(wrong)} ({_plural(count.level, len(units))})",
            remedy="correct the count, or the statuses it counts",
        )


@dataclass(frozen=True, slots=True)
class _Tallies:
    """The counts that an honest author may write: open ones may leave dropped units out, done ones add them."""

    totals: frozenset[int]
    dones: frozenset[int]


def _tallies(units: list[Unit]) -> _Tallies:
    dropped = sum(unit.status.is_dropped for unit in units)
    complete = sum(unit.status is Status.COMPLETE for unit in units)
    claimed = sum(unit.status.is_claimed for unit in units)
    return _Tallies(
        totals=frozenset({len(units), len(units) - dropped}),
        dones=frozenset({complete, claimed, complete + dropped, claimed + dropped}),
    )


def _counted(count: CountClaim) -> str:
    words = _plural(count.level, count.total or 0)
    if count.done is None:
        return f"{count.total} {words}"
    return f"{count.done}{'' if count.total is None else f' of {count.total}'} {words} done"


def _plural(level: Level, count: int) -> str:
    word = {Level.BATCH: "batches", Level.CRITERION: "criteria"}.get(level, f"{level.value}s")
    return level.value if count == 1 else word


def _word(status: Status) -> str:
    return status.value.replace("_", " ")
