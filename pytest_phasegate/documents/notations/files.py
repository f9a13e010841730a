"""Files that a task names: paths in every shape, with what is said to be done to them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.paths import (
    BARE,
    LINK,
    clean_path,
    find_lines,
    has_ending,
    is_glob,
    last_part,
    link_paths,
    looks_like_path,
    paths_in,
)
from pytest_phasegate.model.claims import Action, FileClaim, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

FileReading = FileClaim | Problem

_WORDS = {word: Action(name) for name, words in vocabulary.ACTION_WORDS.items() for word in words}

_KEY = re.compile(
    r"(?:(?P<before>[a-z-]{2,20}(?: [a-z-]{2,20})?) )?files?(?:\(s\))?(?: \d{1,3})?"
    r"(?: (?:to |being |to be )?(?P<after>[a-z-]{3,10})(?:(?:/| and | or )(?P<also>[a-z]{3,10}))?)?"
)
_KEY_PLAIN_AFTER = {"location", "locations", "owned", "affected", "path", "paths", "involved", "touched"}
_PATH_KEYS = {"path", "paths"}
_PLAIN_BEFORE = {"test", "tests", "target"}
_ARROW = re.compile(r"[ ]{0,3}(?:->|→|=>)[ ]{0,3}")
_LINK = re.compile(LINK)
_MARKER = re.compile(r"[ ]{0,3}[*_]{0,2}[(\[]([^()\[\]]{0,200})[)\]][*_]{0,2}")
_VERB = re.compile(r"[*_]{0,2}([A-Za-z]{3,9})(?i:[ ]files?)?[*_]{0,2}(?:[ ]{1,3}|:[*_]{0,2}[ ]{0,3})(?=\S)")
_BARE = re.compile(BARE)
_BOLD = re.compile(r"(\*{2,3})(?![/.*\s])([^*]{1,600})\1")
_BOX = re.compile(r"\[[^\w\[\]]?\][ ]{1,3}|\[[xXvV]\][ ]{1,3}")
_SIGNS = re.compile(r"(?:[^\w\x00-\x7f…][ ]{0,3}){1,9}")
_SPACED = re.compile(r"(?:[A-Za-z]:[\\/]|/)[^`,;()\[\]:*?\"<>|]{1,500}\.[A-Za-z0-9]{1,10}(?=$|[ ]{0,3}[(\[]|[ ]{1,3}-)")
_MAY_NAME = re.compile(r"[`/\\]|\w\.\w")
_NOTHING = re.compile(r"(?:n/?a|none|not?)\b", re.IGNORECASE)
_BRAND = re.compile(r"[A-Z]\w*\.js$|(?:ASP)?\.NET$")  # "Node.js" is a thing, and no file
_LEADS = re.compile(
    r"(?:\b(?:in|at|to|into|under|within|inside|is|are)|[:(→]|[-=]>|[ ][-–—])[ *_`\[]{0,6}$",
    re.IGNORECASE,
)
_FARTHEST = 20  # characters before a name that may lead to it
_LABEL = re.compile(r"[*_]{0,2}[A-Za-z][\w &/-]{0,40}(?:[*_]{0,2}:|:[*_]{0,2})[ ]{1,3}(?=\S)")
_NUMBERS = re.compile(r"(?:lines?[ ]{1,3})?\d{1,7}(?:[ ]?[-–][ ]?\d{1,7})?$")
_HEDGE = re.compile(
    r"\b(?:if (?:it )?(?:exists|needed|necessary|required|present|applicable)|as needed|optional)\b|\(if\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"[ ]{0,3}(?:[,;+&|，；、]|(?:and|or|plus)\b|<br[ ]?/?>)[ ]{0,3}|[ ]{1,3}/[ ]{1,3}|(?<=`)/",
    re.IGNORECASE,
)
_ONE_FILE = re.compile(
    r"(`?)(?P<path>(?:[A-Za-z]:[\\/])?[\w.\\/-]{1,300}\.[A-Za-z][A-Za-z0-9]{0,9})\1(?: \((?P<marker>[A-Za-z]{3,9})\))?",
    re.ASCII,
)
_SPLITS = re.compile(r"[`(\[{,;+& <，；、]|/`")
_BLANKS = re.compile(r"[ ]{0,9},[ ]{0,9}")
_BRACES = re.compile(r"\{([^{}]*)\}")
_BRACKETS = {"`": "`", "(": ")", "[": "]", "{": "}"}
_SUFFIX = re.compile(r"\.(?:spec\.)?(?:html|css|scss|less|sass|ts|tsx|js|jsx|py|md)(?=$|`)")


class _Behind(NamedTuple):
    """What stands behind a path: markers, the new name of a renamed file, line numbers."""

    action: Action
    new_path: str | None = None
    lines: tuple[tuple[int, int], ...] = ()


def file_key_action(key: str) -> Action | None:
    """What a field's key (in lower case) says of the files in it; None where it is no file field.

    "file", "files", "file(s)", "file 1", "test file" and "files owned" name files, and so does "path"; "files to
    create", "files modified" and "create (6 files)" also say what is done to them; "create/modify" leaves that open.
    """
    if key in _PATH_KEYS:
        return Action.NAME
    if "file" not in key:
        return None
    bare = key.partition(" (")[0]
    if key != bare and bare in _WORDS:
        return _WORDS[bare]
    match = _KEY.fullmatch(bare)
    if not match:
        return None
    before, after = match["before"], match["after"]
    if before and not vocabulary.FILES_NOT_OWN.isdisjoint(before.split()):
        return None
    word = after or (before if before in _WORDS else None)
    if word is None or word in _KEY_PLAIN_AFTER:
        return Action.NAME
    action = _WORDS.get(word)
    return Action.NAME if action and _WORDS.get(match["also"], action) is not action else action


def is_plain_file_key(key: str) -> bool:
    """Whether a key (in lower case) is a file field's without bold type too, where the line goes on with a path."""
    match = _KEY.fullmatch(key.partition(" (")[0])
    return match is not None and (
        match["before"] is None or match["before"] in _PLAIN_BEFORE or match["before"] in _WORDS
    )


