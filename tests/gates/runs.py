"""Real runs of pytest and coverage.py in a project, for the data that gates read."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from coverage import Coverage

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "def month(day):\n    if day > 31:\n        return 'next'\n    return 'this'\n"
TESTS = "from model import month\n\n\ndef test_this_month():\n    assert month(1) == 'this'\n"
MORE = "\n\ndef test_next_month():\n    assert month(32) == 'next'\n"


def run(folder: Path, *arguments: str) -> int:
    """Run a Python module in a project; returns its exit code."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_", "PYTEST_"))}
    own = {"PYTHONPATH": "src", "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=folder, env={**clean, **own}, capture_output=True).returncode


def run_tests(folder: Path, *arguments: str, results: str = "junit.xml") -> int:
    """Run pytest, which writes its results."""
    quiet = ("-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=.")
    return run(folder, "pytest", *quiet, f"--junitxml={results}", *(arguments or ("tests",)))


def measure(folder: Path, *formats: str, branch: bool = False) -> None:
    """Run pytest under coverage.py and write reports of the formats: xml, json, lcov."""
    options = ("--branch",) if branch else ()
    quiet = ("-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=.", "tests")
    measured = run(folder, "coverage", "run", *options, "--source=src", "--data-file=.coverage", "-m", "pytest", *quiet)
    assert measured == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # a report in this process takes a tenth of one in a process of its own
        data = Coverage(data_file=".coverage", config_file=False)
        data.load()
        for name in formats:
            getattr(data, f"{name}_report")(outfile=f"coverage.{name}")


def age(path: Path, seconds: float) -> None:
    """Let a file look as if it had been written so many seconds ago."""
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))
