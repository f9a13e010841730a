"""Files that a task names: paths in every shape, with what is said to be done to them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.file_keys import ACTIONS, PATH_KEYS, file_key_action, read_choice
from pytest_phasegate.documents.notations.file_names import quote_names, take_names, without_addresses
from pytest_phasegate.documents.notations.paths import (
    clean_path,
    find_lines,
    has_ending,
    is_glob,
    last_part,
    looks_like_path,
    paths_in,
)
from pytest_phasegate.model.claims import Action, FileClaim, Problem
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

FileReading = FileClaim | Problem

_ARROW = pattern(
    r"[ ]{0,3}(?:->|→|=>|[*_(\[–—-]{0,3}[ ]{0,2}(?:renamed?|moved?)[*_]{0,2}[ ](?:to|as|into)\b[*_:]{0,3})[ ]{0,3}",
    re.IGNORECASE,
)
_TO = pattern(r"[ ]{1,3}\(?(?:to|as|into)[ ]{1,3}", re.IGNORECASE)  # "RENAME a.py to b.py"
_MARKER = pattern(r"[ ]{0,3}[*_]{0,2}[(\[]([^()\[\]]{0,200})[)\]][*_]{0,2}")
_VERB = pattern(r"[*_]{0,2}([A-Za-z]{3,9})(?i:[ ]files?)?[*_]{0,2}(?:[ ]{1,3}|:[*_]{0,2}[ ]{0,3})(?=\S)")
_BOLD = pattern(r"(\*{2,3})(?![/.*\s])([^*]{1,600})\1")
_BOX = pattern(r"\A(?:\[[^\w\[\]]?\][ ]{1,3}|\[[xXvV]\][ ]{1,3})")
_SIGNS = pattern(r"\A(?:[^\w\x00-\x7f…“„‘][ ]{0,3}){1,9}")
_MAY_NAME = pattern(r"[`/\\]|\w\.\w")
_NOTHING = pattern(r"(?:n/?a|none|not?)\b", re.IGNORECASE)
_BRAND = pattern(r"[A-Z]\w*\.js$|(?:ASP)?\.NET$")  # "Node.js" is a thing, and no file
_LEADS = pattern(
    r"(?:\b(?:in|at|to|into|under|within|inside|is|are)|[:(→]|[-=]>|[ ][-–—])[ *_`\[]{0,6}$",
    re.IGNORECASE,
)
_FARTHEST = 20  # characters before a name that may lead to it
_LABEL = pattern(r"[*_]{0,2}[A-Za-z][\w &/-]{0,40}(?:[*_]{0,2}:|:[*_]{0,2})[ ]{1,3}(?=\S)")
_NUMBERS = pattern(r"(?:lines?[ ]{1,3})?\d{1,7}(?:[ ]?[-–][ ]?\d{1,7})?$")
# "MODIFY if exists", "(or the scene that fits)": what follows a name and leaves it open whether it is meant.
_HEDGE = pattern(
    r"\b(?:if (?:it )?(?:exists|needed|necessary|required|present|applicable)|as needed|optional)\b|\((?:if|or)\b",
    re.IGNORECASE,
)
_NEXT = pattern(
    r"[ ]{0,3}(?:[,;+&|，；、]|(?:and|or|plus)\b|<br[ ]?/?>)[ ]{0,3}|[ ]{1,3}/[ ]{1,3}|(?<=`)/",
    re.IGNORECASE,
)
_ONE_FILE = pattern(
    r"(`?)(?P<path>(?:[A-Za-z]:[\\/])?[\w.\\/-]{1,300}\.[A-Za-z][A-Za-z0-9]{0,9})\1(?: \((?P<marker>[A-Za-z]{3,9})\))?",
    re.ASCII,
)
_SPLITS = pattern(r"[`(\[{,;+& <，；、]|/`")
_MARKER_SIGNS = pattern("[+,/*:]")
_BRACES = pattern(r"\{([^{}]*)\}")
_ARROWS = {"->", "→", "=>"}
_BRACKETS = {"`": "`", "(": ")", "[": "]", "{": "}"}
_SUFFIX = pattern(r"\.(?:spec\.)?(?:html|css|scss|less|sass|ts|tsx|js|jsx|py|md)(?=$|`)")


class _Behind(NamedTuple):
    """What stands behind a path: markers, the new name of a renamed file, line numbers."""

    action: Action
    new_path: str | None = None
    lines: tuple[tuple[int, int], ...] = ()


def read_files(line: int, key: str, value: str, action: Action | None = None) -> list[FileReading]:
    """Read a value that holds files, or prose: names count where they stand first, or behind a comma.

    ``action`` is what is said of the files, None for what the key says; a marker next to a path overrules it. Returns
    nothing for "N/A" and prose; a Problem for what is meant as a path and cannot be read as one.
    """
    action = _action(key, action)
    if (one := _read_one(line, value, action)) is not None:
        return one
    found: list[FileReading] = []
    choice = read_choice(value)
    action, start = choice or (action, 0)
    for part in _split(without_addresses(value[start:].lstrip(": ") if start else value)):
        _take_part(found, line, part, value, action)
    return found


def _action(key: str, action: Action | None) -> Action:
    return action or file_key_action(key) or Action.NAME


def _take_part(found: list[FileReading], line: int, part: str, value: str, action: Action) -> None:
    """Take what stands between two commas: files, more lines of the file before it, or another ending of its name."""
    number = part.strip(" `")
    last = found[-1] if found else None
    if isinstance(last, FileClaim) and _NUMBERS.match(number):
        found[-1] = replace(last, lines=last.lines + find_lines(number))
    elif last is None or not _SUFFIX.match(number):
        found += _read_part(line, part, value, action)


def read_file_field(line: int, key: str, value: str, action: Action | None = None) -> list[FileReading]:
    """Read the value of a file field, or an item of the list under one; ``key`` is the field's, in lower case.

    Where no name stands first or words follow it, it counts too, or those to which a word leads: "a.py holds it", "the
    store (`a.py`)", "tests in `a.py`". A Problem, where a file is named only in other words.
    """
    action = _action(key, action)
    names = quote_names(value)
    found = read_files(line, key, names, action)
    if names != value:
        found = [replace(each, text=value) for each in found]
    if key in PATH_KEYS:  # "/api/days" is no file
        return [claim for claim in found if isinstance(claim, FileClaim) and has_ending(claim.path)]
    return found or (_read_words(line, value, action) if _may_name_file(value) else [])


def _may_name_file(value: str) -> bool:
    """Whether words may assert a file: they name something like one, without "if needed" or "none"."""
    return bool(_MAY_NAME.search(value)) and not (is_hedged(value) or _NOTHING.match(value))


def is_hedged(words: str) -> bool:
    """Whether words leave it open whether a file is meant, so that they assert nothing of it."""
    return _HEDGE.search(words) is not None


def _read_words(line: int, value: str, action: Action) -> list[FileReading]:
    """The file that words follow, or those to which a word leads; a Problem where a file is named in other words."""
    first = value.partition(" ")[0]
    if _is_file_name(first):
        return [FileClaim(line=line, text=value, path=first, action=action)]
    names = list(paths_in(value, folders=True))
    found: list[FileReading] = [
        FileClaim(line=line, text=value, path=name.path, action=action, is_glob=is_glob(name.path))
        for name in names
        if _LEADS.search(value, max(name.start - _FARTHEST, 0), name.start)
    ]
    if found:
        return found
    named = next((name.path for name in names if has_ending(name.path)), None)
    message = f"{value[:80]!r} names {named} in words; write the path first: `{named}` - ..."
    return [Problem(line=line, text=value, message=message)] if named else []


def _is_file_name(name: str) -> bool:
    return looks_like_path(name, quoted=False) and has_ending(name) and not _BRAND.match(name)


def names_file_first(value: str) -> bool:
    """Whether a value begins with a file, and not with words."""
    first = next(_split(value))
    return any(
        isinstance(claim, FileClaim) and has_ending(claim.path) for claim in _read_part(0, first, value, Action.NAME)
    )


def _read_one(line: int, value: str, action: Action) -> list[FileReading] | None:
    """Read a value that is one plain path with at most a marker behind it, as four in five are; None for another."""
    match = _ONE_FILE.fullmatch(value)
    if match is None or "..." in value:
        return None
    said = ACTIONS.get(match["marker"].lower()) if match["marker"] else action
    if said is None:
        return None
    path = match["path"]
    return (
        [FileClaim(line=line, text=value, path=path, action=said)]
        if looks_like_path(path, quoted=path != value)
        else []
    )


def _split(value: str) -> Iterator[str]:
    """The parts of a value between commas, ``+``, "and" and their like, where they stand outside brackets and code."""
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
    part, action = _strip_lead(part.strip(), action)
    names, rest = take_names(part)
    if not _names_file(part, names[0], rest) or is_hedged(rest):
        return []
    return [_read_name(line, name, rest, text, action) for name in names]


def _names_file(part: str, name: str, rest: str) -> bool:
    """Whether a part begins with the name of a file; what is quoted, or has a marker, is meant as one."""
    marker = _MARKER.match(rest)
    is_meant = (
        part.startswith(("`", "[")) or " " in name or bool(marker and _marker_action(marker[1]))
    )  # "bin/tool (CREATE)"
    return looks_like_path(name, quoted=is_meant) and (not _is_prose(rest) or _is_sure(part, name))


def _read_name(line: int, name: str, rest: str, text: str, action: Action) -> FileReading:
    path, lines = clean_path(name)
    if fault := _fault(path):
        return Problem(line=line, text=text, message=f"{path!r} is no path that can be looked at: {fault}")
    behind = _read_rest(rest, action) if rest else _Behind(action)
    new_path = _in_folder(behind.new_path, path)
    claim = FileClaim(line=line, text=text, path=path, action=behind.action, new_path=new_path)
    return replace(claim, lines=lines or behind.lines, is_glob=is_glob(path))


def _strip_lead(part: str, action: Action) -> tuple[str, Action]:
    """A part without what may stand before a name: signs, a box, a marker, a verb, a label, and emphasis.

    Also returns what the marker or the verb says is done to the file, else ``action``.
    """
    if not part[:1].isascii():
        part = _SIGNS.sub("", part)
    part, action = _strip_marker(_BOX.sub("", part), action)
    part, action = _strip_verb(part, action)
    return _without_bold(part), action


def _strip_marker(part: str, action: Action) -> tuple[str, Action]:
    leading = _MARKER.match(part)
    said = _marker_action(leading[1]) if leading else None
    return (part[leading.end() :].lstrip(), said) if leading and said else (part, action)


def _strip_verb(part: str, action: Action) -> tuple[str, Action]:
    """A part without its verb, or without the label before a path ("The store: src/store.py")."""
    verb = _VERB.match(part)
    if verb and (said := ACTIONS.get(verb[1].lower())) and _is_said_of_file(part, verb):
        return part[verb.end() :].lstrip(), said
    label = _LABEL.match(part)
    if label and looks_like_path(take_names(part[label.end() :])[0][0], quoted=False):
        part = part[label.end() :]
    return part, action


def _without_bold(part: str) -> str:
    bold = _BOLD.match(part)
    if bold is None:
        return part
    if bold[2].startswith(("`", "[")):
        return bold[2] + part[bold.end() :]
    name = bold[2].rstrip(": ")
    return f"`{name}`{part[bold.end() :]}" if looks_like_path(name, quoted=False) else part


def _is_said_of_file(part: str, verb: re.Match[str]) -> bool:
    """Whether a verb at the start of a part ("MODIFY", "Create:") says what is done to a file, and is no title's."""
    if verb[1].isupper() or ":" in verb[0] or "`" in part:
        return True
    name = take_names(part[verb.end() :])[0][0]
    return has_ending(name) and looks_like_path(name, quoted=False)


