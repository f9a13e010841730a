"""What a task's own words claim: "Create UserRepository class in `app/users.py`", "Add test for the login"."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.file_keys import ACTIONS
from pytest_phasegate.documents.notations.file_names import without_addresses
from pytest_phasegate.documents.notations.paths import bare_object, is_glob, paths_in
from pytest_phasegate.documents.notations.symbols_made import MADE, OR_BEHIND, read_symbols
from pytest_phasegate.model.claims import Action, FileClaim, Mention, SymbolClaim
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.notations.paths import PathName

LONGEST = 2_000
_COMMAND_JOINTS = ("&&", "||")
_RENAMED = pattern(r"[ ]{1,3}(?:to|as|into|->|→)[ ]{1,3}$")
# "Write `log.jsonl` under each task's folder": the file has another place, which nobody can tell.
_PLACE_BEHIND = pattern(r"[`*)\]]{0,4}[ ]{1,3}(?:under|in|inside|within|into|to|at|per|for each)\b")
_ROOT_BEHIND = pattern(
    r"[`*)\]]{0,4}[ ]{1,3}(?:at|in|to|into|under)[ ](?:the[ ])?(?:(?:project|repo|repository)(?:'s)?[ ])?root\b"
    r"(?![ ](?:(?:folder|directory)[ ])?of[ ](?!the[ ](?:project|repo)))",
    re.IGNORECASE,
)
_NO_ENDING = pattern(r"\.[A-Z][a-z]{2,30}$")  # "Add `Night.Store.Data` project": names of .NET are no files


def does_something(text: str) -> bool:
    """Whether a sentence begins with a verb that makes, changes or takes away: else what it names is a mention."""
    verb = VERB.match(text)
    word = _base(verb[1].lower()) if verb else ""
    is_known = word in ACTIONS or _DOES.get(word) not in (None, _Does.OMIT, _Does.READ, _Does.LOOK)
    return is_known or _EASTERN.match(text) is not None


def read_inline(line: int, text: str) -> list[FileClaim | Mention | SymbolClaim]:
    """What a task's own words claim of files, of what they define, and of tests, and the paths they only mention."""
    text = text[:LONGEST]
    if not ((bare := bare_object(text)) or "`" in text or "/" in text or "\\" in text or "test" in text.casefold()):
        return []  # most lines name no file and no test
    text = without_addresses(text)
    paths = [*filter(None, (bare,)), *paths_in(text)]
    claims: list[FileClaim | SymbolClaim] = [*file_claims(line, text, paths), *read_symbols(line, text, paths)]
    return [*claims, *mentions(line, text, paths, claims)]


def mentions(
    line: int, text: str, paths: Sequence[PathName], claims: Sequence[FileClaim | SymbolClaim]
) -> list[Mention]:
    """The paths of a text that its claims do not name."""
    named = {path for each in claims for path in (each.path, getattr(each, "new_path", None))}
    return [Mention(line=line, text=text, path=each.path) for each in paths if each.path not in named]


def file_claims(line: int, text: str, paths: Sequence[PathName], sure: frozenset[int] | None = None) -> list[FileClaim]:
    """The files that a task's own words say it makes, changes, deletes or renames, or only names.

    A bare folder is none, and a name without a folder counts only where the verb says that the file is created.
    ``sure`` are the places of those that may be claimed, None for all.
    """
    found: list[FileClaim] = []
    for path, action in zip(paths, file_roles(text, paths), strict=True):
        if found and _is_new_name(text, found[-1], path):
            found[-1] = replace(found[-1], new_path=path.path, is_glob=False)
        elif action is None or _is_of_command(text, path) or (sure is not None and path.start not in sure):
            continue
        elif _is_claimed(path, action, text):
            name, is_pattern = path.path, is_glob(path.path)
            found.append(
                FileClaim(line=line, text=text, path=name, action=action, lines=path.lines, is_glob=is_pattern)
            )
    return [claim for claim in found if claim.action is not Action.RENAME or claim.new_path]


def _is_new_name(text: str, last: FileClaim, path: PathName) -> bool:
    if last.action is not Action.RENAME or last.new_path:
        return False
    return _RENAMED.search(text, 0, path.start) is not None


def _is_of_command(text: str, path: PathName) -> bool:
    """Whether a path stands in a command of several: run "cd docker && ./start.sh"."""
    before, behind = text[: path.start].rstrip(" \"'`("), text[path.end :].lstrip(" \"'`)")
    return before.endswith(_COMMAND_JOINTS) or behind.startswith(_COMMAND_JOINTS)


