from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.settings import read_settings
from tests.plugin.conftest import DOCUMENT, IDS, TASKS

if TYPE_CHECKING:
    from pytest_phasegate.plugin.settings import Settings
    from tests.plugin.conftest import Project

HEAVY = ("yaml", "coverage", "pytest_phasegate.engine", "pytest_phasegate.all_gates", "pytest_phasegate.model")


def test_without_the_switch_nothing_is_collected_printed_or_marked(project: Project) -> None:
    project.repository.write("test_it.py", "def test_it(): pass\n")
    result = project.pytester.runpytest("-v")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("phasegate: *")
    result.stdout.no_fnmatch_line("*what is proven*")


def test_without_the_switch_nothing_heavy_is_imported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import sys
        def test_it():
            assert "pytest_phasegate.plugin" in sys.modules
            assert not [name for name in {HEAVY!r} if name in sys.modules]
        """
    )
    # A plain interpreter: measuring coverage in it would import coverage.
    command = [sys.executable, "-I", "-m", "pytest", "-q", "-p", "no:cov", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=pytester.path, env={}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_switch_may_stand_in_the_configuration_and_be_turned_off(project: Project) -> None:
    project.pytester.makeini("[pytest]\nphasegate = true")
    project.repository.write("test_it.py", "def test_it(): pass\n")
    project.pytester.runpytest().assert_outcomes(passed=5, skipped=3)
    project.pytester.runpytest("--no-phasegate").assert_outcomes(passed=1)


def test_markers_may_be_selected_by_without_the_switch(project: Project) -> None:
    result = project.pytester.runpytest("-m", "phasegate_commit", "--strict-markers")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_markers_are_listed(pytester: pytest.Pytester) -> None:
    pytester.runpytest("--markers").stdout.fnmatch_lines(
        [
            "@pytest.mark.phasegate: every check of a task document",
            "@pytest.mark.phasegate_commit: the commit checks of task documents",
        ]
    )


def test_the_header_says_what_is_judged(project: Project) -> None:
    head = project.repository.git("rev-parse", "--short=10", "HEAD")
    project.run().stdout.fnmatch_lines(
        [f"phasegate: 1 document, 5 units; revision: main ({head}); policy: none", "rootdir: *"]
    )


def test_the_header_says_what_git_cannot_show(project: Project) -> None:
    (project.pytester.path / ".git").rename(project.pytester.path / "no.git")
    project.run().stdout.fnmatch_lines(
        [
            "phasegate: 1 document, 5 units; revision: no git repository; policy: none",
            "phasegate: the project is not in a git repository; run pytest in a checkout of the project's git *",
        ]
    )


def test_the_table_says_how_much_is_proven(project: Project) -> None:
    project.tasks(second="src/gone.py")
    project.run().stdout.fnmatch_lines(
        [
            "=* phasegate: what is proven =*",
            "Document                      Units Claimed Held False Pending Proven  Missing",
            "-" * 78,
            f"{DOCUMENT}     5       5    4     1       3    80%  14",
            "-" * 78,
            "TOTAL                             5       5    4     1       3    80%",
        ],
        consecutive=True,
    )


def test_the_table_is_left_out_where_pytest_is_very_quiet_or_judges_nothing(project: Project) -> None:
    for arguments in (["-qq"], ["--collect-only"], ["-k", "nothing"]):
        project.run(*arguments).stdout.no_fnmatch_line("*what is proven*")


@pytest.mark.parametrize(("color", "has_color"), [("yes", True), ("no", False)])
def test_the_table_is_colored_where_pytest_is(project: Project, color: str, has_color: bool) -> None:
    output = project.run(f"--color={color}").stdout.str()
    assert (f"\x1b[32m{DOCUMENT}     5" in output) is has_color


def test_inside_a_command_of_a_gate_nothing_is_judged(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHASEGATE_RUNNING", "1")
    project.repository.write("test_it.py", "def test_it(): pass\n")
    result = project.run()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["phasegate: not active inside a command that a gate runs (PHASEGATE_RUNNING is set)"])


def test_a_build_that_runs_pytest_ends(project: Project) -> None:
    project.repository.write("test_it.py", "def test_it(): pass\n")
    project.pytester.makeini("[pytest]\nphasegate = true\naddopts = -p no:cacheprovider\n")
    command = [sys.executable, "-B", "-m", "pytest"]
    project.policy(f"commands: {{build: {{run: {command!r}}}}}\ngates: {{build: {{command: build}}}}\n")
    project.repository.commit("chore: build with pytest")
    project.run().assert_outcomes(passed=6, skipped=4)


def test_workers_find_the_same_ids_and_verdicts(project: Project) -> None:
    project.tasks(second="src/gone.py")
    result = project.pytester.runpytest_subprocess("--phasegate", "-n2", "-v")
    result.assert_outcomes(passed=4, failed=1, skipped=3)
    result.stdout.fnmatch_lines_random(
        [
            f"[[]gw?[]]*FAILED {IDS[4]}*",
            f"{DOCUMENT}:14: src/gone.py is not in commit {project.commit[:10]}*",
            f"{DOCUMENT}     5       5    4     1       3    80%  14",
            "phasegate: 1 document, 5 units; revision: main (*); policy: none",
        ]
    )
    assert result.stdout.str().count("what is proven") == 1


def test_workers_are_not_started_for_a_usage_error(project: Project) -> None:
    project.policy("nonsense: 1\n")
    result = project.pytester.runpytest_subprocess("--phasegate", "-n2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: phasegate.yaml:2: *nonsense*"])
    result.stdout.no_fnmatch_line("*bringing up nodes*")


def test_a_worker_that_sees_another_commit_verifies_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(config: pytest.Config) -> Settings:
        return replace(read_settings(config), began_at="f" * 40)

    monkeypatch.setattr("pytest_phasegate.plugin.hooks.read_settings", other)
    result = project.run()
    result.assert_outcomes(errors=8)
    result.stdout.fnmatch_lines([f"{DOCUMENT}:6: the run began at commit ffffffffff, and this process sees *"])


def test_one_command_is_run_once_for_all_workers(project: Project) -> None:
    program = "import pathlib; pathlib.Path('.git/runs').open('a').write('x')"
    project.policy(
        f"commands: {{build: {{run: [{sys.executable!r}, -c, {program!r}]}}}}\n"
        "gates: {build: {command: build, levels: [task]}}\n"
    )
    result = project.pytester.runpytest_subprocess("--phasegate", "-n2")
    result.assert_outcomes(passed=7, skipped=4)
    assert (project.pytester.path / ".git/runs").read_text() == "x"


def test_the_text_of_a_document_cannot_control_the_terminal(project: Project) -> None:
    path = project.repository.path / DOCUMENT
    text = TASKS.format(status="✅ COMPLETE", second="src/\x1b[2Jgone.py", commit=project.commit)
    path.write_text(text, "utf-8")
    assert "\x1b[2J" not in project.run().stdout.str()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--phasegate-fail-under=90",), "--phasegate-fail-under needs --phasegate"),
        (("--phasegate-report", "html"), "--phasegate-report needs --phasegate"),
        (("--phasegate-require=batch-1", "tests"), "--phasegate-require needs --phasegate"),
        (
            ("--phasegate-fail-under=90", "--phasegate-report=html"),
            "--phasegate-report and --phasegate-fail-under need --phasegate",
        ),
        (("--phasegate-base=HEAD",), "--phasegate-base needs --phasegate"),
    ],
)
def test_h1_an_option_of_ours_in_a_run_that_judges_nothing_is_an_error(
    project: Project, arguments: tuple[str, ...], told: str
) -> None:
    result = project.pytester.runpytest(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.errlines == [f"ERROR: {told}: without it no document is judged", ""]


@pytest.mark.parametrize(
    ("configured", "arguments"),
    [
        ("phasegate_fail_under = 90\nphasegate_report = html\n", ()),
        ("addopts = --phasegate-fail-under=90\n", ()),
        ("", ("--no-phasegate", "--phasegate-fail-under=90")),
    ],
)
def test_h1_a_default_may_stand_where_nothing_is_judged(
    project: Project, configured: str, arguments: tuple[str, ...]
) -> None:
    project.pytester.makeini(f"[pytest]\n{configured}")
    project.pytester.makepyfile("def test_nothing(): pass")
    project.pytester.runpytest(*arguments).assert_outcomes(passed=1)


def test_h1_an_option_counts_where_the_configuration_says_that_we_judge(project: Project) -> None:
    project.pytester.makeini("[pytest]\nphasegate = true\n")
    project.pytester.runpytest("--phasegate-fail-under=10").stdout.fnmatch_lines(
        ["phasegate: 10% of * must be proven*"]
    )
