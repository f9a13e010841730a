"""A project of a run: a folder, its policy, and the documents that are judged by it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.engine import cited_ids, describe, is_required, result_patterns
from pytest_phasegate.errors import ExtensionError, PhasegateError
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.verdict import Answer, Result, Verdict
from pytest_phasegate.task_documents import Search, judge_of, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.discovery import Named
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.described import DocumentFacts, Threshold
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.pull_request.base_settings import BaseSettings
    from pytest_phasegate.pull_request.judge import Base
    from pytest_phasegate.task_documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the projects of a run share.

    ``root`` is the folder of the outermost one, ``at`` the judged revision and ``share`` a folder that all processes of
    the run know. ``base`` is what the run is held against, ``config`` the one policy that the user names, and
    ``require`` what must be done, not pending. ``tables`` are the gates and dialects. ``instead`` is what documents are
    judged as in place of what they hold, by their paths: so a change is judged before it is written.
    """

    root: Path
    at: str | None
    share: Path | None
    base: BaseSettings | None
    config: str | None
    require: tuple[str, ...]
    tables: Tables
    instead: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The policy of a folder in the judged tree, and at the base, where the run is held against one."""

    head: Policy
    base: Policy | None = None


class Project:
    """A folder with a policy, judged as if pytest had been started there.

    Its paths and ids are relative to the folder. ``folder`` is what stands before them in the run: nothing for the
    outermost project, else a path with a slash at its end.
    """

    def __init__(self, run: Run, folder: str = "") -> None:
        """Look at a folder; its documents are not read yet.

        Raises:
            EvidenceError: the revision to judge is no commit.
        """
        self.folder = folder
        self.policy = Policy()
        self.own: Mapping[str, Document] = {}
        self.documents: Mapping[str, Document] = {}
        self.base: Base | None = None
        self._base_settings = run.base
        self._tables = run.tables
        self._require = (*run.require, *self._below(run.require))
        self.evidence = ProjectEvidence(
            run.root / folder,
            at=run.at,
            cited=self._cited,
            share=run.share,
            results=self._results,
            read=partial(read_document, dialects=run.tables.dialects),
            check_command=self._check_command if run.base else None,
        )
        self.evidence.git.base = run.base.commit if run.base else None
        self.evidence.files.instead = {
            path.removeprefix(folder): data for path, data in run.instead.items() if path.startswith(folder)
        }

    def read(self, policies: Policies, named: Named, own_paths: Callable[[Iterable[str]], Iterable[str]]) -> None:
        """Read the documents.

        ``named`` are files that are documents whatever the policies say; ``own_paths`` gives those of some paths that
        are this project's, not those of a project below it.
        """
        self.policy, evidence = policies.head, self.evidence
        search = Search(self._tables, named, own_paths)
        self.own = self.documents = read_documents(self.policy, evidence.files.list_paths(), evidence, search)
        if self._base_settings is None or policies.base is None:
            self._verdict: Callable[[Check[Any]], Verdict] = judge_of(
                self.own, evidence, self._require, self._tables.gates
            ).verdict
            return
        from pytest_phasegate.pull_request.judge import Base

        both = policies.base, policies.head
        self.base = Base(self._base_settings, evidence, both, self.own, search, self._require)
        self.documents, self._verdict = self.base.documents, self.base.verdict

    def requires(self, name: str) -> bool:
        """Whether what the user requires to be done names a unit of this project."""
        names = (name, *self._below((name,)))
        return any(is_required(check, names) for each in self.documents.values() for check in each.checks)

    def judge(self, check: Check[Any], blind: str) -> Result:
        """Find the verdict on a check, as the run reports it; ``blind`` says why nothing can be told, if it cannot.

        Raises:
            ExtensionError: a gate or dialect of another package failed.
        """
        try:
            verdict = Verdict(answer=Answer.UNKNOWN, reason=blind) if blind else self._verdict(check)
        except ExtensionError:
            raise  # a fault of a package is no verdict on what the document says
        except PhasegateError as error:
            verdict = Verdict(answer=Answer.UNKNOWN, reason=str(error))
        path = check.workflow.path
        return Result(
            id=f"{self.folder}{check.id}",
            document=f"{self.folder}{path}",
            unit=check.unit.name,
            gate=check.gate,
            location=Location(f"{self.folder}{check.location.path}", check.location.line),
            verdict=_placed(verdict, path, self.folder) if self.folder else verdict,
        )

    def describe(self, path: str) -> DocumentFacts:
        """What the run's reports tell of a document, which is given by its own path."""
        document = self.documents[path]
        facts = describe(document.workflow, document.checks)
        return _moved(facts, self.folder) if self.folder else facts

    def part(self, outcome: Outcome) -> Outcome:
        """The part of a run's outcome that is about this project, with its own paths."""
        names = {f"{self.folder}{path}": path for path in self.documents}
        if not self.folder and len(names) == len(outcome.planned):
            return outcome
        cut = len(self.folder)
        return replace(
            outcome,
            results=tuple(
                replace(result, id=result.id[cut:], document=names[result.document])
                for result in outcome.results
                if result.document in names
            ),
            planned={path: outcome.planned[name] for name, path in names.items()},
            units={path: outcome.units[name] for name, path in names.items()},
            documents={path: describe(each.workflow, each.checks) for path, each in self.documents.items()},
        )

    def called(self, thresholds: Iterable[Threshold]) -> tuple[Threshold, ...]:
        """The thresholds of this project as the run calls them."""
        if not self.folder:
            return tuple(thresholds)
        names = {"document": "{folder}{name}"}
        return tuple(
            replace(each, name=names.get(each.scope, "{name} of {folder}").format(folder=self.folder, name=each.name))
            for each in thresholds
        )

    def close(self) -> None:
        """Let go of processes and files."""
        self.evidence.close()

    def _below(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that begin with the folder, without it."""
        folder = self.folder
        return tuple(name.removeprefix(folder) for name in names if folder and name.startswith(folder))

    def _cited(self) -> Mapping[str, tuple[str, ...]]:
        return cited_ids(document.workflow for document in self.documents.values())

    def _results(self) -> tuple[str, ...]:
        policies = [check.policy for each in self.documents.values() for check in each.checks]
        policies += [self.base.policy] if self.base else []
        return result_patterns({id(policy): policy for policy in policies}.values())

    def _check_command(self, command: Command) -> None:
        assert self.base is not None, "only a run with a base asks"
        self.base.check_command(command)


def _placed(verdict: Verdict, path: str, folder: str) -> Verdict:
    """A verdict whose texts call its document by the path in the run: a reader is to find the line from there."""

    def place(text: str) -> str:
        return text if f"{folder}{path}" in text else text.replace(f"{path}:", f"{folder}{path}:")

    findings = (
        replace(each, claim=place(each.claim), found=place(each.found), remedy=place(each.remedy))
        for each in verdict.findings
    )
    return replace(verdict, reason=place(verdict.reason), findings=tuple(findings))


def _moved(facts: DocumentFacts, folder: str) -> DocumentFacts:
    """What is told of a document, where it is called by its path from the outermost project."""
    units = (
        replace(unit, place=f"{folder}{unit.place}", parent=None if unit.parent is None else f"{folder}{unit.parent}")
        for unit in facts.units
    )
    return replace(facts, path=f"{folder}{facts.path}", units=tuple(units))
