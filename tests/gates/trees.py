"""A small project with a staged tree, and the verdicts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command, GateRule, Policy
from pytest_phasegate.testing import judge_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

LIST = "ai_docs/tasks/tasks_list.md"
HERE = Location("phasegate.yaml", 1)


def rules(*commands: Command, **gates: Mapping[str, Any]) -> Policy:
    """A policy that sets these gates."""
    made = {kind: GateRule(kind=kind, settings=settings, location=HERE) for kind, settings in gates.items()}
    return Policy(gates=made, commands={command.name: command for command in commands})


def judge_tree(repository: Repository, text: str, policy: Policy | None = None, /, **files: str) -> dict[str, Verdict]:
    """The verdicts on a tree, by check id without the document's path.

    ``files`` are committed first: ``__`` in a name stands for a dot, ``___`` for a slash.
    """
    for name, content in files.items():
        repository.write(name.replace("___", "/").replace("__", "."), content)
    repository.commit("feat: work")
    verdicts = judge_text(text, repository.path, policy or Policy(), path=LIST, dialect="stages")
    return {check.partition("::")[2]: verdict for check, verdict in verdicts.items()}
