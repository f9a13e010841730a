"""Mutants that no test can kill, each with the reason: they say the same in other words, or only cost time."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {
    'pytest_phasegate/gates/parts/file_findings.py _new_patterns: claim.new_path or "" -> claim.new_path': (
        "it is called for claims with a new path only"
    ),
}
"""By the key of a mutant, why it is the same."""
