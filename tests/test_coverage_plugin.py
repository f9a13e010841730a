from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest
from coverage.exceptions import ConfigError

from pytest_phasegate.coverage_plugin import coverage_init
from pytest_phasegate.reports import coverage_formats
from pytest_phasegate.reports.coverage_documents import MODULE
from pytest_phasegate.reports.writer import write_files
from tests.reports.outcomes import TEXT, close, sample

if TYPE_CHECKING:
    from coverage import CoveragePlugin


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with documents and what the last run left."""
    for name in ("docs/tasks.md", "other/tasks.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    files = coverage_formats.render_folder(sample(), tmp_path)
    write_files({tmp_path / coverage_formats.FOLDER / name: data for name, data in files.items()}, tmp_path)
    return tmp_path


class Registry:
    """Takes a plug-in as coverage.py's registry does."""

    def __init__(self) -> None:
        self.plugin: CoveragePlugin | None = None

    def add_file_tracer(self, plugin: CoveragePlugin) -> None:
        self.plugin = plugin


def started(options: dict[str, str] | None = None) -> CoveragePlugin:
    registry = Registry()
    coverage_init(registry, options)
    assert registry.plugin is not None
    return registry.plugin


def test_coverage_reports_on_the_last_run_by_its_own_settings(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVERAGE_FILE", raising=False)  # it would replace the data file of the settings
    monkeypatch.chdir(project)
    told = coverage.Coverage(config_file=".phasegate/coveragerc")
    told.load()
    assert round(told.report(), 2) == 33.33
    assert told.get_data().file_tracer(str(Path(project.resolve(), "docs", "tasks.md"))) == f"{MODULE}.TasksPlugin"
    close(told.get_data())


def test_the_project_is_found_from_a_folder_below_and_by_its_option(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(project / "docs")
    assert started().sys_info() == [("documents", ["docs/tasks.md", "other/tasks.md"])]
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert started().sys_info() == [("documents", [])]
    assert started({"root": str(project)}).sys_info() == [("documents", ["docs/tasks.md", "other/tasks.md"])]


def test_a_file_that_is_no_document_of_the_last_run_has_no_lines(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    reporter = started().file_reporter(str(project / "new.md"))
    assert not isinstance(reporter, str)
    assert (reporter.lines(), reporter.relative_filename()) == (set(), "new.md")


def test_an_outcome_that_cannot_be_read_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / ".phasegate" / "outcome.json").write_text("{}", encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"it holds no outcome.*; run pytest --phasegate --phasegate-report=term again"
    ):
        started()


def test_a_document_that_is_gone_is_reported_by_its_lines(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    reporter = started().file_reporter(str(Path(project.resolve(), "docs", "tasks.md")))
    assert not isinstance(reporter, str)
    assert (reporter.source(), sorted(reporter.lines())) == (TEXT, [1, 7, 9, 30])


def test_the_folder_hides_itself_from_git(project: Path) -> None:
    assert (project / ".phasegate" / ".gitignore").read_text().splitlines()[-1] == "*"


def test_coverage_of_this_release_knows_the_name_that_we_give_it() -> None:
    """It is set by an attribute that coverage.py does not document: hold each release to it."""
    from coverage.plugin_support import Plugins

    assert hasattr(Plugins(), "current_module")
