"""A project of a run: a folder, its policy, and the documents that are judged by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.engine import cited_ids, describe, is_required, result_patterns, uncited_paths
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.verdict import Result
from pytest_phasegate.plugin.base import Base
from pytest_phasegate.plugin.bench import Bench
from pytest_phasegate.plugin.documents import Search, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.described import DocumentFacts, Threshold
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.model.verdict import Outcome, Verdict
    from pytest_phasegate.plugin.base_settings import BaseSettings
    from pytest_phasegate.plugin.documents import Document, Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the projects of a run share.

    ``root`` is the folder of the outermost one, ``at`` the judged revision and ``share`` a folder that all processes of
    the run know. ``base`` is what the run is held against, ``config`` the one policy that the user names, and
    ``require`` what must be done, not pending. ``tables`` are the gates and dialects.
    """

    root: Path
    at: str | None
    share: Path | None
    base: BaseSettings | None
    config: str | None
    require: tuple[str, ...]
    tables: Tables


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

    def __init__(self, setting: Setting, folder: str = "") -> None:
        """Look at a folder; its documents are not read yet.

        Raises:
            EvidenceError: the revision to judge is no commit.
        """
        self.folder = folder
        self.policy = Policy()
        self.own: Mapping[str, Document] = {}
        self.documents: Mapping[str, Document] = {}
        self.base: Base | None = None
        self._bench: Bench | None = None
        self._base_settings = setting.base
        self._tables = setting.tables
        self._require = (*setting.require, *_below(folder, setting.require))
        self.evidence = ProjectEvidence(
            setting.root / folder,
            at=setting.at,
            cited=self._cited,
            named=self._uncited,
            share=setting.share,
            results=self._results,
            read=partial(read_document, dialects=setting.tables.dialects),
            check_command=self._check_command if setting.base else None,
        )

    def read(self, policies: Policies, named: Named, own_paths: Callable[[Iterable[str]], Iterable[str]]) -> None:
        """Read the documents.

        Args:
            policies: what must hold.
            named: files that are documents whatever the policies say.
            own_paths: those of some paths that are this project's, not those of a project below it.
        """
        self.policy, evidence = policies.head, self.evidence
        search = Search(self._tables, named, own_paths)
        self.own = read_documents(self.policy, own_paths(evidence.files.list_paths()), evidence, search)
        self.documents = self.own
        self._bench = Bench(self.own, evidence, self._require, self._tables.gates)
        if self._base_settings is not None and policies.base is not None:
            both = policies.base, policies.head
            self.base = Base(self._base_settings, evidence, both, self.own, search, self._require)
            self.documents = self.base.documents

    def requires(self, name: str) -> bool:
        """Whether what the user requires to be done names a unit of this project."""
        names = (name, *_below(self.folder, (name,)))
        return any(is_required(check, names) for each in self.documents.values() for check in each.checks)

    def verdict(self, check: Check[Any]) -> Verdict:
        """The verdict on a check."""
        judge = self.base or self._bench
        assert judge is not None, "the documents are read"
        return judge.verdict(check)

    def id_of(self, check: Check[Any]) -> str:
        """The id of a check in the run."""
        return f"{self.folder}{check.id}"

    def result(self, check: Check[Any], verdict: Verdict) -> Result:
        """A verdict as the run reports it."""
        return Result(
            id=self.id_of(check),
            document=f"{self.folder}{check.workflow.path}",
            unit=check.unit.name,
            gate=check.gate,
            location=Location(f"{self.folder}{check.location.path}", check.location.line),
            verdict=_placed(verdict, check.workflow.path, self.folder) if self.folder else verdict,
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
        documents = ((path, self.documents[path]) for path in names.values())
        return replace(
            outcome,
            results=tuple(
                replace(result, id=result.id[cut:], document=names[result.document])
                for result in outcome.results
                if result.document in names
            ),
            planned={path: outcome.planned[name] for name, path in names.items()},
            units={path: outcome.units[name] for name, path in names.items()},
            documents={path: describe(document.workflow, document.checks) for path, document in documents},
        )

    def called(self, thresholds: Iterable[Threshold]) -> tuple[Threshold, ...]:
        """The thresholds of this project as the run calls them."""
        names = {"document": "{folder}{name}"}
        return tuple(
            replace(each, name=names.get(each.scope, "{name} of {folder}").format(folder=self.folder, name=each.name))
            if self.folder
            else each
            for each in thresholds
        )

    def close(self) -> None:
        """Let go of processes and files."""
        self.evidence.close()

    def _cited(self) -> tuple[str, ...]:
        return cited_ids(document.workflow for document in self.documents.values())

    def _results(self) -> tuple[str, ...]:
        policies = [check.policy for each in self.documents.values() for check in each.checks]
        policies += [self.base.policy] if self.base else []
        return result_patterns({id(policy): policy for policy in policies}.values())

    def _uncited(self) -> tuple[str, ...]:
        return uncited_paths((document.workflow for document in self.documents.values()), self.evidence)

    def _check_command(self, command: Command) -> None:
        assert self.base is not None, "only a run with a base asks"
        self.base.check_command(command)


def _below(folder: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that begin with a folder, without it."""
    return tuple(name.removeprefix(folder) for name in names if folder and name.startswith(folder))


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
