"""Units that say that they change no file: what git shows cannot speak for them or against them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.unit_commits import changing_claims
from pytest_phasegate.model.claims import NoCommit

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit

MOST_BYTES = 2**24
_NO_FILE = re.compile(
    r"\s*(?:[-*+]\s{1,4})?[*_]{0,2}files?(?:\(s\))?[*_]{0,2}:[*_]{0,2}\s{0,8}((?:n/a|none|nothing)\b.{0,80})",
    re.IGNORECASE,
)


def says_no_change(check: Check[Any], evidence: Evidence) -> str:
    """The place and the words in which a unit, with all that stands in it, says that it changes no file; else nothing.

    Silence says nothing: each of its parts either names files that it only verifies, or has "N/A" for its files.
    """
    unit = check.unit
    if next(changing_claims(check.workflow, unit), None) is not None:
        return ""
    data = evidence.files.tree().read(check.workflow.path, MOST_BYTES) or b""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    said = [_words_of(check, each, lines) for each in unit.walk() if not each.units and not each.status.is_dropped]
    return said[0] if said and all(said) else ""


def _words_of(check: Check[Any], unit: Unit, lines: list[str]) -> str:
    for line, text in enumerate(lines[unit.line - 1 : unit.end], unit.line):
        if match := _NO_FILE.match(text):
            return f'"{match[1].strip()}" ({check.at(line)})'
    for claim in (*unit.files, *(claim for claim in unit.no_commits if claim.why is NoCommit.NOT_NEEDED)):
        return f'"{claim.text.strip()[:80]}" ({check.at(claim.line)})'
    return ""
