"""What is a path in prose, and what hangs on it: line numbers, names in the file, globs, the wrapping of a link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from pytest_phasegate import vocabulary
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

Spans = tuple[tuple[int, int], ...]
"""Ranges of lines, from 1: the first and the last of each."""

_EXTENSION = pattern(r"[^\s\\/]*[\w)\]*}]\.[A-Za-z][A-Za-z0-9]{0,9}$|[^\s\\/]*\w\.(?:7z|3mf|mp[34])$")
_DOT_FILE = pattern(r"\.[A-Za-z][\w.-]{1,60}$")
_SLASHES = frozenset("/\\")
_NO_PATHS = {*vocabulary.SLASHED_WORDS, *vocabulary.NOTHING, *vocabulary.TO_WRITE}
_NEVER = ("~", "--", "npm ", "npx ", "$HOME/", "${HOME}/", "%")  # what is struck, an option, a home folder
_ROUTE = pattern(r"/(?:api|graphql|rest|rpc|v\d{1,2})(?:/[^.\s]{0,200})?$")  # "/api/users" is served, and no file
_DRIVE = pattern(r"[A-Za-z]:[\\/]")
_FILE_URL = pattern(r"\Afile://(?:/(?=[A-Za-z]:))?")
# What is to be filled in; braces with one plain word are no alternatives but part of a name: "src/{a}.py".
_FILLED_IN = r"name|file|filename|feature|component|module|id|slug|type|task|page|service|entity|model|package|version"
_PLACEHOLDER = pattern(
    rf"\{{(?:{_FILLED_IN}|date|lang|locale|folder|path|dir|x{{1,3}}|n)\}}|\{{(?![a-z]+\}})[A-Za-z_ -]+\}}"
    r"|<[A-Za-z_ -]+>|\[[A-Z_]{2,}\]|\[[A-Za-z]+ [^\]]*\]|\[file"
)
_ANCHOR = pattern(r"#L(?=\d)()\d{1,7}(?:-L?\d{1,7})?$")
# "a.py:12", "a.py:12-18", "a.py:40,52"; a second colon leads to a column.
_COLON_LINES = pattern(r":(?=L?\d)()L?\d{1,7}(?:[-–,]L?\d{1,7}){0,20}(?::\d{1,5})?$")
_ODD = pattern(r"[:#@…]|\.\.\.")
_ELLIPSIS = pattern(r"(?:(?<=[\\/])|^)(?:\.{3,9}|…)(?=[\\/])")
# What is in the file: "a.py::test_a[x/y]", "a.py:Store.load()", "a.md#use".
_INSIDE = pattern(r"(?<=[\w)\]}])(\.[A-Za-z][A-Za-z0-9]{0,9})(?:::|:(?=[A-KM-Za-z_]|L(?!\d))|#(?!L\d)(?=[^\\/]*$))")
_ALIAS = pattern(r"\A@(?:/|(?!types/)(?=[\w.-]+(?:/|$)))")  # "@/a.ts" in imports, "@src/a.py" in prompts
_UP = pattern(r"^(?:\.\.?/){1,20}")
_DIGIT = pattern(r"\d")
_LINES = pattern(r"(?:\blines?\b|\bL(?=\d)|^[ ]?:?)[ :~]{0,3}(?=\d)", re.IGNORECASE)
_SPAN = pattern(r"[ ]{0,2}(?:,[ ]?|and[ ])?L?(\d{1,7})(?:[ ]?[-–][ ]?L?(\d{1,7}))?", re.IGNORECASE)


def looks_like_path(name: str, *, quoted: bool) -> bool:
    """Whether a name is meant as a path: it has a folder or an extension, and is no word, address or template.

    ``quoted`` says that it stood in backticks or in a link, where a bare folder name counts too.
    """
    if not name or _is_no_path(name):
        return False
    if _DRIVE.match(name) or name.startswith(("file://", "./", "../", "/")):
        return True
    return _is_in_folder(name, quoted=quoted) or _ends_as_file(name, quoted=quoted)


def _is_no_path(name: str) -> bool:
    if name.casefold().strip(".") in _NO_PATHS or "://" in name.removeprefix("file://"):
        return True
    return _is_placeholder(name) or name.startswith(_NEVER) or _ROUTE.match(name) is not None


def _is_in_folder(name: str, *, quoted: bool) -> bool:
    """Whether a name has a folder before it that can be nothing else; "and/or" and "@scope/name" have none."""
    if name[0] == "@" or _SLASHES.isdisjoint(name):
        return False
    return quoted or name.endswith(("/", "\\")) or name.count("/") > 1 or "*" in name


def _ends_as_file(name: str, *, quoted: bool) -> bool:
    """Whether a name ends as files do, or is that of a file without an ending."""
    path, _ = clean_path(name)
    last = last_part(path)
    if name[0] == "@" or len(last) < len(path):  # without an ending a mention is a package: "@scope/name"
        return _EXTENSION.match(last) is not None
    if has_ending(last) and last.casefold() not in _NO_PATHS:
        return " " not in name or quoted
    return last.casefold() in vocabulary.BARE_FILE_NAMES


def clean_path(name: str) -> tuple[str, Spans]:
    """A path without the wrapping of a link and without line numbers, and those line numbers.

    Left out is also the name of something in the file ("a.py::test_a", "a.md#use") and an ``@`` before it; an
    ellipsis between slashes is a pattern for any folders.
    """
    if _ODD.search(name) is None:
        return name, ()  # most names
    name = _ALIAS.sub("", _ELLIPSIS.sub("**", _FILE_URL.sub("", name)))
    if inside := _INSIDE.search(name):
        return name[: inside.end(1)], ()
    match = _ANCHOR.search(name) or _COLON_LINES.search(name)
    if match and match.start() > 1:
        return name[: match.start()], _spans(name, match.start(1))
    return name, ()


def link_target(target: str) -> str:
    """The path in the target of a link: without angle brackets, and with its blanks as blanks.

    ``../`` leads up from the document's folder; how far, is for those to say who know the project.
    """
    bare = target[1:-1] if target.startswith("<") else target
    bare = _UP.sub("", bare, count=1).removeprefix("mdc:")
    return unquote(bare) if "%" in bare else bare


def has_ending(path: str) -> bool:
    """Whether the last part of a path has a file's ending, or is a dotted name: so it is no folder, and no address."""
    last = last_part(path)
    return bool(_EXTENSION.match(last) or _DOT_FILE.match(last))


