"""The ``conftest.py`` files that pytest loads before it starts, because an argument lies beside or below them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

_CODE = (".py", ".pyi")


@contextmanager
def without_documents(config: pytest.Config) -> Iterator[None]:
    """Keep the arguments that name no Python from pytest while it looks for ``conftest.py`` files.

    Which of them are documents is not known yet. Where one is something else, a doctest, pytest still loads what lies
    beside it when it collects it; only options that such a ``conftest.py`` adds come too late.
    """
    known = config.known_args_namespace
    given = known.file_or_dir
    known.file_or_dir = _others(given, config)
    try:
        yield
    finally:
        known.file_or_dir = given


def _others(arguments: list[str], config: pytest.Config) -> list[str]:
    """The arguments without those that may be documents; in their place one stands for pytest's root folder.

    With no arguments, or with the root folder, pytest would look into folders whose names begin with "test" as well. So
    something is named that stands beside nothing but the project's own ``conftest.py``.
    """
    folder = config.invocation_params.dir
    others = [argument for argument in arguments if not _may_be_document(folder / argument.partition("::")[0])]
    if len(others) == len(arguments):
        return arguments
    beside = (entry for entry in config.rootpath.iterdir() if entry.name == ".git" or entry.is_file())
    return [*others, str(next(beside, config.rootpath))]


def _may_be_document(path: Path) -> bool:
    try:
        return path.suffix not in _CODE and path.is_file()
    except (OSError, ValueError):  # no path at all: too long, or with a NUL
        return False
