"""The numbers of list items, as one who reads the page sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.boxes import box_of
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.text.lines import Token


class ListNumbers:
    """Counts the numbered items with boxes below headings, a unit's headings together."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.found: dict[int, str] = {}
        self.used: dict[Draft, set[str]] = {}

    def of(self, index: int) -> str:
        """The number of the item with this index; "" where it is none that counts."""
        return self.found.get(index, "")

    def count_below(self, index: int, unit: Draft) -> None:
        """Number the items of the section that the heading of this index opens, in a unit.

        A list that begins anew below a heading without a number of its own counts nothing.
        """
        found = dict(self._items(index))
        if len(found) > 1 and set(found.values()) == {"1"}:  # Markdown counts such a list by itself
            found = {place: str(number) for number, place in enumerate(found, 1)}
        used = self.used.setdefault(unit, set())
        if used.isdisjoint(found.values()):
            used.update(found.values())
            self.found.update(found)

    def _items(self, index: int) -> Iterator[tuple[int, str]]:
        for place in range(index + 1, len(self.tokens)):
            token = self.tokens[place]
            if token.kind is Kind.HEADING and not token.quoted:
                return
            if _counts(token):
                yield place, str(int(token.bullet[:-1]))


def _counts(token: Token) -> bool:
    """Whether a line is a numbered item with a box, in no other item."""
    is_numbered = token.kind is Kind.ITEM and not token.level and token.bullet[:1].isdigit()
    return is_numbered and box_of(token) is not None
