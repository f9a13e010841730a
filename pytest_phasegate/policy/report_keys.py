"""What a policy says of reports: how much must be proven, and how shares are shown; the words are coverage.py's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.policy.getters import Getter, choice, flag, kind_of, unexpected
from pytest_phasegate.policy.records import Fields, Key, record

if TYPE_CHECKING:
    from pytest_phasegate.policy.node import Node

MAX_PRECISION = 10
SORTS = ("name", "stmts", "miss", "cover", "-name", "-stmts", "-miss", "-cover")


def share() -> Getter[float]:
    """Take a share of 100."""
    return _between(0, 100, "a number from 0 to 100", "number")


def fail_under(what: str) -> dict[str, Key]:
    """The key that says how much of something must be proven."""
    return {"fail_under": Key(getter=share(), doc=f"The least share of {what} that must be proven, of 100.")}


def report_keys() -> Getter[Fields]:
    """What may stand under ``report``."""
    precision = _between(0, MAX_PRECISION, f"a whole number from 0 to {MAX_PRECISION}", "integer")
    keys = {
        **fail_under("all documents together"),
        "precision": Key(getter=precision, doc="Digits after the point of a share.", extra={"default": 0}),
        "skip_covered": Key(
            getter=flag(), doc="Leave documents out of tables that are proven whole.", extra={"default": False}
        ),
        "skip_empty": Key(
            getter=flag(), doc="Leave documents out of tables that claim nothing.", extra={"default": False}
        ),
        "sort": Key(
            getter=choice({name: name for name in SORTS}),
            doc="The column that tables are sorted by; with a minus the other way round.",
            extra={"default": "name"},
        ),
    }
    return record("the report's settings", keys)


def _between(low: float, high: float, words: str, kind: str) -> Getter[float]:
    def read(node: Node) -> float:
        value = node.value
        if kind_of(node) != "number" or not isinstance(value, int | float) or not low <= value <= high:
            raise unexpected(node, words)
        if kind == "integer" and value != int(value):
            raise unexpected(node, words)
        return int(value) if kind == "integer" else float(value)

    return Getter(words=words, read=read, schema={"type": kind, "minimum": low, "maximum": high})
