"""The hooks by which another package adds gates, dialects and reports.

They are provisional: the records that they return may change until the formats of documents are in.

A package names the module with its hooks in its pyproject.toml, so that ``pytest --phasegate`` and the program
``phasegate`` both find it::

    [project.entry-points.phasegate]
    acme = "acme_phasegate"

A plugin of a pytest run (``-p``, ``conftest.py``) may have the same hooks; they count in that run alone, and never from
inside a project that is held against a base.
"""

from __future__ import annotations

import sys
from inspect import isroutine
from typing import TYPE_CHECKING, Any, NamedTuple

import pluggy

from pytest_phasegate.documents.dialect import Dialect
from pytest_phasegate.model.check import Gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

hookspec = pluggy.HookspecMarker("phasegate")
hookimpl = pluggy.HookimplMarker("phasegate")
"""Marks a function as a hook; one that has the name of a hook is one without it too."""


class Report(NamedTuple):
    """A report of one file, or of one text that is printed.

    ``name`` is how ``--phasegate-report NAME[:PATH]`` calls it and ``dest`` where it goes when no path is given ("": it
    is printed). ``module`` is the dotted name of a module with a function ``render``, which makes the text (``str`` or
    ``bytes``) of a ``pytest_phasegate.model.verdict.Outcome``; it is imported when such a report is asked for.
    """

    name: str
    module: str
    dest: str = ""


@hookspec
def phasegate_gates() -> Iterable[Gate]:
    """Return the gates that the package adds, each as its record."""
    raise NotImplementedError


@hookspec
def phasegate_dialects() -> Iterable[Dialect]:
    """Return the dialects that the package adds, each as its record."""
    raise NotImplementedError


@hookspec
def phasegate_reports() -> Iterable[Report]:
    """Return the reports that the package adds, each as its record."""
    raise NotImplementedError


RECORDS: Mapping[str, type[Any]] = {
    "phasegate_gates": Gate,
    "phasegate_dialects": Dialect,
    "phasegate_reports": Report,
}
"""The hooks, each with what it returns."""


class _Manager(pluggy.PluginManager):
    """Finds hooks as pytest does: by their marks, and by their names alone."""

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        if not name.startswith("phasegate_"):
            return None
        marked = super().parse_hookimpl_opts(plugin, name)
        return {} if marked is None and name in RECORDS and isroutine(getattr(plugin, name)) else marked


def implementations(plugin: Any) -> list[tuple[str, Callable[[], Any]]]:
    """The hooks of a plugin by their names.

    Raises:
        pluggy.PluginValidationError: one takes arguments, or is marked and is none of ours.
    """
    manager = _Manager("phasegate")
    manager.add_hookspecs(sys.modules[__name__])
    manager.register(plugin)
    manager.check_pending()
    return [(name, each.function) for name in RECORDS for each in getattr(manager.hook, name).get_hookimpls()]
