"""What a run of gates knows: its documents, its policy, its evidence, and the verdicts so far."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.all_gates import NO_GATES
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.causes import in_words
from pytest_phasegate.model.verdict import Answer, Outcome, Verdict
from pytest_phasegate.plugin.arguments import select
from pytest_phasegate.plugin.documents import check_waivers, places
from pytest_phasegate.plugin.extensions import registry_of
from pytest_phasegate.plugin.markers import marker_name
from pytest_phasegate.plugin.one_project import Setting
from pytest_phasegate.plugin.options import AT, REQUIRE
from pytest_phasegate.plugin.passed_over import explain_named, list_passed_over
from pytest_phasegate.plugin.project import config_path, find_root, has_path_arguments, named_files
from pytest_phasegate.plugin.projects import read_projects
from pytest_phasegate.plugin.values import list_value, text_value
from pytest_phasegate.reports.escape import for_terminal
from pytest_phasegate.reports.result_json import result_from_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.described import DocumentFacts
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.plugin.base import Base
    from pytest_phasegate.plugin.base_settings import BaseSettings
    from pytest_phasegate.plugin.documents import Document
    from pytest_phasegate.plugin.one_project import Project


class GateSession:
    """One run of gates in one process; the worker processes of pytest-xdist have one each."""

    def __init__(
        self,
        config: pytest.Config,
        *,
        share: Path | None = None,
        began_at: str | None = None,
        base: BaseSettings | None = None,
    ) -> None:
        """Read the policy and the documents; no claim is judged yet.

        Args:
            config: pytest's configuration.
            share: a folder that all processes of this run know.
            began_at: the full id of the commit that the process which started this one judges.
            base: the commit that the run is held against, if it is.

        Raises:
            pytest.UsageError: the policy or an option is wrong, or there is no document.
        """
        self.root = Path(base.root) if base else find_root(config)
        self.require = tuple(dict.fromkeys((*list_value(config, REQUIRE), *(base.require if base else ()))))
        self.results: dict[str, Result] = {}
        self.projects: list[Project] = []
        self.registry = registry_of(config)
        kinds = (*self.registry.tables.gates, *NO_GATES)
        self.markers = {kind: getattr(pytest.mark, marker_name(kind)) for kind in kinds}
        self._named = tuple(named_files(config, self.root))
        self._judged: dict[str, Result] = {}
        self._began_at = began_at
        setting = Setting(
            root=self.root,
            at=text_value(config, AT),
            share=share,
            base=base,
            config=config_path(config, self.root),
            require=self.require,
            tables=self.registry.tables,
        )
        with ExitStack() as undo:
            undo.callback(self.close)
            try:
                self.waiting = read_projects(setting, self._named, self.projects)
                if not has_path_arguments(config):
                    self._check_waivers()
            except PhasegateError as error:
                raise pytest.UsageError(for_terminal(in_words(error)), *self.registry.left_out) from error
            self._owners = {f"{each.folder}{path}": each for each in self.projects for path in each.documents}
            self.documents = {path: self._document(path) for path in sorted(self._owners)}
            self._check_usage()
            self.selection = select(config, self.root, self.documents)
            undo.pop_all()

    @property
    def _dialects(self) -> Dialects:
        return self.registry.tables.dialects

    @property
    def policy(self) -> Policy:
        """The policy of the outermost project."""
        return self.projects[0].policy

    @property
    def base(self) -> Base | None:
        """What the outermost project is held against, if it is."""
        return self.projects[0].base

    @property
    def evidence(self) -> ProjectEvidence:
        """The door to what is so in the outermost project, and in all below it."""
        return self.projects[0].evidence

    def close(self) -> None:
        """Let go of processes and files; the verdicts stay."""
        for project in self.projects:
            project.close()

    def project_of(self, path: str) -> Project:
        """The project that judges a document."""
        return self._owners[path]

    def _document(self, path: str) -> Document:
        project = self._owners[path]
        return project.documents[path.removeprefix(project.folder)]

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the run rests on, in words."""
        revision = self.evidence.git.revision()
        sources = [source for project in self.projects if (source := project.policy.source)]
        facts = {"revision": revision.name, "policy": ", ".join(sources) or "none"}
        if revision.commit:
            facts["commit"] = revision.commit
        if self.base:
            facts["base"] = self.base.settings.name
        if revision.blind:
            facts["blind"] = f"{revision.blind.why}; {revision.blind.remedy}"
        return facts

    def explain(self, error: pytest.UsageError) -> pytest.UsageError:
        """Say of files that pytest finds nothing in why they are no documents."""
        others = (path for path in self._named if path not in self.documents)
        lines = explain_named(self.policy, self.evidence, others, error.args, self._dialects)
        return pytest.UsageError(*error.args, *lines)

    def checks(self) -> Iterator[tuple[str, Check[Any]]]:
        """The checks of all documents, in order, each with its id."""
        for path, document in self.documents.items():
            project = self._owners[path]
            for check in document.checks:
                yield project.id_of(check), check

    def describe(self) -> dict[str, DocumentFacts]:
        """What reports tell of the documents, by path."""
        return {path: each.describe(path.removeprefix(each.folder)) for path, each in sorted(self._owners.items())}

    @property
    def policy_digest(self) -> str:
        """The SHA-256 of the policy's files, or of those sums where there are several policies; empty without any."""
        digests = [project.policy.digest for project in self.projects if project.policy.digest]
        return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest() if digests else ""

    def judge(self, path: str, check: Check[Any]) -> Result:
        """Find the verdict on a check of a document."""
        project = self._owners[path]
        result = project.result(check, self._verdict(project, check))
        self._judged[result.id] = result
        return result

    def take_in(self, plain: dict[str, Any]) -> None:
        """Count a result that was reported, given as JSON values: this process found it, or another one did."""
        name = plain["id"]
        self.results[name] = self._judged.pop(name) if name in self._judged else result_from_plain(plain)

    def outcome(self) -> Outcome:
        """The verdicts so far, in the order of the checks."""
        return Outcome(
            results=tuple(self.results[name] for name, _ in self.checks() if name in self.results),
            planned={path: len(document.checks) for path, document in self.documents.items()},
            units={path: document.units for path, document in self.documents.items()},
            facts=self.facts,
        )

    def _verdict(self, project: Project, check: Check[Any]) -> Verdict:
        here = self.evidence.git.revision().commit
        if self._began_at and self._began_at != here:
            reason = f"the run began at commit {self._began_at[:10]}, and this process sees {str(here)[:10]}"
            return Verdict(answer=Answer.UNKNOWN, reason=f"{reason}; run it again")
        try:
            return project.verdict(check)
        except PhasegateError as error:
            return Verdict(answer=Answer.UNKNOWN, reason=str(error))

    def _check_waivers(self) -> None:
        """Raise PolicyError for a waiver whose document its policy does not judge."""
        for project in self.projects:
            others = {
                path.removeprefix(project.folder)
                for each in self.projects
                for path in (f"{each.folder}{own}" for own in each.own)
                if each is not project and path.startswith(project.folder)
            }
            check_waivers(project.policy, project.own, others)

    def _check_usage(self) -> None:
        """Raise pytest.UsageError where there is no document, or a required unit does not exist."""
        if not self.documents:
            globs = (place for each in self.projects for place in places(each.policy, self._dialects))
            looked = ", ".join(dict.fromkeys(globs))
            raise pytest.UsageError(
                f"phasegate found no task document in {self.root}; it looked for {looked}. Name the documents under "
                f"documents: in {self.policy.source or 'phasegate.yaml'}, or on the command line",
                *list_passed_over(self.policy, self.evidence, self._named, self._dialects),
            )
        if all(document.is_readable for document in self.documents.values()):
            for name in self.require:
                if not any(project.requires(name) for project in self.projects):
                    raise pytest.UsageError(f"{REQUIRE.flag}={name}: no document has such a unit")
