"""Plain scalars of YAML by the core schema of YAML 1.2, in which ``yes`` is a string and ``1:30`` is one too."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# https://yaml.org/spec/1.2.2/#103-core-schema
_NULL = re.compile(r"null|Null|NULL|~|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

BAD_NUMBER = "a number must be finite and have at most 15 digits"
MAX_NUMBER = 10**15  # exact as a float too, so that every reader of the file sees the same number
_MAX_DIGITS = 400  # Python refuses to convert more than 4300 digits, and takes its time below that

Plain = str | bool | int | float | None

_READERS: tuple[tuple[re.Pattern[str], Callable[[str], Plain]], ...] = (
    (_NULL, lambda text: None),
    (_BOOLEAN, lambda text: text[0] in "tT"),
    (_DECIMAL, int),
    (_OCTAL, lambda text: int(text, 0)),
    (_HEXADECIMAL, lambda text: int(text, 0)),
    (_FLOAT, float),
    (_INFINITE, lambda text: math.inf),
)


def read_plain(text: str) -> Plain:
    """Read an unquoted scalar; what is no null, boolean or number is a string.

    Raises ValueError with a message for the user where a number is infinite or absurdly large.
    """
    for pattern, convert in _READERS:
        if pattern.fullmatch(text):
            return check_number(convert(text)) if len(text) <= _MAX_DIGITS else check_number(math.inf)
    return text


def check_number(value: Plain) -> Plain:
    """The value itself; raises ValueError with a message for the user where it is a number no policy needs."""
    if isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
        raise ValueError(BAD_NUMBER)
    return value
