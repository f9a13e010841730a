from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from pytest_phasegate.cli import main
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.outcome_json import read, render
from tests.reports.outcomes import finding, outcome_of, result, sample

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.verdict import Outcome


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(path: Path, outcome: Outcome) -> str:
    path.write_text(render(outcome), encoding="utf-8")
    return path.name


GOOD = outcome_of(result("batch-1", line=1))
BAD = outcome_of(result("batch-1", "files", Answer.FAILED, 1, finding(line=1)))


def test_outcomes_are_joined_into_a_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [save(here / "a.json", GOOD), f"web={save(here / 'b.json', GOOD)}"]
    assert main(["combine", *names, "-o", "all.json"]) == 0
    assert list(read((here / "all.json").read_text(), "").planned) == ["docs/tasks.md", "web/docs/tasks.md"]
    assert capsys.readouterr().err == "phasegate: All 2 claims hold; 100% of the plan is proven\n"


def test_outcomes_that_disagree_give_exit_code_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["combine", save(here / "a.json", GOOD), save(here / "b.json", BAD)]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["results"][0]["answer"] == "unknown"
    assert err.endswith("phasegate: the runs do not agree on docs/tasks.md::batch-1::files\n")


def test_a_path_with_an_equals_sign_is_a_path(here: Path) -> None:
    (here / "x=1").mkdir()
    save(here / "x=1" / "a.json", GOOD)
    assert main(["combine", "./x=1/a.json", "-o", "all.json"]) == 0
    assert list(read((here / "all.json").read_text(), "").planned) == ["docs/tasks.md"]


def test_any_report_is_made_from_an_outcome(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = save(here / "a.json", sample())
    wanted = ["--format=term-missing", "--format=xml:cov.xml", "--format=sarif", "--format=markdown:-"]
    assert main(["report", "--from", name, *wanted, "--compare", name]) == 0
    out, err = capsys.readouterr()
    assert "docs/tasks.md        4      3    25%   7-30" in out
    assert "2 still false" in out
    assert err == "phasegate: xml written to cov.xml\nphasegate: sarif written to phasegate.sarif\n"
    assert ET.parse(here / "cov.xml").getroot().get("lines-valid") == "6"


def test_html_of_documents_that_are_not_here_is_made_all_the_same(here: Path) -> None:
    assert main(["report", "--from", save(here / "a.json", sample()), "--format", "html:out"]) == 0
    assert (here / "out" / "workflow.html").is_file()


@pytest.mark.parametrize(
    ("minimum", "code", "message"),
    [("33", 0, ""), ("50", 1, "phasegate: 50% of all documents must be proven; 33.33% is\n")],
)
def test_too_little_proven_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], minimum: str, code: int, message: str
) -> None:
    name = save(here / "a.json", sample())
    assert main(["report", "--from", name, "--format", "total", "--fail-under", minimum]) == code
    assert capsys.readouterr() == ("33\n", message)


def test_a_partial_outcome_meets_no_threshold_and_paints_no_badge(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = save(here / "a.json", sample(left_out=2))
    assert main(["report", "--from", name, "--format", "badge", "--fail-under", "1"]) == 1
    assert capsys.readouterr().err == (
        "phasegate: no badge, for the run is partial\n"
        "phasegate: 1% of all documents must be proven; a partial run meets no threshold\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["combine", "none.json"], "phasegate: none.json: No such file or directory\n"),
        (["report", "--from", "a.txt", "--format", "xml"], "phasegate: a.txt: it is no outcome that phasegate wrote: "),
        (["report", "--from", "a.json", "--format", "pdf"], 'phasegate: there is no report "pdf"; there are '),
        (["combine", "a.json", "-o", "a.txt/b.json"], "phasegate: cannot write the report "),
    ],
)
def test_mistakes_are_told_without_a_traceback(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (here / "a.txt").write_text("text", encoding="utf-8")
    save(here / "a.json", GOOD)
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(message)


@pytest.mark.parametrize("arguments", [["report"], ["report", "--from=a", "--format=xml", "--fail-under=101"]])
def test_a_wrong_command_line_is_told_by_its_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    assert "usage: phasegate" in capsys.readouterr().err


def test_a_terminal_that_cannot_show_a_letter_is_no_reason_to_fail(here: Path) -> None:
    name = save(here / "a.json", outcome_of(result(document="plän.md")))
    command = [sys.executable, "-m", "pytest_phasegate.cli", "report", "--from", name, "--format=term"]
    ran = subprocess.run(
        command, env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)}, capture_output=True
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"pl\\xe4n.md" in ran.stdout
