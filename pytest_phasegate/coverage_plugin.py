"""The coverage.py plug-in, for ``coverage report``, ``html`` and ``combine`` on the data of a run that is over.

Either ``coverage report --rcfile=.phasegate/coveragerc``, or name the plug-in in coverage.py's settings
(``plugins = ["pytest_phasegate.coverage_plugin"]``) and our data file with ``--data-file=.phasegate/coverage``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_phasegate.reports.coverage_documents import TasksPlugin, sources_of
from pytest_phasegate.reports.coverage_formats import FOLDER, OUTCOME
from pytest_phasegate.reports.outcome_json import OutcomeError, load

if TYPE_CHECKING:
    from collections.abc import Mapping


def coverage_init(registry: Any, options: Mapping[str, str] | None = None) -> None:
    """Register the plug-in; coverage.py calls this.

    ``options`` are our section of coverage.py's settings: ``root`` is the project's folder, by default the nearest one,
    at or above the current folder, that contains ``.phasegate``. Raises ``coverage.exceptions.ConfigError`` if the
    outcome of the last run cannot be read.
    """
    root = Path((options or {}).get("root") or _nearest(Path.cwd()))
    registry.add_file_tracer(TasksPlugin(_sources(root), _read_text))


def _sources(root: Path) -> Any:
    path = root / FOLDER / OUTCOME
    try:
        # coverage.py loads its plug-ins for every command, such as "erase"
        return sources_of(load(path, str(path)), root) if path.exists() else {}
    except OutcomeError as error:
        from coverage.exceptions import ConfigError

        raise ConfigError(f"{error}; run pytest --phasegate --phasegate-report=term again") from error


def _nearest(folder: Path) -> Path:
    return next((each for each in (folder, *folder.parents) if (each / FOLDER / OUTCOME).is_file()), folder)


def _read_text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8-sig", errors="replace")