def _read_rest(rest: str, action: Action) -> _Behind:
    """Read what stands behind a path; ``action`` is what was said before it."""
    new_path, rest = _new_path(rest, action)
    action = Action.RENAME if new_path else action
    position = 0
    while marker := _MARKER.match(rest, position):
        position = marker.end()
        said = _marker_action(marker[1])
        if said is Action.RENAME or (said is not None and new_path is None):
            action = said
    return _Behind(action, new_path, find_lines(rest))


def _new_path(rest: str, action: Action) -> tuple[str | None, str]:
    """The path that an arrow leads to, or "renamed to", and what stands behind it."""
    arrow = _ARROW.match(rest) or (_TO.match(rest) if action is Action.RENAME else None)
    if arrow is None:
        return None, rest
    names, behind = take_names(rest[arrow.end() :])
    path, _ = clean_path(names[0].removesuffix(")") if "(" in arrow[0] else names[0])
    if looks_like_path(path, quoted=arrow[0].strip() in _ARROWS or rest.startswith("`", arrow.end())):
        return path, behind
    return None, behind if arrow[0].strip() in _ARROWS else rest


def _in_folder(new: str | None, old: str) -> str | None:
    """The new name of a file; of a folder that it is moved to, its name in there."""
    return new + last_part(old) if new and new.endswith(("/", "\\")) and not is_glob(old) else new