def action_of(verb: str) -> Action | None:
    """What a verb in lower case says is done to a file ("update"), or None."""
    return _WORDS.get(verb)


def read_action(value: str) -> Action | None:
    """The action that a value begins with ("DELETE", "MODIFY (additions only)"), or None."""
    words = value.strip(" `*").replace("(", " ").split(maxsplit=1)
    return _WORDS.get(words[0].strip(",:.`*").lower()) if words else None


def read_files(line: int, key: str, value: str, action: Action | None = None) -> list[FileReading]:
    """Read a value that holds files, or prose: names count where they stand first, or behind a comma.

    ``action`` is what is said of the files, None for what the key says; a marker next to a path overrules it. Returns
    nothing for "N/A" and prose; a Problem for what is meant as a path and cannot be read as one.
    """
    action = action or file_key_action(key) or Action.NAME
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


def read_file_field(line: int, key: str, value: str, action: Action | None = None) -> list[FileReading]:
    """Read the value of a file field, or an item of the list under one; ``key`` is the field's, in lower case.

    Where no name stands first or words follow it, it counts too, or those to which a word leads: "a.py holds it", "the
    store (`a.py`)", "tests in `a.py`". A Problem, where a file is named only in other words.
    """
    action = action or file_key_action(key) or Action.NAME
    found = read_files(line, key, value, action)
    if key in _PATH_KEYS:  # "/api/days" is no file
        return [claim for claim in found if isinstance(claim, FileClaim) and has_ending(claim.path)]
    if found or not _MAY_NAME.search(value) or _HEDGE.search(value) or _NOTHING.match(value):
        return found
    first = value.partition(" ")[0]
    if looks_like_path(first, quoted=False) and has_ending(first) and not _BRAND.match(first):
        return [FileClaim(line=line, text=value, path=first, action=action)]
    names = list(paths_in(value, folders=True))
    led_to = [name.path for name in names if _LEADS.search(value, max(name.start - _FARTHEST, 0), name.start)]
    if not led_to and (named := next((name.path for name in names if has_ending(name.path)), None)):
        message = f"{value[:80]!r} names {named} in words; write the path first: `{named}` - ..."
        return [Problem(line=line, text=value, message=message)]
    return [FileClaim(line=line, text=value, path=path, action=action, is_glob=is_glob(path)) for path in led_to]


def names_file_first(value: str) -> bool:
    """Whether a value begins with a file, and not with words."""
    first = next(_split(value))
    return any(
        isinstance(claim, FileClaim) and has_ending(claim.path) for claim in _read_part(0, first, value, Action.NAME)
    )


