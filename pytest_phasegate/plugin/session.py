"""What a run of gates knows: its documents, its policy, its evidence, and the verdicts so far."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.causes import in_words
from pytest_phasegate.model.verdict import Answer, Outcome
from pytest_phasegate.plugin.arguments import select
from pytest_phasegate.plugin.extensions import registry_of
from pytest_phasegate.plugin.options import AT, REQUIRE
from pytest_phasegate.plugin.project import Run
from pytest_phasegate.plugin.projects import read_projects
from pytest_phasegate.plugin.settings import find_project, has_path_arguments, named_files
from pytest_phasegate.reports.escape import for_terminal
from pytest_phasegate.reports.result_json import result_from_plain
from pytest_phasegate.task_documents import check_waivers, places

if TYPE_CHECKING:
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.described import DocumentFacts
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.plugin.project import Project
    from pytest_phasegate.plugin.settings import Settings
    from pytest_phasegate.pull_request.judge import Base
    from pytest_phasegate.task_documents import Document


class GateSession:
    """One run of gates in one process; the worker processes of pytest-xdist have one each.

    ``documents`` are those of all projects by path, ``checks`` their checks in order, each with its id in the run.
    """

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        """Read the policy and the documents; no claim is judged yet.

        Raises:
            pytest.UsageError: the policy or an option is wrong, or there is no document.
        """
        self.results: dict[str, Result] = {}
        self._judged: dict[str, Result] = {}
        self.unseen: list[tuple[pytest.TestReport, Result]] = []
        self.projects: list[Project] = []
        self._began_at = settings.began_at
        self.registry = registry_of(config)
        with ExitStack() as undo:
            undo.callback(self.close)
            try:
                self._read(config, settings)
            except PhasegateError as error:
                raise pytest.UsageError(for_terminal(in_words(error)), *self.registry.left_out) from error
            self._check_usage()
            self.selection = select(config, self.root, self.documents)
            undo.pop_all()

    def _read(self, config: pytest.Config, settings: Settings) -> None:
        base = settings.base
        self.root, policy = find_project(config, base)
        self.require = tuple(dict.fromkeys((*settings.values[REQUIRE.key], *(base.require if base else ()))))
        self._named = tuple(named_files(config, self.root))
        run = Run(
            root=self.root,
            at=settings.text(AT),
            share=settings.share,
            base=base,
            config=policy,
            require=self.require,
            tables=self.registry.tables,
        )
        self.waiting = read_projects(run, self._named, self.projects)
        if not has_path_arguments(config):
            self._check_waivers()
        placed = {f"{each.folder}{path}": (each, path) for each in self.projects for path in each.documents}
        self._owners = {path: placed[path] for path in sorted(placed)}
        self.documents: dict[str, Document] = {
            path: project.documents[own] for path, (project, own) in self._owners.items()
        }
        self.checks: tuple[tuple[str, Check[Any]], ...] = tuple(
            (f"{project.folder}{check.id}", check)
            for project, own in self._owners.values()
            for check in project.documents[own].checks
        )

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
        return self._owners[path][0]

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
        if revision.unknown:
            facts["blind"] = f"{revision.unknown.why}; {revision.unknown.remedy}"
        return facts

    def explain(self, error: pytest.UsageError) -> pytest.UsageError:
        """Say of files that pytest finds nothing in why they are no documents."""
        from pytest_phasegate.plugin.no_document import explain_named

        others = (path for path in self._named if path not in self.documents)
        lines = explain_named(self.policy, self.evidence, others, error.args, self.registry.tables.dialects)
        return pytest.UsageError(*error.args, *lines)

    @cached_property
    def _described(self) -> dict[str, DocumentFacts]:
        """What reports tell of the documents, by path."""
        return {path: project.describe(own) for path, (project, own) in self._owners.items()}

    @property
    def policy_digest(self) -> str:
        """The SHA-256 of the policy's files, or of those sums where there are several policies; empty without any."""
        digests = [project.policy.digest for project in self.projects if project.policy.digest]
        return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest() if digests else ""

    def judge(self, path: str, check: Check[Any]) -> Result:
        """Find the verdict on a check of a document."""
        result = self._owners[path][0].judge(check, self._why_blind)
        self._judged[result.id] = result
        return result

    @cached_property
    def _why_blind(self) -> str:
        """Why this process cannot judge: another commit was checked out since the first process of the run began."""
        here = self.evidence.git.revision().commit
        if not self._began_at or self._began_at == here:
            return ""
        return f"the run began at commit {self._began_at[:10]}, and this process sees {str(here)[:10]}; run it again"

    def take_in(self, report: pytest.TestReport, plain: dict[str, Any]) -> Result:
        """Count a result that was reported, given as JSON values: this process found it, or another one did."""
        result = self._judged.pop(plain["id"], None) or result_from_plain(plain)
        self.results[result.id] = result
        if result.verdict.answer is Answer.UNKNOWN:
            self.unseen.append((report, result))
        return result

    def outcome(self) -> Outcome:
        """The verdicts so far, in the order of the checks."""
        return Outcome(
            results=tuple(self.results[name] for name, _ in self.checks if name in self.results),
            planned={path: len(document.checks) for path, document in self.documents.items()},
            units={path: document.units for path, document in self.documents.items()},
            facts=self.facts,
            documents=self._described,
        )

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

    def _way_to_documents(self) -> str:
        """What to do where no document was found, besides what was done in vain."""
        source = self.policy.source or "phasegate.yaml"
        if self.policy.documents:
            return f"Mend the globs under documents: in {source}: they fit no file"
        return f"Name the documents under documents: in {source}" + ("" if self._named else ", or on the command line")

    def _check_usage(self) -> None:
        """Raise pytest.UsageError where there is no document, or a required unit does not exist."""
        if not self.documents:
            from pytest_phasegate.plugin.no_document import list_passed_over

            dialects = self.registry.tables.dialects
            globs = (place for each in self.projects for place in places(each.policy, dialects))
            looked = ", ".join(dict.fromkeys(globs))
            raise pytest.UsageError(
                f"phasegate found no task document in {self.root}; it looked for {looked}. {self._way_to_documents()}",
                *list_passed_over(self.policy, self.evidence, self._named, dialects),
            )
        if all(document.is_readable for document in self.documents.values()):
            for name in self.require:
                if not any(project.requires(name) for project in self.projects):
                    raise pytest.UsageError(f"{REQUIRE.flag}={name}: no document has such a unit")
