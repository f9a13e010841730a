"""Fields: ``**Key**: value``, alone on a line or several between ``|``, and plain ``Key: value``."""

from __future__ import annotations

from typing import NamedTuple

_LONGEST_KEY = 100


class Field(NamedTuple):
    """A key as written (without its colon) and its value without space around it; "" where the line ends."""

    key: str
    value: str


def bold_fields(text: str) -> list[Field]:
    """The bold fields that a line holds, in their order: ``**Key**: value`` or ``**Key:** value``.

    A line holds fields only if it begins with one, be it behind signs such as ``✅``.
    """
    if "**" not in text:
        return []
    fields: list[Field] = []
    start = 0 if text.startswith("**") else _skip_signs(text)
    while text.startswith("**", start):
        close = text.find("**", start + 2, start + _LONGEST_KEY + 4)
        if close < 0:
            break
        key, after = text[start + 2 : close].strip(), close + 2
        if key.endswith(":"):
            key = key[:-1].rstrip()
        elif text.startswith(":", after) or text[after : after + 2].lstrip().startswith(":"):
            after = text.index(":", after) + 1
        else:
            break
        end = _next_field(text, after)
        fields.append(Field(key, text[after:end].strip()))
        if end == len(text):
            break
        start = _skip_blanks(text, end + 1)
    return fields


def plain_field(text: str) -> Field | None:
    """The plain field that a line is (``Key: value``), or None; for dialects that ask for it."""
    if ":" not in text:
        return None
    start = _skip_signs(text)
    colon = text.find(":", start, start + _LONGEST_KEY)
    if colon <= start or not text[start].isalpha() or text[colon + 1 : colon + 2] not in ("", " ", "\t"):
        return None
    return Field(text[start:colon].strip(), text[colon + 1 :].strip())


def unwrapped(text: str) -> str:
    """A line without the marks of emphasis that hold all of it: ``**Status: COMPLETE**``."""
    if text[:1].isalnum():
        return text
    start = _skip_signs(text)
    mark = text[start : len(text) - len(text[start:].lstrip("*_"))]
    inner = text[start + len(mark) :].rstrip()
    return inner[: -len(mark)] if mark and inner.endswith(mark) and mark not in inner[: -len(mark)] else text


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


def _skip_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t":
        start += 1
    return start


def _next_field(text: str, start: int) -> int:
    """Where the value ends that begins here: at a ``|`` with a bold key behind it, or with the text."""
    bar = text.find("|", start)
    while bar >= 0:
        if text.startswith("**", _skip_blanks(text, bar + 1)):
            return bar
        bar = text.find("|", bar + 1)
    return len(text)