def _read_one(line: int, value: str, action: Action) -> list[FileReading] | None:
    """Read a value that is one plain path with at most a marker behind it, as four in five are; None for another."""
    match = _ONE_FILE.fullmatch(value)
    marker = match["marker"] if match else None
    said = _WORDS.get(marker.lower()) if marker else action
    if match is None or said is None or "..." in value:
        return None
    if not looks_like_path(match["path"], quoted=bool(match[1] or marker)):
        return []
    return [FileClaim(line=line, text=value, path=match["path"], action=said)]


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
    names, rest = _take_names(part)
    marker = _MARKER.match(rest)
    is_meant = part.startswith(("`", "[")) or bool(marker and _marker_action(marker[1]))  # "bin/tool (CREATE)"
    if not looks_like_path(names[0], quoted=is_meant) or (_is_prose(rest) and not _is_sure(part, names[0])):
        return []
    if _HEDGE.search(rest):
        return []  # "MODIFY if exists" asserts nothing
    found: list[FileReading] = []
    for name in names:
        path, lines = clean_path(name)
        if fault := _fault(path):
            message = f"{path!r} is no path that can be looked at: {fault}"
            found.append(Problem(line=line, text=text, message=message))
            continue
        behind = _read_rest(rest, action) if rest else _Behind(action)
        claim = FileClaim(line=line, text=text, path=path, action=behind.action, new_path=behind.new_path)
        found.append(replace(claim, lines=lines or behind.lines, is_glob=is_glob(path)))
    return found


def _strip_lead(part: str, action: Action) -> tuple[str, Action]:
    """A part without what may stand before a name: signs, a box, a marker, a verb, a label, and emphasis.

    Also returns what the marker or the verb says is done to the file, else ``action``.
    """
    if signs := None if part[:1].isascii() else _SIGNS.match(part):
        part = part[signs.end() :]
    if box := _BOX.match(part):
        part = part[box.end() :]
    leading = _MARKER.match(part)
    if leading and (said := _marker_action(leading[1])) is not None:
        part, action = part[leading.end() :].lstrip(), said
    verb = _VERB.match(part)
    if verb and verb[1].lower() in _WORDS and _is_said_of_file(part, verb):
        part, action = part[verb.end() :].lstrip(), _WORDS[verb[1].lower()]
    elif (label := _LABEL.match(part)) and looks_like_path(_take_names(part[label.end() :])[0][0], quoted=False):
        part = part[label.end() :]
    bold = _BOLD.match(part) if part.startswith("**") else None
    if bold and bold[2].startswith(("`", "[")):
        part = bold[2] + part[bold.end() :]
    elif bold and looks_like_path(name := bold[2].rstrip(": "), quoted=False):
        part = f"`{name}`{part[bold.end() :]}"
    return part, action


def _is_said_of_file(part: str, verb: re.Match[str]) -> bool:
    """Whether a verb at the start of a part ("MODIFY", "Create:") says what is done to a file, and is no title's."""
    if verb[1].isupper() or ":" in verb[0] or "`" in part:
        return True
    name = _take_names(part[verb.end() :])[0][0]
    return has_ending(name) and looks_like_path(name, quoted=False)


def _take_names(part: str) -> tuple[tuple[str, ...], str]:
    """The path that a part begins with, as written but without quotes, or the two of a link; and what follows."""
    if part.startswith("`"):
        close = part.find("`", 1)
        return ((part[1:close].strip(),), part[close + 1 :]) if close > 0 else ((part[1:].strip(),), "")
    if link := _LINK.match(part):
        return link_paths(link[1], link[2]), part[link.end() :]
    quote = part[:1]
    if quote in ("'", '"') and (close := part.find(quote, 1)) > 0:
        return (part[1:close],), part[close + 1 :]
    if spaced := _SPACED.match(part):
        return (spaced[0],), part[spaced.end() :]
    bare = _BARE.match(part)
    if bare is None:
        return ("",), part
    name = bare[0].rstrip(".,:*_")
    return (_BLANKS.sub(",", name) if " " in name else name,), part[bare.end() :]  # "{a, b}"


def _read_rest(rest: str, action: Action) -> _Behind:
    """Read what stands behind a path; ``action`` is what was said before it."""
    new_path = None
    if arrow := _ARROW.match(rest):
        names, rest = _take_names(rest[arrow.end() :])
        path, _ = clean_path(names[0])
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
    if part.startswith(("`", "[", f"{name}:")) or name[1:3] in (":\\", ":/") or name.startswith("/"):
        return True
    return ("/" in name or "\\" in name) and "." in last_part(name).strip(".")


def _fault(path: str) -> str:
    if path.rstrip("/\\").endswith(("...", "…")):
        return "it ends in an ellipsis"
    if "{" in path and any(" " in word.strip() for words in _BRACES.findall(path) for word in words.split(",")):
        return "its braces hold prose"
    if not path.isprintable():
        return "it holds a control character"
    return ""
