"""diff-cover over our reports, for a pull request that touches a task document."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.coverage_formats import render_lcov, render_xml
from pytest_phasegate.reports.formats import ReportInput
from tests.reports.outcomes import DOCUMENT, TEXT, outcome_of, result

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.repository import Repository


@pytest.mark.parametrize(("name", "render"), [("cov.xml", render_xml), ("cov.lcov", render_lcov)])
def test_the_lines_that_a_branch_changed_are_counted(
    repository: Repository, name: str, render: Callable[[ReportInput], str]
) -> None:
    pytest.importorskip("diff_cover")
    repository.write(DOCUMENT, TEXT)
    repository.commit("docs: the plan")
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write(DOCUMENT, TEXT.replace("line 3\n", "a\n").replace("line 5\n", "b\n").replace("line 9\n", "c\n"))
    repository.commit("docs: claims")
    results = (result("batch-1", line=3), result("batch-2", line=5), result("batch-3", "files", Answer.FAILED, 9))
    given = ReportInput(outcome=outcome_of(*results), root=repository.path, read=lambda path: TEXT)
    repository.write(name, render(given))
    subprocess.run(
        [sys.executable, "-m", "diff_cover.diff_cover_tool", name, "--compare-branch=main", "--format=json:diff.json"],
        cwd=repository.path,
        check=True,
        capture_output=True,
    )
    told = json.loads((repository.path / "diff.json").read_text(encoding="utf-8"))
    assert (told["total_num_lines"], told["total_num_violations"]) == (3, 1)
    assert told["src_stats"][DOCUMENT]["violation_lines"] == [9]
