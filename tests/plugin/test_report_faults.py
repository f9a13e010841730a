"""Reports of documents with rare names, faults in one report of many, and the same bytes for the same input."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.reports import formats
from tests.plugin.conftest import DOCUMENT
from tests.plugin.test_reporting import EVERY

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

FILES = tuple(f"--phasegate-report={name}:out/{name}" for name in EVERY if formats.FORMATS[name].dest)
PRINTED = tuple(f"--phasegate-report={name}" for name in EVERY if not formats.FORMATS[name].dest)
NAMES = {
    "not UTF-8": b"task-tracking/TASK_\xff\xe9/tasks.md",
    "a line feed": b"task-tracking/TASK\n8/tasks.md",
    "an escape": b"task-tracking/TASK\x1b[31m8/tasks.md",
    "markup": b"task-tracking/<b>&'\"|`8/tasks.md",
    "a blank and a comma": b"task-tracking/TASK 8, 9/tasks.md",
    "Japanese": "task-tracking/作業8/tasks.md".encode(),
}


def write_document(project: Project, name: bytes) -> None:
    place = os.fsencode(project.repository.path) + b"/" + name
    try:
        os.makedirs(os.path.dirname(place))  # noqa: PTH103, PTH120
        with open(place, "wb") as file:  # noqa: PTH123
            file.write((project.repository.path / DOCUMENT).read_bytes())
    except OSError:
        pytest.skip("the file system has no such names")
    project.repository.commit("docs: another")


@pytest.mark.skipif(sys.platform == "win32", reason="there names are no bytes")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_g7_every_report_is_made_of_a_document_of_any_name(project: Project, name: bytes) -> None:
    write_document(project, name)
    # pytest keeps the ids of the last run in a file that takes no name which is not UTF-8
    result = project.run(*FILES, *PRINTED, "-p", "no:cacheprovider")
    result.stdout.no_fnmatch_line("*ERROR: *")
    made = {path.name for path in (project.repository.path / "out").iterdir()}
    assert made == {name for name in EVERY if formats.FORMATS[name].dest}
    assert (project.repository.path / ".phasegate" / "coverage").is_file()
    result.stdout.fnmatch_lines(["*phasegate: what is proven*"])


@pytest.mark.parametrize("name", EVERY)
def test_g7_a_report_that_fails_costs_neither_the_others_nor_the_verdict(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*arguments: object) -> Any:
        raise UnicodeEncodeError("utf-8", "x\udcff", 1, 2, "surrogates\nnot allowed")

    broken = formats.Format(dest=formats.FORMATS[name].dest, make=fail)
    monkeypatch.setitem(formats.FORMATS, name, broken)
    result = project.run(*FILES, *PRINTED)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=5, skipped=3)
    (told,) = [line for line in result.outlines if line.startswith("ERROR: ")]
    assert told.startswith(f"ERROR: the report {name} cannot be made: UnicodeEncodeError: ")
    made = {path.name for path in (project.repository.path / "out").iterdir()}
    assert made == {each for each in EVERY if formats.FORMATS[each].dest and each != name}


def test_g7_a_claim_that_is_false_stays_so_where_a_report_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> Any:
        raise RecursionError

    project.tasks(second="src/gone.py")
    monkeypatch.setitem(formats.FORMATS, "sarif", formats.Format(dest="a", make=fail))
    result = project.run("--phasegate-report=sarif", "--phasegate-report=markdown:a.md")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["ERROR: the report sarif cannot be made: RecursionError:", "*1 failed, *"])
    assert "### 1 of 5 claims is false" in (project.repository.path / "a.md").read_text(encoding="utf-8")


def test_g11_the_same_input_makes_the_same_bytes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that take longer the second time: what is reported of them is the same."""
    text = project.tasks().read_text(encoding="utf-8").replace("⏸️ PENDING", "✅ COMPLETE")
    project.repository.write(DOCUMENT, text.replace("[pending]", project.commit[:8]))
    runs: list[dict[str, bytes]] = []
    slow = project.repository.path.parent / f"{project.repository.path.name}-slow"
    wait = f"import os, time; time.sleep(0.4 * os.path.exists({str(slow)!r}))"
    project.policy(
        "commands:\n"
        f'  slow: {{run: ["{sys.executable}", -c, "{wait}"]}}\n'
        f'  broken: {{run: ["{sys.executable}", -c, "{wait}; print(\'no\'); raise SystemExit(3)"]}}\n'
        "gates: {build: {command: slow, levels: [batch]}}\n"
        "phases: [{id: b, match: {unit: '2'}, gates: {build: {command: broken, levels: [batch]}}}]\n"
    )
    project.repository.commit("docs: all is done")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    printed: list[list[str]] = []
    for _ in range(2):
        result = project.run(*FILES, *PRINTED)
        result.assert_outcomes(passed=7, failed=3)
        out, left = project.repository.path / "out", project.repository.path / ".phasegate"
        paths = [path for path in (*out.rglob("*"), *left.rglob("*")) if path.is_file()]
        runs.append({path.relative_to(project.repository.path).as_posix(): path.read_bytes() for path in paths})
        printed.append([line for line in result.outlines if " in " not in line or "===" not in line])
        slow.touch()
    assert len(runs[0]) > 20
    assert {name for name in runs[0] if runs[0][name] != runs[1].get(name)} == set()
    assert printed[0] == printed[1]
    assert b"build" in runs[0]["out/phasegate-json"]


def test_g11_without_a_given_time_only_the_time_differs(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    for moment in (1_700_000_000, 1_700_009_999):
        monkeypatch.setattr("pytest_phasegate.plugin.reporting.time.time", lambda moment=moment: float(moment))
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        project.run("--phasegate-report=phasegate-json:out.json")
        texts.append((project.repository.path / "out.json").read_text(encoding="utf-8"))
    assert texts[0].replace("2023-11-14T22:13:20Z", "2023-11-15T00:59:59Z") == texts[1]
