"""What a task's own words claim: "Create UserRepository class in `app/users.py`", "Add test for the login"."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.file_keys import action_of
from pytest_phasegate.documents.notations.paths import is_glob, paths_in
from pytest_phasegate.model.claims import Action, FileClaim, SymbolClaim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.notations.paths import PathName

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


_VERB = re.compile(r"[*_]{0,3}([A-Za-z]{3,12})[*_]{0,3}[ ]{1,3}")
_ARTICLES = {"the", "a", "an", "new", "file"}
_STOPS = frozenset(",;:.")
_WORD = re.compile(r"[a-z]{1,30}")
_JOINT = re.compile(r"[ `*\]]{0,6}(?:[,;&+/]|and\b|or\b|,[ ]and\b)?[ `*\[]{0,6}")
_PREPOSITIONS = {
    "in", "inside", "within", "at", "on", "from", "of", "to", "into", "with", "by", "for", "as", "via", "through",
    "under", "per", "than", "like", "about", "against", "using",
}  # fmt: skip
_PLACES = {"in", "inside", "within", "from", "at", "on"}
_TARGETS = {"to", "into", "as", "with", "by"}
_LEFT_OUT = ("from", "instead of", "rather than", "place of")  # what may leave a file out, whatever the verb
_LONGEST_REST = 40
_INSTEAD = {("instead", "of"), ("rather", "than"), ("place", "of")}
_FAVOR = {("favor", "of"), ("favour", "of")}
# What may follow a file that is deleted: "Delete a.py (unused)"; but not "Remove a.py imports", "Remove a.py from b".
_IS_ALL = re.compile(
    r"[`*)\]]{0,4}[ ]{0,3}(?:$|[^\w\s`*]|(?:and|as|because|since|after|once|now|which|that|in favou?r)\b)"
)
_LISTED = re.compile(r"[`*)\]]{0,4}[ ]{1,3}to[ ]")


class _Does(Enum):
    """What a verb does to what stands behind it."""

    WRITE = "write"
    REMOVE = "remove"
    REPLACE = "replace"
    CONVERT = "convert"  # makes one file of another
    OMIT = "omit"
    READ = "read"


_DOES = {verb: _Does(name) for name, verbs in vocabulary.SENTENCE_VERBS.items() for verb in verbs}


class _Gap(NamedTuple):
    """What stands before a path: the last preposition, the words up to it, and whether the path is the first one.

    ``words`` are all of them where there is no preposition, and all are in lower case. ``is_object`` says that nothing
    stands between the verb and the path but words that describe it, ``at_once`` that not even such words do.
    """

    words: tuple[str, ...]
    preposition: str
    is_first: bool
    is_object: bool
    at_once: bool


def file_roles(text: str, paths: Sequence[PathName]) -> list[Action | None]:
    """What is done to each file that a text names; None for one that it only replaces, reads or leaves out.

    What is done to a file is taken from the verb that stands before it at once ("Create `a.py`", "Delete `b.py`"); a
    file named further behind is only named.
    """
    if not paths:
        return []
    verb = _VERB.match(text)
    word, end = (_base(verb[1].lower()), verb.end()) if verb else ("", 0)
    does = _DOES.get(word)
    if does in (None, _Does.WRITE) and not any(map(text.__contains__, _LEFT_OUT)):  # most
        first = paths[0]
        at_once = verb is not None and _ARTICLES.issuperset(text[end : first.start].lower().split())
        action = (Action.CREATE if does else action_of(word) or Action.NAME) if at_once else Action.NAME
        rest = text[first.end : first.end + _LONGEST_REST]
        return [_unless_listed(action, rest), *[Action.NAME] * (len(paths) - 1)]
    gaps = []
    for index, path in enumerate(paths):
        gaps.append(_gap(text[end : path.start], begins=verb is not None and not index, is_first=not index))
        end = path.end
    roles: list[Action | None] = []
    for index, path in enumerate(paths):
        gap, before = gaps[index], paths[index - 1].end
        if not index or not _JOINT.fullmatch(text, before, max(path.start, before)):
            later = gaps[index + 1 : index + 9] if does is _Does.CONVERT or gap.preposition == "from" else ()
            has_target = any(each.preposition in _TARGETS for each in later)
            roles.append(_role(word, gap, text[path.end : path.end + _LONGEST_REST], has_target=has_target))
        else:
            roles.append(roles[-1] if roles[-1] in (None, Action.DELETE, Action.RENAME) else Action.NAME)
    return roles


def _base(verb: str) -> str:
    """A verb as it is in the lists above: "replaced" is "replace"."""
    if verb in _DOES or action_of(verb):
        return verb
    return next((form for form in (verb[:-1], verb[:-2]) if form in _DOES), verb)


def _gap(text: str, *, begins: bool, is_first: bool) -> _Gap:
    """What stands before a path; ``begins`` says that the sentence's verb is before it."""
    words = tuple(_WORD.findall(text.lower())) if text else ()
    last = len(words)
    while last and words[last - 1] not in _PREPOSITIONS:
        last -= 1
    is_object = begins and not last and len(words) < 4 and _STOPS.isdisjoint(text)
    at_once = is_object and _ARTICLES.issuperset(words)
    return _Gap(words[:last] or words, words[last - 1] if last else "", is_first, is_object, at_once)


def _role(word: str, gap: _Gap, rest: str, *, has_target: bool) -> Action | None:
    """What is done to a file; ``rest`` follows it, ``has_target`` says that something is made of it."""
    does = _DOES.get(word)
    if gap.words[-2:] in _INSTEAD:
        return None
    if does is _Does.REMOVE:
        return _beside_removal(gap, rest)
    if does in (_Does.REPLACE, _Does.OMIT) and gap.is_first and (gap.is_object or gap.preposition == "of"):
        return None
    is_read = does is _Does.READ
    if (is_read and gap.is_object) or (gap.preposition == "from" and (is_read or has_target)):
        return None
    action = Action.CREATE if does is _Does.WRITE else action_of(word) or Action.NAME
    if has_target and gap.is_object and does is _Does.CONVERT and action is not Action.RENAME:
        return None
    if gap.at_once or (gap.is_object and action is Action.RENAME):
        return _unless_listed(action, rest)
    return Action.NAME


def _beside_removal(gap: _Gap, rest: str) -> Action | None:
    """What is done to a file where something is removed: itself, or what stands in it; or it is what names it."""
    if gap.is_object:
        return Action.DELETE if _IS_ALL.match(rest) else None
    if gap.preposition in _PLACES or (not gap.is_first and gap.preposition in _TARGETS):
        return Action.NAME
    if gap.preposition:
        return Action.NAME if gap.words[-2:] in _FAVOR else None
    return Action.NAME if gap.is_first or any(map(action_of, gap.words)) else None


def _unless_listed(action: Action, rest: str) -> Action | None:
    """What is done to a file that may only be put on a list: "Add dist/a.js to .gitignore"."""
    if action is not Action.CREATE or not _LISTED.match(rest):
        return action
    return None if "ignore" in rest else Action.NAME