def is_end_of(path: str, whole: str) -> bool:
    """Whether a path is another one, or the end of it; case and the way in which slashes lean do not matter."""
    end, longer = (name.replace("\\", "/").casefold().removeprefix("./") for name in (path, whole))
    return longer == end or longer.endswith(f"/{end.lstrip('/')}")


def last_part(path: str) -> str:
    """What stands behind the last slash of a path, whichever way it leans."""
    return path.replace("\\", "/").rpartition("/")[2]


def find_lines(rest: str) -> Spans:
    """The line ranges named behind a path: "(lines 98-123)", ":171-203, 459-465", "459-465"."""
    match = _LINES.search(rest) if _DIGIT.search(rest) else None
    return _spans(rest, match.end()) if match else ()


def _spans(text: str, position: int) -> Spans:
    """The numbers and ranges that stand one behind the other from an index on."""
    spans: list[tuple[int, int]] = []
    while span := _SPAN.match(text, position):
        spans.append((int(span[1]), int(span[2] or span[1])))
        position = span.end()
    return tuple(spans)


def is_glob(path: str) -> bool:
    """Whether a path is a pattern: ``*``, ``?`` or alternatives in braces."""
    opened = path.find("{")
    return "*" in path or "?" in path or (opened >= 0 and path.find(",", opened) > 0)


def _is_placeholder(name: str) -> bool:
    """Whether a name is a template's: ``{TASK_ID}``, ``<name>``, ``[Component 1]``."""
    if "<" in name:
        return True
    return ("{" in name or "[" in name) and "*" not in name and _PLACEHOLDER.search(name) is not None


