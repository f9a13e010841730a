"""Front matter: keys with values or lists at the head of a text, read line by line; much of it is no YAML."""

from __future__ import annotations

from typing import NamedTuple

_BLOCK_MARKS = ("|", ">", "|-", ">-", "|+", ">+")
_MOST_LEVELS = 40


class Entry(NamedTuple):
    """A value with its line; ``path`` are the keys that lead to it, in lower case and with ``_`` for ``-``."""

    path: tuple[str, ...]
    value: str
    line: int


def read_front_matter(text: str, first: int = 2) -> list[Entry]:
    """All values of front matter, those of lists one by one.

    A value is what stands behind a key on its line, and an item of a list below one; the text of a block (``|``) is
    none. No line is refused, since real ones hold colons, quotes and brackets that YAML does not allow there.

    Args:
        text: what stands between the fences.
        first: the number of its first line; 2 where it begins the file.
    """
    found: list[Entry] = []
    open_: list[tuple[int, str]] = []  # the keys around the next line, each with its indent
    for number, line in enumerate(text.split("\n"), start=first):
        body = line.strip()
        if body and not body.startswith("#"):
            found += _read_line(number, body, len(line) - len(line.lstrip()), open_)
    return found


def _read_line(number: int, body: str, indent: int, open_: list[tuple[int, str]]) -> list[Entry]:
    """The values of a line; its key, if it has one, is open for the lines below it."""
    is_item = f"{body} ".startswith("- ")
    path = _path(open_, indent, is_item=is_item)
    body = f"{body} ".removeprefix("- ").strip()
    key, colon, value = _parted(body, is_item=is_item)
    if not colon:
        return [Entry(path, unquoted(body), number)] if is_item and body else []
    name = key.strip(" \"'").casefold().replace("-", "_")
    if len(open_) < _MOST_LEVELS:
        open_.append((indent + 2 * is_item, name))
    return [Entry((*path, name), each, number) for each in _values(value.strip())]


def _path(open_: list[tuple[int, str]], indent: int, *, is_item: bool) -> tuple[str, ...]:
    """The keys around a line, the others are closed; the items of a list may stand as far left as its key."""
    while open_ and open_[-1][0] - is_item >= indent:
        open_.pop()
    return tuple(key for _, key in open_)


def unquoted(value: str) -> str:
    """A value without its quotes, or without the remark behind it."""
    value = value.strip()
    if len(value) > 1 and value[0] in "'\"" and value.endswith(value[0]):
        return value[1:-1]
    return value.partition(" #")[0].strip()


def _parted(body: str, *, is_item: bool) -> tuple[str, bool, str]:
    """The key of a line, whether it has one, and what stands behind it; an item such as ``- "a: b"`` has none."""
    if is_item and body[:1] in "'\"@`":
        return "", False, body
    if body.endswith(":") and ": " not in body:
        return body[:-1], True, ""
    key, colon, value = body.partition(": " if is_item else ":")
    return key, bool(colon), value


def _values(value: str) -> list[str]:
    """The values that stand behind a key: several in a list such as ``[a, b]``, none before a block or a list."""
    if not value or value in _BLOCK_MARKS:
        return []
    if value.startswith("[") and value.endswith("]"):
        return [unquoted(part) for part in value[1:-1].split(",") if part.strip()]
    return [unquoted(value)]
