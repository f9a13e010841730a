"""Results made up for the tests of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.location import Location
from pytest_phasegate.model.verdict import Answer, Finding, Outcome, Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCUMENT = "docs/tasks.md"


def finding(line: int = 14, found: str = "there is no file src/a.py", **changes: object) -> Finding:
    fields: dict[str, object] = {
        "code": "file-missing",
        "line": line,
        "claim": "task 1.2 creates src/a.py",
        "found": found,
        "remedy": "create and commit it",
    }
    return Finding(**fields | changes)  # type: ignore[arg-type]


def result(
    answer: Answer = Answer.FAILED,
    findings: Iterable[Finding] = (),
    *,
    document: str = DOCUMENT,
    line: int = 14,
    id: str = "batch-1::1.2::files",  # noqa: A002 - the model's word
    reason: str = "a reason",
    notes: tuple[str, ...] = (),
) -> Result:
    return Result(
        id=f"{document}::{id}",
        document=document,
        unit="task 1.2",
        gate="files",
        location=Location(document, line),
        verdict=Verdict(answer=answer, reason=reason, findings=tuple(findings), looked_at=1, notes=notes),
    )


def outcome(*results: Result, left_out: int = 0) -> Outcome:
    """An outcome in which ``left_out`` checks of the first document were not judged."""
    documents = [each.document for each in results]
    planned = {document: documents.count(document) for document in documents}
    if results:
        planned[documents[0]] += left_out
    return Outcome(results=results, planned=planned, units=dict.fromkeys(documents, 3), facts={})
