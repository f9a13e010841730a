"""What a run of gates knows: its documents, its policy, its evidence, and the verdicts so far."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.causes import in_words
from pytest_phasegate.model.verdict import Answer, Outcome
from pytest_phasegate.plugin.arguments import select
from pytest_phasegate.plugin.extensions import registry_of
from pytest_phasegate.plugin.options import AT, REQUIRE
from pytest_phasegate.plugin.settings import find_project, has_path_arguments, named_files
from pytest_phasegate.projects.opened import Projects
from pytest_phasegate.projects.project import Run
from pytest_phasegate.reports.escape import for_terminal
from pytest_phasegate.reports.result_json import result_from_plain

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.described import DocumentFacts
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.plugin.settings import Settings


class GateSession(Projects):
    """One run of gates in one process; the worker processes of pytest-xdist have one each."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        """Read the policy and the documents; no claim is judged yet.

        Raises:
            pytest.UsageError: the policy or an option is wrong, or there is no document.
        """
        self.results: dict[str, Result] = {}
        self._judged: dict[str, Result] = {}
        self.unseen: list[tuple[pytest.TestReport, Result]] = []
        self._began_at = settings.began_at
        self.registry = registry_of(config)
        try:
            self._open(config, settings)
        except PhasegateError as error:
            raise pytest.UsageError(for_terminal(in_words(error)), *self.registry.left_out) from error

    def _open(self, config: pytest.Config, settings: Settings) -> None:
        base = settings.base
        root, policy = find_project(config, base)
        self.require = tuple(dict.fromkeys((*settings.values[REQUIRE.key], *(base.require if base else ()))))
        self._named = tuple(named_files(config, root))
        run = Run(
            root=root,
            at=settings.text(AT),
            share=settings.share,
            base=base,
            config=policy,
            require=self.require,
            tables=self.registry.tables,
        )
        super().__init__(run, self._named)
        with ExitStack() as undo:
            undo.callback(self.close)
            if not has_path_arguments(config):
                self.check_waivers()
            self._check_usage()
            self.selection = select(config, self.root, self.documents)
            undo.pop_all()

    def explain(self, error: pytest.UsageError) -> pytest.UsageError:
        """Say of files that pytest finds nothing in why they are no documents."""
        from pytest_phasegate.projects.no_document import explain_named

        others = (path for path in self._named if path not in self.documents)
        lines = explain_named(self.policy, self.evidence, others, error.args, self.registry.tables.dialects)
        return pytest.UsageError(*error.args, *lines)

    @cached_property
    def _described(self) -> dict[str, DocumentFacts]:
        return self.describe()

    def judge(self, path: str, check: Check[Any], blind: str = "") -> Result:
        """Find the verdict on a check of a document."""
        result = super().judge(path, check, blind or self._why_blind)
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

    def _check_usage(self) -> None:
        """Raise pytest.UsageError where there is no document, or a required unit does not exist."""
        if not self.documents:
            from pytest_phasegate.projects.no_document import why_none_found

            raise pytest.UsageError(*why_none_found(self, self._named, self.registry.tables.dialects))
        if all(document.is_readable for document in self.documents.values()):
            for name in self.require:
                if not any(project.requires(name) for project in self.projects):
                    raise pytest.UsageError(f"{REQUIRE.flag}={name}: no document has such a unit")
