"""Whether the number of a unit is the one that its place in the tree asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.closing import is_lettered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def misnumbered(check: Check[Any]) -> Iterator[Finding]:
    """Why the unit's number is not the one that its place asks for."""
    unit, parent = check.unit, check.workflow.parent(check.unit)
    above = parent if parent is not None and parent.level is not Level.DOCUMENT else None
    head, most = unit.id.rpartition(".")[0], check.settings.depth
    if above is not None and head != above.id:
        yield finding("number-orphan", unit.line, unit=unit, head=head, above=above)
        return
    if above is None and head:
        yield finding("number-orphan/alone", unit.line, unit=unit, head=head)
        return
    if above is not None and unit.line > above.end:
        yield finding("number-misplaced", unit.line, unit=unit, parent=above)
    depth = unit.id.count(".") + 1 - is_lettered(unit.id)
    if depth > most:
        yield finding("number-deep", unit.line, unit=unit, depth=depth, most=most)
    yield from _gap(unit, check.workflow.before(unit))


def _gap(unit: Unit, before: Unit | None) -> Iterator[Finding]:
    """A number that does not follow the one before it; repeated ones are findings of `record`."""
    head, _, last = unit.id.rpartition(".")
    expected = _expected(before, last)
    if last == expected or "~" in unit.key:
        return
    behind = f"behind {before.id}" if before else "as the first one"
    if expected:
        number = f"{head}.{expected}" if head else expected
        yield finding("number-gap", unit.line, unit=unit, behind=behind, number=number)
    else:
        yield finding("number-gap/closers", unit.line, unit=unit, behind=behind)


def _expected(before: Unit | None, last: str) -> str:
    """The last part that is due behind the unit before: a letter where this one has a letter; "" for none."""
    previous = before.id.rpartition(".")[2] if before else ""
    if last.isdecimal():
        return str(int(previous) + 1) if previous.isdecimal() else "" if before else "1"
    return chr(ord(previous) + 1) if previous.isalpha() else "A"
