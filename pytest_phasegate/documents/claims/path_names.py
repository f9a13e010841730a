"""Paths among words: in code, as the target of a link, or bare where a folder is named with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.claims.paths import clean_path, is_end_of, last_part, link_target, looks_like_path

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK = r"\[([^\[\]]{0,300})\]\((<[^<>]{1,600}>|[^()\s]{1,600})(?:[ ]{1,3}\"[^\"]{0,200}\")?\)"
"""A link: its text, and its target."""

BARE = r"(?:[^\s`,;(){，；、]{1,1000}|\{(?:[^{}]{1,300}\})?){1,40}"
"""A name without quotes; what stands in braces is part of it, ``src/{a, b}.py``."""

_NAMES = re.compile(r"`([^`]{1,400})`|" + LINK + r"|(?<![\w`:/.@~-])((?:[A-Za-z]:)?[\w.@~…-]{0,100}[\\/]" + BARE + ")")


class PathName(NamedTuple):
    """A path in a text, and where it begins and ends."""

    start: int
    end: int
    path: str


def paths_in(text: str, *, folders: bool = False) -> Iterator[PathName]:
    """The files that are named among words; a word in code without an ending is none.

    ``folders`` asks for folders too, if they are written with a slash at their end.
    """
    for match in _NAMES.finditer(text):
        code, label, target, bare = match.groups()
        names = link_paths(label, target) if target else (code.strip() if code else bare.rstrip(".:*_'\""),)
        for name in names:
            path, _ = clean_path(name)
            last = last_part(path)
            if not ("." in last.strip(".") or last[:1] == "." or (folders and not last)):
                continue
            if (target or " " not in path) and looks_like_path(path, quoted=bare is None):
                yield PathName(match.start(), match.end(), path)


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
