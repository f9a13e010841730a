"""Which files of a project may be task documents: by the policy, by their places, through links, or ignored by git."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.unknown import Unknown, UnknownError
from pytest_phasegate.text.globs import matches, may_lie_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.model.facts import FileEvidence, Tree
    from pytest_phasegate.model.policy import Policy

Named = Mapping[str, "str | None"]
"""Paths that are documents whatever a policy says, each with its dialect, None where only its text tells that."""

OUT = "!"
"""What a rule of the policy's ``documents`` begins with that takes paths out."""

_COMMON = frozenset({"docs", "specs", "tasks", "workflows"})
"""Folders of many projects: that one of them is a link to elsewhere does not say that documents are there."""

_WILD = "*?{"
_ANY = "**"
_REMEDY = "put the document itself there, or take the path out: documents: ['!{}'] in the policy"


class Found(NamedTuple):
    """A file that may be a task document.

    ``dialect`` is that of the policy's rule, None where there is none. ``place`` is where it was found: a link may
    lead from there to it. ``unknown`` says why nothing can be told of what is there.
    """

    path: str
    dialect: str | None
    place: str
    unknown: Unknown | None = None


class Places:
    """Globs for many paths: most paths are told from all of them by their first name."""

    def __init__(self, globs: Iterable[str]) -> None:
        self.globs = tuple(dict.fromkeys(globs))
        self._by_first: dict[str, list[str]] = {}
        for glob in self.globs:
            first = glob.removeprefix("./").partition("/")[0]
            self._by_first.setdefault("" if any(sign in first for sign in _WILD) else first, []).append(glob)
        self._anywhere = self._by_first.pop("", [])

    def hold(self, path: str) -> bool:
        """Whether a path fits one of the globs."""
        return any(fits(path, glob) for glob in self._near(path))

    def may_be_below(self, path: str) -> bool:
        """Whether a path that is a link may stand for a folder in which documents are looked for."""
        return any(_ANY not in glob and may_lie_below(glob, path) for glob in self._near(path))

    def _near(self, path: str) -> list[str]:
        near = self._by_first.get(path.partition("/")[0])
        return [*near, *self._anywhere] if near and self._anywhere else near or self._anywhere


def fits(path: str, glob: str) -> bool:
    """Whether a path fits a glob; most globs end with a plain name, and most paths do not end with that."""
    name = glob.rpartition("/")[2]
    return (path.endswith(name) or any(sign in name for sign in _WILD) or not name) and matches(glob, path)


def find_documents(policy: Policy, paths: Iterable[str], named: Named, dialects: Dialects) -> dict[str, str | None]:
    """The paths that may be task documents, each with the dialect of the rule that names it, None where none does."""
    has_rules = any(not rule.path.startswith(OUT) for rule in policy.documents)
    known = Places(places(policy, dialects))
    found = dict(by_rule(policy, paths)) if has_rules else dict.fromkeys(filter(known.hold, paths))
    kept = {path: dialect or named.get(path) for path, dialect in found.items() if not is_taken_out(policy, path)}
    return {**named, **kept}


def is_taken_out(policy: Policy, path: str) -> bool:
    """Whether the policy takes a path out: no document is there, and no policy of this run."""
    return any(rule.path.startswith(OUT) and matches(rule.path[len(OUT) :], path) for rule in policy.documents)


def places(policy: Policy, dialects: Dialects) -> tuple[str, ...]:
    """The globs by which documents were looked for."""
    if rules := tuple(rule.path for rule in policy.documents if not rule.path.startswith(OUT)):
        return rules
    return tuple(dict.fromkeys(place for name in dialects.searched for place in dialects[name].places))


def by_rule(policy: Policy, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The paths that a document rule matches, each with the dialect of the first such rule."""
    for path in paths:
        for rule in policy.documents:
            if not rule.path.startswith(OUT) and fits(path, rule.path):
                yield path, rule.dialect
                break


def search(
    policy: Policy, paths: Iterable[str], named: Named, dialects: Dialects, files: FileEvidence
) -> Iterator[Found]:
    """The files that may be documents, in the order of paths; a link stands for the file that it leads to.

    A file that a link leads to is read where it lies, so that its lines and its history are its own. Only a file of
    the listing is: a link must not show what git ignores, or what lies outside.
    """
    paths = tuple(paths)
    wanted = find_documents(policy, paths, named, dialects)
    for path in sorted(wanted):
        yield _at_place(path, wanted[path], files)
    globs = Places(places(policy, dialects))
    for link in paths:
        if "." not in basename(link) and globs.may_be_below(link):
            yield from _in_linked(link, globs, files.tree(), paths, policy)


def _at_place(path: str, dialect: str | None, files: FileEvidence) -> Found:
    try:
        entry = files.tree().entry(path)
    except UnknownError as error:
        return Found(path, dialect, path, error.unknown)
    is_link = entry is not None and entry.kind is EntryKind.SYMLINK
    return _through(path, dialect, entry.target, files) if entry and is_link else Found(path, dialect, path)


def _through(path: str, dialect: str | None, target: str | None, files: FileEvidence) -> Found:
    """The document that a link leads to."""
    if target is not None and target in files.list_paths():
        return Found(target, dialect, path)
    why = "the document is a symlink that leads to no file of the project"
    return Found(path, dialect, path, Unknown(why, _REMEDY.format(path)))


def _in_linked(link: str, globs: Places, tree: Tree, paths: Iterable[str], policy: Policy) -> Iterator[Found]:
    """The documents below a link to a folder, in the places where the link puts them."""
    entry = tree.entry(link)
    if entry is None or entry.kind is not EntryKind.SYMLINK:
        return
    if entry.target is not None:
        for path in _below(entry.target, paths):
            place = link + path.removeprefix(entry.target)
            if globs.hold(place) and not is_taken_out(policy, place):
                yield Found(path, next((dialect for _, dialect in by_rule(policy, (place,))), None), place)
    elif link not in _COMMON:
        why = "the folder is a symlink that leads out of the project, or nowhere"
        yield Found(link, None, link, Unknown(why, _REMEDY.format(f"{link}/**")))


def _below(folder: str, paths: Iterable[str]) -> Iterator[str]:
    head = f"{folder}/"
    return (path for path in paths if path.startswith(head))
