"""When units were begun, done and proven: what git knows of a document's history, for the timeline of a report."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.verdict import Answer

if TYPE_CHECKING:
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.described import DocumentFacts, UnitFacts
    from pytest_phasegate.model.verdict import Outcome, Result
    from pytest_phasegate.plugin.session import GateSession
    from pytest_phasegate.projects.project import Project

_CLAIMED = frozenset(status.value for status in Status if status.is_claimed)
_BEGUN = frozenset(status.value for status in Status if status.is_begun)


def add_dates(outcome: Outcome, gates: GateSession) -> Outcome:
    """Give the units of an outcome their dates, as far as git shows them.

    A unit was begun, and done, when the document was committed that first said so of its present state. It is proven as
    of the newest commit that a verdict on it rests on. Documents of unreadable or no history are left as they are.
    """
    proven = _proving_times(outcome, gates.evidence)
    documents = {path: _dated(facts, gates.project_of(path), proven) for path, facts in outcome.documents.items()}
    return replace(outcome, documents=documents)


def _dated(facts: DocumentFacts, project: Project, proven: dict[str, int]) -> DocumentFacts:
    path, dates = facts.path.removeprefix(project.folder), {}
    with suppress(EvidenceError):  # a report without dates is better than none
        dates = dict(project.evidence.git.unit_dates(path, facts.dialect)) if facts.dialect else {}

    def date(unit: UnitFacts) -> UnitFacts:
        begun, done = dates.get(unit.place.rpartition("::")[2], (None, None))
        return replace(
            unit,
            begun=begun if unit.status in _BEGUN else None,
            done=done if unit.status in _CLAIMED else None,
            proven=proven.get(unit.place) if unit.status in _CLAIMED else None,
        )

    return replace(facts, units=tuple(date(unit) for unit in facts.units))


def _proving_times(outcome: Outcome, evidence: ProjectEvidence) -> dict[str, int]:
    """By a unit's place, the time of the newest commit that a held verdict on it rests on."""
    resting = [(result.place, result.verdict.commit) for result in outcome.results if _rests_on_commit(result)]
    try:
        commits = evidence.git.commits(tuple(dict.fromkeys(commit for _, commit in resting if commit)))
    except EvidenceError:  # a report without dates is better than none
        return {}
    times: dict[str, int] = {}
    for place, commit in resting:
        if commit is not None and commit in commits:
            times[place] = max(times.get(place, 0), commits[commit].commit_time)
    return times


def _rests_on_commit(result: Result) -> bool:
    return result.verdict.answer is Answer.HELD and result.verdict.commit is not None
