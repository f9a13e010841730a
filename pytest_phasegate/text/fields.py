"""Fields: ``**Key**: value``, alone on a line or several between ``|`` and the like, and plain ``Key: value``."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_phasegate.text.patterns import pattern

_LONGEST_KEY = 100
_SEPARATORS = ("|", ",", ";", "·", "•")
_DASHES = (" -", " –", " —")
_ONE_FIELD = pattern(r"\*\*(\w(?:[^*:：]{0,98}[^*:：\s])?)(?:\*\*:|:\*\*)")
_COLON_BEHIND = pattern(r"[ \t]?[:：]")
_WRAPPED = pattern(r"([*_]+)(.*)", re.DOTALL)
_COLONS = (":", "：")  # the second is as wide as a Chinese character
_NO_FILES = pattern(
    r"\s*(?:[-*+]\s{1,4})?[*_]{0,2}files?(?:\(s\))?[*_]{0,2}:[*_]{0,2}\s{0,8}((?:n/a|none|nothing)\b.{0,80})",
    re.IGNORECASE,
)


class Field(NamedTuple):
    """A key as written (without its colon) and its value without space around it; "" where the line ends."""

    key: str
    value: str


def bold_fields(text: str) -> list[Field]:
    """The bold fields that a line holds, in their order: ``**Key**: value`` or ``**Key:** value``.

    A line holds fields only if it begins with one, behind signs such as ``✅`` too.
    """
    if "**" not in text:
        return []
    one = _ONE_FIELD.match(text)
    if one and text.find("**", one.end()) < 0:  # most fields
        return [Field(one[1], text[one.end() :].strip())]
    fields: list[Field] = []
    start = 0 if text.startswith("**") else _skip_signs(text)
    while found := _take_key(text, start):
        key, after = found
        end, start = _next_field(text, after)
        fields.append(Field(key, text[after:end].strip()))
    return fields


def _take_key(text: str, start: int) -> tuple[str, int] | None:
    """The bold key that begins here and the index behind its colon, or None."""
    close = text.find("**", start + 2, start + _LONGEST_KEY + 4) if text.startswith("**", start) else -1
    if close < 0:
        return None
    key = text[start + 2 : close].strip()
    if key.endswith(_COLONS):
        return key[:-1].rstrip(), close + 2
    colon = _COLON_BEHIND.match(text, close + 2)
    return (key, colon.end()) if colon else None


def plain_field(text: str) -> Field | None:
    """The plain field that a line is (``Key: value``), or None; for dialects that ask for it."""
    sign = ":" if ":" in text else "："
    if sign not in text:
        return None
    start = _skip_signs(text)
    colon = text.find(sign, start, start + _LONGEST_KEY)
    if colon <= start or not text[start].isalpha():
        return None
    if sign == ":" and text[colon + 1 : colon + 2] not in ("", " ", "\t"):
        return None
    return Field(text[start:colon].strip(), text[colon + 1 :].strip())


def unwrapped(text: str) -> str:
    """A line without the marks of emphasis that hold all of it, or its key: ``**Key: value**``, ``_Key_: value``."""
    if text[:1].isalnum():
        return text
    match = _WRAPPED.match(text, _skip_signs(text))
    return (_without(match[1], match[2].rstrip()) or text) if match else text


def _without(mark: str, inner: str) -> str:
    """What stands behind a mark, without its other half; "" where the two hold neither all of it nor its key."""
    if inner.endswith(mark) and mark not in inner[: -len(mark)]:
        return inner[: -len(mark)]
    key, _, value = inner.partition(mark)
    is_key = key.endswith(_COLONS) or value.startswith(_COLONS)
    return key + value if is_key and mark in inner and mark != "**" else ""


def normal_key(key: str) -> str:
    """A key in lower case, with single spaces and without signs or marks of emphasis around it."""
    if key.isalpha() and key.isascii():
        return key.lower()  # most keys are one word
    if not key[:1].isalnum():
        key = key[next((index for index, char in enumerate(key) if char.isalnum() or char in "(["), 0) :]
    return " ".join(key.strip(" *_`\t").casefold().split())


def _skip_signs(text: str) -> int:
    """The index of the first letter, digit or ``*``: signs such as ``✅`` and blanks are stepped over."""
    for index, char in enumerate(text):
        if char == "*" or char.isalnum() or char in "`[(<|'\"~_":
            return index
    return len(text)


def _next_field(text: str, start: int) -> tuple[int, int]:
    """Where the value ends that begins here, and where the next field begins; the end of the text where none follows.

    The next one stands behind a ``|``, or behind a comma, a dash or the like if it surely is a field.
    """
    bold = text.find("**", start)
    done, in_code = start, False
    while bold >= 0:
        in_code ^= text.count("`", done, bold) % 2 == 1
        end = _separator(text, start, bold)
        if end >= 0 and (text[end] == "|" or (not in_code and _is_key(text, bold))):
            return end, bold
        done, bold = bold, text.find("**", bold + 2)
    return len(text), len(text)


def _separator(text: str, start: int, end: int) -> int:
    """Where the separator begins that stands before an index, with or without blanks; -1 where there is none."""
    before = text[start:end].rstrip(" \t")
    index = start + len(before)
    if before.endswith(_SEPARATORS) or (before.endswith(_DASHES) and index < end):
        return index - 1
    return text.rfind("<br", max(start, index - 6), index) if before.endswith(">") else -1


def _is_key(text: str, bold: int) -> bool:
    close = text.find("**", bold + 2, bold + _LONGEST_KEY + 4)
    return close > bold + 2 and (text[close - 1] in _COLONS or text[close + 2 : close + 4].lstrip().startswith(_COLONS))


def words_for_no_files(line: str) -> str:
    """The value of a field for files that says that there is none ("N/A, review only"), or nothing."""
    match = _NO_FILES.match(line)
    return match[1].strip() if match else ""
