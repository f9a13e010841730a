"""The text that a person sees: entities, tags, struck text, characters that cannot be seen, and wide letters."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import SIGN_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_phasegate.text.lines import Token

# A joiner within an emoji is seen: without it the sign falls apart, and with it the title that holds it.
_UNSEEN_CHARS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0e\ufeff\uffa0\U000e0000-\U000e0fff"
)
_UNSEEN = pattern(f"[{_UNSEEN_CHARS}]|(?<![\u2190-\U0001faff])\u200d|\u200d(?=[ -~])")
_BLANKS = dict.fromkeys((0x3000, 0xA0, 0x202F, 0x0A, 0x0D, 0x0B, 0x0C, 0x85, 0x2028, 0x2029), 0x20)
"""Blanks, and the line ends that an entity may have brought in."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | _BLANKS
# In a line of Chinese, Japanese or Korean a wide comma or bracket is what everybody writes: titles stay as they are.
_WIDE_WORDS = {code: sign for code, sign in _WIDE.items() if chr(sign).isalnum() or chr(sign) in " []"}
_HAN = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# By name only: "<COMPLETE>" is a placeholder of a template, "<ana@example.org>" an address, "<T>" a type.
_INLINE = "a|abbr|b|big|code|em|font|i|ins|kbd|mark|q|small|span|strong|sub|sup|tt|u"
_BLOCKS = "center|details|div|h[1-6]|li|ol|p|summary|ul"
_ATTRIBUTES = r"(?:[ ][^<>]{0,200})?/?>"
_TAG = pattern(rf"</?(?:{_INLINE}){_ATTRIBUTES}", re.IGNORECASE)
_ANY_TAG = pattern(rf"</?(?:{_INLINE}|{_BLOCKS}){_ATTRIBUTES}", re.IGNORECASE)
_STRIKING_TAG = pattern(rf"</?(?:s|del|strike){_ATTRIBUTES}", re.IGNORECASE)
# With its semicolon and of bounded length: html.unescape would turn a number of any length into an int.
_ENTITY = pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_STRUCK = pattern(r"~~(?=\S)[^~]{1,300}(?<=\S)~~")
# Struck out from its beginning on, or behind its box and its number, a line says that the unit or the box was dropped.
_DROPPED = pattern(
    r"[^\w~\[]{0,12}(?:\[[^\]]{0,4}\][ ]{0,3})?"
    r"(?:[*_]{0,3}(?:[A-Za-z]{1,10}[ -])?[A-Z]?\d[\w.]{0,12}[*_]{0,3}[:.)]?[*_]{0,3}[ ]{1,3})?~~"
)
# Bold type that begins or ends within a word ("COM**PLETE**"); before a colon it may begin a field of its own.
_PART_BOLD = pattern(r"\*\*(?=\w)([^*:]{1,60})(?<=\w)\*\*(?=\w)|(?<=\w)\*\*(?=\w)([^*:]{1,60})(?<=\w)\*\*(?!:)")
# What editors put before a sign that could be markup: "1\." or "my\_file.py". A bar and a backtick keep it.
_ESCAPE = pattern(r"\\([!-/:;=?@\[\]^_{}~])")
_WINDOWS_PATH = pattern(r"\\[A-Za-z0-9]")
# "__Status__: done" is bold type, as some editors write it; "__init__.py" is a name.
_UNDERSCORED = pattern(r"(?<![\w/.\\-])__(?=[^\W_a-z])([^_`*\n]{1,80})__(?![\w.])")
_ANCHOR = pattern(r"(?<!!)\[([^\[\]]{1,200})\]\(#[^()\s]{0,200}\)")
_SIGN_NAME = pattern(rf":({'|'.join(SIGN_NAMES)}):")
# One search after the other over the whole text: as alternatives of one pattern they ran at a fifth of the speed.
_ASCII_SEARCHES = (
    *map(pattern, ("&(?:#|[a-zA-Z]{2,31};)", "</?[a-zA-Z]", "~~", r"\*\*(?<=\w\*\*)(?=\w)")),
    *map(pattern, ("__(?=[^\\W_a-z])", r"\]\(#")),
    _SIGN_NAME,
    _ESCAPE,
)
_WIDE_SEARCH = pattern(f"[{_UNSEEN_CHARS}\u200d\u00a0\u202f\u3000\uff01-\uff5e]")

_HIDDEN = (Kind.FENCE, Kind.COMMENT, Kind.FRONT_MATTER)

