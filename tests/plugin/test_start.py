"""What a run that has just been installed loads, and how: pytest rewrites and compiles what comes with a plugin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pytest_phasegate
from pytest_phasegate.plugin import OwnModules

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

LOADERS = """
import sys
def pytest_unconfigure():
    with open("loaders.txt", "w") as file:
        for name, module in sorted(sys.modules.items()):
            print(name, type(getattr(module, "__loader__", None)).__name__, file=file)
"""
INSTALLED = {
    "METADATA": "Metadata-Version: 2.1\nName: pytest-phasegate\nVersion: 0.1.0\n",
    "RECORD": "pytest_phasegate/__init__.py,,\npytest_phasegate/plugin/__init__.py,,\ngate_of_ours.py,,\n",
    "entry_points.txt": "[pytest11]\nphasegate = pytest_phasegate.plugin\nours = gate_of_ours\n",
}
ENTRY = {"pytest_phasegate", "pytest_phasegate.plugin"}
"""The modules by which pytest comes to the plugin: it loads these itself."""


def run_installed(project: Project, *options: str) -> tuple[dict[str, str], set[str]]:
    """Run pytest where the distribution lists its files, as it does when it is not installed for development.

    Returns the loader of each module, and of ours those whose rewritten bytecode is kept.
    """
    package, cache = Path(pytest_phasegate.__file__).parent, project.pytester.path / "bytecode"
    site = project.pytester.mkdir("site")
    (site / "gate_of_ours.py").write_text("assert True\n")
    about = site / "pytest_phasegate-0.1.0.dist-info"
    about.mkdir()
    for name, text in INSTALLED.items():
        (about / name).write_text(text)
    project.pytester.makeconftest(LOADERS)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(site), str(package.parent))),
        "PYTHONPYCACHEPREFIX": str(cache),
    }
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 5), done.stdout + done.stderr
    lines = (project.pytester.path / "loaders.txt").read_text().splitlines()
    ours = (path.parts for path in cache.rglob("*-pytest-*.pyc") if "pytest_phasegate" in path.parts)
    written = {f"{parts[-2]}/{parts[-1].partition('.')[0]}" for parts in ours}
    return dict(line.split() for line in lines), written


def test_our_modules_are_not_rewritten(project: Project) -> None:
    loaders, written = run_installed(project, "--phasegate")
    ours = {name: loader for name, loader in loaders.items() if name.startswith("pytest_phasegate.")}
    rewritten = {name for name, loader in loaders.items() if loader == "AssertionRewritingHook"}
    assert ours.pop("pytest_phasegate.plugin") == "AssertionRewritingHook"
    assert set(ours.values()) == {"SourceFileLoader"}
    assert "pytest_phasegate.engine" in ours
    assert rewritten >= {*ENTRY, "conftest", "gate_of_ours"}, "other people's modules are rewritten as ever"
    assert written == {"pytest_phasegate/__init__", "plugin/__init__"}
    late = ("pull_request", "reports.writer", "plugin.junit_names", "projects.no_document")
    assert ours.keys().isdisjoint(f"pytest_phasegate.{name}" for name in late), "what a run does not ask for"


def test_only_our_modules_are_found_by_us() -> None:
    assert OwnModules.find_spec("pytest_phasegate.engine", pytest_phasegate.__path__)
    for name in ("pytest_phasegate_extra", "pytest_phasegate_extra.gates", "json", "conftest"):
        assert OwnModules.find_spec(name, sys.path) is None


RUNS = """
import sys, pytest
arguments = sys.argv[1:]
before = list(sys.meta_path)
for number in range(2):
    code = pytest.main(arguments)
    print("code:", int(code), "finders:", [finder for finder in sys.meta_path if finder not in before])
"""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--phasegate",), 0), ((), 5), (("--no-such-option",), 4), (("--phasegate", "--phasegate-report=x"), 4)],
    ids=["judges", "sleeps", "wrong option of pytest's", "wrong option of ours"],
)
def test_runs_in_one_process_leave_the_finders_as_they_were(
    project: Project, arguments: tuple[str, ...], code: int
) -> None:
    command = [sys.executable, "-c", RUNS, "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=project.pytester.path, capture_output=True, text=True, check=True)
    assert [line for line in done.stdout.splitlines() if line.startswith("code:")] == [f"code: {code} finders: []"] * 2


def test_a_run_within_a_run_leaves_the_finders_as_they_were(project: Project) -> None:
    before = list(sys.meta_path)
    for _ in range(2):
        assert project.pytester.inline_run("--phasegate").ret == pytest.ExitCode.OK
        assert sys.meta_path == before
