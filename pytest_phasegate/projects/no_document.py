"""Why files are no task documents: said where a run would otherwise end without a word about them."""

from __future__ import annotations

from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import form_of, nearest
from pytest_phasegate.discovery import places
from pytest_phasegate.policy.find import NAMES
from pytest_phasegate.reports.escape import one_line
from pytest_phasegate.text.decode import decode
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.projects.opened import Projects

MOST_FILES = 5
_SHARED_FOLDERS = {"docs", "specs", "tasks", "workflows", ".claude", "ai_docs"}  # no format's own


def why_none_found(opened: Projects, named: Collection[str], dialects: Dialects) -> Iterator[str]:
    """The lines of the error where no document is: where it was looked for, what was passed over, what to do.

    ``named`` are paths of files that the user names.
    """
    policy = opened.policy
    source, begins = policy.source or NAMES[0], f"phasegate found no task document in {opened.root}"
    if policy.documents:
        looked = ", ".join(dict.fromkeys(place for each in opened.projects for place in places(each.policy, dialects)))
        yield f"{begins}; it looked for {looked}. Mend the globs under documents: in {source}: they fit no file"
    else:
        rows = [f"  {name:13}{', '.join(dialects[name].places)}" for name in dialects.searched]
        below = (each.policy for each in opened.projects if each.policy.documents)
        rows += [f"  {each.source}: {', '.join(places(each, dialects))}" for each in below]
        way = f"Name the documents under documents: in {source}" + ("" if named else ", or on the command line")
        yield "\n".join((f"{begins}; it looked for", *rows, way))
        yield from _not_begun(opened.evidence, dialects)
    yield from _passed_over(policy, opened.evidence, named, dialects)


def _not_begun(evidence: ProjectEvidence, dialects: Dialects) -> Iterator[str]:
    """A line on each format that has a folder here and nothing in it: its first command makes no document."""
    paths = evidence.files.list_paths()
    folders = {path.partition("/")[0] for path in paths if "/" in path} - _SHARED_FOLDERS
    for name in dialects.searched:
        own = [place for place in dialects[name].places if place.partition("/")[0] in folders]
        if own and not any(matches(place, path) for place in own for path in paths):
            yield f"{own[0].partition('/')[0]}/ is here, and no {own[0]} yet: the first one is found by itself"


def _passed_over(policy: Policy, evidence: ProjectEvidence, named: Iterable[str], dialects: Dialects) -> Iterator[str]:
    """A line on each of the first files that were looked at and passed over."""
    globs = places(policy, dialects)
    looked_at = (path for path in evidence.files.list_paths() if any(matches(glob, path) for glob in globs))
    paths = sorted({*named, *looked_at})
    for path in paths[:MOST_FILES]:
        yield f"passed over {one_line(path)}: it {_why_none(path, evidence, dialects)[0]}"
    if len(paths) > MOST_FILES:
        yield f"passed over {count_of(len(paths) - MOST_FILES, 'more file')}"


def explain_named(
    policy: Policy, evidence: ProjectEvidence, named: Iterable[str], errors: Iterable[object], dialects: Dialects
) -> Iterator[str]:
    """Some lines on each of the first files in which pytest finds nothing, though the user names them.

    ``named`` are paths of files that the user names and that are no documents; ``errors`` is what pytest says.
    """
    said = "\n".join(map(str, errors))
    for path in islice((path for path in named if PurePosixPath(path).name in said), MOST_FILES):
        why, form = _why_none(path, evidence, dialects)
        signs = () if form else (f"  {name} is told by {dialect.looks_for}" for name, dialect in dialects.items())
        yield "\n".join((f"{one_line(path)} is no task document: it {why}", *signs, f"  {_way(path, form, policy)}"))


def _way(path: str, form: str, policy: Policy) -> str:
    """What makes a task document of a file: a rule where a dialect can read it, else words that one can read."""
    if not form:
        return "if it is to be one, write its units as one of these does"
    rule = f"documents: [{{path: '{one_line(path)}', dialect: {form}}}]"
    return f"if it is one all the same, name it in {policy.source or NAMES[0]}, with its dialect: {rule}"


def _why_none(path: str, evidence: ProjectEvidence, dialects: Dialects) -> tuple[str, str]:
    """Why a file is no task document, in words that follow its name, and the dialect of which it has the form."""
    data = evidence.files.read_document(path)
    if data is None:
        entry = evidence.files.tree().entry(path)
        return (f"is a {entry.kind.value}, not a file" if entry else f"is not in {evidence.files.tree().name}"), ""
    text = decode(path, data)
    if form := form_of(path, text, dialects):
        return f"has the form of {form}, and nothing in it is begun", form
    why, near = "is written in no known dialect", nearest(path, text, dialects)
    return (f"{why}, and looks most like {near}" if near else why), near
