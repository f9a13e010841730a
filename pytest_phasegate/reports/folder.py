"""The folder ``.phasegate`` in the project: what a run leaves for coverage.py's own program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.reports import outcome_json
from pytest_phasegate.reports.coverage_documents import MODULE

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.verdict import Outcome

FOLDER = ".phasegate"
DATA = "coverage"
OUTCOME = "outcome.json"

_SETTINGS = f"""\
# coverage report --rcfile={FOLDER}/coveragerc (in the project's root)
[run]
plugins = {MODULE}
data_file = {FOLDER}/{DATA}
"""


def render(outcome: Outcome, root: Path) -> dict[str, bytes]:
    """Make the folder's files, by name: the data file, the outcome that the plug-in reads, and settings."""
    from pytest_phasegate.reports.coverage_formats import make_data

    return {
        ".gitignore": b"# Made by pytest-phasegate.\n*\n",
        "coveragerc": _SETTINGS.encode(),
        DATA: make_data(outcome, root),
        OUTCOME: outcome_json.render(outcome).encode(),
    }
