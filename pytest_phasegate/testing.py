"""Helpers for the tests of people who write gates and dialects: a document's text in, verdicts out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_phasegate.all_dialects import AUTO, Dialects, read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import Judge, cited_ids, plan, result_patterns
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.task_documents import add_companions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.model.check import Check, Gate
    from pytest_phasegate.model.verdict import Verdict

PATH = "tasks.md"
_NO_POLICY = Policy()


def plan_text(
    text: str,
    policy: Policy = _NO_POLICY,
    *,
    dialect: str = AUTO,
    path: str = PATH,
    dialects: Iterable[Dialect] = (),
    gates: Mapping[str, Gate] = GATES,
    read: Callable[[str], bytes | None] | None = None,
) -> tuple[Check[Any], ...]:
    """List the checks that a document's text makes under a policy, in order.

    Args:
        text: the document.
        policy: what must hold; by default the document is held to its own words only.
        dialect: the name of a dialect, or "auto".
        path: where the document stands in the project, with forward slashes.
        dialects: those that are tested, besides ours.
        gates: the records of gates by kind; by default ours.
        read: gives the content of a file beside the document; without it the text stands alone.

    Raises:
        DocumentError: the text cannot be read as a document.
    """
    known = _known(dialects)
    workflow = read_document(path, text, dialect, known)
    return plan(add_companions(workflow, policy, read, known) if read else workflow, policy, gates)


def _known(dialects: Iterable[Dialect]) -> Dialects:
    return Dialects({"the test": tuple(dialects)})


def judge_text(
    text: str,
    root: Path,
    policy: Policy = _NO_POLICY,
    *,
    require: Iterable[str] = (),
    at: str | None = None,
    base: str | None = None,
    today: date | None = None,
    **planning: Any,
) -> dict[str, Verdict]:
    """Judge every check of a document's text against a real project.

    Args:
        text: the document; it need not be in the project.
        root: the project: a git repository, or any folder.
        policy: what must hold; by default the document is held to its own words only.
        require: globs over units that must be done, as ``--phasegate-require`` takes them.
        at: a revision to judge in place of the working tree.
        base: the full id of the commit that the judged one is held against, as the base of a pull request.
        today: the date on which waivers are judged; by default this day.
        planning: ``dialect``, ``path``, ``dialects`` and ``gates``, as ``plan_text`` takes them.

    Returns:
        The verdicts by check id, in the order of the checks.

    Raises:
        DocumentError: the text cannot be read as a document.
        EvidenceError: ``at`` names no commit.
    """
    checks: tuple[Check[Any], ...] = ()
    planning["dialects"] = dialects = tuple(planning.get("dialects", ()))
    read = partial(read_document, dialects=_known(dialects))

    def cited() -> Iterable[str]:
        return cited_ids(check.workflow for check in checks)

    def results() -> Iterable[str]:
        return result_patterns({id(check.policy): check.policy for check in checks}.values())

    with ProjectEvidence(root, at=at, cited=cited, today=today, results=results, read=read) as evidence:
        evidence.git.base = base
        checks = plan_text(text, policy, read=evidence.files.read_document, **planning)
        judge = Judge(checks, evidence, planning.get("gates", GATES), require)
        return {check.id: judge.verdict(check) for check in checks}
