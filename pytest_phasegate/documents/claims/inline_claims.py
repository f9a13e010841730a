"""Claims in the words of a task itself: "Create UserRepository class in `app/users.py`", "Add test for the login"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.file_roles import file_roles
from pytest_phasegate.documents.claims.path_names import paths_in
from pytest_phasegate.documents.claims.paths import is_glob
from pytest_phasegate.model.claims import Action, FileClaim, SymbolClaim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.claims.path_names import PathName

_LONGEST = 2_000
_RENAMED = re.compile(r"[ ]{1,3}(?:to|as|into|->|→)[ ]{1,3}$")
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


def read_inline(line: int, text: str) -> list[FileClaim | SymbolClaim]:
    """What a task's own words claim of files, of what they define, and of tests."""
    text = text[:_LONGEST]
    if not ("`" in text or "/" in text or "\\" in text or "test" in text.casefold()):
        return []  # most lines name no file and no test
    paths = list(paths_in(text))
    return [*_files(line, text, paths), *_symbols(line, text, paths)]


def _files(line: int, text: str, paths: Sequence[PathName]) -> list[FileClaim]:
    """The files that a task's own words say it makes, changes, deletes or renames, or only names.

    A bare folder is none, and a name without a folder counts only where the verb says that the file is created.
    """
    found: list[FileClaim] = []
    last = None
    for path, action in zip(paths, file_roles(text, paths), strict=True):
        renamed = last is not None and last.action is Action.RENAME and _RENAMED.search(text, 0, path.start)
        if renamed and last is not None:
            found[-1] = FileClaim(line=line, text=text, path=last.path, action=Action.RENAME, new_path=path.path)
            last = None
            continue
        if action is None or ("/" not in path.path and "\\" not in path.path and action is not Action.CREATE):
            continue
        last = FileClaim(line=line, text=text, path=path.path, action=action, is_glob=is_glob(path.path))
        found.append(last)
    return [claim for claim in found if claim.action is not Action.RENAME or claim.new_path]


def _symbols(line: int, text: str, every: Sequence[PathName]) -> list[SymbolClaim]:
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


def _first(paths: list[PathName]) -> str | None:
    return paths[0].path if paths else None


def _is_name(name: str, kind: str, *, quoted: bool) -> bool:
    """Whether a word is the name of something in code, and no plain English."""
    if quoted or "_" in name or "." in name or _HUMP.search(name):
        return True
    return kind in _TYPES and name[0].isupper() and name.lower() not in _WORDS_NOT_NAMES
