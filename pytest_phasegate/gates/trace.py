"""Every item of the work breakdown is covered by a task, and no task covers nothing; what a task cites is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.cited_requirements import TEXT_LIMIT, citing, judge_citing
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.items import Item, cited_items, read_items, requirement_ids
from pytest_phasegate.text.words import are, count_of, likeness, some_of, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


COMMON = 64
"""Words that so many items share do not tell them apart: they find no candidates."""
MOST_NOTES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the tasks of a document must cover."""

    document: str = setting(
        "",
        "the work breakdown or the requirements: beside the document, or with a slash from the project's"
        " root, where {document_dir} is the document's folder; none: nothing is traced",
    )
    cited_in: str = setting(
        "requirements.md", "the requirements beside the document, in which those stand that tasks cite by number"
    )
    similarity: float = setting(0.5, "how alike the titles of a task and an item must be, from 0 to 1")
    levels: tuple[str, ...] = setting(("task",), "the levels whose units must cover something", values="levels")


@dataclass(frozen=True, slots=True)
class _Cover:
    """That a unit covers an item: ``alike`` is None where the unit names the item."""

    unit: Unit
    alike: float | None

    def __str__(self) -> str:
        return f"{self.unit.name} ({'names it' if self.alike is None else f'alike {self.alike:.2f}'})"


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The document as a whole, where the policy names what it was made from; the requirements that a unit cites."""
    unit = asked.unit
    if unit.level is not Level.DOCUMENT:
        return citing(unit) if asked.settings.cited_in else ()
    return (unit.heading,) if asked.settings.document and unit.units else ()


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Match the items with the tasks: by the ids that tasks name, then by titles that are alike."""
    if check.unit.level is not Level.DOCUMENT:
        return judge_citing(check, check.workflow.beside(check.settings.cited_in), evidence)
    path = check.workflow.beside(check.settings.document)
    data = evidence.files.tree().read(path, TEXT_LIMIT)
    items = read_items(data.decode("utf-8", "replace")) if data is not None else ()
    if not items:
        nothing = finding("trace-nothing" if data is None else "trace-nothing/no-item", check.unit.line, path=path)
        return verdict_of([nothing], looked_at=1, reason="")
    units = list(check.workflow.units())
    covers: dict[int, list[_Cover]] = defaultdict(list)
    findings = list(_by_name(units, items, path, covers))
    index = _Index(items)
    groups = [unit for unit in units if unit.units or unit.level.value in check.settings.levels]
    _by_title(groups, index, check.settings.similarity, covers)
    leaves = [unit for unit in units if not unit.units and unit.level is not Level.CLOSER]
    _by_title(leaves, index, check.settings.similarity, covers, only_open=True)
    findings.extend(_uncovered(check, path, index, covers, [*groups, *leaves]))
    findings.extend(_covering_nothing(check, covers, path))
    return verdict_of(
        findings,
        looked_at=len(items),
        reason=f"the {count_of(len(items), 'item')} of {path} {are(len(items))} covered, and every task covers some",
        notes=_notes(items, path, covers),
    )


class _Index:
    """The items by the stems of their titles."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.stems = [stems(item.title) for item in items]
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self.stems):
            for word in words:
                self.places[word].append(place)

    def nearest(self, words: frozenset[str]) -> tuple[int, float] | None:
        """The item whose title is most like some words, and how much; the first of several."""
        postings = sorted((self.places[word] for word in words if word in self.places), key=len)
        rare = [places for places in postings if len(places) <= COMMON] or [places[:COMMON] for places in postings[:1]]
        candidates = Counter(place for places in rare for place in places)
        alike = [(likeness(words, self.stems[place]), -place) for place in candidates]
        best = max(alike, default=None)
        return (-best[1], best[0]) if best else None


def _by_name(
    units: Iterable[Unit], items: Sequence[Item], path: str, covers: dict[int, list[_Cover]]
) -> Iterator[Finding]:
    """Note which units name which items; a name that leads nowhere is a finding."""
    places = {item.id: [place] for place, item in enumerate(items) if item.id}
    named = {**_groups(items), **places}
    for unit in units:
        claimed = [(claim, name) for claim in unit.fields if claim.key == "covers" for name in cited_items(claim.text)]
        for claim, name in claimed:
            if name not in named:
                yield finding("trace-unknown-item", claim.line, unit=unit, name=name, path=path)
            _cover(unit, named.get(name, ()), covers)
        for name in requirement_ids(unit.title):
            _cover(unit, places.get(name, ()), covers)


def _cover(unit: Unit, places: Iterable[int], covers: dict[int, list[_Cover]]) -> None:
    for place in places:
        covers[place].append(_Cover(unit, None))


def _groups(items: Sequence[Item]) -> dict[str, list[int]]:
    """The items in each group: "2.1" and "2.2" are in "2"."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        group = item.id.rpartition(".")[0]
        while group:
            groups[group].append(place)
            group = group.rpartition(".")[0]
    return groups


def _by_title(
    units: Iterable[Unit],
    index: _Index,
    similarity: float,
    covers: dict[int, list[_Cover]],
    *,
    only_open: bool = False,
) -> None:
    """Note for each unit the item whose title is most like its own; ``only_open``: items that nobody covers yet."""
    taken = set(covers) if only_open else set()
    for unit in units:
        nearest = index.nearest(stems(unit.title))
        if nearest and nearest[1] >= similarity and nearest[0] not in taken:
            known = any(cover.unit is unit for cover in covers[nearest[0]])
            if not known:
                covers[nearest[0]].append(_Cover(unit, nearest[1]))


def _uncovered(
    check: Check[Settings], path: str, index: _Index, covers: dict[int, list[_Cover]], units: Sequence[Unit]
) -> Iterator[Finding]:
    open_ = [place for place in range(len(index.items)) if not covers.get(place)]
    if not open_:
        return
    titles = _Index([Item(id=unit.id, title=unit.title, line=unit.line) for unit in units])
    for place in open_:
        item, near = index.items[place], titles.nearest(index.stems[place])
        hint = f"; the nearest is {units[near[0]].name} (alike {near[1]:.2f})" if near else ""
        name = item.id or item.title[:40]
        yield finding("trace-uncovered", check.unit.line, path=path, item=item, hint=hint, name=name)


def _covering_nothing(check: Check[Settings], covers: dict[int, list[_Cover]], path: str) -> Iterator[Finding]:
    """The tasks that cover nothing: neither they, nor a unit below them, nor one above them but for the stage."""
    busy = {cover.unit.key for found in covers.values() for cover in found}
    for unit in check.workflow.units():
        if unit.level.value in check.settings.levels and not unit.status.is_dropped:
            near = (*takewhile(_is_below_stages, check.workflow.above(unit)), *unit.walk())
            if busy.isdisjoint(each.key for each in near):
                yield finding("trace-covers-nothing", unit.line, unit=unit, path=path)


def _is_below_stages(unit: Unit) -> bool:
    return unit.level not in (Level.DOCUMENT, Level.STAGE)


def _notes(items: Sequence[Item], path: str, covers: dict[int, list[_Cover]]) -> Iterator[str]:
    """The mapping, an item a line."""
    for place, item in enumerate(items[:MOST_NOTES]):
        shown = some_of([str(cover) for cover in covers.get(place, [])])
        yield f"{item.name} ({path}:{item.line}): {shown or 'nobody'}"
    if len(items) > MOST_NOTES:
        yield count_of(len(items) - MOST_NOTES, "more item")
