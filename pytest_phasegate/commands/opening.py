"""The project that a command works on: found and opened as a pytest run there would, without pytest."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.commands.command import Asked, UsageError
from pytest_phasegate.policy.find import PYPROJECT
from pytest_phasegate.policy.root import find_root, has_policy, policy_path
from pytest_phasegate.projects.no_document import why_none_found
from pytest_phasegate.projects.opened import Projects
from pytest_phasegate.projects.project import Run
from pytest_phasegate.pull_request.pytest_settings import find_settings, words_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


PASSED_ON = ("require", "fail-under", "base")
"""Our keys of pytest's configuration that ask for something of a run; the others say what it prints."""

MOST_BYTES = 2**20


def add_at(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the revision to look at."""
    parser.add_argument("--at", metavar="REV", help="look at this revision instead of the working tree")


class Setting(NamedTuple):
    """Where a pytest started in a folder would judge: the project, the policy that is named, and our other keys.

    ``values`` are those of pytest's configuration by our names: ``require``, ``fail-under``, ``base``.
    """

    root: Path
    config: str | None
    values: tuple[tuple[str, str], ...]


class _OnDisk:
    """The files of a repository as they lie on disk; a file that is larger is no configuration."""

    def __init__(self, started: Path) -> None:
        folders = (started, *started.parents)
        self._top = next((folder for folder in folders if (folder / ".git").exists()), started)

    def holds(self, place: Path) -> bool:
        """Whether a place is in the repository."""
        return place == self._top or self._top in place.parents

    def read(self, place: Path) -> bytes | None:
        """The content of a file, None for none."""
        try:
            is_small = place.is_file() and place.stat().st_size <= MOST_BYTES
            return place.read_bytes() if is_small else None
        except OSError:
            return None


def find_setting(folder: Path) -> Setting:
    """What a pytest started in a folder would judge, by its configuration there.

    Raises:
        PhasegateError: the configuration cannot be read, or names a policy outside of the project.
    """
    started = Path(os.path.normpath(Path.cwd() / folder))
    found = find_settings(started, _OnDisk(started))
    place, values = found or (started / PYPROJECT, {})
    told = str(values.get("phasegate_config", ""))
    named = Path(os.path.normpath(place.parent / told)) if told else None
    root = find_root(started, place.parent, named, has_policy, is_chosen=bool(found and values))
    given = {name: values.get(f"phasegate_{name.replace('-', '_')}") for name in PASSED_ON}
    plain = tuple((name, word) for name, value in given.items() for word in words_of(_as_word(value)))
    return Setting(root, policy_path(named, root, told), plain)


def _as_word(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


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
    setting = find_setting(asked.folder)
    run = Run(
        root=setting.root,
        at=getattr(asked.options, "at", None),
        share=None,
        base=None,
        config=setting.config,
        require=(),
        tables=asked.registry.tables,
        instead=instead,
    )
    opened = Projects(run)
    with ExitStack() as undo:
        undo.callback(opened.close)
        opened.check_waivers()
        if need_documents and not opened.documents:
            raise UsageError("\n".join(why_none_found(opened, (), asked.registry.tables.dialects)))
        undo.pop_all()
    return opened
