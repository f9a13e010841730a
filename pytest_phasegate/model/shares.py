"""How much of the plan is proven: each line that a check looks at is proven, missing or waived."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.described import Threshold
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.verdict import Outcome, Result

TOTAL = "total"


class LineState(Enum):
    """The state of a line by all checks that look at it; coverage.py calls them executed, missing and excluded."""

    PROVEN = "proven"  # all of them held
    MISSING = "missing"  # one is false, unknown, pending, or was not judged
    WAIVED = "waived"  # one is waived, and none is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many lines are proven, of how many; waived lines are not counted."""

    proven: int
    lines: int

    @property
    def percent(self) -> float | None:
        """The share in percent, None if there is no line; computed as coverage.py does."""
        return 100.0 * self.proven / self.lines if self.lines else None


def all_line_states(outcome: Outcome) -> dict[str, dict[int, LineState]]:
    """The states of the lines of every document, by path in the order of paths."""
    results: dict[str, list[Result]] = defaultdict(list)
    for result in outcome.results:
        results[result.document].append(result)
    return {path: _states(outcome, path, results[path]) for path in sorted(outcome.documents)}


def only_agrees_with_itself(results: Iterable[Result]) -> bool:
    """Whether all that was judged of a document is that it agrees with itself.

    Nothing of it was then compared with evidence: it may be a plan that is not begun, or a document read wrongly.
    """
    judged = (each for each in results if each.verdict.answer is not Answer.PENDING)
    return all(each.place == each.document and each.verdict.answer is Answer.HELD for each in judged)


def done_units(outcome: Outcome) -> tuple[int, int]:
    """How many units claim to be done, and how many of these, with all in them, were held to nothing but the document.

    Such a unit names no commit, file, test or anything else that evidence could show: it is neither proven nor false.
    """
    units = {unit.place: unit for facts in outcome.documents.values() for unit in facts.units}
    held: set[str] = set()
    for place in (result.place for result in outcome.results if _is_held_to_evidence(result)):
        above: str | None = place
        while above is not None and above in units and above not in held:
            held.add(above)
            above = units[above].parent
    done = [unit.place for unit in units.values() if unit.parent is not None and unit.status in _DONE]
    return len(done), sum(place not in held for place in done)


def say_unproven(outcome: Outcome) -> str:
    """How many done units were held to nothing; "" where there is none, or where not all was judged."""
    done, nothing = (0, 0) if outcome.is_partial else done_units(outcome)
    name = "names" if nothing == 1 else "name"
    return (
        f"{nothing} of {count_of(done, 'done unit')} {name} nothing that could be held to anything" if nothing else ""
    )


_DONE = (Status.COMPLETE.value, Status.IMPLEMENTED.value)
_OF_THE_DOCUMENT = frozenset(["record", "order", "pipeline", "assignment", "checklist", "fields", "attempts", "shape"])
"""Gates that hold a document to itself and to the policy: a box that is ticked proves no more than the word "done"."""


def _is_held_to_evidence(result: Result) -> bool:
    return result.verdict.answer is not Answer.PENDING and result.gate not in _OF_THE_DOCUMENT


def _states(outcome: Outcome, document: str, results: Sequence[Result]) -> dict[int, LineState]:
    facts = outcome.documents.get(document)
    left = dict(facts.lines) if facts else {}
    if only_agrees_with_itself(results):
        return dict.fromkeys(sorted(left), LineState.MISSING)
    waived = set()
    for result in results:
        for line in result.lines:
            if result.verdict.answer in (Answer.HELD, Answer.WAIVED):
                left[line] = left.get(line, 0) - 1
            if result.verdict.answer is Answer.WAIVED:
                waived.add(line)
    return {line: _state(count, line in waived) for line, count in sorted(left.items())}


def _state(left: int, is_waived: bool) -> LineState:
    if left > 0:
        return LineState.MISSING
    return LineState.WAIVED if is_waived else LineState.PROVEN


