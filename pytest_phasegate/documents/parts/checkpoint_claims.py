"""The claims in the lines of a document made from a template: boxes, fields, forms, the log, decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.boxes import (
    box_of,
    bracketed_word,
    find_box,
    read_mark,
    unclosed,
    unknown_mark,
    unknown_words,
)
from pytest_phasegate.documents.notations.forms import field_files, read_form
from pytest_phasegate.model.claims import BoxClaim, Claim, DecisionClaim, FieldClaim, LogClaim, Problem
from pytest_phasegate.text.fields import bold_fields, normal_key, plain_field
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.text.lines import Token

_LOG_ID = re.compile(r"(\d{1,9}(?:\.\d{1,9}){1,9})(?![\w.])")


def read_boxes(tokens: Sequence[Token], group: str = "") -> Iterator[BoxClaim | Problem]:
    """The boxes among some lines; a box is nested in the one before it that stands less far in.

    ``group`` names the list that they belong to, where that is no unit.
    """
    above: list[tuple[int, int]] = []  # indent and line of the boxes that may hold the next one
    has_words = False
    for token in tokens:
        if (box := box_of(token)) is None:
            has_words = has_words or bracketed_word(token.text) != ""
            continue
        mark = read_mark(box)
        if mark is None:
            yield unknown_mark(token, box)
            continue
        while above and above[-1][0] >= token.indent:
            above.pop()
        yield BoxClaim(
            line=token.line,
            text=box.text,
            mark=mark,
            column=token.column + box.offset,
            depth=len(above),
            parent=above[-1][1] if above else None,
            group=group,
        )
        above.append((token.indent, token.line))
    if has_words:
        yield from unknown_words(tokens)


def read_fields(tokens: Sequence[Token], *, may_be_empty: bool) -> Iterator[Claim]:
    """The fields that stand outside fences, ``Key: value`` and ``**Key**: value``, and the files that they name.

    A key with nothing behind it is a field only where ``may_be_empty`` and no list or block follows: elsewhere it is
    a line that introduces what follows.
    """
    for index, token in enumerate(tokens):
        if token.kind not in (Kind.ITEM, Kind.TEXT) or box_of(token) is not None:
            continue
        plain = plain_field(token.text)
        for entry in bold_fields(token.text) or ([plain] if plain else []):
            following = tokens[index + 1].kind if index + 1 < len(tokens) else None
            if entry.value or (may_be_empty and following not in (Kind.ITEM, Kind.FENCE)):
                claim = FieldClaim(line=token.line, text=entry.value, key=normal_key(entry.key), is_form=True)
                yield claim
                yield from field_files(claim)


def read_blocks(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Claim]:
    """The claims in the fenced blocks; ``lines`` are those of the whole document."""
    for token in tokens:
        if token.kind is Kind.FENCE:
            inside = lines[
                token.line : token.end - 1 if token.closed and _is_fence(lines[token.end - 1]) else token.end
            ]
            yield from read_form(inside, token.line + 1, token.text)
        if token.kind in (Kind.FENCE, Kind.COMMENT) and token.hidden:
            yield unclosed(token)


def _is_fence(line: str) -> bool:
    return line.strip(" \t\r>").startswith(("```", "~~~"))


def read_log(tokens: Sequence[Token]) -> Iterator[LogClaim | Problem]:
    """The entries of the log of checkpoints; an entry names its checkpoint by number, or not at all."""
    for token in tokens:
        if (box := box_of(token)) is None:
            continue
        mark = read_mark(box)
        if mark is None:
            yield unknown_mark(token, box)
            continue
        number = _LOG_ID.match(box.text.lstrip("*_` "))
        yield LogClaim(line=token.line, text=box.text, id=number[1] if number else None, mark=mark)


def read_decisions(tokens: Sequence[Token]) -> Iterator[DecisionClaim]:
    """The decisions in a list, with a box before them or without."""
    for token in tokens:
        if token.kind is Kind.ITEM:
            box = find_box(token.text)
            yield DecisionClaim(line=token.line, text=box.text if box else token.text, by=None)
