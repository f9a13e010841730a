"""What a run of gates knows: its documents, its policy, its evidence, and the verdicts so far."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.all_dialects import DIALECTS, read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import Judge, cited_ids, is_required
from pytest_phasegate.errors import PhasegateError, PolicyError
from pytest_phasegate.evidence.gather import ProjectEvidence
from pytest_phasegate.location import Location
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.globs import matches
from pytest_phasegate.model.verdict import Answer, Outcome, Result, Verdict
from pytest_phasegate.plugin.carriage import result_from_plain
from pytest_phasegate.plugin.documents import check_waivers, places, read_documents
from pytest_phasegate.plugin.markers import WAIVERS, marker_name
from pytest_phasegate.plugin.options import AT, REQUIRE, list_value, text_value
from pytest_phasegate.plugin.project import config_path, find_root, has_path_arguments, named_files
from pytest_phasegate.policy.find import NAMES
from pytest_phasegate.policy.reader import read_policy
from pytest_phasegate.reports.escape import for_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.policy import Policy


class GateSession:
    """One run of gates in one process; the worker processes of pytest-xdist have one each."""

    def __init__(self, config: pytest.Config, *, share: Path | None = None, began_at: str | None = None) -> None:
        """Read the policy and the documents; no claim is judged yet.

        Args:
            config: pytest's configuration.
            share: a folder that all processes of this run know.
            began_at: the full id of the commit that the process which started this one judges.

        Raises:
            pytest.UsageError: the policy or an option is wrong, or there is no document.
        """
        self.root = find_root(config)
        self.require = list_value(config, REQUIRE)
        self.results: dict[str, Result] = {}
        self.markers = {kind: getattr(pytest.mark, marker_name(kind)) for kind in (*GATES, WAIVERS)}
        self._judged: dict[str, Result] = {}
        self._began_at = began_at
        with ExitStack() as undo:
            try:
                self.evidence = ProjectEvidence(
                    self.root, at=text_value(config, AT), cited=self._cited, share=share, read=read_document
                )
                undo.callback(self.close)
                self.policy = self._read_policy(config_path(config, self.root))
                self.documents = read_documents(self.policy, self.evidence, named_files(config, self.root))
                if not has_path_arguments(config):
                    check_waivers(self.policy, self.documents)
            except PhasegateError as error:
                raise pytest.UsageError(for_terminal(str(error))) from error
            self._check_usage()
            undo.pop_all()

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
        if revision.blind:
            facts["blind"] = f"{revision.blind}; {revision.remedy}"
        return facts

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
        settled = self.documents[check.workflow.path].settled.get(check.id)
        if settled:
            return settled
        here = self.evidence.revision().commit
        if self._began_at and self._began_at != here:
            reason = f"the run began at commit {self._began_at[:10]}, and this process sees {str(here)[:10]}"
            return Verdict(answer=Answer.UNKNOWN, reason=f"{reason}; run it again")
        try:
            return self._judge.verdict(check)
        except PhasegateError as error:
            return Verdict(answer=Answer.UNKNOWN, reason=str(error))

    @cached_property
    def _judge(self) -> Judge:
        readable = (check for document in self.documents.values() for check in document.checks if check.gate in GATES)
        return Judge(readable, self.evidence, GATES, self.require)

    def _cited(self) -> tuple[str, ...]:
        return cited_ids(document.workflow for document in self.documents.values())

    def _read_policy(self, config: str | None) -> Policy:
        def glob(pattern: str) -> list[str]:
            return [path for path in self.evidence.list_paths() if matches(pattern, path)]

        settings = {kind: gate.Settings for kind, gate in GATES.items()}
        return read_policy(self._read_policy_file, settings, config, dialects=DIALECTS, glob=glob)

    def _read_policy_file(self, path: str) -> bytes | None:
        """A file's bytes; a policy that stands there and cannot be read must not pass for none, which asks for less."""
        data = self.evidence.read_document(path)
        entry = self.evidence.tree().entry(path) if data is None and path in NAMES else None
        if entry is not None:
            problem = "cannot be opened" if entry.kind is EntryKind.FILE else f"is a {entry.kind.value}, not a file"
            raise PolicyError(f"the policy {problem}", Location(path))
        return data

    def _check_usage(self) -> None:
        """Raise pytest.UsageError where there is no document, or a required unit does not exist."""
        if not self.documents:
            looked = ", ".join(places(self.policy))
            raise pytest.UsageError(
                f"phasegate found no task document in {self.root}; it looked for {looked}. Name the documents under "
                f"documents: in {self.policy.source or 'phasegate.yaml'}, or on the command line"
            )
        if all(document.is_readable for document in self.documents.values()):
            for name in self.require:
                if not any(is_required(check, (name,)) for check in self.checks()):
                    raise pytest.UsageError(f"{REQUIRE.flag}={name}: no document has such a unit")
