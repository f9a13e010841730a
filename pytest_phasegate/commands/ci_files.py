"""What the files of a CI say of the gates: whether they are run, and by what a run can be skipped or have no say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.facts import Tree

PLACES = (".github/workflows/*.yml", ".github/workflows/*.yaml", ".gitlab-ci.yml", "azure-pipelines.yml")
OTHERS = (".circleci/config.yml", "Jenkinsfile", "bitbucket-pipelines.yml", ".travis.yml", "tox.ini", "noxfile.py")
MOST_BYTES = 256 * 1024
MOST_FILES = 50


class Weak(NamedTuple):
    """A line of a CI's file (from 1; 0: all of it) that weakens the gates: what it does, and what would mend it."""

    path: str
    line: int
    what: str
    remedy: str


_OURS = re.compile(r"phasegate")
_GITHUB = ".github/"
_WEAK: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        pattern(r"^[ ]{1,20}paths(?:-ignore)?:"),
        "a filter on paths skips the run, and a required check then waits for ever, or passes unseen",
        "take the filter out of this workflow",
    ),
    (
        pattern(r"^[ ]{1,40}-?[ ]{0,4}(?:continue-on-error|allow_failure):[ ]{0,4}true"),
        "the run may fail and the pipeline stays green",
        "take this line out",
    ),
    (
        pattern(r"phasegate.{0,500}(?:\|\|[ ]{0,4}(?:true|:|exit[ ]0)|;[ ]{0,4}(?:true|exit[ ]0))[ ]{0,4}$"),
        "the exit code is thrown away",
        "take what follows the command out",
    ),
    (
        pattern(r"--no-phasegate|-p[ ]{1,4}no:phasegate"),
        "the gates are switched off",
        "take the option out",
    ),
    (
        pattern(r"--phasegate-fail-under[= ]{1,4}0\b"),
        "the policy's thresholds are switched off",
        "take the option out, or lower them in the policy where that is seen",
    ),
)


def find_weak(tree: Tree) -> tuple[list[str], list[Weak]]:
    """The CI's files that run the gates, and what weakens them there."""
    ours: list[str] = []
    weak: list[Weak] = []
    for path in [path for glob in (*PLACES, *OTHERS) for path in tree.glob(glob)][:MOST_FILES]:
        text = (tree.read(path, MOST_BYTES) or b"").decode("utf-8", "replace")
        if _OURS.search(text):
            ours.append(path)
            weak += _weak_lines(path, text)
    return ours, weak


def _weak_lines(path: str, text: str) -> Iterator[Weak]:
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.partition(" #")[0]
        for sign, what, remedy in _WEAK:
            if sign.search(bare):
                yield Weak(path, number, what, remedy)
    if path.startswith(_GITHUB):
        yield from _of_github(path, text)
    elif path == ".gitlab-ci.yml" and not re.search(r"GIT_DEPTH:[ ]{0,4}[\"']?0\b", text):
        remedy = 'set the variable GIT_DEPTH: "0" in the job'
        yield Weak(path, 0, "the clone is shallow, and a shallow clone cannot show commits", remedy)


def _of_github(path: str, text: str) -> Iterator[Weak]:
    if "actions/checkout" in text and not re.search(r"fetch-depth:[ ]{0,4}[\"']?0\b", text):
        what = "the clone is shallow, and a shallow clone cannot show commits"
        yield Weak(path, 0, what, "give actions/checkout the input fetch-depth: 0")
    if "pull_request" not in text and "merge_group" not in text and "workflow_call" not in text:
        yield Weak(path, 0, "no pull request starts it", "add pull_request: under on:")
