"""Boxes that are written in a way which makes none: what a person sees there, and the item that it is meant as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.boxes import find_box
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.visible import visible

if TYPE_CHECKING:
    from pytest_phasegate.text.lines import Token

_LONGEST = 2_000
_SQUARES = "☐☑☒🗹⬜◻◽□▢🔲"
_SIGN = "[-*+•‣◦–—→➜➔➤▶►▸»]"
_NUMBER = r"\d{1,4}(?:\.\d{1,4}){0,4}"
_BULLET = rf"(?:{_SIGN}\ufe0f?|\(?{_NUMBER}[.):]?|\(?(?:[A-Za-z]|[ivx]{{1,4}})[.):])"
_RAW = r"\[(?P<raw>[ xX✓✔✅~/-]?|[ ][xX]|[xX][ ])\](?![(\[:\w])"
_BEFORE = pattern(rf"(?P<bullet>{_BULLET})?[ \t]*{_RAW}[ \t]*(?P<words>.*)")
_BEHIND = pattern(r"(?P<words>\S.*?|\S)[ ]\[(?P<raw>[ xX])\][ .]{0,9}$")
_LABELLED = pattern(
    r"(?P<label>\*\*[^*:\[\]]{1,60}\*\*|(?ai:step|task|item|action)[ ]\w{1,6})[ ]"
    r"\[(?P<raw>[ xX])\][ ](?P<words>(?:[^\[]|\[(?![ xX]\])){1,2000})$"
)
_INPUT = pattern(r"<input[^<>]{0,100}type=\W?checkbox[^<>]{0,100}>[ ]{0,9}", re.IGNORECASE)
_ROUND = pattern(r"\([ _]?\)[ ]\S")
_MAY_BE = pattern(rf"^.{{0,16}}\[|\[[ xX]\](?:[ .]*$|[ ])|<input|^\(|[{_SQUARES}]")


class NearBox(NamedTuple):
    """What looks like a box, and the line as an item with a box; None where it may mean another thing."""

    words: str
    token: Token | None = None


def near_box(token: Token) -> NearBox | None:
    """The box that a person sees on a line of text which begins with none, or None.

    "-[ ] post", "2.[ ] post", "(2) [ ] post", "→ [ ] post", "**Step 2** [ ] post", "post [ ]", and a box of HTML.
    """
    raw = token.text[:_LONGEST]
    if not _MAY_BE.search(raw):
        return None
    text = visible(raw).strip()
    if find_box(token.text):
        return NearBox(text) if _BEFORE.match(text) else None  # nobody has read it, or its mark is not known
    if "[" in text and (found := _in_brackets(token, raw.strip(), text)):
        return found
    if "<input" in raw and (tag := _INPUT.search(raw)):
        mark = "x" if "checked" in tag[0].lower() else " "
        return NearBox(raw.strip(), _item(token, mark, raw[: tag.start()] + raw[tag.end() :]))
    # Round brackets may be a choice between answers, and some write a square before each paragraph.
    return NearBox(raw.strip()) if text and (text[0] in _SQUARES or _ROUND.match(text)) else None


def _in_brackets(token: Token, raw: str, text: str) -> NearBox | None:
    """A box in square brackets that a page shows; ``text`` is what it shows of the line ``raw``."""
    for form in (_BEFORE, _LABELLED, _BEHIND):
        shown = form.match(text) or form.match(raw) if form is _LABELLED else form.match(text)
        if shown is None:
            continue
        parts = (form.match(raw) or shown).groupdict()  # with its markup, where that does not hide the box
        words = f"{parts['label']} {parts['words']}" if "label" in parts else parts["words"]
        return NearBox(text, _item(token, parts["raw"].strip() or " ", words, parts.get("bullet") or ""))
    return None


def _item(token: Token, mark: str, words: str, written: str = "") -> Token:
    """The line as an item with a box; a number is that of the item, one of several parts belongs to the words."""
    number = written.strip("().:")
    if "." in number:
        words = f"{number} {words}"
    bullet = token.bullet or (f"{number}." if number.isdecimal() else "-")
    column = token.column + max(token.text.find("["), 0)
    level = token.level if token.kind is Kind.ITEM else int(token.indent > 1)
    return token._replace(kind=Kind.ITEM, text=f"[{mark}] {words.strip()}", bullet=bullet, level=level, column=column)
