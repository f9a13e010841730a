"""What is a path in prose, and what hangs on it: line numbers, globs, the wrapping of a link."""

from __future__ import annotations

import re

_EXTENSION = re.compile(r"[^\s\\/]*[\w)\]*}]\.[A-Za-z][A-Za-z0-9]{0,9}$|[^\s\\/]*\w\.(?:7z|3mf|mp[34])$")
_DOT_FILE = re.compile(r"\.[A-Za-z][\w.-]{1,60}$")
_BARE_NAMES = {
    "makefile", "dockerfile", "license", "readme", "changelog", "gemfile", "rakefile", "procfile", "jenkinsfile",
    "codeowners", "justfile", "vagrantfile",
}  # fmt: skip
_NO_PATHS = {"n/a", "and/or", "tbd", "none", "i/o", "ci/cd", "w/o", "yes/no", "e.g", "i.e", "etc"}
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_FOREIGN = re.compile(r"/[A-Za-z]:")
_PLACEHOLDER = re.compile(r"\{[A-Za-z_ -]+\}|<[A-Za-z_ -]+>|\[[A-Z_]{2,}\]|\[[A-Za-z]+ [^\]]*\]|\[file")
_ANCHOR = re.compile(r"#L(\d{1,7})(?:-L?(\d{1,7}))?$")
_COLON_LINES = re.compile(r":L?(\d{1,7})(?:[-–]L?(\d{1,7}))?(?::\d{1,5})?$")
_DIGIT = re.compile(r"\d")
_LINES = re.compile(r"(?:\blines?\b|\bL(?=\d)|^[ ]?:?)[ :~]{0,3}(?=\d)", re.IGNORECASE)
_SPAN = re.compile(r"[ ]{0,2}(?:,[ ]?|and[ ])?L?(\d{1,7})(?:[ ]?[-–][ ]?L?(\d{1,7}))?", re.IGNORECASE)


def looks_like_path(name: str, *, quoted: bool) -> bool:
    """Whether a name is meant as a path: it has a folder or an extension, and is no word, address or template.

    ``quoted`` says that it stood in backticks or in a link, where a bare folder name counts too.
    """
    if not name or name.casefold().strip(".") in _NO_PATHS or "://" in name.replace("file://", "", 1):
        return False
    if _is_placeholder(name) or name.startswith(("~~", "--", "npm ", "npx ")):
        return False
    if _DRIVE.match(name) or name.startswith(("file://", "./", "../", "/", "~/")):
        return True
    has_folder = "/" in name or "\\" in name
    if has_folder and (quoted or name.endswith(("/", "\\")) or name.count("/") > 1 or "*" in name):
        return True
    bare, _ = clean_path(last_part(name))
    if has_folder:
        return bool(_EXTENSION.match(bare))
    if _EXTENSION.match(bare) or (_DOT_FILE.match(bare) and bare.casefold() not in _NO_PATHS):
        return " " not in name or quoted
    return bare.casefold() in _BARE_NAMES


def clean_path(name: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A path without the wrapping of a link and without line numbers, and those line numbers."""
    if name.startswith("file://"):
        name = name[len("file://") :]
        if _FOREIGN.match(name):
            name = name[1:]
    if "#L" not in name and ":" not in name:
        return name, ()
    match = _ANCHOR.search(name) or _COLON_LINES.search(name)
    if match and match.start() > 1:
        first = int(match[1])
        return name[: match.start()], ((first, int(match[2] or first)),)
    return name, ()


def last_part(path: str) -> str:
    """What stands behind the last slash of a path, whichever way it leans."""
    return path.replace("\\", "/").rpartition("/")[2]


def find_lines(rest: str) -> tuple[tuple[int, int], ...]:
    """The line ranges named behind a path: "(lines 98-123)", ":171-203, 459-465", "459-465"."""
    match = _LINES.search(rest) if _DIGIT.search(rest) else None
    if not match:
        return ()
    spans: list[tuple[int, int]] = []
    position = match.end()
    while span := _SPAN.match(rest, position):
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