def _is_claimed(named: PathName, action: Action, text: str) -> bool:
    """Whether a sentence claims a file, and does not only mention it.

    "Point the imports to `../core/ports.py`" is seen from another file, as imports are. What a sentence makes, changes
    or puts there is claimed, however far up it leads: where that is out of the project, the gate says so. One of two
    ("to `a.py` or `b.py`") is not, nor what a program leaves behind as it runs.
    """
    path = named.path
    if path.endswith(vocabulary.LEFT_BY_PROGRAMS) or OR_BEHIND.match(text, named.end) or _is_second(text, named):
        return False
    if path.startswith("../"):
        return action is not Action.NAME or MADE.match(text) is not None
    if "/" in path or "\\" in path:
        return True
    is_elsewhere = _PLACE_BEHIND.match(text, named.end) and not _ROOT_BEHIND.match(text, named.end)
    return action is Action.CREATE and not (is_elsewhere or _NO_ENDING.search(path))


def _is_second(text: str, named: PathName) -> bool:
    return text[: named.start].rstrip(" `*[").endswith(" or")


# Chinese has its verb first; in Japanese and Korean it is last, so there no sentence begins with one.
_EASTERN = pattern(
    "(?:在[^，。]{1,80}中)?(?:创建|新增|新建|添加|增加|实现|编写|更新|修改|修复|扩展|重构|删除|移除|建立|實作|實現|新增|修正|刪除)"
)
VERB = pattern(r"[*_]{0,3}([A-Za-z]{3,12})[*_]{0,3}[ ]{1,3}")
_ARTICLES = {"the", "a", "an", "new", "file"}
_STOPS = frozenset(",;:.")
_WORD = pattern(r"[a-z]{1,30}")
_JOINT = pattern(r"[ `*\]]{0,6}(?:[,;&+/]|and\b|or\b|,[ ]and\b)?[ `*\[]{0,6}")
_PREPOSITIONS = {
    "in", "inside", "within", "at", "on", "from", "of", "to", "into", "with", "by", "for", "as", "via", "through",
    "under", "per", "than", "like", "about", "against", "using",
}  # fmt: skip
_PLACES = {"in", "inside", "within", "from", "at", "on"}
_TARGETS = {"to", "into", "as", "with", "by"}
_LEFT_OUT = ("from", "instead of", "rather than", "place of")  # what may leave a file out, whatever the verb
LONGEST_REST = 40
_OF_ALL = (None, Action.DELETE, Action.RENAME)  # what a sentence may do to each file of a list
_INSTEAD = {("instead", "of"), ("rather", "than"), ("place", "of")}
_FAVOR = {("favor", "of"), ("favour", "of")}
# What may follow a file that is deleted: "Delete a.py (unused)"; but not "Remove a.py imports", "Remove a.py from b".
_IS_ALL = pattern(
    r"[`*)\]]{0,4}[ ]{0,3}(?:$|[^\w\s`*]|(?:and|as|because|since|after|once|now|which|that|in favou?r)\b)"
)
LISTED = pattern(r"[`*)\]]{0,4}[ ]{1,3}to[ ]")


class _Does(Enum):
    """What a verb does to what stands behind it."""

    WRITE = "write"
    REMOVE = "remove"
    REPLACE = "replace"
    CONVERT = "convert"  # makes one file of another
    OMIT = "omit"
    READ = "read"
    LOOK = "look"  # at what others made
    CHANGE = "change"


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
    verb = VERB.match(text)
    word, end = (_base(verb[1].lower()), verb.end()) if verb else ("", 0)
    does = _DOES.get(word)
    if does is _Does.LOOK:
        return [None] * len(paths)  # "Run `scripts/check.sh`" failed ten honest tasks of one history
    if does in (None, _Does.WRITE, _Does.CHANGE) and not any(map(text.__contains__, _LEFT_OUT)):  # most
        return _plain_roles(text, paths, word, end)
    return _careful_roles(text, paths, word, _gaps(text, paths, end, begins=verb is not None))


def _careful_roles(text: str, paths: Sequence[PathName], word: str, gaps: Sequence[_Gap]) -> list[Action | None]:
    """The roles in any sentence; in a list all files have that of the first, as far as it can be meant of each."""
    roles: list[Action | None] = []
    for index, path in enumerate(paths):
        if index and is_joint(text, paths[index - 1], path):
            roles.append(roles[-1] if roles[-1] in _OF_ALL else Action.NAME)
        else:
            rest = text[path.end : path.end + LONGEST_REST]
            roles.append(_role(word, gaps[index], rest, has_target=_has_target(word, gaps, index)))
    return roles