def read_new_name(value: str, old: str) -> str | None:
    """The new name that an action gives a file: "RENAME to `x.py`", "Move `a.py` to `x.py`"; or None."""
    rest = value.strip(" `*").partition(" ")[2]
    new, _ = _new_path(f" {rest}", Action.RENAME)
    if new is None:
        claims = (claim for claim in read_files(0, "", value) if isinstance(claim, FileClaim))
        new = next((claim.new_path for claim in claims if claim.new_path), None)
    return _in_folder(new, old)


def _marker_action(marker: str) -> Action | None:
    """What a marker says ("CREATE", "VERIFY, possibly MODIFY", "new file"), or None for a remark in small letters."""
    if marker.isalpha():
        return ACTIONS.get(marker.lower())
    if (choice := read_choice(marker)) is not None:
        return choice[0]
    words = _MARKER_SIGNS.sub(" ", marker).split()
    if not words or words[0].lower() not in ACTIONS:
        return None
    is_all = " ".join(words[1:]).lower() in ("", "file")
    return ACTIONS[words[0].lower()] if words[0].isupper() or is_all else None


def _is_prose(rest: str) -> bool:
    """Whether words follow that are no marker, line number or remark behind a dash."""
    bare = rest.lstrip(" *_:")
    return bool(bare) and bare[0].isalpha() and not bare.lower().startswith("line")


def _is_sure(part: str, name: str) -> bool:
    """Whether a name is a path whatever follows: in code, a link, on another machine, or a dotted name in a folder."""
    if part.startswith(("`", "[", f"{name}:")) or name[1:3] in (":\\", ":/") or name.startswith("/"):
        return True
    return ("/" in name or "\\" in name) and "." in last_part(name).strip(".")


def _fault(path: str) -> str:
    if path.rstrip("/\\").endswith(("...", "…")):
        return "it ends in an ellipsis"
    if any(" " in word.strip() for words in _BRACES.findall(path) for word in words.split(",")):
        return "its braces hold prose"
    if not path.isprintable():
        return "it holds a control character"
    return ""
