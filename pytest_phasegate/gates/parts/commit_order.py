"""Whether the commits that units cite stand in history in the order in which the units need each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import commit_claims
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence, Resolution
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def committed_later(check: Check[Any], claim: Claim, needed: Unit, evidence: Evidence) -> Iterator[Finding]:
    """Why no commit of a needed unit comes before the unit's last, if so; only cited ids are looked at.

    Fixes of the needed unit may well come later: what the other one needed was there with the first commit.
    """
    unit, line = check.unit, claim.line
    every = [evidence.git.resolve(cited.id) for cited in commit_claims(check.workflow, needed)]
    own = commit_claims(check.workflow, unit)
    if not every or not own:
        return
    last = evidence.git.resolve(own[-1].until or own[-1].id)
    first = _earliest(every, last, evidence)
    for each in (first, last):
        if each.unknown:
            yield finding("commit-unknown/needed", line, unit=unit, needed=needed, cited=each.cited).because(
                each.unknown
            )
            return
    if _order(first, last, evidence) is Order.AFTER:
        yield finding("dependency-committed-later", line, unit=unit, needed=needed, first=first, last=last)


def _earliest(every: list[Resolution], last: Resolution, evidence: Evidence) -> Resolution:
    """Of the commits of a needed unit one that does not come after the other's; else one that cannot be placed."""
    before = (each for each in every if _order(each, last, evidence) not in (Order.AFTER, None))
    return next(before, None) or next((each for each in every if each.unknown), every[0])


def _order(first: Resolution, second: Resolution, evidence: Evidence) -> Order | None:
    """How two cited commits stand to each other; None where one of them is not of the judged history."""
    if not (first.commit and second.commit and first.reachable and second.reachable):
        return None
    return evidence.git.order(first.commit.id, second.commit.id)
