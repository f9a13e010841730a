"""What a finding is worth where git cannot be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding


def unless_blind(finding: Finding, evidence: Evidence) -> Finding:
    """A finding that git does not know a file; without a repository that is unknown, not false."""
    revision = evidence.git.revision()
    if revision.commit is not None or revision.blind is None:
        return finding
    return finding.unseen(finding.found, revision.blind)
