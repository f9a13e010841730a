"""The name that a part of a file field begins with: in code, in quotes, a link, an address, with blanks, or bare."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.paths import BARE, LINK, clean_path, has_ending, link_paths, looks_like_path
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    import re

_LINK = pattern(LINK)
_BARE = pattern(BARE)
_QUOTED = pattern(r"(?:(?P<sign>['\"])|[“„‘])(?P<name>.*?)(?(sign)(?P=sign)|[”“’])")
_BLANKS = pattern(r"[ ]{0,9},[ ]{0,9}")
_SPACED = pattern(r"(?:[A-Za-z]:[\\/]|/)[^`,;()\[\]:*?\"<>|]{1,500}\.[A-Za-z0-9]{1,10}(?=$|[ ]{0,3}[(\[]|[ ]{1,3}-)")
# "src/gone rules.py (CREATE)": the folder, words, and one that ends as files do.
_SPACED_HERE = pattern(
    r"[\w.@-]{1,100}[\\/][^\s`,;()\[\]:*?\"<>|]{1,200}(?:[ ](?![-–—][ ])[^\s`,;()\[\]:*?\"<>|]{1,200}){1,6}"
    r"(?=$|[ ]{0,3}[(\[]|[ ]{1,3}[-–—])"
)
_WORDS = frozenset(
    {
        "a", "an", "and", "as", "at", "by", "for", "from", "has", "have", "in", "into", "is", "of", "on", "or", "the",
        "to", "under", "using", "via", "with", "->", "→", "=>", "-", "–", "—", "/",
    }
)  # fmt: skip
_ADDRESS = pattern(
    r"\[([^\[\]]{1,300})\]\(<?([a-z][a-z+-]{1,20}://[^\s()<>]{1,600})>?\)|<?([a-z][a-z+-]{1,20}://[^\s()<>`]{1,600})>?"
)
_HOSTED = pattern(
    r"https?://[^/]{1,200}/(?:[^/]{1,100}/){2,5}(?:-/)?(?:blob|raw|edit|blame|src/branch)/[^/]{1,200}/([^?#]{1,400})"
)
_EDITOR = pattern(r"(?:vscode|vscode-insiders|cursor|windsurf|zed)://file(/[^?#]{1,400})")
_LONE = pattern(
    r"(?:^|(?<=[,;+&][ ])|(?<=[ ]and[ ]))([A-Za-z_.][\w.-]{0,100}/[A-Za-z_.][\w.+-]{0,100})"
    r"(?=[ ]{0,3}(?:$|[,;(\[])|[ ](?:and|-|–|—)[ ])"
)


def take_names(part: str) -> tuple[tuple[str, ...], str]:
    """The path that a part begins with, as written but without quotes, or the two of a link; and what follows."""
    if part.startswith("`"):
        name, _, rest = part[1:].partition("`")
        return (name.strip(),), rest
    if link := _LINK.match(part):
        return link_paths(link[1], link[2]), part[link.end() :]
    if quoted := _QUOTED.match(part):
        return (quoted["name"],), part[quoted.end() :]
    if spaced := _SPACED.match(part) or _spaced_here(part):
        return (spaced[0],), part[spaced.end() :]
    bare = _BARE.match(part)
    written = bare[0] if bare else ""
    return (_BLANKS.sub(",", written.rstrip(".,:*_")),), part[len(written) :]  # "{a, b}"


def _spaced_here(part: str) -> re.Match[str] | None:
    """A relative name that holds blanks: no word of it is one of a sentence, and only the last ends as files do."""
    spaced = _SPACED_HERE.match(part) if " " in part else None
    if spaced is None:
        return None
    words = spaced[0].split(" ")
    is_name = (
        has_ending(words[-1]) and not any(map(has_ending, words[:-1])) and _WORDS.isdisjoint(map(str.lower, words))
    )
    return spaced if is_name else None


def without_addresses(value: str) -> str:
    """A value with the names of files in the place of their addresses: of a link's text, on a host, in an editor."""
    return _ADDRESS.sub(_named_by, value) if "://" in value else value


def _named_by(match: re.Match[str]) -> str:
    label, address = (match[1] or "").strip(" `*"), match[2] or match[3]
    if address.startswith("file:"):  # a path is read from it
        return match[0]
    if label and looks_like_path(clean_path(label)[0], quoted=False):
        return f"`{label}`"
    found = _HOSTED.match(address) or _EDITOR.match(address)
    return f"`{unquote(found[1])}`" if found else match[0]


def quote_names(value: str) -> str:
    """A file field's value with names of one folder and no ending ("scripts/deploy") in code: there they are meant."""
    return _LONE.sub(_quoted, value) if "/" in value else value


def _quoted(match: re.Match[str]) -> str:
    name = match[1]
    is_word = name.casefold() in vocabulary.SLASHED_WORDS | vocabulary.SLASHED_PAIRS
    return name if is_word or has_ending(name) else f"`{name}`"
