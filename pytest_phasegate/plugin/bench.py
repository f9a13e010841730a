"""Judges the checks of documents under the policy that they were listed by."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_phasegate.engine import Judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Check, Gate
    from pytest_phasegate.model.verdict import Verdict
    from pytest_phasegate.plugin.documents import Document


class Bench:
    """One policy's judge.

    Args:
        documents: the documents, by path, with the checks that this policy asks for.
        evidence: the door to what really is.
        require: what must be done, not pending.
        gates: the gates of the run by kind.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        evidence: ProjectEvidence,
        require: tuple[str, ...],
        gates: Mapping[str, Gate],
    ) -> None:
        self._documents = documents
        self._evidence = evidence
        self._require = require
        self._gates = gates

    def find(self, name: str) -> Check[Any] | None:
        """The check of an id, None where this policy asks for none."""
        return self._checks.get(name)

    def verdict(self, check: Check[Any]) -> Verdict:
        """The verdict on one of the checks."""
        settled = self._documents[check.workflow.path].settled.get(check.id)
        return settled or self._judge.verdict(check)

    @cached_property
    def _checks(self) -> Mapping[str, Check[Any]]:
        return {check.id: check for document in self._documents.values() for check in document.checks}

    @cached_property
    def _judge(self) -> Judge:
        checks = (check for document in self._documents.values() for check in document.checks)
        readable = (check for check in checks if check.gate in self._gates)
        return Judge(readable, self._evidence, self._gates, self._require)