LINK = r"\[([^\[\]]{0,300})\]\((<[^<>]{1,600}>|[^()\s]{1,600})(?:[ ]{1,3}\"[^\"]{0,200}\")?\)"
"""A link: its text, and its target."""

BARE = r"(?:[^\s`,;(){，；、]{1,1000}|\{(?:[^{}]{1,300}\})?|(?<=[\\/])\([\w.]{1,40}\)(?=[\\/\w])){1,40}"
"""A name without quotes; braces are part of it, ``src/{a, b}.py``, and groups of routes, ``app/(tabs)/[id].tsx``."""

_NAMES = pattern(r"`([^`]{1,400})`|" + LINK + r"|(?<![\w`:/.@~-])((?:[A-Za-z]:)?[\w.@~…-]{0,100}[\\/]" + BARE + ")")


class PathName(NamedTuple):
    """A path in a text, where it begins and ends, and the lines of the file that are named with it."""

    start: int
    end: int
    path: str
    lines: Spans = ()


# "Create pyproject.toml with the dependencies": the object of a verb that makes it needs no quotes to be a file's name;
# "Add three.js" is none, so nothing in ".js" is; "Write notes.md" may be for the one who uses the program, and
# "Add a.json checks" is about checks.
_BARE_OBJECT = pattern(
    r"[*_]{0,3}(?:create|add|write|generate|scaffold)[*_]{0,3}[ ]{1,3}(?:(?:the|a|an|new|file)[ ]{1,3}){0,3}"
    r"(?P<name>\.?[A-Za-z_][\w-]{0,60}(?:\.[\w-]{1,30}){0,3}"
    r"\.(?:py|pyi|tsx?|jsx|rs|go|java|kt|rb|php|c|h|cpp|cs|swift|json|toml|ya?ml|txt|cfg|ini|sh|html|s?css|sql|xml))"
    r"(?=$|[,;:)]|\.(?:[ ]|$)|[ ](?:[^\w`/]|(?:at|in|with|for|that|which|from|using|containing|per|and|file)\b))",
    re.IGNORECASE,
)


def bare_object(text: str) -> PathName | None:
    """The file that the first words of a sentence make and name without quotes and without a folder, if they do."""
    match = _BARE_OBJECT.match(text) if "." in text else None
    return PathName(*match.span("name"), match["name"]) if match else None


def paths_in(text: str, *, folders: bool = False) -> Iterator[PathName]:
    """The files that are named among words; a word in code without an ending is none.

    ``folders`` asks for folders too, if they are written with a slash at their end.
    """
    for match in _NAMES.finditer(text):
        for path, lines in _paths_of(match):
            if _names_file(last_part(path), folders=folders) and looks_like_path(path, quoted=match[4] is None):
                yield PathName(match.start(), match.end(), path, lines)


def _paths_of(match: re.Match[str]) -> tuple[tuple[str, Spans], ...]:
    """What may be the paths of a link, of a span of code, or of a bare name: only links hold blanks."""
    code, label, target, bare = match.groups()
    if target:
        return tuple(map(clean_path, link_paths(label, target)))
    cleaned = clean_path(code.strip() if code else bare.rstrip(".:*_'\""))
    return () if " " in cleaned[0] else (cleaned,)


def _names_file(last: str, *, folders: bool) -> bool:
    return "." in last.strip(".") or last[:1] == "." or (folders and not last)


def link_paths(label: str, target: str) -> tuple[str, ...]:
    """The files that a link names: its target, and its text where that names another one.

    Of a text and a target of which one is the end of the other, the longer one is meant.
    """
    name, path = label.strip(" `*"), link_target(target)
    bare, _ = clean_path(name)
    if " " in bare or not looks_like_path(bare, quoted=False):
        return (path,)
    whole, _ = clean_path(path)
    if is_end_of(bare, whole):
        return (path,)
    return (name,) if is_end_of(whole, bare) else (path, name)
