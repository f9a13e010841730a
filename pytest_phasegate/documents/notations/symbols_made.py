"""What a task's own words say that a source file defines, and what its tests are to cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import SymbolClaim
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.notations.paths import PathName

_MAKES = r"(?:create|add|implement|define|write|introduce|build)"
_KINDS = r"class|function|method|interface|enum|struct|trait|protocol|dataclass|type|constant|fixture|component|hook"
_NAME = r"`?(?P<{0}>[A-Za-z_$][\w$]{{0,99}}(?:\.[A-Za-z_$][\w$]{{0,99}}){{0,3}})(?:\(\))?`?"
MADE = pattern(
    rf"[*_]{{0,3}}{_MAKES}[*_]{{0,3}}[ ](?:(?:a|an|the|new|abstract|base|async|public|private|static)[ ]){{0,4}}"
    rf"(?:(?P<kind>{_KINDS})[ ]{_NAME.format('name')}|{_NAME.format('first')}[ ](?P<behind>{_KINDS}))(?!\w)",
    re.IGNORECASE,
)
_PLACED = pattern(r"[ ](?:in|to|at|inside|into|within|on)[ ]{1,3}(?:the[ ](?:file|module)[ ])?", re.IGNORECASE)
_TEST = pattern(
    rf"[*_]{{0,3}}{_MAKES}[*_]{{0,3}}[ ](?:[\w-]{{1,30}}[ ]){{0,4}}?tests?(?:[ ](?:case|suite)s?)?"
    r"[ ](?:for|of|covering)[ ](?P<about>[^;()]{2,300})",
    re.IGNORECASE,
)
OR_BEHIND = pattern(r"[`*)\]]{0,4}[ ]{1,3}or\b")
_CODE_NAME = pattern(r"[_.]|[a-z\d][A-Z]")
_TYPES = {"class", "interface", "enum", "struct", "trait", "protocol", "dataclass", "type", "component"}
_NO_FUNCTIONS_TEXT = (
    "body call declaration definition documentation handling header implementation logic name overload parameter stub "
    "prototype signature support test wrapper"
)
_NO_FUNCTIONS = frozenset(_NO_FUNCTIONS_TEXT.split())
_WORDS_NOT_NAMES = {"base", "abstract", "main", "python", "java", "react", "helper", "utility", "the", "typescript"}


def read_symbols(line: int, text: str, every: Sequence[PathName]) -> list[SymbolClaim]:
    """What a task's own words say that a source file defines, or that a test covers; at most one claim."""
    if test := _TEST.match(text):
        return [_test_symbol(line, text, test, every)]
    made = MADE.match(text)
    return _made_symbol(line, text, made, every) if made and _PLACED.search(text, made.end() - 1) else []


def _test_symbol(line: int, text: str, test: re.Match[str], every: Sequence[PathName]) -> SymbolClaim:
    start = test.start("about")
    path = next((path for path in every if path.start >= start), None)
    about = text[start : path.start] if path else test["about"]
    about = _PLACED.sub(" ", f" {about} ").strip(" `.*_")
    return SymbolClaim(line=line, text=text, name=about, kind="test", path=path.path if path else None, is_test=True)


def _made_symbol(line: int, text: str, made: re.Match[str], every: Sequence[PathName]) -> list[SymbolClaim]:
    path = next((path for path in every if path.start >= made.end()), None)
    if path is not None and OR_BEHIND.match(text, path.end):
        return []
    name, kind = (made["name"], made["kind"]) if made["name"] else (made["first"], made["behind"])
    is_in = path is not None and _PLACED.match(text[made.end() : path.start].rstrip("`")) is not None
    is_plain = is_in and bool(made["name"]) and _may_be_name(name, kind.lower())
    if path is None or not (is_plain or _is_name(name, kind.lower(), quoted=f"`{name}" in made[0])):
        return []
    return [SymbolClaim(line=line, text=text, name=name, kind=kind.lower(), path=path.path)]


def _may_be_name(name: str, kind: str) -> bool:
    """Whether a plain word names a function: "Create function settle in `src/rules.py`", no "function tests"."""
    word = name.lower()
    return kind in ("function", "method") and not (word.endswith("s") or word in _NO_FUNCTIONS or not stems(word))


def _is_name(name: str, kind: str, *, quoted: bool) -> bool:
    """Whether a word is the name of something in code, and no plain English."""
    if quoted or _CODE_NAME.search(name):
        return True
    return kind in _TYPES and name[0].isupper() and name.lower() not in _WORDS_NOT_NAMES
