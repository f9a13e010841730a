from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import coverage
import pytest

from pytest_phasegate.model.policy import ReportRule
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.coverage_formats import (
    render_folder,
    render_html,
    render_json,
    render_lcov,
    render_table,
    render_total,
    render_xml,
)
from pytest_phasegate.reports.formats import ReportInput
from tests.reports.outcomes import HOSTILE_PATH, TEXT, close, hostile_path, large, outcome_of, result, sample, unit

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome

HELD, FAILED = Answer.HELD, Answer.FAILED


def given_of(outcome: Outcome, text: str = TEXT, **rule: object) -> ReportInput:
    return ReportInput(outcome=outcome, root=Path("/project"), read=lambda path: text, rule=ReportRule(**rule))  # type: ignore[arg-type]


def test_the_table_is_coverages_own() -> None:
    assert render_table(given_of(sample()), show_missing=True) == (
        "Name             Stmts   Miss  Cover   Missing\n"
        "----------------------------------------------\n"
        "docs/tasks.md        4      3    25%   7-30\n"
        "other/tasks.md       2      1    50%   21\n"
        "----------------------------------------------\n"
        "TOTAL                6      4    33%\n"
    )


def test_a_partial_run_is_marked_in_every_format() -> None:
    given = given_of(sample(left_out=3))
    words = "partial: 3 of 10 checks were left out"
    assert render_table(given).endswith(f"\n{words}\n")
    assert render_total(given) == f"- ({words})\n"
    assert f"<!-- {words} -->" in render_xml(given)
    assert json.loads(render_json(given))["meta"]["phasegate"]["is_partial"] is True
    assert re.findall(r"^TN:.*", render_lcov(given), re.MULTILINE) == ["TN:partial_3_of_10_checks_were_left_out"] * 2
    assert words in render_html(given).files["index.html"].decode()


def test_the_total_is_a_number_alone() -> None:
    assert render_total(given_of(sample())) == "33\n"
    assert render_total(given_of(sample(), precision=2)) == "33.33\n"


def test_settings_are_coverages_own() -> None:
    outcome = outcome_of(result(line=1), result("batch-1", "files", FAILED, 2, document="b.md"))
    assert "1 file skipped due to complete coverage." in render_table(given_of(outcome, skip_covered=True))
    assert "1 file skipped due to complete coverage." in render_table(given_of(outcome), skip_covered=True)
    table = render_table(given_of(outcome, sort="-miss", precision=1))
    assert table.index("b.md") < table.index("docs/tasks.md")
    assert "100.0%" in table


def test_cobertura_names_documents_relative_to_the_project() -> None:
    root = ET.fromstring(render_xml(given_of(sample())))
    assert [source.text for source in root.iter("source")] == ["/project"]
    assert [each.get("filename") for each in root.iter("class")] == ["docs/tasks.md", "other/tasks.md"]
    lines = {line.get("number"): line.get("hits") for line in next(root.iter("class")).iter("line")}
    assert lines == {"1": "1", "7": "0", "9": "0", "30": "0"}
    assert root.get("timestamp") == "1767323045000"


@pytest.mark.parametrize("facts", [{}, {"time": "soon; later"}])
def test_an_outcome_without_a_time_is_of_the_beginning(facts: dict[str, str]) -> None:
    assert ET.fromstring(render_xml(given_of(replace(sample(), facts=facts)))).get("timestamp") == "0"


def test_json_has_units_as_regions() -> None:
    plain = json.loads(render_json(given_of(sample())))
    document = plain["files"]["docs/tasks.md"]
    assert document["missing_lines"] == [7, 9, 30]
    assert document["excluded_lines"] == [12]
    assert set(document["phases"]) == {"", "batch-1", "batch-2"}
    assert set(document["tasks"]) == {"", "batch-1.1.1", "batch-1.1.2"}
    assert plain["meta"]["timestamp"] == "2026-01-02T03:04:05Z"


def test_a_unit_below_a_unit_is_no_part_of_both() -> None:
    units = (
        unit("", "The plan", 1, end=9),
        unit("batch-1", "Top", 2, end=9),
        unit("batch-1::1.1", "Task", 3, end=9),
        unit("batch-1::1.1.1", "Step", 5, end=6, parent="docs/tasks.md::batch-1::1.1"),
    )
    results = (result("batch-1::1.1", "files", HELD, 4), result("batch-1::1.1.1", "files", FAILED, 5))
    tasks = json.loads(render_json(given_of(outcome_of(*results, units=units))))["files"]["docs/tasks.md"]["tasks"]
    assert tasks["batch-1.1.1"]["executed_lines"] == [4]
    assert tasks["batch-1.1.1"]["missing_lines"] == []
    assert tasks["batch-1.1.1.1"]["missing_lines"] == [5]


def lcov_records(text: str) -> dict[str, dict[int, int]]:
    """What the LCOV format's grammar (``man geninfo``, FILES) says a tracefile holds."""
    records: dict[str, dict[int, int]] = {}
    for record in text.split("end_of_record\n")[:-1]:
        fields = [line.partition(":")[::2] for line in record.splitlines()]
        lines = [value.split(",") for name, value in fields if name == "DA"]
        assert {name for name, _ in fields} <= {"TN", "SF", "DA", "LF", "LH", "FN", "FNDA", "FNF", "FNH"}
        records[dict(fields)["SF"]] = {int(line[0]): int(line[1]) for line in lines}
    return records


