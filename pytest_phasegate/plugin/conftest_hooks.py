"""The hooks that a document's nodes call: those of a ``conftest.py`` only where it lies in a folder above."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pluggy
    import pytest


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
