from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import coverage
import pytest

from tests.plugin.conftest import DOCUMENT
from tests.reports.outcomes import close

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

EVERY = (
    "term",
    "term-missing",
    "total",
    "html",
    "xml",
    "json",
    "lcov",
    "phasegate-json",
    "workflow",
    "markdown",
    "github",
    "sarif",
    "gitlab",
    "badge",
)


def lines_after(result: pytest.RunResult, head: str) -> list[str]:
    start = next(number for number, line in enumerate(result.outlines) if head in line)
    return result.outlines[start + 1 :]


def test_reports_are_spelt_as_cov_report(project: Project) -> None:
    result = project.run("--phasegate-report=term-missing", "--phasegate-report=xml:out/deep/cov.xml")
    assert result.ret == pytest.ExitCode.OK
    table = lines_after(result, "phasegate: coverage of the plan")
    assert table[0].split() == ["Name", "Stmts", "Miss", "Cover", "Missing"]
    assert table[2].startswith(f"{DOCUMENT} ")
    assert table[2].endswith("16-22")
    result.stdout.fnmatch_lines(["phasegate: xml written to out/deep/cov.xml"])
    assert ET.parse(project.repository.path / "out/deep/cov.xml").getroot().tag == "coverage"


def test_a_line_of_a_pending_unit_is_not_proven_and_one_of_a_waived_check_does_not_count(project: Project) -> None:
    project.tasks(second="src/gone.py")
    check = f"{DOCUMENT}::batch-1::1.2::files"
    project.policy(f"waivers: [{{check: '{check}', reason: lost, owner: Ada, expires: 2999-01-01}}]\n")
    project.run("--phasegate-report=json:cov.json")
    document = json.loads((project.repository.path / "cov.json").read_text())["files"][DOCUMENT]
    assert document["excluded_lines"] == [14]
    assert 16 in document["missing_lines"]
    assert 6 in document["executed_lines"]


@pytest.mark.parametrize("name", EVERY)
def test_every_format_is_made(project: Project, name: str) -> None:
    result = project.run(f"--phasegate-report={name}")
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    result.stdout.no_fnmatch_line("ERROR:*")


def test_an_unknown_format_or_threshold_is_a_usage_error(project: Project) -> None:
    result = project.run("--phasegate-report=pdf")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ['*--phasegate-report: there is no report "pdf"; there are term, term-missing, total, *']
    )
    result = project.run("--phasegate-report=term:out.txt")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result = project.run("--phasegate-fail-under=most")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--phasegate-fail-under=most: expected a number from 0 to 100"])
    result = project.run("--phasegate-compare=none.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--phasegate-compare=none.json: No such file or directory"])


def test_too_little_proven_fails_the_run_and_says_why(project: Project) -> None:
    result = project.run("--phasegate-fail-under=90")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.parseoutcomes() == {"passed": 5, "skipped": 3}
    (line,) = [line for line in result.outlines if line.startswith("FAIL")]
    assert re.fullmatch(r"FAIL: 90% of all documents must be proven; \d\d\.\d\d% is", line)


def test_enough_proven_is_told(project: Project) -> None:
    result = project.run("--phasegate-fail-under=50")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["phasegate: 50% of all documents must be proven; 62.50% is"])


def test_documents_and_phases_have_thresholds_of_their_own(project: Project) -> None:
    project.policy(
        f"documents: [{{path: {DOCUMENT}, fail_under: 100}}]\n"
        "phases: [{id: one, match: {unit: '1*'}, fail_under: 100}, {id: two, match: {unit: '2*'}, fail_under: 10}]\n"
    )
    result = project.run()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            f"FAIL: 100% of document {DOCUMENT} must be proven; *% is",
            "phasegate: 100% of phase one must be proven; 100.00% is",
            "FAIL: 10% of phase two must be proven; 0.00% is",
        ]
    )
    assert project.run("--phasegate-fail-under=0").ret == pytest.ExitCode.OK