def share_of(states: Iterable[LineState]) -> Share:
    """Count lines."""
    counted = [state for state in states if state is not LineState.WAIVED]
    return Share(proven=counted.count(LineState.PROVEN), lines=len(counted))


def total_share(outcome: Outcome) -> Share:
    """How much of all documents is proven: the TOTAL of ``coverage report``."""
    return share_of(state for states in all_line_states(outcome).values() for state in states.values())


def show_percent(percent: float | None, precision: int = 0) -> str:
    """Write a share as coverage.py does: nothing else is rounded to 0 or 100; a dash for no share."""
    if percent is None:
        return "-"
    least = 10.0**-precision
    if 0 < percent < least:
        percent = least
    elif 100.0 - least < percent < 100:
        percent = 100.0 - least
    return f"{percent:.{precision}f}"


def has_thresholds(policy: Policy, minimum: float | None = None) -> bool:
    """Whether a run may have a threshold to meet; the arguments are those of ``judge_thresholds``."""
    if minimum is not None:
        return minimum != 0
    shares = [policy.report.fail_under, *(rule.fail_under for rule in policy.documents)]
    return any(shares) or any(phase.fail_under for phase in policy.phases)


def asked_of(policy: Policy, minimum: float | None, *, has_total: bool) -> tuple[Policy, float | None]:
    """The arguments of ``judge_thresholds`` for a part of a run, without a total that all parts must meet together."""
    if has_total or not minimum:
        return policy, minimum
    return replace(policy, report=replace(policy.report, fail_under=0.0)), None


def judge_thresholds(outcome: Outcome, policy: Policy, minimum: float | None = None) -> tuple[Threshold, ...]:
    """Compare a run with the thresholds of the policy; a partial run meets none.

    ``minimum`` is the user's threshold for the total, which replaces the policy's; 0 turns all thresholds off.
    """
    if not has_thresholds(policy, minimum):
        return ()
    total = policy.report.fail_under if minimum is None else minimum
    wanted = [(TOTAL, "all documents", total)] if total else []
    wanted += [
        ("document", path, rule.fail_under)
        for path in sorted(outcome.documents)
        if (rule := policy.document_rule(path)) is not None and rule.fail_under
    ]
    wanted += [("phase", phase.id, phase.fail_under) for phase in policy.phases if phase.fail_under]
    if not wanted:
        return ()
    states = all_line_states(outcome)
    shares = {(TOTAL, "all documents"): share_of(state for lines in states.values() for state in lines.values())}
    shares |= {("document", path): share_of(lines.values()) for path, lines in states.items()}
    shares |= {("phase", phase): share_of(lines.values()) for phase, lines in _by_phase(outcome, states).items()}
    nothing = Share(proven=0, lines=0)
    return tuple(
        _threshold(outcome, policy.report.precision, scope, name, minimum, shares.get((scope, name), nothing))
        for scope, name, minimum in wanted
    )


def _by_phase(
    outcome: Outcome, states: Mapping[str, Mapping[int, LineState]]
) -> dict[str, dict[tuple[str, int], LineState]]:
    """The lines of the units of each phase."""
    phases = {unit.place: unit.phases for facts in outcome.documents.values() for unit in facts.units}
    lines: dict[str, dict[tuple[str, int], LineState]] = defaultdict(dict)
    for result in outcome.results:
        for phase in phases.get(result.place, ()):
            for line in result.lines:
                lines[phase][result.document, line] = states[result.document][line]
    return lines


def _threshold(outcome: Outcome, precision: int, scope: str, name: str, minimum: float, share: Share) -> Threshold:
    percent = None if outcome.is_partial else share.percent
    return Threshold(
        scope=scope,
        name=name,
        minimum=minimum,
        percent=percent,
        is_met=percent is not None and not _is_under(percent, minimum, precision),
    )


def _is_under(percent: float, minimum: float, precision: int) -> bool:
    """Whether a share is too small; it is rounded first, as in coverage.py, unless everything must be proven."""
    if minimum == 100:
        return percent != 100
    return round(percent, precision) < minimum
