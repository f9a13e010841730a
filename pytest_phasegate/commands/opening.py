"""The project that a command works on: found and opened as a pytest run there would, without pytest."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import Asked, UsageError
from pytest_phasegate.policy.root import find_root, has_policy
from pytest_phasegate.projects.no_document import why_none_found
from pytest_phasegate.projects.opened import Projects
from pytest_phasegate.projects.project import Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def add_at(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the revision to look at."""
    parser.add_argument("--at", metavar="REV", help="look at this revision instead of the working tree")


def root_of(folder: Path) -> Path:
    """The project's folder: the nearest one with a policy, upwards in the repository, else the repository's top."""
    started = Path.cwd() / folder
    return find_root(started, started, None, has_policy, is_chosen=False)


def open_projects(
    asked: Asked, *, need_documents: bool = True, instead: Mapping[str, bytes] = MappingProxyType({})
) -> Projects:
    """The project of the folder, opened: to be closed after use, as a ``with`` statement does.

    Args:
        asked: what the command is asked; its options may hold ``at``, a revision.
        need_documents: whether it is an error that there is no task document.
        instead: what documents are judged as in place of what they hold, by their paths from the project's folder: so
            a change is judged before it is written.

    Raises:
        PhasegateError: the policy is wrong, or there is no document.
    """
    asked.progress("reading the documents")
    run = Run(
        root=root_of(asked.folder),
        at=getattr(asked.options, "at", None),
        share=None,
        base=None,
        config=None,
        require=(),
        tables=asked.registry.tables,
        instead=instead,
    )
    opened = Projects(run)
    if need_documents and not opened.documents:
        with opened:
            raise UsageError("\n".join(why_none_found(opened, (), asked.registry.tables.dialects)))
    return opened
