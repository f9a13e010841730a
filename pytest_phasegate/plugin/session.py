"""What a run of gates knows: its documents, its policy, its evidence, and the verdicts so far."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import cited_ids, is_required, result_patterns, uncited_paths
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.gather import ProjectEvidence
from pytest_phasegate.model.verdict import Answer, Outcome, Result, Verdict
from pytest_phasegate.plugin.base import Base
from pytest_phasegate.plugin.bench import Bench
from pytest_phasegate.plugin.carriage import result_from_plain
from pytest_phasegate.plugin.documents import check_waivers, places, read_documents
from pytest_phasegate.plugin.markers import NO_GATES, marker_name
from pytest_phasegate.plugin.options import AT, REQUIRE
from pytest_phasegate.plugin.passed_over import explain_named, list_passed_over
from pytest_phasegate.plugin.policy_files import PolicyFiles
from pytest_phasegate.plugin.project import config_path, find_root, has_path_arguments, named_files
from pytest_phasegate.plugin.values import list_value, text_value
from pytest_phasegate.reports.escape import for_terminal

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.plugin.base_settings import BaseSettings


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
        self._named = tuple(named_files(config, self.root))
        self.markers = {kind: getattr(pytest.mark, marker_name(kind)) for kind in (*GATES, *NO_GATES)}
        self._judged: dict[str, Result] = {}
        self._began_at = began_at
        with ExitStack() as undo:
            try:
                self.evidence = ProjectEvidence(
                    self.root,
                    at=text_value(config, AT),
                    cited=self._cited,
                    named=self._uncited,
                    share=share,
                    results=self._results,
                    read=read_document,
                    check_command=self._check_command if base else None,
                )
                undo.callback(self.close)
                self._read(config, base)
            except PhasegateError as error:
                raise pytest.UsageError(for_terminal(str(error))) from error
            self._check_usage()
            undo.pop_all()

    def _read(self, config: pytest.Config, settings: BaseSettings | None) -> None:
        """Read the policy and the documents, and where there is a base, its own."""
        evidence, named = self.evidence, self._named
        files = PolicyFiles(evidence.tree(), evidence.list_paths, config_path(config, self.root))
        self.policy = files.read()
        own = read_documents(self.policy, evidence, named)
        if not has_path_arguments(config):
            check_waivers(self.policy, own)
        self.base: Base | None = None
        if settings is not None:
            there = PolicyFiles(
                evidence.tree(settings.commit), partial(evidence.list_paths, settings.commit), settings.config
            )
            policies = there.read_base(settings.name, files, self.policy), self.policy
            self.base = Base(settings, evidence, policies, own, named, self.require)
        self.documents = self.base.documents if self.base else own
        self._bench = Bench(own, evidence, self.require)

    def close(self) -> None:
        """Let go of processes and files; the verdicts stay."""
        self.evidence.close()

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the run rests on, in words."""
        revision = self.evidence.revision()
        facts = {"revision": revision.name, "policy": self.policy.source or "none"}
        if revision.commit:
            facts["commit"] = revision.commit
        if self.base:
            facts["base"] = self.base.settings.name
        if revision.blind:
            facts["blind"] = f"{revision.blind}; {revision.remedy}"
        return facts

    def explain(self, error: pytest.UsageError) -> pytest.UsageError:
        """Say of files that pytest finds nothing in why they are no documents."""
        others = (path for path in self._named if path not in self.documents)
        return pytest.UsageError(*error.args, *explain_named(self.policy, self.evidence, others, error.args))

    def checks(self) -> tuple[Check[Any], ...]:
        """The checks of all documents, in order."""
        return tuple(check for document in self.documents.values() for check in document.checks)

    def judge(self, check: Check[Any]) -> Result:
        """Find the verdict on a check."""
        result = self._judged[check.id] = Result(
            id=check.id,
            document=check.workflow.path,
            unit=check.unit.name,
            gate=check.gate,
            location=check.location,
            verdict=self._verdict(check),
        )
        return result

    def take_in(self, plain: dict[str, Any]) -> None:
        """Count a result that was reported, given as JSON values: this process found it, or another one did."""
        name = plain["id"]
        self.results[name] = self._judged.pop(name) if name in self._judged else result_from_plain(plain)

    def outcome(self) -> Outcome:
        """The verdicts so far, in the order of the checks."""
        return Outcome(
            results=tuple(self.results[check.id] for check in self.checks() if check.id in self.results),
            planned={path: len(document.checks) for path, document in self.documents.items()},
            units={path: document.units for path, document in self.documents.items()},
            facts=self.facts,
        )

    def _verdict(self, check: Check[Any]) -> Verdict:
        here = self.evidence.revision().commit
        if self._began_at and self._began_at != here:
            reason = f"the run began at commit {self._began_at[:10]}, and this process sees {str(here)[:10]}"
            return Verdict(answer=Answer.UNKNOWN, reason=f"{reason}; run it again")
        try:
            return (self.base or self._bench).verdict(check)
        except PhasegateError as error:
            return Verdict(answer=Answer.UNKNOWN, reason=str(error))

    def _check_command(self, command: Command) -> None:
        assert self.base is not None, "only a run with a base asks"
        self.base.check_command(command)

    def _cited(self) -> tuple[str, ...]:
        return cited_ids(document.workflow for document in self.documents.values())

    def _results(self) -> tuple[str, ...]:
        policies = [check.policy for check in self.checks()] + ([self.base.policy] if self.base else [])
        return result_patterns({id(policy): policy for policy in policies}.values())

    def _uncited(self) -> tuple[str, ...]:
        return uncited_paths((document.workflow for document in self.documents.values()), self.evidence)

    def _check_usage(self) -> None:
        """Raise pytest.UsageError where there is no document, or a required unit does not exist."""
        if not self.documents:
            looked = ", ".join(places(self.policy))
            raise pytest.UsageError(
                f"phasegate found no task document in {self.root}; it looked for {looked}. Name the documents under "
                f"documents: in {self.policy.source or 'phasegate.yaml'}, or on the command line",
                *list_passed_over(self.policy, self.evidence, self._named),
            )
        if all(document.is_readable for document in self.documents.values()):
            for name in self.require:
                if not any(is_required(check, (name,)) for check in self.checks()):
                    raise pytest.UsageError(f"{REQUIRE.flag}={name}: no document has such a unit")
