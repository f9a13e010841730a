"""The files below a file field, or below a heading such as "Files Created": in a list, in a table, or on lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.boxes import find_box
from pytest_phasegate.documents.notations.file_keys import file_key_action, is_plain_file_key, read_action
from pytest_phasegate.documents.notations.files import read_file_field, read_files
from pytest_phasegate.model.claims import Action, Problem
from pytest_phasegate.text.fields import bold_fields, normal_key, plain_field
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.tables import table_rows
from pytest_phasegate.vocabulary import ACTION_COLUMNS, FILE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pytest_phasegate.documents.notations.files import FileReading
    from pytest_phasegate.text.lines import Token
    from pytest_phasegate.text.tables import Row

_ANNOUNCES = pattern(r"[~(]{0,2}\d{1,4}(?:[ ]\w{1,9}){0,3}\)?|\(?(?:see[ ])?below\)?\.?", re.IGNORECASE)
_BRANCHES = ("├", "└", "|--", "`--")
_PLAIN_FENCES = {"", "text", "txt"}  # any other word behind the fence says that it is code


def read_file_list(
    tokens: Sequence[Token],
    index: int,
    key: str,
    action: Action,
    is_known: Callable[[str], bool],
    unit_of: Callable[[Row], object] = lambda _: None,
) -> list[FileReading]:
    """Read what stands below a file field that has nothing behind it, or below a heading.

    Args:
        tokens: the lines among which the field is.
        index: the field's place among them; -1 for a heading before them.
        key: the key of the field, or the heading, in lower case.
        action: what that says of the files.
        is_known: whether the key of a bold field, as it is written, is one of the dialect's: it ends the list.
        unit_of: the unit that a row of a table is about, if any: its files are not these.
    """
    found = _List(tokens[index] if index >= 0 else None, key, action, is_known)
    for position in range(index + 1, len(tokens)):
        if not found.goes_on(tokens[position]):
            break
    return found.end(unit_of)


def announces(value: str) -> bool:
    """Whether a value only says that files follow: "3 files", "see below", "all new:"."""
    return not value or value.endswith(":") or _ANNOUNCES.fullmatch(value) is not None


def item_text(token: Token) -> str:
    """The text of a line without its checkbox."""
    box = find_box(token.text) if token.bullet else None
    return box.text.lstrip("* ") if box and not box.text.startswith("**") else box.text if box else token.text


class _List:
    """The list below a field, or below a heading (``field`` is None), while its lines are read."""

    def __init__(self, field: Token | None, key: str, action: Action, is_known: Callable[[str], bool]) -> None:
        self.field = field
        self.key = key
        self.action = action
        self.is_known = is_known
        self.floor = field.indent + 1 if field is not None and field.bullet else 0
        self.last = field.line if field is not None else 0  # the line up to which all is read
        self.base = -1  # the indent of the list
        self.skipped = -1  # the indent of an item whose list is not part of this one
        # Of the items around the next line: the indent, and the action for the files below a label, None below a file.
        self.above: list[tuple[int, Action | None]] = [(-1, action)]
        self.rows: list[Token] = []
        self.found: list[FileReading] = []

    def goes_on(self, token: Token) -> bool:
        """Read a line; whether the list goes on behind it."""
        return _READERS.get(token.kind, _List.read_other)(self, token)

    def read_row(self, token: Token) -> bool:
        """Keep a line of a table for the end; what stands around it may make it one."""
        self.rows.append(token)
        self.last = token.line
        return True

    def read_fence(self, token: Token) -> bool:
        """Read a block that stands in the place of a list; one of code, or behind a list, is another thing."""
        if token.text not in _PLAIN_FENCES or self.base >= 0 or self.found:
            return self.is_inside(token)
        self.found += _read_block(token, self.key, self.action)
        return self.field is None

    def read_other(self, token: Token) -> bool:
        """Step over what is no line of a list."""
        return token.kind is Kind.COMMENT or (token.kind is not Kind.RULE and self.is_inside(token))

    def is_inside(self, token: Token) -> bool:
        """Whether a line is further in than the list, or below its heading."""
        return self.field is None or token.indent > self.base >= 0

    def end(self, unit_of: Callable[[Row], object]) -> list[FileReading]:
        """What was read, with the rows of tables."""
        rows = list(table_rows(self.rows))
        for row in rows:
            if not unit_of(row):
                self.found += _read_row(row, self.key, self.action)
        for token in self.rows if not rows else ():  # bars between files: "a.py | b.py"
            self.found += read_files(token.line, self.key, token.text.strip("| "), self.action)
        return self.found

    def read_item(self, token: Token) -> bool:
        """Read an item; one that is another field ends the list, or begins one that is no part of it."""
        if token.indent < self.floor:
            return False
        self.last = token.line
        if 0 <= self.skipped < token.indent:
            return True
        self.base = token.indent if self.base < 0 else min(self.base, token.indent)
        self.skipped = -1
        text = item_text(token)
        if (key := self._known_key(text)) is None:
            self._take_item(token, text)
            return True
        self.skipped = token.indent
        return token.indent > self.base or file_key_action(normal_key(key)) is not None

    def _take_item(self, token: Token, text: str) -> None:
        while self.above[-1][0] >= token.indent:
            self.above.pop()
        action = self.above[-1][1]
        if action is None:  # about the file above it
            self.found += read_files(token.line, self.key, text, self.action)
        else:
            self.found += read_file_field(token.line, self.key, text, action)
        is_label = text.rstrip("*_ ").endswith(":")
        self.above.append((token.indent, (read_action(text) or action) if is_label else None))

    def read_text(self, token: Token) -> bool:
        """Read a line without a bullet: files right below the field or the heading, more of an item, or a remark."""
        if self._known_key(token.text) is not None:
            return False
        if "|" in token.text:  # a table may have no bars around its rows
            return self.read_row(token)
        goes_on = token.line == self.last + 1
        self._take_words(token, goes_on=goes_on)
        self.last += goes_on
        return goes_on or self.is_inside(token) or (self.base < 0 and _introduces(token.text))

    def _take_words(self, token: Token, *, goes_on: bool) -> None:
        if self.base >= 0:
            return  # the list has begun
        if self.field is None:
            self.found += read_files(token.line, self.key, token.text, self.action)
        elif goes_on:
            self.found += read_file_field(token.line, self.key, token.text, self.action)

    def _known_key(self, text: str) -> str | None:
        """The key of a field that a line is, or None; "**Create**: ..." is a file with what is done to it."""
        if fields := bold_fields(text):
            return fields[0].key if self._is_field(text, fields[0].key) else None
        plain = plain_field(text)
        return plain.key if plain and is_plain_file_key(normal_key(plain.key)) else None

    def _is_field(self, text: str, key: str) -> bool:
        is_action = read_action(text) is not None and file_key_action(normal_key(key)) is None
        return not is_action and self.is_known(key)


_READERS: Mapping[Kind, Callable[[_List, Token], bool]] = {
    Kind.ITEM: _List.read_item,
    Kind.TEXT: _List.read_text,
    Kind.ROW: _List.read_row,
    Kind.FENCE: _List.read_fence,
}


def _introduces(text: str) -> bool:
    """Whether a paragraph only introduces a list, or says in brackets where it is from."""
    return text.rstrip("*_ ").endswith(":") or (text.startswith("[") and text.endswith("]"))


def _read_block(fence: Token, key: str, action: Action) -> list[FileReading]:
    """The files in a fence, one on a line; a Problem where they are drawn as a tree."""
    found: list[FileReading] = []
    for line, text in enumerate(fence.inside, start=fence.line + 1):
        if any(sign in text for sign in _BRANCHES):
            message = "files that are drawn as a tree cannot be read; write their paths as a list"
            return [Problem(line=line, text=text.strip(), message=message)]
        bare = text.partition(" #")[0].strip(" \t>").lstrip("-*+• ")
        if not bare.startswith(("```", "~~~")):
            found += read_files(line, key, bare, action)
    return found


def _read_row(row: Row, key: str, action: Action) -> Iterator[FileReading]:
    """The files of a table's row: in the columns that are called so, else in the first one."""
    said = next((read_action(cell) for name, cell in row.cells.items() if name in ACTION_COLUMNS), None)
    columns = [name for name in row.cells if name in FILE_COLUMNS or file_key_action(name) is not None]
    for name in columns or list(row.cells)[:1]:
        of_column = file_key_action(name)
        done = action if of_column in (None, Action.NAME) else of_column
        yield from read_file_field(row.token.line, key, row.cells[name], said or done)