@pytest.mark.parametrize(
    "selection",
    [
        ("-k", "record"),
        ("-m", "phasegate_files"),
        ("--deselect", f"{DOCUMENT}::batch-1::commit"),
        (f"{DOCUMENT}::batch-1",),
        ("-x", "--phasegate-require=batch-2"),
    ],
    ids=["-k", "-m", "--deselect", "a path", "-x"],
)
def test_a_partial_run_is_marked_and_meets_no_threshold_and_paints_no_badge(
    project: Project, selection: tuple[str, ...]
) -> None:
    result = project.run(
        *selection,
        *(f"--phasegate-report={name}" for name in ("term", "badge", "phasegate-json", "markdown")),
        "--phasegate-fail-under=1",
    )
    assert result.ret in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    summary = json.loads((project.repository.path / "phasegate-outcome.json").read_text())["summary"]
    left_out = summary["left_out"]
    assert summary["is_partial"]
    assert left_out == 8 - summary["judged"] > 0
    result.stdout.fnmatch_lines(
        [
            f"partial: {left_out} of 8 checks were left out",
            "phasegate: no badge, for the run is partial",
            f"FAIL: 1% of all documents must be proven; a partial run meets no threshold ({left_out} checks were *",
        ]
    )
    assert not (project.repository.path / "phasegate-badge").exists()
    text = (project.repository.path / "phasegate.md").read_text()
    assert f"{left_out} of 8 checks were left out" in text


def test_the_last_failed_alone_are_a_partial_run(project: Project) -> None:
    project.tasks(second="src/gone.py")
    project.run()
    result = project.run("--lf", "--phasegate-report=total")
    result.stdout.fnmatch_lines(["- (partial: 7 of 8 checks were left out)"])


def test_a_report_that_cannot_be_written_fails_the_run_and_the_others_are_written(project: Project) -> None:
    (project.repository.path / "file").write_text("a file", encoding="utf-8")
    result = project.run("--phasegate-report=xml:file/cov.xml", "--phasegate-report=sarif:a.sarif")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["ERROR: cannot write the report *cov.xml: *"])
    assert (project.repository.path / "a.sarif").is_file()


def test_collecting_alone_makes_no_report(project: Project) -> None:
    project.run("--collect-only", "--phasegate-report=xml", "--phasegate-fail-under=100")
    assert not (project.repository.path / "phasegate-coverage.xml").exists()


def test_what_changed_against_a_base_is_told(project: Project) -> None:
    project.run("--phasegate-report=phasegate-json:base.json")
    project.tasks(second="src/gone.py")
    project.run("--phasegate-report=markdown:now.md", "--phasegate-compare=base.json")
    assert "1 newly false" in (project.repository.path / "now.md").read_text()


