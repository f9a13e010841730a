"""Files that a task names: paths in every shape, with what is said to be done to them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.claims.paths import clean_path, find_lines, is_glob, last_part, looks_like_path
from pytest_phasegate.model.claims import Action, FileClaim, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

FileReading = FileClaim | Problem

_ACTIONS = {
    Action.CREATE: "create created new add added",
    Action.MODIFY: "modify modified update updated edit edited edit-only change changed extend extended",
    Action.DELETE: "delete deleted remove removed",
    Action.RENAME: "rename renamed move moved",
    Action.REWRITE: "rewrite rewritten",
    Action.VERIFY: "verify verified check",
}
_WORDS = {word: action for action, words in _ACTIONS.items() for word in words.split()}

_KEY = re.compile(
    r"(?:(?P<before>new|created|modified|changed|updated|deleted|removed|renamed) )?files?(?:\(s\))?(?: \d{1,3})?"
    r"(?: (?:to |being |to be )?(?P<after>[a-z-]{3,10})(?:/[a-z]{3,10}| (?:and|or) [a-z]{3,10})?)?"
)
_KEY_PLAIN_AFTER = {"location", "locations", "owned", "affected", "path", "paths", "involved", "touched"}
_ARROW = re.compile(r"[ ]{0,3}(?:->|→|=>)[ ]{0,3}")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\(([^()\s]{1,600})\)")
_MARKER = re.compile(r"[ ]{0,3}[*_]{0,2}[(\[]([^()\[\]]{0,200})[)\]][*_]{0,2}")
_VERB = re.compile(r"[*_]{0,2}([A-Za-z]{3,9})[*_]{0,2}(?:[ ]{1,3}|:[*_]{0,2}[ ]{0,3})(?=\S)")
_BARE = re.compile(r"[^\s`,;()]{1,1000}")
_SPACED = re.compile(r"(?:[A-Za-z]:[\\/]|/)[^`,;()\[\]:*?\"<>|]{1,500}\.[A-Za-z0-9]{1,10}(?=$|[ ]{0,3}[(\[]|[ ]{1,3}-)")
_NUMBERS = re.compile(r"(?:lines?[ ]{1,3})?\d{1,7}(?:[ ]?[-–][ ]?\d{1,7})?$")
_HEDGE = re.compile(
    r"\b(?:if (?:it )?(?:exists|needed|necessary|required|present|applicable)|optional)\b", re.IGNORECASE
)
_NEXT = re.compile(r"[ ]{0,3}(?:[,;+&|]|and\b)[ ]{0,3}", re.IGNORECASE)
_ONE_FILE = re.compile(
    r"(`?)(?P<path>(?:[A-Za-z]:[\\/])?[\w.\\/-]{1,300}\.[A-Za-z][A-Za-z0-9]{0,9})\1(?: \((?P<marker>[A-Za-z]{3,9})\))?",
    re.ASCII,
)
_SPLITS = re.compile(r"[`(\[{,;+& ]")
_BRACKETS = {"`": "`", "(": ")", "[": "]", "{": "}"}
_SUFFIX = re.compile(r"\.(?:spec\.)?(?:html|css|scss|less|sass|ts|tsx|js|jsx|py|md)(?=$|`)")


class _Behind(NamedTuple):
    """What stands behind a path: markers, the new name of a renamed file, line numbers."""

    action: Action
    new_path: str | None = None
    lines: tuple[tuple[int, int], ...] = ()


def file_key_action(key: str) -> Action | None:
    """What a field's key (in lower case) says of the files in it; None where it is no file field.

    "file", "files", "file(s)", "file 1" and "files owned" name files; "files to create", "files modified" and
    "create (6 files)" also say what is done to them.
    """
    if "file" not in key:
        return None
    bare = key.partition(" (")[0]
    if key != bare and bare in _WORDS:
        return _WORDS[bare]
    match = _KEY.fullmatch(bare)
    if not match:
        return None
    word = match["after"] or match["before"]
    if word is None or word in _KEY_PLAIN_AFTER:
        return Action.NAME
    return _WORDS.get(word)


def read_action(value: str) -> Action | None:
    """The action that a value begins with ("DELETE", "MODIFY (additions only)"), or None."""
    words = value.strip(" `*").replace("(", " ").split(maxsplit=1)
    return _WORDS.get(words[0].strip(",:.`*").lower()) if words else None


def read_files(line: int, value: str, action: Action = Action.NAME) -> list[FileReading]:
    """Read the value of a file field, or an item of the list under one.

    ``action`` is what the field's key says of the files; a marker next to a path overrules it. Returns nothing for
    "N/A" and prose; a Problem for what is meant as a path and cannot be read as one.
    """
    if (one := _read_one(line, value, action)) is not None:
        return one
    found: list[FileReading] = []
    for part in _split(value):
        number = part.strip(" `")
        if found and _NUMBERS.match(number) and isinstance(found[-1], FileClaim):
            found[-1] = replace(found[-1], lines=found[-1].lines + find_lines(number))
        elif not (found and _SUFFIX.match(number)):
            found += _read_part(line, part, value, action)
    return found


def _read_one(line: int, value: str, action: Action) -> list[FileReading] | None:
    """Read a value that is one plain path with at most a marker behind it, as four in five are; None for another."""
    match = _ONE_FILE.fullmatch(value)
    marker = match["marker"] if match else None
    said = _WORDS.get(marker.lower()) if marker else action
    if match is None or said is None:
        return None
    if not looks_like_path(match["path"], quoted=bool(match[1] or marker)):
        return []
    return [FileClaim(line=line, text=value, path=match["path"], action=said)]


def _split(value: str) -> Iterator[str]:
    """The parts of a value between commas, ``+``, ``&`` and "and", where they stand outside brackets and code."""
    start = index = 0
    while sign := _SPLITS.search(value, index):
        index = sign.end()
        if sign[0] in _BRACKETS:
            closed = value.find(_BRACKETS[sign[0]], index)
            index = closed + 1 if closed >= 0 else len(value)
        elif (gap := _NEXT.match(value, sign.start())) and gap.end() > sign.start() + (sign[0] == " "):
            yield value[start : sign.start()]
            start = index = gap.end()
    yield value[start:]


def _read_part(line: int, part: str, text: str, action: Action) -> list[FileReading]:
    part = part.strip()
    leading = _MARKER.match(part)
    if leading and (said := _marker_action(leading[1])) is not None:
        part, action = part[leading.end() :].lstrip(), said
    verb = _VERB.match(part)
    if verb and verb[1].lower() in _WORDS and (verb[1].isupper() or ":" in verb[0] or "`" in part):
        part, action = part[verb.end() :].lstrip(), _WORDS[verb[1].lower()]
    name, rest = _take_name(part)
    marker = _MARKER.match(rest)
    is_meant = part.startswith(("`", "[")) or bool(marker and _marker_action(marker[1]))  # "bin/tool (CREATE)"
    if not looks_like_path(name, quoted=is_meant) or (_is_prose(rest) and not _is_sure(part, name)):
        return []
    if _HEDGE.search(rest):
        return []  # "MODIFY if exists" asserts nothing
    path, lines = clean_path(name)
    if fault := _fault(path):
        return [Problem(line=line, text=text, message=f"{path!r} is no path that can be looked at: {fault}")]
    behind = _read_rest(rest, action) if rest else _Behind(action)
    return [
        FileClaim(
            line=line,
            text=text,
            path=path,
            action=behind.action,
            new_path=behind.new_path,
            lines=lines or behind.lines,
            is_glob=is_glob(path),
        )
    ]


def _take_name(part: str) -> tuple[str, str]:
    """A path as written, without quotes, and what follows it."""
    if part.startswith("`"):
        close = part.find("`", 1)
        return (part[1:close].strip(), part[close + 1 :]) if close > 0 else (part[1:].strip(), "")
    if link := _LINK.match(part):
        return link[2], part[link.end() :]
    quote = part[:1]
    if quote in ("'", '"') and (close := part.find(quote, 1)) > 0:
        return part[1:close], part[close + 1 :]
    if spaced := _SPACED.match(part):
        return spaced[0], part[spaced.end() :]
    bare = _BARE.match(part)
    return (bare[0].rstrip(".,:*_"), part[bare.end() :]) if bare else ("", part)


def _read_rest(rest: str, action: Action) -> _Behind:
    """Read what stands behind a path; ``action`` is what was said before it."""
    new_path = None
    if arrow := _ARROW.match(rest):
        name, rest = _take_name(rest[arrow.end() :])
        path, _ = clean_path(name)
        if looks_like_path(path, quoted=True):
            action, new_path = Action.RENAME, path
    position = 0
    while marker := _MARKER.match(rest, position):
        position = marker.end()
        said = _marker_action(marker[1])
        if said is not None and (new_path is None or said is Action.RENAME):
            action = said
    return _Behind(action, new_path, find_lines(rest))


def _marker_action(marker: str) -> Action | None:
    """What a marker says ("CREATE", "VERIFY, possibly MODIFY", "new file"), or None for a remark in small letters."""
    if marker.isalpha():
        return _WORDS.get(marker.lower())
    words = marker.replace("+", " ").replace(",", " ").replace("/", " ").replace("*", " ").replace(":", " ").split()
    if not words or words[0].lower() not in _WORDS:
        return None
    is_all = len(words) == 1 or [word.lower() for word in words[1:]] == ["file"]
    return _WORDS[words[0].lower()] if words[0].isupper() or is_all else None


def _is_prose(rest: str) -> bool:
    """Whether words follow that are no marker, line number or remark behind a dash."""
    bare = rest.lstrip(" *_:")
    return bool(bare) and bare[0].isalpha() and not bare.lower().startswith("line")


def _is_sure(part: str, name: str) -> bool:
    """Whether a name is a path whatever follows: in code, a link, on another machine, or a dotted name in a folder."""
    if part.startswith(("`", "[")) or name[1:3] in (":\\", ":/") or name.startswith("/"):
        return True
    return ("/" in name or "\\" in name) and "." in last_part(name).strip(".")


def _fault(path: str) -> str:
    if path.rstrip("/\\").endswith(("...", "…")):
        return "it ends in an ellipsis"
    if "{" in path and " " in path[path.find("{") : path.find("}")]:
        return "its braces hold prose"
    if not path.isprintable():
        return "it holds a control character"
    return ""
