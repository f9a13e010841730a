"""``phasegate complete``: records a unit as done, if the document would then hold; else nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.commands.judging import fault_of, runs_commands, word_of
from pytest_phasegate.commands.layout import paragraph
from pytest_phasegate.commands.names import find_unit
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.commands.recording import (
    REFUSALS,
    Answer,
    add_dry_run,
    answer,
    record,
    refusal,
    tell,
    with_why,
)
from pytest_phasegate.commands.saving import RefusedError
from pytest_phasegate.commands.summary import standing_of, summary_of
from pytest_phasegate.commands.work import Work
from pytest_phasegate.documents.edit.commit_id_edits import is_asked_for
from pytest_phasegate.documents.edit.whole_edits import Commit, can_cite, complete
from pytest_phasegate.evidence.git.repository import find_commit
from pytest_phasegate.model.claims import Level
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import Any

    from pytest_phasegate.commands.command import Asked, Line, Told
    from pytest_phasegate.commands.judging import Fault
    from pytest_phasegate.commands.names import Place
    from pytest_phasegate.documents.edit.splices import Written
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects

_ALL_PASSED = "**Quality Verification**: All gates passed ✅"
_ONLY_READ = "**Quality Verification**: All gates that only read passed"  # the others were run before it was recorded

__all__ = ["Answer", "add_options", "judge_as", "run"]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = (
        "Record a unit as done: its status and those of its tasks, their boxes, its commit, counts and log entries. "
        "The document is judged first as it would then read; if anything of the unit is false or unknown, nothing is "
        "changed."
    )
    parser.add_argument("unit", metavar="UNIT", help="the unit: a node id, or the end of one (batch-2, 2.1)")
    parser.add_argument(
        "--commit",
        metavar="REV",
        default="",
        help="the commit of the work (default: HEAD, where the document cites any)",
    )
    parser.add_argument("--changed", metavar="TEXT", default="", help="what was changed since the attempt that failed")
    add_dry_run(parser)


def run(asked: Asked) -> Told:
    """Judge the unit as it would read, and record it."""
    with open_projects(asked) as opened:
        place = find_unit(opened, asked.options.unit)
        if place.unit.level is Level.DOCUMENT:
            return tell(refusal(place, f"{place.path} is a document; name one of its units"))
        try:
            change = Completion(asked, opened, place)
            recorded = record(asked, opened, place.path, change.make, lambda data: judge_as(asked, place, data))
        except REFUSALS as error:
            return tell(refusal(place, error))
    found = answer(asked, place, recorded)
    if recorded.faults:
        why = f"{place.unit.name} would not hold ({count_of(len(recorded.faults), 'check')})"
        return tell(with_why(found, why), [*_told(recorded.faults), *_ways_out(place)])
    if asked.options.dry_run:
        return tell(found)
    return tell(answer(asked, place, recorded, report(asked, place)))


class Completion:
    """The change of a document that records a unit as done."""

    def __init__(self, asked: Asked, opened: Projects, place: Place) -> None:
        self.asked = asked
        self.opened = opened
        self.place = place

    @property
    def _wanted(self) -> str:
        """The revision that is named; "" for none."""
        return str(getattr(self.asked.options, "commit", ""))

    def make(self, document: Written) -> Written:
        """The document as it would read."""
        unit = document.unit(self.place.unit.key)
        commit = None
        if self._wanted or (can_cite(document) and (is_asked_for(document, unit) or self._is_required(unit))):
            commit = self._commit(document)
        return complete(document, unit.key, commit, self.asked.options.changed)

    def _is_required(self, unit: Unit) -> bool:
        """Whether the policy asks for the commit of such a unit."""
        work = Work(self.place.document.workflow, self.opened.project_of(self.place.path).policy)
        settings = work.settings(self.place.unit, "commit")
        is_held = settings is not None and settings.cited == "required" and unit.level.value in settings.levels
        return is_held and not (unit.commits or unit.no_commits)

    def _commit(self, document: Written) -> Commit:
        wanted = self._wanted
        if not can_cite(document):
            raise RefusedError(f"a document of the dialect {document.dialect.name} has no place for a commit")
        repository = self.opened.project_of(self.place.path).evidence.git.repository
        if repository is None:
            raise RefusedError("there is no repository, so no commit to write down")
        found = find_commit(repository.git, wanted or "HEAD")
        if found is None:
            raise RefusedError(f"there is no commit {wanted or 'HEAD'}")
        short = repository.git.ask("rev-parse", "--short=7", found).decode().strip()
        return Commit(found, len(short))


def judge_as(asked: Asked, place: Place, data: bytes) -> tuple[Fault, ...]:
    """What would be false or unknown with another text of a unit's document: of the unit, and of what is done with it.

    A phase is done with its last task.
    """
    own = frozenset(each.key for each in place.unit.walk())
    done = frozenset(each.key for each in place.document.workflow.root.walk() if each.status.is_claimed)

    def is_looked_at(unit: Unit) -> bool:
        return unit.key in own or (unit.status.is_claimed and unit.key not in done)

    return faults_as(asked, place.path, data, is_looked_at)


def faults_as(asked: Asked, path: str, data: bytes, wanted: Callable[[Unit], bool]) -> tuple[Fault, ...]:
    """What would be false or unknown with another text of a document.

    Checks that run commands come last, and only where nothing else is wrong.

    Args:
        asked: what the command is asked.
        path: the document's.
        data: the other text.
        wanted: which of its units are looked at.
    """
    with open_projects(asked, instead={path: data}) as opened:
        checks = [check for check in opened.documents[path].checks if wanted(check.unit)]
        gates = asked.registry.tables.gates
        for is_running in (False, True):
            now = [check for check in checks if runs_commands(check, gates) is is_running]
            faults = tuple(_faults(asked, opened, path, now))
            if faults:
                return faults
    return ()


def _faults(asked: Asked, opened: Projects, path: str, checks: list[Check[Any]]) -> Iterator[Fault]:
    for number, check in enumerate(checks, 1):
        asked.progress(f"{check.unit.name}: {check.gate} ({number} of {len(checks)})")
        result = opened.judge(path, check)
        if word_of(check, result) in ("false", "unknown"):
            yield fault_of(result)


def _told(faults: tuple[Fault, ...]) -> Iterator[Line]:
    for fault in faults:
        yield from paragraph(f"{fault.check.rpartition('::')[2]} (line {fault.line}): {fault.reason}", 2, hang=4)


def _ways_out(place: Place) -> Iterator[Line]:
    yield from paragraph(
        f"phasegate explain {place.id}::GATE tells a check in full; phasegate fail {place.unit.key} --reason ... "
        "records the attempt.",
        style="dim",
    )


def report(asked: Asked, place: Place) -> str:
    """The completion report of a unit, and what comes next: the summary of its document as it reads now."""
    with open_projects(asked) as opened:
        now = find_unit(opened, place.id)
        work = Work(now.document.workflow, opened.project_of(now.path).policy)
        standing = standing_of(work, work.role(now.unit))
        if not standing.following and not standing.others:
            standing = standing_of(work, "")
        lines = summary_of(asked, opened, now.path, work, standing._replace(done=now.unit))
        return "\n".join(_ALL_PASSED if line.startswith(_ONLY_READ) else line for line in lines)