def test_lcov_is_read_by_its_grammar() -> None:
    assert lcov_records(render_lcov(given_of(sample()))) == {
        "docs/tasks.md": {1: 1, 7: 0, 9: 0, 30: 0},
        "other/tasks.md": {20: 1, 21: 0},
    }


@pytest.mark.skipif(not shutil.which("genhtml"), reason="genhtml is not installed")
@pytest.mark.parametrize("left_out", [0, 3])
def test_genhtml_reads_the_tracefile(tmp_path: Path, left_out: int) -> None:
    for name in ("docs/tasks.md", "other/tasks.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.lcov").write_text(render_lcov(given_of(sample(left_out=left_out))), encoding="utf-8")
    ran = subprocess.run(["genhtml", "a.lcov", "-o", "out"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "lines......: 33.3% (2 of 6 lines)" in ran.stdout


class Texts(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs), attrs

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE_TEXT = "one\n<script>alert(1)</script>\n\u202ehidden\x0c\u2028\x1b[31m\r\nfour\n<b>five</b> &lt;\n"


def test_an_annotated_page_shows_hostile_text_as_text_and_keeps_lines_in_place() -> None:
    outcome = outcome_of(result("batch-1", "files", HELD, 4), result("batch-2", "files", FAILED, 5))
    report = render_html(given_of(outcome, HOSTILE_TEXT))
    page = report.files[report.pages["docs/tasks.md"]].decode()
    parsed = Texts()
    parsed.feed(page)
    assert "<script>alert(1)</script>" in parsed.text
    assert "<b>five</b> &lt;" in parsed.text
    assert "\\u202ehidden\\x0c\\u2028\\x1b[31m" in parsed.text
    assert not set("\u202e\x0c\u2028\x1b") & set(page)
    line = re.search(r'<p class="run">.*?id="t4".*?</p>', page)
    assert line
    assert "four" in line.group()
    assert re.search(r'<p class="mis show_mis">.*?id="t5".*?five.*?</p>', page)


def test_pages_of_units_are_made() -> None:
    report = render_html(given_of(sample()))
    assert {"index.html", "phase_index.html", "task_index.html"} <= set(report.files)
    assert b"batch-1.1.2" in report.files["task_index.html"]
    assert set(report.pages) == {"docs/tasks.md", "other/tasks.md"}
    assert set(report.pages.values()) <= set(report.files)


def test_the_same_outcome_gives_the_same_bytes() -> None:
    def made() -> tuple[object, ...]:
        given = given_of(sample())
        return render_table(given), render_xml(given), render_json(given), render_lcov(given), render_html(given)

    assert made() == made()


def test_a_hostile_path_stays_a_path() -> None:
    given = given_of(hostile_path())
    assert [each.get("filename") for each in ET.fromstring(render_xml(given)).iter("class")] == [HOSTILE_PATH]
    assert list(lcov_records(render_lcov(given))) == [HOSTILE_PATH]
    assert list(json.loads(render_json(given))["files"]) == [HOSTILE_PATH]
    parsed = Texts()
    parsed.feed(render_html(given).files["index.html"].decode())
    harmless = Texts()
    harmless.feed(render_html(given_of(sample())).files["index.html"].decode())
    assert parsed.tags.count("script") == harmless.tags.count("script")
    assert "::error::.md" in parsed.text  # the rest is escaped, by some releases twice


def test_a_path_with_control_characters_gives_xml_that_can_be_read() -> None:
    outcome = outcome_of(result(document="a\x01\u202e\nb.md"))
    root = ET.fromstring(render_xml(given_of(outcome)))
    assert [each.get("filename") for each in root.iter("class")] == ["a/x01/u202e/nb.md"]


def test_shards_are_combined_by_coverage(tmp_path: Path) -> None:
    first = outcome_of(result("batch-1", "files", HELD, 1), result("batch-2", "files", FAILED, 2))
    second = outcome_of(result("batch-1", "files", FAILED, 1), result("batch-2", "files", HELD, 2))
    for number, outcome in enumerate((first, second)):
        (tmp_path / f"data.{number}").write_bytes(render_folder(outcome, tmp_path)["coverage"])
    joined = coverage.CoverageData(basename=str(tmp_path / "joined"))
    for number in (0, 1):
        shard = coverage.CoverageData(basename=str(tmp_path / f"data.{number}"))
        shard.read()
        joined.update(shard)
        close(shard)
    document = str(Path(tmp_path.resolve(), "docs", "tasks.md"))
    assert sorted(joined.lines(document) or ()) == [1, 2]
    assert joined.file_tracer(document) == "pytest_phasegate.coverage_plugin.TasksPlugin"
    close(joined)


def test_coverage_of_the_python_code_around_it_goes_on_undisturbed() -> None:
    current = coverage.Coverage.current()
    render_table(given_of(large(40)))
    assert coverage.Coverage.current() is current
