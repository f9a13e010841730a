"""Who does the work: a field such as ``**Developer**: ana`` or ``**Role**: solution-architect (design)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import AssigneeClaim
from pytest_phasegate.vocabulary import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_name(value: str) -> str | None:
    """The name in the value of such a field, without a remark behind it; None for nobody ("TBD", "unassigned", "both").

    One list of such words for all fields: "pending" was a name in a batch and nobody in a phase.
    """
    name = value.partition(" (")[0].strip(' `*@"')
    return None if name.casefold() in NOBODY else name


def read_assignee(line: int, key: str, value: str) -> Iterator[AssigneeClaim]:
    """Read the value of such a field.

    Args:
        line: where it stands, from 1.
        key: the key of the field; all that are asked for mean the same.
        value: what stands behind it.

    Returns:
        The claim, or nothing where nobody is named.
    """
    if name := read_name(value):
        yield AssigneeClaim(line=line, text=value, name=name)