def test_on_github_there_are_annotations_and_a_summary_by_themselves(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = project.repository.path / "summary.md"
    summary.write_text("what another step wrote\n", encoding="utf-8")
    project.tasks(second="src/gone.py")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    result = project.run()
    result.stdout.fnmatch_lines(
        [f"::error file={DOCUMENT},line=14,title=PG201 file-missing%3A task 1.2::*%0Aclaimed: *"]
    )
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("what another step wrote\n<!-- phasegate -->\n### 1 of 5 claims is false")
    result = project.run("--phasegate-github=off")
    result.stdout.no_fnmatch_line("::error*")
    assert summary.read_text(encoding="utf-8") == text


def test_a_run_without_wishes_writes_nothing(project: Project) -> None:
    before = sorted(path.name for path in project.repository.path.iterdir())
    project.run("-p", "no:cacheprovider")
    assert sorted(path.name for path in project.repository.path.iterdir()) == before


def test_our_data_is_our_own_and_coverage_reads_it_with_one_setting(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.run("--phasegate-report=term")
    folder = project.repository.path / ".phasegate"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "coverage", "coveragerc", "outcome.json"]
    assert project.repository.git("status", "--porcelain") == ""
    assert not (project.repository.path / ".coverage").exists()
    monkeypatch.delenv("COVERAGE_FILE", raising=False)  # it would replace the data file of the settings
    monkeypatch.chdir(project.repository.path)
    from coverage.cmdline import main

    assert not main(["report", "--rcfile=.phasegate/coveragerc", "-m"])
    assert f"{DOCUMENT} " in capsys.readouterr().out
    assert main(["report", "--rcfile=.phasegate/coveragerc", "--fail-under=99"]) == 2
    shutil.copy(folder / "coverage", project.repository.path / "shard.1")
    shutil.copy(folder / "coverage", project.repository.path / "shard.2")
    capsys.readouterr()
    assert not main(["combine", "--rcfile=.phasegate/coveragerc", "--data-file=joined", "shard.1", "shard.2"])
    assert not main(["html", "--rcfile=.phasegate/coveragerc", "--data-file=joined", "-d", "pages"])
    assert (project.repository.path / "pages" / "phase_index.html").is_file()


def test_it_works_from_a_subdirectory_and_with_hidden_folders(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ".work/TASK_8/tasks.md"
    project.tasks(path=path)
    project.policy(f"documents: [{path}, {DOCUMENT}]\n")
    below = project.repository.path / "src"
    monkeypatch.chdir(below)
    project.run("--phasegate-report=xml:cov.xml", "--phasegate-report=html", f"--rootdir={project.repository.path}")
    names = [each.get("filename") for each in ET.parse(below / "cov.xml").getroot().iter("class")]
    assert sorted(map(str, names)) == [path, DOCUMENT]
    assert (below / "phasegate-html" / "workflow.html").is_file()
    assert (project.repository.path / ".phasegate" / "coverage").is_file()


def test_a_past_commit_is_reported_with_its_own_text(project: Project) -> None:
    past = project.repository.git("rev-parse", "HEAD")
    (project.repository.path / DOCUMENT).unlink()
    result = project.run(f"--phasegate-at={past}", "--phasegate-report=html")
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    (page,) = (project.repository.path / "phasegate-html").glob("z_*.html")
    assert "Write the reader" in page.read_text(encoding="utf-8")


def test_under_xdist_only_one_process_writes_and_the_report_is_the_same(project: Project) -> None:
    formats = ("xml:{0}.xml", "phasegate-json:{0}.json", "markdown:{0}.md")
    alone = [f"--phasegate-report={each.format('a')}" for each in formats]
    spread = [f"--phasegate-report={each.format('b')}" for each in formats]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767323045")
        project.run(*alone)
        result = project.pytester.runpytest_subprocess("--phasegate", "-n2", *spread)
    assert result.ret == pytest.ExitCode.OK
    for ending in ("xml", "json", "md"):
        first, second = ((project.repository.path / f"{name}.{ending}").read_bytes() for name in "ab")
        assert first == second
    assert b"2026-01-02T03:04:05Z" in (project.repository.path / "a.json").read_bytes()


def test_pytest_cov_and_xdist_and_our_reports_in_one_run(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("COV_", "COVERAGE_"))]:
        monkeypatch.delenv(name)  # what measures these tests must not measure the run's own
    code = project.repository.path / "code"
    code.mkdir()
    (code / "one.py").write_text("def one():\n    return 1\n\ndef two():\n    return 2\n", encoding="utf-8")
    (code / "test_one.py").write_text(
        "from one import one\n\ndef test_one():\n    assert one() == 1\n", encoding="utf-8"
    )
    result = project.pytester.runpytest_subprocess(
        "--phasegate", "-n2", "--cov=code", "--cov-report=json:python.json", "--phasegate-report=json:plan.json",
        DOCUMENT, "code",
    )  # fmt: skip
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    python = json.loads((project.repository.path / "python.json").read_text())
    assert {name.replace("\\", "/") for name in python["files"]} == {"code/one.py", "code/test_one.py"}
    assert python["files"][next(name for name in python["files"] if name.endswith("one.py"))]["missing_lines"] == [5]
    plan = json.loads((project.repository.path / "plan.json").read_text())
    assert set(plan["files"]) == {DOCUMENT}
    data = coverage.CoverageData(basename=str(project.repository.path / ".coverage"))
    data.read()
    assert not any(name.endswith(".md") for name in data.measured_files())
    close(data)


def test_the_dates_of_units_come_from_git(project: Project) -> None:
    project.run("--phasegate-report=phasegate-json:out.json")
    plain = json.loads((project.repository.path / "out.json").read_text())
    units = {each["place"].rpartition("::")[2]: each for each in plain["documents"][0]["units"]}
    work, record = 1_700_000_060, 1_700_000_120
    assert (units["batch-1"]["begun"], units["batch-1"]["done"], units["batch-1"]["proven"]) == (record, record, work)
    assert (units["batch-2"]["begun"], units["batch-2"]["done"], units["batch-2"]["proven"]) == (None, None, None)


@pytest.mark.skipif(os.name == "nt", reason="a script stands before git")
def test_a_report_asks_git_as_often_for_twelve_documents_as_for_one(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git, count = tmp_path / "bin/git", tmp_path / "count"
    git.parent.mkdir()
    git.write_text(f'#!/bin/sh\necho >> "{count}"\nexec "{shutil.which("git")}" "$@"\n')
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(git.parent), prepend=os.pathsep)
    asked = []
    for first, last in ((1, 1), (2, 12)):
        files = {}
        for number in range(first, last + 1):
            files[f"openspec/changes/c{number}/tasks.md"] = f"## 7. Log\n- [x] 7.7 Create `src/l{number}.py`\n"
            files[f"src/l{number}.py"] = "x\n"
        project.repository.commit("feat: logs", files=files)
        count.unlink(missing_ok=True)
        project.pytester.runpytest_subprocess("--phasegate", "--phasegate-report=phasegate-json:out.json")
        outcome = json.loads((project.repository.path / "out.json").read_text())
        done = [unit["done"] for each in outcome["documents"] for unit in each["units"] if unit["id"] == "7.7"]
        assert (len(done), None in done) == (last, False)
        asked.append(len(count.read_text()))
    assert asked[0] == asked[1] < 16


def test_evidence_is_told(project: Project) -> None:
    project.policy("gates: {}\n")
    project.run("--phasegate-report=phasegate-json:out.json")
    evidence = json.loads((project.repository.path / "out.json").read_text())["evidence"]
    assert evidence["commit"] == project.repository.git("rev-parse", "HEAD")
    assert evidence["tree"] == "the working tree"
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", evidence["policy_digest"])
    assert f"pytest {pytest.__version__}" in evidence["versions"]


def test_junit_carries_the_properties(project: Project, tmp_path: Path) -> None:
    project.run(f"--junitxml={tmp_path / 'junit.xml'}")
    cases = ET.parse(tmp_path / "junit.xml").getroot().iter("testcase")
    found = [{each.get("name"): each.get("value") for each in case.iter("property")} for case in cases]
    assert {"document": DOCUMENT, "gate": "commit", "verdict": "held"}.items() <= {
        name.removeprefix("phasegate_"): value for name, value in found[2].items() if name
    }.items()


HOSTILE_TITLES = (
    '"><script>document.title="ran"</script>',
    "a | b `c` [x](javascript:alert(1)) ]]> --> &amp;",
    "\x1b[31mred \u202egnp.exe \u2028 @everyone #1",
    "::error file=x::y %0A::set-output name=a::b ##[error]z",
)


def test_hostile_titles_of_a_real_document_go_through_every_format(project: Project) -> None:
    done = "✅ COMPLETE"
    text = "# Tasks\n\n" + "".join(
        f"## Batch {number}: {title} - {done}\n\n**Commit**: 0123abc{number}\n\n"
        f"### Task {number}.1: {title} - {done}\n\n**File**: src/{title.replace('/', '')}.py\n\n"
        for number, title in enumerate(HOSTILE_TITLES, 1)
    )
    project.repository.write(DOCUMENT, text)
    result = project.run("--junitxml=junit.xml", *(f"--phasegate-report={name}" for name in EVERY))
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert not any(line.startswith("ERROR: ") for line in result.outlines), result.stdout.str()
    assert not re.search(r"[\x1b\u202e\u2028]", result.stdout.str().replace("\x1b[0m", ""))
    commands = [line for line in result.outlines if line.lstrip().startswith("::")]
    assert commands
    assert all(re.match(rf"::(error|warning|notice) (file={DOCUMENT},line=\d+,)?title=", line) for line in commands)
    root = project.repository.path
    for name in ("junit.xml", "phasegate-coverage.xml"):
        assert len(list(ET.parse(root / name).getroot().iter())) > 5
    for name in ("phasegate-outcome.json", "phasegate-coverage.json", "phasegate.sarif", "gl-code-quality-report.json"):
        assert json.loads((root / name).read_text(encoding="utf-8"))
    for page in (root / "phasegate-html").glob("*.html"):
        assert "<script>document.title" not in page.read_text(encoding="utf-8")
    assert "<script>" not in (root / "phasegate.md").read_text(encoding="utf-8")


INSIDE = "is a link, and inside the project no report is written through one; remove the link"


@pytest.mark.parametrize(
    ("at", "report", "failing"),
    [
        ("phasegate-outcome.json", "phasegate-json", "phasegate-outcome.json"),
        ("phasegate-html", "html", "phasegate-html/*"),
        ("reports", "sarif:reports/deep/a.sarif", "reports/deep/a.sarif"),
        (".phasegate", "total", ".phasegate/.gitignore"),
        (".phasegate/coverage", "total", ".phasegate/coverage"),
        ("phasegate-badge/badge.svg", "badge", "phasegate-badge/badge.svg"),
    ],
)
def test_a5_a_link_of_the_head_leads_no_report_outside(
    project: Project, tmp_path_factory: pytest.TempPathFactory, at: str, report: str, failing: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    theirs = outside / "theirs"
    theirs.write_bytes(b"theirs")
    place = project.repository.path / at
    place.parent.mkdir(exist_ok=True)
    try:
        place.symlink_to(theirs if "." in at[1:] or at == ".phasegate/coverage" else outside)
    except OSError:
        pytest.skip("no symlinks here")
    project.repository.commit("chore: a link")
    result = project.run(f"--phasegate-report={report}", "--phasegate-report=markdown:out/a.md")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"ERROR: *cannot write the report *{failing}: *{at} {INSIDE}"])
    result.assert_outcomes(passed=5, skipped=3)
    assert [(path.name, path.read_bytes()) for path in outside.iterdir()] == [("theirs", b"theirs")]
    assert (project.repository.path / "out" / "a.md").is_file()


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no such device")  # noqa: PTH110
def test_a5_outside_of_the_project_the_user_may_name_a_link(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "link").symlink_to(outside / "target")
    result = project.run(f"--phasegate-report=phasegate-json:{outside}/link", "--phasegate-report=sarif:/dev/null")
    assert result.ret == pytest.ExitCode.OK
    assert (outside / "link").is_symlink()
    assert (outside / "target").is_file()