_LINK = pattern(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}(?:[ ]\"[^\"]{0,100}\")?\)")
_EMPHASIS = pattern(r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|`")
_ESCAPED = pattern(r"\\([\[\]*_`~<>#-])")
_CODE = pattern(r"(?<!`)`([^`]{1,500})`(?!`)")
_IN_CODE = str.maketrans("[]<>&~*_", "(){}+-..")
_MARKUP = frozenset("*_`~<&[\\")


def fold(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens of a text with each line as it is to be read (see ``folded``); most texts have few odd lines, or none.

    What stands in fences, comments and front matter stays as it is. Linear in the length of the text.
    """
    odd = _odd_lines(text)
    if not odd:
        return list(tokens)
    return [
        token._replace(text=folded(_without_anchors(token)))
        if token.line in odd and token.kind not in _HIDDEN
        else token
        for token in tokens
    ]


def _without_anchors(token: Token) -> str:
    """A line with links to its own page as their text; an item that is all one is of a table of contents."""
    text = token.text
    if "](#" not in text or (token.kind is Kind.ITEM and _ANCHOR.fullmatch(text)):
        return text
    return _ANCHOR.sub(r"\1", text)


def folded(text: str) -> str:
    """A line as it is read: what cannot be seen is gone, and signs that only look otherwise are plain.

    Left as they are: bold type and code, which mean something to a reader of claims, and a line that is struck out
    from its beginning on.
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts = [text]  # a backtick without its partner opens no code
    plain = _plain_signs(text)
    parts[::2] = [_folded(part, plain) for part in parts[::2]]
    if "~~" in text or "<" in text:
        keeps_struck = _DROPPED.match("`".join(parts)) is not None
        parts[::2] = [part if keeps_struck else _STRUCK.sub("", part) for part in parts[::2]]
    return "`".join(parts)


def _folded(text: str, plain: Mapping[int, int]) -> str:
    for sign, fold_sign in _FOLD_STEPS:
        if sign in text:
            text = fold_sign(text)
    text = _without_entities(text, plain)
    if "\\" in text and not _WINDOWS_PATH.search(text):
        text = _ESCAPE.sub(r"\1", text)
    if ":" in text:
        text = _SIGN_NAME.sub(lambda match: SIGN_NAMES[match[1]], text)
    return _PART_BOLD.sub(lambda match: match[1] or match[2], text) if "**" in text else text


def _without_entities(text: str, plain: Mapping[int, int]) -> str:
    """The text with the characters that entities stand for, without those that cannot be seen, in plain letters."""
    if "&" in text:
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", text).translate(plain)


# In this order: what stands in code is no markup, and a tag that strikes its words out is one of those.
_MARKUP_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("\\", lambda text: _ESCAPED.sub(r"\1", text)),
    ("`", lambda text: _CODE.sub(lambda match: match[1].translate(_IN_CODE), text)),
    ("<", lambda text: _ANY_TAG.sub("", _STRIKING_TAG.sub("~~", text))),
    ("~~", lambda text: _STRUCK.sub("", text)),
    ("](", lambda text: _LINK.sub(r"\1", text)),
)

_FOLD_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("<", lambda text: _TAG.sub("", _STRIKING_TAG.sub("~~", text))),
    ("__", lambda text: _UNDERSCORED.sub(r"**\1**", text)),
)
"""What is folded where a line holds a sign."""


def _plain_signs(text: str) -> Mapping[int, int]:
    """What is read for the wide signs of a line."""
    return _WIDE_WORDS if not text.isascii() and _HAN.search(text) else _WIDE


def _odd_lines(text: str) -> set[int]:
    """The lines on which something may have to be folded."""
    found: set[int] = set()
    searches = _ASCII_SEARCHES if text.isascii() else (*_ASCII_SEARCHES, _WIDE_SEARCH)
    for search in searches:
        line, last = 1, 0
        for match in search.finditer(text):
            line += text.count("\n", last, match.start())
            last = match.start()
            found.add(line)
    return found


def visible(text: str) -> str:
    """A line as a page shows it, to compare with what was read: without any markup, and links as their text.

    What stands in code keeps its letters, and loses the signs that would mean something outside of it.
    """
    if text.isascii() and _MARKUP.isdisjoint(text):
        return text
    for sign, plain in _MARKUP_STEPS:
        if sign in text:
            text = plain(text)
    text = _EMPHASIS.sub("", _without_entities(text, _plain_signs(text)))
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
