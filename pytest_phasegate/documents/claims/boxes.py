"""Checkboxes of a section: their marks, their places, and which box holds which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.marks import find_box, read_mark
from pytest_phasegate.documents.claims.problems import unknown_mark
from pytest_phasegate.model.claims import BoxClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.scanner import Token
    from pytest_phasegate.model.claims import Problem


def read_boxes(tokens: Sequence[Token]) -> Iterator[BoxClaim | Problem]:
    """The boxes of the list items among some tokens, and a problem for each mark that is not known."""
    above: list[tuple[int, int]] = []  # depth and line of the boxes that may hold the next one
    for token in tokens:
        if not token.bullet:
            continue
        while above and above[-1][0] >= token.level:
            above.pop()
        if (box := find_box(token.text)) is None:
            continue
        mark = read_mark(box)
        if mark is None:
            yield unknown_mark(token, box)
            continue
        parent = above[-1][1] if above else None
        yield BoxClaim(
            line=token.line,
            text=box.text,
            mark=mark,
            column=token.column + box.offset,
            depth=token.level,
            parent=parent,
        )
        above.append((token.level, token.line))
