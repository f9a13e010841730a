"""The message on a check that does not hold: what is claimed, what was found, what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.reports.escape import for_terminal, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.location import Location
    from pytest_phasegate.model.verdict import Finding, Result

MAX_FINDINGS = 100
"""The most findings of one check that are shown in full."""

_LABELS = ("claimed", "found", "to mend", "note")
_INDENT = max(map(len, _LABELS)) + 4


def render(result: Result) -> str:
    """Write the message on a check that does not hold: plain text without control characters or a final line feed.

    The first line can be shown alone, as in a summary: the place and what was found there. A block for each finding
    follows, false claims before those that cannot be verified, each in the order of lines.
    """
    lines = [render_line(result)]
    findings = result.verdict.findings
    for finding in findings[:MAX_FINDINGS]:
        lines += ["", *_block(result, finding)]
    if len(findings) > MAX_FINDINGS:
        lines += ["", f"  and {len(findings) - MAX_FINDINGS} more findings"]
    if result.verdict.notes:
        lines += ["", *(_field("note", one_line(note)) for note in result.verdict.notes[:MAX_FINDINGS])]
    return "\n".join(lines)


def render_line(result: Result) -> str:
    """Write where a check does not hold and why, in one line: "tasks.md:14: there is no file src/a.py"."""
    return f"{one_line(str(first_place(result)))}: {render_reason(result)}"


def first_place(result: Result) -> Location:
    """The line of the first finding, or of the claim; 0 is the document as a whole."""
    findings = result.verdict.findings
    return result.location._replace(line=findings[0].line) if findings else result.location


def render_reason(result: Result) -> str:
    """Write why a check does not hold, in one line without its place: "there is no file src/a.py (and 2 more)"."""
    verdict = result.verdict
    if not verdict.findings:
        return one_line(verdict.reason)
    more = len(verdict.findings) - 1
    return one_line(found_head(verdict.findings[0])) + (f" (and {more} more)" if more else "")


def _block(result: Result, finding: Finding) -> Iterator[str]:
    place = result.location._replace(line=finding.line)
    yield _field("claimed", f"{one_line(finding.claim)} ({one_line(str(place))})")
    yield _field("found", one_line(found_head(finding)))
    yield from _output(finding.found)
    yield _field("to mend", one_line(finding.remedy))


def _field(label: str, text: str) -> str:
    return f"  {label}".ljust(_INDENT) + text


def found_head(finding: Finding) -> str:
    """What was found, without the output of a program that follows on further lines."""
    return finding.found.split("\n", 1)[0]


def _output(found: str) -> Iterator[str]:
    _, _, output = found.partition("\n")
    yield from (f"{' ' * _INDENT}| {line}".rstrip() for line in output_lines(output))


def output_lines(output: str) -> list[str]:
    """The lines that a program printed, safe to print; none where it printed nothing that can be seen."""
    return for_terminal(output.rstrip()).split("\n") if output.strip() else []
