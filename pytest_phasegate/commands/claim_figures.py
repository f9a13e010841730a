"""Figures on claims that git and the verdicts tell together: whose are false, how late evidence came, and waivers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from pytest_phasegate.commands.judging import judge_all, word_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.commands.judging import Judged
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.document_history import DocumentHistory, Edit
    from pytest_phasegate.projects.opened import Projects

BULK = 5
"""How many units or boxes a commit must tick to tick them in bulk."""

SOON = 14
"""Days; a waiver that expires within them expires soon."""

_CO_AUTHOR = "co-authored-by"


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who called units done: an author, or a co-author (a trailer), and how many of these claims are false."""

    name: str
    claims: int
    false: int


@dataclass(frozen=True, slots=True)
class Ticks:
    """Units and boxes that were ticked, and how many of them in commits that ticked ``BULK`` or more at once."""

    ticked: int
    in_bulk: int


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver: the check that may fail, until which day, who answers for it, and where it stands."""

    check: str
    owner: str
    expires: str
    place: str
    state: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of all documents; ``late`` is the median time, in seconds, by which evidence came after its claim.

    It is null where no claim came before its evidence, or git knows of none.
    """

    claimants: tuple[Claimant, ...]
    ticks: Ticks
    late: float | None
    waivers: tuple[Waived, ...]


def measure_claims(asked: Asked, opened: Projects, paths: Iterable[str]) -> Figures:
    """Measure the claims of some documents."""
    claims, false = Counter[str](), Counter[str]()
    ticked: list[int] = []
    late: list[float] = []
    for path in paths:
        workflow, evidence = opened.documents[path].workflow, opened.project_of(path).evidence
        history = evidence.git.document_history(workflow.path, workflow.dialect)
        judged = judge_all(asked, opened, path, lambda check: check.unit.status.is_claimed)
        for commit, is_false in _claims(judged, history):
            names = set(_names(commit))
            claims.update(names)
            false.update(names if is_false else ())
        late += _late(judged, history, opened)
        ticked += [_ticked(edit) for edit in history.edits if not edit.is_merge]
    ordered = sorted(claims, key=lambda name: (-claims[name], name))
    people = (Claimant(name, claims[name], false[name]) for name in ordered)
    ticks = Ticks(sum(ticked), sum(number for number in ticked if number >= BULK))
    return Figures(tuple(people), ticks, median(late) if late else None, tuple(waivers_of(opened)))


def _ticked(edit: Edit) -> int:
    """How many units and boxes an edit called done that had not been."""
    return sum(edit.claims(key) for key in edit.units) + sum(edit.boxes.values())


def _claims(judged: Judged, history: DocumentHistory) -> Iterator[tuple[Commit, bool]]:
    """The commits that called units done, each once for a unit, and whether a check of the unit is false."""
    false = {check.unit.key for check, result in judged.results if word_of(check, result) == "false"}
    for key in dict.fromkeys(check.unit.key for check, _ in judged.results):
        edit = history.claimed(key)
        if edit is not None and edit.commit is not None:
            yield edit.commit, key in false


def _names(commit: Commit) -> Iterator[str]:
    yield commit.author.name
    for key, value in commit.trailers:
        if key.casefold() == _CO_AUTHOR:
            yield value.partition("<")[0].strip() or value


def _late(judged: Judged, history: DocumentHistory, opened: Projects) -> Iterator[float]:
    """By how many seconds the commit that a verdict rests on came after the unit was called done."""
    for check, result in judged.results:
        edit, commit = history.claimed(check.unit.key), result.verdict.commit
        if edit is None or edit.commit is None or commit is None or check.gate != "commit":
            continue
        found = opened.evidence.git.resolve(commit).commit
        if found is not None and found.commit_time > edit.commit.commit_time:
            yield float(found.commit_time - edit.commit.commit_time)


def waivers_of(opened: Projects) -> Iterator[Waived]:
    """The waivers of all policies, those that expire first at the beginning of each."""
    today = opened.evidence.today()
    for project in opened.projects:
        for waiver in sorted(project.policy.waivers, key=lambda each: each.expires):
            is_soon = waiver.expires <= today + timedelta(days=SOON)
            state = "expired" if waiver.expires < today else "expires soon" if is_soon else "open"
            check = f"{project.folder}{waiver.check}"
            yield Waived(check, waiver.owner, waiver.expires.isoformat(), str(waiver.location), state)
