"""Write docs/findings.md from the table of findings: ``python docs/make_findings.py``."""

from __future__ import annotations

from pathlib import Path

from pytest_phasegate.model.findings import all_kinds

HEAD = """\
# Findings

Every finding has a code and a number that stay the same from release to release: reports carry them, so that a
finding can be looked up, counted and compared. A finding says what the document claims, what was found instead, and
what would mend it. This page is written by `docs/make_findings.py` from `pytest_phasegate/model/findings.txt`.

| number | code | what it means |
|---|---|---|
"""

FOOT = """| PG999 | any other | a finding of a gate that is not built in |

Gates of other packages number their findings with a prefix of their own ([how](writing-a-gate.md)).

A finding is either *false* (the evidence says otherwise) or *unknown* (the evidence cannot be had; `commit-unknown`,
`build-not-run` and `command-refused` are always so). Both keep a check from being green.

What findings prove, and what not: a finding proves that the document and the facts disagree at the place it names. No
finding proves only that the facts agree with the words: that something happened, not that it is good.
"""


def render() -> str:
    """The page."""
    rows = "".join(f"| {kind.number} | `{kind.code}` | {kind.explanation} |\n" for kind in all_kinds().values())
    return HEAD + rows + FOOT


if __name__ == "__main__":
    Path(__file__).with_name("findings.md").write_text(render(), encoding="utf-8", newline="\n")
