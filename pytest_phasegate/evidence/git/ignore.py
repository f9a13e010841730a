"""Asks which paths the ``.gitignore`` files of the judged tree tell git to ignore."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.objects import LINK_MODE
from pytest_phasegate.evidence.git.program import GitError, answer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.program import Git
    from pytest_phasegate.evidence.git.repository import Repository

RULES = ".gitignore"
MOST_BYTES = 2**20  # of a file of rules
NONE_IGNORED = 1  # the exit code


def find_ignored(repository: Repository, objects: ObjectReader, paths: Sequence[str], commit: str | None) -> set[str]:
    """Those of some paths that git ignores and does not know.

    Args:
        repository: where git is asked.
        objects: reads the rules of a commit.
        paths: relative to the root; one of a folder ends with a slash.
        commit: the full id of the commit whose rules count, or None for those of the working tree.

    Raises:
        EvidenceError: the clone lacks the rules of the commit.
    """
    if commit is None:
        return _ask(repository.git, paths)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(os.path.realpath(folder))
        root = top / repository.prefix
        root.mkdir(parents=True, exist_ok=True)
        for place in sorted({place for path in paths for place in _rule_files(repository.prefix + path)}):
            _copy_rules(objects, commit, place, top)
        git = replace(repository.git, directory=root, places=(*repository.git.places, f"--work-tree={top}"))
        return _ask(git, paths, "--no-index")


def _rule_files(path: str) -> list[str]:
    """The files whose rules count for a path: in its folder, and in each above."""
    parts = path.rstrip("/").split("/")[:-1]
    return ["/".join((*parts[:count], RULES)) for count in range(len(parts) + 1)]


def _copy_rules(objects: ObjectReader, commit: str, place: str, top: Path) -> None:
    node, copy = objects.find(commit, place), Path(os.path.normpath(top / place))
    if node is None or node.mode == LINK_MODE or not copy.is_relative_to(top):  # git follows no link to rules
        return
    rules = objects.read(node.id, MOST_BYTES)
    with suppress(OSError):  # a name that this system does not allow
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(rules)


def _ask(git: Git, paths: Sequence[str], *options: str) -> set[str]:
    """Ask for all paths at once; git ends at one that it will not look at, so that the others are asked without it.

    Rules that stand in no file of the tree are left out, a user's own and those of one clone: with them the same claim
    would fail here and not there.
    """
    own = replace(git, places=(*git.places, "-c", f"core.excludesFile={os.devnull}"))
    stdin = "\0".join(f"./{path}" for path in paths).encode("utf-8", "replace")  # ":" begins a pattern of git's
    arguments = ("check-ignore", "--verbose", "-z", "--stdin", *options)
    try:
        output = own.ask(*arguments, stdin=stdin, ends=(0, NONE_IGNORED))
    except GitError:
        middle = len(paths) // 2
        return _ask(git, paths[:middle], *options) | _ask(git, paths[middle:], *options) if middle else set()
    fields = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    with answer_of("check-ignore"):
        rules = zip(fields[0::4], fields[2::4], fields[3::4], strict=True)
        return {
            path.removeprefix("./")
            for source, pattern, path in rules
            if source.rpartition("/")[2] == RULES and not pattern.startswith("!")
        }