@pytest.mark.parametrize("text", ['{"format": "phasegate-outcome", "version": 1e999}', "[" * 100_000, "\udcff"])
def test_a_run_to_compare_with_that_is_broken_is_a_usage_error(project: Project, text: str) -> None:
    (project.repository.path / "old.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = project.run("--phasegate-compare=old.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --phasegate-compare=old.json: *"])


NAMES_NOTHING = """\
# Development Tasks - TASK_7

## Batch 1: Foundations - COMPLETE

### Task 1.1: Think it over - COMPLETE

- [x] Thought
- [x] Thought again

### Task 1.2: Write the reader - COMPLETE

**File**: {file}
"""


@pytest.mark.parametrize("arguments", [(), ("-v",), ("-n2",), ("--phasegate-report=term",)])
def test_b8_done_units_that_name_nothing_are_counted_in_every_run(project: Project, arguments: tuple[str, ...]) -> None:
    line = "1 of 3 done units names nothing that could be held to anything"
    project.repository.write(DOCUMENT, NAMES_NOTHING.format(file="src/reader.py"))
    project.repository.commit("docs: think")
    result = project.run("--phasegate-report=markdown:a.md", *arguments)
    assert result.outlines.count(line) == 1
    assert f"\n{line}.\n" in (project.pytester.path / "a.md").read_text(encoding="utf-8")
    assert line not in project.run("-k", "files").outlines


def test_b8_where_each_done_unit_is_held_to_something_nothing_is_said(project: Project) -> None:
    result = project.run("--phasegate-report=markdown:a.md")
    assert "held to anything" not in result.stdout.str() + (project.pytester.path / "a.md").read_text(encoding="utf-8")
