"""``phasegate doctor``: looks at the setting that the gates run in, and says what would mend it."""

from __future__ import annotations

import os
import platform
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.commands.ci_files import find_weak
from pytest_phasegate.commands.claim_figures import waivers_of
from pytest_phasegate.commands.command import DONE, REFUSED, Asked, Line, Told
from pytest_phasegate.commands.layout import field
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.errors import EvidenceError, PhasegateError
from pytest_phasegate.evidence.git.repository import Repository, open_repository
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_phasegate.projects.opened import Projects

OLDEST_GIT = (2, 31)
"""The git with which log --diff-merges=first-parent came, the newest option that is asked for."""

_LABEL = 12  # columns
_STYLES = {"fine": "good", "warning": "warn", "problem": "bad"}
_PLUGINS = {
    "randomly": ("pytest-randomly shuffles the order of checks, and reports are harder to compare", "-p no:randomly"),
    "random_order": ("pytest-random-order may shuffle the order of checks", "-p no:random_order"),
    "rerunfailures": ("pytest-rerunfailures judges a false claim again and again where --reruns is set", "--reruns 0"),
    "timeout": (
        "pytest-timeout ends a check whose command takes longer than its limit",
        "set a limit above the longest timeout of the policy's commands",
    ),
}
"""Plugins of pytest that get in the way of gates, by the names of their entry points: what happens, and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at: what it is ``about``, how that is, in words, and what would mend it."""

    about: str
    state: Literal["fine", "warning", "problem"]
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that was looked at."""

    findings: tuple[Found, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.description = "Look at the setting: git, the clone, the policy, CI, plugins of pytest; each with a remedy."


def run(asked: Asked) -> Told:
    """Look at everything; the exit code is 1 where there is a problem."""
    found = [*_programs(), *_git(asked.folder.resolve()), *_project(asked), *_plugins(), *_packages(asked)]
    counts = Counter(each.state for each in found)
    lines = [line for each in found for line in _lines(each)]
    if counts["problem"] or counts["warning"]:
        words = f"{count_of(counts['problem'], 'problem')}, {count_of(counts['warning'], 'warning')}"
        lines += [Line(""), Line(words, "bad" if counts["problem"] else "warn")]
    else:
        lines += [Line(""), Line("All is well.", "good")]
    return Told(Answer(tuple(found)), lines, code=REFUSED if counts["problem"] else DONE)


def _programs() -> Iterator[Found]:
    from importlib.metadata import version

    names = ("pytest-phasegate", "pytest", "coverage", "PyYAML")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    yield Found("versions", "fine", f"{versions}, Python {platform.python_version()}", "")


def _git(folder: Path) -> Iterator[Found]:
    """The program, the repository, and how much of it is here."""
    opened = open_repository(folder)
    revision = opened.revision if isinstance(opened, Repository) else opened
    if isinstance(opened, Repository):
        said = opened.git.ask("--version").decode("utf-8", "replace").strip()
        numbers = tuple(map(int, re.findall(r"\d+", said)[:2]))
        oldest = ".".join(map(str, OLDEST_GIT))
        is_old = numbers < OLDEST_GIT
        yield Found("git", "warning" if is_old else "fine", said, f"install git {oldest} or newer" if is_old else "")
    if revision.unknown:
        yield Found("repository", "problem", revision.unknown.why, revision.unknown.remedy)
    elif isinstance(opened, Repository) and opened.is_partial:
        what = "the clone is partial: what it lacks is not fetched, and claims on that are unknown"
        yield Found("repository", "warning", what, "git fetch --refetch --no-filter")
    else:
        yield Found("repository", "fine", f"{revision.name}, with its whole history", "")


def _project(asked: Asked) -> Iterator[Found]:
    """The policy, the documents, the waivers, and the files of CI."""
    try:
        opened = open_projects(asked, need_documents=False)
    except PhasegateError as error:
        yield Found("policy", "problem", str(error), "mend it there; phasegate schema prints what a policy may hold")
        return
    with opened:
        yield _policy(opened)
        yield from _documents(asked, opened)
        yield from _waivers(opened)
        yield from _ci(opened)


def _policy(opened: Projects) -> Found:
    if not opened.policy.source:
        what = f"none in {opened.root} or above: documents are held to their own words only"
        return Found("policy", "warning", what, "phasegate init writes one")
    inner = len([project for project in opened.projects[1:] if project.policy.source])
    more = f", and {inner} of projects below it" if inner else ""
    return Found("policy", "fine", f"{opened.policy.source} in {opened.root}{more}", "")


def _documents(asked: Asked, opened: Projects) -> Iterator[Found]:
    from pytest_phasegate.projects.no_document import why_none_found

    if not opened.documents:
        first, *passed_over = why_none_found(opened, (), asked.registry.tables.dialects)
        head, *places = first.split("\n")
        what, _, remedy = (head.removesuffix("; it looked for"), "", places[-1]) if places else head.partition(". ")
        yield Found("documents", "problem", "; ".join((what, *passed_over)), remedy)
        return
    dialects = Counter(each.workflow.dialect for each in opened.documents.values() if each.is_readable)
    counts = ", ".join(f"{count} of {name}" for name, count in dialects.most_common())
    yield Found("documents", "fine", f"{len(opened.documents)}: {counts or 'none can be read'}", "")
    broken = [path for path, each in opened.documents.items() if not each.is_readable]
    if broken:
        what = f"{count_of(len(broken), 'document')} cannot be read: {', '.join(broken[:3])}"
        yield Found("documents", "problem", what, f"phasegate explain {broken[0]}")


def _waivers(opened: Projects) -> Iterator[Found]:
    states = Counter(each.state for each in waivers_of(opened))
    if states["expired"] or states["expires soon"]:
        what = f"{states['expired']} expired, {states['expires soon']} expire soon, of {states.total()}"
        yield Found("waivers", "warning", what, "mend the claims, or agree on a new date; phasegate metrics lists them")


def _ci(opened: Projects) -> Iterator[Found]:
    try:
        ours, weak = find_weak(opened.evidence.files.tree())
    except EvidenceError as error:
        yield Found("ci", "warning", str(error), error.remedy)
        return
    if not ours:
        what = "no file of a CI that we know names phasegate: nobody is kept from merging a false claim"
        yield Found("ci", "warning", what, "see docs/ci.md for a job, and make it a required check")
    elif not weak:
        yield Found("ci", "fine", f"{', '.join(ours)} runs the gates, and nothing in it skips them", "")
    for each in weak:
        place = f"{each.path}:{each.line}" if each.line else each.path
        yield Found("ci", "problem", f"{place}: {each.what}", each.remedy)


def _plugins() -> Iterator[Found]:
    """Plugins of pytest in the program's own environment, and what keeps ours from being loaded."""
    from importlib.metadata import entry_points

    names = {entry.name for entry in entry_points(group="pytest11")}
    for name in sorted(names & _PLUGINS.keys()):
        yield Found("plugins", "warning", *_PLUGINS[name])
    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        what = "PYTEST_DISABLE_PLUGIN_AUTOLOAD is set: pytest loads us only where it is told to"
        yield Found("plugins", "warning", what, "pytest -p pytest_phasegate.plugin --phasegate")
    elif "phasegate" not in names:
        remedy = "pip install --force-reinstall pytest-phasegate"
        yield Found("plugins", "problem", "pytest does not know the plugin", remedy)
    elif not names & _PLUGINS.keys():
        yield Found("plugins", "fine", "nothing that gets in the way of gates", "")


def _packages(asked: Asked) -> Iterator[Found]:
    for line in asked.registry.left_out:
        yield Found("packages", "warning", line, "install it apart from the project that is judged")


def _lines(each: Found) -> Iterator[Line]:
    mark = {"fine": "ok", "warning": "!", "problem": "x"}[each.state]
    yield from field(f"{mark:3}{each.about}", each.what, _LABEL + 3, style=_STYLES[each.state])
    if each.remedy:
        yield from field("", f"to mend: {each.remedy}", _LABEL + 3)
