"""Fenced blocks that are forms: ``Key: value``, lists under a key, and lists of ``asked for -> what meets it``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.files import read_files
from pytest_phasegate.model.claims import Action, Claim, FieldClaim, FileClaim, PairClaim
from pytest_phasegate.text.fields import normal_key
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.placeholders import is_unfilled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORM_LANGUAGES = frozenset({"", "text", "txt", "yaml", "yml", "md", "markdown"})
"""The words behind the opening of a fence that leave it a form; any other makes it code."""

_KEY = pattern(r"(?P<key>\[[^\[\]]{1,80}\]|[A-Za-z][\w &/'().,+-]{0,78}?)[ \t]*:(?:[ \t]+(?P<value>.*)|$)")
_ITEM = pattern(r"(?:[-*+•]|\d{1,4}[.)])[ \t]+(?P<text>.*)")
_ARROW = pattern(r"[ \t]{0,4}(?:->|→|=>)[ \t]{0,4}")
_TEST = pattern(r"::[\w\[\]:.-]{1,200}")
_NAME = pattern(r"[^\\/]*\w\.[A-Za-z][A-Za-z0-9]{0,9}")
_CODE_ENDS = ("{", "}", ";", "};", "),", ");")
_LOCATION = "location"
_FILE_KEYS = (["file"], ["files"])  # the last word of a key


class _Form:
    """The fields of a block while its lines are read."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.field: FieldClaim | None = None
        self.words: list[str] = []  # of the field's value
        self.part = ""
        self.is_list_of_pairs = False

    def begin(self, line: int, key: str, value: str) -> None:
        self.end()
        self.field = FieldClaim(line=line, text="", key=normal_key(key), is_form=True, part=self.part)
        self.words = [value] if value else []

    def begin_part(self, line: int, name: str) -> None:
        """Begin a part of the form, such as the one about a component: its name is to be filled in as well."""
        self.end()
        self.part = name
        self.claims.append(FieldClaim(line=line, text=name, key="name", is_form=True, part=name))

    def go_on(self, text: str) -> None:
        """Take a further line of the value of a field."""
        self.words.append(text)

    def pair(self, line: int, text: str, left: str, right: str) -> None:
        self.claims.append(PairClaim(line=line, text=text, left=left, right=right))
        self.is_list_of_pairs = True
        for side in (left, right):
            self.claims += _paths(line, side)

    def end(self) -> None:
        """End the field; what stands over a list of pairs is a label and no field."""
        field, self.field = self.field, None
        if field is not None and (self.words or not self.is_list_of_pairs):
            field = replace(field, text=" ".join(self.words))
            self.claims.append(field)
            self.claims += field_files(field)
        self.is_list_of_pairs = False


def read_form(lines: Sequence[str], first: int, language: str = "") -> list[Claim]:
    """Read the lines inside a fence.

    Args:
        lines: the lines between the fences.
        first: the number of the first of them.
        language: the word behind the opening fence.

    Returns:
        The fields, filled or not, the pairs, and the files that they name; of a block without a line only that it is
        still empty; nothing of what is code.
    """
    bare = [line.strip() for line in lines]
    if language.split(" ", 1)[0].casefold() not in FORM_LANGUAGES:
        return []
    if _is_form(bare):
        return _read(bare, first, _pair_lines(lines))
    return _empty_block(bare, first)


def _empty_block(lines: Sequence[str], first: int) -> list[Claim]:
    """A block that waits for one answer: it holds nothing, or a placeholder and nothing else."""
    written = [(number, line) for number, line in enumerate(lines, first) if line] or [(max(first - 1, 1), "")]
    line, text = written[0]
    is_blank = len(written) == 1 and is_unfilled(text)
    return [FieldClaim(line=line, text=text, key="block", is_form=True)] if is_blank else []


def _is_form(lines: Sequence[str]) -> bool:
    others = [line for line in lines if not (_KEY.fullmatch(line) or _pair(line))]
    return len(others) < len(lines) and not any(line.endswith(_CODE_ENDS) for line in others)


def _pair_lines(lines: Sequence[str]) -> frozenset[int]:
    """The places of the items that stand in one list, and as far in, with one that has an arrow: they are all pairs."""
    found: set[int] = set()
    items: list[tuple[int, int, bool]] = []  # place, indent and whether there is an arrow
    for index, line in enumerate([*lines, ""]):
        bare = line.strip()
        if _ITEM.match(bare):
            items.append((index, len(line) - len(line.lstrip()), _pair(bare) is not None))
            continue
        indents = {indent for _, indent, has_arrow in items if has_arrow}
        found.update(place for place, indent, _ in items if indent in indents)
        items = []
    return frozenset(found)


def _read(lines: Sequence[str], first: int, pairs: frozenset[int]) -> list[Claim]:
    form = _Form()
    for index, line in enumerate(lines):
        if index in pairs:
            form.pair(first + index, line, *_sides(line))
        elif item := _ITEM.match(line):
            form.go_on(item["text"])
        elif key := _KEY.fullmatch(line):
            _begin(form, first + index, key, _next_key(lines, index))
        elif line:
            form.go_on(line)
    form.end()
    return form.claims


def _begin(form: _Form, line: int, key: re.Match[str], following: str) -> None:
    if not key["value"] and following == _LOCATION:
        form.begin_part(line, key["key"])
    else:
        form.begin(line, key["key"], (key["value"] or "").strip())


def _sides(line: str) -> tuple[str, str]:
    """The two sides of an item in a list of pairs; the second is empty where the item has no arrow."""
    item = _ITEM.match(line)
    return _pair(line) or (item["text"] if item else line, "")


def _pair(line: str) -> tuple[str, str] | None:
    """The two sides of an item with an arrow, the first arrow if there are several."""
    item = _ITEM.match(line)
    arrow = _ARROW.search(item["text"]) if item else None
    if item is None or arrow is None:
        return None
    return item["text"][: arrow.start()].strip(), item["text"][arrow.end() :].strip()


def _next_key(lines: Sequence[str], index: int) -> str:
    for line in lines[index + 1 :]:
        if line:
            key = _KEY.fullmatch(line)
            return normal_key(key["key"]) if key else ""
    return ""


def field_files(field: FieldClaim) -> Iterator[Claim]:
    """The files that a field of a form names: where the work is, or what it rests on."""
    if field.key == _LOCATION and not is_unfilled(field.text):
        for claim in read_files(field.line, "", field.text):
            yield replace(claim, is_location=True) if isinstance(claim, FileClaim) else claim
    elif field.key.split()[-1:] in _FILE_KEYS:
        yield from (replace(claim, action=Action.VERIFY) for claim in _paths(field.line, field.text))


def _paths(line: int, text: str) -> Iterator[FileClaim]:
    """The names in a text that can be nothing but paths: in a folder or with a line number, and with an ending."""
    if is_unfilled(text):
        return
    for claim in read_files(line, "", _TEST.sub("", text)):
        if isinstance(claim, FileClaim) and not claim.is_glob and _is_sure(claim):
            yield claim


def _is_sure(claim: FileClaim) -> bool:
    """Whether a name has an ending, and stands in a folder or with a line number: "Node.js" is none."""
    name = re.split(r"[\\/]", claim.path)[-1]
    in_folder = "/" in claim.path.strip("/") or "\\" in claim.path
    return _NAME.fullmatch(name) is not None and (in_folder or bool(claim.lines))