def _plain_roles(text: str, paths: Sequence[PathName], word: str, end: int) -> list[Action | None]:
    """The roles in a sentence that leaves nothing out: its verb is about the first file, if it stands before it."""
    first = paths[0]
    at_once = bool(word) and _ARTICLES.issuperset(text[end : first.start].lower().split())
    action = _said(word) if at_once else Action.NAME
    rest = text[first.end : first.end + LONGEST_REST]
    return [_unless_listed(action, rest), *[Action.NAME] * (len(paths) - 1)]


def _gaps(text: str, paths: Sequence[PathName], end: int, *, begins: bool) -> list[_Gap]:
    """What stands before each path, behind the one before it; ``end`` is where the verb ends."""
    starts = [end, *(path.end for path in paths[:-1])]
    return [
        _gap(text[start : path.start], begins=begins and not index, is_first=not index)
        for index, (start, path) in enumerate(zip(starts, paths, strict=True))
    ]


def is_joint(text: str, before: PathName, path: PathName) -> bool:
    """Whether two paths are items of one list: "`a.py` and `b.py`"."""
    return _JOINT.fullmatch(text, before.end, max(path.start, before.end)) is not None


def _has_target(word: str, gaps: Sequence[_Gap], index: int) -> bool:
    """Whether something is made of a file: of what is converted, or is taken from it."""
    if _DOES.get(word) is not _Does.CONVERT and gaps[index].preposition != "from":
        return False
    return any(gap.preposition in _TARGETS for gap in gaps[index + 1 : index + 9])


def _said(word: str) -> Action:
    return Action.CREATE if _DOES.get(word) is _Does.WRITE else ACTIONS.get(word) or Action.NAME


def _base(verb: str) -> str:
    """A verb as it is in the lists above: "replaced" is "replace"."""
    if verb in _DOES or verb in ACTIONS:
        return verb
    return next((form for form in (verb[:-1], verb[:-2]) if form in _DOES), verb)


def _gap(text: str, *, begins: bool, is_first: bool) -> _Gap:
    """What stands before a path; ``begins`` says that the sentence's verb is before it."""
    words, preposition = words_of(text)
    is_object = begins and not preposition and len(words) < 4 and _STOPS.isdisjoint(text)
    return _Gap(words, preposition, is_first, is_object, at_once=is_object and _ARTICLES.issuperset(words))


def words_of(text: str) -> tuple[tuple[str, ...], str]:
    """The words up to the last preposition, and that; all words and "" where there is none."""
    words = tuple(_WORD.findall(text.lower()))
    for last in range(len(words), 0, -1):
        if words[last - 1] in _PREPOSITIONS:
            return words[:last], words[last - 1]
    return words, ""


def _role(word: str, gap: _Gap, rest: str, *, has_target: bool) -> Action | None:
    """What is done to a file; ``rest`` follows it, ``has_target`` says that something is made of it."""
    does, action = _DOES.get(word), _said(word)
    if gap.words[-2:] in _INSTEAD:
        return None
    if does is _Does.REMOVE:
        return _beside_removal(gap, rest)
    if _is_left_out(does, gap, has_target=has_target and action is not Action.RENAME, is_source=has_target):
        return None
    if gap.at_once or (gap.is_object and action is Action.RENAME):
        return _unless_listed(action, rest)
    return Action.NAME


def _is_left_out(does: _Does | None, gap: _Gap, *, has_target: bool, is_source: bool) -> bool:
    """Whether a sentence is about a file that it does not touch: what it reads, replaces, skips or converts."""
    if gap.preposition == "from" and is_source:
        return True
    if does is _Does.READ:
        return gap.is_object or gap.preposition == "from"
    if does is _Does.CONVERT:
        return gap.is_object and has_target
    return does in (_Does.REPLACE, _Does.OMIT) and _is_what_is_replaced(gap)


def _is_what_is_replaced(gap: _Gap) -> bool:
    return gap.is_first and (gap.is_object or gap.preposition == "of")


def _beside_removal(gap: _Gap, rest: str) -> Action | None:
    """What is done to a file where something is removed: itself, or what stands in it; or it is what names it."""
    if gap.is_object:
        return Action.DELETE if _IS_ALL.match(rest) else None
    return Action.NAME if _stays(gap) else None


def _stays(gap: _Gap) -> bool:
    """Whether a file is where something is removed, or why, and not what names it."""
    if not gap.preposition:
        return gap.is_first or not ACTIONS.keys().isdisjoint(gap.words)
    if gap.preposition in _PLACES or gap.words[-2:] in _FAVOR:
        return True
    return not gap.is_first and gap.preposition in _TARGETS


def _unless_listed(action: Action, rest: str) -> Action | None:
    """What is done to a file that may only be put on a list: "Add dist/a.js to .gitignore"."""
    if action is not Action.CREATE or not LISTED.match(rest):
        return action
    return None if "ignore" in rest else Action.NAME
