"""The codes of findings for which no lie is planted, each with the reason and the test that guards it."""

from __future__ import annotations

UNPLANTED = {
    "nothing-looked-at": "no gate of ours fails without a finding (tests/reports/test_problems.py)",
    "tests-age-unknown": "a fault of the run: what a command wrote could not be watched (tests/gates/test_tests.py)",
    "coverage-unknown": "a fault of the clone: git blame cannot read an object (tests/gates/test_coverage.py)",
    "signoff-unsigned": "its honest twin needs a key that git trusts (tests/gates/test_signoff.py)",
    "verdicts-conflict": "it is told of two runs that are joined, not of a repository (tests/commands/test_combine.py)",
}
