"""Which ``conftest.py`` files concern a document: those in the folders above it, and none that pytest looks for."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pluggy
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


class ConftestHooks:
    """Tells which of the loaded ``conftest.py`` files concern a document.

    pytest tells it of the folders that it walked through, and documents are collected without a walk.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._manager = config.pluginmanager
        self._all = config.hook
        files = ((plugin, getattr(plugin, "__file__", None)) for plugin in self._manager.get_plugins())
        self._folders = {
            plugin: Path(file).parent for plugin, file in files if file and Path(file).name == "conftest.py"
        }
        self._relays: dict[frozenset[object], pluggy.HookRelay] = {frozenset(): self._all}

    def of(self, path: Path) -> pluggy.HookRelay:
        """The hooks for the nodes of a document, as ``Node.ihook`` gives them."""
        above = set(path.parents)
        others = frozenset(plugin for plugin, folder in self._folders.items() if folder not in above)
        if others not in self._relays:
            self._relays[others] = _HooksWithout(self._manager, others)  # type: ignore[assignment]
        return self._relays[others]


class _HooksWithout:
    """Calls hooks without some plugins, as pytest's own ``FSHookProxy`` does."""

    def __init__(self, manager: pytest.PytestPluginManager, others: frozenset[object]) -> None:
        self._manager = manager
        self._others = others

    def __getattr__(self, name: str) -> pluggy.HookCaller:
        caller = self._manager.subset_hook_caller(name, remove_plugins=self._others)
        setattr(self, name, caller)
        return caller
