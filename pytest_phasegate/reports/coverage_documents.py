"""Task documents as source files of coverage.py: the plug-in through which coverage.py reports on them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coverage import CoveragePlugin
from coverage.plugin import CodeRegion, FileReporter

from pytest_phasegate.model.shares import LineState, all_line_states
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.escape import for_terminal
from pytest_phasegate.text.decode import show_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_phasegate.model.described import DocumentFacts
    from pytest_phasegate.model.verdict import Outcome

MODULE = "pytest_phasegate.coverage_plugin"
"""The module that users name under ``plugins`` in coverage.py's settings."""

PHASES = ("phase", "phases")
TASKS = ("task", "tasks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document as coverage.py needs it: ``executed`` are the proven lines, by the kinds of gates that proved them."""

    name: str
    statements: frozenset[int]
    excluded: frozenset[int]
    executed: Mapping[str, frozenset[int]]
    regions: tuple[CodeRegion, ...]


class TasksPlugin(CoveragePlugin):  # type: ignore[misc, unused-ignore]
    """The coverage.py plug-in: it reports on task documents, and traces nothing.

    ``sources`` are the documents by their real absolute paths; ``read`` gives the text of one by that path.
    """

    def __init__(self, sources: Mapping[str, Source], read: Callable[[str], str]) -> None:
        self._sources = sources
        self._read = read

    def file_reporter(self, filename: str) -> FileReporter:
        """The reporter of a document; coverage.py calls this."""
        source = self._sources.get(filename)
        if source is None:
            name = os.path.relpath(filename).replace(os.sep, "/")
            nothing: frozenset[int] = frozenset()
            source = Source(name=name, statements=nothing, excluded=nothing, executed={}, regions=())
        return DocumentReporter(filename, source, self._read)

    def sys_info(self) -> list[tuple[str, Any]]:
        """What ``coverage debug sys`` shows."""
        return [("documents", [source.name for source in self._sources.values()])]


class DocumentReporter(FileReporter):  # type: ignore[misc, unused-ignore]
    """One document."""

    def __init__(self, filename: str, source: Source, read: Callable[[str], str]) -> None:
        super().__init__(filename)
        self._source = source
        self._read = read

    def relative_filename(self) -> str:
        """The path as our reports show it, whatever the current folder."""
        return self._source.name

    def source(self) -> str:
        """The text; characters that hide or reorder text are shown as escape sequences."""
        return for_terminal(self._read(self.filename))

    def source_token_lines(self) -> Iterable[list[tuple[str, str]]]:
        """The lines, uncolored; split as our readers split them, because ``splitlines`` knows more line ends."""
        return [[("txt", line)] for line in self.source().split("\n")]

    def lines(self) -> set[int]:
        """The lines that checks look at, without the waived ones, which would count as missing."""
        return set(self._source.statements - self._source.excluded)

    def excluded_lines(self) -> set[int]:
        """The waived lines."""
        return set(self._source.excluded)

    def code_regions(self) -> list[CodeRegion]:
        """The units; a list, because reports iterate over it once for each kind."""
        return list(self._source.regions)

    def code_region_kinds(self) -> list[tuple[str, str]]:
        """The words for units of the top level and for those below."""
        return [PHASES, TASKS]


def sources_of(outcome: Outcome, root: Path) -> dict[str, Source]:
    """Make what coverage.py needs of each document, by its real absolute path; ``root`` is the project's folder."""
    states = all_line_states(outcome)
    kinds = _proving_kinds(outcome)
    base = os.path.realpath(root)
    return {
        place_of(path, base): _source(outcome.documents[path], states[path], kinds.get(path, {})) for path in states
    }


def place_of(path: str, base: str) -> str:
    """The absolute path by which coverage.py knows a document; ``base`` is the real path of the project's root.

    coverage.py keeps paths in a database that takes UTF-8 only: other bytes are written as escape sequences.
    """
    whole = str(Path(base, *path.split("/")))
    return whole.encode("utf-8", "backslashreplace").decode("utf-8")


def _source(facts: DocumentFacts, states: Mapping[int, LineState], kinds: Mapping[str, Iterable[int]]) -> Source:
    proven = frozenset(line for line, state in states.items() if state is LineState.PROVEN)
    return Source(
        name=show_hidden(facts.path),
        statements=frozenset(states),
        excluded=frozenset(line for line, state in states.items() if state is LineState.WAIVED),
        executed={kind: proven.intersection(lines) for kind, lines in sorted(kinds.items())},
        regions=tuple(_regions(facts)),
    )


def _proving_kinds(outcome: Outcome) -> dict[str, dict[str, set[int]]]:
    """The lines on which a gate held, by document and kind of gate."""
    kinds: dict[str, dict[str, set[int]]] = {}
    for result in outcome.results:
        if result.verdict.answer is Answer.HELD:
            kinds.setdefault(result.document, {}).setdefault(result.gate, set()).update(result.lines)
    return kinds


def _regions(facts: DocumentFacts) -> Iterable[CodeRegion]:
    """A region for each unit, named by its id: titles are untrusted, and coverage.py writes names into its pages."""
    if not facts.units:
        return
    top = facts.units[0].place
    inner: dict[str, set[int]] = {}
    for unit in facts.units[1:]:
        if unit.parent is not None:
            inner.setdefault(unit.parent, set()).update(range(unit.line, unit.end + 1))
    for unit in facts.units[1:]:
        name = unit.place[len(facts.path) + 2 :].replace("::", ".")
        lines = set(range(unit.line, unit.end + 1))
        if unit.parent == top:
            yield CodeRegion(kind=PHASES[0], name=name, start=unit.line, lines=lines)
        elif own := lines - inner.get(unit.place, set()):
            yield CodeRegion(kind=TASKS[0], name=name, start=unit.line, lines=own)
