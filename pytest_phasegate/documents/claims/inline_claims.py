"""Claims in the words of a task itself: "Create UserRepository class in `app/users.py`", "Add test for the login"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.claims.file_claims import read_action
from pytest_phasegate.documents.claims.paths import clean_path, is_glob, looks_like_path
from pytest_phasegate.model.claims import Action, FileClaim, SymbolClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST = 2_000
_NAMES = re.compile(
    r"`([^`]{1,400})`|\[[^\[\]]{0,200}\]\(([^()\s]{1,400})\)"
    r"|(?<![\w`:/.@~-])((?:[A-Za-z]:)?[\w.@~-]{0,100}[\\/][^\s`,;()]{1,400})"
)
_VERB = re.compile(r"[*_]{0,3}([A-Za-z]{3,12})[*_]{0,3}[ ]{1,3}(?:(?:the|a|an|new|file)[ ]{1,3}){0,3}")
_RENAMED = re.compile(r"[ ]{1,3}(?:to|as|into|->|→)[ ]{1,3}$")
_WRITES = {"write", "generate", "implement", "scaffold", "initialize", "define"}
_MAKES = r"(?:create|add|implement|define|write|introduce|build)"
_KINDS = r"class|function|method|interface|enum|struct|trait|protocol|dataclass|type|constant|fixture|component|hook"
_NAME = r"`?(?P<{0}>[A-Za-z_$][\w$]{{0,99}}(?:\.[A-Za-z_$][\w$]{{0,99}}){{0,3}})(?:\(\))?`?"
_MADE = re.compile(
    rf"[*_]{{0,3}}{_MAKES}[*_]{{0,3}}[ ](?:(?:a|an|the|new|abstract|base|async|public|private|static)[ ]){{0,4}}"
    rf"(?:(?P<kind>{_KINDS})[ ]{_NAME.format('name')}|{_NAME.format('first')}[ ](?P<behind>{_KINDS}))(?!\w)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"[ ](?:in|to|at|inside|into|within|on)[ ]{1,3}(?:the[ ](?:file|module)[ ])?", re.IGNORECASE)
_TEST = re.compile(
    rf"[*_]{{0,3}}{_MAKES}[*_]{{0,3}}[ ](?:[\w-]{{1,30}}[ ]){{0,4}}?tests?(?:[ ](?:case|suite)s?)?"
    r"[ ](?:for|of|covering)[ ](?P<about>[^;()]{2,300})",
    re.IGNORECASE,
)
_HUMP = re.compile(r"[a-z\d][A-Z]")
_TYPES = {"class", "interface", "enum", "struct", "trait", "protocol", "dataclass", "type", "component"}
_WORDS_NOT_NAMES = {"base", "abstract", "main", "python", "java", "react", "helper", "utility", "the", "typescript"}


class _Path(NamedTuple):
    """A path in a text, and where it begins and ends."""

    start: int
    end: int
    path: str


def read_inline(line: int, text: str) -> list[FileClaim | SymbolClaim]:
    """What a task's own words claim of files, of what they define, and of tests."""
    text = text[:_LONGEST]
    if not ("`" in text or "/" in text or "\\" in text or "test" in text.casefold()):
        return []  # most lines name no file and no test
    paths = list(_paths(text))
    return [*_files(line, text, paths), *_symbols(line, text, paths)]


def _files(line: int, text: str, paths: Sequence[_Path]) -> list[FileClaim]:
    """The files that a task's own words name.

    What is done to a file is taken from the verb that stands before it at once ("Create `a.py`", "Delete `b.py`",
    "Rename `a.py` to `b.py`"); a file named further behind is only named. A bare folder is none, and a name without a
    folder counts only where the verb says that the file is created.
    """
    found: list[FileClaim] = []
    last = None
    verb = _VERB.match(text)
    for path in paths:
        action = _action(verb, path)
        renamed = last is not None and last.action is Action.RENAME and _RENAMED.search(text, 0, path.start)
        if renamed and last is not None:
            found[-1] = FileClaim(line=line, text=text, path=last.path, action=Action.RENAME, new_path=path.path)
            last = None
            continue
        if "/" not in path.path and "\\" not in path.path and action is not Action.CREATE:
            continue
        last = FileClaim(line=line, text=text, path=path.path, action=action, is_glob=is_glob(path.path))
        found.append(last)
    return [claim for claim in found if claim.action is not Action.RENAME or claim.new_path]


def _symbols(line: int, text: str, every: Sequence[_Path]) -> list[SymbolClaim]:
    """What a task's own words say that a source file defines, or that a test covers; at most one claim."""
    if test := _TEST.match(text):
        paths = [path for path in every if path.start >= test.start("about")]
        about = text[test.start("about") : paths[0].start] if paths else test["about"]
        about = _PLACED.sub(" ", f" {about} ").strip(" `.*_")
        return [SymbolClaim(line=line, text=text, name=about, kind="test", path=_first(paths), is_test=True)]
    made = _MADE.match(text)
    if not made:
        return []
    name, kind = made["name"] or made["first"], (made["kind"] or made["behind"]).lower()
    paths = [path for path in every if path.start >= made.end()]
    if not paths or not _is_name(name, kind, quoted=f"`{name}" in made[0]) or not _PLACED.search(text, made.end() - 1):
        return []
    return [SymbolClaim(line=line, text=text, name=name, kind=kind, path=paths[0].path)]


def _paths(text: str) -> Iterator[_Path]:
    for match in _NAMES.finditer(text):
        name = match[1] or match[2] or match[3].rstrip(".:*_'\"")
        quoted = match[3] is None
        path, _ = clean_path(name.strip())
        last = path.replace("\\", "/").rpartition("/")[2]
        is_file = "." in last.strip(".") or last.startswith(".")
        if is_file and looks_like_path(path, quoted=quoted) and " " not in path:
            yield _Path(match.start(), match.end(), path)


def _action(verb: re.Match[str] | None, path: _Path) -> Action:
    """What the verb before a path says is done to it."""
    if verb is None or verb.end() != path.start:
        return Action.NAME
    if verb[1].lower() in _WRITES:
        return Action.CREATE
    return read_action(verb[1]) or Action.NAME


def _first(paths: list[_Path]) -> str | None:
    return paths[0].path if paths else None


def _is_name(name: str, kind: str, *, quoted: bool) -> bool:
    """Whether a word is the name of something in code, and no plain English."""
    if quoted or "_" in name or "." in name or _HUMP.search(name):
        return True
    return kind in _TYPES and name[0].isupper() and name.lower() not in _WORDS_NOT_NAMES
